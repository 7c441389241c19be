import BusinessTime
import Kernel

/// An entry of an `.ics` file as closures, for a person to accept or refuse.
public struct ClosureCandidate: Hashable, Sendable {
  /// The entry's UID; empty where it has none.
  public var uid: String
  public var summary: String
  /// What the entry closes, named by its summary.
  public var closures: [Closure]
  /// Whole local dates, as against hours of a day.
  public var isWholeDay: Bool
  public var recurs: Bool
  /// Closes something on the dates asked for. Rows of an entry that is written out are of those dates alone.
  public var isInPeriod: Bool
  /// Marked as not taking up time (TRANSP:TRANSPARENT), as many feeds mark holidays.
  public var isTransparent: Bool
  /// The first and the last local date of the first occurrence, in the calendar's zone.
  public var firstDate: CivilDate
  public var lastDate: CivilDate
  /// What a reviewer should know, parts that could not be read first, then moved or cancelled occurrences and how
  /// doubtful things were taken.
  public var notes: [String]
}

/// What an `.ics` file holds for a calendar.
public struct ClosureImport: Hashable, Sendable {
  /// In the order of the file.
  public var candidates: [ClosureCandidate]
  /// Entries that give no closure.
  public var skipped: [Skipped]

  public struct Skipped: Hashable, Sendable {
    public var uid: String
    public var summary: String
    /// A sentence for people.
    public var reason: String
  }
}
