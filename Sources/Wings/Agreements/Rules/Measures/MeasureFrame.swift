import BusinessTime
import Kernel

/// A period of a measured objective as its kind sees it: from when to when, what is known, and how long lengths are.
public struct MeasureFrame: Sendable {
  public let objective: MeasuredObjective
  public let period: Range<Instant>
  /// Nothing that happened later is looked at.
  public let asOf: Instant
  public let zone: ZoneRules
  let calendar: BusinessCalendar?

  /// - Parameter calendar: The one that the objective names; nil where it names none.
  public init(
    _ objective: MeasuredObjective, period: Range<Instant>, asOf: Instant, zone: ZoneRules, calendar: BusinessCalendar?
  ) {
    (self.objective, self.period, self.asOf, self.zone) = (objective, period, asOf, zone)
    self.calendar = objective.countsLocalDays ? nil : calendar
  }

  /// The last instant that is looked at of the period itself: its last one, or as far as is known.
  public var last: Instant { min(period.upperBound - .milliseconds(1), asOf) }

  /// When a length of a parameter is used up; the end of time where the calendar never supplies it, nil where the
  /// parameter has no length. Open time of the calendar; without one, days are local dates, and hours pass.
  public func end(_ parameter: String, after from: Instant) -> Instant? {
    guard let length = objective.length(parameter) else { return nil }
    if let calendar {
      guard let open = length.length(day: calendar.definition.workingDay ?? .hours(24)) else { return .latest }
      return calendar.instant(adding: open, to: from) ?? .latest
    }
    guard let day = zone.instant(days: Int(clamping: length.days), after: from),
      length.time.milliseconds < Instant.latest.milliseconds - day.milliseconds
    else { return .latest }
    return day + length.time
  }

  /// The last instants of the period's local dates that have passed, oldest first.
  public var dayEnds: [Instant] {
    var ends: [Instant] = []
    var date = zone.local(period.lowerBound).date
    while true {
      date = CivilDate(daysSince1970: date.daysSince1970 + 1)
      let end = zone.instant(of: date, secondOfDay: 0)
      guard end <= period.upperBound, end <= asOf else { return ends }
      ends.append(end - .milliseconds(1))
    }
  }
}
