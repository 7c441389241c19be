import Agreements
import Core
import Kernel
import Storage
import TicketsUseCases

extension ComplianceStore {
  /// Which clocks `count` counts under a state, and when: a condition on `c` with the parameters of the scope.
  private static func isCounted(_ state: String, _ clocks: ComplianceClocks) -> String {
    let period =
      switch state {
      case "met", "cancelled": "c.stopped_at >= $2 AND c.stopped_at < $3"
      case "breached": "c.breached_at >= $2 AND c.breached_at < $3"
      default: clocks.open
      }
    return "c.state = '\(state)' AND \(period)"
  }

  private static let columns = ClockStore.columns.split(separator: ",").map { "c." + $0.filter { !$0.isWhitespace } }
    .joined(separator: ", ")

  /// A portion of clocks.
  struct ClockPage {
    var rows: [ClockRow] = []
    /// Nil on the last page.
    var next: ComplianceTicketPage.Position?
  }

  /// Clocks in this state, as `count` counts them, each cycle by itself, in the order of their tickets. What cannot
  /// be read is left out: `unreadable` names it.
  static func clocks(
    _ clocks: ComplianceClocks, in state: ClockState, filter: ComplianceFilter, after: ComplianceTicketPage.Position?,
    limit: Int, in tx: any Transaction
  ) throws -> ClockPage {
    let first = filter.next
    var page = ClockPage()
    var (seen, last) = (0, after)
    try tx.forEach(
      """
      SELECT \(columns) FROM clock c JOIN ticket t ON t.id = c.ticket
      WHERE \(clocks.condition) AND \(isCounted(state.rawValue, clocks)) AND \(filter.condition)
        AND (c.ticket, c.name, c.cycle) > ($\(first), $\(first + 1), CAST($\(first + 2) AS BIGINT))
      ORDER BY c.ticket, c.name, c.cycle LIMIT $\(first + 3)
      """,
      clocks.values + filter.values + [
        .text(after?.ticket.text ?? ""), .text(after?.clock ?? ""), .int(after?.cycle ?? 0), .int(limit + 1),
      ]
    ) { row in
      seen += 1
      guard seen <= limit else { return page.next = last }
      if let ticket = try? row.text(0), let clock = try? row.text(1), let cycle = try? row.int(2) {
        last = ComplianceTicketPage.Position(ticket: RecordID(ticket), clock: clock, cycle: cycle)
      }
      do {
        page.rows.append(try ClockStore.decode(row))
      } catch MainstayError.unreadable {}
    }
    return page
  }

  /// How many clocks are in this state, as `count` counts them, and of how many tickets.
  static func size(
    _ clocks: ComplianceClocks, in state: ClockState, filter: ComplianceFilter, in tx: any Transaction
  ) throws -> (clocks: Int, tickets: Int) {
    try tx.first(
      """
      SELECT COUNT(*), COUNT(DISTINCT c.ticket) FROM clock c JOIN ticket t ON t.id = c.ticket
      WHERE \(clocks.condition) AND \(isCounted(state.rawValue, clocks)) AND \(filter.condition)
      """, clocks.values + filter.values
    ) { (try $0.int(0), try $0.int(1)) } ?? (0, 0)
  }

  /// The clocks of some tickets that ended or breached in the period.
  static func judged(
    _ clocks: ComplianceClocks, of tickets: [RecordID], in tx: any Transaction
  ) throws -> [RecordID: [ClockRow]] {
    guard !tickets.isEmpty else { return [:] }
    let found = try tx.readable(
      """
      SELECT \(columns) FROM clock c
      WHERE c.ticket \(tx.dialect.amongKeys("$4")) AND \(clocks.condition) AND \(ComplianceClocks.judged)
      ORDER BY c.ticket, c.name, c.cycle
      """, clocks.values + [.list(tickets.map(\.text))], ClockStore.decode
    ).rows
    return Dictionary(grouping: found, by: \.ticket)
  }
}
