import Kernel

/// A part of a whole, by its counts. What it shows as a percentage is for people and decides nothing.
public struct Share: Hashable, Sendable {
  public var part: Int
  public var whole: Int

  public init(_ part: Int, of whole: Int) { (self.part, self.whole) = (part, whole) }

  /// 0 to 1; nil of nothing.
  public var fraction: Double? { whole > 0 ? Double(part) / Double(whole) : nil }

  /// `64.5 %`; nil of nothing. Says 100 only of all and 0 only of none, whatever the rounding.
  public func percentText(decimals: Int = 1) -> String? {
    Numerals.percent(part, of: whole, decimals: decimals).map { $0 + " %" }
  }

  /// The Wilson interval at 95 %; nil of nothing.
  public var interval: WilsonInterval? { WilsonInterval(part, of: whole) }
}
