import Agreements
import Components
import Kernel
import ServiceLevels
import ServiceLevelsUseCases

/// The manager's home: every promise in force, how it is kept this month, and whether that says anything.
public struct ServiceLevelsPage: Page {
  public var title: String { "Service levels" }
  public var place: Place? { .serviceLevels }

  public var report: ServiceLevelReport
  /// Objectives of this verdict alone; all where nil.
  public var verdict: String?

  public init(_ report: ServiceLevelReport, verdict: String? = nil) { (self.report, self.verdict) = (report, verdict) }

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
      shown.objectives.removeAll { verdict != nil && $0.verdict.name != verdict }
      return shown.objectives.isEmpty ? nil : shown
    }
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
