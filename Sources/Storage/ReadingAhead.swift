/// Stands in for a transaction while a body says what it is about to ask for: notes the statements, and finds no rows.
package final class Rehearsal: Transaction {
  /// A statement that reads.
  package struct Reading: Hashable, Sendable {
    package var sql: String
    package var values: [SQLValue]

    package init(_ sql: String, _ values: [SQLValue]) { (self.sql, self.values) = (sql, values) }
  }

  package let dialect: Dialect
  package private(set) var readings: [Reading] = []

  package init(_ dialect: Dialect) { self.dialect = dialect }

  package func forEach(_ sql: String, _ values: [SQLValue], _ body: (any Row) throws -> Void) throws {
    readings.append(Reading(sql, values))
  }

  package func execute(_ sql: String, _ values: [SQLValue]) throws -> Int { throw Rehearsal.refusal(sql) }
  package func notify(_ channel: String, _ payload: String) throws { throw Rehearsal.refusal("NOTIFY \(channel)") }
  package func afterCommit(_ action: @escaping @Sendable () -> Void) {}
  package func setTimeLimit(seconds: Int) throws { throw Rehearsal.refusal("SET statement_timeout") }

  private static func refusal(_ sql: String) -> StorageError {
    .statement(code: "rehearsal", message: "only what is read can be read ahead", sql: sql)
  }
}
