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
    guard whole > 0 else { return nil }
    let scale = (0..<min(max(decimals, 0), 6)).reduce(1) { scale, _ in scale * 10 }
    let product = part.multipliedFullWidth(by: 200 * scale)
    guard product.high == 0, product.low <= UInt(Int.max) - UInt(whole), whole <= Int.max / 2 else { return nil }
    var units = (Int(product.low) + whole) / (2 * whole)
    if part < whole { units = min(units, 100 * scale - 1) }
    if part > 0 { units = max(units, 1) }
    guard scale > 1 else { return "\(units) %" }
    let rest = String(units % scale + scale).dropFirst()
    return "\(units / scale).\(rest) %"
  }

  /// The Wilson interval at 95 %; nil of nothing.
  public var interval: WilsonInterval? { WilsonInterval(part, of: whole) }
}
