import CSQLite
import Kernel
import Storage

/// The statements of one body.
final class SQLiteTransaction: Transaction {
  let dialect = Dialect.sqlite
  private(set) var actions: [@Sendable () -> Void] = []
  private(set) var messages: [(channel: String, payload: String)] = []
  /// The first error of a statement: nothing more runs after it and nothing is committed, as on PostgreSQL.
  private(set) var failure: (any Error)?
  private let connection: SQLiteConnection
  private var isOver = false

  init(_ connection: SQLiteConnection) { self.connection = connection }

  /// Makes statements fail from now on: a body must not keep its transaction.
  func end() { isOver = true }

  @discardableResult
  func execute(_ sql: String, _ values: [SQLValue]) throws -> Int {
    try noting {
      let statement = try prepare(sql)
      defer { statement.reset() }
      return try run(statement, sql, values)
    }
  }

  @discardableResult
  func executeBatch(_ sql: String, _ rows: [[SQLValue]]) throws -> Int {
    try noting {
      let statement = try prepare(sql)
      defer { statement.reset() }
      var changed = 0
      for values in rows {
        changed += try run(statement, sql, values)
        sqlite3_reset(statement.pointer)
      }
      return changed
    }
  }

  func forEach(_ sql: String, _ values: [SQLValue], _ body: (any Storage.Row) throws -> Void) throws {
    let statement = try noting {
      let statement = try prepare(sql)
      do {
        try statement.bind(values, sql: sql)
      } catch {
        statement.reset()
        throw error
      }
      return statement
    }
    defer { statement.reset() }
    let row = SQLiteRow(pointer: statement.pointer)
    while try noting({ try step(statement, sql) }) { try body(row) }
  }

  func notify(_ channel: String, _ payload: String) throws {
    try Notifications.check(channel, payload)
    messages.append((channel, payload))
  }

  func afterCommit(_ action: @escaping @Sendable () -> Void) { actions.append(action) }

  func setTimeLimit(seconds: Int) throws { connection.setTimeLimit(seconds: seconds) }

  private func prepare(_ sql: String) throws -> SQLiteStatement {
    guard !isOver, failure == nil else {
      throw StorageError.statement(code: "over", message: "the transaction has ended or failed", sql: sql)
    }
    return try connection.prepare(sql)
  }

  private func run(_ statement: SQLiteStatement, _ sql: String, _ values: [SQLValue]) throws -> Int {
    try statement.bind(values, sql: sql)
    let before = sqlite3_total_changes64(connection.handle)
    while try step(statement, sql) {}
    let isChange = sqlite3_total_changes64(connection.handle) != before
    return isChange ? Int(sqlite3_changes64(connection.handle)) : 0
  }

  /// Whether there is a row.
  private func step(_ statement: SQLiteStatement, _ sql: String) throws -> Bool {
    switch sqlite3_step(statement.pointer) {
    case SQLITE_ROW: true
    case SQLITE_DONE: false
    default: throw connection.failure(sql)
    }
  }

  private func noting<T>(_ work: () throws -> T) throws -> T {
    do {
      return try work()
    } catch {
      if failure == nil { failure = error }
      throw error
    }
  }
}
