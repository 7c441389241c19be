import Core
import Duty
import Kernel
import PeopleUseCases

/// What can be swapped with somebody: one's own shifts ahead, and theirs on the same rosters.
public struct ShowSwapChoices: Query {
  /// The sign-in name of who would take duty; nil: nobody yet.
  public var taker: String?
  public init(with taker: String? = nil) { self.taker = taker }

  /// - Throws: `invalid` at `person` where nobody signs in so, or it is oneself.
  public func answer(from look: Look) throws -> SwapChoices {
    try look.principal.require(.ownDuty)
    let me = look.principal.id
    let own = try ShowMyDuty().answer(from: look)
    // Swaps change nothing where an override decides.
    var choices = SwapChoices(
      own: own.shifts.filter { !$0.shift.isByOverride }, theirs: [], teams: own.teams, told: own.told)
    choices.timeZone = own.timeZone
    guard let taker else { return choices }
    try look.principal.require(.seeRosters)
    guard let person = try PeopleStore.person(named: taker, in: look.transaction) else {
      throw MainstayError.field("person", "nobody signs in as \(taker.prefix(60))")
    }
    guard person.id != me else { throw MainstayError.field("person", "is you") }
    choices.taker = person
    let rows = try RosterStore.rosters(Set(choices.own.map(\.roster.id)), in: look.transaction)
    let loaded = try look.load(rows, in: DutySpan(from: look.now, to: own.told))
    for row in rows {
      guard let history = loaded.histories[row.id], let plan = loaded.latest[row.id] else { continue }
      let roster = DutyRoster(id: row.id, team: row.team, name: plan.plan.name)
      choices.theirs += history.shifts(from: look.now, to: own.told)
        .filter { $0.person == person.id && $0.span.from < own.until && !$0.isByOverride }
        .map { .init(roster: roster, shift: $0, words: $0.words(on: history, name: loaded.people.name)) }
    }
    choices.theirs.sort { ($0.shift.span.from, $0.roster.id) < ($1.shift.span.from, $1.roster.id) }
    return choices
  }
}

/// What `ShowSwapChoices` finds.
public struct SwapChoices: Sendable {
  /// By beginning; the first may have begun.
  public var own: [MyDuty.Shift]
  public var theirs: [MyDuty.Shift]
  public var taker: Person?
  /// Names of teams by their keys.
  public var teams: [String: String]
  /// A shift that ends then goes on after it.
  public var told: Instant
  /// As of `MyDuty`.
  public var timeZone: String?
}

extension DutyShift {
  fileprivate var isByOverride: Bool {
    if case .override = place.source { return true }
    return false
  }
}
