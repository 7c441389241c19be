import Components
import Kernel
import Markup

/// Whether the background work keeps up.
public struct EnginePage: Page {
  public var title: String { "Engine" }
  public var words: [Term] { [.clock, .breach, .threshold, .journal, .seal, .webhook] }
  public var place: Place? { .engine }

  public var modules: [Module]
  /// What fails at present, the oldest first.
  public var failures: [Failure] = []
  /// How many fail, in words: `3`, `more than 1,000`.
  public var failing = "0"
  /// Clock rows whose instant has come and which nobody has claimed yet.
  public var dueNow: String
  public var nextDue: Instant?
  public var waiting: String
  public var deadLetters: String

  public struct Module: Sendable {
    public var name: String
    public var does: String
    public var lastCycle: Instant?
    public var took: Duration?
    /// What the last cycle did, in words.
    public var outcome: String?
    public var fault: String?
    /// The cycle is late by more than it may be.
    public var isLate: Bool
    /// The node that holds its lease.
    public var node: String?
    /// The node leaves it to another, which does it on time.
    public var standsAside: Bool

    public init(
      name: String, does: String, lastCycle: Instant?, took: Duration? = nil, outcome: String? = nil,
      fault: String? = nil, isLate: Bool = false, node: String? = nil, standsAside: Bool = false
    ) {
      self.standsAside = standsAside
      (self.name, self.does, self.lastCycle, self.took) = (name, does, lastCycle, took)
      (self.outcome, self.fault, self.isLate, self.node) = (outcome, fault, isLate, node)
    }
  }

  /// Background work of all nodes, the newest first.
  public var work: [Work] = []

  /// What somebody started and what goes on in the background of a node.
  public struct Work: Sendable {
    public var id: String
    public var title: String
    public var node: String
    public var startedBy: String
    public var startedAt: Instant
    /// Thousandths that are done.
    public var progress: Int
    /// How it stands, in words.
    public var standing: String
    /// Goes on, and nobody has asked to stop it yet.
    public var mayStop: Bool

    public init(
      id: String, title: String, node: String, startedBy: String, startedAt: Instant, progress: Int, standing: String,
      mayStop: Bool
    ) {
      (self.id, self.title, self.node, self.startedBy) = (id, title, node, startedBy)
      (self.startedAt, self.progress, self.standing, self.mayStop) = (startedAt, progress, standing, mayStop)
    }
  }

  /// One record that cannot be handled, while everything else goes on.
  public struct Failure: Sendable {
    public var module: String
    /// As the engine knows it: `ticket/<id>`.
    public var item: String
    public var name: String
    /// Its page; nil where there is none.
    public var path: String?
    public var error: String
    public var remedy: String
    public var since: Instant
    public var tries: Int
    public var nextTry: Instant

    public init(
      module: String, item: String, name: String, path: String? = nil, error: String, remedy: String, since: Instant,
      tries: Int, nextTry: Instant
    ) {
      (self.module, self.item, self.name, self.path) = (module, item, name, path)
      (self.error, self.remedy, self.since, self.tries, self.nextTry) = (error, remedy, since, tries, nextTry)
    }
  }

  public init(modules: [Module], dueNow: String, nextDue: Instant?, waiting: String, deadLetters: String) {
    (self.modules, self.dueNow, self.nextDue) = (modules, dueNow, nextDue)
    (self.waiting, self.deadLetters) = (waiting, deadLetters)
  }
}
