import Core
import Kernel
import ServiceLevels
import Storage
import TicketsUseCases

// When what is listed is to be looked for.
extension TalliedFigures {
  /// The days of UTC, put together where they follow each other, in which a figure counts, from an instant on, until there
  /// are enough for a page or the period ends. Of a day that is begun in the middle it is not known how many are left, so
  /// that it counts as none.
  ///
  /// - Parameter needed: How many are looked for.
  func days(
    _ figure: TallyFigure, of clocks: ComplianceClocks, by dimension: TallyDimension, in values: Set<String?>?,
    from start: Instant, for needed: Int
  ) throws -> [Range<Instant>] {
    let period = max(start, clocks.from)..<(clocks.to > .latest ? TalliedFigures.end : clocks.to)
    guard period.lowerBound < period.upperBound else { return [] }
    let changed = changedDays(figure, clocks.tallied, by: dimension, in: values)
    var (found, ranges): (Int, [Range<Instant>]) = (0, [])
    var months: [Int64: Int] = [:]
    for (day, amount) in changed {
      months[TallyGrain.month.bucket(of: TallyGrain.day.start(of: day)), default: 0] += amount
    }
    try add(figure, clocks.tallied, dimension, values, within: period, .month, to: &months)
    for month in months.filter({ $0.value > 0 }).keys.sorted() {
      let time = TallyGrain.month.start(of: month)..<TallyGrain.month.start(of: month + 1)
      let within = time.clamped(to: period)
      guard !within.isEmpty else { continue }
      var days = changed.filter { time.contains(TallyGrain.day.start(of: $0.key)) }
      try add(figure, clocks.tallied, dimension, values, within: within, .day, to: &days)
      for day in days.filter({ $0.value > 0 }).keys.sorted() {
        let whole = TallyGrain.day.start(of: day)..<TallyGrain.day.start(of: day + 1)
        let part = whole.clamped(to: period)
        guard !part.isEmpty else { continue }
        if let last = ranges.last, last.upperBound == part.lowerBound {
          ranges[ranges.count - 1] = last.lowerBound..<part.upperBound
        } else {
          ranges.append(part)
        }
        if part == whole { found += days[day] ?? 0 }
        if found >= needed { return ranges }
      }
    }
    return ranges
  }

  private func add(
    _ figure: TallyFigure, _ condition: TallyCondition, _ dimension: TallyDimension, _ values: Set<String?>?,
    within time: Range<Instant>, _ grain: TallyGrain, to amounts: inout [Int64: Int]
  ) throws {
    let last = grain.bucket(of: time.upperBound - .milliseconds(1))
    let stretch = TallyStore.Stretch(grain: grain, buckets: grain.bucket(of: time.lowerBound)..<last + 1)
    try TallyStore.buckets(figure, dimension, condition, in: values, over: stretch, in: look.transaction) {
      amounts[$0, default: 0] += $1
    }
  }

  /// By days of UTC, how often a figure counts of what waits, less what is counted of it.
  private func changedDays(
    _ figure: TallyFigure, _ condition: TallyCondition, by dimension: TallyDimension, in values: Set<String?>?
  ) -> [Int64: Int] {
    var days: [Int64: Int] = [:]
    for (records, times) in [(former, -1), (waiting, 1)] {
      for record in records where values?.contains(record.value(dimension)) ?? true {
        record.facts(under: condition) { counted, at in
          if counted == figure { days[TallyGrain.day.bucket(of: at), default: 0] += times }
        }
      }
    }
    return days
  }
}
