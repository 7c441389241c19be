import Core
import Kernel

/// People by sign-in name, a page at a time.
public struct ListPeople: Query {
  /// Words of which each begins a word of the sign-in name, the name, the mail address, or the key of a team.
  public var search: String
  /// The sign-in name behind which the page begins.
  public var after: String?
  public var limit: Int

  public static let longestSearch = 200

  public init(search: String = "", after: String? = nil, limit: Int = PeopleLimits.listed) {
    (self.search, self.after, self.limit) = (search, after, limit)
  }

  public func answer(from look: Look) throws -> PeopleFound {
    try look.principal.require(.seePeople)
    guard search.unicodeScalars.count <= ListPeople.longestSearch else {
      throw MainstayError.field("q", "may have at most \(ListPeople.longestSearch) characters")
    }
    let words = search.lowercased().split(whereSeparator: \.isWhitespace).map(String.init)
    let limit = min(max(self.limit, 1), PeopleLimits.listed)
    let (found, next) = try PeopleStore.find(words, after: after ?? "", limit: limit, in: look.transaction)
    return PeopleFound(people: found.rows, next: next, unreadable: found.unreadable)
  }
}

/// A page of people.
public struct PeopleFound: Hashable, Sendable {
  public var people: [Person]
  /// Where the next page begins; nil on the last.
  public var next: String?
  /// Who of this page cannot be read, a line each with record and column.
  public var unreadable: [String]
}

/// Somebody by sign-in name.
public struct ShowPerson: Query {
  public var name: String
  public init(_ name: String) { self.name = name }

  public func answer(from look: Look) throws -> Person {
    try look.principal.require(.seePeople)
    guard let person = try PeopleStore.person(named: name, in: look.transaction) else {
      throw MainstayError.notFound(kind: "person", id: name)
    }
    return person
  }
}

/// Everybody who can be given work, by name. Nobody where they are more than `PeopleLimits.listed`: too many to choose
/// from a list, so that one names them by their sign-in name.
public struct ListStaff: Query {
  public init() {}
  public func answer(from look: Look) throws -> [Person] {
    try look.principal.require(.seePeople)
    let staff = try look.staff(limit: PeopleLimits.listed + 1)
    return staff.count > PeopleLimits.listed ? [] : staff
  }
}

/// What somebody may do who works here, as the wing says that gives out work: its rights are asked, whatever the role at
/// home.
public enum WorkPermissions: AppPart {
  public static let absent: [Permission] = []
}

extension Look {
  /// Keys of the roles that allow something.
  package func roles(allowing permission: Permission) throws -> Set<String> {
    let said = Dictionary(
      try AccessRoleStore.all(in: transaction).map { ($0.key, $0.permissions) }, uniquingKeysWith: { first, _ in first }
    )
    let keys = Set(said.keys).union(Role.allCases.filter { $0 != .system }.map(\.rawValue))
    return keys.filter { app.features.allowed($0, said: said[$0]).contains(permission.name) }
  }

  /// Who of some people may do something somewhere now, by home role or by a grant.
  package func holders(of permission: Permission, among people: Set<RecordID>) throws -> Set<RecordID> {
    guard !people.isEmpty else { return [] }
    return try PeopleStore.holders(of: roles(allowing: permission), among: people, at: now, in: transaction)
  }

  /// Keys of the roles that people can hold.
  package func roleKeys() throws -> Set<String> {
    Set(try AccessRoleStore.all(in: transaction).map(\.key))
      .union(Role.allCases.filter { $0 != .system }.map(\.rawValue))
  }

  /// People who can sign in and hold a role, by home or by a grant that holds now, by sign-in name.
  package func people(holdingRole key: String, limit: Int) throws -> [Person] {
    try RoleHolders(roles: [key], now: now).people(after: "", limit: limit, in: transaction)
  }

  /// People who can be given work, by home role or by a grant that holds now, by sign-in name and without their teams.
  ///
  /// - Parameters:
  ///   - team: The key of a team that they are in; nil: all.
  ///   - after: The sign-in name behind which they begin.
  package func staff(of team: String? = nil, after: String = "", limit: Int) throws -> [Person] {
    let working = try app.parts[WorkPermissions.self].reduce(into: Set<String>()) {
      $0.formUnion(try roles(allowing: $1))
    }
    guard !working.isEmpty else { return [] }
    return try RoleHolders(roles: working, team: team, now: now).people(after: after, limit: limit, in: transaction)
  }
}
