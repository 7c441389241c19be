/// People who answer in the order of arrival while callers give up: the queue M/M/N+M.
///
/// As ``ErlangC``, and each caller's patience is exponential. The queue is always stable: whoever is too many gives up.
/// What a caller who never gives up would have to wait has, above 0, the density
/// v(t) = A·π·e^f(t) with f(t) = (A/θ)(1 - e^(-θt)) - N·t, where θ is the mean handling time over the mean patience and
/// π the share of time with exactly N - 1 people busy. Everything below is an integral of it.
///
/// Times are in mean handling times throughout. Source: C. Palm (1946); S. Zeltyn and A. Mandelbaum, "Call centers with
/// impatient customers: many-server asymptotics of the M/M/n+G queue" (2005), section 3; F. Baccelli and G. Hebuterne
/// (1981).
public struct ErlangA: Hashable, Sendable {
  public let people: Int
  /// Arrivals in a mean handling time.
  public let load: Double
  /// The mean time until a caller gives up, in mean handling times; above 0.
  public let patience: Double
  /// The share of arrivals that wait at all, 0...1.
  public let waiting: Double
  /// The share of arrivals that give up, 0...1.
  public let abandon: Double

  private let offered: OfferedWait
  /// A·B(N - 1), by which the integrals are weighted against the states with somebody free.
  private let weight: Double
  /// The largest exponent of the integral over all waits; everything is scaled by e^-scale, which may be huge.
  private let scale: Double
  private let total: Double

  /// - Parameters:
  ///   - people: not negative.
  ///   - load: arrivals in a mean handling time, not negative.
  ///   - patience: in mean handling times, above 0.
  public init(people: Int, load: Double, patience: Double) {
    (self.people, self.load, self.patience) = (people, load, patience)
    offered = OfferedWait(load: load, impatience: 1 / patience)
    guard load > 0, people > 0 else {
      (weight, scale, total) = (0, 0, 1)
      (waiting, abandon) = load > 0 ? (1, 1) : (0, 0)
      return
    }
    weight = load * ErlangB.blocked(lines: people - 1, load: load)
    let all = offered.integral(serving: Double(people), until: .infinity)
    scale = all.exponent
    total = Real.exp(-scale) + weight * all.area
    waiting = weight * all.area / total
    abandon = weight * all.leavingArea / total
  }

  /// The share of all arrivals answered within `wait`, 0...1: those who give up before are not.
  public func attained(within wait: Double) -> Double {
    guard load > 0 else { return 1 }
    guard people > 0 else { return 0 }
    let atOnce = Real.exp(-scale)
    guard wait > 0, weight > 0 else { return atOnce / total }
    // A caller offered a wait of t is still there with e^(-θt), which serving θ more takes off the exponent.
    let early = offered.integral(serving: Double(people) + offered.impatience, until: wait)
    return min(1, (atOnce + weight * early.area * Real.exp(early.exponent - scale)) / total)
  }

  /// The mean wait of all arrivals, also of those who give up.
  public var meanWait: Double { load > 0 ? abandon * patience : 0 }

  /// The share of their time in which people are busy, 0...1.
  public var occupancy: Double { people > 0 ? min(1, load * (1 - abandon) / Double(people)) : 0 }
}
