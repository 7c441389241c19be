import Kernel

/// A date and a clock time of some zone.
public struct LocalTime: Hashable, Sendable {
  public var date: CivilDate
  /// Whole seconds after 00:00 by the clock, 0...86399.
  public var secondOfDay: Int
  /// 0...999.
  public var millisecond: Int
  /// Seconds east of UTC.
  public var offset: Int

  /// `2025-06-02T09:00:00+02:00`, with milliseconds where they are not zero.
  public var text: String {
    func two(_ n: Int) -> String { n < 10 ? "0\(n)" : "\(n)" }
    var text = "\(date.iso8601)T\(two(secondOfDay / 3600)):\(two(secondOfDay / 60 % 60)):\(two(secondOfDay % 60))"
    if millisecond > 0 { text += "." + String(millisecond + 1000).dropFirst() }
    let minutes = abs(offset) / 60
    return text + (offset < 0 ? "-" : "+") + "\(two(minutes / 60)):\(two(minutes % 60))"
  }
}
