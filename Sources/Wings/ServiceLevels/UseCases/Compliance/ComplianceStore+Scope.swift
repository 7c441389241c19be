import Agreements
import BusinessTime
import Kernel
import ServiceLevels
import Storage
import TicketsUseCases

/// Which clocks a compliance figure is about.
public struct ComplianceScope: Hashable, Sendable {
  /// An objective by its name, or a metric. Nil: every resolution and fulfilment, under whatever names.
  public var objective: String?
  /// Clocks that ended or breached at or after it; nil: from the beginning.
  public var from: Instant?
  /// And before it; nil: until now.
  public var to: Instant?

  public init(objective: String? = nil, from: Instant? = nil, to: Instant? = nil) {
    (self.objective, self.from, self.to) = (objective, from, to)
  }

  /// Whether any of the period lies behind `now`: before that, nothing can have ended in it.
  public func hasBegun(by now: Instant) -> Bool { from.map { $0 <= now } ?? true }

  /// Throws `invalid` where the period has not begun: all figures of it would be of something else.
  func requireBegun(by now: Instant) throws(MainstayError) {
    guard hasBegun(by: now) else {
      throw .field("from", "lies ahead: nothing has ended yet in this period, and what runs is bound by none")
    }
  }

  /// From the first to the last day of a zone, both included; UTC where there is no zone.
  public init(objective: String?, firstDay: CivilDate?, lastDay: CivilDate?, in zone: ZoneRules?) {
    func start(of day: CivilDate, plus days: Int) -> Instant {
      (zone ?? .utc).instant(of: CivilDate(daysSince1970: day.daysSince1970 + days), secondOfDay: 0)
    }
    self.init(
      objective: objective, from: firstDay.map { start(of: $0, plus: 0) }, to: lastDay.map { start(of: $0, plus: 1) })
  }
}

/// By what compliance is told apart.
public enum ComplianceDimension: String, CaseIterable, Hashable, Sendable {
  case priority, category, service, team, agreement, month

  /// The ticket's column; months are periods of their own.
  var column: String? {
    switch self {
    case .priority: "t.priority"
    case .category: "t.category"
    case .service: "t.service"
    case .team: "t.team"
    case .agreement: "t.agreement"
    case .month: nil
    }
  }
}

/// Bounds of compliance figures.
public enum ComplianceLimits {
  /// Groups that are told apart; the rest is one group, which says how many it holds.
  public static let groups = 500
  /// Months that are told apart; what is later is one group.
  public static let months = 240
  /// Hours within which clocks are asked for by their deadlines.
  public static let dueHours: Int64 = 8760
}

/// A scope as the statements need it: which clocks, as SQL, and the period with both ends.
struct ComplianceClocks {
  /// What the objective is called in results.
  let name: String
  let from: Instant
  let to: Instant
  /// A condition on `c`, a row of `clock`, in which `$1` is `value`.
  let condition: String
  let value: SQLValue
  /// The same as tallies have it.
  let tallied: TallyCondition
  /// Whether clocks that have not ended are counted in it also where they began before it: of a whole period, and of
  /// its first part. A later part counts those that began in it, so that the parts count each clock once.
  var takesEarlier = true
  /// What statements read in the place of `ticket` and `clock`: what the reader sees of them.
  let seen: SeenTables
  /// Whether the reader sees all tickets.
  let seesAll: Bool
  var ticket: String { seen.ticket }
  var clock: String { seen.clock }

  static let resolution = "resolution"

  /// Throws `notFound` where there is no such objective and it is no metric.
  ///
  /// - Parameters:
  ///   - sight: The tickets of which the reader sees figures.
  ///   - tallies: Where these figures are read from, so that names of objectives are looked for there.
  init(
    _ scope: ComplianceScope, seen sight: TicketSight, tallies: TalliedFigures? = nil, in tx: any Transaction
  ) throws {
    seesAll = sight == .all
    seen = SeenTables(sight, after: ComplianceClocks.ownValues)
    from = scope.from ?? .earliest
    to = scope.to ?? Instant(milliseconds: Instant.latest.milliseconds + 1)
    guard from < to else { throw MainstayError.field("to", "must lie after `from`") }
    guard let objective = scope.objective else {
      (name, value) = (ComplianceClocks.resolution, .text("fulfilment"))
      condition = "(c.metric = 'resolution' OR c.metric = $1)"
      tallied = .resolutions
      return
    }
    (name, value) = (objective, .text(objective))
    func exists(_ column: String) throws -> Bool {
      if let tallies { return try tallies.knows(objective: objective) }
      // Of another reader's tickets not even the names of objectives are told.
      let seen = SeenTables(sight, after: 1)
      return try tx.first(
        "SELECT 1 FROM \(seen.clock) c WHERE \(column) = $1 LIMIT 1", [.text(objective)] + seen.values
      ) { _ in true } != nil
    }
    if try exists("name") {
      condition = "c.name = $1"
      tallied = .objective(objective)
    } else if Metric(rawValue: objective) != nil {
      condition = "c.metric = $1"
      tallied = .metric(objective)
    } else {
      throw MainstayError.notFound(kind: "objective", id: objective)
    }
  }

  /// A part of a period.
  init(_ clocks: ComplianceClocks, from: Instant, to: Instant, isFirst: Bool) {
    takesEarlier = isFirst && clocks.takesEarlier
    (seen, seesAll) = (clocks.seen, clocks.seesAll)
    (name, condition, value, tallied) = (clocks.name, clocks.condition, clocks.value, clocks.tallied)
    (self.from, self.to) = (max(clocks.from, from), min(clocks.to, to))
  }

  /// Values of `$1` to `$3` in every statement, and of those by which tickets are seen.
  var values: [SQLValue] { [value, .integer(from.milliseconds), .integer(to.milliseconds)] + seen.values }
  private static let ownValues = 3

  /// Clocks that ended or breached in the period.
  static let judged = """
    ((c.state = 'met' AND c.stopped_at >= $2 AND c.stopped_at < $3)
      OR (c.state = 'breached' AND c.breached_at >= $2 AND c.breached_at < $3))
    """

  /// Clocks that have not ended and are counted in the period: a condition in which each parameter stands.
  var open: String {
    takesEarlier
      ? "c.started_at < $3 AND CAST($2 AS BIGINT) IS NOT NULL" : "c.started_at >= $2 AND c.started_at < $3"
  }

  /// All clocks that are counted in the period, each under its state.
  var counted: String {
    """
    (\(ComplianceClocks.judged)
      OR (c.state = 'cancelled' AND c.stopped_at >= $2 AND c.stopped_at < $3)
      OR (c.state IN ('running', 'paused', 'neverDue') AND \(open)))
    """
  }
}
