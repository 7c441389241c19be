/// What is usual at a time of the week, and from where on a value is not: the median of earlier weeks, and so many times
/// their median absolute deviation above it, which one odd week does not move.
///
/// Source: P. J. Rousseeuw and C. Croux, "Alternatives to the median absolute deviation" (1993), for the factor that
/// makes it a standard deviation of normal values.
public struct TimeOfWeekBaseline: Hashable, Sendable {
  public let median: Double
  /// The median of the distances from the median.
  public let deviation: Double

  /// 1 / the 75 % quantile of the normal distribution, to four decimals, as it is published.
  public static let normal = 1.4826

  /// Nil of nothing.
  public init?(_ values: [Double]) {
    guard let median = TimeOfWeekBaseline.median(of: values),
      let deviation = TimeOfWeekBaseline.median(of: values.map { abs($0 - median) })
    else { return nil }
    (self.median, self.deviation) = (median, deviation)
  }

  /// From where on a value is unusual.
  /// - Parameters:
  ///   - deviations: how many standard deviations away.
  ///   - floor: the least standard deviation to reckon with: where most weeks were alike, all else would be unusual.
  public func limit(deviations: Double, floor: Double = 0) -> Double {
    median + deviations * max(floor, TimeOfWeekBaseline.normal * deviation)
  }

  /// The middle value, or the mean of both middle ones; nil of nothing.
  static func median(of values: [Double]) -> Double? {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }
}
