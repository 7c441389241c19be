import Core
import Duty
import Kernel
import PeopleUseCases

/// Says that somebody is away, oneself or somebody of a team whose rosters one changes. Why, is nobody's business here.
public struct NoteAbsence: Command {
  /// The sign-in name; nil: oneself.
  public var person: String?
  /// Nil: now.
  public var from: Instant?
  public var to: Instant
  /// The sign-in name of who takes the duty meanwhile.
  public var deputy: String?

  public init(person: String? = nil, from: Instant? = nil, to: Instant, deputy: String? = nil) {
    (self.person, self.from, self.to, self.deputy) = (person, from, to, deputy)
  }

  /// - Throws: `forbidden`, `limit`, `invalid` with the field.
  public func perform(in work: Work) throws -> Absence {
    try work.principal.require(.ownDuty)
    let person = try work.suitable(person ?? work.principal.name, at: "person")
    try work.requireSeeingTo(person)
    let span = try DutySpans.ahead(from: from, to: to, now: work.now)
    let deputy = try deputy.map { try work.suitable($0, at: "deputy") }
    if deputy?.id == person.id { throw MainstayError.field("deputy", "is who is away") }
    let others = try DutyStore.absences(
      of: [person.id], in: DutySpan(from: work.now, to: .latest), work.transaction
    ).map(\.absence)
    guard others.count(where: { $0.endedAt == nil }) < DutyLimits.absences else {
      throw MainstayError.limit(name: "absences of a person", limit: DutyLimits.absences)
    }
    let made = Absence(id: work.newID(), person: person.id, span: span, deputy: deputy?.id, madeAt: work.now)
    try work.noteStanding(of: [person] + (deputy.map { [$0] } ?? []))
    try work.add(AbsenceRow(absence: made, maker: work.principal.id), "duty.absence-noted")
    if let deputy { try work.tell(.deputyNamed, to: deputy.id, on: nil, span) }
    return made
  }
}

/// Ends an absence, or takes it back before it begins.
public struct EndAbsence: Command {
  public var id: RecordID
  public init(_ id: RecordID) { self.id = id }

  /// - Throws: `notFound` where it is none that the principal may see to, `conflict` where it is over.
  public func perform(in work: Work) throws -> Absence {
    try work.principal.require(.ownDuty)
    guard var row = try DutyStore.absence(id, in: work.transaction),
      let person = try PeopleStore.people(ids: [row.absence.person], in: work.transaction)[row.absence.person],
      work.maySeeTo(person)
    else { throw MainstayError.notFound(kind: "absence", id: id.text) }
    guard row.absence.endedAt == nil, row.absence.span.to > work.now else {
      throw MainstayError.conflict(code: "absence-over", message: "This absence is over already.")
    }
    row.absence.endedAt = work.now
    try DutyStore.end(row.absence, in: work.transaction)
    try work.note(row, "duty.absence-ended")
    if let deputy = row.absence.deputy {
      let left = DutySpan(from: max(work.now, row.absence.span.from), to: row.absence.span.to)
      try work.tell(.deputyReleased, to: deputy, on: nil, left)
    }
    return row.absence
  }
}

extension Work {
  /// Whether the principal says when somebody is away: oneself, and those of teams whose rosters one changes.
  fileprivate func maySeeTo(_ person: Person) -> Bool {
    person.id == principal.id || principal.may(.editAllRosters)
      || person.teams.contains(where: principal.mayEditRosters)
  }

  fileprivate func requireSeeingTo(_ person: Person) throws {
    guard maySeeTo(person) else { throw MainstayError.forbidden(permission: Permission.editAllRosters.name) }
  }
}
