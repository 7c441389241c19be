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

  package static let columns = """
    id, number, kind, state, title, requester, priority, category, service, organisation, team, assignee, holds, \
    vendors, agreement, opened_at, resolved_at, closed_at, recorded_met, version, updated_at, due_at, breached, \
    returned_at, undecided_since, requester_version, requester_at
    """

  static func insert(
    _ ticket: Ticket, text: TicketText, at now: Instant, clocks: ClockSummary, in tx: any Transaction
  ) throws {
    try insert([(ticket, text, clocks)], at: now, in: tx)
  }

  package static func insert(
    _ tickets: [(ticket: Ticket, text: TicketText, clocks: ClockSummary)], at now: Instant, in tx: any Transaction
  ) throws {
    try tx.enqueueBatch(
      """
      INSERT INTO ticket (id, number, kind, title, description, salt, requester, agreement, opened_at,
        state, priority, category, service, organisation, team, assignee, holds, vendors, attributes, resolved_at,
        closed_at, merged_into, recorded_met, version, updated_at, due_at, breached, wake_at, returned_at,
        undecided_since, requester_version, requester_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
        $23, $24, $25, $26, $27, $28, $29, $30, $31, $32)
      """,
      tickets.map { ticket, text, clocks in
        [
          .text(ticket.id.text), .text(ticket.number), .text(ticket.kind.rawValue), .text(text.title),
          .text(text.description), .bytes(text.salt), .text(ticket.requester), .text(ticket.agreement?.text),
          .integer(ticket.openedAt.milliseconds),
        ] + changing(ticket, at: now, clocks: clocks)
      })
  }

  package static func update(_ ticket: Ticket, at now: Instant, clocks: ClockSummary, in tx: any Transaction) throws {
    try tx.enqueue(
      """
      UPDATE ticket SET state = $2, priority = $3, category = $4, service = $5, organisation = $6, team = $7,
        assignee = $8, holds = $9, vendors = $10, attributes = $11, resolved_at = $12, closed_at = $13,
        merged_into = $14, recorded_met = $15, version = $16, updated_at = $17, due_at = $18, breached = $19,
        wake_at = $20, returned_at = $21, undecided_since = $22,
        requester_version = $23, requester_at = $24
      WHERE id = $1
      """, [.text(ticket.id.text)] + changing(ticket, at: now, clocks: clocks))
  }

  /// The values of the columns that change during a ticket's life, in the order of both statements.
  static func changing(_ ticket: Ticket, at now: Instant, clocks: ClockSummary) -> [SQLValue] {
    [
      .text(ticket.state.rawValue), .text(ticket.priority), .text(ticket.category), .text(ticket.service),
      .text(ticket.organisation), .text(ticket.team), .text(ticket.assignee), .text(list(ticket.holds)),
      .text(list(ticket.vendors)), .text(JSON.object(ticket.attributes.mapValues(JSON.string)).canonical),
      .integer(ticket.resolvedAt?.milliseconds), .integer(ticket.closedAt?.milliseconds),
      .text(ticket.mergedInto?.text), ticket.recordedMet.map(SQLValue.bool) ?? .null, .int(ticket.version),
      .integer(now.milliseconds), .integer(dueColumn(clocks)), .bool(clocks.isBreached),
      .integer(clocks.wake?.milliseconds), .integer(ticket.returnedAt?.milliseconds),
      .integer(ticket.undecidedSince?.milliseconds), .int(ticket.requesterVersion),
      .integer(ticket.requesterAt.milliseconds),
    ]
  }

  /// Keeps the agreement that was found for a ticket of which nobody could tell when it was opened.
  static func decide(_ agreement: RecordID?, of ticket: RecordID, in tx: any Transaction) throws {
    try tx.enqueue(
      "UPDATE ticket SET agreement = $2, undecided_since = NULL WHERE id = $1",
      [.text(ticket.text), .text(agreement?.text)])
  }

  /// Keeps what the engine found without touching what people see as a change.
  static func updateClocks(of ticket: RecordID, _ clocks: ClockSummary, in tx: any Transaction) throws {
    try tx.enqueue(
      "UPDATE ticket SET due_at = $2, breached = $3, wake_at = $4 WHERE id = $1",
      [
        .text(ticket.text), .integer(dueColumn(clocks)), .bool(clocks.isBreached),
        .integer(clocks.wake?.milliseconds),
      ])
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

  static func id(ofNumber number: String, in tx: any Transaction) throws -> RecordID? {
    try tx.first("SELECT id FROM ticket WHERE number = $1", [.text(number)]) { RecordID(try $0.text(0)) }
  }

  package static func row(_ id: RecordID, in tx: any Transaction) throws -> TicketRow? {
    try tx.first("SELECT \(columns) FROM ticket WHERE id = $1", [.text(id.text)], decode)
  }

  /// A ticket, and the one that it was merged into.
  static func standing(_ id: RecordID, in tx: any Transaction) throws -> (row: TicketRow, mergedInto: RecordID?)? {
    let all = columns + ", merged_into"
    let place = columns.split(separator: ",").count
    return try tx.first(
      "SELECT \(all) FROM ticket WHERE id = $1", [.text(id.text)],
      reading("ticket", all) { (try decodeColumns($0), try $0.optionalText(place).map(RecordID.init)) })
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
    TicketRow(
      id: RecordID(try row.text(0)), number: try row.text(1),
      kind: try row.value(2), state: try row.value(3), title: try row.text(4), requester: try row.text(5),
      priority: try row.optionalText(6), category: try row.optionalText(7), service: try row.optionalText(8),
      organisation: try row.optionalText(9), team: try row.optionalText(10), assignee: try row.optionalText(11),
      holds: names(try row.text(12)), vendors: names(try row.text(13)),
      agreement: try row.optionalText(14).map(RecordID.init),
      openedAt: Instant(milliseconds: try row.int64(15)),
      resolvedAt: try row.optionalInt64(16).map(Instant.init(milliseconds:)),
      closedAt: try row.optionalInt64(17).map(Instant.init(milliseconds:)), recordedMet: try row.optionalBool(18),
      version: try row.int(19), updatedAt: Instant(milliseconds: try row.int64(20)),
      due: due(try row.int64(21)), isBreached: try row.bool(22),
      returnedAt: try row.optionalInt64(23).map(Instant.init(milliseconds:)),
      undecidedSince: try row.optionalInt64(24).map(Instant.init(milliseconds:)),
      requesterVersion: try row.int(25), requesterAt: Instant(milliseconds: try row.int64(26)))
  }

  /// Without a deadline a ticket sorts after all others, alike on both engines.
  static func dueColumn(_ clocks: ClockSummary) -> Int64 { (clocks.due ?? .latest).milliseconds }

  private static func due(_ column: Int64) -> Instant? {
    column == Instant.latest.milliseconds ? nil : Instant(milliseconds: column)
  }

  /// Names never contain control characters, so a line each keeps them apart.
  private static func list(_ names: [String]) -> String { names.joined(separator: "\n") }

  private static func names(_ list: String) -> [String] { list.split(separator: "\n").map(String.init) }
}
