import BusinessTime
import Core
import Duty
import Kernel
import PeopleUseCases

/// One roster, with its shifts of a stretch.
public struct ShowRoster: Query {
  public var id: RecordID
  /// Nil: now.
  public var from: Instant?
  /// Nil: a week later.
  public var to: Instant?
  /// How far ahead gaps are looked for, in days.
  public var gapDays: Int

  public init(_ id: RecordID, from: Instant? = nil, to: Instant? = nil, gapDays: Int = DutyLimits.gapDays) {
    (self.id, self.from, self.to, self.gapDays) = (id, from, to, gapDays)
  }

  /// Plans that are listed, the newest first.
  public static let plans = 20

  /// - Throws: `notFound`, `invalid` where the stretch is none or too long.
  public func answer(from look: Look) throws -> RosterDetail {
    try look.principal.require(.seeRosters)
    let row = try look.roster(id)
    let begin = from ?? look.now
    let span = try DutySpans.asked(from: begin, to: to ?? begin + .days(7))
    let gapsTo = try look.now + DutySpans.gaps(gapDays)
    let ahead = DutySpan(from: look.now, to: look.now + DutyLimits.ahead)
    // What is in force now and ahead stands beside the stretch that is asked about.
    let loaded = try look.load([row], in: DutySpan(from: min(span.from, ahead.from), to: max(span.to, ahead.to)))
    guard let history = loaded.histories[row.id], let latest = loaded.latest[row.id] else {
      throw MainstayError.unreadable(
        record: "roster \(row.id)", reason: loaded.unreadable.first ?? "it has no plan")
    }
    let plans = try RosterStore.plans(of: row.id, limit: ShowRoster.plans, in: look.transaction)
    var people = loaded.people
    let makers = Set(plans.map(\.maker)).subtracting(people.keys)
    people.merge(try PeopleStore.people(ids: makers, in: look.transaction)) { first, _ in first }
    let reach = try look.dutyReach(of: latest.plan.people.sorted())
    let overlaps = try look.overlaps(
      of: row, history.shifts(from: look.now, to: gapsTo), in: DutySpan(from: look.now, to: gapsTo))
    return RosterDetail(
      roster: DutyRoster(id: row.id, team: row.team, name: latest.plan.name),
      teamName: try look.teamNames(of: [row])[row.team] ?? row.team, version: row.version, closedAt: row.closedAt,
      plan: latest.plan, remarks: try look.version(latest).remarks(from: look.now),
      zone: try look.zone(latest.plan.timeZone),
      plans: plans.map { .init(number: $0.number, from: $0.from, maker: $0.maker, madeAt: $0.madeAt) }, span: span,
      shifts: history.shifts(from: span.from, to: span.to), now: history.onDuty(at: look.now),
      next: NextDuty(after: history.shifts(from: look.now, to: look.now + DutyLimits.gapsAhead)),
      reasons: history.reasons(at: look.now),
      gaps: history.gaps(from: look.now, to: gapsTo), gapDays: gapDays, overlaps: overlaps,
      overrides: (loaded.overrides[row.id] ?? []).filter { ($0.holds?.to ?? .earliest) > look.now },
      swaps: (loaded.swaps[row.id] ?? []).filter {
        $0.state == .accepted && $0.lastExchange > look.now
          || $0.state == .asked && !$0.isExpired(at: look.now)
      }, people: people, reach: reach, mayChange: row.closedAt == nil && look.principal.mayEditRosters(of: row.team))
  }
}

/// What `ShowRoster` finds.
public struct RosterDetail: Sendable {
  public struct Made: Hashable, Sendable {
    public var number: Int
    /// From when on it is in force, unless one that was made later is.
    public var from: Instant
    public var maker: RecordID
    public var madeAt: Instant
  }

  public var roster: DutyRoster
  public var teamName: String
  public var version: Int
  public var closedAt: Instant?
  /// The plan that was made last; it may begin only later.
  public var plan: RosterPlan
  /// What that plan does that may not have been meant.
  public var remarks: [RosterRemark]
  public var zone: ZoneRules
  /// The newest first, at most `ShowRoster.plans`.
  public var plans: [Made]
  public var span: DutySpan
  /// The whole of `span`.
  public var shifts: [DutyShift]
  public var now: DutyPlace
  /// Within `DutyLimits.gapsAhead` from now.
  public var next: NextDuty
  /// How it comes about who is on duty now.
  public var reasons: [DutyReason]
  /// Where nobody will be, within `gapDays` from now.
  public var gaps: [DutyShift]
  public var gapDays: Int
  /// Where somebody has duty here and on another roster at once, within the same time.
  public var overlaps: OverlapsOfRoster
  /// Those that hold now or later.
  public var overrides: [DutyOverride]
  /// Those that wait for an answer, and those that were accepted and are not over.
  public var swaps: [DutySwap]
  public var people: DutyPeople
  /// How those whom the plan names can be told now; nobody where nothing knows.
  public var reach: [RecordID: DutyReachability]
  public var mayChange: Bool
}

extension DutySwap {
  /// The end of what changes hands last.
  public var lastExchange: Instant { max(given.to, returned?.to ?? given.to) }
}
