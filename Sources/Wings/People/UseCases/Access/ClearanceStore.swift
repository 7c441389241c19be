import Core
import Kernel
import Storage

/// What is read of confidential tickets with a person: which classes there are, and of which tickets the person broke the
/// glass. Classes are words of the desk, whose table every database has.
package enum ClearanceStore {
  private static let mark = "\u{1f}"

  /// Two columns beside a person `p`: all classes, and the tickets whose glass the person broke, a line each.
  static func joinedColumns(_ dialect: Dialect) -> String {
    let broken = "b.ticket || '\(mark)' || CAST(b.until_at AS TEXT)"
    return """
      (SELECT \(dialect.joined("c.key", separator: "\n")) FROM word c WHERE c.list = 'class'), \
      (SELECT \(dialect.joined(broken, separator: "\n")) FROM broken_glass b WHERE b.person = p.id)
      """
  }

  /// - Throws: `StorageError.column` where it cannot be read: nobody is shown more than is known to be theirs.
  static func decodeJoined(_ row: any Row, from first: Int, into held: inout HeldGrants) throws {
    held.classes = Set(try (row.optionalText(first) ?? "").split(separator: "\n").map(String.init))
    for line in try (row.optionalText(first + 1) ?? "").split(separator: "\n") {
      let parts = line.split(separator: Character(mark)).map(String.init)
      guard parts.count == 2, let until = Int64(parts[1]) else {
        throw StorageError.column(index: first + 1, expected: "a ticket and until when", found: String(line.prefix(60)))
      }
      held.broken[RecordID(parts[0])] = Instant(milliseconds: until)
    }
  }

  /// The keys of all classes, retired ones too.
  package static func classes(in tx: any Transaction) throws -> Set<String> {
    Set(try tx.query("SELECT key FROM word WHERE list = 'class'", []) { try $0.text(0) })
  }

  /// When the glass of a ticket that somebody broke is whole again; nil where it is.
  package static func brokenUntil(_ ticket: RecordID, by person: RecordID, in tx: any Transaction) throws -> Instant? {
    try tx.first(
      "SELECT until_at FROM broken_glass WHERE person = $1 AND ticket = $2", [.text(person.text), .text(ticket.text)]
    ) { Instant(milliseconds: try $0.int64(0)) }
  }

  package static func breakGlass(
    of ticket: RecordID, by person: RecordID, at now: Instant, until: Instant, in tx: any Transaction
  ) throws {
    try tx.execute(
      """
      INSERT INTO broken_glass (person, ticket, at, until_at) VALUES ($1, $2, $3, $4)
      ON CONFLICT (person, ticket) DO UPDATE SET at = $3, until_at = $4
      """,
      [.text(person.text), .text(ticket.text), .integer(now.milliseconds), .integer(until.milliseconds)])
  }

  /// Tickets whose glass somebody has broken and that are open to them still.
  package static func broken(by person: RecordID, at now: Instant, in tx: any Transaction) throws -> Int {
    try tx.first(
      "SELECT COUNT(*) FROM broken_glass WHERE person = $1 AND until_at > $2",
      [.text(person.text), .integer(now.milliseconds)]
    ) { try $0.int(0) } ?? 0
  }

  /// Forgets what is whole again.
  package static func mend(before now: Instant, limit: Int, in tx: any Transaction) throws -> Int {
    let ended = try tx.query(
      "SELECT person, ticket FROM broken_glass WHERE until_at <= $1 ORDER BY until_at LIMIT $2",
      [.integer(now.milliseconds), .int(limit)]
    ) { [SQLValue.text(try $0.text(0)), .text(try $0.text(1))] }
    try tx.executeBatch("DELETE FROM broken_glass WHERE person = $1 AND ticket = $2", ended)
    return ended.count
  }

  /// Those of tickets whose ids lie from `first` through `last`, as verification compares them: when, until when.
  package static func scan(
    from first: String, through last: String, in tx: any Transaction,
    _ body: (_ ticket: String, _ person: String, [String?]) throws -> Void,
    unreadable: (_ ticket: String, _ person: String, MainstayError) throws -> Void
  ) throws {
    let columns = "ticket, person, at, until_at"
    let decode = reading("broken_glass", columns) { try $0.texts([.integer, .integer], from: 2) }
    try tx.forEach(
      "SELECT \(columns) FROM broken_glass WHERE ticket >= $1 AND ticket <= $2 ORDER BY ticket, person",
      [.text(first), .text(last)]
    ) { row in
      let found: [String?]
      do {
        found = try decode(row)
      } catch let error as MainstayError {
        return try unreadable(row.text(0), row.text(1), error)
      }
      try body(row.text(0), row.text(1), found)
    }
  }
}
