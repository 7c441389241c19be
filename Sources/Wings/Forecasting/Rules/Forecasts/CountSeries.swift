import Kernel

/// How many came in each interval of a time: calls, tickets, chats.
public struct CountSeries: Sendable {
  public let grid: IntervalGrid
  /// In the order of time, without those that nothing is known of.
  public private(set) var observed: [Observation] = []
  /// Where the last interval ends, known or not.
  public private(set) var end: Instant

  public struct Observation: Hashable, Sendable {
    public var interval: IntervalGrid.Interval
    /// At least zero.
    public var count: Double
  }

  public enum Limit {
    /// Intervals between the first and the last.
    public static let intervals = 2_000_000
  }

  /// From counts, each at an instant: those of one interval are added up, and an interval without any is not known.
  /// - Throws: `MainstayError.invalid` where there is none, or the time is longer than `Limit.intervals`.
  public init(counts: [(at: Instant, count: Double)], on grid: IntervalGrid) throws(MainstayError) {
    self.grid = grid
    let sums = CountSeries.sums(counts, on: grid)
    guard let first = sums.first, let last = sums.last else { throw .field("file", "has no counts") }
    try CountSeries.check(from: first.interval.start, to: last.interval.start, on: grid)
    observed = sums
    end = grid.end(at: last.interval.start)
  }

  /// From what happened, one instant each: an interval without any has none. The first and the last interval are not
  /// known: the file may begin and end within them.
  /// - Throws: `MainstayError.invalid` where fewer than three intervals remain, or the time is longer than
  ///   `Limit.intervals`.
  public init(events: [Instant], on grid: IntervalGrid) throws(MainstayError) {
    self.grid = grid
    let sums = CountSeries.sums(events.map { ($0, 1) }, on: grid)
    guard let first = sums.first, let last = sums.last, sums.count > 2 else {
      throw .field("file", "has rows in fewer than three intervals")
    }
    try CountSeries.check(from: first.interval.start, to: last.interval.start, on: grid)
    var next = 1
    for interval in grid.intervals(from: grid.end(at: first.interval.start), to: last.interval.start) {
      let happened = sums[next].interval == interval
      observed.append(Observation(interval: interval, count: happened ? sums[next].count : 0))
      if happened { next += 1 }
    }
    end = last.interval.start
  }

  private static func check(from: Instant, to: Instant, on grid: IntervalGrid) throws(MainstayError) {
    guard (to - from).milliseconds / grid.every.milliseconds < Limit.intervals else {
      throw .field("file", "spans more than \(Limit.intervals) intervals; choose longer ones, or a part of the file")
    }
  }

  private static func sums(_ counts: [(at: Instant, count: Double)], on grid: IntervalGrid) -> [Observation] {
    var result: [Observation] = []
    var (current, end): (Observation?, Instant) = (nil, .earliest)
    for row in counts.sorted(by: { $0.at < $1.at }) {
      if let known = current, row.at < end {
        current = Observation(interval: known.interval, count: known.count + row.count)
        continue
      }
      if let current { result.append(current) }
      current = Observation(interval: grid.interval(at: row.at), count: row.count)
      end = grid.end(at: row.at)
    }
    if let current { result.append(current) }
    return result
  }

  /// Without the observations that `isLeftOut` names: holidays, known upgrades. The end stays.
  public func leavingOut(_ isLeftOut: (IntervalGrid.Interval) -> Bool) -> CountSeries {
    var series = self
    series.observed.removeAll { isLeftOut($0.interval) }
    return series
  }

  /// What is known of the time before a local date.
  func before(day: Int) -> CountSeries {
    var series = self
    series.observed.removeAll { $0.interval.day >= day }
    series.end = min(end, grid.start(ofDay: day))
    return series
  }
}
