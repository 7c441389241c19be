import Kernel

/// The dates of one recurring closure, laid out for the days asked for.
struct RecurringDates: Sendable {
  /// Rules are known to the end of this year.
  static let lastYear = 2199
  private static let lastDay = dayNumber(lastYear, 12, 31)

  let recurrence: Recurrence
  /// From this day on what it closes is not known; nil: it is known for good.
  private(set) var unknownFrom: Int?
  /// Its COUNT is a last date here, so that no occurrence before the days asked for is looked at. Nil: no rule that
  /// could be read.
  private let line: RecurrenceLine?
  private let except: Set<Int>

  init(_ recurrence: Recurrence) {
    self.recurrence = recurrence
    except = Set(recurrence.except.map(\.daysSince1970))
    guard var rule = try? RecurrenceRule(parsing: recurrence.rule) else {
      line = nil
      unknownFrom = recurrence.start.daysSince1970
      return
    }
    var line = RecurrenceLine(rule, start: recurrence.start)
    let end = Int64(RecurringDates.lastDay + 1) * 86_400
    if rule.count != nil {
      var steps = RecurrenceRule.Limit.steps
      var last = line.start - 1
      let ending = line.forEach(from: line.start, to: end, steps: &steps) { time in
        last = time
        return true
      }
      rule.count = nil
      line = RecurrenceLine(rule, start: line.start, last: ending == .ended ? last : nil)
      if ending == .steps { unknownFrom = Int(floorDivide(last, 86_400)) + 1 }
    }
    if unknownFrom == nil, line.last.map({ $0 >= end }) != false {
      unknownFrom = max(RecurringDates.lastDay + 1, recurrence.start.daysSince1970)
    }
    self.line = line
  }

  /// The days from `first` up to and without `end` on which an occurrence begins.
  func days(from first: Int, to end: Int) -> Set<Int> {
    var days = Set(recurrence.also.lazy.map(\.daysSince1970).filter { first <= $0 && $0 < end })
    var steps = RecurrenceRule.Limit.steps
    let known = min(end, RecurringDates.lastDay + 1)
    line?.forEach(from: Int64(first) * 86_400, to: Int64(known) * 86_400, steps: &steps) { time in
      days.insert(Int(floorDivide(time, 86_400)))
      return true
    }
    return days.subtracting(except)
  }

  /// The years in which it may close something; after the last known one all are.
  var years: ClosedRange<Int> {
    let first = min(recurrence.start, recurrence.also.min() ?? recurrence.start).year - 1
    guard unknownFrom == nil, let last = line?.last else { return first...max(first, YearIndex.years.upperBound) }
    let latest = max(
      CivilDate(daysSince1970: Int(floorDivide(last, 86_400))), recurrence.also.max() ?? recurrence.start)
    return first...max(first, latest.year + 2)
  }
}
