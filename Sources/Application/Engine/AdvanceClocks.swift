import Kernel
import People
import Storage

/// Looks at tickets of which a clock has come to something, records what passed at its own instant,
/// and queues the notices. Any number of nodes may run it at once; each takes other tickets.
public struct AdvanceClocks: Command {
  public var limit: Int
  public init(limit: Int) { self.limit = limit }

  /// How many tickets were handled; `limit` means that more may wait.
  public func perform(in work: Work) throws -> Int {
    try work.principal.require(.runEngine)
    let due = try TicketStore.due(by: work.now, limit: limit, in: work.transaction)
    for id in due {
      guard let file = try TicketFile.load(id, in: work.transaction) else {
        // A stream without entries is for verification to find; the other tickets' clocks go on.
        try TicketStore.updateClocks(of: id, ClockSummary(), in: work.transaction)
        continue
      }
      let clocks = try work.refreshClocks(of: file)
      try TicketStore.updateClocks(of: id, clocks, in: work.transaction)
      try work.announce("ticket:" + id.text)
    }
    return due.count
  }
}

/// The first instant, at most `limit`, at which a clock comes to something; nil where none does until then.
public struct NextWake: Query {
  public var limit: Instant
  public init(by limit: Instant) { self.limit = limit }

  public func answer(from look: Look) throws -> Instant? {
    try look.principal.require(.runEngine)
    return try EngineStore.backlog(at: limit, in: look.transaction).oldest
  }
}
