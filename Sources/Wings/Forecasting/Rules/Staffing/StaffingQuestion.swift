import Kernel

/// How many people a promise needs, interval by interval: arrivals that wait for seconds or minutes, on the telephone or
/// in a chat. Work that waits for days is no such queue; ``WaitingQuestion`` asks about that.
public struct StaffingQuestion: Hashable, Sendable {
  public enum Model: Hashable, Sendable {
    /// Everybody waits as long as it takes.
    case erlangC
    /// Callers give up, on average after this time.
    case erlangA(patience: Duration)
  }

  /// What is expected in one interval.
  public struct Arrivals: Hashable, Sendable {
    /// The beginning of the interval.
    public var at: Instant
    /// Arrivals expected in it.
    public var count: ExactDecimal

    public init(at: Instant, count: ExactDecimal) { (self.at, self.count) = (at, count) }
  }

  public var model: Model
  /// The length of each interval; above zero.
  public var interval: Duration
  /// The mean handling time; above zero.
  public var handling: Duration
  /// The share of all arrivals that is promised to be answered `within`; between 0 and 1, both left out.
  public var share: ExactDecimal
  public var within: Duration
  /// The most that people may be busy: above 0, at most 1.
  public var occupancy: ExactDecimal?
  /// The share of paid time in which people are not at the desk: from 0, below 1.
  public var shrinkage: ExactDecimal
  /// Each instant once.
  public var arrivals: [Arrivals]
  /// Who is at the desk, by the beginning of the interval.
  public var roster: [Instant: Int]

  public init(
    model: Model, interval: Duration, handling: Duration, share: ExactDecimal, within: Duration,
    occupancy: ExactDecimal? = nil, shrinkage: ExactDecimal = ExactDecimal(units: 0, places: 0),
    arrivals: [Arrivals], roster: [Instant: Int] = [:]
  ) {
    (self.model, self.interval, self.handling) = (model, interval, handling)
    (self.share, self.within, self.occupancy, self.shrinkage) = (share, within, occupancy, shrinkage)
    (self.arrivals, self.roster) = (arrivals, roster)
  }

  /// Bounds of a question; what is beyond one is a fault that names it.
  public enum Limit {
    /// People that an interval may need or have.
    public static let people = 10_000
    /// Intervals of one question.
    public static let intervals = 100_000
    /// Digits of a count before its point and behind it.
    public static let countDigits = 9
  }

  /// A promise or an occupancy missed by no more than this holds: what the rounding of the formulas may cost.
  public static let tolerance = 1e-12
}

/// What a ``StaffingQuestion`` comes to.
public struct StaffingAnswer: Hashable, Sendable {
  /// How an interval fares with so many people.
  public struct Service: Hashable, Sendable {
    public var people: Int
    /// The share of all arrivals answered within the promised time.
    public var attained: Double
    /// Of all arrivals, also of those who give up; nil where the queue grows without end.
    public var meanWaitSeconds: Double?
    /// The share of their time in which people are busy.
    public var occupancy: Double
    /// The share of arrivals that give up; nil where nobody does.
    public var abandon: Double?
  }

  public struct Interval: Hashable, Sendable {
    public var at: Instant
    /// Arrivals in a mean handling time: the people whom the work alone keeps busy.
    public var load: Double
    /// The least number of people with which the promise holds, and how they fare.
    public var needed: Service
    /// People to pay for, so that those needed are at the desk: ceil(people / (1 - shrinkage)).
    public var rostered: Int
    /// How those fare who are there; nil where the roster does not say.
    public var there: Service?

    /// People needed less people there.
    public var gap: Int? { there.map { needed.people - $0.people } }
  }

  /// In the order of the question.
  public var intervals: [Interval]
}
