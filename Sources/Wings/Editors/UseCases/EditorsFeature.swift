import Core

extension Feature {
  /// Agreements and calendars as forms. What they save are versions as any others.
  public static let editors = Feature("Editors")
}
