import Kernel

/// Where a share lies with 95 % confidence, from runs that have nothing to do with one another.
///
/// Tickets of one run meet one queue and so resemble each other: the runs are what is counted. The interval is Student's
/// about their mean; and never narrower than Wilson's of all tickets, which alone is left where all runs are alike.
struct RunsInterval {
  var mean: Double
  var low: Double
  var high: Double

  /// Nil where no run has a ticket.
  init?(_ runs: [(kept: Int, judged: Int)]) {
    let shares = runs.filter { $0.judged > 0 }.map { Double($0.kept) / Double($0.judged) }
    let (kept, judged) = runs.reduce((0, 0)) { ($0.0 + $1.kept, $0.1 + $1.judged) }
    guard !shares.isEmpty, let wilson = WilsonInterval(kept, of: judged) else { return nil }
    let count = Double(shares.count)
    let mean = shares.reduce(0, +) / count
    self.mean = mean
    (low, high) = (min(wilson.low, mean), max(wilson.high, mean))
    guard shares.count > 1 else { return }
    let variance = shares.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
    let reach = StudentsT.quantile95(freedom: shares.count - 1) * (variance / count).squareRoot()
    low = max(0, min(low, mean - reach))
    high = min(1, max(high, mean + reach))
  }
}

/// Student's distribution.
enum StudentsT {
  /// What a value lies within, to both sides, with 95 %.
  ///
  /// Source: the finite sums of M. Abramowitz and I. A. Stegun, "Handbook of Mathematical Functions" (1964), 26.7.3 and
  /// 26.7.4, in the angle whose tangent is t / √freedom.
  /// - Parameter freedom: at least 1.
  static func quantile95(freedom: Int) -> Double {
    var (low, high) = (0.0, Double.pi / 2)
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if held(within: middle, freedom: freedom) < 0.95 { low = middle } else { high = middle }
    }
    let angle = (low + high) / 2
    return Double(freedom).squareRoot() * Real.sine(angle) / Real.cosine(angle)
  }

  private static func held(within angle: Double, freedom: Int) -> Double {
    let (sine, cosine) = (Real.sine(angle), Real.cosine(angle))
    let isOdd = freedom % 2 == 1
    if freedom == 1 { return 2 * angle / .pi }
    var (term, sum) = (isOdd ? cosine : 1, isOdd ? cosine : 1)
    var next = isOdd ? 3 : 2
    while next <= freedom - 2 {
      term *= Double(next - 1) / Double(next) * cosine * cosine
      sum += term
      next += 2
    }
    return isOdd ? 2 / .pi * (angle + sine * sum) : sine * sum
  }
}
