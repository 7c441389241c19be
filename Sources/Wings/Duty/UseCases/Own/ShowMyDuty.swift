import Core
import Duty
import Kernel
import PeopleUseCases

/// One's own duty: shifts ahead, swaps that wait or are agreed on, absences, addresses of calendars.
public struct ShowMyDuty: Query {
  public init() {}

  /// How far ahead it looks.
  public static let ahead = Duration.days(42)
  /// How long a shift is told in full; a longer one goes on after that.
  static let longest = Duration.days(366)
  /// Rosters that are looked at.
  public static let rosters = 200

  public func answer(from look: Look) throws -> MyDuty {
    try look.principal.require(.ownDuty)
    let me = look.principal.id
    let span = DutySpan(from: look.now, to: look.now + ShowMyDuty.ahead)
    let rows = try look.rosters(concerning: me, in: span)
    // What begins within the stretch may end long after it.
    let whole = DutySpan(from: span.from, to: span.to + ShowMyDuty.longest)
    let loaded = try look.load(rows, in: whole)
    var shifts: [MyDuty.Shift] = []
    var swaps: [MyDuty.Swap] = []
    var overrides: [MyDuty.Override] = []
    var zones: [RecordID: String] = [:]
    for row in rows {
      guard let history = loaded.histories[row.id], let plan = loaded.latest[row.id] else { continue }
      let roster = DutyRoster(id: row.id, team: row.team, name: plan.plan.name)
      shifts += history.shifts(from: whole.from, to: whole.to)
        .filter { $0.person == me && $0.span.from < span.to }
        .map { .init(roster: roster, shift: $0, words: $0.words(on: history, name: loaded.people.name)) }
      zones[row.id] = plan.plan.timeZone
      overrides += (loaded.overrides[row.id] ?? []).filter { $0.person == me && $0.span.to > look.now }
        .map { .init(roster: roster, override: $0) }
      swaps += (loaded.swaps[row.id] ?? []).filter { $0.asker == me || $0.taker == me }
        .map { .init(roster: roster, swap: $0, isExpired: $0.isExpired(at: look.now)) }
    }
    let absences = try DutyStore.absences(of: [me], in: DutySpan(from: look.now, to: .latest), look.transaction)
      .map(\.absence).filter { $0.endedAt == nil }
    var people = loaded.people
    let missing = Set(absences.compactMap(\.deputy) + [me]).subtracting(people.keys)
    people.merge(try PeopleStore.people(ids: missing, in: look.transaction)) { first, _ in first }
    let ordered = shifts.sorted { ($0.shift.span.from, $0.roster.id) < ($1.shift.span.from, $1.roster.id) }
    return MyDuty(
      shifts: ordered,
      swaps: swaps.sorted { ($0.swap.begins, $0.swap.id) < ($1.swap.begins, $1.swap.id) },
      overrides: overrides.sorted {
        ($0.override.span.from, $0.override.id) < ($1.override.span.from, $1.override.id)
      }, timeZone: ordered.first.flatMap { zones[$0.roster.id] } ?? rows.first.flatMap { zones[$0.id] },
      absences: absences,
      feeds: try DutyStore.feeds(of: me, in: look.transaction).map { DutyFeed(id: $0.id, madeAt: $0.madeAt) },
      people: people, teams: try look.teamNames(of: rows), until: span.to, told: whole.to, unreadable: loaded.unreadable
    )
  }
}

/// What `ShowMyDuty` finds.
public struct MyDuty: Sendable {
  /// The place of the rail, which those have who stand on a roster.
  public static let path = "/duty"

  public struct Shift: Sendable {
    public var roster: DutyRoster
    public var shift: DutyShift
    /// By what it is one's own.
    public var words: String
  }

  public struct Swap: Sendable {
    public var roster: DutyRoster
    public var swap: DutySwap
    public var isExpired: Bool
  }

  /// An override that puts one on duty, or did before it was taken back.
  public struct Override: Sendable {
    public var roster: DutyRoster
    public var override: DutyOverride
  }

  /// By beginning.
  public var shifts: [Shift]
  public var swaps: [Swap]
  /// Those whose time is not over, by beginning.
  public var overrides: [Override] = []
  /// That of the roster of the first shift; nil of who is on none.
  public var timeZone: String?
  /// Those that have not ended.
  public var absences: [Absence]
  public var feeds: [DutyFeed]
  public var people: DutyPeople
  /// Names of teams by their keys.
  public var teams: [String: String]
  /// Shifts are those that begin before then.
  public var until: Instant
  /// A shift that ends then goes on after it.
  public var told: Instant
  /// What cannot be read, a line each; of the rosters that it belongs to nothing is said.
  public var unreadable: [String] = []
}

/// A roster by name.
public struct DutyRoster: Hashable, Sendable {
  public var id: RecordID
  /// The team's key.
  public var team: String
  public var name: String

  public init(id: RecordID, team: String, name: String) { (self.id, self.team, self.name) = (id, team, name) }
}

extension Look {
  /// The rosters that may give duty to somebody within a stretch, as one who is named or as a deputy.
  func rosters(concerning person: RecordID, in span: DutySpan) throws -> [RosterRow] {
    let represented = try DutyStore.deputised(by: person, in: span, transaction).sorted().prefix(20)
    return try RosterStore.naming(Set([person] + represented), limit: ShowMyDuty.rosters, in: transaction)
  }

  /// What the teams of rosters are called, by their keys.
  func teamNames(of rows: [RosterRow]) throws -> [String: String] {
    Dictionary(
      try teams(keys: Set(rows.map(\.team))).map { ($0.key, $0.name) }, uniquingKeysWith: { first, _ in first })
  }
}
