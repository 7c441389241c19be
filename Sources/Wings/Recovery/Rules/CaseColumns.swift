import Agreements

/// Which columns of a file tell what of its cases.
public struct CaseColumns: Hashable, Sendable {
  /// A column of verdicts, and its value for a promise that was kept.
  public struct Verdict: Hashable, Sendable {
    public var column: String
    public var met: String

    public init(column: String, met: String) { (self.column, self.met) = (column, met) }
  }

  public var opened: String
  public var due: String?
  public var stopped: String?
  public var verdict: Verdict?
  /// What promises may depend on, the widest first.
  public var classes: [String]

  /// Columns that may make a class.
  public static let mostClasses = 8

  public init(
    opened: String, due: String? = nil, stopped: String? = nil, verdict: Verdict? = nil, classes: [String] = []
  ) {
    (self.opened, self.due, self.stopped) = (opened, due, stopped)
    (self.verdict, self.classes) = (verdict, classes)
  }

  /// What ended the clock: the column's name says whether that is the closing.
  package var stopPoint: StopPoint { stopped?.lowercased().contains("clos") == true ? .closed : .resolved }
}
