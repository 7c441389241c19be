import Agreements
import BusinessTime
import Kernel

/// One row of an objective's targets, ready to be tried with other lengths and other rules over histories of tickets.
///
/// The time that a clock has used is all that a verdict needs as long as nothing of its course depends on the target.
/// Two things make it depend: a reopened ticket whose next cycle has what was left of the target (rule 13, `continue`),
/// and a change by which it leaves the row, since a breached cycle keeps its target (rule 12), or comes to it where that
/// restarts the clock. A ticket with one of them is replayed under each length by itself; all others are replayed once.
public struct TargetTrial: Sendable {
  public let objective: Objective
  public let row: Int
  /// As the row says it.
  public let recorded: ISO8601Duration
  /// The recorded length first, then the candidates.
  public let lengths: [Duration]
  /// With the objective alone, without rungs, which decide no verdict.
  private let only: Agreement
  private let calendars: [String: BusinessCalendar]
  /// Under a length that nothing uses up.
  private let base: ClockPlan
  /// By length.
  private let plans: [ClockPlan]
  /// By change of the rules.
  private let others: [ClockPlan]
  private let conditions: Set<String>
  /// By row, its open time; nil of local days.
  private let rowLengths: [Duration?]

  /// Open time that no ticket uses up, and that every calendar can be asked for.
  private static let endless = Duration.hours(24 * 366 * 9000)

  /// - Parameters:
  ///   - row: Index of the row of the objective's targets.
  ///   - lengths: What the row is tried with, each of open time; days are working days of the objective's calendar.
  ///   - rules: Other rules that the objective is tried with, its targets being as they are.
  /// - Throws: `invalid` of `row` where there is none such or it promises local days, of `targets[i]` where a length has
  ///   days and the calendar declares no working day, or is none.
  public init(
    _ agreement: Agreement, objective name: String, row: Int, lengths: [ISO8601Duration],
    rules: [RuleChange] = [], calendars: [String: BusinessCalendar]
  ) throws(MainstayError) {
    guard let objective = agreement.objectives.first(where: { $0.name == name }) else {
      throw .field("objective", "the agreement has no objective \(name)")
    }
    guard objective.targets.indices.contains(row) else {
      throw .field("row", "\(name) has \(objective.targets.count) rows of targets, counted from 1")
    }
    guard case .open(let recorded) = objective.targets[row].length else {
      throw .field("row", "promises local days, of which the open time that clocks used says nothing; choose another")
    }
    let day = calendars[objective.calendar]?.definition.workingDay
    var found: [Duration] = []
    for (index, length) in ([recorded] + lengths).enumerated() {
      let path = index == 0 ? "row" : "targets[\(index - 1)]"
      guard length.days == 0 || day != nil else {
        throw .field(path, "is in days, and the calendar \(objective.calendar) says no working day")
      }
      guard let whole = length.length(day: day ?? .zero), whole > .zero, whole < TargetTrial.endless else {
        throw .field(path, "is no length that a clock can have")
      }
      found.append(whole)
    }
    (self.objective, self.row, self.recorded, self.lengths) = (objective, row, recorded, found)
    rowLengths = objective.targets.map { target in
      guard case .open(let length) = target.length else { return nil }
      return length.length(day: day ?? .zero)
    }
    conditions = Set(objective.targets.flatMap(\.when).map(\.attribute))
    var only = agreement
    (only.objectives, only.measures) = ([objective], [])
    only.objectives[0].thresholds = []
    (self.only, self.calendars) = (only, calendars)
    func plan(_ changed: Objective) throws(MainstayError) -> ClockPlan {
      try TargetTrial.plan(only, changed, calendars)
    }
    func plan(_ length: Duration) throws(MainstayError) -> ClockPlan {
      try plan(TargetTrial.changed(only.objectives[0], row, length))
    }
    base = try plan(TargetTrial.endless)
    var plans: [ClockPlan] = []
    for length in found { plans.append(try plan(length)) }
    self.plans = plans
    var others: [ClockPlan] = []
    for (index, change) in rules.enumerated() {
      guard !change.isNothing else { throw .field("rules[\(index)]", "changes nothing") }
      do {
        others.append(try plan(change.applied(to: only.objectives[0])))
      } catch .invalid(let faults) {
        throw .invalid(faults.map { FieldFault("rules[\(index)]", $0.message) })
      }
    }
    self.others = others
  }

  private static func plan(
    _ only: Agreement, _ objective: Objective, _ calendars: [String: BusinessCalendar]
  ) throws(MainstayError) -> ClockPlan {
    var only = only
    only.objectives = [objective]
    return try ClockPlan(only, calendars: calendars)
  }

  private static func changed(_ objective: Objective, _ row: Int, _ length: Duration) -> Objective {
    var objective = objective
    objective.targets[row].length = .open(ISO8601Duration(time: length))
    return objective
  }

  /// Whether the course of this ticket's clocks may depend on the target of the row.
  ///
  /// - Parameter events: As the engine takes them, in any order.
  public func dependsOnTarget(_ events: [ClockEvent]) -> Bool {
    let isSorted = zip(events, events.dropFirst()).allSatisfy { $0.at <= $1.at }
    let places = events.indices
    let order = isSorted ? Array(places) : places.sorted { (events[$0].at, $0) < (events[$1].at, $1) }
    var values: [String: String] = [:]
    var present: Int?
    var isOpened = false
    for place in order {
      switch events[place].kind {
      case .opened(let attributes, _, _) where !isOpened:
        isOpened = true
        for (name, value) in attributes where conditions.contains(name) { values[name] = value }
        present = found(for: values)
      case .reopened where objective.reopen == .continue: return true
      case .changed(let attributes) where isOpened:
        for (name, value) in attributes where conditions.contains(name) { values[name] = value }
        let next = found(for: values)
        guard next != present else { continue }
        // Which way a clock leaves the row depends on whether it was breached by then; that it comes to it does only
        // where a clock restarts, which it does not for the same length, and from a row of one of the lengths, whose
        // clock is taken along without a look at whether it was breached.
        if present == row || next == row && (objective.onChange == .restart || present.map(isTried) ?? false) {
          return true
        }
        present = next
      default: break
      }
    }
    return false
  }

  /// Whether a row has one of the lengths.
  private func isTried(_ other: Int) -> Bool { rowLengths[other].map(lengths.contains) ?? false }

  /// The first row that fits.
  private func found(for values: [String: String]) -> Int? {
    objective.targets.firstIndex { target in
      target.when.allSatisfy { condition in values[condition.attribute].map(condition.values.contains) ?? false }
    }
  }

  /// A clock of the row.
  public struct Clock: Hashable, Sendable {
    /// Number of the ticket as it was given.
    public var ticket: Int
    public var cycle: Int
    public var used: Duration
    public var end: TargetCurve.End

    /// How it stands at a target.
    public func state(at target: Duration) -> ClockState {
      if used > target { return .breached }
      return switch end {
      case .stopped: .met
      case .running: .running
      case .cancelled: .cancelled
      }
    }
  }

  /// The clocks of tickets whose course depends on no target.
  ///
  /// - Parameters:
  ///   - asOf: Clocks are seen as they stand at this instant.
  ///   - exclusions: Of all these tickets.
  public func clocks(of tickets: [[ClockEvent]], asOf: Instant, exclusions: [Exclusion]) -> [Clock] {
    var clocks: [Clock] = []
    TargetTrial.replay(base, tickets, asOf, exclusions) { verdict in
      guard verdict.row == row, let end = TargetCurve.End(verdict.state) else { return }
      clocks.append(Clock(ticket: verdict.ticket, cycle: verdict.cycle, used: verdict.elapsed, end: end))
    }
    return clocks
  }

  /// What the engine says of tickets under each length, whatever their course: by length, the clocks of the row.
  public func verdicts(of tickets: [[ClockEvent]], asOf: Instant, exclusions: [Exclusion]) -> [[ClockVerdict]] {
    plans.map { verdicts(under: $0, tickets, asOf, exclusions) }
  }

  /// How the clocks of the row of tickets that share their exclusions stand under any length, whatever their course.
  public func tally(
    of tickets: [[ClockEvent]], at length: Duration, asOf: Instant, exclusions: [Exclusion]
  ) throws(MainstayError) -> ComplianceTally {
    let plan = try TargetTrial.plan(only, TargetTrial.changed(only.objectives[0], row, length), calendars)
    var tally = ComplianceTally()
    for verdict in verdicts(under: plan, tickets, asOf, exclusions) { tally.add(open: verdict.state) }
    return tally
  }

  /// The same under the recorded length alone.
  public func recordedVerdicts(of tickets: [[ClockEvent]], asOf: Instant, exclusions: [Exclusion]) -> [ClockVerdict] {
    verdicts(under: plans[0], tickets, asOf, exclusions)
  }

  /// What the engine says of tickets under each change of the rules, in the order of the changes: the clocks of the row.
  public func verdictsByRules(
    of tickets: [[ClockEvent]], asOf: Instant, exclusions: [Exclusion]
  ) -> [[ClockVerdict]] {
    others.map { verdicts(under: $0, tickets, asOf, exclusions) }
  }

  private func verdicts(
    under plan: ClockPlan, _ tickets: [[ClockEvent]], _ asOf: Instant, _ exclusions: [Exclusion]
  ) -> [ClockVerdict] {
    var verdicts: [ClockVerdict] = []
    TargetTrial.replay(plan, tickets, asOf, exclusions) { if $0.row == row { verdicts.append($0) } }
    return verdicts
  }

  private static func replay(
    _ plan: ClockPlan, _ tickets: [[ClockEvent]], _ asOf: Instant, _ exclusions: [Exclusion],
    _ body: (ClockVerdict) -> Void
  ) {
    var replay = ClockReplay(plan: plan)
    for events in tickets { replay.add(events) }
    replay.forEachVerdict(asOf: asOf, exclusions: exclusions, body)
  }
}

extension TargetCurve.End {
  /// Nil of what has no part in it. Under a length that nothing uses up, nothing is breached.
  init?(_ state: ClockState) {
    switch state {
    case .met: self = .stopped
    case .running, .paused, .neverDue: self = .running
    case .cancelled: self = .cancelled
    case .breached, .idle, .noTarget: return nil
    }
  }
}
