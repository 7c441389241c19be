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
  ///
  /// - Parameter byIndex: Only what indexes have of it, for figures that come from tallies: a clock of which there is no
  ///   ticket is left to verification.
  static func unreadable(
    _ clocks: ComplianceClocks, byIndex: Bool = false, in tx: any Transaction
  ) throws -> [String] {
    // Whose they are cannot be told, so that only who sees all tickets is told of them.
    guard clocks.seesAll else { return [] }
    var lines = try byIndex ? faultyClocks(clocks, in: tx) : unreadableClocks(clocks, in: tx)
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
      lines.append(try fault(row, isLost: try row.int(columns.count) == 1))
    }
    return lines
  }

  /// What is wrong with a clock.
  private static func fault(_ row: any Row, isLost: Bool) throws -> String {
    do {
      let clock = try ClockStore.decode(row)
      let fault =
        isLost
        ? "there is no such ticket"
        : "it is \(clock.state.rawValue) and lacks when it \(clock.state == .breached ? "breached" : "stopped")"
      return "clock \(clock.name) \(clock.cycle) of ticket \(clock.ticket): \(fault)"
    } catch MainstayError.unreadable(let record, let reason) {
      return "\(record): \(reason)"
    }
  }

  /// Condition: a row of `clock` lacks when it ended, or holds something else than a number, as the index of such rows
  /// has it.
  static func isFaulty(_ dialect: Dialect) -> String {
    let numbers =
      ["cycle", "elapsed_ms", "started_at", "as_of"].map { dialect.isNoInteger($0) }
      + ["target_ms", "due_at", "stopped_at", "breached_at"].map { dialect.isNoInteger($0, orNull: true) }
    return """
      ((state = 'met' OR state = 'cancelled') AND stopped_at IS NULL)
        OR (state = 'breached' AND breached_at IS NULL)
        OR \(numbers.joined(separator: " OR ")) OR \(dialect.isNoTruth("beyond_horizon"))
      """
  }

  /// As above of a row of `ticket`.
  static func isFaultyTicket(_ dialect: Dialect) -> String {
    let faults =
      [dialect.isNoInteger("opened_at"), dialect.isNoTruth("recorded_met")]
      + ["resolved_at", "closed_at"].map { dialect.isNoInteger($0, orNull: true) }
    return faults.joined(separator: " OR ")
  }

  /// As `unreadableClocks`, by the indexes that have such clocks.
  private static func faultyClocks(_ clocks: ComplianceClocks, in tx: any Transaction) throws -> [String] {
    let known = Metric.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
    guard let unknown = KnownValuesMigrations.tables.first(where: { $0.table == "clock" })?.isUnknown else { return [] }
    var lines: [String] = []
    for condition in [unknown, isFaulty(tx.dialect)] {
      try tx.forEach(
        """
        SELECT \(ClockStore.columns) FROM clock c
        WHERE (\(condition)) AND (\(clocks.condition) OR c.metric NOT IN (\(known)))
        ORDER BY ticket, name, cycle LIMIT $2
        """, [clocks.value, .int(named + 1)]
      ) { row in
        let line = try fault(row, isLost: false)
        if !lines.contains(line) { lines.append(line) }
      }
    }
    return lines
  }

  private static func unreadableTickets(in tx: any Transaction) throws -> [String] {
    try tx.readable(
      "SELECT \(TicketStore.columns) FROM ticket WHERE \(isFaultyTicket(tx.dialect)) ORDER BY id LIMIT $1",
      [.int(named + 1)], TicketStore.decode
    ).unreadable
  }
}
