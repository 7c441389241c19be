import Kernel
import Markup

/// Whether the background work keeps up.
public struct EnginePage: Page {
  public var title: String { "Engine" }
  public var place: Place? { .engine }

  public var modules: [Module]
  /// Clock rows whose instant has come and which nobody has claimed yet.
  public var dueNow: Int
  public var nextDue: Instant?
  public var waiting: Int
  public var deadLetters: Int

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

    public init(
      name: String, does: String, lastCycle: Instant?, took: Duration? = nil, outcome: String? = nil,
      fault: String? = nil, isLate: Bool = false, node: String? = nil
    ) {
      (self.name, self.does, self.lastCycle, self.took) = (name, does, lastCycle, took)
      (self.outcome, self.fault, self.isLate, self.node) = (outcome, fault, isLate, node)
    }
  }

  public init(modules: [Module], dueNow: Int, nextDue: Instant?, waiting: Int, deadLetters: Int) {
    (self.modules, self.dueNow, self.nextDue) = (modules, dueNow, nextDue)
    (self.waiting, self.deadLetters) = (waiting, deadLetters)
  }
}
