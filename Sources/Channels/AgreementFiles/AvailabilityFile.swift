import Agreements
import BusinessTime
import Kernel

/// The question of `mainstay availability`: a service, a period, what was seen of it, and by which rule it is counted.
public struct AvailabilityFile: Question {
  public var service: String
  /// Whose dates the period's are, and in which people read the answer.
  public var zone: ZoneRules
  public var availability: Availability
  /// As the file writes it, and so repeated in the answer.
  public var target: String
  public var expected: [ExpectedValue]

  public init(yaml bytes: [UInt8], zones: any ZoneSource) throws(MainstayError) {
    self = try FaultLog.reading(question: bytes) { AvailabilityReader(zones: zones).file($0) }
  }

  init(service: String, zone: ZoneRules, availability: Availability, target: String, expected: [ExpectedValue]) {
    (self.service, self.zone, self.availability) = (service, zone, availability)
    (self.target, self.expected) = (target, expected)
  }

  public func answered() throws(MainstayError) -> any QuestionAnswer {
    AvailabilityAnswer(service: service, zone: zone, target: target, report: try availability.report())
  }
}

/// An answer with what the file called things.
public struct AvailabilityAnswer: QuestionAnswer {
  public var service: String
  public var zone: ZoneRules
  public var target: String
  public var report: AvailabilityReport
}

/// Reads the whole of an availability file, logging every fault.
private struct AvailabilityReader {
  let zones: any ZoneSource

  private static let keys = [
    "calendars", "service", "timeZone", "period", "serviceHours", "target", "rule", "exclusions", "intervals", "asOf",
    "expect",
  ]

  func file(_ root: Field) -> AvailabilityFile? {
    guard
      let members = root.members(
        AvailabilityReader.keys, of: "service, timeZone, period, target, rule, intervals")
    else { return nil }
    let calendars = CalendarReader(zones: zones).read(members["calendars"])
    let service = members.required("service", "is missing: what was to be available")?.name()
    let zone = members.required("timeZone", "is missing: whose days they are, like Europe/Paris").flatMap(zone)
    let period = members.required("period", "is missing: from and to").flatMap { range($0, zone) }
    var hours: BusinessCalendar?
    if let field = members["serviceHours"] {
      hours = AgreementReader(workingDays: calendars.workingDays).calendar(field).flatMap { calendars.calendars[$0] }
    }
    let targetField = members.required("target", "is missing: percent, like \"99.95\"")
    let target = targetField?.decimal(mostPlaces: Availability.Limit.targetPlaces, from: 0, to: 100)
    let rule = members.required("rule", "is missing: by what it is counted; it has uncovered").flatMap(rule)
    let exclusions = (members["exclusions"]?.elements(limit: Availability.Limit.exclusions) ?? []).compactMap(exclusion)
    let intervals =
      (members["intervals"]?.elements(limit: Availability.Limit.intervals) ?? []).compactMap(interval)
    let asOf = members["asOf"]?.instant()
    let expected = ExpectedValue.rows(members["expect"])
    // Without its calendar, which has a fault then, all of the period would be service time.
    guard let service, let zone, let period, let target, let rule, hours != nil || members["serviceHours"] == nil else {
      return nil
    }
    return AvailabilityFile(
      service: service, zone: zone,
      availability: Availability(
        from: period.lowerBound, to: period.upperBound, serviceHours: hours, target: target, rule: rule,
        exclusions: exclusions, intervals: intervals, asOf: asOf),
      target: targetField?.scalarText ?? target.text, expected: expected)
  }

  private func zone(_ field: Field) -> ZoneRules? {
    guard let name = field.text() else { return nil }
    do {
      return try zones.rules(for: name)
    } catch {
      let faults = (error as? MainstayError)?.fieldFaults ?? []
      field.fault(faults.first?.message ?? "cannot be read on this system")
      return nil
    }
  }

  private func range(_ field: Field, _ zone: ZoneRules?) -> Range<Instant>? {
    guard let members = field.members(["from", "to"], of: "from, to") else { return nil }
    let from = members.required("from", "is missing: where it begins").flatMap { bound($0, zone) }
    let to = members.required("to", "is missing: where it ends").flatMap { bound($0, zone) }
    guard let from, let to else { return nil }
    guard from < to else {
      members["to"]?.fault("is not after from")
      return nil
    }
    if to - from > Availability.Limit.period {
      members["to"]?.fault("is more than \(Availability.Limit.period.milliseconds / 86_400_000) days after from")
    }
    return from..<to
  }

  /// An instant, or a date for its first instant.
  private func bound(_ field: Field, _ zone: ZoneRules?) -> Instant? {
    guard let text = field.scalarText, let date = CivilDate(parsing: text) else {
      if let text = field.scalarText, text.utf8.count > 10 { return field.instant() }
      field.fault("must be a date like 2026-03-01, or an instant like 2026-03-01T00:00:00+01:00")
      return nil
    }
    return zone?.instant(of: date, secondOfDay: 0)
  }

  private func rule(_ field: Field) -> AvailabilityRule? {
    guard let members = field.members(["uncovered", "unknown", "degraded", "maintenance"], of: "uncovered") else {
      return nil
    }
    let uncovered = members.required("uncovered", "is missing: what time without any interval is, up or unknown")?
      .choice(AvailabilityRule.Uncovered.self)
    var rule = AvailabilityRule(uncovered: uncovered ?? .unknown)
    if let unknown = members["unknown"]?.choice(AvailabilityRule.Unknown.self) { rule.unknown = unknown }
    if let weight = members["degraded"]?.decimal(mostPlaces: AvailabilityRule.weightPlaces, from: 0, to: 1) {
      rule.degraded = weight
    }
    if let kind = members["maintenance"]?.choice(AvailabilityRule.Maintenance.self) { rule.maintenance = kind }
    return uncovered == nil ? nil : rule
  }

  private func exclusion(_ row: Field) -> AvailabilityExclusion? {
    guard let members = row.members(["from", "to", "reason", "approved"], of: "from, to, reason, approved") else {
      return nil
    }
    let from = members.required("from")?.instant()
    let to = members.required("to")?.instant()
    let reason = members.required("reason")?.name()
    let approved = members["approved"].map { $0.bool() } ?? false
    if let from, let to, to < from { members["to"]?.fault("is before from") }
    guard let from, let to, let reason, let approved else { return nil }
    return AvailabilityExclusion(from: from, to: to, reason: reason, isApproved: approved)
  }

  private func interval(_ row: Field) -> StateInterval? {
    guard let members = row.members(["from", "to", "state", "source"], of: "from, to, state") else { return nil }
    let from = members.required("from", "is missing: since when")?.instant()
    let to = members["to"].map { $0.instant() }
    let state = members.required("state", "is missing: up, degraded, down or unknown")?.choice(ServiceState.self)
    let source = members["source"].map { $0.name() }
    if let from, let to = to.flatMap({ $0 }), to < from { members["to"]?.fault("is before from") }
    guard let from, let state else { return nil }
    return StateInterval(from: from, to: to.flatMap { $0 }, state: state, source: source.flatMap { $0 })
  }
}
