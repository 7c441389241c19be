import Kernel

/// What is to be expected at each time of the week, from the counts of past weeks, with an interval that four of five
/// counts should lie in.
///
/// Expected = level · shape(weekday, slot), as ``CountSeries`` teaches them: the shape of the week smoothed within each
/// day, the level from recent weeks first. How fast weeks fade and how much is smoothed is not set but tried, on the
/// series itself: from up to eight origins in the past, a week apart, each combination forecasts the time that is asked
/// for with nothing but what was known then, and the one with the least error is taken. The misses of that one make the
/// interval: their size is φ·expected + c²·expected² (what counts scatter by, and what the level errs by), and the width
/// is the one that held four of five of them.
///
/// Nothing is known of the seasons of a year, of trends that go on, nor of how one day follows another within a week.
public struct SeasonalForecast: Sendable {
  /// How fast the past fades, and how much is smoothed.
  public struct Memory: Hashable, Sendable {
    /// Weeks after which a week teaches the shape half as much.
    public var shapeWeeks: Double
    /// Weeks after which a day counts half for the level.
    public var levelWeeks: Double
    /// Slots that the shape is smoothed over, as a standard deviation; 0: not at all.
    public var smoothing: Double

    /// Those that are tried.
    static let tried: [Memory] = [8, 4, 16].flatMap { shape in
      [2, 1, 4, 0].flatMap { smoothing in
        [4, 2, 8].map { Memory(shapeWeeks: shape, levelWeeks: $0, smoothing: smoothing) }
      }
    }
  }

  public struct Row: Hashable, Sendable {
    public var interval: IntervalGrid.Interval
    public var expected: Double
    /// The interval that four of five counts should lie in.
    public var low: Double
    public var high: Double
  }

  public enum Limit {
    /// Days between the first and the last count, at least.
    public static let leastDays = 21
    /// Days before the first origin that is tried.
    static let learningDays = 14
    /// Origins in the past that are tried.
    static let origins = 8
    /// Days that an origin looks ahead at most, whatever is asked for.
    static let longestLook = 56
    /// Intervals that may be asked for.
    public static let ahead = 200_000
  }

  public let memory: Memory
  /// Of the forecasts from origins in the past: the sum of misses over the sum of counts.
  public let pastError: Double

  private let shape: WeeklyShape
  private let level: Double
  private let spread: MissSpread
  private let slots: Int

  /// Learns from a series.
  /// - Parameter days: how far ahead it will be asked.
  /// - Throws: `MainstayError.invalid` where the series spans fewer than `Limit.leastDays` days.
  public init(_ series: CountSeries, lookingAhead days: Int) throws(MainstayError) {
    slots = series.grid.slots
    let known = series.observed.map { [slots] row in
      WeeklyShape.Known(
        day: row.interval.day, place: row.interval.weekday * slots + row.interval.slot, count: row.count)
    }
    let span = known.last.map { $0.day - known[0].day + 1 } ?? 0
    guard span >= Limit.leastDays, let lastDay = known.last?.day else {
      throw .field(
        "file", "has counts of \(span) days; a forecast needs \(Limit.leastDays) at least, as they lie apart")
    }
    // Two origins at least, where the series is long enough.
    let look = max(7, min(days, Limit.longestLook, span - Limit.learningDays - 14))
    let trials = Trials(known, lastDay: lastDay, look: look, slots: slots)
    memory = trials.best
    pastError = trials.error(of: memory)
    spread = MissSpread(trials.misses(of: memory))
    shape = WeeklyShape(known[...], lastDay: lastDay, slots: slots, halfLife: memory.shapeWeeks)
      .smoothed(width: memory.smoothing)
    level = shape.level(known[...], lastDay: lastDay, halfLife: memory.levelWeeks)
  }

  /// Nil at times of the week of which nothing was ever known.
  public func row(_ interval: IntervalGrid.Interval) -> Row? {
    guard let place = shape.shape[interval.weekday * slots + interval.slot] else { return nil }
    let expected = level * place
    let reach = spread.reach(at: expected)
    return Row(interval: interval, expected: expected, low: max(0, expected - reach), high: expected + reach)
  }
}

/// Forecasts from origins in the past by every memory that is tried, held against what came.
private struct Trials {
  private let known: [WeeklyShape.Known]
  private let slots: Int
  private let look: Int
  /// The last day known at each origin.
  private let origins: [Int]
  private var misses: [SeasonalForecast.Memory: (off: Double, counts: Double)] = [:]
  let best: SeasonalForecast.Memory

  init(_ known: [WeeklyShape.Known], lastDay: Int, look: Int, slots: Int) {
    (self.known, self.slots, self.look) = (known, slots, look)
    let first = known[0].day + SeasonalForecast.Limit.learningDays - 1
    origins = (0..<SeasonalForecast.Limit.origins).map { lastDay - look - 7 * $0 }.filter { $0 >= first }
    var misses: [SeasonalForecast.Memory: (off: Double, counts: Double)] = [:]
    for origin in origins {
      let past = Trials.rows(known, through: origin)
      let ahead = known[past.endIndex...].prefix { [look] in $0.day <= origin + look }
      var shapes: [Double: WeeklyShape] = [:]
      var smooth: [SmoothShape: WeeklyShape] = [:]
      for memory in SeasonalForecast.Memory.tried {
        let raw =
          shapes[memory.shapeWeeks]
          ?? WeeklyShape(past, lastDay: origin, slots: slots, halfLife: memory.shapeWeeks)
        shapes[memory.shapeWeeks] = raw
        let key = SmoothShape(weeks: memory.shapeWeeks, width: memory.smoothing)
        let shape = smooth[key] ?? raw.smoothed(width: memory.smoothing)
        smooth[key] = shape
        let level = shape.level(past, lastDay: origin, halfLife: memory.levelWeeks)
        var sum = misses[memory] ?? (0, 0)
        for row in ahead {
          guard let place = shape.shape[row.place] else { continue }
          sum.off += abs(row.count - level * place)
          sum.counts += row.count
        }
        misses[memory] = sum
      }
    }
    self.misses = misses
    let order = SeasonalForecast.Memory.tried
    best = order.min { (misses[$0]?.off ?? 0) < (misses[$1]?.off ?? 0) } ?? order[0]
  }

  private struct SmoothShape: Hashable {
    var weeks: Double
    var width: Double
  }

  func error(of memory: SeasonalForecast.Memory) -> Double {
    guard let sum = misses[memory], sum.counts > 0 else { return 0 }
    return sum.off / sum.counts
  }

  /// What the forecasts of one memory expected, beside what came.
  func misses(of memory: SeasonalForecast.Memory) -> [MissSpread.Miss] {
    origins.flatMap { origin -> [MissSpread.Miss] in
      let past = Trials.rows(known, through: origin)
      let shape = WeeklyShape(past, lastDay: origin, slots: slots, halfLife: memory.shapeWeeks)
        .smoothed(width: memory.smoothing)
      let level = shape.level(past, lastDay: origin, halfLife: memory.levelWeeks)
      return known[past.endIndex...].prefix { $0.day <= origin + look }.compactMap { row in
        shape.shape[row.place].map { MissSpread.Miss(expected: level * $0, count: row.count) }
      }
    }
  }

  private static func rows(_ known: [WeeklyShape.Known], through day: Int) -> ArraySlice<WeeklyShape.Known> {
    known.prefix { $0.day <= day }
  }
}
