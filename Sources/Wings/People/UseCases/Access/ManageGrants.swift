import Core
import Kernel
import Storage

/// Whom a grant is given to, by name.
public enum GrantHolder: Hashable, Sendable {
  /// By the sign-in name.
  case person(String)
  /// By the key.
  case team(String)
}

/// Gives a role to somebody, or to all of a team, in a scope.
public struct GiveGrant: Command {
  public var role: String
  public var to: GrantHolder
  public var scope: GrantScope
  /// Nil, or earlier on the day: at once. Who could do what before stays as it was.
  public var from: Instant?
  /// Nil: until somebody ends it.
  public var until: Instant?
  public var provenance: AccessGrant.Provenance
  /// Which group or rule it follows from.
  public var source: String?

  public init(
    _ role: String, to holder: GrantHolder, in scope: GrantScope, from: Instant? = nil, until: Instant? = nil,
    provenance: AccessGrant.Provenance = .hand, source: String? = nil
  ) {
    (self.role, to, self.scope, self.from, self.until) = (role, holder, scope, from, until)
    (self.provenance, self.source) = (provenance, source)
  }

  /// - Throws: `invalid` with all faults, also where the giver may not do there what the role allows; `conflict` where
  ///   the holder has it already; `limit` where they have as many as there may be.
  public func perform(in work: Work) throws -> AccessGrant {
    try work.principal.require(.manageAccess)
    try work.look.requireFreshProof()
    let holder = try work.look.holder(to)
    let role = try work.look.roleToGive(role)
    let faults = try check(in: work)
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    try check(role, in: work.look)
    try AccessRoleStore.lock(in: work.transaction)
    let grant = AccessGrant(
      id: work.newID(), holder: holder, role: role.key, scope: scope, from: max(from ?? work.now, work.now),
      until: until, givenBy: work.principal.name, givenAt: work.now, provenance: provenance, source: source)
    let others = try GrantStore.grants(of: holder, in: work.transaction)
    guard others.count < AccessRole.mostGrants else {
      throw MainstayError.limit(name: "grants of one holder", limit: AccessRole.mostGrants)
    }
    if others.contains(where: { $0.role == grant.role && $0.scope == grant.scope && $0.overlaps(grant) }) {
      throw MainstayError.conflict(
        code: "given-already", message: "They hold this role there for some of that time already. End that grant first."
      )
    }
    try GrantStore.insert(grant, in: work.transaction)
    try work.record(
      [Happening(kind: GrantProjection.given, at: work.now, payload: grant.journaled)], on: grant.stream)
    try SignInLinkStore.delete(of: holder, in: work.transaction)
    try work.announceStanding(of: holder)
    return grant
  }

  /// Refuses what the giver may not do there, or not for as long.
  private func check(_ role: AccessRole, in look: Look) throws {
    let lacking = try look.lacking(role.permissions, in: scope, until: until)
    guard lacking.there.isEmpty else {
      throw MainstayError.field("role", "would give what you may not do there yourself: \(lacking.words)")
    }
    guard lacking.longer.isEmpty else {
      throw MainstayError.field("until", "must lie no later than the end of what you hold yourself: \(lacking.words)")
    }
  }

  private func check(in work: Work) throws -> [FieldFault] {
    var faults: [FieldFault] = []
    switch scope {
    case .team(let key):
      if try !PeopleStore.teamExists(key, in: work.transaction) {
        faults.append(FieldFault("scope", "there is no team \(key)"))
      }
    case .desk(let key):
      switch try DeskTeamStore.isInUse(key, in: work.transaction) {
      case true?: break
      case false?: faults.append(FieldFault("scope", "the desk \(key) is not in use any more"))
      case nil: faults.append(FieldFault("scope", "there is no desk \(key); add it under Organisation first"))
      }
    case .organisation(let key): faults += nameFaults(key, "scope")
    case .everything, .own: break
    }
    if let until {
      if until <= work.now { faults.append(FieldFault("until", "has passed already")) }
      if let from, until <= from { faults.append(FieldFault("until", "must lie after `from`")) }
    }
    if let from, from < work.now - .days(1) {
      faults.append(FieldFault("from", "has passed already; a grant holds from when it is given at the earliest"))
    }
    if let from, from > work.now + .days(3660) { faults.append(FieldFault("from", "lies more than ten years ahead")) }
    if let source { faults += nameFaults(source, "source") }
    if (source == nil) != (provenance == .hand) {
      faults.append(FieldFault("source", "names the group or the rule, and stands with these alone"))
    }
    return faults
  }
}

/// Ends a grant at once.
public struct EndGrant: Command {
  public var id: RecordID
  public init(_ id: RecordID) { self.id = id }

  public func perform(in work: Work) throws {
    try work.principal.require(.manageAccess)
    try work.look.requireFreshProof()
    guard let grant = try GrantStore.grant(id, in: work.transaction) else {
      throw MainstayError.notFound(kind: "grant", id: id.text)
    }
    switch grant.holder {
    case .person(let person): try work.look.requireCovers(person)
    case .team(let team): try requireCovers(grant, of: team, in: work.look)
    }
    try work.end(grant)
  }
}

extension EndGrant {
  /// Refuses to end what a team holds and the asker may not do, as it would be refused to give it.
  private func requireCovers(_ grant: AccessGrant, of team: String, in look: Look) throws {
    let lacking = try look.lacking(try look.allowed(by: grant.role), in: grant.scope, until: nil)
    guard !lacking.there.isEmpty else { return }
    throw MainstayError.conflict(
      code: "beyond-own",
      message: "The team \(team) holds the role \(grant.role), and you may not do all of that: "
        + "\(lacking.words). Somebody who may has to end it.")
  }
}

extension Work {
  func end(_ grant: AccessGrant) throws {
    try GrantStore.delete(grant.id, in: transaction)
    try record(
      [Happening(kind: GrantProjection.ended, at: now, payload: ["grant": .string(grant.id.text)])], on: grant.stream)
    try announceStanding(of: grant.holder)
  }

  fileprivate func announceStanding(of holder: AccessGrant.Holder) throws {
    switch holder {
    case .person(let id): try announceStanding(of: id)
    case .team: try announceStandingOfAll()
    }
  }
}

extension Look {
  /// Who stands behind a name that grants are given to.
  func holder(_ named: GrantHolder) throws -> AccessGrant.Holder {
    switch named {
    case .person(let name):
      guard let person = try PeopleStore.person(named: name, in: transaction), !person.isErased else {
        throw MainstayError.notFound(kind: "person", id: name)
      }
      return .person(person.id)
    case .team(let key):
      guard try PeopleStore.teamExists(key, in: transaction) else {
        throw MainstayError.notFound(kind: "team", id: key)
      }
      return .team(key)
    }
  }

  /// A role that somebody names to give it: one that there is not is a fault of the field.
  fileprivate func roleToGive(_ key: String) throws -> AccessRole {
    do {
      var role = try self.role(key)
      if role.home == .admin { role.permissions = Set(app.features.givable.map(\.name)) }
      return role
    } catch MainstayError.notFound {
      throw MainstayError.field("role", "there is no role \(key)")
    }
  }
}

extension AccessGrant {
  /// Its stream is that of its holder, so that what somebody held at an instant is read in one place.
  var stream: String {
    switch holder {
    case .person(let id): PersonGrantProjection.prefix + id.text
    case .team(let key): TeamGrantProjection.prefix + key
    }
  }

  /// What the journal keeps of it: all but who gave it, which the entry says itself.
  var journaled: JSON {
    .members([
      "grant": .string(id.text), "role": .string(role), "scope": .string(scope.kind), "key": .text(scope.key),
      "from": .integer(from.milliseconds), "until": until.map { .integer($0.milliseconds) },
      "provenance": .string(provenance.rawValue), "source": .text(source),
    ])
  }

  fileprivate func overlaps(_ other: AccessGrant) -> Bool {
    (until.map { $0 > other.from } ?? true) && (other.until.map { $0 > from } ?? true)
  }
}

/// The grants of somebody or of a team, the oldest first, also those that are to come or have run out.
public struct ListGrants: Query {
  public var holder: GrantHolder
  public init(of holder: GrantHolder) { self.holder = holder }

  public func answer(from look: Look) throws -> [AccessGrant] {
    try look.principal.require(.seeAccess)
    return try GrantStore.grants(of: look.holder(holder), in: look.transaction)
  }
}

/// The grants of a role, a page at a time.
public struct ListGrantsOfRole: Query {
  public var role: String
  /// The grant behind which the page begins.
  public var after: RecordID?
  public init(_ role: String, after: RecordID? = nil) { (self.role, self.after) = (role, after) }

  public struct Answer: Sendable {
    public var grants: [AccessGrant]
    public var next: RecordID?
    /// Sign-in names of the people who hold them, by id.
    public var names: [RecordID: String]
  }

  public func answer(from look: Look) throws -> Answer {
    try look.principal.require(.seeAccess)
    _ = try look.role(role)
    var grants = try GrantStore.grants(
      ofRole: role, after: after?.text ?? "", limit: PageLimits.usual + 1, in: look.transaction)
    let hasMore = grants.count > PageLimits.usual
    if hasMore { grants.removeLast() }
    let ids = grants.compactMap { if case .person(let id) = $0.holder { id.text } else { nil } }
    let people = try NameStore.people(Set(ids), in: look.transaction)
    return Answer(
      grants: grants, next: hasMore ? grants.last?.id : nil,
      names: Dictionary(uniqueKeysWithValues: people.map { (RecordID($0.key), $0.value.name) }))
  }
}
