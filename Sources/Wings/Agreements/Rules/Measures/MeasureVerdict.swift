import Kernel

/// What a count says about its target. Integers decide whether it was reached; the interval says whether the counts are
/// enough to tell that from luck.
public enum MeasureVerdict: Hashable, Sendable {
  /// No row of the targets fits: neither reached nor missed.
  case noTarget
  case nothingCounted
  /// - Parameter surely: The interval lies wholly on the side of the target, or there is no interval.
  case reached(surely: Bool)
  /// So many too few, or of what is to be at most so much too many.
  /// - Parameter surely: As above.
  case missed(by: Int, surely: Bool)

  /// - Parameter samples: The instants at which tickets were counted; 1 of all that is no mean.
  public init(_ count: MeasureCount, _ level: MeasureLevel?, aim: MeasureAim, samples: Int = 1) {
    guard let level else {
      self = .noTarget
      return
    }
    switch level {
    case .tickets(let most):
      guard samples > 0 else {
        self = .nothingCounted
        return
      }
      let over = count.numerator - most * samples
      self = over <= 0 ? .reached(surely: true) : .missed(by: (over + samples - 1) / samples, surely: true)
    case .share(let share):
      guard let interval = WilsonInterval(count.numerator, of: count.denominator) else {
        self = .nothingCounted
        return
      }
      let (exact, fraction) = (count.denominator * share, Double(share) / 10_000)
      switch aim {
      case .atLeast:
        let lacking = (exact + 9_999) / 10_000 - count.numerator
        self =
          lacking <= 0
          ? .reached(surely: interval.low >= fraction) : .missed(by: lacking, surely: interval.high < fraction)
      case .atMost:
        let over = count.numerator - exact / 10_000
        self =
          over <= 0 ? .reached(surely: interval.high <= fraction) : .missed(by: over, surely: interval.low > fraction)
      }
    }
  }

  /// The word that programs read.
  public var name: String {
    switch self {
    case .noTarget: "noTarget"
    case .nothingCounted: "nothingCounted"
    case .reached: "reached"
    case .missed: "missed"
    }
  }

  public static let names = ["noTarget", "nothingCounted", "reached", "missed"]

  /// Nil of what is neither.
  public var isReached: Bool? {
    switch self {
    case .noTarget, .nothingCounted: nil
    case .reached: true
    case .missed: false
    }
  }

  /// That of several targets together: missed where one is, reached where one is and none is missed.
  public static func together(_ verdicts: [MeasureVerdict]) -> MeasureVerdict {
    let missed = verdicts.compactMap { verdict -> (by: Int, surely: Bool)? in
      if case .missed(let by, let surely) = verdict { (by, surely) } else { nil }
    }
    if !missed.isEmpty {
      return .missed(by: missed.reduce(0) { $0 + $1.by }, surely: missed.contains(where: \.surely))
    }
    let reached = verdicts.compactMap { verdict -> Bool? in
      if case .reached(let surely) = verdict { surely } else { nil }
    }
    if !reached.isEmpty { return .reached(surely: reached.allSatisfy { $0 }) }
    return verdicts.contains(.nothingCounted) || verdicts.isEmpty ? .nothingCounted : .noTarget
  }
}
