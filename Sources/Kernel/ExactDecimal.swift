/// A decimal number of at least zero, exactly as it was written: `99.95`, `0.5`, `1`.
public struct ExactDecimal: Hashable, Sendable {
  /// The number times 10^`places`.
  public var units: Int64
  /// Digits behind the point, 0...18.
  public var places: Int

  /// Digits that one may have behind the point, and before it, where nothing else is said; 18 together at most.
  public static let mostPlaces = 12
  public static let mostWholeDigits = 6

  public init(units: Int64, places: Int) { (self.units, self.places) = (units, places) }

  /// What is wrong with a text that is no such number, in words that follow a path.
  public struct Malformed: Error, Hashable, Sendable { public var reason: String }

  /// Reads digits, and perhaps a point and digits behind it. No sign, no exponent.
  /// - Parameters:
  ///   - mostPlaces: digits that may stand behind the point.
  ///   - mostWholeDigits: digits that may stand before it; with `mostPlaces` at most 18.
  public init(
    parsing text: some StringProtocol, mostPlaces: Int = ExactDecimal.mostPlaces,
    mostWholeDigits: Int = ExactDecimal.mostWholeDigits
  ) throws(Malformed) {
    let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy { (48...57).contains($0) } })
    else { throw Malformed(reason: "must be a decimal number like 99.95") }
    let whole = parts[0].drop { $0 == 48 }
    guard whole.count <= mostWholeDigits else {
      throw Malformed(reason: "has more than \(mostWholeDigits) digits before the point")
    }
    let places = parts.count == 2 ? parts[1].count : 0
    guard places <= mostPlaces else { throw Malformed(reason: "has more than \(mostPlaces) decimals") }
    var units: Int64 = 0
    for digit in whole { units = units * 10 + Int64(digit - 48) }
    if parts.count == 2 { for digit in parts[1] { units = units * 10 + Int64(digit - 48) } }
    self.init(units: units, places: places)
  }

  /// The number times 10^`places`, for `places` not fewer than its own.
  public func units(at places: Int) -> Int128 { Int128(units) * ExactDecimal.power(places - self.places) }

  /// Without trailing zeros: `0.5`, `1`.
  public var text: String { ExactDecimal.text(Int128(units), places: places) }

  /// The nearest binary number: for formulas, never for what is decided exactly.
  public var approximate: Double { Double(units) / Double(ExactDecimal.power(places)) }

  /// 10^`exponent`, 0...38.
  public static func power(_ exponent: Int) -> Int128 {
    var result: Int128 = 1
    for _ in 0..<max(0, exponent) { result *= 10 }
    return result
  }

  /// A number of `units` of 10^-`places` as text, exact and without trailing zeros: `-10771.2`.
  public static func text(_ units: Int128, places: Int) -> String {
    let scale = power(places)
    let magnitude = units.magnitude
    let (whole, rest) = magnitude.quotientAndRemainder(dividingBy: UInt128(scale))
    var text = (units < 0 ? "-" : "") + String(whole)
    guard rest > 0 else { return text }
    var digits = String(rest)
    digits = String(repeating: "0", count: places - digits.count) + digits
    while digits.last == "0" { digits.removeLast() }
    text += "." + digits
    return text
  }
}

extension ExactDecimal: Comparable {
  /// By value: 0.5 and 0.50 are neither before the other.
  public static func < (a: ExactDecimal, b: ExactDecimal) -> Bool { a.compared < b.compared }

  /// Whether both are the same number, however many zeros they were written with.
  public func isSameNumber(as other: ExactDecimal) -> Bool { compared == other.compared }

  private var compared: Int128 { units(at: 18) }
}
