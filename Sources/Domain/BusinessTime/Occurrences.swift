import Kernel
import Synchronization

/// The closed stretches of recurring closures, expanded as far as they have been asked for.
///
/// Rules are expanded to the end of `lastYear`, and each to its share of `BusinessCalendar.maximumOccurrences`.
/// Where a rule goes on after that, what it closes is not known, and the calendar supplies no time any more.
final class Occurrences: Sendable {
  static let lastYear = 2199
  /// Each expansion reaches at least this many days past what was asked for.
  private static let ahead = 3653

  private struct Expansion {
    var throughDay = Int.min
    var closed: [Stretch] = []
  }

  /// Occurrences of one recurrence at most.
  let limit: Int
  private let recurrences: [Recurrence]
  private let zone: ZoneRules
  private let expander: any RecurrenceExpander
  private let expansion = Mutex(Expansion())

  init(_ recurrences: [Recurrence], zone: ZoneRules, expander: any RecurrenceExpander) {
    self.recurrences = recurrences
    limit = min(BusinessCalendar.maximumOccurrences / max(1, recurrences.count), 50_000)
    self.zone = zone
    self.expander = expander
  }

  /// The closed part of `[from, to)`, merged; local dates up to `day` count.
  func closed(from: Int64, to: Int64, throughDay day: Int) -> [Stretch] {
    expansion.withLock { expansion in
      if expansion.throughDay < day {
        expansion.closed = expanded(throughDay: day + Occurrences.ahead)
        expansion.throughDay = day + Occurrences.ahead
      }
      return expansion.closed.clipped(from: from, to: to)
    }
  }

  private func expanded(throughDay day: Int) -> [Stretch] {
    let end = min(day, dayNumber(Occurrences.lastYear, 12, 31))
    var closed: [Stretch] = []
    var unknownFrom = Int.max
    for recurrence in recurrences {
      let found = days(of: recurrence, throughDay: end, limit: limit)
      if let unknown = found.unknownFrom { unknownFrom = min(unknownFrom, unknown) }
      for day in found.days {
        if recurrence.days == 1 {
          zone.append(recurrence.window, on: day, to: &closed)
        } else {
          zone.append(datesFrom: day, to: day + recurrence.days - 1, to: &closed)
        }
      }
    }
    if unknownFrom <= end || (unknownFrom < Int.max && end < day) {
      closed.append(Stretch(from: zone.line(clock: Int64(unknownFrom) * dayLength), to: Int64.max))
    }
    return closed.merged()
  }

  /// The first dates of the occurrences of one recurrence, and from which day on they are not known: the rule goes
  /// on there.
  func days(of recurrence: Recurrence, throughDay end: Int, limit: Int) -> (days: Set<Int>, unknownFrom: Int?) {
    var days = Set(recurrence.also.map(\.daysSince1970))
    var unknownFrom: Int? = recurrence.start.daysSince1970
    if recurrence.start.daysSince1970 <= end {
      let found = expander.dates(
        of: recurrence.rule, start: recurrence.start, through: CivilDate(daysSince1970: end), limit: limit)
      days.formUnion(found.dates.map(\.daysSince1970))
      unknownFrom = found.dates.count < limit ? end + 1 : (found.dates.last?.daysSince1970 ?? end) + 1
      if found.isComplete { unknownFrom = nil }
    }
    return (days.subtracting(recurrence.except.map(\.daysSince1970)), unknownFrom)
  }
}
