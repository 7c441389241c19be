/// A point on the UTC line: whole milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
///
/// Everything that decides is computed on this line; local time exists only inside a calendar and
/// on screens. Intervals of instants are half-open: `[from, to)`.
public struct Instant: Hashable, Comparable, Sendable {
  /// Milliseconds since 1970-01-01T00:00:00Z; negative before it.
  public var milliseconds: Int64

  @inlinable public init(milliseconds: Int64) { self.milliseconds = milliseconds }
  @inlinable public init(seconds: Int64) { self.milliseconds = seconds * 1000 }

  @inlinable public static func < (a: Instant, b: Instant) -> Bool {
    a.milliseconds < b.milliseconds
  }
  @inlinable public static func + (a: Instant, b: Duration) -> Instant {
    Instant(milliseconds: a.milliseconds + b.milliseconds)
  }
  @inlinable public static func - (a: Instant, b: Duration) -> Instant {
    Instant(milliseconds: a.milliseconds - b.milliseconds)
  }
  @inlinable public static func - (a: Instant, b: Instant) -> Duration {
    Duration(milliseconds: a.milliseconds - b.milliseconds)
  }

  /// 0001-01-01T00:00:00Z, the earliest instant that a text can name.
  public static let earliest = Instant(seconds: -62_135_596_800)
  /// 9999-12-31T23:59:59.999Z, the last instant that a text can name; a deadline past it is never due.
  public static let latest = Instant(milliseconds: 253_402_300_799_999)
}
