/// A series as season, trend and what is left, by lines fitted to near values (STL). The robust form does not let single
/// odd values into season and trend, so that they stay where they are, and no echo rings in the next season.
///
/// Source: R. B. Cleveland, W. S. Cleveland, J. E. McRae and I. Terpenning, "STL: a seasonal-trend decomposition
/// procedure based on loess" (1990), with lines of degree 1 and every value fitted.
public struct SeasonalTrend: Hashable, Sendable {
  public private(set) var season: [Double]
  public private(set) var trend: [Double]
  /// What neither explains.
  public private(set) var rest: [Double]

  /// Values that one series may have.
  public static let most = 100_000

  /// Nil where there are fewer than two seasons or more than `most` values, a season is shorter than two, or the
  /// seasonal span is below three.
  /// - Parameters:
  ///   - seasonal: seasons that shape a season; an odd number from 3.
  ///   - isRobust: whether odd values are weighed down.
  public init?(_ values: [Double], period: Int, seasonal: Int = 7, isRobust: Bool) {
    guard period >= 2, seasonal >= 3, values.count >= 2 * period, values.count <= SeasonalTrend.most else { return nil }
    let trendSpan = SeasonalTrend.odd(1.5 * Double(period) / (1 - 1.5 / Double(seasonal)))
    let passSpan = SeasonalTrend.odd(Double(period + 1))
    season = []
    trend = Array(repeating: 0, count: values.count)
    rest = values
    var weights: [Double]?
    // The paper's counts: five rounds; robust, two in each of fifteen and one more.
    for outer in 0...(isRobust ? 15 : 0) {
      if outer > 0 { weights = SeasonalTrend.weights(of: rest) }
      for _ in 0..<(isRobust ? 2 : 5) {
        let cycles = SeasonalTrend.cycles(
          zip(values, trend).map { $0 - $1 }, period: period, span: seasonal, weights: weights)
        let means = SeasonalTrend.means(
          SeasonalTrend.means(SeasonalTrend.means(cycles, of: period), of: period), of: 3)
        let pass = Loess(means, span: passSpan).smooth()
        season = values.indices.map { cycles[period + $0] - pass[$0] }
        trend = Loess(zip(values, season).map { $0 - $1 }, span: trendSpan, weights: weights).smooth()
      }
      rest = values.indices.map { values[$0] - season[$0] - trend[$0] }
    }
  }

  /// The least odd number that is not smaller.
  private static func odd(_ value: Double) -> Int {
    let whole = Int(value.rounded(.up))
    return whole % 2 == 1 ? whole : whole + 1
  }

  /// Each place of the season smoothed over the seasons, with one season more at both ends.
  private static func cycles(_ values: [Double], period: Int, span: Int, weights: [Double]?) -> [Double] {
    var result = [Double](repeating: 0, count: values.count + 2 * period)
    for place in 0..<period {
      let indexes = Array(stride(from: place, to: values.count, by: period))
      let loess = Loess(indexes.map { values[$0] }, span: span, weights: weights.map { all in indexes.map { all[$0] } })
      let smooth = loess.smooth()
      result[place] = loess.value(at: -1) ?? smooth[0]
      for (season, value) in smooth.enumerated() { result[place + (season + 1) * period] = value }
      result[place + (smooth.count + 1) * period] = loess.value(at: smooth.count) ?? smooth[smooth.count - 1]
    }
    return result
  }

  private static func means(_ values: [Double], of length: Int) -> [Double] {
    var sum = values[..<length].reduce(0, +)
    var result = [sum / Double(length)]
    for index in length..<values.count {
      sum += values[index] - values[index - length]
      result.append(sum / Double(length))
    }
    return result
  }

  /// Bisquare weights: 0 from six times the median of all misses on.
  private static func weights(of rest: [Double]) -> [Double] {
    let misses = rest.map(abs)
    let reach = 6 * (TimeOfWeekBaseline.median(of: misses) ?? 0)
    return misses.map { miss in
      if miss <= 0.001 * reach { return 1 }
      if miss > 0.999 * reach { return 0 }
      let part = miss / reach
      return (1 - part * part) * (1 - part * part)
    }
  }
}

/// Lines fitted to the values near each place, the nearer the heavier (tricube weights).
private struct Loess {
  let values: [Double]
  /// Values that a line is fitted to.
  let span: Int
  /// How far each value is to be trusted; nil: all alike.
  let weights: [Double]?

  init(_ values: [Double], span: Int, weights: [Double]? = nil) {
    (self.values, self.span, self.weights) = (values, span, weights)
  }

  func smooth() -> [Double] { values.indices.map { value(at: $0) ?? values[$0] } }

  /// The line's value at a place, which may lie one before the first or one after the last; nil where no value near it
  /// is trusted.
  func value(at place: Int) -> Double? {
    let count = values.count
    let first = min(max(0, place - (span - 1) / 2), max(0, count - span))
    let near = first..<min(count, first + span)
    var reach = Double(max(place - near.lowerBound, near.upperBound - 1 - place))
    if span > count { reach += Double((span - count) / 2) }
    var (sum, mean) = (0.0, 0.0)
    var shares = [Double](repeating: 0, count: near.count)
    for index in near {
      let distance = Double(abs(index - place))
      guard distance <= 0.999 * reach else { continue }
      let part = distance / reach
      let cube = 1 - part * part * part
      let share = (distance <= 0.001 * reach ? 1 : cube * cube * cube) * (weights?[index] ?? 1)
      shares[index - near.lowerBound] = share
      sum += share
      mean += share * Double(index)
    }
    guard sum > 0 else { return nil }
    mean /= sum
    var spread = 0.0
    for index in near {
      spread += shares[index - near.lowerBound] / sum * (Double(index) - mean) * (Double(index) - mean)
    }
    // Values that lie at one place have no slope.
    let slope = spread.squareRoot() > 0.001 * Double(count - 1) ? (Double(place) - mean) / spread : 0
    return near.reduce(0) { result, index in
      result + shares[index - near.lowerBound] / sum * (1 + slope * (Double(index) - mean)) * values[index]
    }
  }
}
