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
