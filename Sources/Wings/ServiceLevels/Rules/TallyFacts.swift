import Agreements
import Kernel

/// What tallies count. Figures of a ticket stand at the instant that the name says; of a clock, at its end or breach, or
/// where it has not ended, at its beginning.
public enum TallyFigure: String, CaseIterable, Hashable, Sendable {
  case met, breached, cancelled, running, paused, neverDue
  /// Tickets of which it is known which agreement covers them, by when they were opened and closed.
  case opened, closed
  /// Those of which nobody can tell.
  case undecidedOpened, undecidedClosed
  /// Tickets with a clock that has a target, and with clocks without.
  case coveredOpened, coveredClosed, noTargetOpened, noTargetClosed
  /// What the closing of resolved tickets did; by the desk's own timer, under the days that lay between.
  case breachedAtClosing, lateClosing, lateClosingByTimer, lateThere, lateThereByTimer
  /// Tickets with a verdict of another tool, by that, and by that and ours: when they are judged, or where no clock of
  /// them has ended, when they were closed.
  case recordedMet, recordedMissed, metMet, metMissed, missedMet, missedMissed
  /// Of those that are judged, when they were closed: to be taken off, as they count when they are judged.
  case recordedMetClosed, recordedMissedClosed
  /// Tickets with a clock in such a state, whenever that was.
  case metTickets, breachedTickets, cancelledTickets, runningTickets, pausedTickets, neverDueTickets

  /// Clocks by their states; nil of those that are counted nowhere.
  public init?(_ state: ClockState) {
    switch state {
    case .met: self = .met
    case .breached: self = .breached
    case .cancelled: self = .cancelled
    case .running: self = .running
    case .paused: self = .paused
    case .neverDue: self = .neverDue
    case .idle, .noTarget: return nil
    }
  }

  /// The state whose clocks it counts.
  public var state: ClockState? { ClockState(rawValue: rawValue) }

  /// The tickets of the clocks that it counts; nil where it counts no clocks.
  public var ofTickets: TallyFigure? { TallyFigure(rawValue: rawValue + "Tickets") }

  /// Clocks that are counted, whether they have ended or not.
  public static let states: [TallyFigure] = [.met, .breached, .cancelled, .running, .paused, .neverDue]
}

/// Which clocks a tally counts: what a compliance figure can be asked of.
public enum TallyCondition: Hashable, Sendable {
  /// None: of tickets, whatever their clocks.
  case tickets
  /// Every resolution and fulfilment.
  case resolutions
  case metric(String)
  case objective(String)

  /// How rows write it.
  public var text: String {
    switch self {
    case .tickets: ""
    case .resolutions: "resolutions"
    case .metric(let metric): "metric:" + metric
    case .objective(let name): "objective:" + name
    }
  }

  public func takes(_ clock: TallyRecord.Clock) -> Bool {
    switch self {
    case .tickets: false
    case .resolutions: clock.metric == .resolution || clock.metric == .fulfilment
    case .metric(let metric): clock.metric.rawValue == metric
    case .objective(let name): clock.name.isExactly(name)
    }
  }
}

extension String {
  fileprivate func isExactly(_ other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}

/// By what tallies are told apart.
public enum TallyDimension: String, CaseIterable, Hashable, Sendable {
  case whole, priority, category, service, team, agreement
  /// The whole days between the resolution and the closing of tickets that the desk's timer closed.
  case gap
}

/// A stretch of UTC, of which every instant lies in one; `ever` is one for all time.
public enum TallyGrain: Int, CaseIterable, Hashable, Sendable {
  case hour, day, month, year, ever

  /// The stretch in which an instant lies, counted from one in 1970.
  public func bucket(of instant: Instant) -> Int64 {
    func floor(_ length: Int64) -> Int64 {
      let ms = instant.milliseconds
      return ms >= 0 ? ms / length : -((length - 1 - ms) / length)
    }
    switch self {
    case .hour: return floor(3_600_000)
    case .day: return floor(86_400_000)
    case .month, .year:
      let date = CivilDate(daysSince1970: Int(floor(86_400_000)))
      return self == .year ? Int64(date.year) : Int64(date.year) * 12 + Int64(date.month) - 1
    case .ever: return 0
    }
  }

  /// Where a stretch begins.
  public func start(of bucket: Int64) -> Instant {
    switch self {
    case .hour: return Instant(milliseconds: bucket * 3_600_000)
    case .day: return Instant(milliseconds: bucket * 86_400_000)
    case .month: return TallyGrain.first(year: Int(bucket / 12), month: Int(bucket % 12) + 1)
    case .year: return TallyGrain.first(year: Int(bucket), month: 1)
    case .ever: return .earliest
    }
  }

  private static func first(year: Int, month: Int) -> Instant {
    CivilDate(year: year, month: month, day: 1).map { Instant(seconds: Int64($0.daysSince1970) * 86_400) } ?? .latest
  }
}

/// What tallies count of one ticket.
public struct TallyRecord: Hashable, Sendable {
  public struct Clock: Hashable, Sendable {
    public var name: String
    public var metric: Metric
    public var state: ClockState
    public var startedAt: Instant
    public var due: Instant?
    public var stoppedAt: Instant?
    public var breachedAt: Instant?

    public init(
      name: String, metric: Metric, state: ClockState, startedAt: Instant, due: Instant?, stoppedAt: Instant?,
      breachedAt: Instant?
    ) {
      (self.name, self.metric, self.state, self.startedAt) = (name, metric, state, startedAt)
      (self.due, self.stoppedAt, self.breachedAt) = (due, stoppedAt, breachedAt)
    }
  }

  public var id: RecordID
  public var kind: String
  /// In JSON.
  public var attributes: String
  public var priority: String?
  public var category: String?
  public var service: String?
  public var team: String?
  public var agreement: RecordID?
  public var openedAt: Instant
  public var resolvedAt: Instant?
  public var closedAt: Instant?
  public var isUndecided: Bool
  public var recordedMet: Bool?
  /// Whether the desk's own timer closed it, the last time that it was closed; asked only where `closedLate`.
  public var isClosedByTimer = false
  /// Whether it met what applies to it, where its objectives differ; asked only where they do.
  public var isMet: [TallyCondition: Bool] = [:]
  public var clocks: [Clock] = []

  public init(
    id: RecordID, kind: String, attributes: String, priority: String?, category: String?, service: String?,
    team: String?, agreement: RecordID?, openedAt: Instant, resolvedAt: Instant?, closedAt: Instant?,
    isUndecided: Bool, recordedMet: Bool?
  ) {
    (self.id, self.kind, self.attributes, self.priority, self.category) = (id, kind, attributes, priority, category)
    (self.service, self.team, self.agreement, self.openedAt) = (service, team, agreement, openedAt)
    (self.resolvedAt, self.closedAt, self.isUndecided, self.recordedMet) = (
      resolvedAt, closedAt, isUndecided, recordedMet
    )
  }

  /// Its value of a dimension; nil where it has none.
  public func value(_ dimension: TallyDimension) -> String? {
    switch dimension {
    case .whole, .gap: nil
    case .priority: priority
    case .category: category
    case .service: service
    case .team: team
    case .agreement: agreement?.text
    }
  }

  /// All under which a clock of it is counted.
  public var conditions: Set<TallyCondition> {
    var all: Set<TallyCondition> = []
    for clock in clocks {
      if TallyCondition.resolutions.takes(clock) { all.insert(.resolutions) }
      all.insert(.metric(clock.metric.rawValue))
      all.insert(.objective(clock.name))
    }
    return all
  }

  /// Whether a figure of it asks whether the desk's timer closed it.
  public var closedLate: Bool { clocks.contains { isLateClosing($0) || isLateThere($0) } }

  private func isAtClosing(_ clock: Clock) -> Bool {
    guard clock.state == .breached, let closedAt, let resolvedAt else { return false }
    return clock.stoppedAt == closedAt && resolvedAt < closedAt
  }

  private func isLateClosing(_ clock: Clock) -> Bool {
    guard isAtClosing(clock), let resolvedAt, let breachedAt = clock.breachedAt else { return false }
    return breachedAt >= resolvedAt
  }

  private func isLateThere(_ clock: Clock) -> Bool {
    guard clock.state == .met, recordedMet == false, let closedAt, let due = clock.due, let stop = clock.stoppedAt
    else { return false }
    return stop == resolvedAt && closedAt > due
  }

  /// Days between resolution and closing.
  public var gap: Int64? {
    guard let resolvedAt, let closedAt else { return nil }
    return (closedAt - resolvedAt).milliseconds / 86_400_000
  }

  /// The objectives that ended or breached, each with whether a cycle of it breached.
  public func verdicts(under condition: TallyCondition) -> [String: Bool] {
    var verdicts: [String: Bool] = [:]
    for clock in clocks where condition.takes(clock) {
      if clock.state == .met, clock.stoppedAt != nil {
        verdicts[clock.name] = verdicts[clock.name] ?? false
      } else if clock.state == .breached, clock.breachedAt != nil {
        verdicts[clock.name] = true
      }
    }
    return verdicts
  }

  /// When a ticket is judged, as another tool's one verdict of it is held against ours: when the first of its clocks
  /// breached, else when the last of them was met. Nil where none has ended. So it counts once, in one stretch of time.
  public func judgedAt(under condition: TallyCondition) -> Instant? {
    var (breached, met): (Instant?, Instant?)
    for clock in clocks where condition.takes(clock) {
      if clock.state == .met, let at = clock.stoppedAt {
        met = max(met ?? at, at)
      } else if clock.state == .breached, let at = clock.breachedAt {
        breached = min(breached ?? at, at)
      }
    }
    return breached ?? met
  }

  /// When a clock is counted: at its end or breach, or where it has not ended, at its beginning.
  private func end(of clock: Clock) -> Instant? {
    switch clock.state {
    case .met, .cancelled: clock.stoppedAt
    case .breached: clock.breachedAt
    default: clock.startedAt
    }
  }

  /// Calls `body` with each figure that counts it, and when. A figure comes as often as it counts.
  public func facts(under condition: TallyCondition, _ body: (TallyFigure, Instant) -> Void) {
    guard condition != .tickets else {
      body(isUndecided ? .undecidedOpened : .opened, openedAt)
      if let closedAt {
        body(isUndecided ? .undecidedClosed : .closed, closedAt)
        if let recordedMet { body(recordedMet ? .recordedMet : .recordedMissed, closedAt) }
      }
      return
    }
    judgements(under: condition, body)
    var (isCovered, isWithoutTarget) = (false, false)
    for clock in clocks where condition.takes(clock) {
      if clock.state == .noTarget { isWithoutTarget = true } else { isCovered = true }
      guard let figure = TallyFigure(clock.state) else { continue }
      guard let at = end(of: clock) else { continue }
      body(figure, at)
      if isAtClosing(clock) { body(.breachedAtClosing, at) }
      if isLateClosing(clock) {
        body(.lateClosing, at)
        if isClosedByTimer { body(.lateClosingByTimer, at) }
      }
      if isLateThere(clock) {
        body(.lateThere, at)
        if isClosedByTimer { body(.lateThereByTimer, at) }
      }
    }
    guard !isUndecided, isCovered || isWithoutTarget else { return }
    body(isCovered ? .coveredOpened : .noTargetOpened, openedAt)
    if let closedAt { body(isCovered ? .coveredClosed : .noTargetClosed, closedAt) }
  }

  /// What another tool recorded beside our verdict. A closed ticket stands under `tickets` already, when it was closed.
  private func judgements(under condition: TallyCondition, _ body: (TallyFigure, Instant) -> Void) {
    guard let recordedMet, let at = judgedAt(under: condition) else { return }
    body(recordedMet ? .recordedMet : .recordedMissed, at)
    if let closedAt { body(recordedMet ? .recordedMetClosed : .recordedMissedClosed, closedAt) }
    let verdicts = verdicts(under: condition)
    let hasBreached = verdicts.values.contains(true)
    let isMet = Set(verdicts.values).count > 1 ? isMet[condition] ?? !hasBreached : !hasBreached
    switch (recordedMet, isMet) {
    case (true, true): body(.metMet, at)
    case (true, false): body(.metMissed, at)
    case (false, true): body(.missedMet, at)
    case (false, false): body(.missedMissed, at)
    }
  }

  /// Calls `body` with each figure that counts it whenever it was.
  public func factsOfAllTime(under condition: TallyCondition, _ body: (TallyFigure) -> Void) {
    let dated = Set(clocks.filter { condition.takes($0) && end(of: $0) != nil }.compactMap { TallyFigure($0.state) })
    for figure in dated { if let tickets = figure.ofTickets { body(tickets) } }
  }
}

/// A number of a tally: how often a figure counts.
public struct TallyKey: Hashable, Sendable {
  public var dimension: TallyDimension
  public var condition: String
  public var grain: TallyGrain
  public var bucket: Int64
  public var figure: TallyFigure
  /// `=P1`; empty of tickets without a value.
  public var value: String

  public init(
    _ dimension: TallyDimension, _ condition: String, _ grain: TallyGrain, _ bucket: Int64, _ figure: TallyFigure,
    _ value: String
  ) {
    (self.dimension, self.condition, self.grain) = (dimension, condition, grain)
    (self.bucket, self.figure, self.value) = (bucket, figure, value)
  }

  /// How rows write a value.
  public static func written(_ value: String?) -> String { value.map { "=" + $0 } ?? "" }
  public static func read(_ value: String) -> String? { value.isEmpty ? nil : String(value.dropFirst()) }
}

/// Numbers of tallies, and what adding or taking off tickets changes of them.
public struct TallySums: Hashable, Sendable {
  /// None of them zero.
  public private(set) var amounts: [TallyKey: Int] = [:]

  public init() {}

  /// The finest stretches of a dimension; those of the whole are fine enough for months of any zone.
  public static func finest(_ dimension: TallyDimension) -> TallyGrain {
    dimension == .whole || dimension == .gap ? .hour : .day
  }

  private static let told: [TallyDimension] = [.whole, .priority, .category, .service, .team, .agreement]

  /// Adds a ticket, or takes it off, in the finest stretches.
  public mutating func add(_ record: TallyRecord, times: Int) {
    let values = TallySums.told.map { TallyKey.written(record.value($0)) }
    for condition in record.conditions.union([.tickets]) {
      let name = condition.text
      func count(_ figure: TallyFigure, _ at: Instant?) {
        if figure == .lateClosingByTimer || figure == .lateThereByTimer, let at {
          add(
            TallyKey(
              .gap, name, .hour, TallyGrain.hour.bucket(of: at), figure, TallyKey.written(record.gap.map(String.init))),
            times)
        }
        for (dimension, value) in zip(TallySums.told, values) {
          guard let at else {
            add(TallyKey(dimension, name, .ever, 0, figure, value), times)
            continue
          }
          let grain = TallySums.finest(dimension)
          add(TallyKey(dimension, name, grain, grain.bucket(of: at), figure, value), times)
        }
      }
      record.facts(under: condition) { count($0, $1) }
      record.factsOfAllTime(under: condition) { count($0, nil) }
    }
  }

  public mutating func add(_ key: TallyKey, _ amount: Int) {
    let sum = (amounts[key] ?? 0) + amount
    amounts[key] = sum == 0 ? nil : sum
  }

  /// With the longer stretches that follow from the finest.
  public var rolledUp: TallySums {
    var all = self
    for (key, amount) in amounts where key.grain != .ever {
      let at = key.grain.start(of: key.bucket)
      for grain in TallyGrain.allCases where grain.rawValue > key.grain.rawValue && grain != .ever {
        var longer = key
        (longer.grain, longer.bucket) = (grain, grain.bucket(of: at))
        all.add(longer, amount)
      }
    }
    return all
  }
}
