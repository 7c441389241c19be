import Agreements
import Kernel
import People
import Storage
import Tickets

/// A page of tickets with their clocks. Requesters see their own.
public struct ListTickets: Query {
  public enum Order: String, CaseIterable, Sendable {
    /// Next deadline first; those without one last.
    case due
    /// Newest first.
    case opened
  }

  /// Where a page ends: the next begins after it.
  public struct Position: Hashable, Sendable {
    /// Milliseconds of the instant that sorts.
    public var key: Int64
    public var id: RecordID
    public init(key: Int64, id: RecordID) { (self.key, self.id) = (key, id) }
  }

  public var filter: TicketFilter
  public var order: Order
  public var after: Position?
  public var limit: Int
  /// Whether the page also says what its people are called.
  public var withNames: Bool

  public init(
    _ filter: TicketFilter, order: Order = .due, after: Position? = nil, limit: Int = PageLimits.usual,
    withNames: Bool = false
  ) {
    self.withNames = withNames
    (self.filter, self.order, self.after, self.limit) = (filter, order, after, limit)
  }

  public func answer(from look: Look) throws -> TicketPage {
    try look.principal.require(.openTickets)
    var filter = filter
    if !look.principal.may(.seeAllTickets) { filter.requester = look.principal.name }
    let limit = PageLimits.clamp(limit)
    var rows = try TicketListStore.page(filter, order: order, after: after, limit: limit + 1, in: look.transaction)
    let hasMore = rows.count > limit
    if hasMore { rows.removeLast() }
    let clocks = try TicketListStore.clocks(of: rows.map(\.id), in: look.transaction)
    let last = rows.last.map { row in
      Position(key: order == .due ? (row.due ?? .latest).milliseconds : row.openedAt.milliseconds, id: row.id)
    }
    return TicketPage(
      items: rows.map { TicketPage.Item(ticket: $0, clocks: clocks[$0.id] ?? []) }, next: hasMore ? last : nil,
      people: withNames ? try NameStore.people(named: Set(rows.flatMap(\.people)), in: look.transaction) : [:])
  }
}

public struct TicketPage: Hashable, Sendable {
  public struct Item: Hashable, Sendable {
    public var ticket: TicketRow
    public var clocks: [ClockRow]
  }
  public var items: [Item]
  /// Nil on the last page.
  public var next: ListTickets.Position?
  /// Display names of its people by their sign-in names; only where they were asked for.
  public var people: [String: String] = [:]
}

extension TicketRow {
  /// The sign-in names that stand in a line of a list.
  var people: [String] { [requester] + (assignee.map { [$0] } ?? []) }
}

/// How many tickets each of several filters finds, each counted up to a bound.
public struct CountTickets: Query {
  public static let bound = 1000

  public var filters: [TicketFilter]
  public init(_ filters: [TicketFilter]) { self.filters = filters }

  /// Numbers in the order of the filters; `bound + 1` means more than `bound`.
  public func answer(from look: Look) throws -> [Int] {
    try look.principal.require(.openTickets)
    return try filters.prefix(20).map { filter in
      var filter = filter
      if !look.principal.may(.seeAllTickets) { filter.requester = look.principal.name }
      return try TicketListStore.count(filter, bound: CountTickets.bound + 1, in: look.transaction)
    }
  }
}
