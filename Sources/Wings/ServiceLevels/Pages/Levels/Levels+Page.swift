import Agreements
import Components
import Kernel
import ServiceLevels
import ServiceLevelsUseCases

/// The manager's home: every promise in force, how it is kept this month or was kept in one before, and whether that
/// says anything.
public struct ServiceLevelsPage: Page {
  public var title: String { "Service levels" }
  public var place: Place? { .serviceLevels }

  public var report: ServiceLevelReport
  /// Objectives of this verdict alone; all where nil.
  public var verdict: String?
  /// The month whose figures are shown, `2026-03`; the one that runs where nil.
  public var month: String?
  /// What is counted over many tickets, in the period that runs; nil where that is not asked for.
  public var measures: MeasureReport?

  public init(_ report: ServiceLevelReport, verdict: String? = nil, month: String? = nil) {
    (self.report, self.verdict, self.month) = (report, verdict, month)
  }

  public var words: [Term] {
    [
      .objective, .agreement, .sla, .ola, .supplierContract, .attainment, .interval, .promisedShare, .compliance,
      .breach, .deadline,
    ]
  }

  /// The agreements with those of their objectives that are asked for.
  var shown: [AgreementLevel] {
    report.agreements.compactMap { agreement in
      var shown = agreement
      shown.objectives.removeAll { verdict != nil && self.verdict(of: $0).name != verdict }
      return shown.objectives.isEmpty ? nil : shown
    }
  }

  /// The month of an objective that is shown.
  func level(of objective: ObjectiveLevel) -> MonthLevel {
    objective.months.first { $0.month == month } ?? objective.present
  }

  func verdict(of objective: ObjectiveLevel) -> ComplianceVerdict {
    ComplianceVerdict(level(of: objective).met, promised: objective.promised)
  }
}

/// One objective of an agreement, month by month.
public struct ObjectiveLevelPage: Page {
  public var title: String { "\(Words.capital(objective.name)): \(agreement.name)" }
  public var place: Place? { .serviceLevels }
  public var crumbs: [Crumb] { [Crumb(Place.serviceLevels.title, Place.serviceLevels.path)] }

  public var agreement: AgreementLevel
  public var objective: ObjectiveLevel
  public var asOf: Instant
  public var monthsLeftOut: Int
  public var unreadable: [String]

  public init(
    _ objective: ObjectiveLevel, of agreement: AgreementLevel, asOf: Instant, monthsLeftOut: Int = 0,
    unreadable: [String] = []
  ) {
    (self.objective, self.agreement, self.asOf) = (objective, agreement, asOf)
    (self.monthsLeftOut, self.unreadable) = (monthsLeftOut, unreadable)
  }

  public var words: [Term] {
    [
      .objective, .clock, .attainment, .interval, .promisedShare, .compliance, .breach, .pause, .deadline, .exclusion,
      .sla, .ola, .supplierContract,
    ]
  }
}
