import BusinessTime
import Kernel

/// An agreement version made ready to run: names become small numbers, targets become milliseconds,
/// calendars stand beside the objectives that use them. Made once, used for any number of tickets.
public struct ClockPlan: Sendable {
  public let agreement: Agreement
  let objectives: ContiguousArray<PlannedObjective>
  /// Attributes that conditions name; an attribute's number is its index here.
  let attributes: [String: Int]
  /// Per attribute, the values that conditions name; 0 is every other value and none.
  let values: [[String: Int32]]
  /// Hold reasons that matter; a reason's number is its bit.
  let reasons: [String]
  let reasonNumbers: [String: Int]
  /// Teams and vendors that objectives name.
  let names: [String: Int32]
  /// Reasons that count as holds in the attribution of rule 19.
  let attributionPausing: UInt64
  /// The objective whose hours are the ticket's hours in the attribution.
  let attributionObjective: Int?

  /// The reason whose holds belong to the requester (rule 19).
  static let awaitingRequester = "awaiting-requester"
  static let requesterBit: UInt64 = 1

  /// - Throws: `MainstayError.invalid` where the agreement is faulty by itself or together with these calendars.
  public init(_ agreement: Agreement, calendars: [String: BusinessCalendar]) throws(MainstayError) {
    let faults = agreement.faults(workingDays: calendars.mapValues { $0.definition.workingDay })
    guard faults.isEmpty else { throw .invalid(faults) }
    self.agreement = agreement

    var reasons = [ClockPlan.awaitingRequester]
    for reason in agreement.knownReasons where reason != ClockPlan.awaitingRequester { reasons.append(reason) }
    self.reasons = reasons
    var numbers: [String: Int] = [:]
    for (index, reason) in reasons.enumerated() { numbers[reason] = index }
    reasonNumbers = numbers

    var attributes: [String: Int] = [:]
    var values: [[String: Int32]] = []
    for condition in agreement.objectives.flatMap(\.targets).flatMap(\.when) {
      let attribute = attributes[condition.attribute] ?? values.count
      if attribute == values.count {
        attributes[condition.attribute] = attribute
        values.append([:])
      }
      for value in condition.values where values[attribute][value] == nil {
        values[attribute][value] = Int32(values[attribute].count + 1)
      }
    }
    (self.attributes, self.values) = (attributes, values)

    var names: [String: Int32] = [:]
    for name in agreement.objectives.flatMap({ [$0.team, $0.vendor] }).compactMap({ $0 }) where names[name] == nil {
      names[name] = Int32(names.count)
    }
    self.names = names

    var planned = ContiguousArray<PlannedObjective>()
    for objective in agreement.objectives {
      guard let calendar = calendars[objective.calendar] else {
        throw .field("objectives[\(planned.count)].calendar", "there is no calendar \(objective.calendar)")
      }
      var pausing: UInt64 = 0
      for reason in agreement.pauseReasons(of: objective) { pausing |= 1 << UInt64(numbers[reason] ?? 0) }
      var rows = ContiguousArray<PlannedObjective.Row>()
      for (number, target) in objective.targets.enumerated() {
        let conditions = target.when.map { condition in
          let attribute = attributes[condition.attribute] ?? 0
          return PlannedObjective.Condition(
            attribute: attribute, values: ContiguousArray(condition.values.compactMap { values[attribute][$0] }))
        }
        rows.append(
          PlannedObjective.Row(
            conditions: ContiguousArray(conditions),
            found: FoundTarget(target.length, workingDay: calendar.definition.workingDay, row: Int32(number))))
      }
      planned.append(
        PlannedObjective(
          objective, calendar: calendar, pausing: pausing, rows: rows, team: objective.team.flatMap { names[$0] },
          vendor: objective.vendor.flatMap { names[$0] }))
    }
    objectives = planned
    attributionObjective = planned.firstIndex { $0.metric == .resolution || $0.metric == .fulfilment }
    if let attributionObjective {
      attributionPausing = planned[attributionObjective].pausing
    } else {
      var pausing: UInt64 = 0
      for reason in agreement.pauseReasons { pausing |= 1 << UInt64(numbers[reason] ?? 0) }
      attributionPausing = pausing
    }
  }
}

/// What a lookup of targets found: nothing, open milliseconds, or local days.
struct FoundTarget: Sendable {
  enum Kind: UInt8, Sendable { case none, open, local }
  var kind: Kind
  /// Milliseconds of an open target, days of a local one.
  var amount: Int64
  /// Index of the row among the objective's targets; -1: no row fits.
  var row: Int32

  static let none = FoundTarget(kind: .none, amount: 0, row: -1)

  init(kind: Kind, amount: Int64, row: Int32) { (self.kind, self.amount, self.row) = (kind, amount, row) }

  init(_ length: TargetLength, workingDay: Duration?, row: Int32) {
    switch length {
    case .open(let duration):
      self.init(
        kind: .open, amount: duration.length(day: workingDay ?? .zero)?.milliseconds ?? ClockLimit.never, row: row)
    case .localDays(let days): self.init(kind: .local, amount: days, row: row)
    }
  }

  /// Whether both promise the same: a ticket that moves between such rows keeps its target.
  func isSameLength(as other: FoundTarget) -> Bool { kind == other.kind && amount == other.amount }
}

/// Sentinels and bounds of the time line.
enum ClockLimit {
  /// An instant or length that is not there.
  static let none = Int64.min
  /// A length that no calendar can supply.
  static let never = Int64.max
  /// Longer than the whole time line from 0001 to 9999: never due, without asking the calendar.
  static let longest: Int64 = 316_000_000_000_000
  /// Segments listed for one cycle before the rest is summed up in one.
  static let segments = 5000
}

/// An objective ready to run. A class so that the inner loop passes one reference.
final class PlannedObjective: Sendable {
  struct Condition: Sendable {
    var attribute: Int
    var values: ContiguousArray<Int32>
  }
  struct Row: Sendable {
    var conditions: ContiguousArray<Condition>
    var found: FoundTarget
  }

  let objective: Objective
  let metric: Metric
  let calendar: BusinessCalendar
  /// Bits of the reasons that pause it.
  let pausing: UInt64
  let rows: ContiguousArray<Row>
  let team: Int32?
  let vendor: Int32?
  let rungs: ContiguousArray<PlannedRung>
  let hasWallRungs: Bool
  /// Whether a change of attributes can change its target.
  let hasConditions: Bool

  init(
    _ objective: Objective, calendar: BusinessCalendar, pausing: UInt64, rows: ContiguousArray<Row>, team: Int32?,
    vendor: Int32?
  ) {
    self.objective = objective
    metric = objective.metric
    self.calendar = calendar
    self.pausing = pausing
    self.rows = rows
    (self.team, self.vendor) = (team, vendor)
    rungs = ContiguousArray(
      objective.thresholds.map { PlannedRung($0, workingDay: calendar.definition.workingDay) })
    hasWallRungs = rungs.contains { $0.isWall }
    hasConditions = rows.contains { !$0.conditions.isEmpty }
  }

  /// The target of a ticket with these attribute values: the first row that matches.
  func target(for attributes: ContiguousArray<Int32>) -> FoundTarget {
    for row in rows {
      var matches = true
      for condition in row.conditions where !condition.values.contains(attributes[condition.attribute]) {
        matches = false
        break
      }
      if matches { return row.found }
    }
    return .none
  }
}

/// A rung as arithmetic.
struct PlannedRung: Sendable {
  /// Thousandths of a percent of the target; 0 for rungs at a distance.
  var share: Int64
  var isShare: Bool
  var isWall: Bool
  /// Milliseconds after the target, negative before it: of open targets and of local ones.
  var offset: Int64
  var localOffset: Int64

  init(_ rung: Rung, workingDay: Duration?) {
    func signed(_ length: ISO8601Duration, _ day: Duration, _ after: Bool) -> Int64 {
      let whole = min(length.length(day: day)?.milliseconds ?? ClockLimit.longest, ClockLimit.longest)
      return after ? whole : -whole
    }
    (share, isShare, isWall) = (0, false, false)
    switch rung.position {
    case .share(let thousandths):
      (share, isShare, offset, localOffset) = (thousandths, true, 0, 0)
    case .consumed(let length, let after):
      offset = signed(length, workingDay ?? .days(1), after)
      localOffset = signed(length, .days(1), after)
    case .wall(let length, let after):
      isWall = true
      offset = signed(length, .days(1), after)
      localOffset = offset
    }
  }

  /// The consumed time at which it is reached, never below zero; `ClockLimit.never` where there is none.
  func level(of target: Int64, isLocal: Bool) -> Int64 {
    guard target != ClockLimit.none, target != ClockLimit.never else { return ClockLimit.never }
    if isShare {
      let product = target.multipliedFullWidth(by: share)
      guard product.high < 100_000 else { return ClockLimit.never }
      let (quotient, remainder) = Int64(100_000).dividingFullWidth(product)
      return remainder > 0 ? quotient + 1 : quotient
    }
    let (sum, overflow) = target.addingReportingOverflow(isLocal ? localOffset : offset)
    return overflow ? ClockLimit.never : max(0, sum)
  }
}
