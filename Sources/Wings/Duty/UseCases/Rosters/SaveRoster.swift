import Core
import Duty
import Kernel
import PeopleUseCases
import Storage

/// A roster as whoever saved it gets it back.
public struct SavedRoster: Hashable, Sendable {
  public var id: RecordID
  public var team: String
  public var version: Int
  /// The number of the plan that was made last.
  public var number: Int
  /// From when on it is in force.
  public var from: Instant
  public var plan: RosterPlan
  /// What the plan does that may not have been meant.
  public var remarks: [RosterRemark] = []
  /// Whom it names.
  public var people: DutyPeople = [:]
}

/// Makes a roster of a team.
public struct MakeRoster: Command {
  public var team: String
  public var draft: RosterDraft
  /// From when on it is in force; nil: now.
  public var from: Instant?

  public init(team: String, _ draft: RosterDraft, from: Instant? = nil) {
    (self.team, self.draft, self.from) = (team, draft, from)
  }

  /// - Throws: `invalid` with all faults, `limit` where the team has as many as there may be.
  public func perform(in work: Work) throws -> SavedRoster {
    try work.principal.require(.editRosters)
    guard try PeopleStore.teamExists(team, in: work.transaction) else {
      throw MainstayError.field("team", "there is no team \(team.prefix(60))")
    }
    try work.principal.requireEditing(of: team)
    guard try RosterStore.count(of: team, in: work.transaction) < DutyLimits.rostersOfTeam else {
      throw MainstayError.limit(name: "rosters of the team \(team)", limit: DutyLimits.rostersOfTeam)
    }
    let row = RosterRow(id: work.newID(), team: team, madeAt: work.now, version: 1)
    let plan = try work.plan(draft, of: row, after: nil, from: from)
    try work.transaction.insert(row)
    try work.note(row, "roster.made", isNew: true)
    try work.add(plan, "roster.planned")
    return try work.saved(row, plan, draft)
  }
}

/// Gives a roster another plan, from now or from a later instant on. What was in force before stays what it was.
public struct ChangeRoster: Command {
  public var id: RecordID
  public var draft: RosterDraft
  /// From when on it is in force; nil: now.
  public var from: Instant?
  /// The version that the change was decided on; nil takes any.
  public var expecting: Int?

  public init(_ id: RecordID, _ draft: RosterDraft, from: Instant? = nil, expecting: Int? = nil) {
    (self.id, self.draft, self.from, self.expecting) = (id, draft, from, expecting)
  }

  /// - Throws: `notFound`, `forbidden`, `stale`, `conflict` where it is closed, `invalid` with all faults.
  public func perform(in work: Work) throws -> SavedRoster {
    var row = try work.rosterToChange(id, seen: expecting)
    let last = try RosterStore.latestPlan(of: id, in: work.transaction)
    let plan = try work.plan(draft, of: row, after: last, from: from)
    if let last, last.plan == plan.plan, last.from <= work.now, from == nil { return try work.saved(row, last, draft) }
    row.version += 1
    try RosterStore.update(row, in: work.transaction)
    try work.note(row, "roster.changed")
    try work.add(plan, "roster.planned")
    return try work.saved(row, plan, draft)
  }
}

/// Closes a roster: from now on nobody has duty by it. Who had it before stays known.
public struct CloseRoster: Command {
  public var id: RecordID
  public var expecting: Int?
  public init(_ id: RecordID, expecting: Int? = nil) { (self.id, self.expecting) = (id, expecting) }

  /// - Throws: `notFound`, `forbidden`, `stale`, `conflict` where it is closed already.
  public func perform(in work: Work) throws {
    var row = try work.rosterToChange(id, seen: expecting)
    (row.closedAt, row.version) = (work.now, row.version + 1)
    try RosterStore.update(row, in: work.transaction)
    try work.note(row, "roster.closed")
    try work.announce(DeskBoard.change)
  }
}

extension SavedRoster {
  init(_ row: RosterRow, _ plan: PlanRow) {
    (id, team, version) = (row.id, row.team, row.version)
    (number, from, self.plan) = (plan.number, plan.from, plan.plan)
  }
}

extension Work {
  fileprivate func saved(_ row: RosterRow, _ plan: PlanRow, _ draft: RosterDraft) throws -> SavedRoster {
    try announce(DeskBoard.change)
    var saved = SavedRoster(row, plan)
    saved.remarks = draft.readings + (try look.version(plan)).remarks(from: now)
    saved.people = try PeopleStore.people(ids: plan.plan.people, in: transaction)
    return saved
  }

  /// A roster that the principal is to change, locked.
  func rosterToChange(_ id: RecordID, seen version: Int?) throws -> RosterRow {
    try principal.require(.editRosters)
    let row = try look.roster(id, lock: true)
    try principal.requireEditing(of: row.team)
    if let version, version != row.version {
      throw MainstayError.stale(kind: "roster", id: id.text, yours: version, current: row.version)
    }
    try requireRunning(row)
    return row
  }

  func requireRunning(_ row: RosterRow) throws {
    guard row.closedAt == nil else {
      throw MainstayError.conflict(code: "roster-closed", message: "This roster is closed.")
    }
  }

  /// The plan that a draft makes, whose people are known from now on.
  fileprivate func plan(
    _ draft: RosterDraft, of row: RosterRow, after last: PlanRow?, from: Instant?
  ) throws -> PlanRow {
    let people = try PeopleStore.people(signingInAs: draft.people, in: transaction)
    let unfit = try look.rosterFaults(of: people.values)
    let number = (last?.number ?? 0) + 1
    var faults: [FieldFault] = []
    let begin = from.map { $0 < now && $0 >= now - DutySpans.grace ? now : $0 } ?? now
    if begin < now { faults.append(FieldFault("from", "lies in the past, which stays as it was; begin now")) }
    if begin > now + DutyLimits.ahead { faults.append(FieldFault("from", "lies too far ahead")) }
    var made: RosterPlan?
    do throws(MainstayError) {
      made = try draft.plan(edition: number, knowing: Set(last?.plan.layers.map(\.key) ?? [])) {
        Person.suitable($0, people[$0], unfit)
      }
    } catch {
      guard case .invalid(let found) = error else { throw error }
      faults = found + faults
    }
    if !draft.timeZone.isEmpty {
      do {
        _ = try look.zone(draft.timeZone)
      } catch MainstayError.invalid(let found) {
        faults += found
      }
    }
    guard let made, faults.isEmpty else { throw MainstayError.invalid(faults) }
    try noteStanding(of: people.values.filter { made.people.contains($0.id) })
    return PlanRow(roster: row.id, number: number, from: begin, plan: made, maker: principal.id, madeAt: now)
  }
}
