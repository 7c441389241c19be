import Kernel
import ServiceLevels

/// Compliance of a scope, in groups and as a whole.
public struct ComplianceReport: Hashable, Sendable {
  /// The objective's name; `resolution` where none was named.
  public var objective: String
  public var from: Instant?
  public var to: Instant?
  /// By name; tickets without a value last.
  public var groups: [ComplianceGroup]
  public var total: ComplianceGroup
  public var closure: ClosureEvidence
  /// What cannot be read, so that the figures lack it: a line each with record and column.
  public var unreadable: [String] = []
  /// Whether they are of some tickets alone, as the reader sees no compliance of the others.
  public var isBounded = false

  /// Throws `unreadable` where something is missing: for readers that could not be told of it.
  public func whole() throws -> ComplianceReport {
    try ComplianceTicketPage.refuse(unreadable)
    return self
  }
}

/// The figures of a group.
public struct ComplianceGroup: Hashable, Sendable {
  /// `P1`, `network`, `2016-03`; nil of the whole and of tickets without a value.
  public var by: String?
  /// What is beyond a bound, together: its name says what it holds, and it has no tickets to list.
  public var isRest = false
  /// Clocks.
  public var tally = ComplianceTally()
  /// Tickets with such a clock among all that were open at some time in the period, but for the undecided.
  public var coverage = Share(0, of: 0)
  /// Tickets that were open in the period and of which nobody can tell which agreement covers them.
  public var undecided = 0
  /// Tickets whose targets do not match them.
  public var noTarget = 0
  /// Tickets by the verdict that another tool recorded.
  public var recorded = RecordedTally()
  /// Tickets of which both verdicts are known, each judged by the objectives that apply to it as it stands.
  public var confusion = Confusion()

  public init(by: String?) { self.by = by }

  static func + (a: ComplianceGroup, b: ComplianceGroup) -> ComplianceGroup {
    var sum = a
    sum.tally = a.tally + b.tally
    sum.coverage = Share(a.coverage.part + b.coverage.part, of: a.coverage.whole + b.coverage.whole)
    sum.noTarget += b.noTarget
    sum.undecided += b.undecided
    sum.recorded = a.recorded + b.recorded
    sum.confusion = a.confusion + b.confusion
    return sum
  }
}
