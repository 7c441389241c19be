/// Between which values the true share lies with 95 % confidence.
///
/// Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference" (1927),
/// without continuity correction.
public struct WilsonInterval: Hashable, Sendable {
  /// 0 to 1.
  public var low: Double
  public var high: Double

  /// The 97.5 % quantile of the normal distribution.
  public static let z = 1.959963984540054

  /// Nil of nothing and where `part` is not a part of `whole`.
  public init?(_ part: Int, of whole: Int) {
    guard whole > 0, part >= 0, part <= whole else { return nil }
    let (n, p, z2) = (Double(whole), Double(part) / Double(whole), WilsonInterval.z * WilsonInterval.z)
    let centre = p + z2 / (2 * n)
    let spread = WilsonInterval.z * (p * (1 - p) / n + z2 / (4 * n * n)).squareRoot()
    // At the ends the formula gives exactly 0 and 1; rounding must not make them less.
    low = part == 0 ? 0 : max(0, (centre - spread) / (1 + z2 / n))
    high = part == whole ? 1 : min(1, (centre + spread) / (1 + z2 / n))
  }
}
