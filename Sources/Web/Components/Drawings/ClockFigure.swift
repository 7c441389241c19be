import Agreements
import Kernel
import TicketsUseCases

/// One clock as a page shows it: the reading, and where it leads.
public struct ClockFigure: Sendable {
  public var name: String
  public var metric: Metric
  public var cycle: Int
  public var state: ClockState
  public var target: Duration?
  public var elapsed: Duration
  public var remaining: Duration?
  public var startedAt: Instant?
  public var due: Instant?
  public var stoppedAt: Instant?
  public var breachedAt: Instant?
  public var overrun: Duration?
  public var beyondHorizon: Bool
  public var segments: [Segment]
  /// The open hours from now to the deadline of a running clock; nil where every hour counts, or nobody has looked.
  public var openAhead: [Range<Instant>]?
  /// What is foreseen of it, where it can still miss.
  public var foreseen: ForeseenClock?
  /// The page that explains it.
  public var path: String?

  public init(
    name: String, metric: Metric, cycle: Int = 1, state: ClockState, target: Duration?, elapsed: Duration,
    remaining: Duration? = nil, startedAt: Instant?, due: Instant? = nil, stoppedAt: Instant? = nil,
    breachedAt: Instant? = nil, overrun: Duration? = nil, beyondHorizon: Bool = false, segments: [Segment] = [],
    path: String? = nil
  ) {
    (self.name, self.metric, self.cycle, self.state) = (name, metric, cycle, state)
    (self.target, self.elapsed, self.remaining, self.overrun) = (target, elapsed, remaining, overrun)
    (self.startedAt, self.due, self.stoppedAt, self.breachedAt) = (startedAt, due, stoppedAt, breachedAt)
    (self.beyondHorizon, self.segments, self.path) = (beyondHorizon, segments, path)
  }

  public init(_ reading: ClockReading, path: String? = nil) {
    self.init(
      name: reading.clock, metric: reading.metric, cycle: reading.cycle, state: reading.state, target: reading.target,
      elapsed: reading.elapsed, remaining: reading.remaining, startedAt: reading.startedAt, due: reading.due,
      stoppedAt: reading.stoppedAt, breachedAt: reading.breachedAt, overrun: reading.overrun,
      beyondHorizon: reading.beyondHorizon ?? false, segments: reading.segments, path: path)
  }

  /// A clock as it was last stored. What has been used since is not known, only the deadline.
  public init(_ row: ClockRow, path: String? = nil) {
    let over = row.target.map { row.elapsed - $0 }
    self.init(
      name: row.name, metric: row.metric, cycle: row.cycle, state: row.state, target: row.target, elapsed: row.elapsed,
      remaining: over.map { max(.zero, .zero - $0) }, startedAt: row.startedAt, due: row.due,
      stoppedAt: row.stoppedAt, breachedAt: row.breachedAt,
      overrun: row.state == .breached && row.stoppedAt != nil ? over : nil,
      beyondHorizon: row.beyondHorizon ?? false, path: path)
  }

  /// Name and, from the second on, cycle.
  public var title: String { cycle > 1 ? "\(Words.plain(name)), cycle \(cycle)" : Words.plain(name) }

  /// Windows of open hours that a drawing tells apart.
  public static let mostAhead = 60

  /// Whether it can still change by the passing of time.
  public var isOpen: Bool { startedAt != nil && stoppedAt == nil && state != .cancelled && state != .idle }
}

extension ClockState {
  public var tone: Tone {
    switch self {
    case .running: .live
    case .paused: .rest
    case .met: .good
    case .breached: .bad
    case .cancelled, .idle, .neverDue, .noTarget: .plain
    }
  }

  public var words: String {
    switch self {
    case .running: "running"
    case .paused: "paused"
    case .met: "met"
    case .breached: "breached"
    case .cancelled: "cancelled"
    case .idle: "not started"
    case .neverDue: "never due"
    case .noTarget: "no target"
    }
  }

  var icon: Icon {
    switch self {
    case .running: .clock
    case .paused: .pause
    case .met: .done
    case .breached: .warning
    case .cancelled, .idle: .dash
    case .neverDue, .noTarget: .never
    }
  }
}

extension Metric {
  /// What the metric measures, for people.
  public var words: String {
    switch self {
    case .firstResponse: "first response"
    case .nextResponse: "next response"
    case .update: "progress update"
    case .resolution: "resolution"
    case .fulfilment: "fulfilment"
    case .assignment: "assignment"
    case .acknowledgement: "acknowledgement by the vendor"
    case .teamHolding: "time with the team"
    case .vendorHolding: "time with the vendor"
    }
  }
}
