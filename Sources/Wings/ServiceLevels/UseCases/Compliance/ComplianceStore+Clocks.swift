import Agreements
import Core
import Kernel
import Storage
import TicketsUseCases

extension ComplianceStore {
  /// Which clocks `count` counts under a state, and when: a condition on `c` with the parameters of the scope.
  private static func isCounted(_ state: ClockState, _ clocks: ComplianceClocks) -> String {
    switch state {
    case .met, .cancelled, .breached:
      return "c.state = '\(state.rawValue)' AND \(end(state)) >= $2 AND \(end(state)) < $3"
    default:
      // As the index of what has not ended says it, of which a planner would not see that it holds one of the three.
      return
        "(c.state = 'running' OR c.state = 'paused' OR c.state = 'neverDue') AND c.state = '\(state.rawValue)' "
        + "AND \(clocks.open)"
    }
  }

  /// When clocks in a state are counted: at their end or breach, or where they have not ended, at their beginning.
  private static func end(_ state: ClockState) -> String {
    switch state {
    case .met, .cancelled: "c.stopped_at"
    case .breached: "c.breached_at"
    default: "c.started_at"
    }
  }

  private static let columns = ClockStore.columns.split(separator: ",").map { "c." + $0.filter { !$0.isWhitespace } }
    .joined(separator: ", ")

  private static let columnCount = ClockStore.columns.split(separator: ",").count

  /// A line of a list: where it stands, and its clock; nil where that cannot be read.
  typealias Line = (place: ComplianceTicketPage.Position, clock: ClockRow?)

  /// Clocks in this state, as `count` counts them, each cycle by itself, in the order in which they ended, or where they
  /// have not, began. `unreadable` names what cannot be read.
  static func clocks(
    _ clocks: ComplianceClocks, in state: ClockState, filter: ComplianceFilter, after: ComplianceTicketPage.Position?,
    limit: Int, in tx: any Transaction
  ) throws -> [Line] {
    let (first, at) = (filter.next, end(state))
    var lines: [Line] = []
    // Clocks are walked in the order of the list until there are enough: SQLite keeps the order of a CROSS JOIN.
    try tx.forEach(
      """
      SELECT \(columns), \(at) FROM \(clocks.clock) c CROSS JOIN \(clocks.ticket) t
      WHERE t.id = c.ticket AND \(clocks.condition) AND \(isCounted(state, clocks)) AND \(filter.condition)
        AND (\(at), c.ticket, c.name, c.cycle)
          > (CAST($\(first) AS BIGINT), $\(first + 1), $\(first + 2), CAST($\(first + 3) AS BIGINT))
      ORDER BY \(at), c.ticket, c.name, c.cycle LIMIT $\(first + 4)
      """,
      clocks.values + filter.values + [
        .integer((after?.at ?? .earliest).milliseconds), .text(after?.ticket.text ?? ""), .text(after?.clock ?? ""),
        .int(after?.cycle ?? 0), .int(limit),
      ]
    ) { row in
      guard let ticket = try? row.text(0), let clock = try? row.text(1), let cycle = try? row.int(2),
        let at = try? row.int64(columnCount)
      else { return }
      let place = ComplianceTicketPage.Position(
        at: Instant(milliseconds: at), ticket: RecordID(ticket), clock: clock, cycle: cycle)
      do {
        lines.append((place, try ClockStore.decode(row)))
      } catch MainstayError.unreadable {
        lines.append((place, nil))
      }
    }
    return lines
  }

  /// How many clocks are in this state, as `count` counts them, and of how many tickets.
  static func size(
    _ clocks: ComplianceClocks, in state: ClockState, filter: ComplianceFilter, in tx: any Transaction
  ) throws -> (clocks: Int, tickets: Int) {
    try tx.first(
      """
      SELECT COUNT(*), COUNT(DISTINCT c.ticket) FROM \(clocks.clock) c JOIN \(clocks.ticket) t ON t.id = c.ticket
      WHERE \(clocks.condition) AND \(isCounted(state, clocks)) AND \(filter.condition)
      """, clocks.values + filter.values
    ) { (try $0.int(0), try $0.int(1)) } ?? (0, 0)
  }

  /// The clocks of some tickets that ended or breached, whenever that was.
  static func judged(
    _ clocks: ComplianceClocks, of tickets: [RecordID], in tx: any Transaction
  ) throws -> [RecordID: [ClockRow]] {
    guard !tickets.isEmpty else { return [:] }
    let found = try tx.readable(
      """
      SELECT \(columns) FROM \(clocks.clock) c
      WHERE c.ticket \(tx.dialect.amongKeys("$\(clocks.values.count + 1)")) AND \(clocks.condition) AND \(hasEnded)
        AND CAST($2 AS BIGINT) IS NOT NULL AND CAST($3 AS BIGINT) IS NOT NULL
      ORDER BY c.ticket, c.name, c.cycle
      """, clocks.values + [.list(tickets.map(\.text))], ClockStore.decode
    ).rows
    return Dictionary(grouping: found, by: \.ticket)
  }
}
