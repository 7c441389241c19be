import Agreements
import Kernel
import Storage
import TicketsUseCases

/// Clocks counted by the objective that each is of.
enum ServiceLevelStore {
  /// The version of an agreement, and the objective's name in it.
  struct Clock: Hashable {
    var agreement: RecordID
    var name: String
  }

  /// Clocks that were met or breached in a stretch of time, as compliance counts them. Two indexes hold the ended ones
  /// by when that was, so that only those of the stretch are read.
  static let endedStatement = endedStatement(from: "ticket")

  private static func endedStatement(from ticket: String) -> String {
    """
    SELECT t.agreement, k.name, k.state, COUNT(*) FROM (
      SELECT ticket, name, state FROM clock WHERE state = 'met' AND stopped_at >= $1 AND stopped_at < $2
      UNION ALL
      SELECT ticket, name, state FROM clock WHERE state = 'breached' AND breached_at >= $1 AND breached_at < $2
    ) k JOIN \(ticket) t ON t.id = k.ticket
    WHERE t.agreement IS NOT NULL
    GROUP BY t.agreement, k.name, k.state
    """
  }

  static func ended(
    from: Instant, to: Instant, seen sight: TicketSight, in tx: any Transaction,
    _ body: (Clock, ClockState, Int) -> Void
  ) throws {
    let seen = SeenTables(sight, after: 2)
    try tx.forEach(
      endedStatement(from: seen.ticket), [.integer(from.milliseconds), .integer(to.milliseconds)] + seen.values
    ) { row in
      body(
        Clock(agreement: RecordID(try row.text(0)), name: try row.text(1)), try row.value(2), try row.int(3))
    }
  }

  /// Clocks that run or are paused. Only tickets that are not over have such.
  static let openStatement = openStatement(from: "ticket")

  private static func openStatement(from ticket: String) -> String {
    """
    SELECT agreement, name, state, COUNT(*) FROM (
      SELECT t.agreement AS agreement, c.name AS name, c.state AS state
      FROM \(ticket) t JOIN clock c ON c.ticket = t.id
      WHERE t.state = 'open' AND c.state IN ('running', 'paused')
      UNION ALL
      SELECT t.agreement, c.name, c.state
      FROM \(ticket) t JOIN clock c ON c.ticket = t.id
      WHERE t.state = 'resolved' AND t.state <> 'open' AND c.state IN ('running', 'paused')
    ) o WHERE agreement IS NOT NULL GROUP BY agreement, name, state
    """
  }

  static func open(
    seen sight: TicketSight, in tx: any Transaction, _ body: (Clock, ClockState, Int) -> Void
  ) throws {
    let seen = SeenTables(sight, after: 0)
    try tx.forEach(openStatement(from: seen.ticket), seen.values) { row in
      body(Clock(agreement: RecordID(try row.text(0)), name: try row.text(1)), try row.value(2), try row.int(3))
    }
  }

  /// Clocks that run and are due before `$1`, by an index of their own.
  static let nearStatement = nearStatement(from: "ticket")

  private static func nearStatement(from ticket: String) -> String {
    """
    SELECT t.agreement, c.name, COUNT(*) FROM clock c JOIN \(ticket) t ON t.id = c.ticket
    WHERE c.state = 'running' AND c.due_at < $1 AND t.agreement IS NOT NULL GROUP BY t.agreement, c.name
    """
  }

  static func near(
    dueBefore: Instant, seen sight: TicketSight, in tx: any Transaction, _ body: (Clock, Int) -> Void
  ) throws {
    let seen = SeenTables(sight, after: 1)
    try tx.forEach(nearStatement(from: seen.ticket), [.integer(dueBefore.milliseconds)] + seen.values) { row in
      body(Clock(agreement: RecordID(try row.text(0)), name: try row.text(1)), try row.int(2))
    }
  }

  /// Clocks that ended and lack when, so that no stretch of time has them. What is no number sorts behind all numbers.
  static func undatedStatement(_ state: ClockState, _ column: String) -> String {
    """
    SELECT ticket, name FROM clock WHERE state = '\(state.rawValue)' AND \(column) IS NULL
    UNION ALL
    SELECT ticket, name FROM clock WHERE state = '\(state.rawValue)' AND \(column) > $1
    LIMIT $2
    """
  }

  /// A line each: table, key and column.
  static func undated(in tx: any Transaction) throws -> [String] {
    var lines: [String] = []
    for (state, column) in [(ClockState.met, "stopped_at"), (.breached, "breached_at")] {
      try tx.forEach(
        undatedStatement(state, column), [.integer(Instant.latest.milliseconds), .int(mostNamed)]
      ) { row in
        lines.append(
          "clock \(try row.text(1)) of ticket \(try row.text(0)), \(column): it is \(state.rawValue), and this is no instant"
        )
      }
    }
    return lines
  }

  /// Clocks of a state that are named one by one.
  static let mostNamed = 20
}
