import Core
import Kernel

/// People by sign-in name, a page at a time.
public struct ListPeople: Query {
  /// Words of which each stands in the sign-in name, the name, or a team.
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
    let staff = try PeopleStore.staff(limit: PeopleLimits.listed + 1, in: look.transaction)
    return staff.count > PeopleLimits.listed ? [] : staff
  }
}
