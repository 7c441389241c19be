import Agreements
import Kernel
import Tickets

/// One clock of a ticket as it was last computed: a cache of what the engine says.
public struct ClockRow: Hashable, Sendable {
  public var ticket: RecordID
  /// The objective's name.
  public var name: String
  public var cycle: Int
  public var metric: Metric
  public var state: ClockState
  public var target: Duration?
  /// Consumed up to the stop or `asOf`.
  public var elapsed: Duration
  public var startedAt: Instant
  public var due: Instant?
  public var stoppedAt: Instant?
  public var breachedAt: Instant?
  public var beyondHorizon: Bool?
  /// When it was computed; finished clocks keep the instant of their stop, so that they never change.
  public var asOf: Instant
  /// How far it has come by `asOf` is not for its reader.
  public var isReadingHidden = false

  public init?(_ reading: ClockReading, of ticket: RecordID, asOf: Instant) {
    guard let startedAt = reading.startedAt else { return nil }
    self.ticket = ticket
    (name, cycle, metric, state) = (reading.clock, reading.cycle, reading.metric, reading.state)
    (target, elapsed, self.startedAt, due) = (reading.target, reading.elapsed, startedAt, reading.due)
    (stoppedAt, breachedAt, beyondHorizon) = (reading.stoppedAt, reading.breachedAt, reading.beyondHorizon)
    self.asOf = reading.stoppedAt ?? asOf
  }

  init(
    ticket: RecordID, name: String, cycle: Int, metric: Metric, state: ClockState, target: Duration?, elapsed: Duration,
    startedAt: Instant, due: Instant?, stoppedAt: Instant?, breachedAt: Instant?, beyondHorizon: Bool?, asOf: Instant
  ) {
    (self.ticket, self.name, self.cycle, self.metric, self.state) = (ticket, name, cycle, metric, state)
    (self.target, self.elapsed, self.startedAt, self.due) = (target, elapsed, startedAt, due)
    (self.stoppedAt, self.breachedAt, self.beyondHorizon, self.asOf) = (stoppedAt, breachedAt, beyondHorizon, asOf)
  }

  public var isOpen: Bool { stoppedAt == nil && state != .cancelled }
}

/// What a ticket's row carries of its clocks.
package struct ClockSummary: Hashable, Sendable {
  /// The earliest deadline among clocks that still run or are paused.
  var due: Instant?
  /// Whether a clock that still runs has breached.
  var isBreached = false
  /// When a clock next changes by the mere passing of time.
  var wake: Instant?
  /// Whether clocks have changed that requesters are shown.
  var showsToRequester = false

  package init(due: Instant? = nil, isBreached: Bool = false, wake: Instant? = nil, showsToRequester: Bool = false) {
    self.showsToRequester = showsToRequester
    (self.due, self.isBreached, self.wake) = (due, isBreached, wake)
  }
}

extension ClockSummary {
  /// Of a ticket without clocks. Where its agreement could not be told, the engine looks at it at once.
  init(withoutClocks ticket: Ticket) { self.init(wake: ticket.undecided == nil ? nil : ticket.openedAt) }
}
