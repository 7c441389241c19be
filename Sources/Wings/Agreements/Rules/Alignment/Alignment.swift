import BusinessTime
import Kernel

/// The question whether a promise can be kept by those that it rests on: routes of stages, each with open time of its
/// own calendar, held against the promise for every minute at which a ticket may be opened.
///
/// For an opening *t* the first stage starts at *t*, each stage ends at the instant at which its target of open time
/// in its own calendar is used up, and the next starts there; *end(t)* is the end of the last. *used(t)* is the open
/// time of the promise's calendar in `[t, end(t))`, less exclusions. The promise is kept for *t* when
/// *used(t)* <= target, for a target in local days when *end(t)* <= due. `report(_:)` answers for all openings without
/// looking at them one by one: between the edges of windows everything here is a straight line.
public struct Alignment: Sendable {
  /// What was promised.
  public struct Promise: Sendable {
    public var name: String
    public var calendar: BusinessCalendar
    public var target: TargetLength

    public init(name: String, calendar: BusinessCalendar, target: TargetLength) {
      (self.name, self.calendar, self.target) = (name, calendar, target)
    }
  }

  /// A way that a ticket may go; each must keep the promise by itself.
  public struct Route: Sendable {
    public var name: String
    /// How many of the tickets go this way, 0 to 1; nil: not known.
    public var share: ExactDecimal?
    /// One after the other. The stages of a step run side by side, and it ends when the last of them does.
    public var steps: [[Stage]]

    public init(name: String, share: ExactDecimal? = nil, steps: [[Stage]]) {
      (self.name, self.share, self.steps) = (name, share, steps)
    }

    /// Every stage, in order.
    public var stages: [Stage] { steps.flatMap { $0 } }
  }

  /// What one party promises.
  public struct Stage: Sendable {
    public var name: String
    public var calendar: BusinessCalendar
    public var target: TargetLength
    /// How often it was kept so far; nil: not known.
    public var attained: Attained?

    public init(name: String, calendar: BusinessCalendar, target: TargetLength, attained: Attained? = nil) {
      (self.name, self.calendar, self.target, self.attained) = (name, calendar, target, attained)
    }
  }

  /// `met` of `of` cases were in time; 0 <= met <= of, of >= 1.
  public struct Attained: Hashable, Sendable {
    public var met: Int
    public var of: Int

    public init(met: Int, of: Int) { (self.met, self.of) = (met, of) }
  }

  /// The openings that are promised for: the whole UTC minutes of `[from, to)`.
  public struct Openings: Sendable {
    public var from: Instant
    public var to: Instant
    /// Only those inside this calendar's windows; nil: all.
    public var during: BusinessCalendar?

    public init(from: Instant, to: Instant, during: BusinessCalendar? = nil) {
      (self.from, self.to, self.during) = (from, to, during)
    }
  }

  /// Bounds of one question; each fault that they cause names its limit.
  public enum Limit {
    public static let routes = 50
    /// Stages of one route, those side by side included.
    public static let stages = 20
    /// From the first to the last opening.
    public static let openings = Duration.days(366)
    /// Steps of the computation: a stage at a stretch of openings for which everything runs straight. Some hundred
    /// thousand are usual; calendars with hundreds of windows a day under many routes come here.
    public static let steps = 60_000_000
    /// Cases that an `Attained` may name.
    public static let cases = 1_000_000_000
  }

  public var promise: Promise
  public var routes: [Route]
  public var opened: Openings
  /// Pauses for the promise, not for the stages.
  public var exclusions: [Exclusion]

  public init(promise: Promise, routes: [Route], opened: Openings, exclusions: [Exclusion] = []) {
    (self.promise, self.routes, self.opened, self.exclusions) = (promise, routes, opened, exclusions)
  }
}

/// The answer to an `Alignment`.
public struct AlignmentReport: Hashable, Sendable {
  /// What one route makes of the promise.
  public struct Route: Hashable, Sendable {
    public var name: String
    public var share: ExactDecimal?
    /// The product of what its stages attained, as if they were independent; nil unless each says.
    public var attained: Double?
    /// How many openings are promised for; at least 1.
    public var candidates: Int
    /// How many of them fail.
    public var failing: Int
    /// The first and the last opening that fails.
    public var first: Instant?
    public var last: Instant?
    /// The first opening from which a stage never ends.
    public var neverEnds: Instant?
    public var worst: Worst
    public var stages: [Stage]
    /// The stage for which the smallest cut mends the route; nil where none does alone, and where it needs none.
    public var weakest: String?

    public var isFeasible: Bool { failing == 0 }
  }

  /// The opening that goes worst: one from which a stage never ends, else the one with the most time used (for a
  /// promise in local days, with the end farthest after the deadline), the earliest among equals.
  public struct Worst: Hashable, Sendable {
    public var opened: Instant
    /// Nil where a stage never ends.
    public var end: Instant?
    /// Nil: never due.
    public var due: Instant?
    public var used: Duration?
    /// Target less used; negative where more was used than promised.
    public var slack: Duration?
    public var stages: [Passage]
  }

  /// When a ticket comes to a stage and leaves it; nil: never.
  public struct Passage: Hashable, Sendable {
    public var name: String
    public var from: Instant?
    public var to: Instant?
  }

  public struct Stage: Hashable, Sendable {
    public var name: String
    /// Nil for local days, whose length depends on the opening.
    public var target: Duration?
    /// The largest target, in whole seconds up to its own, with which the route becomes feasible by this stage alone.
    /// Nil where the route is feasible, where none does, and for a stage in days or before one in local days.
    public var largest: Duration?

    /// How much shorter its target would have to be.
    public var cut: Duration? { if let target, let largest { target - largest } else { nil } }
  }

  public var promise: String
  public var routes: [Route]
  /// The route whose worst opening is the worst, the first among equals.
  public var worstRoute: String
  /// The share of tickets for which the promise is kept: what the routes attain, weighed by their shares; nil unless
  /// each route has both.
  public var expected: Double?

  public var isFeasible: Bool { routes.allSatisfy(\.isFeasible) }
}
