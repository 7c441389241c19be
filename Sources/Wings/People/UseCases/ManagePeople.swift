import Core
import Journal
import Kernel
import Storage

/// A person as an administrator describes one.
public struct PersonDraft: Hashable, Sendable {
  public var name: String
  public var displayName: String
  public var email: String?
  public var role: Role
  public var organisation: String?
  public var teams: [String]
  public var isActive: Bool
  /// Where the role holds.
  public var reach: HomeReach

  public init(
    name: String, displayName: String, email: String? = nil, role: Role, organisation: String? = nil,
    teams: [String] = [], isActive: Bool = true, reach: HomeReach = .everything
  ) {
    self.reach = reach
    (self.name, self.displayName, self.email, self.role) = (name, displayName, email, role)
    (self.organisation, self.teams, self.isActive) = (organisation, teams, isActive)
  }

  func faults(in tx: any Transaction) throws -> [FieldFault] {
    var faults: [FieldFault] = []
    let letters = name.utf8.allSatisfy {
      (97...122).contains($0) || (48...57).contains($0) || [0x2d, 0x2e, 0x5f].contains($0)
    }
    if TextBounds.signInName.fault(in: name) != nil || !letters {
      faults.append(FieldFault("name", "has 1 to 60 characters: a to z, 0 to 9, dot, dash, underscore"))
    } else if name.utf8.allSatisfy({ $0 == 0x2e }) || PersonDraft.taken.contains(name) {
      faults.append(
        FieldFault("name", "cannot be \(name), which means something else in filters, addresses or the journal"))
    } else if name.hasPrefix(PersonErasure.mark) {
      faults.append(FieldFault("name", "may not begin with \(PersonErasure.mark), as names of erased people do"))
    }
    faults += TextBounds.displayName.faults(in: displayName, at: "displayName")
    if let email, !PersonDraft.isMailAddress(email) {
      faults.append(FieldFault("email", "is no mail address"))
    }
    if let organisation { faults += nameFaults(organisation, "organisation") }
    if role == .system { faults.append(FieldFault("role", "is reserved to the product")) }
    if role == .admin, reach != .everything {
      faults.append(FieldFault("reach", "is everything for administrators: they run the whole desk"))
    }
    if reach == .organisation, organisation == nil {
      faults.append(FieldFault("reach", "is their organisation, and they belong to none; say which first"))
    }
    if teams.count > PeopleLimits.teamsOfPerson {
      faults.append(FieldFault("teams", "may have at most \(PeopleLimits.teamsOfPerson) entries"))
      return faults
    }
    for (index, team) in teams.enumerated() where try !PeopleStore.teamExists(team, in: tx) {
      faults.append(
        FieldFault(
          "teams[\(index)]",
          "there is no team \(team); add it first: under Teams on the page People, by "
            + "POST /api/v1/teams, or mainstay team add"))
    }
    return faults
  }
}

extension PersonDraft {
  /// Words that filters know, and parts of the product that act by themselves.
  private static let taken: Set = ["me", "none", "nobody", "system", "engine", "mainstay"]

  /// RFC 5321 and 6531, without quoted local parts and without address literals.
  private static func isMailAddress(_ text: String) -> Bool {
    guard TextBounds.mailAddress.fault(in: text) == nil, !text.unicodeScalars.contains(where: \.properties.isWhitespace)
    else { return false }
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    return parts.count == 2 && (1...64).contains(parts[0].utf8.count) && !parts[1].isEmpty
  }
}

/// Adds somebody who can sign in once a password is set.
public struct AddPerson: Command {
  public var draft: PersonDraft
  /// Tickets that were opened or imported for this name before become the person's to read; not asked where there are
  /// none.
  public var takesTickets: Bool
  public init(_ draft: PersonDraft, takesTickets: Bool = false) {
    (self.draft, self.takesTickets) = (draft, takesTickets)
  }

  public func perform(in work: Work) throws -> Person {
    try work.principal.require(.managePeople)
    if draft.role.governs { try work.look.requireFreshProof() }
    try work.look.requireMayGive(draft)
    _ = try work.look.requireMayJoin(Set(draft.teams))
    if !takesTickets, TextBounds.signInName.fault(in: draft.name) == nil,
      try work.app.parts[PersonWatch.self].contains(where: { try $0.hasFor(draft.name, work.look) }),
      try PeopleStore.person(named: draft.name, in: work.transaction) == nil
    {
      throw MainstayError.field(
        "takesTickets",
        "there are tickets for \(draft.name) already, whom this person will be; say whether they should read them")
    }
    return try work.add(draft, hash: nil)
  }
}

/// What a draft would be refused for, so that a form can name it beside its other faults.
public struct CheckPerson: Query {
  public var draft: PersonDraft
  public init(_ draft: PersonDraft) { self.draft = draft }

  public func answer(from look: Look) throws -> [FieldFault] {
    try look.principal.require(.managePeople)
    return try draft.faults(in: look.transaction)
  }
}

/// Changes a person; deactivating ends sessions and tokens at once and for good. The tickets of who can no longer sign in
/// stay theirs, stand in a view of the desk, and are told of.
public struct ChangePerson: Command {
  public var draft: PersonDraft
  public var expecting: Int?
  /// `draft.name` says whom; the name itself does not change.
  public init(_ draft: PersonDraft, expecting: Int? = nil) { (self.draft, self.expecting) = (draft, expecting) }

  public func perform(in work: Work) throws -> Person {
    try work.principal.require(.managePeople)
    guard let old = try PeopleStore.person(named: draft.name, lock: true, in: work.transaction) else {
      throw MainstayError.notFound(kind: "person", id: draft.name)
    }
    if let expecting, expecting != old.version {
      throw MainstayError.stale(kind: "person", id: draft.name, yours: expecting, current: old.version)
    }
    try work.look.requireNotErased(old.id)
    let faults = try draft.faults(in: work.transaction)
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    if old.id == work.principal.id, !draft.isActive || draft.role != old.role || draft.reach != old.reach {
      throw MainstayError.conflict(
        code: "own-account", message: "Nobody changes their own role or where it holds, or deactivates themselves.")
    }
    try work.look.requireCovers(old.id)
    try work.look.requireMayGive(draft)
    let getsMore = try work.look.requireMayJoin(Set(draft.teams).subtracting(old.teams))
    if old.role == .admin, old.isActive, draft.role != .admin || !draft.isActive { try work.requireOtherAdmin(old) }
    if draft.role == .requester, old.role != .requester, draft.isActive {
      for watch in work.app.parts[PersonWatch.self] { try watch.becomesRequester(old, work) }
    }
    if draft.role != old.role || draft.reach != old.reach || draft.role.governs && draft.isActive && !old.isActive {
      try work.look.requireFreshProof()
    }
    let person = Person(
      id: old.id, name: old.name, displayName: draft.displayName, email: draft.email, role: draft.role,
      organisation: draft.organisation, teams: Array(Set(draft.teams)).sorted(), isActive: draft.isActive,
      version: old.version + 1, reach: draft.reach)
    try PeopleStore.update(person, in: work.transaction)
    try work.record(
      [
        Happening(
          kind: "person.changed", at: work.now,
          payload: person.journaled().with(SideRecord.member, work.coverSide(.person, person.id)))
      ], on: "person/\(person.id)")
    for watch in work.app.parts[PersonWatch.self] { try watch.changed(person, work) }
    // A link that was handed over for one role is none for another, nor for who holds more.
    if person.role != old.role || person.reach != old.reach || getsMore {
      try SignInLinkStore.delete(of: person.id, in: work.transaction)
    }
    if !person.isActive {
      try work.endAccess(of: person.id, andTokens: true)
      if old.isActive { for watch in work.app.parts[PersonWatch.self] { try watch.leaves(person, work) } }
    } else if !person.role.has(.managePeople) {
      // Who may make no tokens in others' names any more stands behind none.
      try work.recordRevocations(TokenStore.revokeMade(by: person.id, at: work.now, in: work.transaction))
    }
    return person
  }
}

extension Work {
  func add(_ draft: PersonDraft, hash: String?) throws -> Person {
    var faults = try draft.faults(in: transaction)
    if try PeopleStore.person(named: draft.name, in: transaction) != nil {
      faults.append(FieldFault("name", "is taken; choose another"))
    } else if try SubjectStore.isFormer(DataSubject.former(draft.name), in: transaction) {
      faults.append(
        FieldFault("name", "was that of somebody who was erased, and stands in entries of before; take another"))
    }
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    let person = Person(
      id: try SubjectStore.subject(named: draft.name, in: transaction)?.id ?? newID(), name: draft.name,
      displayName: draft.displayName, email: draft.email, role: draft.role,
      organisation: draft.organisation, teams: Array(Set(draft.teams)).sorted(), isActive: draft.isActive, version: 1,
      reach: draft.reach)
    do {
      try PeopleStore.insert(person, password: hash, at: now, in: transaction)
    } catch StorageError.unique {
      throw MainstayError.field("name", "is taken; choose another")
    }
    let (name, isNew) = try addSubject(person.id, named: person.name)
    try record(
      [
        Happening(
          kind: "person.added", at: now,
          payload: person.journaled(as: name).with(SideRecord.member, coverSide(.person, person.id)))
      ], on: "person/\(person.id)", isNew: isNew)
    return person
  }
}

extension Look {
  /// Refuses to make somebody of whom the role would allow what the asker may not do there.
  fileprivate func requireMayGive(_ draft: PersonDraft) throws {
    let allowed = try allowed(by: draft.role.rawValue)
    // Everybody has what is their own.
    for scope in draft.reach.scopes(teams: draft.teams, organisation: draft.organisation) where scope != .own {
      try requireCovers(allowed, in: scope, at: "role")
    }
  }
}

extension Work {
  /// Refuses to take away the last administrator who can sign in. Others who take one away wait until this has ended.
  fileprivate func requireOtherAdmin(_ person: Person) throws {
    try ErasureStore.lockAdministrators(in: transaction)
    guard try ErasureStore.otherAdministrators(than: person.id, in: transaction) == 0 else { return }
    throw MainstayError.conflict(
      code: "last-administrator",
      message: "\(person.name) is the last administrator who can sign in. Make another one first.")
  }
}

extension Person {
  /// What the journal keeps: the sign-in name once, sealed; of the mail address, the display name and the password
  /// only a digest, beside this.
  func journaled(as sealed: String? = nil) -> JSON {
    .members([
      "name": .text(sealed), "role": .string(role.rawValue), "organisation": .text(organisation),
      "teams": .array(teams.map(JSON.string)), "active": .bool(isActive),
      "reach": reach == .everything ? nil : .string(reach.rawValue),
    ])
  }
}

/// Adds a team.
public struct AddTeam: Command {
  public var team: Team
  public init(key: String, name: String) { team = Team(key: key, name: name) }

  public func perform(in work: Work) throws -> Team {
    try work.principal.require(.managePeople)
    let faults = nameFaults(team.key, "key") + TextBounds.label.faults(in: team.name, at: "name")
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    guard try PeopleStore.countTeams(in: work.transaction) < PeopleLimits.teams else {
      throw MainstayError.limit(name: "teams", limit: PeopleLimits.teams)
    }
    guard try PeopleStore.insert(team, at: work.now, in: work.transaction) else {
      throw MainstayError.field("key", "is taken; choose another")
    }
    try work.record(
      [Happening(kind: "team.added", at: work.now, payload: ["name": .string(team.name)])], on: "team/\(team.key)")
    return team
  }
}

/// Gives a team another name. Its key stays: agreements, filters and programs call it by that.
public struct RenameTeam: Command {
  public var team: Team
  public init(key: String, name: String) { team = Team(key: key, name: name) }

  public func perform(in work: Work) throws -> Team {
    try work.principal.require(.managePeople)
    let faults = TextBounds.label.faults(in: team.name, at: "name")
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    guard let old = try PeopleStore.teamName(team.key, in: work.transaction) else {
      throw MainstayError.notFound(kind: "team", id: team.key)
    }
    guard old != team.name else { return team }
    try PeopleStore.rename(team, in: work.transaction)
    try work.record(
      [Happening(kind: "team.renamed", at: work.now, payload: ["name": .string(team.name)])], on: "team/\(team.key)")
    return team
  }
}

/// All teams, by key.
public struct ListTeams: Query {
  /// The first so many of them.
  public var limit: Int
  public init(limit: Int = PeopleLimits.teams) { self.limit = limit }

  public func answer(from look: Look) throws -> [Team] {
    try look.principal.require(.openTickets)
    return try PeopleStore.teams(limit: limit, in: look.transaction)
  }
}
