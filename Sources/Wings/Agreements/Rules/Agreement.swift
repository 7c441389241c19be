import Kernel

/// One version of a service level, operational level or supplier agreement: what is promised.
///
/// A value without identity; versions, validity and scope belong to whoever stores it. Calendars are
/// named by key and handed to the evaluation beside it, so a version pins both.
public struct Agreement: Hashable, Sendable {
  public var name: String
  /// Hold reasons that pause every objective that does not name its own, except `firstResponse`.
  public var pauseReasons: [String]
  public var objectives: [Objective]
  /// What is counted over many tickets and a period.
  public var measures: [MeasuredObjective]

  public init(
    name: String, pauseReasons: [String] = [], objectives: [Objective], measures: [MeasuredObjective] = []
  ) {
    (self.name, self.pauseReasons, self.objectives, self.measures) = (name, pauseReasons, objectives, measures)
  }

  /// Every calendar that an objective or a measured objective names, each once.
  public var calendars: Set<String> { Set(objectives.map(\.calendar) + measures.compactMap(\.calendar)) }

  /// The calendar by whose zone a measured objective has its periods.
  public func zoneCalendar(of measure: MeasuredObjective) -> String? {
    measure.calendar ?? objectives.first?.calendar
  }

  /// The hold reasons that pause `objective` (rule 10: a first response is paused only by reasons of its own).
  public func pauseReasons(of objective: Objective) -> [String] {
    objective.pauseReasons ?? (objective.metric == .firstResponse ? [] : pauseReasons)
  }

  /// Every hold reason that the agreement or one of its objectives lists, each once, in the order of listing.
  public var knownReasons: [String] {
    var known: [String] = []
    for reason in pauseReasons + objectives.flatMap({ $0.pauseReasons ?? [] }) where !known.contains(reason) {
      known.append(reason)
    }
    return known
  }
}

/// One promise: a metric, measured on a calendar, with a target by condition. Applied to one ticket
/// cycle it is a clock.
public struct Objective: Hashable, Sendable {
  public var name: String
  public var metric: Metric
  /// Key of the calendar whose open time counts.
  public var calendar: String
  /// The first row whose conditions all hold decides.
  public var targets: [Target]
  /// The team whose holding time counts; `teamHolding` only.
  public var team: String?
  /// The one vendor that counts; `vendorHolding` and `acknowledgement` only; nil counts each vendor.
  public var vendor: String?
  /// Overrides the agreement's reasons, also with none.
  public var pauseReasons: [String]?
  public var onChange: ChangePolicy
  public var reopen: ReopenPolicy
  /// `resolution` and `fulfilment` only.
  public var stopAt: StopPoint
  public var thresholds: [Rung]
  /// The share of its clocks that must be met in a calendar month; nil where none is promised.
  public var compliance: PromisedShare?

  public init(
    name: String, metric: Metric, calendar: String, targets: [Target], team: String? = nil, vendor: String? = nil,
    pauseReasons: [String]? = nil, onChange: ChangePolicy = .carryElapsed, reopen: ReopenPolicy = .continue,
    stopAt: StopPoint = .resolved, thresholds: [Rung] = [], compliance: PromisedShare? = nil
  ) {
    (self.name, self.metric, self.calendar, self.targets) = (name, metric, calendar, targets)
    (self.team, self.vendor, self.pauseReasons) = (team, vendor, pauseReasons)
    (self.onChange, self.reopen, self.stopAt, self.thresholds) = (onChange, reopen, stopAt, thresholds)
    self.compliance = compliance
  }
}

/// From which event to which event an objective counts (rule 10).
public enum Metric: String, CaseIterable, Hashable, Sendable {
  /// Opened to the first public answer by staff.
  case firstResponse
  /// Each message of the requester that finds none unanswered, to the next public staff answer.
  case nextResponse
  /// From each public staff answer to the next.
  case update
  /// Opened to resolved or closed: incidents and problems.
  case resolution
  /// Opened to resolved or closed: requests.
  case fulfilment
  /// Opened to the first named owner.
  case assignment
  /// Each handoff to a vendor until its acknowledgement or hand-back.
  case acknowledgement
  /// Each stay with the named team.
  case teamHolding
  /// Each stay with a vendor.
  case vendorHolding
}

/// What a change of target does to a running cycle (rule 12).
public enum ChangePolicy: String, CaseIterable, Hashable, Sendable {
  /// Time already consumed counts against the new target.
  case carryElapsed
  /// The cycle ends as cancelled and a new one starts with the full new target.
  case restart
}

/// What reopening a ticket does to a cycle that its resolution stopped (rule 13).
public enum ReopenPolicy: String, CaseIterable, Hashable, Sendable {
  /// A next cycle gets what was left; a breached cycle goes on.
  case `continue`
  /// A next cycle gets the full target.
  case restart
  /// The first verdict stands.
  case keepFirst
  /// The cycle goes on as if it had never stopped.
  case countAll
}

/// What ends a `resolution` or `fulfilment` clock.
public enum StopPoint: String, CaseIterable, Hashable, Sendable {
  case resolved, closed
}

/// Bounds on what one agreement may hold; each fault that they cause names its limit.
public enum AgreementLimit {
  public static let objectives = 64
  public static let targets = 200
  public static let conditions = 16
  public static let values = 200
  public static let thresholds = 32
  public static let pauseReasons = 60
  public static let nameLength = 200
  public static let exclusions = 1000
  public static let measures = 32
  /// Days that a length of a measured objective may have.
  public static let measureDays: Int64 = 366
}
