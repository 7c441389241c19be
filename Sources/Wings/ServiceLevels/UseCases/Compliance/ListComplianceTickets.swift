import Agreements
import AgreementsUseCases
import BusinessTime
import Core
import Kernel
import Storage
import TicketsUseCases

/// One number of a compliance report.
public enum ComplianceSlice: String, CaseIterable, Hashable, Sendable {
  /// Clocks in this state.
  case met, breached, running, paused, cancelled, neverDue
  /// Tickets by their verdicts, recorded first, computed second.
  case metMet, metMissed, missedMet, missedMissed
  /// Tickets of which nobody can tell which agreement covers them: they have no clocks.
  case undecided

  /// The state of clocks, where it is one.
  var state: ClockState? { ClockState(rawValue: rawValue) }

  /// The verdicts of a cell of the confusion table; nil of the states of clocks.
  var verdicts: (recordedMet: Bool, computedMet: Bool)? {
    switch self {
    case .metMet: (true, true)
    case .metMissed: (true, false)
    case .missedMet: (false, true)
    case .missedMissed: (false, false)
    default: nil
    }
  }
}

/// One group of a compliance report: `P3` among priorities, `2016-03` among months.
public struct ComplianceGroupKey: Hashable, Sendable {
  public var by: ComplianceDimension
  /// Nil: tickets without a value.
  public var value: String?

  public init(_ by: ComplianceDimension, _ value: String?) { (self.by, self.value) = (by, value) }
}

/// Lists what stands behind a number, in the order in which the tickets came, a page at a time: each clock that was
/// counted, or where verdicts of tickets were counted, each ticket with the clock that decided.
public struct ListComplianceTickets: Query {
  public var scope: ComplianceScope
  public var slice: ComplianceSlice
  /// What `Item.group` is told by.
  public var by: ComplianceDimension
  public var group: ComplianceGroupKey?
  /// Whose months; UTC where nil.
  public var zone: ZoneRules?
  /// Only clocks with a deadline before it; of the states running and paused alone.
  public var dueBefore: Instant?
  public var after: ComplianceTicketPage.Position?
  public var limit: Int

  public init(
    _ slice: ComplianceSlice, of scope: ComplianceScope = ComplianceScope(), by: ComplianceDimension = .priority,
    in group: ComplianceGroupKey? = nil, zone: ZoneRules? = nil, dueBefore: Instant? = nil,
    after: ComplianceTicketPage.Position? = nil, limit: Int = PageLimits.usual
  ) {
    self.dueBefore = dueBefore
    (self.scope, self.slice, self.by, self.group, self.zone) = (scope, slice, group?.by ?? by, group, zone)
    (self.after, self.limit) = (after, limit)
  }

  public func answer(from look: Look) throws -> ComplianceTicketPage {
    try look.principal.require(.seeCompliance)
    try scope.requireBegun(by: look.now)
    var clocks = try ComplianceClocks(scope, in: look.transaction)
    if let group, group.by == .month { clocks = try month(group.value, of: clocks, in: look) }
    let limit = PageLimits.clamp(limit)
    var filter = try filter(in: look)
    if let dueBefore {
      guard slice == .running || slice == .paused else {
        throw MainstayError.field("due", "stands only with clocks that run or are paused: others are not due any more")
      }
      filter.add(dueBefore: dueBefore)
    }
    var page = ComplianceTicketPage()
    page.unreadable = try ComplianceStore.unreadable(clocks, in: look.transaction)
    if slice == .undecided { return try undecided(clocks, filter, limit: limit, page, in: look) }
    let found: ComplianceStore.ClockPage
    if let (recordedMet, computedMet) = slice.verdicts {
      found = try judged(recordedMet, computedMet, clocks, filter, limit: limit, in: look)
      page.tickets = try count(recordedMet, computedMet, clocks, filter, in: look)
    } else {
      guard let state = slice.state else { throw MainstayError.field("slice", "is no state of clocks") }
      found = try ComplianceStore.clocks(
        clocks, in: state, filter: filter, after: after, limit: limit, in: look.transaction)
      let size = try ComplianceStore.size(clocks, in: state, filter: filter, in: look.transaction)
      (page.clocks, page.tickets) = (size.clocks, size.tickets)
    }
    page.next = found.next
    try fill(&page, with: found.rows, in: look)
    return page
  }

  private func undecided(
    _ clocks: ComplianceClocks, _ filter: ComplianceFilter, limit: Int, _ begun: ComplianceTicketPage, in look: Look
  ) throws -> ComplianceTicketPage {
    var page = begun
    let found = try ComplianceStore.undecided(
      clocks, filter: filter, after: after?.ticket, limit: limit + 1, in: look.transaction)
    page.unreadable += found.unreadable
    page.tickets = try ComplianceStore.countUndecided(clocks, filter: filter, in: look.transaction)
    page.items = try found.rows.prefix(limit).map { ticket in
      ComplianceTicketPage.Item(ticket: ticket, clock: nil, group: try name(ticket, nil, in: look))
    }
    if found.rows.count > limit, let last = page.items.last {
      page.next = ComplianceTicketPage.Position(ticket: last.ticket.id, clock: "", cycle: 0)
    }
    return page
  }

  private func judged(
    _ recordedMet: Bool, _ computedMet: Bool, _ clocks: ComplianceClocks, _ filter: ComplianceFilter, limit: Int,
    in look: Look
  ) throws -> ComplianceStore.ClockPage {
    var found: [(ticket: RecordID, names: Set<String>)] = []
    var after = after?.ticket
    // Few candidates fall away, so that portions lead to a page in few steps.
    while found.count <= limit {
      var portion: [ComplianceStore.Candidate] = []
      try ComplianceStore.judged(
        clocks, recordedMet: recordedMet, computedMet: computedMet, filter: filter, after: after, limit: limit + 1,
        in: look.transaction
      ) { portion.append($0) }
      for candidate in portion {
        let deciding = try look.deciding(candidate)
        if !deciding.values.contains(true) == computedMet { found.append((candidate.ticket, Set(deciding.keys))) }
      }
      guard portion.count == limit + 1, let last = portion.last else { break }
      after = last.ticket
    }
    var page = ComplianceStore.ClockPage()
    let shown = found.prefix(limit)
    let byTicket = try ComplianceStore.judged(clocks, of: shown.map(\.ticket), in: look.transaction)
    for (ticket, names) in shown {
      let judged = (byTicket[ticket] ?? []).filter { names.contains($0.name) }
      let decides = computedMet ? judged.max { ($0.stoppedAt ?? .earliest) < ($1.stoppedAt ?? .earliest) } : nil
      if let clock = decides ?? judged.first(where: { $0.state == .breached }) ?? judged.last {
        page.rows.append(clock)
      }
    }
    if found.count > limit {
      page.next = ComplianceTicketPage.Position(ticket: found[limit - 1].ticket, clock: "", cycle: 0)
    }
    return page
  }

  private func count(
    _ recordedMet: Bool, _ computedMet: Bool, _ clocks: ComplianceClocks, _ filter: ComplianceFilter, in look: Look
  ) throws -> Int {
    var count = try ComplianceStore.unanimous(
      clocks, recordedMet: recordedMet, computedMet: computedMet, filter: filter, in: look.transaction)
    try ComplianceStore.mixed(clocks, by: nil, filter: filter, in: look.transaction) { ticket in
      if ticket.recordedMet == recordedMet, try look.isMet(ticket) == computedMet { count += 1 }
    }
    return count
  }

  /// Makes rows of clocks, each with its ticket.
  private func fill(_ page: inout ComplianceTicketPage, with clocks: [ClockRow], in look: Look) throws {
    let found = try TicketListStore.rows(Set(clocks.map(\.ticket)), in: look.transaction)
    page.note(unreadable: found.unreadable)
    let tickets = Dictionary(uniqueKeysWithValues: found.rows.map { ($0.id, $0) })
    for clock in clocks {
      guard let ticket = tickets[clock.ticket] else { continue }
      do {
        page.items.append(
          ComplianceTicketPage.Item(ticket: ticket, clock: clock, group: try name(ticket, clock, in: look)))
      } catch MainstayError.unreadable(let record, let reason) {
        page.note(unreadable: ["\(record): \(reason)"])
      }
    }
  }

  /// The group in which a figure counts a clock; nil where the ticket has no such value.
  private func name(_ ticket: TicketRow, _ clock: ClockRow?, in look: Look) throws -> String? {
    switch by {
    case .priority: return ticket.priority
    case .category: return ticket.category
    case .service: return ticket.service
    case .team: return ticket.team
    case .agreement:
      guard let id = ticket.agreement else { return nil }
      return try look.app.agreements.version(id, in: look.transaction)?.key ?? id.text
    case .month:
      guard group?.value == nil else { return group?.value }
      let end = clock?.state == .breached ? clock?.breachedAt : clock?.stoppedAt
      // One that has not ended is counted where it began, or where that was before the period, in its first month.
      let began = clock.map { max($0.startedAt, scope.from ?? $0.startedAt) }
      return (end ?? began).map { MonthOfYear(of: $0, in: zone).text }
    }
  }

  private func filter(in look: Look) throws -> ComplianceFilter {
    guard let group, let column = group.by.column else { return ComplianceFilter() }
    guard group.by == .agreement, let key = group.value else { return ComplianceFilter(column, is: group.value) }
    // A version that is not there is a group by its id.
    let versions = try AgreementStore.agreements(key: key, in: look.transaction).map(\.id.text) + [key]
    return ComplianceFilter(column, oneOf: versions, look.transaction.dialect)
  }

  private func month(_ text: String?, of clocks: ComplianceClocks, in look: Look) throws -> ComplianceClocks {
    guard let date = text.flatMap({ CivilDate(parsing: $0 + "-01") }) else {
      throw MainstayError.field("group", "is a month like 2016-03")
    }
    let month = MonthOfYear(year: date.year, month: date.month)
    let first = try ComplianceStore.span(clocks, in: look.transaction).map { MonthOfYear(of: $0.lowerBound, in: zone) }
    return ComplianceClocks(
      clocks, from: month.start(in: zone), to: month.next.start(in: zone), isFirst: first == month)
  }
}

/// A page of what stands behind a number.
public struct ComplianceTicketPage: Hashable, Sendable {
  public struct Item: Hashable, Sendable {
    public var ticket: TicketRow
    /// The clock that was counted, its own cycle; of a number of verdicts, the one that decided. Nil of a ticket that
    /// has none, as nobody knows its agreement.
    public var clock: ClockRow?
    /// The group in which the figures have it; nil of tickets without a value.
    public var group: String?
  }

  /// Where a page ends: the next begins behind it.
  public struct Position: Hashable, Sendable {
    public var ticket: RecordID
    public var clock: String
    public var cycle: Int

    public init(ticket: RecordID, clock: String, cycle: Int) {
      (self.ticket, self.clock, self.cycle) = (ticket, clock, cycle)
    }
  }

  public var items: [Item] = []
  /// Nil on the last page.
  public var next: Position?
  /// How many clocks the number counts, all pages together; nil of a number of tickets.
  public var clocks: Int?
  /// How many tickets these are of.
  public var tickets = 0
  /// What cannot be read, and may belong here: a line each with record and column.
  public var unreadable: [String] = []

  /// Throws `unreadable` where something is missing: for readers that could not be told of it.
  public func whole() throws -> ComplianceTicketPage {
    try ComplianceTicketPage.refuse(unreadable)
    return self
  }

  fileprivate mutating func note(unreadable lines: [String]) {
    unreadable += lines.filter { !unreadable.contains($0) }
  }

  static func refuse(_ unreadable: [String]) throws {
    guard let first = unreadable.first else { return }
    let others = unreadable.count > 1 ? "; so would \(unreadable.count - 1) more" : ""
    throw MainstayError.unreadable(record: first, reason: "the figures would lack it\(others)")
  }
}

extension ComplianceTicketPage.Position: CursorPosition {
  public var members: JSON {
    ["ticket": .string(ticket.text), "clock": .string(clock), "cycle": .integer(Int64(cycle))]
  }

  public init?(members: JSON) {
    guard let ticket = members["ticket"]?.stringValue, let clock = members["clock"]?.stringValue,
      let cycle = members["cycle"]?.integerValue, (0...Int64(Int32.max)).contains(cycle)
    else { return nil }
    self.init(ticket: RecordID(ticket), clock: clock, cycle: Int(cycle))
  }
}
