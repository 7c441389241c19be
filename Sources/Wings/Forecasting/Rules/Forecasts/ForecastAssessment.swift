import Kernel

/// How good a forecast would have been: the last days are held back, and what was expected of them is held against what
/// came, beside two yardsticks that anybody can work out.
///
/// Each is made with nothing but what was known before the first day held back. The yardsticks are the same time of the
/// same weekday, as it was last, and the mean of its last four weeks. The error is WAPE: the sum of misses over the sum
/// of counts. All three are judged by the same intervals: those that were counted and that each gives something for.
public struct ForecastAssessment: Hashable, Sendable {
  /// The first and the last local date held back, in days since 1970-01-01.
  public var days: ClosedRange<Int>
  /// Intervals that are judged.
  public var intervals: Int
  /// The sum of misses over the sum of counts; nil where nothing came.
  public var error: Double?
  public var lastWeekError: Double?
  public var fourWeeksError: Double?
  /// The share of intervals whose count lay in the forecast's interval, both ends included; nil where none is judged.
  public var coverage: Double?
  public var memory: SeasonalForecast.Memory

  /// Holds back the last `days` local dates of the series.
  /// - Throws: `MainstayError.invalid` where too little is left to learn from.
  public init(_ series: CountSeries, holdingBack days: Int) throws(MainstayError) {
    guard let last = series.observed.last?.interval.day else { throw .field("file", "has no counts") }
    let first = last - days + 1
    let past = series.before(day: first)
    let forecast = try SeasonalForecast(past, lookingAhead: days)
    let yardstick = RecentWeeks(past)
    self.days = first...last
    memory = forecast.memory
    var (counts, off, offLast, offMean) = (0.0, 0.0, 0.0, 0.0)
    var (judged, held) = (0, 0)
    for row in series.observed where row.interval.day >= first {
      guard let expected = forecast.row(row.interval), let recent = yardstick.counts(row.interval) else { continue }
      judged += 1
      counts += row.count
      off += abs(row.count - expected.expected)
      offLast += abs(row.count - recent[0])
      offMean += abs(row.count - recent.reduce(0, +) / Double(recent.count))
      if expected.low <= row.count, row.count <= expected.high { held += 1 }
    }
    intervals = judged
    error = counts > 0 ? off / counts : nil
    lastWeekError = counts > 0 ? offLast / counts : nil
    fourWeeksError = counts > 0 ? offMean / counts : nil
    coverage = judged > 0 ? Double(held) / Double(judged) : nil
  }
}

/// What each time of the week had in the last weeks that are known.
struct RecentWeeks {
  private let slots: Int
  private var byPlace: [[(day: Int, count: Double)]]
  private let lastDay: Int

  init(_ series: CountSeries) {
    slots = series.grid.slots
    lastDay = series.observed.last?.interval.day ?? 0
    byPlace = Array(repeating: [], count: 7 * slots)
    for row in series.observed {
      byPlace[row.interval.weekday * slots + row.interval.slot].append((row.interval.day, row.count))
    }
  }

  /// The latest first: the last four weeks, or the last one that is known where these have none; nil where none is.
  func counts(_ interval: IntervalGrid.Interval) -> [Double]? {
    let rows = byPlace[interval.weekday * slots + interval.slot]
    guard let latest = rows.last else { return nil }
    let recent = rows.reversed().prefix { lastDay - $0.day < 28 }.map(\.count)
    return recent.isEmpty ? [latest.count] : recent
  }
}
