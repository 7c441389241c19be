import BusinessTime
import Kernel

/// What closes the occurrences of an entry.
struct EntryExtents {
  var closures: [Closure.Extent] = []
  var isInPeriod = false
  /// It occurs, but was looked at in the period alone, where it does not.
  var isOutside = false
}

extension ClosureBuilder {
  /// The part of the calendar's dates that one occurrence closes.
  private enum Shape {
    case dates(Int)
    case window(Window)
  }

  /// Rules as recurring closures where they say it exactly; else every occurrence in the period as a row.
  mutating func extents(
    of set: EntryOccurrences, writesOut: Bool, _ notes: inout [String]
  ) throws(Refusal) -> EntryExtents {
    guard !set.lines.isEmpty else { return try writtenOut(set, only: nil) }
    let reason: String
    if writesOut {
      reason = "a calendar holds \(CalendarDefinition.Limit.recurrences) recurrences at most"
    } else if !set.exceptionLines.isEmpty {
      reason = "it leaves out dates by a rule (EXRULE)"
    } else if let shape = shape(of: set.span) {
      if let rows = try recurring(set, shape) { return rows }
      reason = "no rule of dates says it"
    } else {
      reason = "it recurs by the clock of another zone or over days"
    }
    notes.append("It is written out from \(file.from.iso8601) to \(file.through.iso8601): \(reason).")
    return try writtenOut(set, only: file.period)
  }

  private func shape(of span: EntrySpan) -> Shape? {
    if case .dates(let days) = span.length { return .dates(days) }
    guard span.zone.identifier == file.zone.identifier else { return nil }
    if span.secondOfDay == 0, span.seconds % 86_400 == 0 { return .dates(Int(span.seconds / 86_400)) }
    guard span.secondOfDay % 60 == 0, span.seconds % 60 == 0, span.seconds < 86_400 else { return nil }
    let start = span.secondOfDay / 60
    let end = start + Int(span.seconds / 60)
    return Window(start: start, end: end <= 1440 ? end : end - 1440).map(Shape.window)
  }

  /// Rows with rules; nil where a calendar would not take them.
  private mutating func recurring(_ set: EntryOccurrences, _ shape: Shape) throws(Refusal) -> EntryExtents? {
    let span = set.span
    var except = set.exceptDays.union(set.exceptInstants.map { day(of: span.zone.clock(at: $0)) })
    var also: Set<Int> = set.leads ? [day(of: span.start)] : []
    var result = EntryExtents()
    for added in set.added {
      if case .clock(let clock) = added, clock - Int64(day(of: clock)) * 86_400 == Int64(span.secondOfDay) {
        also.insert(day(of: clock))
      } else if let range = occurrence(added, set) {
        result.closures.append(once(range))
        if range.overlaps(file.period) { result.isInPeriod = true }
      }
    }
    var days = also
    for line in set.lines { days.formUnion(try clocks(line, of: set).map(day)) }
    for day in days.subtracting(except).sorted() {
      let range = span.occurrence(at: Int64(day) * 86_400 + Int64(span.secondOfDay))
      if range.overlaps(file.period) { result.isInPeriod = true }
      // Where the clock changes meanwhile, the calendar may lay the same clock times otherwise.
      if range != laid(shape, on: day) {
        except.insert(day)
        if !range.isEmpty { result.closures.append(once(range)) }
      }
    }
    var rows: [Closure.Extent] = []
    var rest = rowSteps
    for (rule, line) in zip(set.rules, set.lines) {
      guard let rule = rule.ofDates(span, last: line.last) else { return nil }
      let (dates, window): (Int, Window?) =
        switch shape {
        case .dates(let days): (days, nil)
        case .window(let window): (1, window)
        }
      rows.append(
        .recurring(
          Recurrence(
            rule: rule.text, start: span.date, window: window, days: dates, except: civil(except),
            also: rows.isEmpty ? civil(also.subtracting(except)) : [])))
      guard rule.text.utf8.count <= CalendarDefinition.Limit.ruleLength,
        rule.faultOfDates(start: span.date, &rest) == nil
      else { return nil }
    }
    guard except.count <= CalendarDefinition.Limit.recurrenceDates,
      also.count <= CalendarDefinition.Limit.recurrenceDates
    else { return nil }
    if result.isInPeriod { rowSteps = rest }
    result.closures = rows + result.closures
    return result
  }

  private func civil(_ days: Set<Int>) -> [CivilDate] { days.sorted().map(CivilDate.init(daysSince1970:)) }

  /// How a calendar lays a recurring row on a date.
  private func laid(_ shape: Shape, on day: Int) -> Range<Instant> {
    func instant(_ day: Int, _ minutes: Int) -> Instant {
      file.zone.instant(of: CivilDate(daysSince1970: day + minutes / 1440), secondOfDay: minutes % 1440 * 60)
    }
    let (from, to): (Instant, Instant) =
      switch shape {
      case .dates(let days): (instant(day, 0), instant(day + days, 0))
      case .window(let window): (instant(day, window.start), instant(day, window.endFromOwnMidnight))
      }
    return from..<max(from, to)
  }

  private func occurrence(_ added: EntryOccurrences.Added, _ set: EntryOccurrences) -> Range<Instant>? {
    let range: Range<Instant>
    switch added {
    case .clock(let clock):
      if set.exceptDays.contains(day(of: clock)) { return nil }
      range = set.span.occurrence(at: clock)
    case .own(let own): range = own
    }
    return range.isEmpty || set.exceptInstants.contains(range.lowerBound) ? nil : range
  }

  /// The occurrences of a rule about the period.
  private mutating func clocks(_ line: RecurrenceLine, of set: EntryOccurrences) throws(Refusal) -> [Int64] {
    let clock = clock(of: set.span)
    let given = min(steps, RecurrenceRule.Limit.steps)
    var rest = given
    let found = line.occurrences(
      from: clock.lowerBound, to: clock.upperBound, limit: ICalendarFile.Limit.writtenOut * 4, steps: &rest)
    steps -= given - rest
    guard steps > 0 else { throw tooLong }
    guard found.ending != .steps, found.ending != .limit else { throw tooMany }
    return found.times
  }

  private var tooMany: Refusal {
    Refusal(
      reason: "It has more than \(ICalendarFile.Limit.writtenOut) occurrences from \(file.from.iso8601) to "
        + "\(file.through.iso8601); ask for a shorter period.")
  }

  /// Each occurrence as a row: all of them, or those that meet a period.
  private mutating func writtenOut(
    _ set: EntryOccurrences, only period: Range<Instant>?
  ) throws(Refusal) -> EntryExtents {
    let span = set.span
    var clocks: Set<Int64> = set.leads ? [span.start] : []
    for line in set.lines { clocks.formUnion(try self.clocks(line, of: set)) }
    for case .clock(let clock) in set.added { clocks.insert(clock) }
    var ranges: Set<Range<Instant>> = []
    var dates: [Range<Instant>: Closure.Extent] = [:]
    for clock in clocks where !set.leavesOut(clock, &steps) {
      let range = span.occurrence(at: clock)
      guard !range.isEmpty || span.isOfDates else { continue }
      ranges.insert(range)
      if case .dates(let days) = span.length {
        dates[range] = self.dates(from: CivilDate(daysSince1970: day(of: clock)), days: days)
      }
    }
    for case .own(let range) in set.added where !set.exceptInstants.contains(range.lowerBound) && !range.isEmpty {
      ranges.insert(range)
    }
    let met = ranges.filter { period == nil || $0.overlaps(file.period) }
    guard met.count <= ICalendarFile.Limit.writtenOut else { throw tooMany }
    var result = EntryExtents()
    result.isInPeriod = met.contains { $0.overlaps(file.period) }
    result.isOutside = met.isEmpty && !ranges.isEmpty || period != nil && met.isEmpty
    result.closures = met.sorted { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }
      .map { dates[$0] ?? once($0) }
    return result
  }
}

extension RecurrenceRule {
  /// The rule for dates alone: a time of day that repeats the beginning's goes, and UNTIL becomes the date of the
  /// last occurrence not after it. Nil where it recurs at several times of a day.
  fileprivate func ofDates(_ span: EntrySpan, last: Int64?) -> RecurrenceRule? {
    var rule = self
    let second = span.secondOfDay
    if until != nil, let last {
      let isReached = last - Int64(day(of: last)) * 86_400 >= Int64(second)
      rule.until = .date(CivilDate(daysSince1970: day(of: last) - (isReached ? 0 : 1)))
    }
    for (path, value) in [
      (\RecurrenceRule.hours, second / 3600), (\.minutes, second / 60 % 60), (\.seconds, second % 60),
    ] where rule[keyPath: path] == [value] { rule[keyPath: path] = [] }
    return rule.isOfDates ? rule : nil
  }
}
