import Forecasting

/// Probabilities put right by how those before them came out: the logarithm of the odds times a slope, plus a shift.
/// Source: Platt (1999), fitted by Newton's method on the likelihood.
struct Calibration: Hashable, Sendable {
  /// 0: as they are.
  var shift = 0.0
  /// 1: as they are.
  var slope = 1.0

  /// Misses and hits that it takes at least; with fewer, probabilities stay as they are.
  static let least = 50
  /// A slope outside would make much of little.
  private static let slopes = 0.5...1.5

  init() {}

  /// - Parameter seen: what was said, and whether the clock missed.
  init(_ seen: [(said: Double, missed: Bool)]) {
    let misses = seen.count { $0.missed }
    guard misses >= Calibration.least, seen.count - misses >= Calibration.least else { return }
    var (a, b) = (0.0, 1.0)
    for _ in 0..<25 {
      var (first, second) = (0.0, 0.0)
      var (aa, ab, bb) = (1e-9, 0.0, 1e-9)
      for one in seen {
        let odds = Calibration.odds(one.said)
        let expected = Calibration.share(a + b * odds)
        let error = expected - (one.missed ? 1 : 0)
        let weight = max(1e-12, expected * (1 - expected))
        first += error
        second += error * odds
        aa += weight
        ab += weight * odds
        bb += weight * odds * odds
      }
      let determinant = aa * bb - ab * ab
      guard determinant > 1e-12 else { return }
      let (stepA, stepB) = ((bb * first - ab * second) / determinant, (aa * second - ab * first) / determinant)
      a -= stepA
      b -= stepB
      if abs(stepA) + abs(stepB) < 1e-9 { break }
    }
    guard a.isFinite, b.isFinite, Calibration.slopes.contains(b) else { return }
    (shift, slope) = (a, b)
  }

  func probability(_ said: Double) -> Double { Calibration.share(shift + slope * Calibration.odds(said)) }

  private static func odds(_ share: Double) -> Double { Real.log(share / (1 - share)) }

  private static func share(_ odds: Double) -> Double { 1 / (1 + Real.exp(-odds)) }
}
