import Core
import Duty
import Kernel
import PeopleUseCases

/// The rosters that run, by team and age, with who is on duty and whether there are gaps ahead.
public struct ListRosters: Query {
  /// Where a page ends: the next begins after it.
  public struct Position: Hashable, Sendable {
    public var team: String
    public var id: RecordID
    public init(team: String, id: RecordID) { (self.team, self.id) = (team, id) }
  }

  /// The key of a team; nil: of all.
  public var team: String?
  public var after: Position?
  public var limit: Int

  public init(team: String? = nil, after: Position? = nil, limit: Int = PageLimits.usual) {
    (self.team, self.after, self.limit) = (team, after, limit)
  }

  public func answer(from look: Look) throws -> RosterList {
    try look.principal.require(.seeRosters)
    let limit = PageLimits.clamp(limit)
    var rows = try RosterStore.running(at: look.now, of: team, after: after, limit: limit + 1, in: look.transaction)
    let hasMore = rows.count > limit
    if hasMore { rows.removeLast() }
    let span = DutySpan(from: look.now, to: look.now + DutyLimits.gapsAhead)
    let loaded = try look.load(rows, in: span)
    let items = rows.compactMap { row -> RosterList.Item? in
      guard let history = loaded.histories[row.id], let plan = loaded.latest[row.id] else { return nil }
      let shifts = history.shifts(from: span.from, to: span.to)
      let gaps = history.gaps(from: span.from, to: span.to)
      return RosterList.Item(
        roster: DutyRoster(id: row.id, team: row.team, name: plan.plan.name), timeZone: plan.plan.timeZone,
        version: row.version, now: shifts.first, next: NextDuty(after: shifts), gaps: gaps,
        mayChange: look.principal.mayEditRosters(of: row.team))
    }
    return RosterList(
      items: items, next: hasMore ? rows.last.map { Position(team: $0.team, id: $0.id) } : nil, people: loaded.people,
      teams: try look.teamNames(of: rows), until: span.to, unreadable: loaded.unreadable)
  }
}

/// A page of rosters.
public struct RosterList: Sendable {
  public struct Item: Sendable {
    public var roster: DutyRoster
    public var timeZone: String
    public var version: Int
    /// The shift of this moment, which ends within the stretch that was looked at, or later.
    public var now: DutyShift?
    /// Within `DutyLimits.gapsAhead`.
    public var next: NextDuty
    /// Where nobody will be, within `DutyLimits.gapsAhead`.
    public var gaps: [DutyShift]
    /// Whether the reader may change it.
    public var mayChange: Bool
  }

  public var items: [Item]
  /// Nil on the last page.
  public var next: ListRosters.Position?
  public var people: DutyPeople
  /// Names of teams by their keys.
  public var teams: [String: String]
  /// How far it was looked ahead.
  public var until: Instant
  /// What cannot be read, a line each; of the rosters that it belongs to nothing is said.
  public var unreadable: [String] = []
}

extension ListRosters.Position: CursorPosition {
  public var members: JSON { ["team": .string(team), "id": .string(id.text)] }

  public init?(members: JSON) {
    guard let team = members["team"]?.stringValue, let id = members["id"]?.stringValue else { return nil }
    self.init(team: team, id: RecordID(id))
  }
}
