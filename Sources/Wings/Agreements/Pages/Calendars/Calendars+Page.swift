import BusinessTime
import Components
import Kernel
import Markup

/// All calendars.
public struct CalendarsPage: Page {
  public var title: String { "Calendars" }
  public var words: [Term] { [.calendar] }
  public var place: Place? { .calendars }
  public var rows: [Row]
  /// Versions that cannot be read, a line each.
  public var unreadable: [String]
  public init(rows: [Row], unreadable: [String] = []) { (self.rows, self.unreadable) = (rows, unreadable) }

  public struct Row: Sendable {
    public var key: String
    public var name: String
    public var version: Int
    public var timeZone: String
    /// `Mon to Fri 08:00-18:00`.
    public var hours: String
    public var horizon: CivilDate?
    public init(key: String, name: String, version: Int, timeZone: String, hours: String, horizon: CivilDate?) {
      (self.key, self.name, self.version) = (key, name, version)
      (self.timeZone, self.hours, self.horizon) = (timeZone, hours, horizon)
    }
    var path: String { "/calendars/" + Address.encoded(key) }
  }
}

/// One version of a calendar: the week, the exceptions, a year at a glance.
public struct CalendarPage: Page {
  public var title: String { name }
  public var words: [Term] { [.calendar, .deadline] }
  public var place: Place? { .calendars }
  public var crumbs: [Crumb] { [Crumb("Calendars", Place.calendars.path)] }

  public var key: String
  public var name: String
  public var definition: CalendarDefinition
  public var version: Int
  public var versions: [VersionLine]
  public var year: YearFigure
  /// Agreements whose objectives name it.
  public var usedBy: [(name: String, path: String)]

  public init(
    key: String, name: String, definition: CalendarDefinition, version: Int, versions: [VersionLine],
    year: YearFigure, usedBy: [(name: String, path: String)] = []
  ) {
    (self.key, self.name, self.definition, self.version) = (key, name, definition, version)
    (self.versions, self.year, self.usedBy) = (versions, year, usedBy)
  }

  var path: String { "/calendars/" + Address.encoded(key) }
}
