import BusinessTime
import Kernel

/// When somebody is to be left alone, by the clock of their own zone.
public struct QuietHours: Hashable, Sendable {
  /// Each day, such as 22:00-07:00; nil for none.
  public var window: Window?
  /// Days that are quiet from 00:00 to 24:00.
  public var days: Set<Weekday>

  public init(window: Window? = nil, days: Set<Weekday> = []) { (self.window, self.days) = (window, days) }

  public var isEmpty: Bool { window == nil && days.isEmpty }

  /// Whether an hour of the week is left in which something may come.
  public var leavesTime: Bool {
    days.count < Weekday.allCases.count && (window.map { $0.endFromOwnMidnight - $0.start < 24 * 60 } ?? true)
  }

  /// Whether the clock time that stands in `zone` at an instant is quiet. A clock time that occurs twice, as daylight
  /// saving ends, is quiet both times.
  public func isQuiet(_ instant: Instant, in zone: ZoneRules) -> Bool {
    let local = zone.local(instant)
    if days.contains(Weekday(of: local.date)) { return true }
    guard let window else { return false }
    let minute = local.secondOfDay / 60
    return window.crossesMidnight
      ? minute >= window.start || minute < window.end : minute >= window.start && minute < window.end
  }

  /// When the quiet ends that an instant lies in: the first minute from there on whose clock time is not quiet. Where
  /// that clock time is skipped, it ends with the gap. Nil where the instant is not quiet, and where it never ends.
  ///
  /// It goes minute by minute, at most through a week and two days: where clocks are put forward and back, nothing
  /// shorter is as sure.
  public func end(after instant: Instant, in zone: ZoneRules) -> Instant? {
    guard isQuiet(instant, in: zone), leavesTime else { return nil }
    let minute = Duration.minutes(1).milliseconds
    let first = instant.milliseconds - (instant.milliseconds % minute + minute) % minute
    return (1...QuietHours.longest).lazy.map { Instant(milliseconds: first + $0 * minute) }
      .first { !isQuiet($0, in: zone) }
  }

  /// Minutes of nine days: no quiet that leaves time lasts for longer.
  private static let longest: Int64 = 9 * 24 * 60
}

extension Weekday {
  /// The day of the week of a date.
  public init(of date: CivilDate) {
    // 1970-01-01 was a Thursday.
    let days = (date.daysSince1970 % 7 + 7 + 3) % 7
    self = Weekday.allCases[days]
  }

  /// `Monday`.
  public var words: String {
    switch self {
    case .monday: "Monday"
    case .tuesday: "Tuesday"
    case .wednesday: "Wednesday"
    case .thursday: "Thursday"
    case .friday: "Friday"
    case .saturday: "Saturday"
    case .sunday: "Sunday"
    }
  }
}
