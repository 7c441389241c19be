import Kernel

/// Every clock of one ticket at one instant, with its verdict and the reasons for it.
public struct Evaluation: Hashable, Sendable {
  public var asOf: Instant
  /// In the order of the agreement's objectives, cycles ascending.
  public var clocks: [ClockReading]
  /// Who held the ticket for how long (rule 19), in order of first appearance; the parts add up to
  /// the time in which the ticket was open.
  public var attribution: [HolderShare]

  public init(asOf: Instant, clocks: [ClockReading], attribution: [HolderShare]) {
    (self.asOf, self.clocks, self.attribution) = (asOf, clocks, attribution)
  }
}

/// The verdict on a clock.
public enum ClockState: String, CaseIterable, Hashable, Sendable {
  case running, paused, met, breached, cancelled
  /// The objective has had no cycle.
  case idle
  /// The calendar can never supply the target.
  case neverDue
  /// No row of the targets matches.
  case noTarget
}

/// One clock: an objective applied to one cycle of a ticket, as it stands at the evaluation's `asOf`.
public struct ClockReading: Hashable, Sendable {
  /// The objective's name.
  public var clock: String
  public var metric: Metric
  /// From 1; an idle row says 1 as well.
  public var cycle: Int
  public var state: ClockState
  public var target: Duration?
  /// Consumed up to the stop or `asOf`.
  public var elapsed: Duration
  /// target - elapsed, never below zero.
  public var remaining: Duration?
  public var startedAt: Instant?
  /// The deadline as known at the stop or `asOf`; while paused, if work resumed then.
  public var due: Instant?
  public var stoppedAt: Instant?
  /// Whether the desk's own automatic closing stopped it, not a person.
  public var stoppedByTimer = false
  public var breachedAt: Instant?
  /// elapsed - target, of a breached clock.
  public var overrun: Duration?
  /// Whether `due` lies past the last date whose closures the calendar knows.
  public var beyondHorizon: Bool?
  /// The rungs passed, by instant.
  public var thresholds: [FiredRung]
  /// The whole of the cycle but for the time while it stood stopped before a reopening (`standstills`); empty where
  /// the evaluation was asked for verdicts only.
  public var segments: [Segment]
  /// Why it has its target, oldest first: the last one holds. Empty where the evaluation was asked for verdicts
  /// only, and for a clock that has not started.
  public var targets: [TargetChoice] = []

  /// Whether it has not stopped and can still change by the mere passing of time.
  public var isOpen: Bool { startedAt != nil && stoppedAt == nil }
}

/// A rung that was passed, and when.
public struct FiredRung: Hashable, Sendable {
  public var at: Instant
  /// As the objective writes it.
  public var rung: String

  public init(at: Instant, rung: String) { (self.at, self.rung) = (at, rung) }
}

/// A stretch `[from, to)` of a clock: counted or not, on whose account, and why (rule 20).
public struct Segment: Hashable, Sendable {
  public var from: Instant
  public var to: Instant
  public var counted: Bool
  public var holder: Holder
  public var because: Because

  public init(from: Instant, to: Instant, counted: Bool, holder: Holder, because: Because) {
    (self.from, self.to, self.counted) = (from, to, counted)
    (self.holder, self.because) = (holder, because)
  }
}

/// The rule that decided a segment and where it came from.
public struct Because: Hashable, Sendable {
  public enum Cause: Hashable, Sendable {
    /// Inside open hours, nothing pauses.
    case open
    /// The target is in local days: every hour counts.
    case localDays
    /// Outside the hours of the calendar.
    case closed
    case exclusion(reason: String)
    /// On hold for a reason that pauses this objective.
    case held(reason: String)
    /// Resolved and reopened where all time counts.
    case resolvedTimeCounts
    /// Open and closed hours by turns, too many to list one by one.
    case summary
  }

  public var cause: Cause
  /// The rule of the semantics, by number.
  public var rule: Int
  /// Index of the deciding event in the timeline as it was given; nil for calendars and exclusions.
  public var event: Int?
  /// Index of the deciding exclusion as given.
  public var exclusion: Int?
  /// Key of the deciding calendar.
  public var calendar: String?
  /// Ids of answers that were withdrawn while this clock depended on them (rule 11).
  public var withdrawn: [String]

  public init(
    _ cause: Cause, rule: Int, event: Int? = nil, exclusion: Int? = nil, calendar: String? = nil,
    withdrawn: [String] = []
  ) {
    (self.cause, self.rule, self.event) = (cause, rule, event)
    (self.exclusion, self.calendar, self.withdrawn) = (exclusion, calendar, withdrawn)
  }
}

/// Whose time it is (rule 19).
public enum Holder: Hashable, Sendable {
  case exclusion(String)
  case closed
  case vendor(String)
  case requester
  case hold(String)
  case team(String)
  case unassigned

  /// `exclusion:maintenance`, `closed`, `vendor:acme`, `requester`, `hold:awaiting-parts`, `team:network`, `unassigned`.
  public var text: String {
    switch self {
    case .exclusion(let reason): "exclusion:" + reason
    case .closed: "closed"
    case .vendor(let name): "vendor:" + name
    case .requester: "requester"
    case .hold(let reason): "hold:" + reason
    case .team(let name): "team:" + name
    case .unassigned: "unassigned"
    }
  }
}

/// One holder's part of the time in which a ticket was open.
public struct HolderShare: Hashable, Sendable {
  public var holder: Holder
  public var time: Duration

  public init(holder: Holder, time: Duration) { (self.holder, self.time) = (holder, time) }
}

extension [Exclusion] {
  /// The time that they leave out, in order and apart from each other.
  package var pieces: [Range<Instant>] {
    var pieces: [Range<Instant>] = []
    for one in filter({ $0.from < $0.to }).sorted(by: { $0.from < $1.from }) {
      if let last = pieces.last, one.from <= last.upperBound {
        pieces[pieces.count - 1] = last.lowerBound..<Swift.max(last.upperBound, one.to)
      } else {
        pieces.append(one.from..<one.to)
      }
    }
    return pieces
  }
}
