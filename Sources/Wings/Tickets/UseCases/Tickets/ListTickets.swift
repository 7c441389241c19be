import Agreements
import Core
import Kernel
import PeopleUseCases
import Storage
import Tickets

/// A page of tickets with their clocks. Requesters see their own, newest first, as `RequesterView` has it.
///
/// Throws `MainstayError.invalid` where it finds nothing by the name of a person or team that there is not.
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
  /// Whether the page also says how many tickets of other stages fit, for a stage that nobody asked for.
  public var withOthers: Bool

  public init(
    _ filter: TicketFilter, order: Order = .due, after: Position? = nil, limit: Int = PageLimits.usual,
    withNames: Bool = false, withOthers: Bool = false
  ) {
    (self.withNames, self.withOthers) = (withNames, withOthers)
    (self.filter, self.order, self.after, self.limit) = (filter, order, after, limit)
  }

  /// What is asked for, with names looked up and as far as the reader may ask.
  struct Asked {
    var filter: TicketFilter
    /// Names in it that are nobody's.
    var unknown: [FieldFault]
    var order: Order
    var limit: Int
  }

  public func answer(from look: Look) throws -> TicketPage {
    let asked = try asked(look)
    try look.transaction.readAhead { _ = try find(asked, in: $0) }
    return try answer(asked, from: look)
  }

  func asked(_ look: Look) throws -> Asked {
    try look.principal.require(.openTickets)
    let (filter, unknown) = try look.named(look.scoped(self.filter))
    // Deadlines of the desk's own clocks would show in the order.
    let order = look.principal.may(.seeAllTickets) ? order : .opened
    return Asked(filter: filter, unknown: unknown, order: order, limit: PageLimits.clamp(limit))
  }

  /// Rows of the page and the one behind it; and lines of what nobody knows, which may belong here and is found by no
  /// filter.
  func find(
    _ asked: Asked, in tx: any Transaction
  ) throws -> (page: ReadableRows<TicketRow>, unknown: [String]) {
    let page = try TicketListStore.page(asked.filter, order: asked.order, after: after, limit: asked.limit + 1, in: tx)
    return (page, asked.filter.readsInternal && after == nil ? try TicketListStore.unknown(in: tx) : [])
  }

  func answer(_ asked: Asked, from look: Look) throws -> TicketPage {
    let (filter, unknown, order, limit) = (asked.filter, asked.unknown, asked.order, asked.limit)
    var (found, unknownRows) = try find(asked, in: look.transaction)
    let unreadHere = found.unreadable.count
    found.unreadable += unknownRows.filter { !found.unreadable.contains($0) }
    var notes = try look.searchNotes(filter)
    if found.rows.isEmpty, unreadHere == 0, after == nil {
      if !unknown.isEmpty { throw MainstayError.invalid(unknown) }
      notes += try look.notes(onNothingFoundBy: filter)
    }
    var rows = found.rows
    let hasMore = rows.count + unreadHere > limit
    if hasMore, !rows.isEmpty { rows.removeLast() }
    let (clocks, unreadable) = try TicketListStore.clocks(of: rows.map(\.id), in: look.transaction)
    let last = rows.last.map { row in
      Position(key: order == .due ? (row.due ?? .latest).milliseconds : row.openedAt.milliseconds, id: row.id)
    }
    let items = rows.map { row in
      let shown = look.shown(row, clocks[row.id] ?? [])
      return TicketPage.Item(ticket: shown.row, clocks: shown.clocks)
    }
    return TicketPage(
      items: items, next: hasMore ? last : nil,
      people: withNames
        ? try NameStore.people(named: Set(items.flatMap(\.ticket.people)), in: look.transaction) : [:],
      unreadable: found.unreadable + unreadable, notes: notes,
      awaiting: items.allSatisfy(\.ticket.holds.isEmpty) ? [] : try look.reasonsEndedByAnswer(),
      others: withOthers ? try others(filter, in: look) : 0)
  }

  /// Tickets that fit in all but their stage, counted as `CountTickets` does.
  private func others(_ filter: TicketFilter, in look: Look) throws -> Int {
    guard filter.stage != .any else { return 0 }
    let filters = TicketFilter.Stage.allCases.filter { $0 != .any && $0 != filter.stage }.map { stage in
      var other = filter
      other.stage = stage
      return other
    }
    let bound = CountTickets.bound + 1
    return min(bound, try TicketListStore.counts(filters, bound: bound, in: look.transaction).reduce(0, +))
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
  /// What stands here and cannot be read, a line each, with table, key and column.
  public var unreadable: [String] = []
  /// What its reader should know of how it was looked for, a sentence each.
  public var notes: [String] = []
  /// Reasons of holds that a requester's answer ends.
  public var awaiting: Set<String> = []
  /// Tickets of other stages that fit, where they were asked for; `CountTickets.bound + 1` means more than that.
  public var others = 0
}

extension TicketRow {
  /// The sign-in names that stand in a line of a list.
  var people: [String] { [requester] + (assignee.map { [$0] } ?? []) }
}

/// How many tickets each of several filters finds, each counted up to a bound.
public struct CountTickets: Query {
  public static let bound = 1000
  public static let mostFilters = 20

  public var filters: [TicketFilter]
  public init(_ filters: [TicketFilter]) { self.filters = filters }

  /// Numbers in the order of the filters; `bound + 1` means more than `bound`.
  public func answer(from look: Look) throws -> [Int] {
    try answer(asked(look), from: look)
  }

  typealias Asked = [(filter: TicketFilter, unknown: [FieldFault])]

  /// The filters with names looked up and as far as the reader may ask.
  func asked(_ look: Look) throws -> Asked {
    try look.principal.require(.openTickets)
    guard filters.count <= CountTickets.mostFilters else {
      throw MainstayError.limit(name: "filters that are counted at once", limit: CountTickets.mostFilters)
    }
    return try filters.map { try look.named(look.scoped($0)) }
  }

  static func count(_ asked: Asked, in tx: any Transaction) throws -> [Int] {
    try TicketListStore.counts(asked.map(\.filter), bound: bound + 1, in: tx)
  }

  func answer(_ asked: Asked, from look: Look) throws -> [Int] {
    let counts = try CountTickets.count(asked, in: look.transaction)
    let unknown = zip(asked, counts).flatMap { $1 == 0 ? $0.unknown : [] }
    if !unknown.isEmpty { throw MainstayError.invalid(unknown) }
    return counts
  }
}
