/// Clocks and how many of them missed their target.
public struct Tally: Hashable, Sendable {
  public var clocks: Int
  public var missed: Int

  public init(clocks: Int = 0, missed: Int = 0) { (self.clocks, self.missed) = (clocks, missed) }

  public mutating func add(_ isMissed: Bool) {
    clocks += 1
    if isMissed { missed += 1 }
  }

  /// The share that missed, drawn towards `wider` as if so many more clocks had shared that: few clocks prove little.
  /// Source: the m-estimate of Cestnik (1990).
  func share(towards wider: Double, weight: Double) -> Double {
    (Double(missed) + weight * wider) / (Double(clocks) + weight)
  }
}
