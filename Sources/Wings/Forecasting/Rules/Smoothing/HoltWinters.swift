/// Level, trend and season, each smoothed exponentially (additive): L = α(y - S) + (1 - α)(L + T),
/// T = β(L - L') + (1 - β)T, S = γ(y - L) + (1 - γ)S.
///
/// It begins with the first season: its mean is the level, what its values lie above it the seasons, and a step of the
/// trend is the difference to the second season's mean over the length of a season.
///
/// Source: P. R. Winters, "Forecasting sales by exponentially weighted moving averages" (1960).
public struct HoltWinters: Hashable, Sendable {
  public private(set) var level: Double
  /// A step's growth.
  public private(set) var trend: Double
  /// What each place of a season lies above the level, the next one first.
  public private(set) var seasons: [Double]

  /// Learns from values in order; nil where they are fewer than two seasons, or a season is empty.
  /// - Parameters:
  ///   - level: α, how fast the level follows, 0...1.
  ///   - trend: β, 0...1.
  ///   - season: γ, 0...1.
  public init?(_ values: [Double], period: Int, level alpha: Double, trend beta: Double, season gamma: Double) {
    guard period > 0, values.count >= 2 * period else { return nil }
    let first = values[..<period].reduce(0, +) / Double(period)
    let second = values[period..<2 * period].reduce(0, +) / Double(period)
    (level, trend) = (first, (second - first) / Double(period))
    seasons = values[..<period].map { $0 - first }
    for value in values[period...] {
      let season = seasons.removeFirst()
      let before = level
      level = alpha * (value - season) + (1 - alpha) * (level + trend)
      trend = beta * (level - before) + (1 - beta) * trend
      seasons.append(gamma * (value - level) + (1 - gamma) * season)
    }
  }

  /// What is expected so many steps after the last value; `steps` from 1.
  public func expected(after steps: Int) -> Double {
    level + Double(steps) * trend + seasons[(steps - 1) % seasons.count]
  }
}
