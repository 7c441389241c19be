import Kernel
import ServiceLevels
import Storage

extension ComplianceStore {
  /// Whether the desk's own timer closed the ticket of row `t`, the last time it was closed.
  static let closedByTimer = """
    EXISTS (SELECT 1 FROM journal_entry j WHERE j.stream = 'ticket/' || t.id AND j.kind = 'ticket.closed'
      AND j.at = t.closed_at AND j.payload = '{"byTimer":true}')
    """

  /// Clocks that breached while a resolved ticket waited for its closing.
  private static let lateClosing = """
    c.state = 'breached' AND c.stopped_at = t.closed_at AND t.resolved_at < t.closed_at
      AND c.breached_at >= t.resolved_at
    """

  /// Clocks that the resolution stopped in time, of tickets that were closed after the deadline and
  /// recorded as missed.
  private static let lateThere = """
    c.state = 'met' AND t.recorded_met = FALSE AND c.stopped_at = t.resolved_at AND t.closed_at > c.due_at
    """

  /// What the closing of resolved tickets does to the figures; `missedMet` is left to the caller.
  static func closure(_ clocks: ComplianceClocks, in tx: any Transaction) throws -> ClosureEvidence {
    var evidence = ClosureEvidence()
    evidence.breachedAtClosing =
      try tx.first(
        """
        SELECT COUNT(*) FROM \(clocks.clock) c JOIN \(clocks.ticket) t ON t.id = c.ticket
        WHERE \(clocks.condition) AND \(ComplianceClocks.judged)
          AND c.state = 'breached' AND c.stopped_at = t.closed_at AND t.resolved_at < t.closed_at
        """, clocks.values
      ) { try $0.int(0) } ?? 0
    let breaches = try closed(clocks, lateClosing, in: tx)
    (evidence.resolvedInTime, evidence.resolvedInTimeClosedByTimer) = (breaches.all, breaches.byTimer)
    let disagreements = try closed(clocks, lateThere, in: tx)
    (evidence.missedMetClosedLate, evidence.missedMetClosedByTimer) = (disagreements.all, disagreements.byTimer)
    let byTimer = breaches.byTimer >= disagreements.byTimer ? (breaches, lateClosing) : (disagreements, lateThere)
    if byTimer.0.byTimer > 0 {
      evidence.typicalGap = try tx.first(
        """
        SELECT (t.closed_at - t.resolved_at) / 86400000, COUNT(*) FROM \(clocks.clock) c JOIN \(clocks.ticket) t ON t.id = c.ticket
        WHERE \(clocks.condition) AND \(ComplianceClocks.judged) AND \(byTimer.1) AND \(closedByTimer)
        GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 1
        """, clocks.values
      ) { .days(try $0.int64(0)) }
    }
    return evidence
  }

  private static func closed(
    _ clocks: ComplianceClocks, _ condition: String, in tx: any Transaction
  ) throws -> (all: Int, byTimer: Int) {
    try tx.first(
      """
      SELECT COUNT(*), SUM(CASE WHEN \(closedByTimer) THEN 1 ELSE 0 END) FROM \(clocks.clock) c JOIN \(clocks.ticket) t ON t.id = c.ticket
      WHERE \(clocks.condition) AND \(ComplianceClocks.judged) AND \(condition)
      """, clocks.values
    ) { (try $0.int(0), try $0.optionalInt(1) ?? 0) } ?? (0, 0)
  }
}
