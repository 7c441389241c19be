import BusinessTime
import Components
import Kernel

extension YearFigure {
  /// A year of a calendar, day by day as it opens.
  public init(_ calendar: BusinessCalendar, year: Int, today: CivilDate?) {
    self.init(
      year: year, days: calendar.days(ofYear: year).compactMap { Day($0, of: calendar) }, today: today)
  }
}

extension YearFigure.Day {
  /// Nil for a date that the zone skipped.
  fileprivate init?(_ day: CalendarDay, of calendar: BusinessCalendar) {
    let start = calendar.zone.instant(of: day.date, secondOfDay: 0)
    let end = calendar.zone.instant(of: CivilDate(daysSince1970: day.date.daysSince1970 + 1), secondOfDay: 0)
    guard start < end else { return nil }
    let shift = Duration.seconds(Int64(calendar.zone.offset(at: end) - calendar.zone.offset(at: start)))
    let weekly = calendar.definition.weekly
    let usual = Self.usualLength(
      weekly[Weekday.allCases[day.date.weekday]] ?? [],
      nightBefore: weekly[Weekday.allCases[(day.date.weekday + 6) % 7]] ?? [])
    let kind: YearFigure.DayKind
    if !day.openings.isEmpty, day.open > .zero {
      kind = .extra
    } else if usual == .zero {
      kind = .shut
    } else if day.open == .zero {
      kind = .closed
    } else {
      // Where the clocks go forward, an hour of the week's is missing without any closure.
      kind = day.open + max(shift, .zero) < usual ? .part : .open
    }
    let closure = kind == .closed || kind == .part ? day.closures.lazy.compactMap(\.name).first : nil
    self.init(
      day.date, kind, open: day.open, name: day.openings.lazy.compactMap(\.name).first ?? closure,
      shift: shift == .zero ? nil : shift)
  }

  /// Open time of a date by the week alone: its own windows up to midnight, and the night before's tail.
  private static func usualLength(_ own: [Window], nightBefore: [Window]) -> Duration {
    let mine = own.reduce(0) { $0 + min(1440, $1.endFromOwnMidnight) - $1.start }
    let rest = nightBefore.reduce(0) { $0 + max(0, $1.endFromOwnMidnight - 1440) }
    return .minutes(Int64(min(1440, mine + rest)))
  }
}
