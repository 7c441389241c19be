import BusinessTime
import Kernel

/// From when to when an occurrence of an entry lasts, by the clock of the entry's own zone.
struct EntrySpan {
  enum Length: Hashable {
    /// Whole dates.
    case dates(Int)
    /// Until the clock shows this many seconds more: an entry with an end keeps its clock times, as people mean them.
    case clock(Int64)
    /// A DURATION.
    case duration(EntryDuration)
  }

  /// Where the first occurrence begins: seconds since 1970-01-01T00:00 by the clock.
  var start: Int64
  /// The end of the first occurrence, where it is written.
  var firstEnd: Instant?
  var length: Length
  var zone: ZoneRules

  var isOfDates: Bool { if case .dates = length { true } else { false } }
  var date: CivilDate { CivilDate(daysSince1970: day(of: start)) }
  var secondOfDay: Int { Int(start - Int64(day(of: start)) * 86_400) }

  /// Seconds of an occurrence on a day without changes of the clock.
  var seconds: Int64 {
    switch length {
    case .dates(let days): Int64(days) * 86_400
    case .clock(let seconds): seconds
    case .duration(let duration): duration.days * 86_400 + duration.seconds
    }
  }

  /// The occurrence that begins at a clock time; empty where its end is laid before its beginning.
  func occurrence(at clock: Int64) -> Range<Instant> {
    let begins: Instant
    let ends: Instant
    switch length {
    case .dates(let days):
      begins = zone.instant(of: CivilDate(daysSince1970: day(of: clock)), secondOfDay: 0)
      ends = zone.instant(of: CivilDate(daysSince1970: day(of: clock) + days), secondOfDay: 0)
    case .clock(let seconds):
      begins = zone.entryInstant(clock: clock)
      ends = clock == start ? firstEnd ?? begins : zone.entryInstant(clock: clock + seconds)
    case .duration(let duration):
      begins = zone.entryInstant(clock: clock)
      ends = EntrySpan.end(of: begins, duration, zone)
    }
    return begins..<max(begins, ends)
  }

  /// Days by the calendar, then elapsed time.
  static func end(of begins: Instant, _ duration: EntryDuration, _ zone: ZoneRules) -> Instant {
    guard duration.days > 0 else { return begins + .seconds(duration.seconds) }
    return zone.entryInstant(clock: zone.clock(at: begins) + duration.days * 86_400) + .seconds(duration.seconds)
  }
}

func day(of clock: Int64) -> Int { Int(clock >= 0 ? clock / 86_400 : (clock - 86_399) / 86_400) }

extension ClosureBuilder {
  /// The first occurrence of an entry.
  mutating func span(_ written: Entry, _ notes: inout [String]) throws(Refusal) -> EntrySpan {
    let entry = try inWholeDays(written)
    if entry.end != nil, entry.duration != nil {
      throw Refusal(reason: "It has both DTEND and DURATION, of which one may stand (RFC 5545, 3.6.1).")
    }
    guard let start = entry.start else {
      let unread = entry.unread.first { $0.hasPrefix("DTSTART") }
      throw Refusal(reason: unread ?? "It has no beginning (DTSTART) that could be read.")
    }
    let lost = entry.unread.first { $0.hasPrefix("DTEND") || $0.hasPrefix("DURATION") }
    guard let secondOfDay = start.secondOfDay else {
      var days = 1
      if let end = entry.end {
        days = end.date.daysSince1970 - start.date.daysSince1970 + (end.secondOfDay ?? 0 > 0 ? 1 : 0)
        if end.date < start.date { notes.append("DTEND lies before DTSTART; it is taken as one day.") }
      } else if let duration = entry.duration {
        days = Int(duration.days + (duration.seconds + 86_399) / 86_400)
      } else if lost != nil {
        notes.append("It is taken as one day.")
      }
      guard days <= CalendarDefinition.Limit.recurrenceDays else { throw Refusal(reason: "It is longer than a year.") }
      return EntrySpan(
        start: Int64(start.date.daysSince1970) * 86_400, length: .dates(max(1, days)), zone: file.zone)
    }
    let zone = try zone(of: start)
    let clock = Int64(start.date.daysSince1970) * 86_400 + Int64(secondOfDay)
    var span = EntrySpan(start: clock, length: .clock(0), zone: zone)
    let begins = zone.entryInstant(clock: clock)
    if var end = entry.end {
      if end.zone == .floating, end.secondOfDay != nil, start.zone != .floating {
        end.zone = start.zone
        notes.append("DTEND names no time zone; it is read in that of DTSTART.")
      }
      let ends = try instant(of: end, atMidnight: true)
      span.firstEnd = ends
      span.length = .clock(ends > begins ? max(1, zone.clock(at: ends) - clock) : 0)
    } else if let duration = entry.duration {
      span.length = .duration(duration)
    }
    guard span.seconds > 0 else { throw Refusal(reason: lost ?? "It has no length.") }
    guard span.seconds <= Int64(CalendarDefinition.Limit.recurrenceDays) * 86_400 else {
      throw Refusal(reason: "It is longer than a year.")
    }
    return span
  }

  /// The entry with dates in place of the times by which an exporter writes whole days.
  private mutating func inWholeDays(_ entry: Entry) throws(Refusal) -> Entry {
    guard let property = entry.wholeDaysBy else { return entry }
    var entry = entry
    if let start = entry.start { entry.start = try midnight(start, property) }
    if let end = entry.end { entry.end = try midnight(end, property) }
    return entry
  }

  /// The date of a time that is a midnight by its own clock or by that of the calendar.
  private mutating func midnight(_ time: EntryTime, _ property: String) throws(Refusal) -> EntryTime {
    guard let second = time.secondOfDay else { return time }
    if second == 0 { return EntryTime(date: time.date, secondOfDay: nil, zone: .floating) }
    let local = file.zone.local(try instant(of: time))
    guard local.secondOfDay == 0, local.millisecond == 0 else {
      throw Refusal(reason: "\(property) says that it lasts whole days, and \(time.words) is no midnight.")
    }
    return EntryTime(date: local.date, secondOfDay: nil, zone: .floating)
  }

  mutating func zone(of time: EntryTime) throws(Refusal) -> ZoneRules {
    switch time.zone {
    case .utc: return .utc
    case .floating: return file.zone
    case .named(let name):
      do {
        return try zones.rules(named: name, throughYear: file.through.year + 2)
      } catch {
        throw Refusal(reason: "Its time zone \(name.prefix(60)) \(error.reason).")
      }
    }
  }

  /// The instant of a time; of a date without one, where it begins in the calendar's zone.
  mutating func instant(of time: EntryTime, atMidnight: Bool = false) throws(Refusal) -> Instant {
    let zone = try zone(of: time)
    return zone.entryInstant(clock: Int64(time.date.daysSince1970) * 86_400 + Int64(time.secondOfDay ?? 0))
  }

  /// The date that a time names among whole days. Midnight in the zone that it names, and the second before it, stand
  /// for a date with exporters that know no dates; every other instant for the date that it has in the calendar's zone.
  mutating func date(of time: EntryTime) throws(Refusal) -> CivilDate {
    guard let second = time.secondOfDay, time.zone != .floating else { return time.date }
    if second == 0 || second == 86_399 { return time.date }
    return file.zone.local(try instant(of: time)).date
  }

  /// One occurrence as a closure that does not recur: by dates and clock times where those say it exactly.
  func once(_ occurrence: Range<Instant>) -> Closure.Extent {
    let begins = file.zone.local(occurrence.lowerBound)
    let ends = file.zone.local(occurrence.upperBound)
    let days = ends.date.daysSince1970 - begins.date.daysSince1970
    if isExact(begins, occurrence.lowerBound), isExact(ends, occurrence.upperBound) {
      if begins.secondOfDay == 0, ends.secondOfDay == 0, days >= 1 { return dates(from: begins.date, days: days) }
      if let window = window(from: begins, to: ends) { return .date(begins.date, window) }
    }
    return .interval(from: occurrence.lowerBound, to: occurrence.upperBound)
  }

  func dates(from date: CivilDate, days: Int) -> Closure.Extent {
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
}
