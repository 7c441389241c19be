import Agreements
import AgreementsUseCases
import Core
import Kernel
import ServiceLevels
import Storage
import TicketsUseCases

/// The counts behind compliance figures.
enum ComplianceStore {
  /// How many clocks of a group are in a state.
  static func count(
    _ clocks: ComplianceClocks, by column: String?, in tx: any Transaction,
    _ body: (_ group: String?, _ state: ClockState, _ count: Int) throws -> Void
  ) throws {
    try tx.forEach(
      """
      SELECT \(column ?? "CAST(NULL AS TEXT)"), c.state, COUNT(*) FROM \(clocks.clock) c JOIN \(clocks.ticket) t ON t.id = c.ticket
      WHERE \(clocks.condition) AND \(clocks.counted)
      GROUP BY \(column ?? "1"), c.state
      """, clocks.values
    ) { row in
      // No other state fits the condition; `unreadable` finds what it leaves out.
      try body(try row.optionalText(0), try row.value(1), try row.int(2))
    }
  }

  /// Tickets that were open in the period.
  private static let wasOpen = "t.opened_at < $3 AND (t.closed_at IS NULL OR t.closed_at >= $2)"

  /// How many tickets of a group were open in the period, but for those of which nobody can tell which agreement covers
  /// them; how many of them have a clock with a target, and clocks without; and how many are undecided.
  static func coverage(
    _ clocks: ComplianceClocks, by column: String?, in tx: any Transaction,
    _ body: (_ group: String?, _ tickets: Int, _ covered: Int, _ noTarget: Int, _ undecided: Int) throws -> Void
  ) throws {
    try tx.forEach(
      """
      SELECT \(column ?? "CAST(NULL AS TEXT)"), SUM(CASE WHEN t.undecided_since IS NULL THEN 1 ELSE 0 END),
        SUM(CASE WHEN t.undecided_since IS NULL AND k.covered = 1 THEN 1 ELSE 0 END),
        SUM(CASE WHEN t.undecided_since IS NULL AND k.covered = 0 THEN 1 ELSE 0 END),
        SUM(CASE WHEN t.undecided_since IS NULL THEN 0 ELSE 1 END)
      FROM \(clocks.ticket) t LEFT JOIN (
        SELECT c.ticket AS ticket, MAX(CASE WHEN c.state = 'noTarget' THEN 0 ELSE 1 END) AS covered
        FROM \(clocks.clock) c WHERE \(clocks.condition) GROUP BY c.ticket) k ON k.ticket = t.id
      WHERE \(wasOpen)
      GROUP BY \(column ?? "1")
      """, clocks.values
    ) { row in
      try body(try row.optionalText(0), try row.int(1), try row.int(2), try row.int(3), try row.int(4))
    }
  }

  /// Tickets that were open in the period and are undecided, in the order of their ids.
  static func undecided(
    _ clocks: ComplianceClocks, filter: ComplianceFilter, after: RecordID?, limit: Int, in tx: any Transaction
  ) throws -> ReadableRows<TicketRow> {
    let columns = TicketStore.columns.split(separator: ",").map { "t." + $0.filter { !$0.isWhitespace } }
    return try tx.readable(
      """
      SELECT \(columns.joined(separator: ", ")) FROM \(clocks.ticket) t
      WHERE \(isUndecided) AND \(filter.condition) AND t.id > $\(filter.next) ORDER BY t.id LIMIT $\(filter.next + 1)
      """, clocks.values + filter.values + [.text(after?.text ?? ""), .int(limit)], TicketStore.decode)
  }

  /// The first parameter, which names the objective, is compared with nothing: nobody knows the objectives.
  private static let isUndecided = "t.undecided_since IS NOT NULL AND \(wasOpen) AND CAST($1 AS TEXT) IS NOT NULL"

  static func countUndecided(
    _ clocks: ComplianceClocks, filter: ComplianceFilter, in tx: any Transaction
  ) throws -> Int {
    try tx.first(
      "SELECT COUNT(*) FROM \(clocks.ticket) t WHERE \(isUndecided) AND \(filter.condition)",
      clocks.values + filter.values
    ) { try $0.int(0) } ?? 0
  }

  /// Clocks that ended, whenever that was: a condition on `c`. The period is asked of the ticket.
  static let hasEnded = """
    ((c.state = 'met' AND c.stopped_at IS NOT NULL) OR (c.state = 'breached' AND c.breached_at IS NOT NULL))
    """

  /// When a ticket is judged, over the rows `c` of its clocks: `TallyRecord.judgedAt` says the same.
  static let judgedAt = """
    COALESCE(MIN(CASE WHEN c.state = 'breached' THEN c.breached_at END),
      MAX(CASE WHEN c.state = 'met' THEN c.stopped_at END))
    """

  /// Tickets that are judged in the period, and when: among those of which a clock ended in it, which indexes by time find.
  private static func judgedTickets(_ clocks: ComplianceClocks) -> String {
    """
    SELECT c.ticket AS ticket, \(judgedAt) AS at FROM \(clocks.clock) c
    WHERE \(clocks.condition) AND \(hasEnded) AND c.ticket IN (
      SELECT c.ticket FROM \(clocks.clock) c
      WHERE c.state = 'met' AND c.stopped_at >= $2 AND c.stopped_at < $3 AND \(clocks.condition)
      UNION ALL
      SELECT c.ticket FROM \(clocks.clock) c
      WHERE c.state = 'breached' AND c.breached_at >= $2 AND c.breached_at < $3 AND \(clocks.condition))
    GROUP BY c.ticket HAVING \(judgedAt) >= $2 AND \(judgedAt) < $3
    """
  }

  /// One row a ticket that is judged in the period and objective name, with when that is, and with 1 where a cycle of it
  /// breached.
  static func verdicts(_ clocks: ComplianceClocks) -> String {
    """
    SELECT j.ticket AS ticket, j.at AS at, c.name AS name,
      MAX(CASE WHEN c.state = 'breached' THEN 1 ELSE 0 END) AS breached
    FROM (\(judgedTickets(clocks))) j CROSS JOIN \(clocks.clock) c
    WHERE c.ticket = j.ticket AND \(clocks.condition) AND \(hasEnded)
    GROUP BY j.ticket, j.at, c.name
    """
  }

  /// How many tickets of a group have a recorded verdict, by what their clocks say: all met, all
  /// breached, or nil where they differ or there is none (`isMixed` tells which). Those without a clock that ended count
  /// when they were closed.
  static func recorded(
    _ clocks: ComplianceClocks, by column: String?, in tx: any Transaction,
    _ body: (_ group: String?, _ recordedMet: Bool, _ computedMet: Bool?, _ isMixed: Bool, _ count: Int) throws -> Void
  ) throws {
    try tx.forEach(
      """
      SELECT \(column ?? "CAST(NULL AS TEXT)"), t.recorded_met, k.least, k.most, COUNT(*) FROM (
        SELECT v.ticket AS ticket, MIN(v.breached) AS least, MAX(v.breached) AS most
        FROM (\(verdicts(clocks))) v GROUP BY v.ticket
        UNION ALL
        SELECT d.id, NULL, NULL FROM \(clocks.ticket) d
        WHERE d.closed_at >= $2 AND d.closed_at < $3 AND d.recorded_met IN (TRUE, FALSE) AND NOT EXISTS (
          SELECT 1 FROM \(clocks.clock) c WHERE c.ticket = d.id AND \(clocks.condition) AND \(hasEnded))) k
      JOIN \(clocks.ticket) t ON t.id = k.ticket
      WHERE t.recorded_met IN (TRUE, FALSE)
      GROUP BY \(column.map { $0 + ", " } ?? "")t.recorded_met, k.least, k.most
      """, clocks.values
    ) { row in
      let (least, most) = (try row.optionalInt(2), try row.optionalInt(3))
      let computed = least == most ? least.map { $0 == 0 } : nil
      try body(try row.optionalText(0), try row.bool(1), computed, least != most, try row.int(4))
    }
  }
}

extension ComplianceStore.Candidate {
  /// The objectives that decide whether the ticket met what applies to it as it stands, by name, and whether each
  /// breached: those that have a target for it; where none has, all. A breach under an earlier priority stands in the
  /// counts of clocks, but another tool's one verdict a ticket judges what the ticket was in the end.
  func deciding(_ version: AgreementVersion?) -> [String: Bool] {
    var known = attributes
    known["kind"] = kind
    let applying = version?.terms.agreement.objectives.filter { objective in
      objective.targets.contains { $0.applies(to: known) }
    }.map(\.name)
    let judged = breached.filter { applying?.contains($0.key) ?? true }
    return judged.isEmpty ? breached : judged
  }
}

extension Target {
  fileprivate func applies(to attributes: [String: String]) -> Bool {
    when.allSatisfy { condition in attributes[condition.attribute].map(condition.values.contains) ?? false }
  }
}
