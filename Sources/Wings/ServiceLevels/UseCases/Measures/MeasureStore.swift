import Agreements
import Core
import Kernel
import Storage
import Tickets
import TicketsUseCases

/// Finds the tickets that a period of a measured objective has to look at, and reads what became of them. Each statement
/// reads an index: of those that are not looked at, no row and no entry.
enum MeasureStore {
  /// Tickets under versions `$3` that were opened from `$1` on and before `$2`.
  static func opened(from ticket: String, _ dialect: Dialect) -> String {
    """
    SELECT t.id FROM \(ticket) t
    WHERE t.opened_at >= $1 AND t.opened_at < $2 AND t.agreement \(dialect.anyText("$3"))
    """
  }

  /// Those that were solved then. The journal says so also of one that was opened again since.
  static func solved(from ticket: String, _ dialect: Dialect) -> String {
    """
    SELECT DISTINCT t.id FROM journal_entry e JOIN \(ticket) t ON t.id = substr(e.stream, 8)
    WHERE e.kind IN ('ticket.resolved', 'ticket.closed') AND e.at >= $1 AND e.at < $2
      AND t.agreement \(dialect.anyText("$3"))
    """
  }

  /// Those that may have been open at some instant from `$1` on and before `$2`: that are open, or were solved, merged or
  /// withdrawn later than `$1`, some of them twice. A ticket is changed last no earlier than it is merged or withdrawn. The
  /// sum keeps a planner without statistics from the index of openings, which holds all that is older.
  static func open(from ticket: String, _ dialect: Dialect) -> String {
    """
    SELECT t.id FROM \(ticket) t
    WHERE t.state = 'open' AND t.opened_at < $2 AND t.agreement \(dialect.anyText("$3"))
    UNION ALL
    SELECT t.id FROM \(ticket) t
    WHERE t.resolved_at >= $1 AND t.opened_at + 0 < $2 AND t.agreement \(dialect.anyText("$3"))
    UNION ALL
    SELECT t.id FROM \(ticket) t
    WHERE t.state IN ('cancelled', 'merged') AND t.updated_at >= $1 AND t.opened_at + 0 < $2
      AND t.agreement \(dialect.anyText("$3"))
    """
  }

  /// - Parameters:
  ///   - span: Of the openings, solvings or instants.
  ///   - versions: Of the agreement: a ticket belongs to the one that was chosen for it.
  static func tickets(
    _ source: MeasureSource, in span: Range<Instant>, under versions: [RecordID], seen sight: TicketSight,
    in tx: any Transaction
  ) throws -> [RecordID] {
    let seen = SeenTables(sight, after: 3)
    let sql =
      switch source {
      case .opened: opened(from: seen.ticket, tx.dialect)
      case .solved: solved(from: seen.ticket, tx.dialect)
      case .open: open(from: seen.ticket, tx.dialect)
      }
    return try tx.query(
      sql,
      [
        .integer(span.lowerBound.milliseconds), .integer(span.upperBound.milliseconds), .list(versions.map(\.text)),
      ] + seen.values
    ) { RecordID(try $0.text(0)) }
  }

  /// Entries of tickets' streams that no measured objective looks at, and of which there are many.
  private static let passedBy = [
    "ticket.answered", "ticket.answer-withdrawn", "ticket.returned", "ticket.held", "ticket.resumed",
    "ticket.retitled", "clock.rung", "clock.breached",
  ]

  /// What happened to these tickets, stream by stream, each in its order.
  static func entries(
    of tickets: [RecordID], in tx: any Transaction,
    _ body: (_ stream: String, _ kind: String, _ payload: String, _ at: Instant, _ recordedAt: Instant) throws -> Void
  ) throws {
    try tx.forEach(
      """
      SELECT stream, kind, payload, at, recorded_at FROM journal_entry
      WHERE stream \(tx.dialect.amongKeys("$1")) AND kind NOT IN (\(passedBy.map { "'\($0)'" }.joined(separator: ", ")))
      ORDER BY stream, sequence
      """, [.list(tickets.map { TicketFile.stream(of: $0) })]
    ) {
      try body(
        $0.text(0), $0.text(1), $0.text(2), Instant(milliseconds: $0.int64(3)), Instant(milliseconds: $0.int64(4)))
    }
  }
}
