import Kernel

/// Expands RFC 5545 recurrence rules. The product's own expander is libical, behind `ICalendarFiles`.
public protocol RecurrenceExpander: Sendable {
  /// What is wrong with a rule, in words that follow "the rule"; nil for a rule that `dates` can expand.
  func fault(of rule: String, start: CivilDate) -> String?

  /// The dates of a rule that has no fault, ascending, each once, from `start` up to and including `end`;
  /// at most `limit`, the earliest.
  func dates(of rule: String, start: CivilDate, through end: CivilDate, limit: Int) -> RecurrenceDates
}

/// Some dates of a recurrence.
public struct RecurrenceDates: Hashable, Sendable {
  /// Ascending.
  public var dates: [CivilDate]
  /// Whether the rule names no date after these.
  public var isComplete: Bool

  public init(_ dates: [CivilDate], isComplete: Bool) {
    self.dates = dates
    self.isComplete = isComplete
  }
}

/// Where zone rules come from: `SystemZones` in the product, a dictionary in a test.
public protocol ZoneSource: Sendable {
  /// Throws `MainstayError.invalid` with the path `timeZone` where there is no such zone.
  func rules(for identifier: String) throws -> ZoneRules
}
