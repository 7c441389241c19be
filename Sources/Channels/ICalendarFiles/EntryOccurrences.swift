import BusinessTime
import Kernel

/// When an entry occurs: by its rules, its own beginning and its RDATEs, less what EXDATE and EXRULE leave out.
/// Occurrences are known by the clock of the entry's zone, with their times of day.
struct EntryOccurrences {
  enum Added: Hashable {
    /// As long as the entry.
    case clock(Int64)
    /// With an end of its own, or in the second of two equal hours.
    case own(Range<Instant>)
  }

  var span: EntrySpan
  /// The rules as they are written, and the same laid out, each without COUNT up to the end of the period.
  var rules: [RecurrenceRule] = []
  var lines: [RecurrenceLine] = []
  /// The first occurrence stands beside the rules, or there are none.
  var leads = true
  var exceptionLines: [RecurrenceLine] = []
  var added: [Added] = [] {
    didSet { (addedClocks, addedStarts) = EntryOccurrences.index(added) }
  }
  /// What `added` begins at, in order, and instants of their own: a file may add and leave out ten thousands.
  private var addedClocks: [Int64] = []
  private(set) var addedStarts: Set<Instant> = []
  /// Days by the clock of which all occurrences are left out, and instants of which one is.
  var exceptDays: Set<Int> = []
  var exceptInstants: Set<Instant> = []

  init(span: EntrySpan) { self.span = span }

  /// Whether an occurrence that begins at a clock time is left out.
  func leavesOut(_ clock: Int64, _ steps: inout Int) -> Bool {
    if exceptDays.contains(day(of: clock)) { return true }
    if !exceptInstants.isEmpty, exceptInstants.contains(span.zone.entryInstant(clock: clock)) { return true }
    return exceptionLines.contains { $0.names(clock..<clock + 1, &steps) }
  }

  private static func index(_ added: [Added]) -> (clocks: [Int64], starts: Set<Instant>) {
    var (clocks, starts): ([Int64], Set<Instant>) = ([], [])
    for one in added {
      switch one {
      case .clock(let time): clocks.append(time)
      case .own(let range): starts.insert(range.lowerBound)
      }
    }
    return (clocks.sorted(), starts)
  }

  /// Whether an occurrence begins in a stretch of the clock.
  func occurs(in clock: Range<Int64>, _ steps: inout Int) -> Bool {
    if leads, clock.contains(span.start) { return true }
    let place = addedClocks.partitioningIndex(from: clock.lowerBound)
    let isAdded = place < addedClocks.count && addedClocks[place] < clock.upperBound
    return isAdded || lines.contains { $0.names(clock, &steps) }
  }
}

extension [Int64] {
  /// The place of the first number that is not below another; the numbers stand in order.
  fileprivate func partitioningIndex(from least: Int64) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < least { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension RecurrenceLine {
  /// Whether an occurrence begins in a stretch of the clock.
  func names(_ clock: Range<Int64>, _ steps: inout Int) -> Bool {
    var isNamed = false
    forEach(from: clock.lowerBound, to: clock.upperBound, steps: &steps) { _ in
      isNamed = true
      return false
    }
    return isNamed
  }
}

extension ClosureBuilder {
  /// Every occurrence of an entry, as it says it.
  mutating func occurrences(
    of entry: Entry, _ span: EntrySpan, _ notes: inout [String]
  ) throws(Refusal) -> EntryOccurrences {
    var set = EntryOccurrences(span: span)
    for text in entry.rules {
      do {
        // Exchange writes blanks behind its commas.
        set.rules.append(try RecurrenceRule(parsing: text.filter { $0 != " " }))
      } catch {
        notes.insert(
          "RRULE \(text.prefix(80)) \(error.reason); it is not taken, and the occurrences that it names are missing.",
          at: 0)
      }
    }
    for rule in set.rules {
      let line = RecurrenceLine(rule, start: span.start, last: try last(rule.until, span, &notes))
      if try first(of: line) == span.start { set.leads = false }
    }
    if set.leads, !set.rules.isEmpty {
      notes.append("Its beginning is no date of its rule; it is taken as the first occurrence (RFC 5545, 3.8.5.3).")
      // The beginning counts as the first one.
      set.rules = set.rules.compactMap { rule in
        var rule = rule
        rule.count = rule.count.map { $0 - 1 }
        return rule.count == 0 ? nil : rule
      }
    }
    for rule in set.rules { set.lines.append(try line(rule, span)) }
    for text in entry.exceptionRules {
      do {
        let rule = try RecurrenceRule(parsing: text)
        set.exceptionLines.append(
          RecurrenceLine(rule, start: span.start, last: try last(rule.until, span, &notes)))
      } catch let error as RecurrenceRule.Malformed {
        notes.insert("EXRULE \(text.prefix(80)) \(error.reason); nothing is left out by it.", at: 0)
      } catch let error as Refusal {
        throw error
      } catch {
        throw Refusal(reason: "EXRULE \(text.prefix(80)) cannot be read.")
      }
    }
    var additions: [EntryOccurrences.Added] = []
    for addition in entry.additions {
      do { additions.append(try added(addition, span)) } catch {
        notes.insert("RDATE \(addition.start.words) cannot be used: \(error.reason) It is missing.", at: 0)
      }
    }
    set.added = additions
    var missed: [String] = []
    for exception in entry.exceptions {
      do {
        if try !leaveOut(exception, of: &set) { missed.append(exception.words) }
      } catch {
        notes.insert("EXDATE \(exception.words) cannot be used: \(error.reason) Nothing is left out by it.", at: 0)
      }
    }
    if !missed.isEmpty {
      let rest = missed.count > 3 ? " and \(missed.count - 3) more" : ""
      notes.append(
        "EXDATE \(missed.prefix(3).joined(separator: ", "))\(rest) hits no occurrence and leaves out nothing.")
    }
    guard steps > 0 else { throw tooLong }
    return set
  }

  var tooLong: Refusal {
    Refusal(reason: "The rules of the file take too long to look through: \(ICalendarFile.Limit.steps) days at most.")
  }

  /// Takes an occurrence out of the set; false where there is none.
  mutating func leaveOut(_ time: EntryTime, of set: inout EntryOccurrences) throws(Refusal) -> Bool {
    if set.span.isOfDates || time.secondOfDay == nil {
      let day = set.span.isOfDates ? try date(of: time).daysSince1970 : time.date.daysSince1970
      guard set.occurs(in: Int64(day) * 86_400..<Int64(day + 1) * 86_400, &steps) else { return false }
      set.exceptDays.insert(day)
      return true
    }
    let instant = try instant(of: time)
    let isAdded = set.addedStarts.contains(instant)
    let clock = set.span.zone.clock(at: instant)
    guard isAdded || set.span.zone.entryInstant(clock: clock) == instant && set.occurs(in: clock..<clock + 1, &steps)
    else { return false }
    set.exceptInstants.insert(instant)
    return true
  }

  /// Whether an EXDATE has left out the occurrence that a time names.
  mutating func isLeftOut(_ time: EntryTime, of set: EntryOccurrences) throws(Refusal) -> Bool {
    if set.span.isOfDates { return set.exceptDays.contains(try date(of: time).daysSince1970) }
    guard time.secondOfDay != nil else { return set.exceptDays.contains(time.date.daysSince1970) }
    let instant = try instant(of: time)
    return set.exceptInstants.contains(instant) || set.exceptDays.contains(day(of: set.span.zone.clock(at: instant)))
  }

  private mutating func added(_ period: EntryPeriod, _ span: EntrySpan) throws(Refusal) -> EntryOccurrences.Added {
    if span.isOfDates { return .clock(Int64(try date(of: period.start).daysSince1970) * 86_400) }
    guard period.start.secondOfDay != nil else {
      return .clock(Int64(period.start.date.daysSince1970) * 86_400 + Int64(span.secondOfDay))
    }
    let begins = try instant(of: period.start)
    switch period.end {
    case .time(let end): return .own(begins..<max(begins, try instant(of: end)))
    case .duration(let duration):
      return .own(begins..<max(begins, EntrySpan.end(of: begins, duration, try zone(of: period.start))))
    case nil:
      let clock = span.zone.clock(at: begins)
      return span.zone.entryInstant(clock: clock) == begins
        ? .clock(clock) : .own(begins..<begins + .seconds(span.seconds))
    }
  }

  /// The last clock time at which an occurrence may begin.
  private mutating func last(
    _ until: RecurrenceRule.Until?, _ span: EntrySpan, _ notes: inout [String]
  ) throws(Refusal) -> Int64? {
    switch until {
    case nil: return nil
    case .date(let date): return Int64(date.daysSince1970) * 86_400 + (span.isOfDates ? 0 : 86_399)
    case .clock(let date, let second): return Int64(date.daysSince1970) * 86_400 + (span.isOfDates ? 0 : Int64(second))
    case .utc(let instant):
      guard span.isOfDates else { return span.zone.clock(at: instant) }
      let utc = ZoneRules.utc.local(instant)
      let last = try date(of: EntryTime(date: utc.date, secondOfDay: utc.secondOfDay, zone: .utc))
      notes.append("Its rule ends at an instant (UNTIL \(instant.rfc3339)); the last day taken is \(last.iso8601).")
      return Int64(last.daysSince1970) * 86_400
    }
  }

  private mutating func first(of line: RecurrenceLine) throws(Refusal) -> Int64 {
    let given = min(steps, RecurrenceRule.Limit.steps)
    var rest = given
    let found = line.first(steps: &rest)
    steps -= given - rest
    if let time = found.time { return time }
    throw Refusal(
      reason: "RRULE \(line.rule.text.prefix(80)) "
        + (found.ending == .steps ? "takes too long to look through." : "names no date."))
  }

  /// A rule laid out up to the end of the period, its COUNT as a last occurrence.
  private mutating func line(_ rule: RecurrenceRule, _ span: EntrySpan) throws(Refusal) -> RecurrenceLine {
    var none: [String] = []
    let last = try last(rule.until, span, &none)
    guard rule.count != nil else { return RecurrenceLine(rule, start: span.start, last: last) }
    let given = min(steps, RecurrenceRule.Limit.steps)
    var rest = given
    var latest = span.start - 1
    let end = clock(of: span).upperBound
    let ending = RecurrenceLine(rule, start: span.start, last: nil).forEach(from: span.start, to: end, steps: &rest) {
      latest = $0
      return true
    }
    steps -= given - rest
    guard ending != .steps else {
      throw Refusal(reason: "RRULE \(rule.text.prefix(80)) has a COUNT that takes too long to count.")
    }
    var open = rule
    open.count = nil
    return RecurrenceLine(open, start: span.start, last: ending == .ended ? latest : nil)
  }

  /// The clock times about the period at which an occurrence may begin that meets it.
  func clock(of span: EntrySpan) -> Range<Int64> {
    let from = span.zone.clock(at: file.period.lowerBound) - span.seconds - 86_400
    return from..<max(from, span.zone.clock(at: file.period.upperBound) + 86_400)
  }
}
