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
    /// Of open tickets, by what can be done about them: `Group` after group, each by next deadline. Of others as `due`.
    case urgency
    /// Of open tickets, first those with a clock that is likeliest to miss; those of whose clocks nothing is foreseen
    /// last. Of others as `due`: as many as are open are looked at, and not all that there ever were.
    case foreseen
  }

  /// Open tickets by what can be done about them, in the order of work. Each ticket is in one group at any instant.
  public enum Group: Int, CaseIterable, Sendable {
    /// A deadline lies ahead and nothing holds the ticket up.
    case dueNext
    /// A deadline has passed: of a ticket on hold only where the breach is recorded, as its deadline moves meanwhile.
    case late
    /// On hold and not late.
    case held
    /// Without a deadline, and not on hold.
    case undated
  }

  /// A place in a list: the next page begins after it.
  public struct Position: Hashable, Sendable {
    /// Milliseconds of the instant that sorts.
    public var key: Int64
    public var id: RecordID
    /// What was asked for: a place in one order is none in another.
    public var order: Order
    /// Of a list by groups, which.
    public var group: Group?
    public init(key: Int64, id: RecordID, order: Order, group: Group? = nil) {
      (self.key, self.id, self.order, self.group) = (key, id, order, group)
    }

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
  /// Whether the page also says how many there are, and how many stand before it.
  public var withExtent: Bool

  public init(
    _ filter: TicketFilter, order: Order = .due, after: Position? = nil, limit: Int = PageLimits.usual,
    withNames: Bool = false, withOthers: Bool = false, withOutcomes: Bool = false, withExtent: Bool = false
  ) {
    (self.withNames, self.withOthers) = (withNames, withOthers)
    (self.withOutcomes, self.withExtent) = (withOutcomes, withExtent)
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
    try look.transaction.readAhead { try foresee(asked, at: look.now, in: $0) }
    return try answer(asked, from: look)
  }

  func asked(_ look: Look) throws -> Asked {
    try look.principal.require(.openTickets)
    let (filter, unknown) = try look.named(look.scoped(self.filter))
    return Asked(
      filter: filter, unknown: unknown, order: look.order(order, of: filter), limit: PageLimits.clamp(limit))
  }

  /// Rows of the page and the one behind it; and lines of what nobody knows, which may belong here and is found by no
  /// filter.
  /// - Parameter groups: How many groups of an order that has such are looked through at most.
  private func find(
    _ asked: Asked, at now: Instant, groups: Int = .max, in tx: any Transaction
  ) throws -> (page: ReadableRows<TicketListStore.Listed>, unknown: [String]) {
    let page = try TicketListStore.page(
      asked.filter, order: asked.order, after: after, limit: asked.limit + 1, now: now, groups: groups, in: tx)
    return (
      page,
      asked.filter.readsInternal && asked.filter.sight == .all && after == nil
        ? try TicketListStore.unknown(in: tx) : []
    )
  }

  /// Says what `answer` asks for whatever the rows: whether a second group is looked through depends on the first.
  func foresee(_ asked: Asked, at now: Instant, in rehearsal: any Transaction) throws {
    _ = try find(asked, at: now, groups: 1, in: rehearsal)
  }

  func answer(_ asked: Asked, from look: Look) throws -> TicketPage {
    let (filter, unknown, order, limit) = (asked.filter, asked.unknown, asked.order, asked.limit)
    var (found, unknownRows) = try find(asked, at: look.now, in: look.transaction)
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
    let (clocks, unreadable) = try TicketListStore.clocks(of: rows.map(\.row.id), in: look.transaction)
    // Like team and owner it is the desk's own.
    let foreseen =
      filter.readsInternal
      ? Dictionary(
        grouping: try ForeseenClockStore.rows(of: rows.map(\.row.id), in: look.transaction), by: \.ticket) : [:]
    let items = rows.map { listed in
      let shown = look.shown(listed.row, clocks[listed.row.id] ?? [])
      return TicketPage.Item(
        ticket: shown.row, clocks: shown.clocks, position: listed.position(in: order, asked: self.order),
        foreseen: foreseen[listed.row.id] ?? [])
    }
    var extent: TicketPage.Extent?
    if withExtent, after != nil || hasMore {
      let bound = CountTickets.bound + 1
      extent = TicketPage.Extent(
        before: try after.map {
          try TicketListStore.count(filter, order: order, upTo: $0, bound: bound, now: look.now, in: look.transaction)
        } ?? 0, total: try TicketListStore.counts([filter], bound: bound, in: look.transaction)[0])
    }
    var outcomes: [RecordID: MergedOutcome] = [:]
    if withOutcomes {
      for listed in rows where listed.row.state == .merged {
        outcomes[listed.row.id] = try look.outcome(of: listed.row.id)
      }
    }
    return TicketPage(
      items: items, next: hasMore ? items.last?.position : nil, outcomes: outcomes,
      people: withNames
        ? try NameStore.people(named: Set(items.flatMap(\.ticket.people)), in: look.transaction) : [:],
      unreadable: found.unreadable + unreadable, notes: notes,
      awaiting: items.allSatisfy(\.ticket.holds.isEmpty) ? [] : try look.reasonsEndedByAnswer(),
      others: withOthers ? try others(filter, in: look) : 0, extent: extent)
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
    var members: [String: JSON] = [
      "key": .integer(key), "id": .string(id.text), "order": .string(order.rawValue),
    ]
    members["group"] = group.map { .integer(Int64($0.rawValue)) }
    return .object(members)
  }

  public init?(members: JSON) {
    guard let key = members["key"]?.integerValue, let id = members["id"]?.stringValue,
      let order = members["order"]?.stringValue.flatMap(ListTickets.Order.init)
    else { return nil }
    var group: ListTickets.Group?
    if let named = members["group"] {
      guard let known = named.integerValue.flatMap({ ListTickets.Group(rawValue: Int($0)) }) else { return nil }
      group = known
    }
    self.init(key: key, id: RecordID(id), order: order, group: group)
  }
}

public struct TicketPage: Hashable, Sendable {
  public struct Item: Hashable, Sendable {
    public var ticket: TicketRow
    public var clocks: [ClockRow]
    /// Its place in this list.
    public var position: ListTickets.Position
    /// What is foreseen of its clocks; empty for who sees it as its requester alone.
    public var foreseen: [ForeseenClock] = []
  }

  /// How a page lies in its list. Both are counted up to a bound: `CountTickets.bound + 1` means more than that.
  public struct Extent: Hashable, Sendable {
    /// Tickets that stand before the page.
    public var before: Int
    public var total: Int
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
  /// Where it was asked for and the list has more than this page.
  public var extent: Extent?
}

extension ListTickets.Position {
  /// Whether this place of a list comes before another.
  public func stands(before other: ListTickets.Position, in order: ListTickets.Order) -> Bool {
    order == .opened || order == .foreseen
      ? (key, id) > (other.key, other.id)
      : (group?.rawValue ?? 0, key, id) < (other.group?.rawValue ?? 0, other.key, other.id)
  }
}

extension Look {
  /// The order in which the principal sees a list that is asked for in `order`.
  func order(_ order: ListTickets.Order, of filter: TicketFilter) -> ListTickets.Order {
    // Deadlines of the desk's own clocks would show in the order.
    guard filter.readsInternal else { return .opened }
    return (order == .urgency || order == .foreseen) && filter.stage != .open ? .due : order
  }
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
