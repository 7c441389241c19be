import Core
import Duty
import Kernel
import PeopleUseCases

extension Look {
  /// Why people cannot stand on a roster, whether they can be reached or not: those who can are left out.
  func rosterFaults(of people: some Sequence<Person>) throws -> [RecordID: Standing.Fault] {
    let able = try holders(of: .ownDuty, among: Set(people.filter(\.isActive).map(\.id)))
    return people.reduce(into: [:]) { faults, person in
      if !person.isActive {
        faults[person.id] = .inactive
      } else if !able.contains(person.id) {
        faults[person.id] = .requester
      }
    }
  }

  /// Why people cannot be on duty now: those who can are left out. Who has no mail address is asked for ways of their
  /// own.
  func dutyFaults(of people: some Sequence<Person>) throws -> [RecordID: Standing.Fault] {
    var faults = try rosterFaults(of: people)
    let silent = people.filter { faults[$0.id] == nil && $0.email == nil }.map(\.id)
    let reached = try dutyReach(of: silent)
    for id in silent where reached[id]?.hasWay != true { faults[id] = .unreachable }
    return faults
  }
}

extension PersonWatch {
  /// Notes since when somebody who stands on a roster can be on duty, or cannot, with the change that makes it so.
  static let duty = PersonWatch(
    hasFor: { _, _ in false }, becomesRequester: { _, _ in }, leaves: { _, _ in }, open: { _, _ in nil },
    changed: { person, work in
      if try !work.look.rosterFaults(of: [person]).isEmpty { try work.revokeFeeds(of: person.id) }
      guard try !DutyStore.standings(of: [person.id], in: work.transaction).isEmpty else { return }
      try work.noteStanding(of: [person])
    })
}

extension Look {
  /// Whether somebody stands on a roster, or stood there.
  public func stands(onRoster person: RecordID) throws -> Bool {
    try !DutyStore.standings(of: [person], in: transaction).isEmpty
  }
}

extension Work {
  /// Notes how people stand now, of whom that is not known yet or was otherwise.
  func noteStanding(of people: some Sequence<Person>) throws {
    let people = people.sorted { $0.id < $1.id }
    let known = try DutyStore.standings(of: Set(people.map(\.id)), in: transaction)
    let faults = try look.dutyFaults(of: people)
    for person in people {
      let (last, fault) = (known[person.id]?.last, faults[person.id])
      guard last == nil || last?.fault != fault else { continue }
      // Two changes of one instant are one: the later row would have the same key.
      let since = max(now, (last?.since ?? .earliest) + .milliseconds(1))
      try add(
        StandingRow(person: person.id, standing: Standing(since: since, fault: fault)), "duty.standing")
    }
  }

  /// Notes how somebody stands whose ways to be reached have changed, where they stand on a roster.
  public func noteDutyStanding(of person: RecordID) throws {
    guard try !DutyStore.standings(of: [person], in: transaction).isEmpty,
      let person = try PeopleStore.people(ids: [person], in: transaction)[person]
    else { return }
    try noteStanding(of: [person])
  }

  /// Somebody who can be put on duty.
  ///
  /// - Throws: `invalid` with what is wrong, at `path`.
  func suitable(_ name: String, at path: String) throws -> Person {
    let person = try PeopleStore.person(named: name, in: transaction)
    switch Person.suitable(name, person, try look.rosterFaults(of: person.map { [$0] } ?? [])) {
    case .success: break
    case .failure(let unsuitable): throw MainstayError.field(path, unsuitable.reason)
    }
    guard let person else { throw MainstayError.notFound(kind: "person", id: name) }
    return person
  }
}

extension Person {
  /// Whether somebody can be put on a roster. Who has no mail address can, and is shown as a gap until they have one.
  static func suitable(
    _ name: String, _ person: Person?, _ faults: [RecordID: Standing.Fault]
  ) -> Result<RecordID, RosterDraft.Unsuitable> {
    guard let person else { return .failure(.init("nobody signs in as \(name.prefix(60))")) }
    switch faults[person.id] {
    case .inactive: return .failure(.init("\(person.displayName) cannot sign in any more"))
    case .requester: return .failure(.init("\(person.displayName) does not work at the desk"))
    case .unreachable, nil: return .success(person.id)
    }
  }
}
