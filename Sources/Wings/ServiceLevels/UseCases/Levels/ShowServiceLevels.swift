import Agreements
import AgreementsUseCases
import BusinessTime
import Core
import Kernel
import ServiceLevels
import TicketsUseCases

/// How the agreements in force are kept: of each objective what ended this month and in the five before, against the
/// share that is promised, and what runs now. Months are those of the objective's calendar; tickets under former
/// versions of an agreement count with it.
public struct ShowServiceLevels: Query {
  /// Months of the trend, the present one included.
  public static let months = 6
  /// A running clock that is due within this is near its deadline.
  public static let near = Duration.hours(4)
  /// Clocks that are counted for a trend; the months before are left out, but never the present one.
  public static let mostCounted = 50_000

  /// The one agreement that is asked for; all where nil.
  public var agreement: String?
  let mostCounted: Int
  /// Whether figures come from tallies where these can give them, as they do, and then no month is left out.
  var readsTallies = true

  public init(agreement: String? = nil) { self.init(agreement: agreement, mostCounted: ShowServiceLevels.mostCounted) }

  init(agreement: String?, mostCounted: Int) { (self.agreement, self.mostCounted) = (agreement, mostCounted) }

  /// - Throws: `notFound` where no agreement of that key is in force.
  public func answer(from look: Look) throws -> ServiceLevelReport {
    try look.principal.require(.seeCompliance)
    let inForce = try AgreementsInForce(in: look)
    let (versions, broken) = inForce.versions(at: look.now)
    let asked = versions.filter { agreement == nil || $0.key == agreement }
    if let agreement, asked.isEmpty {
      guard broken.contains(agreement) else { throw MainstayError.notFound(kind: "agreement", id: agreement) }
      throw MainstayError.unreadable(record: "agreement \(agreement)", reason: "the version in force cannot be read")
    }
    var report = ServiceLevelReport(
      asOf: look.now, agreements: asked.map(AgreementLevel.init),
      unreadable: broken.map { "agreement \($0): the version in force cannot be read, so that it is not listed" },
      monthsLeftOut: 0)
    let sight = look.principal.sight(of: .seeCompliance)
    report.isBounded = sight.leavesSomeOut
    // Whose they are cannot be told, so that only who sees all tickets is told of them.
    if sight == .all { report.unreadable += try ServiceLevelStore.undated(in: look.transaction) }
    try count(&report, versions: asked, keys: inForce.keys, seen: sight, in: look)
    report.agreements.sort { ($0.name, $0.key) < ($1.name, $1.key) }
    return report
  }

  /// Where the objective of a clock stands in the report.
  private struct Place: Hashable {
    var agreement: String
    var objective: String
  }

  private func count(
    _ report: inout ServiceLevelReport, versions: [AgreementVersion], keys: [RecordID: String], seen sight: TicketSight,
    in look: Look
  ) throws {
    var places: [Place: (agreement: Int, objective: Int)] = [:]
    var zones: [String: ZoneRules] = [:]
    for (row, version) in versions.enumerated() {
      for (column, objective) in version.terms.agreement.objectives.enumerated() {
        places[Place(agreement: version.key, objective: objective.name)] = (row, column)
        let zone = version.zone(of: objective)
        zones[zone.identifier] = zone
      }
    }
    func place(_ clock: ServiceLevelStore.Clock) -> (agreement: Int, objective: Int)? {
      keys[clock.agreement].flatMap { places[Place(agreement: $0, objective: clock.name)] }
    }
    let tallies = readsTallies ? try TalliedFigures(sight, in: look) : nil
    func add(_ clock: ServiceLevelStore.Clock, _ state: ClockState, _ count: Int) {
      guard let (row, column) = place(clock) else { return }
      if state == .running {
        report.agreements[row].objectives[column].running += count
      } else {
        report.agreements[row].objectives[column].paused += count
      }
    }
    if let tallies {
      for name in Set(places.keys.map(\.objective)) {
        for (number, count) in try tallies.before(TalliedFigures.end, by: .agreement, .objective(name)) {
          guard let agreement = number.value, let state = number.figure.state, state == .running || state == .paused
          else { continue }
          add(ServiceLevelStore.Clock(agreement: RecordID(agreement), name: name), state, count)
        }
      }
    } else {
      try ServiceLevelStore.open(seen: sight, in: look.transaction, add)
    }
    try ServiceLevelStore.near(dueBefore: look.now + ShowServiceLevels.near, seen: sight, in: look.transaction) {
      clock, count in
      guard let (row, column) = place(clock) else { return }
      report.agreements[row].objectives[column].near += count
    }
    // Zones in which months begin at the same instants are counted together.
    let byMonths = Dictionary(grouping: zones.values) { TrendMonths(until: look.now, in: $0) }
    for (months, zones) in byMonths {
      let names = Set(zones.map(\.identifier))
      let objectives = report.agreements.flatMap(\.objectives).filter { names.contains($0.zone) }
      let counted =
        try tallies.map { try months.counted(Set(objectives.map(\.name)), from: $0) }
        ?? months.counted(atMost: mostCounted, seen: sight, in: look.transaction)
      report.monthsLeftOut = max(report.monthsLeftOut, months.months.count - counted.count)
      for (row, agreement) in report.agreements.enumerated() {
        for (column, objective) in agreement.objectives.enumerated() where names.contains(objective.zone) {
          report.agreements[row].objectives[column].months = counted.map { $0.empty }
        }
      }
      for (month, found) in counted.enumerated() {
        for (clock, share) in found.clocks {
          guard let (row, column) = place(clock), names.contains(report.agreements[row].objectives[column].zone)
          else { continue }
          report.agreements[row].objectives[column].months[month].met.part += share.part
          report.agreements[row].objectives[column].months[month].met.whole += share.whole
        }
      }
    }
  }
}

extension AgreementLevel {
  /// Without figures.
  fileprivate init(_ version: AgreementVersion) {
    self.init(
      key: version.key, name: version.terms.agreement.name, version: version.version, scope: version.terms.scope,
      objectives: version.terms.agreement.objectives.map { objective in
        ObjectiveLevel(
          name: objective.name, metric: objective.metric, team: objective.team, vendor: objective.vendor,
          promised: objective.compliance,
          zone: version.zone(of: objective).identifier, months: [])
      })
  }
}

extension AgreementVersion {
  /// By whose months an objective is measured.
  fileprivate func zone(of objective: Objective) -> ZoneRules { calendars[objective.calendar]?.zone ?? .utc }
}
