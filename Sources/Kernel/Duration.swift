/// A length of time in whole milliseconds. Negative lengths are allowed (a rung before a deadline).
public struct Duration: Hashable, Comparable, Sendable {
  public var milliseconds: Int64

  @inlinable public init(milliseconds: Int64) { self.milliseconds = milliseconds }
  @inlinable public static func milliseconds(_ n: Int64) -> Duration { Duration(milliseconds: n) }
  @inlinable public static func seconds(_ n: Int64) -> Duration { Duration(milliseconds: n * 1000) }
  @inlinable public static func minutes(_ n: Int64) -> Duration { seconds(n * 60) }
  @inlinable public static func hours(_ n: Int64) -> Duration { seconds(n * 3600) }
  @inlinable public static func days(_ n: Int64) -> Duration { seconds(n * 86_400) }
  public static let zero = Duration(milliseconds: 0)

  @inlinable public static func < (a: Duration, b: Duration) -> Bool {
    a.milliseconds < b.milliseconds
  }
  @inlinable public static func + (a: Duration, b: Duration) -> Duration {
    Duration(milliseconds: a.milliseconds + b.milliseconds)
  }
  @inlinable public static func - (a: Duration, b: Duration) -> Duration {
    Duration(milliseconds: a.milliseconds - b.milliseconds)
  }

  /// Whole hours, minutes and seconds as ISO 8601 writes them: `PT4H`, `PT1H30M`, `PT2.001S`, `PT0S`.
  public var iso8601: String {
    if milliseconds == 0 { return "PT0S" }
    var text = milliseconds < 0 ? "-PT" : "PT"
    var rest = milliseconds.magnitude
    let hours = rest / 3_600_000
    rest %= 3_600_000
    let minutes = rest / 60_000
    rest %= 60_000
    if hours > 0 { text += "\(hours)H" }
    if minutes > 0 { text += "\(minutes)M" }
    if rest > 0 { text += "\(decimalSeconds(rest))S" }
    return text
  }
}

/// Milliseconds as decimal seconds without trailing zeros: 2001 is "2.001", 2000 is "2".
func decimalSeconds(_ milliseconds: UInt64) -> String {
  let fraction = milliseconds % 1000
  guard fraction > 0 else { return "\(milliseconds / 1000)" }
  var digits = String(fraction + 1000).dropFirst()
  while digits.last == "0" { digits.removeLast() }
  return "\(milliseconds / 1000).\(digits)"
}

extension Duration {
  /// Decimal seconds as text, exact: `-1.5`, `0`, `14400`.
  public var secondsText: String {
    (milliseconds < 0 ? "-" : "") + decimalSeconds(milliseconds.magnitude)
  }
}
