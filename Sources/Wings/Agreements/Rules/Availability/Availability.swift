import BusinessTime
import Kernel

/// What was seen of a service.
public enum ServiceState: String, CaseIterable, Hashable, Sendable {
  case up, degraded, down, unknown
}

/// A time for which a source says how a service was.
public struct StateInterval: Hashable, Sendable {
  public var from: Instant
  /// Nil: still so.
  public var to: Instant?
  public var state: ServiceState
  /// The probe, event or record that says so.
  public var source: String?

  public init(from: Instant, to: Instant?, state: ServiceState, source: String? = nil) {
    (self.from, self.to, self.state, self.source) = (from, to, state, source)
  }
}

/// A time that is to be left out by agreement, once it is approved.
public struct AvailabilityExclusion: Hashable, Sendable {
  public var from: Instant
  public var to: Instant
  public var reason: String
  public var isApproved: Bool

  public init(from: Instant, to: Instant, reason: String, isApproved: Bool) {
    (self.from, self.to, self.reason, self.isApproved) = (from, to, reason, isApproved)
  }
}

/// By which rule availability is counted: part of the contract, and shown beside every figure.
public struct AvailabilityRule: Hashable, Sendable {
  /// What time without any interval is.
  public enum Uncovered: String, CaseIterable, Hashable, Sendable {
    case up, unknown
  }

  /// What unknown time is.
  public enum Unknown: String, CaseIterable, Hashable, Sendable {
    /// On neither side.
    case excluded
    case up, down
  }

  /// What the time of approved exclusions is.
  public enum Maintenance: String, CaseIterable, Hashable, Sendable {
    /// On neither side.
    case excluded
    /// Its downtime is not counted, its time is.
    case forgiven
    /// As any other time.
    case counted
  }

  public var uncovered: Uncovered
  public var unknown: Unknown
  /// How much degraded time weighs, 0 to 1.
  public var degraded: ExactDecimal
  public var maintenance: Maintenance

  /// Decimals that the weight of degraded time may have.
  public static let weightPlaces = 12

  public init(
    uncovered: Uncovered, unknown: Unknown = .excluded, degraded: ExactDecimal = ExactDecimal(units: 0, places: 0),
    maintenance: Maintenance = .excluded
  ) {
    (self.uncovered, self.unknown, self.degraded) = (uncovered, unknown, degraded)
    self.maintenance = maintenance
  }
}

/// The question how available a service was in a period, and by whose rule.
///
/// Each millisecond of the period up to `asOf` has one class, the first that applies: outside service hours, approved
/// exclusion, down, degraded, unknown, up; without any interval what the rule says. `report()` sums the classes and
/// lets every rule have its own figure of the same sums.
public struct Availability: Sendable {
  public var from: Instant
  public var to: Instant
  /// Whose windows are service time; nil: all of the period.
  public var serviceHours: BusinessCalendar?
  /// Percent, 0 to 100.
  public var target: ExactDecimal
  public var rule: AvailabilityRule
  /// In order: the first that covers an instant gives its reason.
  public var exclusions: [AvailabilityExclusion]
  /// In any order; they may overlap.
  public var intervals: [StateInterval]
  /// No time from here on counts; what has no end ends here.
  public var asOf: Instant

  /// Bounds of one question; each fault that they cause names its limit.
  public enum Limit {
    public static let intervals = 200_000
    public static let exclusions = 1000
    /// From the first to the last instant of the period.
    public static let period = Duration.days(36_525)
    /// Decimals of the target.
    public static let targetPlaces = 6
    /// Rows of the ledger, and sources named in all of them together.
    public static let ledger = 1_000_000
  }

  public init(
    from: Instant, to: Instant, serviceHours: BusinessCalendar? = nil, target: ExactDecimal, rule: AvailabilityRule,
    exclusions: [AvailabilityExclusion] = [], intervals: [StateInterval] = [], asOf: Instant? = nil
  ) {
    (self.from, self.to, self.serviceHours) = (from, to, serviceHours)
    (self.target, self.rule) = (target, rule)
    (self.exclusions, self.intervals) = (exclusions, intervals)
    self.asOf = asOf ?? to
  }
}

/// Lengths of the classes of time in one period.
public struct AvailabilityTime: Hashable, Sendable {
  /// From its beginning to `asOf` or its end, whichever is first.
  public var period = Duration.zero
  /// Service time: excluded + down + degraded + unknown + up.
  public var service = Duration.zero
  /// Within approved exclusions.
  public var excluded = Duration.zero
  /// What would have been down, degraded and unknown inside them.
  public var excludedDown = Duration.zero
  public var excludedDegraded = Duration.zero
  public var excludedUnknown = Duration.zero
  /// Outside them.
  public var down = Duration.zero
  public var degraded = Duration.zero
  public var unknown = Duration.zero
  public var up = Duration.zero
  /// Service time of the whole period, also after `asOf`, and of that within approved exclusions.
  public var wholeService = Duration.zero
  public var wholeExcluded = Duration.zero

  public init() {}
}

/// The answer to an `Availability`.
public struct AvailabilityReport: Hashable, Sendable {
  /// A stretch of service time of one class.
  public struct Row: Hashable, Sendable {
    public var from: Instant
    public var to: Instant
    public var kind: Kind
    /// Which intervals decided: the sources of those in the state that it has, each once, by code point.
    public var sources: [String]
    /// Of the exclusion.
    public var reason: String?
  }

  /// The class of a stretch.
  public enum Kind: String, CaseIterable, Hashable, Sendable {
    case excluded, down, degraded, unknown, up
  }

  public var from: Instant
  public var to: Instant
  public var asOf: Instant
  public var target: ExactDecimal
  public var rule: AvailabilityRule
  public var time: AvailabilityTime
  /// By the rule that was asked for.
  public var figure: AvailabilityFigure
  /// By every rule: unknown, maintenance and the weights 0, its own and 1.
  public var figures: [(rule: AvailabilityRule, figure: AvailabilityFigure)] {
    time.figures(besides: rule, target: target)
  }
  /// Exclusions that nobody approved; they count for nothing.
  public var unapproved: [AvailabilityExclusion]
  /// What each stretch of service time was, in order.
  public var ledger: [Row]
}
