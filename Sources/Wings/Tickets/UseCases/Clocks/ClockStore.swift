import Agreements
import Core
import Journal
import Kernel
import Storage

/// The rows of clocks and of the rungs that have fired.
package enum ClockStore {
  package static let columns = """
    ticket, name, cycle, metric, state, target_ms, elapsed_ms, started_at, due_at, stopped_at, breached_at, \
    beyond_horizon, as_of
    """

  static func all(of ticket: RecordID, in tx: any Transaction) throws -> [ClockRow] {
    try tx.query(
      "SELECT \(columns) FROM clock WHERE ticket = $1 ORDER BY name, cycle", [.text(ticket.text)], decode)
  }

  /// The clocks of some tickets.
  static func all(of tickets: [RecordID], in tx: any Transaction) throws -> [ClockRow] {
    guard !tickets.isEmpty else { return [] }
    return try tx.query(
      "SELECT \(columns) FROM clock WHERE ticket \(tx.dialect.amongKeys("$1")) ORDER BY ticket, name, cycle",
      [.list(tickets.map(\.text))], decode)
  }

  /// Clocks of tickets whose ids lie from `first` through `last`; `unreadable` gets what cannot be read.
  static func scan(
    from first: String, through last: String, in tx: any Transaction, _ body: (ClockRow) -> Void,
    unreadable: (JournalFinding) -> Void
  ) throws {
    try tx.forEach(
      "SELECT \(columns) FROM clock WHERE ticket >= $1 AND ticket <= $2 ORDER BY ticket, name, cycle",
      [.text(first), .text(last)]
    ) { row in
      if let clock = try ticketRow(row, decode, unreadable) { body(clock) }
    }
  }

  /// Rungs that have fired, of tickets whose ids lie from `first` through `last`.
  static func scanFired(
    from first: String, through last: String, in tx: any Transaction, _ body: (RungFired) -> Void,
    unreadable: (JournalFinding) -> Void
  ) throws {
    try tx.forEach(
      """
      SELECT \(rungColumns) FROM clock_rung WHERE ticket >= $1 AND ticket <= $2 ORDER BY ticket, at
      """, [.text(first), .text(last)]
    ) { row in
      if let rung = try ticketRow(row, decodeRung, unreadable) { body(rung) }
    }
  }

  /// A row whose first column is its ticket and the second a name; nil where it cannot be read.
  private static func ticketRow<T>(
    _ row: any Row, _ decode: (any Row) throws -> T, _ unreadable: (JournalFinding) -> Void
  ) throws -> T? {
    do {
      return try decode(row)
    } catch MainstayError.unreadable(let record, let reason) {
      let (ticket, name) = ((try? row.text(0)) ?? "?", (try? row.text(1)) ?? "?")
      unreadable(JournalFinding(.unreadable, "ticket/" + ticket, nil, "\(name): \(record) cannot be read: \(reason)"))
      return nil
    }
  }

  private static let rungColumns = "ticket, name, cycle, rung, at, recorded_at"

  package static func save(_ clocks: [ClockRow], in tx: any Transaction) throws {
    guard !clocks.isEmpty else { return }
    try tx.enqueueBatch(
      """
      INSERT INTO clock (\(columns)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
      ON CONFLICT (ticket, name, cycle) DO UPDATE SET metric = excluded.metric, state = excluded.state, target_ms = excluded.target_ms,
        elapsed_ms = excluded.elapsed_ms, started_at = excluded.started_at, due_at = excluded.due_at,
        stopped_at = excluded.stopped_at, breached_at = excluded.breached_at,
        beyond_horizon = excluded.beyond_horizon, as_of = excluded.as_of
      """, clocks.map(row))
  }

  /// Takes all clocks of a ticket away, readable or not, so that they can be computed anew.
  static func deleteAll(of ticket: RecordID, in tx: any Transaction) throws {
    try tx.enqueue("DELETE FROM clock WHERE ticket = $1", [.text(ticket.text)])
  }

  static func delete(_ clock: ClockRow, in tx: any Transaction) throws {
    try tx.enqueue(
      "DELETE FROM clock WHERE ticket = $1 AND name = $2 AND cycle = $3",
      [.text(clock.ticket.text), .text(clock.name), .int(clock.cycle)])
  }

  /// Marks a rung as fired; false where it has fired before.
  static func fire(_ rung: RungFired, in tx: any Transaction) throws -> Bool {
    try tx.execute(
      """
      INSERT INTO clock_rung (ticket, name, cycle, rung, at, recorded_at) VALUES ($1, $2, $3, $4, $5, $6)
      ON CONFLICT (ticket, name, cycle, rung) DO NOTHING
      """, row(rung)) == 1
  }

  /// Marks rungs of new tickets as fired.
  package static func insertNew(_ rungs: [RungFired], in tx: any Transaction) throws {
    try tx.enqueueBatch(
      "INSERT INTO clock_rung (ticket, name, cycle, rung, at, recorded_at) VALUES ($1, $2, $3, $4, $5, $6)",
      rungs.map(row))
  }

  private static func row(_ rung: RungFired) -> [SQLValue] {
    [
      .text(rung.ticket.text), .text(rung.clock), .int(rung.cycle), .text(rung.rung),
      .integer(rung.at.milliseconds), .integer(rung.recordedAt.milliseconds),
    ]
  }

  static func fired(of ticket: RecordID, in tx: any Transaction) throws -> [RungFired] {
    try tx.query(
      """
      SELECT ticket, name, cycle, rung, at, recorded_at FROM clock_rung
      WHERE ticket = $1 ORDER BY at, name, cycle, rung
      """, [.text(ticket.text)], decodeRung)
  }

  package static func decode(_ row: any Row) throws -> ClockRow {
    try reading("clock of ticket", columns, decodeColumns)(row)
  }

  private static func decodeColumns(_ row: any Row) throws -> ClockRow {
    ClockRow(
      ticket: RecordID(try row.text(0)), name: try row.text(1), cycle: try row.int(2),
      metric: try row.value(3), state: try row.value(4),
      target: try row.optionalInt64(5).map(Duration.init(milliseconds:)),
      elapsed: Duration(milliseconds: try row.int64(6)), startedAt: Instant(milliseconds: try row.int64(7)),
      due: try row.optionalInt64(8).map(Instant.init(milliseconds:)),
      stoppedAt: try row.optionalInt64(9).map(Instant.init(milliseconds:)),
      breachedAt: try row.optionalInt64(10).map(Instant.init(milliseconds:)),
      beyondHorizon: try row.optionalBool(11), asOf: Instant(milliseconds: try row.int64(12)))
  }

  private static func decodeRung(_ row: any Row) throws -> RungFired {
    try reading("clock_rung of ticket", rungColumns, decodeRungColumns)(row)
  }

  private static func decodeRungColumns(_ row: any Row) throws -> RungFired {
    RungFired(
      ticket: RecordID(try row.text(0)), clock: try row.text(1), cycle: try row.int(2), rung: try row.text(3),
      at: Instant(milliseconds: try row.int64(4)), recordedAt: Instant(milliseconds: try row.int64(5)))
  }

  private static func row(_ clock: ClockRow) -> [SQLValue] {
    [
      .text(clock.ticket.text), .text(clock.name), .int(clock.cycle), .text(clock.metric.rawValue),
      .text(clock.state.rawValue), .integer(clock.target?.milliseconds), .integer(clock.elapsed.milliseconds),
      .integer(clock.startedAt.milliseconds), .integer(clock.due?.milliseconds),
      .integer(clock.stoppedAt?.milliseconds), .integer(clock.breachedAt?.milliseconds),
      clock.beyondHorizon.map(SQLValue.bool) ?? .null, .integer(clock.asOf.milliseconds),
    ]
  }
}
