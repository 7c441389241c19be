import Kernel

/// A recurrence rule laid out from its first occurrence by the table of RFC 5545, 3.3.10, on the line of one clock:
/// seconds since 1970-01-01T00:00 by that clock, without zone. Pure, and started from the period asked for: how old
/// a rule is costs nothing, unless it has a COUNT, which is counted.
///
/// Where the RFC leaves something open: what a rule does not say (the weekday of a BYWEEKNO, the day of a BYMONTH)
/// is the first occurrence's; years of rules with BYWEEKNO are years of weeks, so that week 1 is whole although it
/// may begin in December; the first occurrence is one only where the rule names it.
public struct RecurrenceLine: Sendable {
  public let rule: RecurrenceRule
  /// The first occurrence (DTSTART).
  public let start: Int64
  /// The last second at which an occurrence may begin; nil: no such bound.
  public let last: Int64?

  let startDate: CivilDate
  let startDay: Int
  /// Times of a day, or of an hour or a minute where the rule recurs that often, in seconds, ascending.
  let times: [Int]
  /// The index of the period in which the first occurrence lies.
  let firstUnit: Int

  /// - Parameter last: UNTIL, by the clock of the line.
  public init(_ rule: RecurrenceRule, start: Int64, last: Int64?) {
    self.rule = rule
    self.start = start
    self.last = last
    startDay = Int(floorDivide(start, 86_400))
    startDate = CivilDate(daysSince1970: startDay)
    let second = Int(start - Int64(startDay) * 86_400)
    let hours = rule.frequency >= .daily ? rule.hours.isEmpty ? [second / 3600] : rule.hours : [0]
    let minutes = rule.frequency >= .hourly ? rule.minutes.isEmpty ? [second / 60 % 60] : rule.minutes : [0]
    let seconds = rule.frequency >= .minutely ? rule.seconds.isEmpty ? [second % 60] : rule.seconds : [0]
    times = hours.flatMap { hour in minutes.flatMap { minute in seconds.map { hour * 3600 + minute * 60 + $0 } } }
    firstUnit = RecurrenceLine.firstUnit(rule, start, startDay, startDate)
  }

  /// A rule of dates.
  public init(_ rule: RecurrenceRule, start: CivilDate) {
    self.init(
      rule, start: Int64(start.daysSince1970) * 86_400, last: rule.until.map { Int64($0.date.daysSince1970) * 86_400 })
  }

  /// Why no more occurrences were found.
  public enum Ending: Hashable, Sendable {
    /// The rule names no later one: its COUNT is used up or its UNTIL reached.
    case ended
    /// The end of the period was reached; there may be later ones.
    case period
    /// As many were found as were wanted.
    case limit
    /// The bounded work was done.
    case steps
  }

  /// Calls `body` with each occurrence in `[from, to)`, ascending, until it returns false.
  /// - Parameter steps: what may still be done, in days and times of day looked at; what was done is taken off.
  @discardableResult
  public func forEach(from: Int64, to: Int64, steps: inout Int, _ body: (Int64) -> Bool) -> Ending {
    let end = min(to, RecurrenceLine.end)
    guard start < end else { return last.map { $0 < start } == true ? .ended : .period }
    var counted = 0
    // With a COUNT every occurrence is met.
    var unit = rule.count == nil ? unit(notAfter: max(from, start)) : firstUnit
    while beginning(of: unit) < end {
      guard steps > 0 else { return .steps }
      if let resume = skipped(unit, &steps) {
        unit = alignedUnit(notBefore: self.unit(at: resume))
        continue
      }
      for time in occurrences(of: unit, &steps) where time >= start {
        if let last, time > last { return .ended }
        counted += 1
        if time >= end { return .period }
        if time >= from, !body(time) { return .limit }
        if counted == rule.count { return .ended }
      }
      unit += rule.interval
    }
    if let last, last < end { return .ended }
    return .period
  }

  /// The occurrences in `[from, to)`, the first `limit` of them.
  public func occurrences(
    from: Int64, to: Int64, limit: Int = Int.max, steps: inout Int
  ) -> (times: [Int64], ending: Ending) {
    var times: [Int64] = []
    let ending = forEach(from: from, to: to, steps: &steps) { time in
      guard times.count < limit else { return false }
      times.append(time)
      return true
    }
    return (times, ending)
  }

  /// The first occurrence that the rule names; nil where there is none, or `ending` is `steps`.
  public func first(steps: inout Int) -> (time: Int64?, ending: Ending) {
    if namesNothing { return (nil, .ended) }
    // After 400 years the dates come again as they were, as many times later as the INTERVAL says.
    let cycle = rule.interval < 25 ? start + Int64(146_097 * 86_400 * rule.interval) : RecurrenceLine.end
    var first: Int64?
    let ending = forEach(from: start, to: cycle, steps: &steps) { time in
      first = time
      return false
    }
    return (first, ending)
  }

  /// Whether no period can have what the rule asks for: a day that its months lack, a place beyond the largest set.
  private var namesNothing: Bool {
    let months = rule.months.isEmpty ? Array(1...12) : rule.months
    let hasNoDay = months.allSatisfy { month in
      // 2000 was a leap year.
      rule.monthDays.allSatisfy { $0.magnitude > CivilDate.days(inMonth: month, of: 2000) }
    }
    let hasNoPlace = rule.setPositions.allSatisfy { $0.magnitude > mostDays * times.count }
    return !rule.monthDays.isEmpty && hasNoDay || !rule.setPositions.isEmpty && hasNoPlace
  }

  /// Days that one period can have at most.
  private var mostDays: Int {
    let months = rule.months.isEmpty ? 12 : rule.months.count
    /// Weekdays in a stretch that has each of them at most `times` times.
    func weekdays(_ times: Int) -> Int { rule.days.reduce(0) { $0 + ($1.ordinal == 0 ? times : 1) } }
    switch rule.frequency {
    case .yearly:
      if !rule.weekNumbers.isEmpty { return rule.weekNumbers.count * 7 }
      if !rule.yearDays.isEmpty { return rule.yearDays.count }
      if !rule.monthDays.isEmpty { return months * rule.monthDays.count }
      if !rule.days.isEmpty { return rule.months.isEmpty ? weekdays(53) : months * weekdays(5) }
      return rule.months.isEmpty ? 1 : months
    case .monthly:
      return rule.monthDays.isEmpty ? rule.days.isEmpty ? 1 : weekdays(5) : rule.monthDays.count
    case .weekly: return max(1, rule.days.count)
    default: return 1
    }
  }

  /// The end of the year 9999.
  static let end = Int64(dayNumber(10_000, 1, 1)) * 86_400
}
