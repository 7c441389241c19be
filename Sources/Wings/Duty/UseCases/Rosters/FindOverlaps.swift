import Core
import Duty
import Kernel
import PeopleUseCases

/// Where people have duty on other rosters at the same time, as a roster names them.
public struct OverlapsOfRoster: Hashable, Sendable {
  public struct Item: Hashable, Sendable {
    public var overlap: DutyOverlap
    /// The other roster.
    public var roster: DutyRoster
  }
  /// By beginning, at most `most`.
  public var items: [Item] = []
  public var hasMore = false

  public static let most = 100

  public init() {}
}

/// Where somebody has duty on other rosters within a stretch: what is said as duty is given to them. It keeps nobody from
/// it, as small desks have one person on several rosters by intent.
public struct FindOverlaps: Query {
  public var roster: RecordID
  /// The sign-in name; nil: everybody who has duty on the roster.
  public var person: String?
  public var from: Instant
  public var to: Instant

  /// Whether the person is taken to have all of the stretch, as they would by a swap that waits.
  public var isGiven = false

  public init(on roster: RecordID, of person: String? = nil, from: Instant, to: Instant) {
    (self.roster, self.person, self.from, self.to) = (roster, person, from, to)
  }

  /// Of duty that would be given to somebody.
  public init(givenOn roster: RecordID, to person: String, from: Instant, to end: Instant) {
    self.init(on: roster, of: person, from: from, to: end)
    isGiven = true
  }

  /// - Throws: `notFound`.
  public func answer(from look: Look) throws -> OverlapsOfRoster {
    try look.principal.require(.seeRosters)
    guard to > from else { throw MainstayError.field("to", "must be after the beginning") }
    // Of what goes on for longer the beginning is looked at.
    let span = DutySpan(from: from, to: min(to, from + DutyLimits.asked))
    let row = try look.roster(roster)
    let shifts = try look.load([row], in: span).histories[row.id]?.shifts(from: span.from, to: span.to) ?? []
    let only = try person.map { try PeopleStore.person(named: $0, in: look.transaction)?.id ?? RecordID("") }
    if isGiven, let only {
      let whole = DutyShift(span: span, place: DutyPlace(holder: .person(only), source: .none))
      return try look.overlaps(of: row, [whole], in: span)
    }
    return try look.overlaps(of: row, shifts.filter { only == nil || $0.person == only }, in: span)
  }
}

extension Look {
  /// Where those who have some shifts of a roster have duty on others too.
  ///
  /// - Parameter shifts: Of the roster, within `span`.
  func overlaps(of row: RosterRow, _ shifts: [DutyShift], in span: DutySpan) throws -> OverlapsOfRoster {
    var found = OverlapsOfRoster()
    let people = Set(shifts.compactMap(\.person))
    guard !people.isEmpty else { return found }
    // Whom somebody else is deputy for stands on the other roster, and not the deputy.
    let represented = try people.sorted().prefix(OverlapsOfRoster.most)
      .flatMap { try DutyStore.deputised(by: $0, in: span, transaction) }
    let others = try RosterStore.naming(
      people.union(represented), limit: ShowMyDuty.rosters, in: transaction
    ).filter { $0.id != row.id }
    let loaded = try load(others, in: span)
    let overlaps = DutyOverlap.find(
      shifts, beside: loaded.histories.mapValues { $0.shifts(from: span.from, to: span.to) })
    let rows = Dictionary(uniqueKeysWithValues: others.map { ($0.id, $0) })
    found.hasMore = overlaps.count > OverlapsOfRoster.most
    found.items = overlaps.prefix(OverlapsOfRoster.most).compactMap { overlap in
      guard let other = rows[overlap.roster], let plan = loaded.latest[overlap.roster] else { return nil }
      return .init(
        overlap: overlap, roster: DutyRoster(id: other.id, team: other.team, name: plan.plan.name))
    }
    return found
  }
}
