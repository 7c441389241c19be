import Core
import Kernel
import Storage
import Tickets

/// The engine's part that looks at clocks.
public enum ClockWork {
  public static let module = "clocks"

  static func item(_ ticket: RecordID) -> WorkItem { WorkItem(module, TicketFile.stream(of: ticket)) }
}

/// What one look at the clocks that are due came to.
public struct ClockRound: Hashable, Sendable {
  /// Tickets whose clocks were brought up to date here.
  public var handled = 0
  /// Tickets that failed.
  public var failed = 0
  /// Whether as many were due as were asked for, so that more may wait.
  public var isFull = false
}

extension App {
  /// Looks at tickets of which a clock has come to something, records what passed at its own instant, and
  /// queues the notices. Each ticket has a transaction of its own: one that cannot be read is noted, tried
  /// again later, and holds up no other. Any number of nodes may do it at once; each takes other tickets.
  ///
  /// - Throws: `forbidden` but for the engine; `unavailable` where the database is out of reach.
  @discardableResult
  public func advanceClocks(limit: Int, as principal: Principal) async throws -> ClockRound {
    let due = try await ask(DueTickets(limit: limit), as: principal)
    let failing = try await ask(DueFailures(module: ClockWork.module, limit: limit), as: principal)
    let items =
      due.map { AdvanceClock($0) }
      + failing.compactMap { $0.key(behind: TicketProjection.prefix) }
      .map { AdvanceClock(RecordID($0), again: true) }
    var round = ClockRound(isFull: due.count >= limit)
    let outcomes = try await concurrently(items, atMost: database.dialect.writesAtOnce) { command in
      try await attempt(ClockWork.item(command.ticket), again: command.isAgain, as: principal) {
        try await run(command, as: principal)
      }
    }
    for outcome in outcomes {
      switch outcome {
      case true?: round.handled += 1
      case false?: break
      case nil: round.failed += 1
      }
    }
    return round
  }
}

/// Tickets of which a clock has come to something, the most overdue first, but for those that fail.
struct DueTickets: Query {
  var limit: Int

  func answer(from look: Look) throws -> [RecordID] {
    try look.principal.require(.runEngine)
    return try TicketStore.due(by: look.now, limit: limit, in: look.transaction)
  }
}

/// Brings the clocks of one ticket up to date and records what has passed.
struct AdvanceClock: Command {
  var ticket: RecordID
  /// It has failed before: looked at in any case, as somebody may have changed it meanwhile.
  var isAgain: Bool

  init(_ ticket: RecordID, again: Bool = false) { (self.ticket, isAgain) = (ticket, again) }

  /// False where another node has it, or nothing is due any more.
  func perform(in work: Work) throws -> Bool {
    try work.principal.require(.runEngine)
    let (tx, stream) = (work.transaction, TicketFile.stream(of: ticket))
    if isAgain {
      // Whoever has it is waited for.
      guard try JournalStore.head(of: stream, lock: true, in: tx) != nil else { throw lost(stream) }
    } else if try !TicketStore.lockDue(ticket, by: work.now, in: tx) {
      if try TicketStore.isDueWithoutStream(ticket, by: work.now, in: tx) { throw lost(stream) }
      return false
    }
    guard var file = try TicketFile.load(ticket, in: tx) else { throw lost(stream) }
    if file.ticket.undecided != nil {
      try work.decideAgreement(of: &file)
      return true
    }
    let clocks = try work.refreshClocks(of: file)
    try TicketStore.updateClocks(of: ticket, clocks, in: tx)
    try work.announce(ticket, inner: !clocks.showsToRequester)
    return true
  }

  private func lost(_ stream: String) -> MainstayError { .notFound(kind: "journal stream", id: stream) }
}

/// The first instant, at most `limit`, at which a clock comes to something; nil where none does until then.
public struct NextWake: Query {
  public var limit: Instant
  public init(by limit: Instant) { self.limit = limit }

  public func answer(from look: Look) throws -> Instant? {
    try look.principal.require(.runEngine)
    return try DueStore.oldestDue(at: limit, in: look.transaction)
  }
}
