import Kernel
import People
import Storage

/// A node's right to run an engine module until its lease ends. Work done under an older fence is refused.
public struct Lease: Hashable, Sendable {
  public var module: String
  public var node: String
  public var fence: Int64
}

/// Takes or renews the lease of a module; nil while another node holds it.
public struct TakeLease: Command {
  public var module: String
  public var node: String
  /// How long the node may stay silent before another takes over.
  public var length: Duration

  public init(module: String, node: String, length: Duration) {
    (self.module, self.node, self.length) = (module, node, length)
  }

  public func perform(in work: Work) throws -> Lease? {
    try work.principal.require(.runEngine)
    let fence = try EngineStore.take(
      module, node: node, at: work.now, until: work.now + length, in: work.transaction)
    return fence.map { Lease(module: module, node: node, fence: $0) }
  }
}

/// How one cycle of a module went.
public struct CycleOutcome: Hashable, Sendable {
  public var startedAt: Instant
  public var handled: Int
  public var error: String?

  public init(startedAt: Instant, handled: Int, error: String? = nil) {
    (self.startedAt, self.handled, self.error) = (startedAt, handled, error)
  }
}

/// Writes down how a module's cycle ended: under its lease, or, for modules that run on every node
/// at once, under the module's and the node's name together.
public struct EndCycle: Command {
  public var module: String
  public var node: String
  public var lease: Lease?
  public var outcome: CycleOutcome

  public init(module: String, node: String, lease: Lease?, _ outcome: CycleOutcome) {
    (self.module, self.node, self.lease, self.outcome) = (module, node, lease, outcome)
  }

  public func perform(in work: Work) throws {
    try work.principal.require(.runEngine)
    var outcome = outcome
    outcome.error = outcome.error.map { $0.prefix(utf8Bytes: 1000) }
    if lease == nil { try EngineStore.register(module, node: node, in: work.transaction) }
    try EngineStore.end(
      module, node: node, fence: lease?.fence ?? 0, outcome, finishedAt: work.now, in: work.transaction)
  }
}

/// How an engine module fares.
public struct ModuleHealth: Hashable, Sendable {
  public var module: String
  /// The node that ran it last.
  public var node: String
  public var startedAt: Instant?
  public var finishedAt: Instant?
  /// Items handled since the beginning.
  public var handled: Int64
  public var lastError: String?
  public var failedAt: Instant?

  /// A module that has not finished a cycle for this long is shown as late.
  public static let late = Duration.minutes(1)
  /// Modules whose cycles lie further apart may be silent for longer.
  public static let unhurried = ["housekeeping": Duration.minutes(30), "heartbeat": .minutes(5)]

  /// Also where the last cycle lies as far ahead: the clock was put back since, and nothing says that it runs.
  public func isLate(at now: Instant) -> Bool {
    let allowed = ModuleHealth.unhurried[String(module.prefix { $0 != "@" })] ?? ModuleHealth.late
    return finishedAt.map { now - $0 > allowed || $0 - now > allowed } ?? true
  }
}

/// The health of all engine modules and of what waits for them.
public struct EngineHealth: Query {
  public struct Answer: Hashable, Sendable {
    public var modules: [ModuleHealth]
    /// Clocks that should have been looked at by now: tickets, and the instant of the oldest.
    public var dueTickets: Int
    public var oldestDue: Instant?
    public var messages: [Delivery.State: Int]
    public var now: Instant
  }

  public init() {}

  public func answer(from look: Look) throws -> Answer {
    try look.principal.require(.seeHealth)
    let due = try EngineStore.backlog(at: look.now, in: look.transaction)
    return Answer(
      modules: try EngineStore.modules(in: look.transaction), dueTickets: due.count, oldestDue: due.oldest,
      messages: try DeliveryStore.counts(upTo: OutboxCounts.most, in: look.transaction), now: look.now)
  }
}
