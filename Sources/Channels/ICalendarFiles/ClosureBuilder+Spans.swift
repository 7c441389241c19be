import BusinessTime
import Kernel

/// From when to when one occurrence of an entry lasts, in the entry's own zone.
struct EntrySpan {
  struct Time {
    var secondOfDay: Int
    var length: Duration
    var rules: FileZones.Rules
    /// The clock times are those of the calendar's own zone.
    var isCalendarZone: Bool
  }

  var date: CivilDate
  /// Whole dates; 1 where `time` is set.
  var days: Int
  var time: Time?

  func moved(to date: CivilDate) -> EntrySpan {
    var copy = self
    copy.date = date
    return copy
  }
}

extension ClosureBuilder {
  /// The first occurrence of an entry.
  func span(_ entry: Entry) throws(Refusal) -> EntrySpan {
    guard let start = entry.start else { throw Refusal(reason: "It has no beginning that could be read.") }
    guard let secondOfDay = start.secondOfDay else {
      var days = 1
      if let end = entry.end {
        days = end.date.daysSince1970 - start.date.daysSince1970 + (end.secondOfDay ?? 0 > 0 ? 1 : 0)
      } else if let duration = entry.duration {
        days = Int((duration + 86_399) / 86_400)
      }
      guard days <= CalendarDefinition.Limit.recurrenceDays else { throw Refusal(reason: "It is longer than a year.") }
      return EntrySpan(date: start.date, days: max(1, days), time: nil)
    }
    let rules = try rules(start.zone)
    let begins = rules.instant(of: start.date, secondOfDay: secondOfDay)
    var length = Duration.zero
    if let end = entry.end {
      length = try self.rules(end.zone).instant(of: end.date, secondOfDay: end.secondOfDay ?? 0) - begins
    } else if let duration = entry.duration {
      length = .seconds(duration)
    }
    guard length > .zero else { throw Refusal(reason: "It has no length.") }
    guard length <= .days(Int64(CalendarDefinition.Limit.recurrenceDays)) else {
      throw Refusal(reason: "It is longer than a year.")
    }
    var isCalendarZone = start.zone == .floating
    if case .known(let known) = rules, known.identifier == file.zone.identifier { isCalendarZone = true }
    return EntrySpan(
      date: start.date, days: 1,
      time: .init(secondOfDay: secondOfDay, length: length, rules: rules, isCalendarZone: isCalendarZone))
  }

  private func rules(_ zone: EntryTime.Zone) throws(Refusal) -> FileZones.Rules {
    switch zone {
    case .utc: return .known(.utc)
    case .floating: return .known(file.zone)
    case .named(let name):
      if let rules = zones.rules(named: name) { return rules }
      throw Refusal(reason: "Its time zone \(name.prefix(60)) is not known and not described in the file.")
    }
  }

  /// The date, in the zone of `span`, of an occurrence that another property names.
  func day(of time: EntryTime, like span: EntrySpan) throws(Refusal) -> CivilDate {
    guard let secondOfDay = time.secondOfDay, let own = span.time else { return time.date }
    return own.rules.local(try rules(time.zone).instant(of: time.date, secondOfDay: secondOfDay)).date
  }

  /// One occurrence as a closure that does not recur: by dates and clock times where those say it exactly.
  func once(_ span: EntrySpan) -> Closure.Extent {
    guard let time = span.time else { return dates(from: span.date, days: span.days) }
    let from = time.rules.instant(of: span.date, secondOfDay: time.secondOfDay)
    let to = from + time.length
    let begins = file.zone.local(from)
    let ends = file.zone.local(to)
    let days = ends.date.daysSince1970 - begins.date.daysSince1970
    if begins.secondOfDay == 0, ends.secondOfDay == 0, days >= 1, isExact(begins, from), isExact(ends, to) {
      return dates(from: begins.date, days: days)
    }
    if let window = window(from: begins, to: ends), isExact(begins, from), isExact(ends, to) {
      return .date(begins.date, window)
    }
    return .interval(from: from, to: to)
  }

  private func dates(from date: CivilDate, days: Int) -> Closure.Extent {
    days == 1
      ? .date(date, nil) : .once(from: date, to: CivilDate(daysSince1970: date.daysSince1970 + days - 1))
  }

  /// Whether laying the clock time gives the instant back; not so in the second of two equal hours.
  private func isExact(_ local: LocalTime, _ instant: Instant) -> Bool {
    local.millisecond == 0 && file.zone.instant(of: local.date, secondOfDay: local.secondOfDay) == instant
  }

  /// Clock times of a date and the night after it; nil where they are not minutes or last longer.
  private func window(from begins: LocalTime, to ends: LocalTime) -> Window? {
    guard begins.secondOfDay % 60 == 0, ends.secondOfDay % 60 == 0 else { return nil }
    let days = ends.date.daysSince1970 - begins.date.daysSince1970
    let end = ends.secondOfDay / 60
    guard days == 0 || (days == 1 && end < begins.secondOfDay / 60) else { return nil }
    return Window(start: begins.secondOfDay / 60, end: days == 1 && end == 0 ? 1440 : end)
  }

  /// The first and last local date that an occurrence touches.
  func localDates(_ span: EntrySpan) -> (first: CivilDate, last: CivilDate) {
    guard let time = span.time else {
      return (span.date, CivilDate(daysSince1970: span.date.daysSince1970 + span.days - 1))
    }
    let from = time.rules.instant(of: span.date, secondOfDay: time.secondOfDay)
    return (file.zone.local(from).date, file.zone.local(from + time.length - .milliseconds(1)).date)
  }
}
