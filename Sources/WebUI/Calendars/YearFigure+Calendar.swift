import BusinessTime
import Kernel

extension YearFigure {
  /// A year of a calendar, computed from its compiled windows.
  public init(_ calendar: BusinessCalendar, year: Int, today: CivilDate?) {
    var days: [Day] = []
    guard let first = CivilDate(year: year, month: 1, day: 1) else {
      self.init(year: year, days: [], today: today)
      return
    }
    for number in 0..<(CivilDate.isLeap(year) ? 366 : 365) {
      let date = CivilDate(daysSince1970: first.daysSince1970 + number)
      let start = calendar.zone.instant(of: date, secondOfDay: 0)
      let end = calendar.zone.instant(of: CivilDate(daysSince1970: date.daysSince1970 + 1), secondOfDay: 0)
      // A zone that skipped a date has none of it.
      if start < end { days.append(YearFigure.day(calendar, date, start, end)) }
    }
    self.init(year: year, days: days, today: today)
  }

  private static func day(_ calendar: BusinessCalendar, _ date: CivilDate, _ start: Instant, _ end: Instant) -> Day {
    let definition = calendar.definition
    let open = calendar.openTime(from: start, to: end)
    let shift = Duration.seconds(Int64(calendar.zone.offset(at: end) - calendar.zone.offset(at: start)))
    let own = definition.weekly[Weekday.allCases[date.weekday]] ?? []
    let before = definition.weekly[Weekday.allCases[(date.weekday + 6) % 7]] ?? []
    let usual = usualLength(own, tail: before)
    let opening = definition.openings.first { $0.date == date }
    let closure = definition.closures.first { $0.closes(date) }
    let kind: DayKind
    if opening != nil, open > .zero {
      kind = .extra
    } else if usual == .zero {
      kind = .shut
    } else if open == .zero {
      kind = .closed
    } else {
      kind = open + max(shift, .zero) < usual ? .part : .open
    }
    return Day(
      date, kind, open: open, name: opening?.name ?? (kind == .closed || kind == .part ? closure?.name : nil),
      shift: shift == .zero ? nil : shift)
  }

  /// Open time of a date by the week alone: its own windows up to midnight, and the night before's tail.
  private static func usualLength(_ own: [Window], tail: [Window]) -> Duration {
    let mine = own.reduce(0) { $0 + min(1440, $1.endFromOwnMidnight) - $1.start }
    let rest = tail.reduce(0) { $0 + max(0, $1.endFromOwnMidnight - 1440) }
    return .minutes(Int64(min(1440, mine + rest)))
  }
}

extension Closure {
  /// Whether this closure touches the date, by its own words; recurrences and instants are not asked.
  fileprivate func closes(_ date: CivilDate) -> Bool {
    switch extent {
    case .date(let day, let window):
      return day == date || (window?.crossesMidnight ?? false) && day.daysSince1970 + 1 == date.daysSince1970
    case .once(let from, let to): return from <= date && date <= to
    case .yearly(let from, let to):
      let afterStart = (date.month, date.day) >= (from.month, from.day)
      let beforeEnd = (date.month, date.day) <= (to.month, to.day)
      return from <= to ? afterStart && beforeEnd : afterStart || beforeEnd
    case .interval, .recurring: return false
    }
  }
}
