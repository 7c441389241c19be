import Agreements
import Kernel

/// How available a service is to be, and by which rule that is counted.
public struct AvailabilityPromise: Hashable, Sendable {
  /// Percent, 0 to 100, at most six decimals.
  public var target: ExactDecimal
  public var period: ServicePeriod.Kind
  /// Whose days the periods begin and end with.
  public var timeZone: String
  /// The key of the calendar whose windows are service time; nil: all of the period.
  public var calendar: String?
  public var rule: AvailabilityRule
  /// An unbroken stretch of trouble that is shorter counts as up.
  public var shortest: Duration
  /// How long before it begins planned maintenance is told, so that it is left out without anybody's word; nil: each
  /// needs one.
  public var notice: Duration?
  /// How much maintenance of one period is left out because it was told in time; more of it somebody approves. Nil: no
  /// bound, as versions have it that were made before there was one.
  public var mostAnnounced: Duration?

  public init(
    target: ExactDecimal, period: ServicePeriod.Kind = .month, timeZone: String, calendar: String? = nil,
    rule: AvailabilityRule = AvailabilityRule(uncovered: .up), shortest: Duration = .zero, notice: Duration? = nil,
    mostAnnounced: Duration? = nil
  ) {
    (self.target, self.period, self.timeZone, self.calendar) = (target, period, timeZone, calendar)
    (self.rule, self.shortest, self.notice, self.mostAnnounced) = (rule, shortest, notice, mostAnnounced)
  }

  public static let mostShortest = Duration.hours(24)
  public static let mostNotice = Duration.days(90)

  /// The bound of maintenance by notice alone where nobody says another: eight hours a month.
  public static func usualAnnounced(_ period: ServicePeriod.Kind) -> Duration { .hours(8 * Int64(period.months)) }
  /// The most that it may be: three days a month.
  public static func mostMostAnnounced(_ period: ServicePeriod.Kind) -> Duration { .hours(72 * Int64(period.months)) }

  /// As a new version has it: with a bound of maintenance by notice alone, where there is any.
  public var bounded: AvailabilityPromise {
    var promise = self
    promise.mostAnnounced = notice == nil ? nil : mostAnnounced ?? AvailabilityPromise.usualAnnounced(period)
    return promise
  }

  /// Whether both promise the same, however their numbers are written.
  public func isSame(as other: AvailabilityPromise) -> Bool {
    var same = other
    if target.isSameNumber(as: other.target) { same.target = target }
    if rule.degraded.isSameNumber(as: other.rule.degraded) { same.rule.degraded = rule.degraded }
    return same == self
  }

  /// Everything that is wrong with a new one, but for zone and calendar, which others know.
  public var faults: [FieldFault] {
    let none = FieldFault("target", "is more than 0 percent: 0 promises nothing; end the promise instead")
    return (target.units == 0 ? [none] : []) + bounds
  }

  /// What none may have, also of those that were made before.
  private var bounds: [FieldFault] {
    var faults: [FieldFault] = []
    if target > ExactDecimal(units: 100, places: 0) { faults.append(FieldFault("target", "is more than 100 percent")) }
    if target.places > Availability.Limit.targetPlaces {
      faults.append(FieldFault("target", "has more than \(Availability.Limit.targetPlaces) decimals"))
    }
    if rule.degraded > ExactDecimal(units: 1, places: 0) { faults.append(FieldFault("degraded", "is from 0 to 1")) }
    if shortest < .zero || shortest > AvailabilityPromise.mostShortest {
      faults.append(FieldFault("shortest", "is from no time to 24 hours"))
    }
    if let notice, notice < .zero || notice > AvailabilityPromise.mostNotice {
      faults.append(FieldFault("notice", "is from no time to 90 days"))
    }
    let most = AvailabilityPromise.mostMostAnnounced(period)
    if let mostAnnounced, mostAnnounced < .zero || mostAnnounced > most {
      faults.append(
        FieldFault(
          "mostAnnounced", "is from no time to \(most.iso8601) a \(period.rawValue); more of it somebody approves"))
    }
    return faults
  }

  /// As the database and the journal have it.
  public var json: JSON {
    .members([
      "target": .string(target.text), "period": .string(period.rawValue), "timeZone": .string(timeZone),
      "calendar": .text(calendar), "uncovered": .string(rule.uncovered.rawValue),
      "unknown": .string(rule.unknown.rawValue), "degraded": .string(rule.degraded.text),
      "maintenance": .string(rule.maintenance.rawValue),
      "shortest": shortest > .zero ? .string(shortest.iso8601) : nil, "notice": .text(notice?.iso8601),
      "mostAnnounced": .text(mostAnnounced?.iso8601),
    ])
  }

  private static let members: Set<String> = [
    "target", "period", "timeZone", "calendar", "uncovered", "unknown", "degraded", "maintenance", "shortest", "notice",
    "mostAnnounced",
  ]

  /// Reads what `json` wrote; nil for anything else, and for members that this version does not know.
  public init?(json: JSON) {
    func decimal(_ text: String?) -> ExactDecimal? { text.flatMap { try? ExactDecimal(parsing: $0) } }
    guard let object = json.objectValue, AvailabilityPromise.members.isSuperset(of: object.keys),
      let target = decimal(json["target"]?.stringValue),
      let period = json["period"]?.stringValue.flatMap(ServicePeriod.Kind.init),
      let zone = json["timeZone"]?.stringValue,
      let uncovered = json["uncovered"]?.stringValue.flatMap(AvailabilityRule.Uncovered.init),
      let unknown = json["unknown"]?.stringValue.flatMap(AvailabilityRule.Unknown.init),
      let degraded = decimal(json["degraded"]?.stringValue),
      let maintenance = json["maintenance"]?.stringValue.flatMap(AvailabilityRule.Maintenance.init)
    else { return nil }
    self.init(
      target: target, period: period, timeZone: zone, calendar: json["calendar"]?.stringValue,
      rule: AvailabilityRule(uncovered: uncovered, unknown: unknown, degraded: degraded, maintenance: maintenance))
    if let text = json["shortest"]?.stringValue {
      guard let length = Duration(exactly: text) else { return nil }
      shortest = length
    }
    if let text = json["notice"]?.stringValue {
      guard let length = Duration(exactly: text) else { return nil }
      notice = length
    }
    if let text = json["mostAnnounced"]?.stringValue {
      guard let length = Duration(exactly: text) else { return nil }
      mostAnnounced = length
    }
    if !bounds.isEmpty { return nil }
  }
}

extension Duration {
  /// Reads an ISO 8601 duration in which a day is 24 hours; nil for any other text.
  public init?(exactly text: String) {
    guard let read = try? ISO8601Duration(parsing: text), read.days < 100_000,
      read.time < .days(100_000)
    else { return nil }
    self = .days(read.days) + read.time
  }
}

/// A version of what a service is promised. A version is never changed; the next one holds from its own date on.
public struct PromiseVersion: Hashable, Sendable {
  /// From 1.
  public var number: Int
  /// The first date that it holds for, in its own zone.
  public var from: CivilDate
  /// Nil: from that date on nothing is promised.
  public var promise: AvailabilityPromise?
  public var madeAt: Instant
  /// The id of a person, or the name of a part of the product.
  public var madeBy: String

  public init(number: Int, from: CivilDate, promise: AvailabilityPromise?, madeAt: Instant, madeBy: String) {
    (self.number, self.from, self.promise) = (number, from, promise)
    (self.madeAt, self.madeBy) = (madeAt, madeBy)
  }

  /// Until when versions of the calendar of service time have to be applied to count for a period: until it begins, or until
  /// this version was made, if that was later. What is applied afterwards holds from the next period on, so that nobody
  /// changes alone what counts in a period that runs.
  ///
  /// - Parameter begin: When the period begins.
  public func calendarsCount(until begin: Instant) -> Instant { max(begin, madeAt) }
}

/// A version of a calendar that a period does not go by, because it was applied after the period had begun.
public struct LaterCalendar: Hashable, Sendable {
  public var version: Int
  public var appliedAt: Instant

  public init(version: Int, appliedAt: Instant) { (self.version, self.appliedAt) = (version, appliedAt) }
}

/// What a service is promised over time.
public struct PromiseLine: Hashable, Sendable {
  /// By number.
  public var versions: [PromiseVersion]

  public init(_ versions: [PromiseVersion] = []) { self.versions = versions }

  /// Periods that may have ended before the first version was made.
  public static let mostPast = 60
  /// How far ahead a version may begin.
  public static let mostAhead = 366 * 5

  /// The version that holds on a date: the newest of those that have begun. Nil where there is none yet.
  public func version(on date: CivilDate) -> PromiseVersion? { versions.last { $0.from <= date } }

  /// The version that holds on a date, where a new one from then on would change nothing, neither then nor later; nil
  /// where it would.
  public func unchanged(by promise: AvailabilityPromise?, from date: CivilDate) -> PromiseVersion? {
    guard let here = version(on: date) else { return nil }
    let later = versions.filter { $0.number > here.number || $0.from > date }
    return ([here] + later).allSatisfy { version in
      guard let promise, let old = version.promise else { return version.promise == nil && promise == nil }
      return old.isSame(as: promise)
    } ? here : nil
  }

  /// The period that a date lies in, by the version that holds then; nil where nothing is promised.
  public func period(containing date: CivilDate) -> ServicePeriod? {
    version(on: date)?.promise.map { ServicePeriod($0.period, containing: date) }
  }

  /// The first date that anything is promised for.
  public var first: CivilDate? { versions.lazy.filter { $0.promise != nil }.map(\.from).min() }

  /// The first period that begins on a date or later.
  public func period(from date: CivilDate) -> ServicePeriod? {
    if let here = period(containing: date) { return here }
    return versions.lazy.map(\.from).filter { $0 >= date }.sorted().compactMap { period(containing: $0) }.first
  }

  /// The first period of all.
  public var firstPeriod: ServicePeriod? { first.flatMap { period(containing: $0) } ?? first.flatMap(period(from:)) }

  /// Whether a version that begins on a date would change what is promised for a period that has begun: that takes a
  /// second person.
  public func changesWhatRuns(from date: CivilDate, running: ServicePeriod?) -> Bool {
    guard let running, version(on: running.first)?.promise != nil else { return false }
    return date < running.next
  }

  /// Why a new version may not begin on a date, in words that follow `from`; nil where it may.
  ///
  /// - Parameters:
  ///   - running: The first date of the period that runs now; nil where none does.
  ///   - today: In the zone of the new version.
  public func fault(of promise: AvailabilityPromise?, from: CivilDate, running: CivilDate?, today: CivilDate) -> String?
  {
    if from.daysSince1970 - today.daysSince1970 > PromiseLine.mostAhead { return "is more than five years ahead" }
    if let promise, ServicePeriod(promise.period, containing: from).first != from {
      return "must be the first day of a \(promise.period.rawValue)"
    }
    if let old = version(on: from)?.promise, ServicePeriod(old.period, containing: from).first != from {
      return
        "must be the first day of a \(old.period.rawValue), as it is promised by \(old.period.rawValue)s until then"
    }
    guard let first else {
      guard promise != nil else { return "nothing is promised yet, so that nothing can end" }
      return today.daysSince1970 - from.daysSince1970 > PromiseLine.mostPast * 31
        ? "is more than \(PromiseLine.mostPast) months ago" : nil
    }
    let earliest = running ?? max(first, today)
    return from < earliest
      ? "must be \(earliest.iso8601) or later: what a period that has ended was promised stays as it was" : nil
  }
}
