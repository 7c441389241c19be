/// Numbers as people read them, on pages, in files and in terminals: the one place that groups digits and rounds
/// percentages.
public enum Numerals {
  /// Digits in groups of three: `14,886`.
  public static func grouped(_ number: Int, minus: String = "-") -> String {
    if (0..<1000).contains(number) { return String(number) }
    let digits = Array(String(number.magnitude))
    var out = number < 0 ? minus : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { out.append(",") }
      out.append(digit)
    }
    return out
  }

  /// A part of a whole in hundredths of it, without a sign behind: `64.5`; nil of nothing. Says 100 only of all and 0
  /// only of none, whatever the rounding.
  ///
  /// - Parameter decimals: From 0 to 6.
  public static func percent(_ part: Int, of whole: Int, decimals: Int = 1) -> String? {
    guard whole > 0 else { return nil }
    let scale = self.scale(decimals)
    let product = part.multipliedFullWidth(by: 200 * scale)
    guard product.high == 0, product.low <= UInt(Int.max) - UInt(whole), whole <= Int.max / 2 else { return nil }
    return percent(
      units: (Int(product.low) + whole) / (2 * whole), scale, isAll: part >= whole, isNone: part <= 0)
  }

  /// The same of a share of one; nil of what is no number.
  public static func percent(_ share: Double, decimals: Int = 1) -> String? {
    let scale = self.scale(decimals)
    let units = (share * 100 * Double(scale)).rounded()
    guard units.isFinite, units.magnitude < 1e15 else { return nil }
    return percent(units: Int(units), scale, isAll: share >= 1, isNone: share <= 0)
  }

  private static func scale(_ decimals: Int) -> Int {
    (0..<min(max(decimals, 0), 6)).reduce(1) { scale, _ in scale * 10 }
  }

  private static func percent(units exact: Int, _ scale: Int, isAll: Bool, isNone: Bool) -> String {
    var units = exact
    if !isAll { units = min(units, 100 * scale - 1) }
    if !isNone { units = max(units, 1) }
    guard scale > 1 else { return "\(units)" }
    let rest = String(Int(units.magnitude) % scale + scale).dropFirst()
    return (units < 0 ? "-" : "") + "\(Int(units.magnitude) / scale).\(rest)"
  }
}
