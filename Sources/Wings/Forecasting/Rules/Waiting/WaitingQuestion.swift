import BusinessTime
import Kernel

/// How many people it takes for work that waits hours or days, and rests while nobody is there. No formula holds for it,
/// so that it is played through, run by run, with numbers from a seeded generator.
///
/// Tickets of each priority arrive independently of one another in the open time of a calendar. A free person takes the
/// highest priority first, and of one priority the ticket that came first; nobody lays work aside for a more urgent
/// ticket. Where fewer people are there than tickets in hand, the least urgent rest, the youngest first, and wait for
/// their turn as before, with what was done kept.
public struct WaitingQuestion: Sendable {
  /// How long tickets take, in working time of one person.
  public enum Handling: Hashable, Sendable {
    /// The logarithm is normal; of the handling time itself these are the mean and the standard deviation.
    case lognormal(mean: Duration, deviation: Duration)
    /// One of these, each as likely; not empty.
    case empirical([Duration])
  }

  /// The share of a priority's tickets that is to be begun or done within an open time.
  public struct Promise: Sendable {
    /// What it looks at.
    public enum Until: String, CaseIterable, Sendable { case begun, done }

    public var calendar: BusinessCalendar
    public var target: Duration
    public var share: ExactDecimal
    public var until: Until

    public init(calendar: BusinessCalendar, target: Duration, share: ExactDecimal, until: Until = .done) {
      (self.calendar, self.target, self.share, self.until) = (calendar, target, share, until)
    }
  }

  public struct Priority: Sendable {
    public var name: String
    /// Expected tickets in an open hour of `during`.
    public var perHour: ExactDecimal
    public var during: BusinessCalendar
    public var handling: Handling
    public var promise: Promise

    public init(
      name: String, perHour: ExactDecimal, during: BusinessCalendar, handling: Handling, promise: Promise
    ) {
      (self.name, self.perHour, self.during) = (name, perHour, during)
      (self.handling, self.promise) = (handling, promise)
    }
  }

  /// People who are there in the windows of a calendar; those of several are there side by side.
  public struct Shift: Sendable {
    public var calendar: BusinessCalendar
    /// Nil: the number that is sought.
    public var people: Int?

    public init(calendar: BusinessCalendar, people: Int?) { (self.calendar, self.people) = (calendar, people) }
  }

  /// Tickets that arrive in it are judged.
  public var period: Range<Instant>
  /// How long the desk has been working before, so that it does not begin empty.
  public var warmUp: Duration
  /// The most urgent first.
  public var priorities: [Priority]
  public var shifts: [Shift]
  /// People who are there now in each shift whose number is sought.
  public var there: Int?
  public var seed: UInt64
  /// Independent runs.
  public var runs: Int

  public init(
    period: Range<Instant>, warmUp: Duration, priorities: [Priority], shifts: [Shift], there: Int? = nil,
    seed: UInt64 = 1, runs: Int = 20
  ) {
    (self.period, self.warmUp, self.priorities, self.shifts) = (period, warmUp, priorities, shifts)
    (self.there, self.seed, self.runs) = (there, seed, runs)
  }

  /// Bounds of a question; what is beyond one is a fault that names it.
  public enum Limit {
    public static let priorities = 20
    public static let shifts = 20
    public static let people = 10_000
    /// Runs, at least and at most.
    public static let runs = 2...1000
    /// The period with what comes before it.
    public static let period = Duration.days(2 * 366)
    /// Handling times of an empirical list.
    public static let empirical = 20_000
    /// Tickets and changes of shift in all runs together.
    public static let steps = 400_000
    /// What happens to tickets in all runs of all numbers of people that are tried: it comes, is taken, rests, is done.
    public static let happenings = 20_000_000
  }
}

/// What a ``WaitingQuestion`` comes to.
public struct WaitingAnswer: Hashable, Sendable {
  public struct Attained: Hashable, Sendable {
    public var name: String
    /// Tickets judged in a run, on average.
    public var tickets: Double
    /// The share that kept the promise, as the mean of the runs; nil where no ticket came.
    public var share: Double?
    /// Where the true share lies with 95 % confidence; nil where no ticket came.
    public var low: Double?
    public var high: Double?
    public var promised: ExactDecimal

    /// Whether the promise is kept with 95 % confidence; where no ticket comes nothing is broken.
    public var holds: Bool { low.map { $0 >= promised.approximate - StaffingQuestion.tolerance } ?? true }
  }

  public struct Staffed: Hashable, Sendable {
    /// People in each shift whose number is sought.
    public var people: Int
    public var priorities: [Attained]
  }

  public var seed: UInt64
  public var runs: Int
  /// With the least number of people with which every promise holds; nil where no number does, and where none is
  /// sought.
  public var needed: Staffed?
  /// With as many people as the bound allows, where no number is enough: what no number of people mends.
  public var best: Staffed?
  /// With those who are there; nil where the question does not say.
  public var there: Staffed?
}
