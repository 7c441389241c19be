import Kernel

/// The closed stretches of a calendar's recurring closures, laid out for the days asked for.
///
/// Where a rule goes on after the years in which rules are known, what it closes is not known, and the calendar
/// supplies no time any more.
struct Occurrences: Sendable {
  private let zone: ZoneRules
  private let all: [RecurringDates]
  private let unknownFrom: Int
  /// The years in which something may be closed.
  let years: ClosedRange<Int>

  /// - Parameter recurrences: at least one.
  init(_ recurrences: [Recurrence], zone: ZoneRules) {
    self.zone = zone
    all = recurrences.map(RecurringDates.init)
    unknownFrom = all.compactMap(\.unknownFrom).min() ?? Int.max
    let years = all.map(\.years)
    let first = years.map(\.lowerBound).min() ?? 0
    self.years = first...max(first, years.map(\.upperBound).max() ?? first)
  }

  /// What is closed on the local days from `first` up to and without `end`, and perhaps more about them; unsorted.
  func closed(fromDay first: Int, toDay end: Int) -> [Stretch] {
    var closed: [Stretch] = []
    if unknownFrom < end {
      closed.append(Stretch(from: zone.line(clock: Int64(unknownFrom) * dayLength), to: Int64.max))
      guard unknownFrom > first else { return closed }
    }
    for dates in all {
      // Several dates, or a night, may have begun before.
      let length = dates.recurrence.days
      for day in dates.days(from: first - length, to: end) {
        if length == 1 {
          zone.append(dates.recurrence.window, on: day, to: &closed)
        } else {
          zone.append(datesFrom: day, to: day + length - 1, to: &closed)
        }
      }
    }
    return closed
  }
}
