import Agreements
import Kernel
import ServiceLevels

/// What history says of one row of an objective's targets.
public struct CurveReport: Sendable {
  /// As it was answered: with the version and the instant.
  public var question: CurveQuestion
  /// What the agreement and the conditions of the row are.
  public var name: String
  public var conditions: [Condition]
  /// Of the objective whose row it is.
  public var recorded: Objective
  /// Whether tickets were left out of which the asker sees no compliance.
  public var isBounded: Bool
  /// Tickets that the agreement would have covered, and those of them that have a clock of the row.
  public var tickets = 0
  public var withClock = 0
  /// Tickets whose course may depend on the target; each was replayed under every length.
  public var replayed = 0
  /// The clocks of all others.
  public var curve = TargetCurve()
  /// The recorded length first, then the candidates in the order of the question.
  public var columns: [Column]
  /// By group; a group without a name last.
  public var groups: [Group] = []
  public var rules: [RuleOutcome]
  /// Tickets with a clock that is met at one of the lengths and breached at another.
  public var decisive = 0
  /// Those nearest to the recorded length; at most `CurveLimits.deciding`.
  public var deciding: [Deciding] = []

  /// One length.
  public struct Column: Hashable, Sendable {
    public var length: ISO8601Duration
    /// In open time.
    public var target: Duration
    /// All clocks of the row.
    public var tally = ComplianceTally()
    /// Of the clocks of the curve, censored ones counted as what they are.
    public var done = DoneWithin(naive: Share(0, of: 0), pessimistic: Share(0, of: 0), estimate: nil)
    /// Clocks breached at the recorded length and met here, and the other way round.
    public var newlyMet = 0
    public var newlyBreached = 0
  }

  public struct Group: Hashable, Sendable {
    public var name: String?
    /// By column.
    public var tallies: [ComplianceTally]
  }

  public struct RuleOutcome: Hashable, Sendable {
    public var change: RuleChange
    public var tally = ComplianceTally()
    /// Tickets beside the recorded rules and length.
    public var newlyMet = 0
    public var newlyBreached = 0
  }

  /// A ticket whose clock is met at one of the lengths and breached at another.
  public struct Deciding: Hashable, Sendable {
    public var number: String
    public var group: String?
    public var cycle: Int
    /// Open time used, as recorded rules count it.
    public var used: Duration
    /// By column.
    public var states: [ClockState]
  }

  public struct Tightest: Hashable, Sendable {
    public var percent: Int
    /// That the share reaches; nil: none does.
    public var target: Duration?
    /// That the lower end of the interval reaches.
    public var surely: Duration?
  }

  /// Of the clocks of the curve.
  public var tightest: [Tightest] {
    CurveLimits.levels.map {
      Tightest(
        percent: $0, target: curve.tightest(percent: $0), surely: curve.tightest(percent: $0, surely: true))
    }
  }

  /// Clocks of the curve that still run or pause.
  public var stillRunning: Int { curve.running.count }
}

/// What portions of tickets come to.
struct CurveTally: Sendable {
  var tickets = 0
  var withClock = 0
  var replayed = 0
  var stopped: [Int64] = []
  var running: [Int64] = []
  var cancelled: [Int64] = []
  /// Of tickets that were replayed, by column.
  var exact: [ComplianceTally]
  var newlyMet: [Int]
  var newlyBreached: [Int]
  var groups: [String?: [ComplianceTally]] = [:]
  var rules: [CurveReport.RuleOutcome]
  var decisive = 0
  var deciding: [CurveReport.Deciding] = []

  init(lengths: Int, rules: [RuleChange]) {
    exact = Array(repeating: ComplianceTally(), count: lengths)
    newlyMet = Array(repeating: 0, count: lengths)
    newlyBreached = newlyMet
    self.rules = rules.map { CurveReport.RuleOutcome(change: $0) }
  }

  mutating func count(_ group: String?, _ states: [ClockState]) {
    // Past the bound all is one group without a name.
    let group = groups[group] == nil && groups.count >= CurveLimits.groups ? nil : group
    var tallies = groups[group] ?? Array(repeating: ComplianceTally(), count: states.count)
    for (index, state) in states.enumerated() { tallies[index].add(open: state) }
    groups[group] = tallies
  }

  /// Notes a clock that is met at one length and breached at another.
  mutating func note(
    _ number: String, _ group: String?, cycle: Int, used: Duration, _ states: [ClockState], recorded: Duration
  ) {
    for (index, state) in states.enumerated() {
      if states[0] == .breached, state == .met { newlyMet[index] += 1 }
      if states[0] == .met, state == .breached { newlyBreached[index] += 1 }
    }
    guard states.contains(.met), states.contains(.breached) else { return }
    decisive += 1
    deciding.append(.init(number: number, group: group, cycle: cycle, used: used, states: states))
    if deciding.count >= 4 * CurveLimits.deciding { keepNearest(to: recorded) }
  }

  mutating func keepNearest(to recorded: Duration) {
    func distance(_ one: CurveReport.Deciding) -> UInt64 { (one.used - recorded).milliseconds.magnitude }
    deciding.sort { (distance($0), $0.number, $0.cycle) < (distance($1), $1.number, $1.cycle) }
    deciding = Array(deciding.prefix(CurveLimits.deciding))
  }

  mutating func add(_ other: CurveTally, recorded: Duration) {
    tickets += other.tickets
    withClock += other.withClock
    replayed += other.replayed
    stopped += other.stopped
    running += other.running
    cancelled += other.cancelled
    for index in exact.indices {
      exact[index] = exact[index] + other.exact[index]
      newlyMet[index] += other.newlyMet[index]
      newlyBreached[index] += other.newlyBreached[index]
    }
    for (group, tallies) in other.groups {
      let group = groups[group] == nil && groups.count >= CurveLimits.groups ? nil : group
      groups[group] = groups[group].map { zip($0, tallies).map { $0 + $1 } } ?? tallies
    }
    for index in rules.indices {
      rules[index].tally = rules[index].tally + other.rules[index].tally
      rules[index].newlyMet += other.rules[index].newlyMet
      rules[index].newlyBreached += other.rules[index].newlyBreached
    }
    decisive += other.decisive
    deciding += other.deciding
    keepNearest(to: recorded)
  }
}

extension ComplianceTally {
  /// What is paused or never due counts among what runs: whether it is depends on no target.
  mutating func add(open state: ClockState) {
    switch state {
    case .met: met += 1
    case .breached: breached += 1
    case .running, .paused, .neverDue: running += 1
    case .cancelled: cancelled += 1
    case .idle, .noTarget: break
    }
  }
}
