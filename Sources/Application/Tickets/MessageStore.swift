import Governance
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
    try tx.first("SELECT author, side FROM message WHERE id = $1", [.text(id.text)]) { row in
      guard let side = TicketEvent.Side(rawValue: try row.text(1)) else {
        throw MainstayError.unavailable(reason: "The side of message \(id) cannot be read.")
      }
      return (try row.text(0), side)
    }
  }

  static func withdraw(_ id: RecordID, at: Instant, in tx: any Transaction) throws {
    try tx.enqueue(
      "UPDATE message SET is_public = FALSE, withdrawn_at = $2 WHERE id = $1",
      [.text(id.text), .integer(at.milliseconds)])
  }

  /// The newest messages of a ticket in the order in which they were written, at most `limit`.
  static func all(of ticket: RecordID, publicOnly: Bool, limit: Int, in tx: any Transaction) throws -> [Message] {
    try tx.query(
      """
      SELECT id, ticket, at, author, side, is_public, withdrawn_at, body FROM message
      WHERE ticket = $1 AND (is_public OR NOT $2) ORDER BY at DESC, id DESC LIMIT $3
      """, [.text(ticket.text), .bool(publicOnly), .int(limit)]
    ) { row in
      Message(
        id: RecordID(try row.text(0)), ticket: RecordID(try row.text(1)), at: Instant(milliseconds: try row.int64(2)),
        author: try row.text(3), side: TicketEvent.Side(rawValue: try row.text(4)) ?? .staff,
        isPublic: try row.bool(5), withdrawnAt: try row.optionalInt64(6).map(Instant.init(milliseconds:)),
        body: try row.text(7))
    }.reversed()
  }

  /// A message as verification compares it.
  struct Digested {
    var digest: String
    var author: String
    var side: String
    var isPublic: Bool
    var at: Instant
  }

  /// Messages of tickets whose ids lie from `first` through `last`, with the digests of their texts.
  static func scanDigests(
    from first: String, through last: String, in tx: any Transaction,
    _ body: (_ id: RecordID, _ ticket: String, Digested) throws -> Void
  ) throws {
    try tx.scan(
      """
      SELECT id, ticket, at, author, side, is_public, body, salt FROM message WHERE ticket >= $1 AND ticket <= $2
      ORDER BY ticket, at, id
      """, [.text(first), .text(last)]
    ) { row in
      try body(
        RecordID(row.text(0)), row.text(1),
        Digested(
          digest: saltedDigest(row.text(6), salt: row.bytes(7)), author: row.text(3), side: row.text(4),
          isPublic: row.bool(5), at: Instant(milliseconds: row.int64(2))))
    }
  }
}
