import TicketsUseCases
import Core
import Kernel
import MessagesUseCases
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

/// Takes away what a node said of a module that it left to others, now that it can run it itself.
public struct ForgetObstacle: Command {
  public var module: String
  public var node: String

  public init(module: String, node: String) { (self.module, self.node) = (module, node) }

  public func perform(in work: Work) throws {
    try work.principal.require(.runEngine)
    try EngineStore.forget(module, node: node, in: work.transaction)
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
  /// When its node last said that it is there; nil of a node that never has.
  public var nodeSeenAt: Instant?
  /// Its node leaves it to another one, which runs it on time; `lastError` says why. All is well then.
  public var standsAside = false

  /// The part of the engine; rows of modules that run on every node carry the node's name behind it.
  public var part: String { String(module.prefix { $0 != "@" }) }
  /// What people call it: `clocks on alpha`.
  public var title: String { part == module ? part : "\(part) on \(Node.host(node))" }
  /// Why its node leaves it to others.
  public var aside: String? { standsAside ? lastError : nil }
  /// What went wrong last, and when; nil where nothing has, or it only stands aside.
  public var fault: String? { standsAside ? nil : lastError }

  /// Whether its node is gone, so that others do what it did, or it is no longer wanted.
  func isGone(at now: Instant) -> Bool {
    guard part != module || part == Node.optionalModule else { return false }
    if let nodeSeenAt { return Node.isGone(seenAt: nodeSeenAt, at: now) }
    return [startedAt, finishedAt, failedAt].compactMap(\.self).max().map { now - $0 > Node.forgotten } ?? true
  }

  /// A module that has not finished a cycle for this long is shown as late.
  public static let late = Duration.minutes(1)
  /// Modules whose cycles lie further apart may be silent for longer.
  public static let unhurried = [
    "housekeeping": Duration.minutes(30), "directories": .minutes(15), "availability": .minutes(5),
    "agreement-ends": .minutes(5), "offers": .minutes(5),
    Retention.module: .hours(3), "heartbeat": .minutes(5), "escalation-audit": .minutes(15),
  ]

  /// Also where the last cycle lies as far ahead: the clock was put back since, and nothing says that it runs.
  public func isLate(at now: Instant) -> Bool {
    if standsAside { return false }
    let allowed = ModuleHealth.unhurried[part] ?? ModuleHealth.late
    return finishedAt.map { now - $0 > allowed || $0 - now > allowed } ?? true
  }
}

/// The health of all engine modules and of what waits for them.
public struct EngineHealth: Query {
  public struct Answer: Hashable, Sendable {
    public var modules: [ModuleHealth]
    /// Tickets whose clocks should have been looked at by now, counted up to `EngineHealth.counted`, and the
    /// instant of the oldest. Those that fail are not among them.
    public var dueTickets: Int
    public var oldestDue: Instant?
    /// What fails at present, the oldest first, at most `ItemFailure.listed`.
    public var failures: [ItemFailure]
    /// How many fail, counted up to `EngineHealth.counted`.
    public var failing: Int
    /// Each counted up to `EngineHealth.counted`: whoever looks here wants to know whether it works.
    public var messages: [Delivery.State: Int]
    public var now: Instant
  }

  /// Counting ends here: one more than is told.
  public static let counted = 1001

  public init() {}

  public func answer(from look: Look) throws -> Answer {
    try look.principal.require(.seeHealth)
    let tx = look.transaction
    var all = try EngineStore.modules(in: tx)
    // What one node at a time does is well on the others as long as that one is on time.
    let led = Set(all.filter { $0.part == $0.module && !$0.isLate(at: look.now) }.map(\.module))
    for index in all.indices where all[index].part != all[index].module {
      all[index].standsAside = led.contains(all[index].part)
    }
    // What a node that is gone did counts no longer, as long as another node does the same.
    let done = Set(all.filter { !$0.isGone(at: look.now) }.map(\.part))
    return Answer(
      modules: all.filter {
        !$0.isGone(at: look.now) || !done.contains($0.part) && $0.part != Node.optionalModule
      },
      dueTickets: try DueStore.dueCount(at: look.now, bound: EngineHealth.counted, in: tx),
      oldestDue: try DueStore.oldestDue(at: look.now, in: tx),
      failures: try FailureStore.list(
        limit: ItemFailure.listed, seen: look.readable("f.item", after: 1), in: tx),
      failing: try FailureStore.count(bound: EngineHealth.counted, in: tx),
      messages: try DeliveryStore.counts(upTo: EngineHealth.counted, in: tx), now: look.now)
  }
}
