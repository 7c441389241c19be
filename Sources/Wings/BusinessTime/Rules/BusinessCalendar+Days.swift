import Kernel

/// One local date of a calendar, for people to look at.
public struct CalendarDay: Hashable, Sendable {
  public var date: CivilDate
  /// The open windows inside the date, in order.
  public var windows: [Range<Instant>]
  /// The closures that touch the date, in the order of the definition; one that begins the evening before is told there.
  public var closures: [Closure]
  /// The extra openings of the date.
  public var openings: [Opening]

  /// Open time of the date.
  public var open: Duration { windows.reduce(.zero) { $0 + ($1.upperBound - $1.lowerBound) } }
}

extension BusinessCalendar {
  /// Every date of a year from 1 to 9999; dates that the zone skipped have no windows.
  public func days(ofYear year: Int) -> [CalendarDay] {
    guard (1...9999).contains(year) else { return [] }
    let dates = dayNumber(year, 1, 1)..<dayNumber(year + 1, 1, 1)
    var closures: [Int: [Closure]] = [:]
    for closure in definition.closures {
      for day in days(of: closure, in: dates) { closures[day, default: []].append(closure) }
    }
    let openings = Dictionary(grouping: definition.openings) { $0.date.daysSince1970 }
    let windows = windows(of: year...year)
    return dates.map { day in
      let inside = windows.clipped(from: compiler.start(ofDay: day), to: compiler.start(ofDay: day + 1))
      return CalendarDay(
        date: CivilDate(daysSince1970: day),
        windows: inside.map { Instant(milliseconds: $0.from)..<Instant(milliseconds: $0.to) },
        closures: closures[day] ?? [], openings: openings[day] ?? [])
    }
  }

  private func days(of closure: Closure, in dates: Range<Int>) -> [Int] {
    func within(_ first: Int, _ last: Int) -> [Int] {
      first <= last ? Array(dates.clamped(to: first..<last + 1)) : []
    }
    switch closure.extent {
    case .date(let date, _): return within(date.daysSince1970, date.daysSince1970)
    case .once(let from, let to): return within(from.daysSince1970, to.daysSince1970)
    case .yearly(let from, let to):
      let year = year(ofDay: dates.lowerBound)
      let days = [year - 1, year].flatMap { begin in
        within(dayNumber(begin, from.month, from.day), dayNumber(to < from ? begin + 1 : begin, to.month, to.day))
      }
      return Set(days).sorted()
    case .interval(let from, let to):
      return within(
        zone.local(from).date.daysSince1970, zone.local(to - .milliseconds(1)).date.daysSince1970)
    case .recurring(let recurrence):
      let days = RecurringDates(recurrence).days(from: dates.lowerBound - recurrence.days + 1, to: dates.upperBound)
      return Set(days.flatMap { within($0, $0 + recurrence.days - 1) }).sorted()
    }
  }
}
