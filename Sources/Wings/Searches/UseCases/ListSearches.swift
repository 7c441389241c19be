import Core
import Kernel
import PeopleUseCases
import Searches
import TicketsUseCases

/// The searches that somebody sees: one's own first, then those of teams by key and name.
public struct ListSearches: Query {
  /// Where a page ends: the next begins after it.
  public struct Position: Hashable, Sendable {
    /// Nil among the reader's own.
    public var team: String?
    public var name: String
    public var id: RecordID
    public init(team: String?, name: String, id: RecordID) { (self.team, self.name, self.id) = (team, name, id) }
  }

  public var after: Position?
  public var limit: Int

  public init(after: Position? = nil, limit: Int = PageLimits.usual) { (self.after, self.limit) = (after, limit) }

  public func answer(from look: Look) throws -> SearchList {
    try look.principal.require(.workTickets)
    let limit = PageLimits.clamp(limit)
    let found = try SearchStore.seen(by: look.principal, after: after, limit: limit + 1, in: look.transaction)
    var searches = found.rows
    let hasMore = searches.count + found.unreadable.count > limit
    if hasMore, !searches.isEmpty { searches.removeLast() }
    var counted = 0
    let items = try searches.map { search in
      SearchList.Item(
        search: search, found: try look.count(search, &counted), mayChange: search.isChanged(by: look.principal))
    }
    let keys = Set(searches.compactMap(\.team)).union(look.principal.teams)
    let teams = try look.teams(keys: keys).map { ($0.key, $0.name) }
    return SearchList(
      items: items,
      next: hasMore ? searches.last.map { Position(team: $0.team, name: $0.name, id: $0.id) } : nil,
      teams: Dictionary(teams, uniquingKeysWith: { first, _ in first }),
      people: try NameStore.people(named: Set(searches.map(\.saver)), in: look.transaction),
      unreadable: found.unreadable)
  }
}

extension Look {
  /// How many tickets a search finds, counted as the views of the queue are. Words are looked for in texts, which is
  /// dear, and more than so many at once are too.
  fileprivate func count(_ search: SavedSearch, _ counted: inout Int) throws -> SearchList.Found {
    do {
      let filter = try TicketFilter(parsing: search.query, by: principal, now: now)
      guard filter.words.isEmpty, counted < CountTickets.mostFilters else { return .uncounted }
      counted += 1
      return .tickets(try CountTickets([filter]).answer(from: self).first ?? 0)
    } catch MainstayError.invalid(let faults) {
      // A team that is gone, or a filter that a later version reads in another way.
      return .nothing(faults.map(\.message).joined(separator: "; "))
    }
  }
}

/// A page of saved searches.
public struct SearchList: Hashable, Sendable {
  public struct Item: Hashable, Sendable {
    public var search: SavedSearch
    public var found: Found
    /// Whether the reader may change and remove it.
    public var mayChange: Bool
  }

  public enum Found: Hashable, Sendable {
    /// As `CountTickets` counts: one more than its bound means more than that.
    case tickets(Int)
    /// The filter looks for words, or stands behind those that are counted at once.
    case uncounted
    /// The queue would refuse the filter, for this reason.
    case nothing(String)
  }

  public var items: [Item]
  /// Nil on the last page.
  public var next: ListSearches.Position?
  /// Names of teams by their keys.
  public var teams: [String: String]
  /// Display names by sign-in names.
  public var people: [String: String]
  /// What stands here and cannot be read, a line each.
  public var unreadable: [String]
}

extension ListSearches.Position: CursorPosition {
  public var members: JSON {
    .members(["team": .text(team), "name": .string(name), "id": .string(id.text)])
  }

  public init?(members: JSON) {
    guard let name = members["name"]?.stringValue, let id = members["id"]?.stringValue else { return nil }
    self.init(team: members["team"]?.stringValue, name: name, id: RecordID(id))
  }
}

/// One search.
public struct ShowSearch: Query {
  public var id: RecordID
  public init(_ id: RecordID) { self.id = id }

  /// - Throws: `notFound` where the asker sees none.
  public func answer(from look: Look) throws -> SearchList.Item {
    try look.principal.require(.workTickets)
    guard let search = try SearchStore.row(id, in: look.transaction)?.search, search.isSeen(by: look.principal) else {
      throw MainstayError.notFound(kind: "search", id: id.text)
    }
    var counted = 0
    return SearchList.Item(
      search: search, found: try look.count(search, &counted), mayChange: search.isChanged(by: look.principal))
  }
}
