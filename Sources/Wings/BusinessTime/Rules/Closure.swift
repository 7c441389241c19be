import Kernel

/// A time at which a calendar is closed in spite of its weekly windows.
public struct Closure: Hashable, Sendable {
  public enum Extent: Hashable, Sendable {
    /// A local date, or the part of it (and of the night after) that `window` names.
    case date(CivilDate, Window?)
    /// From one local date to another, once, both included.
    case once(from: CivilDate, to: CivilDate)
    /// From one day to another of every year, both included; crosses New Year when `to` is before `from`.
    case yearly(from: MonthDay, to: MonthDay)
    /// Between two instants, `[from, to)`, as imported entries with times of other zones need.
    case interval(from: Instant, to: Instant)
    /// The dates of an RFC 5545 recurrence.
    case recurring(Recurrence)
  }

  public var extent: Extent
  /// What people call it: "Christmas Day".
  public var name: String?

  public init(_ extent: Extent, name: String? = nil) {
    self.extent = extent
    self.name = name
  }
}

/// Local dates that recur by an RFC 5545 rule.
public struct Recurrence: Hashable, Sendable {
  /// The value of an RRULE: `FREQ=YEARLY;BYMONTH=11;BYDAY=4TH`. Daily and longer frequencies.
  public var rule: String
  /// The date of the first occurrence (DTSTART).
  public var start: CivilDate
  /// The part of each date that is closed; nil: whole dates.
  public var window: Window?
  /// How many whole dates each occurrence closes; 1 with a window.
  public var days: Int
  /// Dates that the rule names and that are left out (EXDATE).
  public var except: [CivilDate]
  /// Dates beside those of the rule (RDATE).
  public var also: [CivilDate]

  public init(
    rule: String, start: CivilDate, window: Window? = nil, days: Int = 1, except: [CivilDate] = [],
    also: [CivilDate] = []
  ) {
    self.rule = rule
    self.start = start
    self.window = window
    self.days = days
    self.except = except
    self.also = also
  }
}

/// An extra opening; it wins over closures.
public struct Opening: Hashable, Sendable {
  public var date: CivilDate
  /// Nil: the whole local date.
  public var window: Window?
  /// What people call it: "Stocktaking".
  public var name: String?

  public init(date: CivilDate, window: Window? = nil, name: String? = nil) {
    self.date = date
    self.window = window
    self.name = name
  }
}
