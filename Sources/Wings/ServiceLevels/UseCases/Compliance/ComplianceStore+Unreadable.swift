import Agreements
import Core
import Kernel
import Storage
import TicketsUseCases

extension ComplianceStore {
  /// Records that are named one by one; the rest is told as "and more".
  private static let named = 20

  /// What the figures of a scope, and the lists behind them, would pass over because it cannot be read, a line each
  /// with record and column. A comparison with a value that means nothing is never true, so what is counted
  /// by comparing must be looked for by its opposite.
  static func unreadable(_ clocks: ComplianceClocks, in tx: any Transaction) throws -> [String] {
    var lines = try unreadableClocks(clocks, in: tx)
    lines += try unreadableTickets(in: tx)
    guard lines.count > named else { return lines }
    return lines.prefix(named) + ["and more, which `mainstay verify` names"]
  }

  private static func unreadableClocks(_ clocks: ComplianceClocks, in tx: any Transaction) throws -> [String] {
    func list(_ values: [String]) -> String { values.map { "'\($0)'" }.joined(separator: ", ") }
    let dialect = tx.dialect
    let metrics = "c.metric NOT IN (\(list(Metric.allCases.map(\.rawValue))))"
    let numbers =
      ["c.cycle", "c.elapsed_ms", "c.started_at", "c.as_of"].map { dialect.isNoInteger($0) }
      + ["c.target_ms", "c.due_at", "c.stopped_at", "c.breached_at"].map { dialect.isNoInteger($0, orNull: true) }
    let columns = ClockStore.columns.split(separator: ",").map { "c." + $0.filter { !$0.isWhitespace } }
    var lines: [String] = []
    try tx.forEach(
      """
      SELECT \(columns.joined(separator: ", ")), CASE WHEN t.id IS NULL THEN 1 ELSE 0 END
      FROM clock c LEFT JOIN ticket t ON t.id = c.ticket
      WHERE (\(clocks.condition) OR \(metrics)) AND (t.id IS NULL OR \(metrics)
        OR c.state NOT IN (\(list(ClockState.allCases.map(\.rawValue))))
        OR (c.state IN ('met', 'cancelled') AND c.stopped_at IS NULL)
        OR (c.state = 'breached' AND c.breached_at IS NULL)
        OR \(numbers.joined(separator: " OR ")) OR \(dialect.isNoTruth("c.beyond_horizon")))
      ORDER BY c.ticket, c.name, c.cycle LIMIT $2
      """, [clocks.value, .int(named + 1)]
    ) { row in
      do {
        let clock = try ClockStore.decode(row)
        let fault =
          try row.int(columns.count) == 1
          ? "there is no such ticket"
          : "it is \(clock.state.rawValue) and lacks when it \(clock.state == .breached ? "breached" : "stopped")"
        lines.append("clock \(clock.name) \(clock.cycle) of ticket \(clock.ticket): \(fault)")
      } catch MainstayError.unreadable(let record, let reason) {
        lines.append("\(record): \(reason)")
      }
    }
    return lines
  }

  private static func unreadableTickets(in tx: any Transaction) throws -> [String] {
    let dialect = tx.dialect
    let faults =
      [dialect.isNoInteger("opened_at"), dialect.isNoTruth("recorded_met")]
      + ["resolved_at", "closed_at"].map { dialect.isNoInteger($0, orNull: true) }
    return try tx.readable(
      "SELECT \(TicketStore.columns) FROM ticket WHERE \(faults.joined(separator: " OR ")) ORDER BY id LIMIT $1",
      [.int(named + 1)], TicketStore.decode
    ).unreadable
  }
}
