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
    /// What was asked for: a place in one order is none in another.
    public var order: Order
    public init(key: Int64, id: RecordID, order: Order) { (self.key, self.id, self.order) = (key, id, order) }

    /// Throws `invalid` naming `field` where the list is asked for in another order.
    public func within(_ order: Order, field: String) throws(MainstayError) -> Position {
      guard self.order == order else { throw .field(field, "belongs to another order") }
      return self
    }
  }

  public var filter: TicketFilter
  public var order: Order
  public var after: Position?
  public var limit: Int
  /// Whether the page also says what its people are called.
  public var withNames: Bool
  /// Whether the page also says how many tickets of other stages fit, for a stage that nobody asked for.
  public var withOthers: Bool
  /// Whether the page also says what became of tickets that were merged.
  public var withOutcomes: Bool

  public init(
    _ filter: TicketFilter, order: Order = .due, after: Position? = nil, limit: Int = PageLimits.usual,
    withNames: Bool = false, withOthers: Bool = false, withOutcomes: Bool = false
  ) {
    (self.withNames, self.withOthers, self.withOutcomes) = (withNames, withOthers, withOutcomes)
    (self.filter, self.order, self.after, self.limit) = (filter, order, after, limit)
  }

  public func answer(from look: Look) throws -> TicketPage {
    try look.principal.require(.openTickets)
    let (filter, unknown) = try look.named(look.scoped(self.filter))
    // Deadlines of the desk's own clocks would show in the order.
    let order = look.principal.may(.seeAllTickets) ? order : .opened
    let limit = PageLimits.clamp(limit)
    var found = try TicketListStore.page(filter, order: order, after: after, limit: limit + 1, in: look.transaction)
    let unreadHere = found.unreadable.count
    if filter.readsInternal, after == nil {
      // What nobody knows may belong here, and is found by no filter.
      found.unreadable += try TicketListStore.unknown(in: look.transaction).filter { !found.unreadable.contains($0) }
    }
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
      Position(
        key: order == .due ? (row.due ?? .latest).milliseconds : row.openedAt.milliseconds, id: row.id,
        order: self.order)
    }
    let items = rows.map { row in
      let shown = look.shown(row, clocks[row.id] ?? [])
      return TicketPage.Item(ticket: shown.row, clocks: shown.clocks)
    }
    var outcomes: [RecordID: MergedOutcome] = [:]
    if withOutcomes {
      for row in rows where row.state == .merged { outcomes[row.id] = try look.outcome(of: row.id) }
    }
    return TicketPage(
      items: items, next: hasMore ? last : nil, outcomes: outcomes,
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

extension ListTickets.Position: CursorPosition {
  public var members: JSON {
    ["key": .integer(key), "id": .string(id.text), "order": .string(order.rawValue)]
  }

  public init?(members: JSON) {
    guard let key = members["key"]?.integerValue, let id = members["id"]?.stringValue,
      let order = members["order"]?.stringValue.flatMap(ListTickets.Order.init)
    else { return nil }
    self.init(key: key, id: RecordID(id), order: order)
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
  /// What became of tickets that were merged, where that was asked for.
  public var outcomes: [RecordID: MergedOutcome] = [:]
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
    try look.principal.require(.openTickets)
    guard filters.count <= CountTickets.mostFilters else {
      throw MainstayError.limit(name: "filters that are counted at once", limit: CountTickets.mostFilters)
    }
    let asked = try filters.map { try look.named(look.scoped($0)) }
    let counts = try TicketListStore.counts(asked.map(\.0), bound: CountTickets.bound + 1, in: look.transaction)
    let unknown = zip(asked, counts).flatMap { $1 == 0 ? $0.1 : [] }
    if !unknown.isEmpty { throw MainstayError.invalid(unknown) }
    return counts
  }
}
