import Agreements
import AgreementsUseCases
import BusinessTime
import Core
import Kernel
import ServiceLevels
import TicketsUseCases

/// Bounds of measured objectives.
public enum MeasureLimits {
  /// Periods that are told at once.
  public static let periods = 24
  /// Tickets that are looked at once; periods before are left out, and never the first that is told.
  public static let tickets = 60_000
}

/// How measured objectives stand: those of one agreement or of all, in one period and those before it.
public struct ShowMeasures: Query {
  /// The key of the agreement; all in force where nil.
  public var agreement: String?
  /// One of its measured objectives; all where nil.
  public var measure: String?
  /// The last period that is told; the one that runs where nil.
  public var period: MeasurePeriod?
  /// How many are told of each.
  public var periods: Int
  /// What the journal knew then; now where nil.
  public var asOf: Instant?
  let mostTickets: Int

  public init(
    agreement: String? = nil, measure: String? = nil, period: MeasurePeriod? = nil, periods: Int = 1,
    asOf: Instant? = nil
  ) {
    self.init(
      agreement: agreement, measure: measure, period: period, periods: periods, asOf: asOf,
      mostTickets: MeasureLimits.tickets)
  }

  init(
    agreement: String?, measure: String?, period: MeasurePeriod?, periods: Int, asOf: Instant?, mostTickets: Int
  ) {
    (self.agreement, self.measure, self.period) = (agreement, measure, period)
    (self.periods, self.asOf, self.mostTickets) = (periods, asOf, mostTickets)
  }

  /// - Throws: `notFound` where there is no such agreement or measured objective; `invalid` of a period that has not
  ///   begun, or an instant that has not come.
  public func answer(from look: Look) throws -> MeasureReport {
    try look.principal.require(.seeCompliance)
    guard (1...MeasureLimits.periods).contains(periods) else {
      throw MainstayError.field("periods", "is a number from 1 to \(MeasureLimits.periods)")
    }
    let asOf = try look.measureInstant(asOf)
    var report = MeasureReport(asOf: asOf, agreements: [], unreadable: [])
    for history in try look.agreementHistories(of: agreement) {
      var counter = MeasureCounter(history, asOf: asOf, seen: look.principal.sight(of: .seeCompliance))
      var lines: [MeasureLine] = []
      for (objective, version) in history.measures(asOf: asOf, in: period, named: measure)
      where measure == nil || objective.name == measure {
        lines.append(try line(objective, version, &counter, in: look))
      }
      if lines.isEmpty, agreement == nil { continue }
      if let measure, lines.isEmpty { throw MainstayError.notFound(kind: "measured objective", id: measure) }
      report.agreements.append(MeasuredAgreement(key: history.key, name: history.name, measures: lines))
      report.unreadable += counter.unreadable
    }
    report.agreements.sort { ($0.name, $0.key) < ($1.name, $1.key) }
    return report
  }

  private func line(
    _ objective: MeasuredObjective, _ version: AgreementVersion, _ counter: inout MeasureCounter, in look: Look
  ) throws -> MeasureLine {
    let zone = version.zone(of: objective)
    var line = MeasureLine(objective: objective, version: version.version, zone: zone.identifier, periods: [])
    var period = try counter.period(asked: period, of: objective, in: zone)
    for told in 0..<periods {
      if told > 0, counter.lookedAt + counter.lastLookedAt > mostTickets {
        line.periodsLeftOut = periods - told
        break
      }
      line.periods.append(try counter.period(period, of: objective, in: look))
      period = period.before
    }
    return line
  }
}

extension Look {
  /// - Throws: `invalid` where it has not come.
  func measureInstant(_ asOf: Instant?) throws -> Instant {
    guard let asOf else { return now }
    guard asOf <= now else { throw MainstayError.field("asOf", "lies ahead: nobody knows yet what will be recorded") }
    return asOf
  }

  /// The versions of one agreement, or of each.
  func agreementHistories(of key: String?) throws -> [AgreementHistory] {
    var versions: [String: [AgreementVersion]] = [:]
    if let key {
      for row in try AgreementStore.agreements(key: key, in: transaction) {
        versions[key, default: []].append(try app.agreements.required(row.id, in: transaction))
      }
      guard versions[key] != nil else { throw MainstayError.notFound(kind: "agreement", id: key) }
    } else {
      for id in try AgreementStore.versionIDs(in: transaction) {
        // One that cannot be read is told of where its clocks are.
        guard let version = try? app.agreements.version(id, in: transaction) else { continue }
        versions[version.key, default: []].append(version)
      }
    }
    return versions.map { AgreementHistory(key: $0.key, versions: $0.value) }
  }
}

/// The versions of an agreement, the oldest first.
package struct AgreementHistory {
  var key: String
  var versions: [AgreementVersion]

  package init(key: String, versions: [AgreementVersion]) { (self.key, self.versions) = (key, versions) }

  var name: String { versions.last?.terms.agreement.name ?? key }

  /// The version in force at an instant, as it was known at another.
  static func inForce(_ versions: [AgreementVersion], at instant: Instant, asOf: Instant) -> AgreementVersion? {
    guard let version = versions.last(where: { $0.appliedAt <= asOf && $0.effectiveFrom <= instant }),
      version.terms.validFrom.map({ $0 <= instant }) ?? true, version.terms.validTo.map({ instant < $0 }) ?? true
    else { return nil }
    return version
  }

  /// The measured objectives of the version in force, or of those that were in the period that is asked for.
  /// - Parameter name: Of the one that is asked for, whatever its periods are.
  package func measures(asOf: Instant, in period: MeasurePeriod?, named name: String?) -> [(
    objective: MeasuredObjective, version: AgreementVersion
  )] {
    guard let period else {
      let version = AgreementHistory.inForce(versions, at: asOf, asOf: asOf)
      return (version?.terms.agreement.measures ?? []).compactMap { objective in version.map { (objective, $0) } }
    }
    var found: [(objective: MeasuredObjective, version: AgreementVersion)] = []
    for version in versions.reversed() where version.appliedAt <= asOf {
      for objective in version.terms.agreement.measures
      where objective.period == period.kind || objective.name == name {
        let range = period.range(in: version.zone(of: objective))
        let last = min(range.upperBound - .milliseconds(1), asOf)
        let ends = versions.first { $0.version > version.version && $0.appliedAt <= asOf }?.effectiveFrom
        guard version.effectiveFrom <= last, ends.map({ $0 > range.lowerBound }) ?? true else { continue }
        if !found.contains(where: { $0.objective.name == objective.name }) { found.append((objective, version)) }
      }
    }
    return found
  }

  /// An objective as each version has it, with its period and what is known at an instant.
  package func inForce(
    _ period: MeasurePeriod, _ objective: MeasuredObjective, asOf: Instant
  ) -> [MeasureInForce] {
    let known = versions.filter { $0.appliedAt <= asOf }
    return known.compactMap { version in
      guard
        let own = version.terms.agreement.measures.first(where: { $0.name == objective.name }),
        own.kind == objective.kind, own.period == period.kind
      else { return nil }
      let zone = version.zone(of: own)
      let frame = MeasureFrame(
        own, period: period.range(in: zone), asOf: asOf, zone: zone,
        calendar: own.calendar.flatMap { version.calendars[$0] })
      return MeasureInForce(frame, version: version.version) { instant in
        AgreementHistory.inForce(known, at: instant, asOf: asOf)?.version == version.version
      }
    }
  }
}

extension AgreementVersion {
  /// By whose dates the periods of a measured objective begin.
  package func zone(of measure: MeasuredObjective) -> ZoneRules {
    terms.agreement.zoneCalendar(of: measure).flatMap { calendars[$0] }?.zone ?? .utc
  }
}
