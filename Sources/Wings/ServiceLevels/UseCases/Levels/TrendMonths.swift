import Agreements
import BusinessTime
import Kernel
import ServiceLevels
import Storage
import TicketsUseCases

/// The calendar months of a trend, oldest first, the present one last.
struct TrendMonths: Hashable {
  var months: [MonthOfYear]
  /// Where each begins, and where the present one ends.
  var starts: [Instant]

  init(until now: Instant, in zone: ZoneRules) {
    var month = MonthOfYear(of: now, in: zone)
    var months = [month]
    while months.count < ShowServiceLevels.months {
      month = month.previous
      months.insert(month, at: 0)
    }
    self.months = months
    starts = (months + [months[months.count - 1].next]).map { $0.start(in: zone) }
  }

  /// What ended in a month.
  struct Counted {
    var month: MonthOfYear
    var clocks: [ServiceLevelStore.Clock: Share] = [:]

    /// The month of an objective of which nothing ended in it.
    var empty: MonthLevel {
      MonthLevel(
        month: month.text, firstDay: month.firstDay, lastDay: month.lastDay, met: Share(0, of: 0))
    }
  }

  /// The months, each with what ended in it of objectives of some names, from tallies.
  func counted(_ names: Set<String>, from tallies: TalliedFigures) throws -> [Counted] {
    var counted = months.map { Counted(month: $0) }
    for name in names {
      var earlier = try tallies.before(starts[0], by: .agreement, .objective(name))
      for index in months.indices {
        let later = try tallies.before(starts[index + 1], by: .agreement, .objective(name))
        for (number, amount) in later where number.figure == .met || number.figure == .breached {
          let ended = amount - (earlier[number] ?? 0)
          guard ended > 0, let agreement = number.value else { continue }
          let clock = ServiceLevelStore.Clock(agreement: RecordID(agreement), name: name)
          counted[index].clocks[clock, default: Share(0, of: 0)].whole += ended
          if number.figure == .met { counted[index].clocks[clock, default: Share(0, of: 0)].part += ended }
        }
        earlier = later
      }
    }
    return counted
  }

  /// The months, each with what ended in it; the oldest are left out as soon as another one as full as the one after it
  /// would make more than `mostCounted` clocks.
  func counted(atMost mostCounted: Int, seen sight: TicketSight, in tx: any Transaction) throws -> [Counted] {
    var counted: [Counted] = []
    var (total, last) = (0, 0)
    for index in months.indices.reversed() {
      if !counted.isEmpty, total + last > mostCounted { break }
      var found = Counted(month: months[index])
      try ServiceLevelStore.ended(from: starts[index], to: starts[index + 1], seen: sight, in: tx) {
        clock, state, count in
        found.clocks[clock, default: Share(0, of: 0)].whole += count
        if state == .met { found.clocks[clock, default: Share(0, of: 0)].part += count }
      }
      last = found.clocks.values.reduce(0) { $0 + $1.whole }
      total += last
      counted.insert(found, at: 0)
    }
    return counted
  }
}

extension MonthOfYear {
  var previous: MonthOfYear { month == 1 ? .init(year: year - 1, month: 12) : .init(year: year, month: month - 1) }

  var firstDay: CivilDate { CivilDate(year: year, month: month, day: 1) ?? CivilDate(daysSince1970: 0) }
  var lastDay: CivilDate { CivilDate(daysSince1970: next.firstDay.daysSince1970 - 1) }
}
