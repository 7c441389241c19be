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
  /// Tickets with a clock of the row whose course may depend on the target; each was replayed under every length.
  public var replayed = 0
  /// The clocks of all others.
  public var curve = TargetCurve()
  /// Whether `points` and `tightest` count those that were replayed too. They do where these are at most
  /// `CurveLimits.kept`.
  public var isWhole = true
  /// Where the share changes, for a drawing: at most `CurveLimits.points`.
  public var points: [WholeCurve.Point] = []
  /// By `CurveLimits.levels`.
  public var tightest: [Tightest] = []
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
    /// Whether it stands for those that are too many to be told apart.
    public var isRest = false
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
    /// Where the share reaches that; nil: at no time after which a clock stopped.
    public var met: WholeCurve.Point?
    /// Where the lower end of the interval reaches it.
    public var surely: WholeCurve.Point?
  }

  /// Clocks of the curve that still run or pause.
  public var stillRunning: Int { curve.running.count }
}

/// Tickets that share their exclusions.
private struct Kept: Sendable {
  var events: [[ClockEvent]]
  var exclusions: [Exclusion]
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
  /// Tickets that were replayed under each length, to be replayed under others; empty once they are too many.
  private var kept: [Kept] = []
  private(set) var keepsAll = true
  var rules: [CurveReport.RuleOutcome]
  var decisive = 0
  var deciding: [CurveReport.Deciding] = []

  init(lengths: Int, rules: [RuleChange]) {
    exact = Array(repeating: ComplianceTally(), count: lengths)
    newlyMet = Array(repeating: 0, count: lengths)
    newlyBreached = newlyMet
    self.rules = rules.map { CurveReport.RuleOutcome(change: $0) }
  }

  mutating func keep(_ events: [[ClockEvent]], _ exclusions: [Exclusion]) {
    guard keepsAll, !events.isEmpty else { return }
    kept.append(Kept(events: events, exclusions: exclusions))
    boundKept()
  }

  private mutating func boundKept() {
    guard kept.reduce(0, { $0 + $1.events.count }) > CurveLimits.kept else { return }
    (kept, keepsAll) = ([], false)
  }

  /// The curve with what was kept.
  func whole(_ curve: TargetCurve, _ trial: TargetTrial, asOf: Instant) -> WholeCurve {
    let stopped = kept.flatMap { kept in
      trial.clocks(of: kept.events, asOf: asOf, exclusions: kept.exclusions)
        .filter { $0.end == .stopped }.map(\.used.milliseconds)
    }
    let kept = kept
    return WholeCurve(curve, stopped: stopped) { target throws(MainstayError) in
      var tally = ComplianceTally()
      for kept in kept {
        tally =
          tally + (try trial.tally(of: kept.events, at: target, asOf: asOf, exclusions: kept.exclusions))
      }
      return tally
    }
  }

  mutating func count(_ group: String?, _ states: [ClockState]) {
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
    keepsAll = keepsAll && other.keepsAll
    kept = keepsAll ? kept + other.kept : []
    boundKept()
    for (group, tallies) in other.groups {
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
