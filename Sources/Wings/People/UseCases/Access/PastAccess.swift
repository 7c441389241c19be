import Core
import Journal
import Kernel
import Storage

extension Look {
  private static let personKinds = ["person.added", "person.changed", PersonErasure.kind]
  private static let grantKinds = [GrantProjection.given, GrantProjection.ended]
  private static let roleKinds = ["role.saved", "role.removed"]

  /// As `reports`, of a past instant. People who were not there yet are left out.
  ///
  /// - Throws: `unreadable` where an entry of then does not say what it is to: nobody guesses what somebody held.
  func pastReports(of people: [Person], at: Instant) throws -> [AccessReport] {
    var then: [String: Person] = [:]
    let byStream = Dictionary(uniqueKeysWithValues: people.map { (PersonProjection.prefix + $0.id.text, $0) })
    var broken: String?
    try PastAccessStore.entries(of: Array(byStream.keys), by: at, kinds: Look.personKinds, in: transaction) {
      stream, kind, payload in
      guard var person = byStream[stream] else { return }
      if kind == PersonErasure.kind {
        (person.isActive, person.teams, person.held) = (false, [], HeldGrants())
      } else if !(payload.map { person.take($0) } ?? false) {
        broken = stream
      }
      then[stream] = person
    }
    if let broken { throw MainstayError.unreadable(record: broken, reason: "an entry does not say which role it gave") }
    let grants = try pastGrants(of: Array(then.values), at: at)
    let roles = try pastRoles(Set(then.values.map(\.role.rawValue)).union(grants.values.flatMap { $0.map(\.role) }), at)
    var labels = Dictionary(uniqueKeysWithValues: app.features.rolesOfProduct.map { ($0.key, $0.label) })
    for (key, role) in roles { labels[key] = role.label }
    return people.compactMap { now -> AccessReport? in
      guard var person = then[PersonProjection.prefix + now.id.text] else { return nil }
      let own = grants[PersonGrantProjection.prefix + person.id.text] ?? []
      let ofTeams = person.teams.flatMap { grants[TeamGrantProjection.prefix + $0] ?? [] }
      person.held = HeldGrants(
        home: roles[person.role.rawValue]?.permissions,
        grants: (own + ofTeams).map { grant in
          var grant = grant
          grant.permissions = roles[grant.role]?.permissions
          return grant
        }.sorted { $0.id < $1.id })
      return AccessReport(person, person.rights(at: at, app.features), labels, at: at, app.features)
    }
  }

  /// The grants that holders had, by their streams.
  private func pastGrants(of people: [Person], at: Instant) throws -> [String: [HeldGrants.One]] {
    let teams = Set(people.flatMap(\.teams))
    let streams =
      people.map { PersonGrantProjection.prefix + $0.id.text } + teams.map { TeamGrantProjection.prefix + $0 }
    var found: [String: [HeldGrants.One]] = [:]
    var broken: String?
    try PastAccessStore.entries(of: streams, by: at, kinds: Look.grantKinds, in: transaction) { stream, kind, payload in
      guard let id = payload?["grant"]?.stringValue else { return broken = stream }
      if kind == GrantProjection.ended {
        found[stream]?.removeAll { $0.id.text == id }
      } else if let payload,
        let grant = HeldGrants.One(payload, id, team: stream.key(behind: TeamGrantProjection.prefix))
      {
        found[stream, default: []].append(grant)
      } else {
        broken = stream
      }
    }
    if let broken { throw MainstayError.unreadable(record: broken, reason: "an entry does not say what it granted") }
    return found
  }

  /// What records said of roles then.
  private func pastRoles(_ keys: Set<String>, _ at: Instant) throws -> [String: SavedRoleThen] {
    var roles: [String: SavedRoleThen] = [:]
    var broken: String?
    try PastAccessStore.entries(
      of: keys.map { RoleProjection.prefix + $0 }, by: at, kinds: Look.roleKinds, in: transaction
    ) { stream, kind, payload in
      guard let key = stream.key(behind: RoleProjection.prefix) else { return }
      if kind == "role.removed" {
        roles[key] = nil
      } else if let said = payload.flatMap({ SavedRole($0.canonical) }) {
        roles[key] = SavedRoleThen(label: said.label, permissions: said.permissions)
      } else {
        broken = stream
      }
    }
    if let broken {
      throw MainstayError.unreadable(record: broken, reason: "an entry does not say what a role allowed")
    }
    return roles
  }
}

/// A role as a record said it at an instant.
private struct SavedRoleThen {
  var label: String
  var permissions: Set<String>
}

extension Person {
  /// Takes what an entry says of the person; false where it says no role.
  fileprivate mutating func take(_ payload: JSON) -> Bool {
    guard let role = payload["role"]?.stringValue.flatMap(Role.init(rawValue:)) else { return false }
    self.role = role
    organisation = payload["organisation"]?.stringValue
    teams = (payload["teams"]?.arrayValue ?? []).compactMap(\.stringValue)
    isActive = payload["active"]?.boolValue ?? false
    // Entries of before roles had a reach mean everything.
    guard let said = payload["reach"]?.stringValue else {
      reach = .everything
      return true
    }
    guard let known = HomeReach(rawValue: said) else { return false }
    reach = known
    return true
  }
}

extension HeldGrants.One {
  fileprivate init?(_ payload: JSON, _ id: String, team: String?) {
    guard let role = payload["role"]?.stringValue, let kind = payload["scope"]?.stringValue,
      let scope = GrantScope(kind: kind, key: payload["key"]?.stringValue), let from = payload["from"]?.integerValue
    else { return nil }
    self.init(
      id: RecordID(id), team: team, role: role, scope: scope, from: Instant(milliseconds: from),
      until: payload["until"]?.integerValue.map(Instant.init(milliseconds:)), permissions: nil)
  }
}
