import Agreements
import Components
import Kernel
import Markup
import TicketsUseCases

/// One clock explained: the verdict in words, the drawing, and every stretch with the rule that decided.
public struct ClockPage: Page {
  public var title: String { "\(Words.capital(clock.title)) of \(number)" }
  public var words: [Term] {
    [.clock, .objective, .target, .deadline, .calendar, .pause, .breach, .cycle, .exclusion, .threshold, .verdict]
  }
  public var place: Place? { .queue }
  public var crumbs: [Crumb] {
    [Crumb(Place.queue.title, Place.queue.path), Crumb(number, "/tickets/" + Address.encoded(number))]
  }

  public var number: String
  public var subject: String
  public var clock: ClockFigure
  /// The other cycles and clocks of the ticket.
  public var siblings: [ClockFigure]
  public var origin: Origin
  public var thresholds: [FiredRung]
  /// Whose time this clock's own stretches were; nil where they are too many to be told apart.
  public var shares: [ClockShare]?
  /// The times in which it stood still, resolved, until a reopening had it go on.
  public var standstills: [Range<Instant>]
  /// What happened at the events that segments name, by their index in the journal.
  public var events: [Int: Event]
  /// Answers that had stopped this clock until they were made private.
  public var withdrawals: [Event]
  /// Exclusions that changed its verdict, oldest first.
  public var undone: [ExclusionFigure]
  /// What is contested of its verdict, or was.
  public var contests: [Contest] = []
  /// Where its reader contests it; nil for those who may not, and where there is no verdict.
  public var contesting: String?

  /// Where the target and its hours come from.
  public struct Origin: Sendable {
    public var agreement: (name: String, path: String)?
    public var calendar: (name: String, path: String)?
    /// The zone of the calendar.
    public var zone: String?
    /// Why the clock has its target, as the engine found it, oldest first; more than one where it changed.
    public var reasons: [Reason]
    public var pauseReasons: [String]
    public var stopAt: String?
    public var reopen: String?

    public init(
      agreement: (name: String, path: String)? = nil, calendar: (name: String, path: String)? = nil,
      zone: String? = nil, reasons: [Reason] = [], pauseReasons: [String] = [], stopAt: String? = nil,
      reopen: String? = nil
    ) {
      (self.agreement, self.calendar, self.zone) = (agreement, calendar, zone)
      (self.reasons, self.pauseReasons) = (reasons, pauseReasons)
      (self.stopAt, self.reopen) = (stopAt, reopen)
    }
  }

  /// Why a row of the targets held, and from when.
  public struct Reason: Sendable {
    public var since: Instant
    /// `4 h`; nil where no row fits.
    public var target: String?
    /// `the ticket's priority is P3`.
    public var words: String
    /// What set the values that the row asks for.
    public var events: [Event]
    public init(since: Instant, target: String?, words: String, events: [Event] = []) {
      (self.since, self.target, self.words, self.events) = (since, target, words, events)
    }
  }

  /// An event of the ticket, as a reason.
  public struct Event: Hashable, Sendable {
    public var words: String
    public var path: String
    public init(_ words: String, path: String) { (self.words, self.path) = (words, path) }
  }

  public init(
    number: String, subject: String, clock: ClockFigure, siblings: [ClockFigure] = [], origin: Origin = Origin(),
    thresholds: [FiredRung] = [], shares: [ClockShare]? = [], standstills: [Range<Instant>] = [],
    events: [Int: Event] = [:], withdrawals: [Event] = [], undone: [ExclusionFigure] = []
  ) {
    (self.number, self.subject, self.clock, self.siblings) = (number, subject, clock, siblings)
    (self.origin, self.thresholds, self.events) = (origin, thresholds, events)
    (self.shares, self.standstills) = (shares, standstills)
    (self.withdrawals, self.undone) = (withdrawals, undone)
  }
}
