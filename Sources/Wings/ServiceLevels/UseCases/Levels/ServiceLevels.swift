import Agreements
import Kernel
import ServiceLevels

/// How the promises in force are kept: each objective of each agreement, this month and the months before.
public struct ServiceLevelReport: Sendable {
  /// When it was measured.
  public var asOf: Instant
  /// By name.
  public var agreements: [AgreementLevel]
  /// What cannot be read, so that the figures lack it: a line each.
  public var unreadable: [String]
  /// The months of the trend that are left out, as more clocks ended in the later ones than are counted at once.
  public var monthsLeftOut: Int
  /// Whether it is of some tickets alone, as the reader sees no compliance of the others.
  public var isBounded = false

  /// The months that any objective is counted by, oldest first: `2026-03`.
  public var monthNames: [String] { Set(agreements.flatMap(\.objectives).flatMap(\.months).map(\.month)).sorted() }

  /// Throws `unreadable` where something is missing: for readers that could not be told of it.
  public func whole() throws -> ServiceLevelReport {
    try ComplianceTicketPage.refuse(unreadable)
    return self
  }
}

/// An agreement in force.
public struct AgreementLevel: Hashable, Sendable {
  public var key: String
  public var name: String
  public var version: Int
  /// The tickets that it covers, as `AgreementTerms.scope` has them.
  public var scope: [String: [String]]
  /// In the agreement's own order.
  public var objectives: [ObjectiveLevel]
}

/// An objective of an agreement in force.
public struct ObjectiveLevel: Hashable, Sendable {
  public var name: String
  public var metric: Metric
  /// The team that owes it; operational ones only.
  public var team: String?
  /// The one vendor that owes it; supplier contracts only, nil for each vendor.
  public var vendor: String?
  public var promised: PromisedShare?
  /// The zone of its calendar, by whose months it is measured.
  public var zone: String
  /// Oldest first, the present one last; never empty.
  public var months: [MonthLevel]
  /// Clocks that run now.
  public var running = 0
  /// Clocks that are paused now.
  public var paused = 0
  /// Of those that run, due within `ShowServiceLevels.near`.
  public var near = 0

  /// This month, as far as it has come.
  public var present: MonthLevel { months[months.count - 1] }
  public var verdict: ComplianceVerdict { ComplianceVerdict(present.met, promised: promised) }
}

/// Clocks of an objective that were met or breached in a calendar month.
public struct MonthLevel: Hashable, Sendable {
  /// `2026-03`.
  public var month: String
  public var firstDay: CivilDate
  public var lastDay: CivilDate
  /// Met, of all that ended or breached.
  public var met: Share

  public var breached: Int { met.whole - met.part }
}
