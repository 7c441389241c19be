import Core
import Kernel
import Storage
import Tickets

/// The rows of tickets: a projection of their journal streams for lists and search, with the
/// personal text that the journal does not hold.
package enum TicketStore {
  /// Whether there are tickets for this name.
  static func hasRequester(_ name: String, in tx: any Transaction) throws -> Bool {
    try tx.first("SELECT 1 FROM ticket WHERE requester = $1 LIMIT 1", [.text(name)]) { _ in true } != nil
  }

  package static let columns = TicketField.rows.map(\.column).joined(separator: ", ")
  /// How many these are.
  private static let count = TicketField.rows.count

  static func insert(
    _ ticket: Ticket, text: TicketText, at now: Instant, clocks: ClockSummary, in tx: any Transaction
  ) throws {
    try insert([(ticket, text, clocks)], at: now, in: tx)
  }

  package static func insert(
    _ tickets: [(ticket: Ticket, text: TicketText, clocks: ClockSummary)], at now: Instant, in tx: any Transaction
  ) throws {
    try tx.enqueueBatch(
      inserting,
      tickets.map { ticket, text, clocks in
        values(TicketField.all, .init(ticket: ticket, clocks: clocks, updatedAt: now, text: text))
      })
  }

  package static func update(_ ticket: Ticket, at now: Instant, clocks: ClockSummary, in tx: any Transaction) throws {
    let source = TicketField.Source(ticket: ticket, clocks: clocks, updatedAt: now)
    try tx.enqueue(updating, [.text(ticket.id.text)] + values(TicketField.changing, source))
  }

  private static let inserting = """
    INSERT INTO ticket (\(TicketField.all.map(\.column).joined(separator: ", ")))
    VALUES (\(TicketField.all.indices.map { "$\($0 + 1)" }.joined(separator: ", ")))
    """
  private static let updating = settingSQL(TicketField.changing)
  private static let updatingClocks = settingSQL(TicketField.ofClocks)

  /// Sets these columns of the ticket whose id comes first among the values.
  private static func settingSQL(_ fields: [TicketField]) -> String {
    let settings = fields.enumerated().map { "\($0.element.column) = $\($0.offset + 2)" }
    return "UPDATE ticket SET \(settings.joined(separator: ", ")) WHERE id = $1"
  }

  static func values(_ fields: [TicketField], _ source: TicketField.Source) -> [SQLValue] {
    fields.map { $0.stored(source) }
  }

  /// Keeps the agreement that was found for a ticket of which nobody could tell when it was opened.
  static func decide(_ agreement: RecordID?, of ticket: RecordID, in tx: any Transaction) throws {
    try tx.enqueue(
      "UPDATE ticket SET agreement = $2, undecided_since = NULL WHERE id = $1",
      [.text(ticket.text), .text(agreement?.text)])
  }

  /// Keeps what the engine found without touching what people see as a change.
  static func updateClocks(of ticket: RecordID, _ clocks: ClockSummary, in tx: any Transaction) throws {
    let source = TicketField.Source(ticket: Ticket(id: ticket), clocks: clocks, updatedAt: .earliest)
    try tx.enqueue(updatingClocks, [.text(ticket.text)] + values(TicketField.ofClocks, source))
  }

  /// Tickets of which a clock has something to do by `now`, the most overdue first, but for those that fail.
  static func due(by now: Instant, limit: Int, in tx: any Transaction) throws -> [RecordID] {
    let due = try tx.query(
      """
      SELECT t.id FROM ticket t WHERE t.wake_at <= $1 AND \(isHandled) ORDER BY t.wake_at LIMIT $2
      """, [.integer(now.milliseconds), .int(limit)]
    ) { RecordID(try $0.text(0)) }
    guard due.count < limit else { return due }
    // What is no number sorts after all numbers on SQLite, so that it would never be due.
    let unreadable = try tx.query(
      "SELECT t.id FROM ticket t WHERE t.wake_at > $1 AND \(isHandled) LIMIT $2",
      [.integer(Int64.max), .int(limit - due.count)]
    ) { RecordID(try $0.text(0)) }
    return due + unreadable
  }

  /// Those that fail are tried again at their own times.
  private static let isHandled = """
    t.id IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM item_failure f WHERE f.module = 'clocks' AND f.item = 'ticket/' || t.id)
    """

  private static let isDue = "(t.wake_at <= $2 OR t.wake_at > $3)"

  /// Locks a ticket of which a clock has something to do; false where another node has it, or has advanced it
  /// meanwhile. Its stream is locked, as those who change a ticket lock it first, and the ticket too: only then
  /// does PostgreSQL look again whether it is still due.
  static func lockDue(_ ticket: RecordID, by now: Instant, in tx: any Transaction) throws -> Bool {
    try tx.first(
      """
      SELECT 1 FROM ticket t JOIN journal_stream s ON s.stream = 'ticket/' || t.id
      WHERE t.id = $1 AND \(isDue)\(tx.dialect.skipLocked(of: "s, t"))
      """, [.text(ticket.text), .integer(now.milliseconds), .integer(Int64.max)]
    ) { _ in true } ?? false
  }

  static func isDueWithoutStream(_ ticket: RecordID, by now: Instant, in tx: any Transaction) throws -> Bool {
    try tx.first(
      """
      SELECT 1 FROM ticket t WHERE t.id = $1 AND \(isDue)
        AND NOT EXISTS (SELECT 1 FROM journal_stream s WHERE s.stream = 'ticket/' || t.id)
      """, [.text(ticket.text), .integer(now.milliseconds), .integer(Int64.max)]
    ) { _ in true } ?? false
  }

  package static func id(ofNumber number: String, in tx: any Transaction) throws -> RecordID? {
    try tx.first("SELECT id FROM ticket WHERE number = $1", [.text(number)]) { RecordID(try $0.text(0)) }
  }

  /// Whose ticket it is.
  static func requester(of id: RecordID, in tx: any Transaction) throws -> String? {
    try tx.first("SELECT requester FROM ticket WHERE id = $1", [.text(id.text)]) { try $0.text(0) }
  }

  package static func row(_ id: RecordID, in tx: any Transaction) throws -> TicketRow? {
    try tx.first("SELECT \(columns) FROM ticket WHERE id = $1", [.text(id.text)], decode)
  }

  /// These tickets, as many as there are.
  ///
  /// - Throws: `unreadable` where one cannot be read.
  static func rows(_ ids: Set<RecordID>, in tx: any Transaction) throws -> [TicketRow] {
    guard !ids.isEmpty else { return [] }
    return try tx.query(selecting("id", tx.dialect), [.list(ids.map(\.text).sorted())], decode)
  }

  /// As above, by their numbers.
  static func rows(numbered numbers: [String], in tx: any Transaction) throws -> [TicketRow] {
    guard !numbers.isEmpty else { return [] }
    return try tx.query(selecting("number", tx.dialect), [.list(numbers)], decode)
  }

  /// Rows of which a column is among the keys that `$1` lists.
  static func selecting(_ column: String, _ dialect: Dialect) -> String {
    "SELECT \(columns) FROM ticket WHERE \(column) \(dialect.amongKeys("$1"))"
  }

  /// A ticket, and the one that it was merged into.
  static func standing(_ id: RecordID, in tx: any Transaction) throws -> (row: TicketRow, mergedInto: RecordID?)? {
    let all = columns + ", merged_into"
    return try tx.first(
      "SELECT \(all) FROM ticket WHERE id = $1", [.text(id.text)],
      reading("ticket", all) { (try decodeColumns($0), try $0.optionalText(count).map(RecordID.init)) })
  }

  /// The tickets that were merged into one, and into those, by their ids.
  static func merged(into id: RecordID, limit: Int, in tx: any Transaction) throws -> ReadableRows<TicketRow> {
    try tx.readable(
      """
      WITH RECURSIVE merged (id) AS (
        SELECT id FROM ticket WHERE merged_into = $1
        UNION SELECT t.id FROM ticket t JOIN merged m ON t.merged_into = m.id
      )
      SELECT \(columns) FROM ticket WHERE id IN (SELECT id FROM merged) ORDER BY id LIMIT $2
      """, [.text(id.text), .int(limit)], decode)
  }

  /// A ticket with its text.
  static func whole(_ id: RecordID, in tx: any Transaction) throws -> (row: TicketRow, text: TicketText)? {
    let all = columns + ", description, salt"
    return try tx.first(
      "SELECT \(all) FROM ticket WHERE id = $1", [.text(id.text)],
      reading("ticket", all) { row in
        let ticket = try decodeColumns(row)
        let (description, salt) = (try row.text(count), try row.bytes(count + 1))
        return (ticket, TicketText(title: ticket.title, description: description, salt: salt))
      })
  }

  static func text(of id: RecordID, in tx: any Transaction) throws -> TicketText? {
    try tx.first("SELECT title, description, salt FROM ticket WHERE id = $1", [.text(id.text)]) {
      TicketText(title: try $0.text(0), description: try $0.text(1), salt: try $0.bytes(2))
    }
  }

  static func retitle(_ id: RecordID, _ text: TicketText, in tx: any Transaction) throws {
    try tx.execute(
      "UPDATE ticket SET title = $2, description = $3, salt = $4 WHERE id = $1",
      [.text(id.text), .text(text.title), .text(text.description), .bytes(text.salt)])
  }

  package static func decode(_ row: any Row) throws -> TicketRow { try reading("ticket", columns, decodeColumns)(row) }

  private static func decodeColumns(_ row: any Row) throws -> TicketRow {
    var ticket = TicketRow()
    let fields = TicketField.rows
    for column in fields.indices { try fields[column].read(&ticket, row, column) }
    return ticket
  }
}
