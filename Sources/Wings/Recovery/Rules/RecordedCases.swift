import Agreements
import BusinessTime
import Kernel

/// A case as another tool recorded it: when it was opened, and what that tool said of its promise.
public struct RecordedCase: Hashable, Sendable {
  /// Time in which the case waited.
  public struct Hold: Hashable, Sendable {
    /// Place of the reason in `RecordedCases.reasons`.
    public var reason: Int
    public var from: Instant
    public var to: Instant

    public init(reason: Int, from: Instant, to: Instant) { (self.reason, self.from, self.to) = (reason, from, to) }
  }

  /// Where it stands in its file, counted from 1.
  public var line: Int
  /// Place of its class in `RecordedCases.classes`.
  public var place: Int
  public var opened: Instant
  /// The due time that the tool recorded.
  public var due: Instant?
  public var resolved: Instant?
  public var closed: Instant?
  /// The verdict that the tool recorded.
  public var met: Bool?
  /// In order; they may overlap.
  public var holds: [Hold]

  public init(
    line: Int, place: Int, opened: Instant, due: Instant? = nil, resolved: Instant? = nil, closed: Instant? = nil,
    met: Bool? = nil, holds: [Hold] = []
  ) {
    (self.line, self.place, self.opened, self.due) = (line, place, opened, due)
    (self.resolved, self.closed, self.met, self.holds) = (resolved, closed, met, holds)
  }

  /// When it stopped by one of the two.
  public func stop(_ point: StopPoint) -> Instant? { point == .closed ? closed : resolved }
}

/// Cases of one tool, with the classes that its promises may depend on.
public struct RecordedCases: Sendable {
  /// Whose days and clock times the tool's calendar is made of.
  public var zone: ZoneRules
  /// What makes a class, by its name as an attribute of tickets, the widest first; none: all cases are one class.
  public var attributes: [String]
  /// A value for each attribute; an empty one is none.
  public var classes: [[String]]
  public var cases: [RecordedCase]
  /// What may have ended the clock, where cases tell: the first is taken where both fit equally well.
  public var stopPoints: [StopPoint]
  /// Reasons of holds.
  public var reasons: [String]
  /// As what instant verdicts of cases that have not stopped are read.
  public var asOf: Instant

  /// Bounds of one recovery.
  public enum Limit {
    public static let cases = 2_000_000
    /// Combinations of values of the attributes.
    public static let classes = 20_000
    /// Reasons of holds.
    public static let reasons = 60
    /// Between the first and the last opening or stop.
    public static let span = Duration.days(14_610)
    /// Longer ones are taken for wishes, not for what a rule gave.
    public static let due = Duration.days(3660)
  }

  public init(
    zone: ZoneRules, attributes: [String], classes: [[String]], cases: [RecordedCase], stopPoints: [StopPoint],
    reasons: [String] = [], asOf: Instant
  ) {
    (self.zone, self.attributes, self.classes, self.cases) = (zone, attributes, classes, cases)
    (self.stopPoints, self.reasons, self.asOf) = (stopPoints, reasons, asOf)
  }

  /// Whether any case has a due time: then rules are found by these, and verdicts follow.
  public var hasDueTimes: Bool { cases.contains { $0.due != nil } }
}
