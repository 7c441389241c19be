/// Integrals of e^f(t) with f(t) = (A/θ)(1 - e^(-θt)) - n·t, which is concave: up to one peak, and down from it.
///
/// They are taken in panels from the peak outwards, each so short that the exponent falls by about `fall` in it and
/// e^(-θt) changes little, by Gauss's rule with twelve nodes: an error below 1e-13 of the whole, in some fifteen panels,
/// whatever the patience.
struct OfferedWait: Hashable, Sendable {
  /// A: arrivals in a mean handling time; above 0.
  let load: Double
  /// θ: the mean handling time over the mean patience; above 0.
  let impatience: Double

  struct Integral {
    /// f at its peak within the bounds: what the areas are to be multiplied by is e^exponent, which may overflow.
    var exponent: Double
    var area: Double
    /// The integral of e^f(t)·(1 - e^(-θt)): of those who give up before that wait is over.
    var leavingArea: Double
  }

  /// By how much the exponent falls in one panel.
  private static let fall = 6.0
  /// What lies that much below the peak counts for nothing.
  private static let deepest = 45.0

  /// From 0 to `end`.
  func integral(serving n: Double, until end: Double) -> Integral {
    let top = load > n ? Real.log(load / n) / impatience : 0
    let peak = min(top, end)
    // Arrivals at the peak that are still there; exactly n, where f is level.
    let (rate, slope) = top > 0 && top <= end ? (n, 0) : level(at: peak, serving: n)
    let shape = Shape(rate: rate, slope: slope, impatience: impatience, n: n, peak: peak)
    var result = Integral(
      exponent: slope * peak + rate / impatience * excess(-impatience * peak), area: 0, leavingArea: 0)
    shape.add(to: &result, direction: 1, length: end - peak)
    shape.add(to: &result, direction: -1, length: peak)
    return result
  }

  private func level(at t: Double, serving n: Double) -> (rate: Double, slope: Double) {
    let rate = load * Real.exp(-impatience * t)
    return (rate, rate - n)
  }

  /// f about its peak: f(peak + w) - f(peak) = slope·w - (rate/θ)(θw - 1 + e^(-θw)).
  private struct Shape {
    var rate: Double
    var slope: Double
    var impatience: Double
    var n: Double
    var peak: Double

    func add(to result: inout Integral, direction: Double, length: Double) {
      let perImpatience = rate / impatience
      // Those who have given up before the peak, and those who have not.
      let left = -Real.expMinusOne(-impatience * peak)
      let (stayed, turn) = (1 - left, impatience * direction)
      var from = 0.0
      while from < length {
        let here = rate * Real.exp(-turn * from)
        let (steep, bend) = (abs(here - n), here * impatience)
        let fall = OfferedWait.fall
        var panel = 2 * fall / (steep + (steep * steep + 2 * fall * bend).squareRoot())
        // Where e^(-θt) is gone, longer panels see no less.
        panel = min(panel, direction > 0 ? max(1, impatience * (peak + from) / 2) / impatience : 0.7 / impatience)
        let to = min(length, from + panel)
        GaussLegendre.forEachNode(from: from, to: to) { w, weight in
          let x = turn * w
          let over = excess(x)
          let value = weight * Real.exp(slope * direction * w - perImpatience * over)
          result.area += value
          // 1 - e^(-θt), from e^(-x) - 1 = excess(x) - x.
          result.leavingArea += value * (left - stayed * (over - x))
        }
        guard to > from else { return }
        from = to
        if slope * direction * from - perImpatience * excess(turn * from) < -OfferedWait.deepest { return }
      }
    }
  }
}

/// x - 1 + e^(-x), exact also where x is near 0.
@inline(__always)
private func excess(_ x: Double) -> Double {
  abs(x) < 0.5 ? smallExcess(x) : x + Real.expMinusOne(-x)
}

/// x²/2! - x³/3! + x⁴/4! - ..., to the term that no longer counts below 0.5.
private func smallExcess(_ x: Double) -> Double {
  var sum = 1 / 87_178_291_200.0
  sum = 1 / 6_227_020_800.0 - x * sum
  sum = 1 / 479_001_600.0 - x * sum
  sum = 1 / 39_916_800.0 - x * sum
  sum = 1 / 3_628_800.0 - x * sum
  sum = 1 / 362_880.0 - x * sum
  sum = 1 / 40_320.0 - x * sum
  sum = 1 / 5040.0 - x * sum
  sum = 1 / 720.0 - x * sum
  sum = 1 / 120.0 - x * sum
  sum = 1 / 24.0 - x * sum
  sum = 1 / 6.0 - x * sum
  sum = 1 / 2.0 - x * sum
  return sum * x * x
}

/// Gauss's quadrature with twelve nodes.
private enum GaussLegendre {
  /// Nodes of (-1, 1) above 0 with their weights; those below 0 mirror them.
  private static let nodes: [(place: Double, weight: Double)] = (1...6).map { index in
    let degree = 12.0
    // Newton's way to the roots of the Legendre polynomial, from Chebyshev's.
    var x = Real.cosine(.pi * (Double(index) - 0.25) / (degree + 0.5))
    var slope = 1.0
    for _ in 0..<20 {
      var (before, value) = (1.0, x)
      for order in 2...Int(degree) {
        let k = Double(order)
        (before, value) = (value, ((2 * k - 1) * x * value - (k - 1) * before) / k)
      }
      slope = degree * (x * value - before) / (x * x - 1)
      x -= value / slope
    }
    return (x, 2 / ((1 - x * x) * slope * slope))
  }

  @inline(__always)
  static func forEachNode(from: Double, to: Double, _ body: (Double, Double) -> Void) {
    let (middle, half) = ((from + to) / 2, (to - from) / 2)
    nodes.withUnsafeBufferPointer { nodes in
      for (place, weight) in nodes {
        body(middle - half * place, half * weight)
        body(middle + half * place, half * weight)
      }
    }
  }
}
