import Agreements
import BusinessTime
import Kernel
import ServiceLevels
import Storage

/// A calendar month of a zone.
struct MonthOfYear: Hashable {
  var year: Int
  var month: Int

  init(year: Int, month: Int) { (self.year, self.month) = (year, month) }

  /// The month in which an instant lies; of UTC where there is no zone.
  init(of instant: Instant, in zone: ZoneRules?) {
    let days = Int((instant.milliseconds - (instant.milliseconds < 0 ? 86_399_999 : 0)) / 86_400_000)
    let date = zone?.local(instant).date ?? CivilDate(daysSince1970: days)
    (year, month) = (date.year, date.month)
  }

  var next: MonthOfYear { month == 12 ? .init(year: year + 1, month: 1) : .init(year: year, month: month + 1) }

  func start(in zone: ZoneRules?) -> Instant {
    guard let date = CivilDate(year: year, month: month, day: 1) else { return .latest }
    return zone?.instant(of: date, secondOfDay: 0) ?? Instant(seconds: Int64(date.daysSince1970) * 86_400)
  }

  /// `2016-03`.
  var text: String { "\(year)-\(month < 10 ? "0" : "")\(month)" }
}

extension ComplianceStore {
  /// From the first to the last clock that is counted in the period, by when it ended or breached; one that has not ended
  /// by when it began, or where that was before the period, by the beginning of that. Nil where none is.
  static func span(_ clocks: ComplianceClocks, in tx: any Transaction) throws -> ClosedRange<Instant>? {
    let ends = try tx.first(
      """
      SELECT MIN(k.at), MAX(k.at) FROM (
        SELECT CASE WHEN c.state IN ('met', 'cancelled') THEN c.stopped_at WHEN c.state = 'breached' THEN c.breached_at
          ELSE c.started_at END AS at
        FROM \(clocks.clock) c WHERE \(clocks.condition) AND \(clocks.counted)) AS k
      """, clocks.values
    ) { (try $0.optionalInt64(0), try $0.optionalInt64(1)) }
    guard let first = ends?.0, let last = ends?.1 else { return nil }
    let lower = max(Instant(milliseconds: first), clocks.from)
    return lower...max(lower, Instant(milliseconds: last))
  }
}

extension ComplianceTally {
  mutating func add(_ state: ClockState, _ count: Int) {
    switch state {
    case .met: met += count
    case .breached: breached += count
    case .running: running += count
    case .paused: paused += count
    case .cancelled: cancelled += count
    case .neverDue: neverDue += count
    case .idle, .noTarget: break
    }
  }
}
