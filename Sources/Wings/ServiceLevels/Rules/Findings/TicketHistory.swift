import Agreements
import BusinessTime
import Kernel

/// What became of tickets of a span, as far as it says something of agreements.
public struct TicketHistory: Sendable {
  /// Tickets that are alike by what they have.
  public struct Group: Hashable, Sendable {
    /// The key of the agreement under which they were opened; nil: none.
    public var agreement: String?
    /// Their kind among them.
    public var attributes: [String: String]
    /// Whether they are fulfilled, and not resolved.
    public var toFulfil: Bool
    public var count = 0
    /// Numbers of some, the newest first.
    public var tickets: [String] = []

    public init(agreement: String?, attributes: [String: String], toFulfil: Bool) {
      (self.agreement, self.attributes, self.toFulfil) = (agreement, attributes, toFulfil)
    }

    public mutating func add(_ number: String) {
      count += 1
      if tickets.count < FindingLimits.named { tickets.append(number) }
    }
  }

  /// When tickets of one agreement were opened, by the hours of one calendar.
  public struct Openings: Sendable {
    public var agreement: String
    public var calendar: String
    public let hours: BusinessCalendar
    public private(set) var all = 0
    public private(set) var outside = 0
    /// Of those outside open time: 24 hours of each weekday from Monday on, by the calendar's zone.
    public private(set) var outsideByHour = Array(repeating: 0, count: 7 * 24)

    public init(agreement: String, calendar: String, hours: BusinessCalendar) {
      (self.agreement, self.calendar, self.hours) = (agreement, calendar, hours)
    }

    public mutating func add(_ instant: Instant) {
      all += 1
      guard !hours.isOpen(at: instant) else { return }
      outside += 1
      let local = hours.zone.local(instant)
      outsideByHour[local.date.weekday * 24 + local.hour] += 1
    }
  }

  /// Ended clocks of one objective and one target.
  public struct Target: Hashable, Sendable {
    public var agreement: String
    public var objective: String
    public var length: Duration
    public var met = 0
    public var breached = 0
    /// Of those met, the ones that took at most half of it.
    public var halved = 0

    public init(agreement: String, objective: String, length: Duration) {
      (self.agreement, self.objective, self.length) = (agreement, objective, length)
    }

    public var ended: Int { met + breached }
  }

  /// A resolved ticket that nobody but a timer closed.
  public struct Closing: Hashable, Sendable {
    public var agreement: String
    public var attributes: [String: String]
    public var number: String
    public var resolvedAt: Instant
    public var closedAt: Instant

    public init(
      agreement: String, attributes: [String: String], number: String, resolvedAt: Instant, closedAt: Instant
    ) {
      (self.agreement, self.attributes, self.number) = (agreement, attributes, number)
      (self.resolvedAt, self.closedAt) = (resolvedAt, closedAt)
    }
  }

  public var from: Instant
  public var to: Instant
  /// Tickets opened in the span that were read.
  public var read = 0
  public var groups: [Group] = []
  public var openings: [Openings] = []
  public var targets: [Target] = []
  public var closings: [Closing] = []

  public init(from: Instant, to: Instant) { (self.from, self.to) = (from, to) }
}

extension LocalTime {
  var hour: Int { secondOfDay / 3600 }
}
