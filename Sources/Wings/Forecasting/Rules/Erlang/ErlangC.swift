/// People who answer in the order of arrival while everybody waits as long as it takes: the queue M/M/N.
///
/// Arrivals are independent of one another, handling times exponential. With a load of *A* and *N* > *A* people, an
/// arrival waits with probability *C* = N·B / (N - A(1 - B)), where *B* is ``ErlangB``; the share answered within *T* is
/// 1 - C·e^(-(N - A)T), the mean wait C / (N - A), both with times in mean handling times. With no more people than work
/// the queue grows without end.
///
/// Times are in mean handling times throughout. Source: A. K. Erlang (1917); R. B. Cooper, "Introduction to Queueing
/// Theory" (1981), chapter 3.
public struct ErlangC: Hashable, Sendable {
  public let people: Int
  /// Arrivals in a mean handling time.
  public let load: Double
  /// The share of arrivals that wait at all, 0...1; 1 where there are no more people than work.
  public let waiting: Double
  /// The share of arrivals that do not wait, exact also where it is small.
  private let atOnce: Double

  /// - Parameters:
  ///   - people: not negative.
  ///   - load: arrivals in a mean handling time, not negative.
  public init(people: Int, load: Double) {
    (self.people, self.load) = (people, load)
    let (n, spare) = (Double(people), Double(people) - load)
    guard load > 0 else {
      (waiting, atOnce) = (0, 1)
      return
    }
    guard spare > 0 else {
      (waiting, atOnce) = (1, 0)
      return
    }
    let blocked = ErlangB.blocked(lines: people, load: load)
    let divisor = spare + load * blocked
    waiting = n * blocked / divisor
    atOnce = spare * (1 - blocked) / divisor
  }

  /// Whether there are more people than work, so that the queue comes to an end.
  public var isStable: Bool { load == 0 || Double(people) > load }

  /// The share of arrivals answered within `wait`, 0...1.
  public func attained(within wait: Double) -> Double {
    guard isStable else { return 0 }
    return min(1, atOnce - waiting * Real.expMinusOne(-(Double(people) - load) * wait))
  }

  /// The mean wait of all arrivals; nil where it grows without end.
  public var meanWait: Double? {
    guard isStable else { return nil }
    return load == 0 ? 0 : waiting / (Double(people) - load)
  }

  /// The share of their time in which people are busy, 0...1.
  public var occupancy: Double {
    guard load > 0, people > 0 else { return 0 }
    return min(1, load / Double(people))
  }
}
