import Kernel

/// A threshold of a clock (rule 17): `75%`, `-PT1H`, `100%`, `+PT30M`, `-PT1H wall`.
public struct Rung: Hashable, Sendable {
  public enum Position: Hashable, Sendable {
    /// A share of the target, in thousandths of a percent; the instant rounds up to the millisecond.
    case share(Int64)
    /// So much consumed time before (negative) or after the target.
    case consumed(ISO8601Duration, after: Bool)
    /// So long before or after the deadline by the wall clock; a day is 24 hours.
    case wall(ISO8601Duration, after: Bool)
  }

  /// As it was written; the rung's name everywhere.
  public var text: String
  public var position: Position

  /// What is wrong with a text that is no rung.
  public struct Malformed: Error, Hashable, Sendable { public var reason: String }

  public init(parsing text: String) throws(Malformed) {
    self.text = text
    if text.utf8.last == UInt8(ascii: "%") {
      position = .share(try Rung.share(text.dropLast()))
      return
    }
    let isWall = text.hasSuffix(" wall")
    let body = isWall ? text.dropLast(5) : text[...]
    guard let sign = body.first, sign == "-" || sign == "+" else {
      throw Malformed(reason: "write it like 75%, -PT1H, +PT30M or -PT1H wall")
    }
    let length: ISO8601Duration
    do {
      length = try ISO8601Duration(parsing: body.dropFirst())
    } catch {
      throw Malformed(reason: error.reason)
    }
    guard length.length(day: .days(1)) != nil else { throw Malformed(reason: "it is too long") }
    position = isWall ? .wall(length, after: sign == "+") : .consumed(length, after: sign == "+")
  }

  /// Thousandths of a percent from `75` or `99.5`.
  private static func share(_ digits: Substring) throws(Malformed) -> Int64 {
    let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count <= 2, parts[0].utf8.count <= 4, let whole = Int64(parts[0]), whole >= 0, parts[0].first != "+"
    else { throw Malformed(reason: "a percentage is a number from 0 to 9999") }
    guard parts.count == 2 else { return whole * 1000 }
    guard (1...3).contains(parts[1].utf8.count), parts[1].utf8.allSatisfy({ (48...57).contains($0) }),
      let fraction = Int64(parts[1] + String(repeating: "0", count: 3 - parts[1].utf8.count))
    else { throw Malformed(reason: "a percentage has at most three decimals") }
    return whole * 1000 + fraction
  }
}
