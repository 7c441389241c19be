import Kernel

/// When a calendar is open, as people wrote it: a weekly pattern in a time zone, less closures, plus openings.
public struct CalendarDefinition: Hashable, Sendable {
  /// IANA identifier: `Europe/Paris`.
  public var timeZone: String
  /// How much open time a target's working day (`P1D`) means; nil: targets in days are refused.
  public var workingDay: Duration?
  /// The last local date up to which the closures are known.
  public var horizon: CivilDate?
  public var weekly: [Weekday: [Window]]
  public var closures: [Closure]
  /// Extra openings; they win over closures.
  public var openings: [Opening]

  public init(
    timeZone: String, workingDay: Duration? = nil, horizon: CivilDate? = nil,
    weekly: [Weekday: [Window]] = [:], closures: [Closure] = [], openings: [Opening] = []
  ) {
    self.timeZone = timeZone
    self.workingDay = workingDay
    self.horizon = horizon
    self.weekly = weekly
    self.closures = closures
    self.openings = openings
  }

  /// Always open: every day `00:00-24:00`.
  public static func aroundTheClock(timeZone: String) -> CalendarDefinition {
    CalendarDefinition(
      timeZone: timeZone, weekly: Dictionary(uniqueKeysWithValues: Weekday.allCases.map { ($0, [.wholeDay]) }))
  }
}

extension CalendarDefinition {
  /// Bounds of one calendar.
  public enum Limit {
    /// Windows of one weekday.
    public static let windowsPerDay = 24
    public static let closures = 10_000
    public static let openings = 10_000
    /// Recurring closures.
    public static let recurrences = 100
    /// Dates left out of, or added to, one recurrence.
    public static let recurrenceDates = 1000
    /// Whole dates that one occurrence of a recurrence closes.
    public static let recurrenceDays = 366
    /// Characters of a recurrence rule.
    public static let ruleLength = 500
    /// Characters of the name of a closure or opening.
    public static let nameLength = 200
  }
}
