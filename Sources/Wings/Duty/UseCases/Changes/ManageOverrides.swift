import Core
import Duty
import Kernel
import PeopleUseCases

/// Gives duty to somebody for a while, whoever would have it else.
public struct MakeOverride: Command {
  public var roster: RecordID
  /// A sign-in name.
  public var person: String
  /// Nil: now.
  public var from: Instant?
  public var to: Instant

  public init(_ roster: RecordID, person: String, from: Instant? = nil, to: Instant) {
    (self.roster, self.person, self.from, self.to) = (roster, person, from, to)
  }

  /// - Throws: `notFound`, `forbidden`, `conflict` where the roster is closed, `limit`, `invalid` with all faults.
  public func perform(in work: Work) throws -> DutyOverride {
    let row = try work.rosterToChange(roster, seen: nil)
    let span = try DutySpans.ahead(from: from, to: to, now: work.now)
    let person = try work.suitable(person, at: "person")
    try work.requirePresence(of: person, in: span, at: "person")
    guard
      try RosterStore.countOverrides(of: row.id, after: work.now, in: work.transaction) < DutyLimits.overrides
    else { throw MainstayError.limit(name: "overrides of a roster", limit: DutyLimits.overrides) }
    let made = DutyOverride(
      id: work.newID(), person: person.id, span: span, maker: work.principal.id, madeAt: work.now)
    let before = try work.shifts(of: row, in: span)
    try work.noteStanding(of: [person])
    try work.add(OverrideRow(roster: row.id, override: made), "roster.override-made")
    try work.announce(DeskBoard.change)
    try work.tell(.given, to: person.id, on: row, span)
    for (other, taken) in DutyDifference.holders(of: before, but: person.id) {
      try work.tell(.taken, to: other, on: row, taken)
    }
    return made
  }
}

/// Takes an override back: of what lies ahead, the plan decides again.
public struct EndOverride: Command {
  public var id: RecordID
  public init(_ id: RecordID) { self.id = id }

  /// - Throws: `notFound`, `forbidden`, `conflict` where it is over.
  public func perform(in work: Work) throws -> RecordID {
    try work.principal.require(.editRosters)
    guard var row = try RosterStore.override(id, in: work.transaction) else {
      throw MainstayError.notFound(kind: "override", id: id.text)
    }
    let roster = try work.look.roster(row.roster)
    try work.principal.requireEditing(of: roster.team)
    guard row.override.endedAt == nil, row.override.span.to > work.now else {
      throw MainstayError.conflict(code: "override-over", message: "This override is over already.")
    }
    row.override.endedAt = work.now
    try RosterStore.end(row.override, in: work.transaction)
    try work.note(row, "roster.override-ended")
    let left = DutySpan(from: max(work.now, row.override.span.from), to: row.override.span.to)
    try work.tell(.taken, to: row.override.person, on: roster, left)
    let after = try work.shifts(of: roster, in: left)
    for (other, given) in DutyDifference.holders(of: after, but: row.override.person) {
      try work.tell(.given, to: other, on: roster, given)
    }
    return row.roster
  }
}

extension Work {
  /// Refuses somebody who is away within a stretch.
  func requirePresence(of person: Person, in span: DutySpan, at path: String) throws {
    let absences = try DutyStore.absences(of: [person.id], in: span, transaction).map(\.absence)
    guard let one = absences.compactMap(\.holds).first(where: { $0.within(span) != nil }) else { return }
    throw MainstayError.field(
      path, "\(person.displayName) is away from \(one.from.rfc3339) to \(one.to.rfc3339)")
  }
}
