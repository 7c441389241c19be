import Kernel

extension SplitMix64 {
  /// One of many streams of a seed that have nothing to do with one another.
  init(seed: UInt64, stream: UInt64) {
    var first = SplitMix64(seed: seed)
    var second = SplitMix64(seed: first.next() ^ stream)
    self.init(seed: second.next())
  }

  /// Above 0, at most 1, each as likely.
  mutating func uniform() -> Double { Double((next() >> 11) + 1) * 0x1p-53 }

  /// Exponential with mean 1.
  mutating func exponential() -> Double { -Real.log(uniform()) }

  /// Normal with mean 0 and deviation 1 (G. E. P. Box and M. E. Muller, 1958).
  mutating func normal() -> Double {
    let radius = (-2 * Real.log(uniform())).squareRoot()
    return radius * Real.cosine(2 * .pi * uniform())
  }

  /// A handling time in milliseconds, at least 1 and at most a thousand years.
  mutating func time(_ handling: WaitingQuestion.Handling) -> Int64 {
    switch handling {
    case .lognormal(let mean, let deviation):
      let ratio = Double(deviation.milliseconds) / Double(mean.milliseconds)
      let variance = Real.logOnePlus(ratio * ratio)
      let exponent = Real.log(Double(mean.milliseconds)) - variance / 2 + variance.squareRoot() * normal()
      return Int64(min(3e13, max(1, Real.exp(exponent).rounded())))
    case .empirical(let times):
      return max(1, times[Int(next() % UInt64(times.count))].milliseconds)
    }
  }
}
