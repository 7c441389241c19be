import BusinessTime
import Kernel

/// The shift that is under way and the one after it.
public struct Shift: Hashable, Sendable {
  /// Lengths that may be chosen, in hours.
  public static let lengths = [2, 4, 8]
  /// Where neither a length is chosen nor hours are known.
  public static let usualHours = 8
  /// A calendar that is open or closed for longer than this says nothing of shifts.
  static let longest = Duration.hours(72)

  public var now: Instant
  public var end: Instant
  public var nextEnd: Instant
  /// The calendar whose hours these are; nil where they are so many hours.
  public var calendar: String?

  /// So many hours from now, and as many after.
  public init(now: Instant, hours: Int) {
    (self.now, calendar) = (now, nil)
    end = now + .hours(Int64(hours))
    nextEnd = end + .hours(Int64(hours))
  }

  /// Until the calendar next closes, and until it closes again after that. Nil where it does not within three days, as
  /// one that is always open.
  public init?(now: Instant, calendar: BusinessCalendar, named key: String) {
    guard let end = Shift.closing(of: calendar, after: now),
      let nextEnd = Shift.closing(of: calendar, after: end)
    else { return nil }
    (self.now, self.end, self.nextEnd, self.calendar) = (now, end, nextEnd, key)
  }

  private static func closing(of calendar: BusinessCalendar, after instant: Instant) -> Instant? {
    calendar.windows(from: instant, to: instant + longest, limit: 2).map(\.upperBound)
      .first { $0 > instant && $0 < instant + longest }
  }
}
