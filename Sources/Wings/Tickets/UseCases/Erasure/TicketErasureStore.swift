import Core
import Journal
import Kernel
import Storage
import Tickets

/// Finds texts of tickets that go when somebody is erased, and takes them away.
enum TicketErasureStore {
  /// What holds for a ticket or a message that has a text: an erased one has no salt.
  private static let hasText = "length(salt) > 0"

  /// Tickets that have a text which goes, by id.
  static func tickets(of leaving: Leaving, limit: Int, in tx: any Transaction) throws -> [RecordID] {
    guard leaving.texts != .keep else { return [] }
    let others = """
       UNION SELECT m.ticket FROM message m JOIN ticket t ON t.id = m.ticket
      WHERE t.requester = $1 AND length(m.salt) > 0
      """
    return try tx.query(
      """
      SELECT id FROM ticket WHERE requester = $1 AND \(hasText)
      UNION SELECT ticket FROM message WHERE author = $1 AND \(hasText)\(leaving.texts == .about ? others : "")
      LIMIT $2
      """, [.text(leaving.name), .int(limit)]
    ) { RecordID(try $0.text(0)) }.sorted()
  }

  /// What of a ticket goes: whether its own text, and which messages.
  static func texts(
    of ticket: RecordID, by leaving: Leaving, in tx: any Transaction
  ) throws -> (hasText: Bool, messages: [RecordID]) {
    let found = try tx.first(
      "SELECT requester, length(salt) FROM ticket WHERE id = $1", [.text(ticket.text)]
    ) { (isTheirs: try $0.text(0) == leaving.name, isThere: try $0.int64(1) > 0) }
    let isTheirs = found?.isTheirs ?? false
    let messages = try tx.query(
      "SELECT id FROM message WHERE ticket = $1 AND \(hasText) AND (author = $2 OR $3) ORDER BY at, id",
      [.text(ticket.text), .text(leaving.name), .bool(isTheirs && leaving.texts == .about)]
    ) { RecordID(try $0.text(0)) }
    return (isTheirs && found?.isThere == true, messages)
  }

  static func erase(_ erasure: TextErasure, of ticket: RecordID, in tx: any Transaction) throws {
    let nothing = "CAST('' AS \(tx.dialect.bytesType))"
    if erasure.hasText {
      try tx.execute(
        "UPDATE ticket SET title = $2, description = '', salt = \(nothing) WHERE id = $1",
        [.text(ticket.text), .text(TextErasure.mark)])
    }
    try tx.executeBatch(
      "UPDATE message SET body = $2, salt = \(nothing) WHERE id = $1",
      erasure.messages.map { [.text($0.text), .text(TextErasure.mark)] })
  }

  /// How many texts go: of tickets, and messages.
  static func countTexts(of leaving: Leaving, in tx: any Transaction) throws -> (tickets: Int, messages: Int) {
    guard leaving.texts != .keep else { return (0, 0) }
    let tickets = "SELECT COUNT(*) FROM ticket WHERE requester = $1 AND \(hasText)"
    let messages = """
      SELECT COUNT(*) FROM message m WHERE length(m.salt) > 0 AND (
        m.author = $1 OR ($2 AND EXISTS (SELECT 1 FROM ticket t WHERE t.id = m.ticket AND t.requester = $1)))
      """
    return (
      try tx.first(tickets, [.text(leaving.name)]) { try $0.int(0) } ?? 0,
      try tx.first(messages, [.text(leaving.name), .bool(leaving.texts == .about)]) { try $0.int(0) } ?? 0
    )
  }

  /// Numbers of tickets with a text that stays and names somebody, in capitals or not: by name or mail address, by the
  /// sign-in name where there is no other.
  static func tickets(
    mentioning leaving: Leaving, among sight: TicketSight, limit: Int, in tx: any Transaction
  ) throws -> [String] {
    let words = leaving.words.isEmpty ? [leaving.name] : leaving.words
    let texts = leaving.texts
    var values: [SQLValue] = [.text(leaving.name), .bool(texts != .keep), .bool(texts == .about), .int(limit)]
    func condition(_ column: String) -> String {
      let lowered = tx.dialect.lower(column)
      return words.map { word in
        values.append(PlainNameStore.containing(word))
        return "\(lowered) LIKE $\(values.count) ESCAPE '!'"
      }.joined(separator: " OR ")
    }
    let seen = SeenTables(sight, after: values.count)
    values += seen.values
    let (titles, descriptions, bodies) = (condition("t.title"), condition("t.description"), condition("m.body"))
    return try tx.query(
      """
      SELECT t.number FROM \(seen.ticket) t WHERE NOT (t.requester = $1 AND $2) AND (\(titles) OR \(descriptions))
      UNION SELECT t.number FROM message m JOIN \(seen.ticket) t ON t.id = m.ticket
      WHERE NOT (m.author = $1 AND $2) AND NOT (t.requester = $1 AND $3) AND (\(bodies)) LIMIT $4
      """, values
    ) { try $0.text(0) }.sorted()
  }
}
