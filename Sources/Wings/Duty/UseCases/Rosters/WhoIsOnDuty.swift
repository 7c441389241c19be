import Core
import Duty
import Kernel
import PeopleUseCases

/// Who is, was or will be on duty at an instant, by what was in force then, and why.
public struct WhoIsOnDuty: Query {
  /// Nil: now.
  public var at: Instant?
  /// The key of a team; nil: of all.
  public var team: String?
  /// One roster alone, also one that is closed.
  public var roster: RecordID?
  public var after: ListRosters.Position?
  public var limit: Int

  public init(
    at: Instant? = nil, team: String? = nil, roster: RecordID? = nil, after: ListRosters.Position? = nil,
    limit: Int = PageLimits.usual
  ) {
    (self.at, self.team, self.roster, self.after, self.limit) = (at, team, roster, after, limit)
  }

  public func answer(from look: Look) throws -> OnDuty {
    try look.principal.require(.seeRosters)
    let instant = at ?? look.now
    guard instant >= .earliest + .days(800), instant <= .latest - .days(800) else {
      throw MainstayError.field("at", "lies too far away")
    }
    if let team, try !PeopleStore.teamExists(team, in: look.transaction) {
      throw MainstayError.field("team", "there is no team \(team.prefix(60))")
    }
    let limit = PageLimits.clamp(limit)
    var rows =
      try roster.map { [try look.roster($0)] }
      ?? RosterStore.running(at: instant, of: team, after: after, limit: limit + 1, in: look.transaction)
    let hasMore = rows.count > limit
    if hasMore { rows.removeLast() }
    let span = DutySpan(from: instant, to: instant + DutyLimits.gapsAhead)
    let loaded = try look.load(rows, in: span)
    let items = rows.compactMap { row -> OnDuty.Item? in
      guard let history = loaded.histories[row.id], let plan = loaded.latest[row.id] else { return nil }
      return OnDuty.Item(
        roster: DutyRoster(id: row.id, team: row.team, name: history.version(at: instant)?.plan.name ?? plan.plan.name),
        place: history.onDuty(at: instant),
        until: history.shifts(from: span.from, to: span.to).first?.span.to ?? instant,
        reasons: history.reasons(at: instant))
    }
    return OnDuty(
      at: instant, items: items, next: hasMore ? rows.last.map { .init(team: $0.team, id: $0.id) } : nil,
      people: loaded.people, teams: try look.teamNames(of: rows), unreadable: loaded.unreadable)
  }
}

/// What `WhoIsOnDuty` finds.
public struct OnDuty: Sendable {
  public struct Item: Sendable {
    public var roster: DutyRoster
    public var place: DutyPlace
    /// Until when that stays so, at most `DutyLimits.gapsAhead` later.
    public var until: Instant
    public var reasons: [DutyReason]
  }

  public var at: Instant
  public var items: [Item]
  public var next: ListRosters.Position?
  public var people: DutyPeople
  /// Names of teams by their keys.
  public var teams: [String: String]
  /// What cannot be read, a line each; of the rosters that it belongs to nothing is said.
  public var unreadable: [String] = []
}

/// Where nobody will be on duty who should, of the rosters that run.
public struct ListDutyGaps: Query {
  /// How far ahead it is looked, in days.
  public var days: Int
  public var team: String?
  public var after: ListRosters.Position?
  /// Rosters of a page.
  public var limit: Int

  public init(
    days: Int = DutyLimits.gapDays, team: String? = nil, after: ListRosters.Position? = nil,
    limit: Int = PageLimits.most
  ) { (self.days, self.team, self.after, self.limit) = (days, team, after, limit) }

  public func answer(from look: Look) throws -> DutyGaps {
    try look.principal.require(.seeRosters)
    let span = DutySpan(from: look.now, to: look.now + (try DutySpans.gaps(days)))
    if let team, try !PeopleStore.teamExists(team, in: look.transaction) {
      throw MainstayError.field("team", "there is no team \(team.prefix(60))")
    }
    let limit = PageLimits.clamp(limit)
    var rows = try RosterStore.running(at: look.now, of: team, after: after, limit: limit + 1, in: look.transaction)
    let hasMore = rows.count > limit
    if hasMore { rows.removeLast() }
    let loaded = try look.load(rows, in: span)
    let items = rows.flatMap { row -> [DutyGaps.Item] in
      guard let history = loaded.histories[row.id], let plan = loaded.latest[row.id] else { return [] }
      let roster = DutyRoster(id: row.id, team: row.team, name: plan.plan.name)
      let mayChange = look.principal.mayEditRosters(of: row.team)
      return history.gaps(from: span.from, to: span.to)
        .map { .init(roster: roster, gap: $0, mayChange: mayChange) }
    }.sorted { ($0.gap.span.from, $0.roster.id) < ($1.gap.span.from, $1.roster.id) }
    return DutyGaps(
      items: items, rosters: rows.count, next: hasMore ? rows.last.map { .init(team: $0.team, id: $0.id) } : nil,
      people: loaded.people, teams: try look.teamNames(of: rows), until: span.to, unreadable: loaded.unreadable)
  }
}

/// What `ListDutyGaps` finds.
public struct DutyGaps: Sendable {
  public struct Item: Sendable {
    public var roster: DutyRoster
    public var gap: DutyShift
    /// Whether the reader may give it to somebody.
    public var mayChange: Bool
  }

  /// By beginning.
  public var items: [Item]
  /// Rosters that were looked at.
  public var rosters: Int
  public var next: ListRosters.Position?
  public var people: DutyPeople
  /// Names of teams by their keys.
  public var teams: [String: String]
  public var until: Instant
  /// What cannot be read, a line each; of the rosters that it belongs to nothing is said.
  public var unreadable: [String] = []
}

extension DutyPlace {
  /// Why nobody is there; nil where somebody is.
  public var gap: DutyGap? {
    if case .nobody(let reason) = holder { return reason }
    return nil
  }
}
