import Core
import Kernel

/// What somebody may do, and for how long: what ends is no ground to give anything for longer.
struct LastingRights {
  private var principal: Principal
  /// With their grants; nil where nothing but the principal is known, whose rights do not end.
  private var person: Person?
  private var now: Instant
  private var features: Features

  /// Of who asks.
  init(of principal: Principal, in look: Look) throws {
    self.principal = principal
    // Who carries nothing holds nothing but the role, which does not end.
    person = principal.access == nil ? nil : try PeopleStore.holder(principal.id, in: look.transaction)
    (now, features) = (look.now, look.app.features)
  }

  /// Of somebody who was read with their grants.
  ///
  /// - Parameter coming: Whether grants count that are still to begin.
  init(of person: Person, coming: Bool, in look: Look) {
    var person = person
    if coming {
      for index in person.held.grants.indices where person.held.grants[index].from > look.now {
        person.held.grants[index].from = look.now
      }
    }
    (self.person, now, features) = (person, look.now, look.app.features)
    principal = person.principal(at: look.now, look.app.features)
  }

  /// The ends of grants that hold, the soonest first, and nil for what does not end.
  var ends: [Instant?] {
    let ends = Set(person?.held.grants.compactMap(\.until) ?? []).filter { $0 > now }.sorted()
    return ends.map(Optional.some) + [nil]
  }

  /// What is left of it at an end.
  ///
  /// - Parameter end: Nil: for good.
  func through(_ end: Instant?) -> Principal {
    guard var person, person.held.grants.contains(where: { $0.until != nil }) else { return principal }
    person.held.grants.removeAll { grant in
      guard let until = grant.until else { return false }
      return end.map { until < $0 } ?? true
    }
    return person.principal(at: now, features)
  }

  /// A permission that somebody else has, or will have, where these rights do not reach, or not for as long.
  func lacking(beside other: LastingRights) -> Permission? {
    for end in other.ends {
      let (mine, theirs) = (through(end), other.through(end))
      let named = theirs.access.map { Array($0.reaches.keys) } ?? []
      if let found = features.givable(naming: named).first(where: { !mine.reach(of: $0).covers(theirs.reach(of: $0)) })
      {
        return found
      }
    }
    return nil
  }
}

/// What a giver lacks of what they would give.
struct Lacking {
  /// Not at all, or not there.
  var there: [Permission]
  /// There, but only for a time.
  var longer: [Permission]
  /// Those that the giver may do somewhere, just not there.
  var elsewhere: Set<Permission>

  var isEmpty: Bool { there.isEmpty && longer.isEmpty }

  /// What is lacking, in words: no role that allows it, not the reach, or not for as long.
  var words: String {
    func list(_ permissions: [Permission]) -> String {
      permissions.prefix(5).map(\.words).joined(separator: "; ") + (permissions.count > 5 ? "; and more" : "")
    }
    let (partly, not) = (there.filter(elsewhere.contains), there.filter { !elsewhere.contains($0) })
    return [
      not.isEmpty ? nil : "no role of yours lets you \(list(not))",
      partly.isEmpty ? nil : "your roles reach less far in this: \(list(partly))",
      longer.isEmpty ? nil : "yours ends sooner in this: \(list(longer))",
    ].compactMap(\.self).joined(separator: ". ")
  }
}

extension Look {
  /// What the asker lacks of what would be given in a scope until an instant, or for good. The command line, which reads
  /// the database itself, lacks nothing.
  func lacking(_ permissions: Set<String>, in scope: GrantScope, until: Instant?) throws -> Lacking {
    let rights = try LastingRights(of: principal, in: self)
    let lasting = rights.through(until)
    func lacks(_ permission: Permission, _ asker: Principal) -> Bool {
      let reach = asker.reach(of: permission)
      return switch (permission.holds, scope) {
      case (_, .everything), (.anyScope, _): !reach.isEverywhere
      case (.tickets, _): !reach.covers(scope)
      case (.house, _): false
      }
    }
    let given = app.features.givable(naming: permissions).filter { permissions.contains($0.name) }
    let there = given.filter { lacks($0, principal) }
    return Lacking(
      there: there, longer: given.filter { !lacks($0, principal) && lacks($0, lasting) },
      elsewhere: Set(there.filter(principal.may)))
  }

  /// Refuses to give what the asker lacks in the scope in which it is given, or has for a shorter time.
  ///
  /// - Parameters:
  ///   - permissions: The names of what is given.
  ///   - until: When it ends; nil where it does not.
  ///   - path: The field that names what gives them.
  /// - Throws: `invalid` at `path`, with what is lacking in words.
  func requireCovers(
    _ permissions: Set<String>, in scope: GrantScope, until: Instant? = nil, at path: String
  ) throws {
    let lacking = try lacking(permissions, in: scope, until: until)
    guard !lacking.isEmpty else { return }
    throw MainstayError.field(path, "would give what you may not do there yourself: \(lacking.words)")
  }

  /// Refuses to take over, or to change, who may do what the asker may not, or not for as long: their access would be
  /// the asker's.
  ///
  /// - Throws: `conflict("beyond-own")`.
  func requireCovers(_ person: RecordID) throws {
    guard principal.role != .system, person != principal.id,
      let other = try PeopleStore.holder(person, in: transaction)
    else { return }
    let theirs = LastingRights(of: other, coming: true, in: self)
    guard let permission = try LastingRights(of: principal, in: self).lacking(beside: theirs) else { return }
    let reach = principal.reach(of: permission)
    let why =
      reach.isNowhere
      ? "and no role of yours lets you"
      : reach.covers(theirs.through(nil).reach(of: permission)) ? "for longer than you" : "where you may not"
    throw MainstayError.conflict(
      code: "beyond-own",
      message: "\(other.name) may \(permission.words) \(why). Somebody who may has to do this.")
  }

  /// Refuses to put somebody into teams whose grants give what the asker lacks there, or has for a shorter time: to be
  /// in a team is to be given all that it holds.
  ///
  /// - Returns: Whether any of the teams holds grants.
  /// - Throws: `conflict("beyond-own")`; as `requireFreshProof` where any of them holds grants.
  @discardableResult
  package func requireMayJoin(_ teams: Set<String>) throws -> Bool {
    var holdsAny = false
    for team in teams.sorted() {
      let grants = try GrantStore.grants(of: .team(team), in: transaction)
      for grant in grants where grant.until.map({ $0 > now }) ?? true {
        if !holdsAny { try requireFreshProof() }
        holdsAny = true
        let lacking = try lacking(try allowed(by: grant.role), in: grant.scope, until: grant.until)
        guard lacking.isEmpty else {
          throw MainstayError.conflict(
            code: "beyond-own",
            message: "Who is in the team \(team) holds the role \(grant.role), and you may not give that: "
              + "\(lacking.words). Somebody who may has to do this.")
        }
      }
    }
    return holdsAny
  }

  /// Whether grants, their own or of a team, let somebody do more than their home role does, now or later: nobody takes
  /// such a person over from outside.
  package func holdsGrants(_ person: Person) throws -> Bool {
    let holders = [AccessGrant.Holder.person(person.id)] + person.teams.map { .team($0) }
    return try holders.contains { holder in
      try GrantStore.grants(of: holder, in: transaction).contains { $0.until.map { $0 > now } ?? true }
    }
  }

  /// The names of what a role allows as it stands now.
  func allowed(by role: String) throws -> Set<String> {
    app.features.allowed(role, said: try AccessRoleStore.role(role, in: transaction)?.permissions)
  }
}

/// Whether somebody may do more than who asks, so that nobody but who may as much changes their access; in words why, nil
/// where not.
public struct WhyBeyond: Query {
  /// The sign-in name.
  public var name: String
  public init(_ name: String) { self.name = name }

  /// - Throws: `notFound` where there is nobody of this name.
  public func answer(from look: Look) throws -> String? {
    try look.principal.require(.managePeople)
    guard let id = try PeopleStore.id(named: name, in: look.transaction) else {
      throw MainstayError.notFound(kind: "person", id: name)
    }
    do {
      try look.requireCovers(id)
      return nil
    } catch MainstayError.conflict("beyond-own", let message) {
      return message
    }
  }
}
