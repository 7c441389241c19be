import Core
import Journal
import Kernel
import Storage
import Tickets

/// Answers and notes: the text that the journal's entries point to.
enum MessageStore {
  static func insert(_ message: Message, salt: [UInt8], in tx: any Transaction) throws {
    try tx.enqueue(
      """
      INSERT INTO message (id, ticket, at, author, side, is_public, body, salt)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
      """,
      [
        .text(message.id.text), .text(message.ticket.text), .integer(message.at.milliseconds), .text(message.author),
        .text(message.side.rawValue), .bool(message.isPublic), .text(message.body), .bytes(salt),
      ])
  }

  /// Who wrote a message, and for which side.
  static func author(of id: RecordID, in tx: any Transaction) throws -> (name: String, side: TicketEvent.Side)? {
    try tx.first(
      "SELECT id, author, side FROM message WHERE id = $1", [.text(id.text)],
      reading("message", "id, author, side") { (try $0.text(1), try $0.value(2)) })
  }

  static func withdraw(_ id: RecordID, at: Instant, in tx: any Transaction) throws {
    try tx.enqueue(
      "UPDATE message SET is_public = FALSE, withdrawn_at = $2 WHERE id = $1",
      [.text(id.text), .integer(at.milliseconds)])
  }

  /// The newest messages of a ticket in the order in which they were written, at most `limit`.
  /// - Parameter before: When a message was written, and its id; those before it only.
  static func all(
    of ticket: RecordID, publicOnly: Bool, before: (at: Instant, id: RecordID)? = nil, limit: Int,
    in tx: any Transaction
  ) throws -> [Message] {
    var values: [SQLValue] = [.text(ticket.text), .bool(publicOnly), .int(limit)]
    var condition = ""
    if let before {
      condition = " AND (at, id) < ($4, $5)"
      values += [.integer(before.at.milliseconds), .text(before.id.text)]
    }
    let columns = "id, ticket, at, author, side, is_public, withdrawn_at, body"
    return try tx.query(
      """
      SELECT \(columns) FROM message
      WHERE ticket = $1 AND (is_public OR NOT $2)\(condition) ORDER BY at DESC, id DESC LIMIT $3
      """, values,
      reading("message", columns) { row in
        Message(
          id: RecordID(try row.text(0)), ticket: RecordID(try row.text(1)), at: Instant(milliseconds: try row.int64(2)),
          author: try row.text(3), side: try row.value(4),
          isPublic: try row.bool(5), withdrawnAt: try row.optionalInt64(6).map(Instant.init(milliseconds:)),
          body: try row.text(7))
      }
    ).reversed()
  }

  /// When a message of a ticket was written.
  static func instant(of id: RecordID, on ticket: RecordID, in tx: any Transaction) throws -> Instant {
    let at = try tx.first(
      "SELECT at FROM message WHERE id = $1 AND ticket = $2", [.text(id.text), .text(ticket.text)]
    ) { try $0.int64(0) }
    guard let at else { throw MainstayError.notFound(kind: "message", id: id.text) }
    return Instant(milliseconds: at)
  }

  /// The text of the last public message of one side; nil without one.
  static func last(of ticket: RecordID, by side: TicketEvent.Side, in tx: any Transaction) throws -> String? {
    try tx.first(
      """
      SELECT body FROM message WHERE ticket = $1 AND side = $2 AND is_public ORDER BY at DESC, id DESC LIMIT 1
      """, [.text(ticket.text), .text(side.rawValue)]
    ) { try $0.text(0) }
  }

  /// A message as verification compares it.
  struct Digested {
    var digest: String
    /// Whether nothing of its text is left.
    var isErased: Bool
    var author: String
    var side: String
    var isPublic: Bool
    var withdrawnAt: Instant?
    var at: Instant
  }

  /// Messages of tickets whose ids lie from `first` through `last`, with the digests of their texts.
  static func scanDigests(
    from first: String, through last: String, in tx: any Transaction,
    _ body: (_ id: RecordID, _ ticket: String, Digested) throws -> Void,
    unreadable: (_ id: String, _ ticket: String, MainstayError) throws -> Void
  ) throws {
    let columns = "id, ticket, at, author, side, is_public, body, salt, withdrawn_at"
    let decode = reading("message", columns) { row in
      Digested(
        digest: saltedDigest(try row.text(6), salt: try row.bytes(7)),
        isErased: try row.text(6) == TextErasure.mark && row.bytes(7).isEmpty, author: try row.text(3),
        side: try row.text(4),
        isPublic: try row.bool(5), withdrawnAt: try row.optionalInt64(8).map(Instant.init(milliseconds:)),
        at: Instant(milliseconds: try row.int64(2)))
    }
    try tx.scan(
      """
      SELECT \(columns) FROM message WHERE ticket >= $1 AND ticket <= $2 ORDER BY ticket, at, id
      """, [.text(first), .text(last)]
    ) { row in
      let (id, ticket) = (try row.text(0), try row.text(1))
      let found: Digested
      do {
        found = try decode(row)
      } catch let error as MainstayError {
        return try unreadable(id, ticket, error)
      }
      try body(RecordID(id), ticket, found)
    }
  }
}
