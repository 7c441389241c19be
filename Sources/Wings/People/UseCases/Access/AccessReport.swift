import Core
import Kernel

/// What somebody holds at an instant, part by part, and what follows from it.
public struct AccessReport: Hashable, Sendable {
  /// A role that somebody holds, and how they came by it.
  public struct Part: Hashable, Sendable {
    public enum Source: Hashable, Sendable {
      /// The home role.
      case home
      /// A grant of their own.
      case grant(RecordID)
      /// A grant of a team that they are in.
      case team(String, grant: RecordID)
    }
    public var source: Source
    /// The key of the role, and what people call it.
    public var role: String
    public var label: String
    public var scopes: [GrantScope]
    /// What it gives of what was asked for, in the order of the product.
    public var permissions: [Permission]
  }

  /// Sign-in name and name.
  public var name: String
  public var displayName: String
  public var role: Role
  public var reach: HomeReach
  public var teams: [String]
  public var organisation: String?
  /// Whether they could sign in.
  public var isActive: Bool
  public var at: Instant
  public var parts: [Part]

  /// A permission with the parts that give it.
  public struct Line: Hashable, Sendable {
    public var permission: Permission
    public var reach: Reach
    public var parts: [Part]
  }

  /// All that they may do, in the order of the product; nothing where they cannot sign in.
  public func lines(_ features: Features) -> [Line] {
    guard isActive else { return [] }
    return features.givable(naming: parts.flatMap { $0.permissions.map(\.name) }).compactMap { permission in
      let giving = parts.filter { $0.permissions.contains(permission) }
      var reach = Reach()
      for scope in giving.flatMap(\.scopes) { reach.add(permission.holding(in: scope)) }
      return reach.isNowhere ? nil : Line(permission: permission, reach: reach, parts: giving)
    }
  }
}

extension Permission {
  /// Where it holds by a grant in a scope; nowhere where such a grant gives nothing of it.
  public func holding(in scope: GrantScope) -> Reach {
    switch (holds, scope) {
    case (_, .everything), (.anyScope, _): .everywhere
    case (.tickets, _): Reach(scope)
    case (.house, _): .nowhere
    }
  }
}

/// What somebody may do, and by what: now, or at an instant of before, as the journal has it.
///
/// What a role allowed then is read as the journal has it, and of what the product gave by itself as it gives it now.
public struct ShowAccess: Query {
  /// The sign-in name.
  public var name: String
  /// Nil: now.
  public var at: Instant?
  public init(of name: String, at: Instant? = nil) { (self.name, self.at) = (name, at) }

  /// - Throws: `notFound` where there is nobody of this name, or was nobody then; `invalid` of an instant to come.
  public func answer(from look: Look) throws -> AccessReport {
    if name != look.principal.name { try look.principal.require(.seeAccess) }
    try look.requirePast(at)
    guard let holder = try PeopleStore.holder(named: name, in: look.transaction) else {
      throw MainstayError.notFound(kind: "person", id: name)
    }
    let found = try look.reports(of: [holder], at: at)
    guard let report = found.first else {
      throw MainstayError.notFound(kind: "person", id: "\(name) at \(at?.rfc3339 ?? "that time")")
    }
    return report
  }
}

extension Look {
  /// Refuses an instant that has not come.
  package func requirePast(_ at: Instant?) throws(MainstayError) {
    if let at, at > now { throw .field("at", "lies ahead: what anybody may do then is not known") }
  }

  /// What people hold, now or at an instant; those whom there was not are left out.
  func reports(of people: [Person], at: Instant?) throws -> [AccessReport] {
    if let at { return try pastReports(of: people, at: at) }
    let labels = Dictionary(uniqueKeysWithValues: try roles().map { ($0.key, $0.label) })
    return people.map { AccessReport($0, $0.rights(at: now, app.features), labels, at: now, app.features) }
  }
}

extension AccessReport {
  /// - Parameter labels: What roles are called, by their keys.
  init(_ person: Person, _ rights: HeldRights, _ labels: [String: String], at: Instant, _ features: Features) {
    let givable = features.givable(naming: rights.parts.flatMap(\.permissions))
    self.init(
      name: person.name, displayName: person.displayName, role: person.role, reach: person.reach,
      teams: person.teams, organisation: person.organisation, isActive: person.isActive, at: at,
      parts: rights.parts.map { part in
        let source: Part.Source =
          switch part.source {
          case .home: .home
          case .grant(let id): .grant(id)
          case .team(let key, let id): .team(key, grant: id)
          }
        return Part(
          source: source, role: part.role, label: labels[part.role] ?? part.role, scopes: part.scopes,
          permissions: givable.filter { permission in
            part.permissions.contains(permission.name)
              && part.scopes.contains { !permission.holding(in: $0).isNowhere }
          })
      })
  }
}
