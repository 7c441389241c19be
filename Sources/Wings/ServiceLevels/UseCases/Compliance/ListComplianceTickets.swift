import Agreements
import AgreementsUseCases
import BusinessTime
import Core
import Kernel
import ServiceLevels
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

/// Lists what stands behind a number, a page at a time: each clock that was counted, in the order in which they ended or
/// began, or where verdicts of tickets were counted, each ticket with the clock that decided, in the order in which they
/// were judged.
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
  /// Whether it is told how many there are, all pages together: for whoever reads all pages once is enough.
  public var isCounted = true
  /// Whether numbers come from tallies where these can give them, as they do; else all are counted from the rows.
  var readsTallies = true

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
    let sight = look.principal.sight(of: .seeCompliance)
    let readsTallies = readsTallies && (isCounted || group?.by == .month || slice.verdicts != nil)
    let tallies = readsTallies ? try TalliedFigures(sight, in: look) : nil
    var clocks = try ComplianceClocks(scope, seen: sight, tallies: tallies, in: look.transaction)
    if let group, group.by == .month { clocks = try month(group.value, of: clocks, tallies, in: look) }
    let limit = PageLimits.clamp(limit)
    let values = try values(in: look)
    var filter = filter(of: clocks, values, look.transaction.dialect)
    if let dueBefore {
      guard slice == .running || slice == .paused else {
        throw MainstayError.field("due", "stands only with clocks that run or are paused: others are not due any more")
      }
      filter.add(dueBefore: dueBefore)
    }
    var page = ComplianceTicketPage()
    page.unreadable = try ComplianceStore.unreadable(
      clocks, byIndex: tallies != nil || !isCounted, in: look.transaction)
    if slice == .undecided { return try undecided(clocks, filter, limit: limit, page, in: look) }
    if isCounted { try count(&page, clocks, filter, values, tallies, in: look) }
    var lines: [ComplianceStore.Line] = []
    for part in try parts(of: clocks, for: limit, values, tallies, counted: page.clocks ?? page.tickets, in: look) {
      // One more than the page holds says that there is another.
      let wanted = limit + 1 - lines.count
      guard wanted > 0 else { break }
      if let (recordedMet, computedMet) = slice.verdicts {
        lines += try judged(recordedMet, computedMet, part, filter, limit: wanted, in: look)
      } else if let state = slice.state {
        lines += try ComplianceStore.clocks(
          part, in: state, filter: filter, after: after, limit: wanted, in: look.transaction)
      }
    }
    if lines.count > limit { page.next = lines[limit - 1].place }
    try fill(&page, with: lines.prefix(limit).compactMap(\.clock), in: look)
    return page
  }

  /// How many clocks or tickets there are to list, all pages together.
  private func count(
    _ page: inout ComplianceTicketPage, _ clocks: ComplianceClocks, _ filter: ComplianceFilter, _ values: Set<String?>,
    _ tallies: TalliedFigures?, in look: Look
  ) throws {
    if let (recordedMet, computedMet) = slice.verdicts {
      page.tickets = try count(recordedMet, computedMet, clocks, filter, values, tallies, in: look)
      return
    }
    guard let state = slice.state else { return }
    guard let tallies, dueBefore == nil, let figure = TallyFigure(state) else {
      let size = try ComplianceStore.size(clocks, in: state, filter: filter, in: look.transaction)
      (page.clocks, page.tickets) = (size.clocks, dueBefore != nil || clocks.isUnbounded ? size.tickets : nil)
      return
    }
    let dimension = group?.by.tallied ?? .whole
    let named = dimension == .whole ? nil : values
    page.clocks = try tallies.count(figure, of: clocks, by: dimension, in: named)
    if clocks.isUnbounded, let tickets = figure.ofTickets {
      page.tickets = try tallies.countOfAllTime(tickets, of: clocks, by: dimension, in: named)
    }
  }

  /// The parts of the period in which a page is looked for, one after the other: where tallies tell it, the days that have
  /// any. What has not ended is not told so, as it began at whatever time.
  private func parts(
    of clocks: ComplianceClocks, for limit: Int, _ values: Set<String?>, _ tallies: TalliedFigures?, counted: Int?,
    in look: Look
  ) throws -> [ComplianceClocks] {
    if counted == 0 { return [] }
    guard let tallies, let figure = TallyFigure(rawValue: slice.rawValue), !figure.isOpen else {
      if slice.verdicts != nil { return try longerAndLonger(clocks, in: look) }
      guard let at = after?.at, at > clocks.from, slice.state.flatMap({ TallyFigure($0) })?.isOpen == false else {
        return [clocks]
      }
      // From the place on where the page before ended, so that an index begins there.
      return [ComplianceClocks(clocks, from: at, to: clocks.to, isFirst: false)]
    }
    let dimension = group?.by.tallied ?? .whole
    return try tallies.days(
      figure, of: clocks, by: dimension, in: dimension == .whole ? nil : values, from: after?.at ?? .earliest,
      for: limit + 1
    ).map { ComplianceClocks(clocks, from: $0.lowerBound, to: $0.upperBound, isFirst: false) }
  }

  /// A day, two, four and so on, until the period is over: tickets that are judged in a part are all found before a page
  /// of them is, and of the whole of a long period those are many.
  private func longerAndLonger(_ clocks: ComplianceClocks, in look: Look) throws -> [ComplianceClocks] {
    guard let span = try ComplianceStore.span(clocks, in: look.transaction) else { return [] }
    var start = max(clocks.from, after?.at ?? span.lowerBound, span.lowerBound)
    var parts: [ComplianceClocks] = []
    var days: Int64 = 1
    while start <= span.upperBound {
      let end = min(start + .days(days), clocks.to)
      guard start < end else { break }
      parts.append(ComplianceClocks(clocks, from: start, to: end, isFirst: false))
      (start, days) = (end, days * 2)
    }
    return parts
  }

  private func undecided(
    _ clocks: ComplianceClocks, _ filter: ComplianceFilter, limit: Int, _ begun: ComplianceTicketPage, in look: Look
  ) throws -> ComplianceTicketPage {
    var page = begun
    let found = try ComplianceStore.undecided(
      clocks, filter: filter, after: after?.ticket, limit: limit + 1, in: look.transaction)
    page.unreadable += found.unreadable
    if isCounted {
      page.tickets = try ComplianceStore.countUndecided(clocks, filter: filter, in: look.transaction)
    }
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
  ) throws -> [ComplianceStore.Line] {
    var found: [(place: ComplianceTicketPage.Position, names: Set<String>)] = []
    var after = after
    // Few candidates fall away, so that portions lead to a page in few steps.
    while found.count < limit {
      var (seen, last) = (0, after)
      try ComplianceStore.judged(
        clocks, recordedMet: recordedMet, computedMet: computedMet, filter: filter, after: after, limit: limit,
        in: look.transaction
      ) { candidate in
        let place = ComplianceTicketPage.Position(at: candidate.at, ticket: candidate.ticket, clock: "", cycle: 0)
        (seen, last) = (seen + 1, place)
        let deciding = try look.deciding(candidate)
        if !deciding.values.contains(true) == computedMet { found.append((place, Set(deciding.keys))) }
      }
      guard seen == limit else { break }
      after = last
    }
    let shown = found.prefix(limit)
    let byTicket = try ComplianceStore.judged(clocks, of: shown.map(\.place.ticket), in: look.transaction)
    return shown.map { place, names in
      let judged = (byTicket[place.ticket] ?? []).filter { names.contains($0.name) }
      let decides = computedMet ? judged.max { ($0.stoppedAt ?? .earliest) < ($1.stoppedAt ?? .earliest) } : nil
      return (place, decides ?? judged.first { $0.state == .breached } ?? judged.last)
    }
  }

  private func count(
    _ recordedMet: Bool, _ computedMet: Bool, _ clocks: ComplianceClocks, _ filter: ComplianceFilter,
    _ values: Set<String?>, _ tallies: TalliedFigures?, in look: Look
  ) throws -> Int {
    if let tallies, let figure = TallyFigure(rawValue: slice.rawValue) {
      let dimension = group?.by.tallied ?? .whole
      return try tallies.count(figure, of: clocks, by: dimension, in: dimension == .whole ? nil : values)
    }
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

  /// The values of the group's column: of an agreement, its versions; empty where no group is asked for, or a month.
  private func values(in look: Look) throws -> Set<String?> {
    guard let group, group.by.column != nil else { return [] }
    guard group.by == .agreement, let key = group.value else { return [group.value] }
    // A version that is not there is a group by its id.
    return Set(try AgreementStore.agreements(key: key, in: look.transaction).map(\.id.text) + [key])
  }

  private func filter(of clocks: ComplianceClocks, _ values: Set<String?>, _ dialect: Dialect) -> ComplianceFilter {
    guard let group, let column = group.by.column else { return ComplianceFilter(clocks) }
    guard group.by == .agreement, group.value != nil else { return ComplianceFilter(clocks, column, is: group.value) }
    return ComplianceFilter(clocks, column, oneOf: values.compactMap(\.self).sorted(), dialect)
  }

  private func month(
    _ text: String?, of clocks: ComplianceClocks, _ tallies: TalliedFigures?, in look: Look
  ) throws -> ComplianceClocks {
    guard let date = text.flatMap({ CivilDate(parsing: $0 + "-01") }) else {
      throw MainstayError.field("group", "is a month like 2016-03")
    }
    let month = MonthOfYear(year: date.year, month: date.month)
    let span = try tallies.map { try $0.span(clocks) } ?? ComplianceStore.span(clocks, in: look.transaction)
    let first = span.map { MonthOfYear(of: $0.lowerBound, in: zone) }
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
    /// When the clock ended or began, or the ticket was judged; nil in lists of tickets that nobody can judge.
    public var at: Instant?
    public var ticket: RecordID
    public var clock: String
    public var cycle: Int

    public init(at: Instant? = nil, ticket: RecordID, clock: String, cycle: Int) {
      (self.at, self.ticket, self.clock, self.cycle) = (at, ticket, clock, cycle)
    }
  }

  public var items: [Item] = []
  /// Nil on the last page.
  public var next: Position?
  /// How many clocks the number counts, all pages together; nil of a number of tickets.
  public var clocks: Int?
  /// How many tickets these are of; nil of clocks of a bounded period, which are counted and their tickets are not.
  public var tickets: Int?
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
    .members([
      "at": at.map { .integer($0.milliseconds) }, "ticket": .string(ticket.text), "clock": .string(clock),
      "cycle": .integer(Int64(cycle)),
    ])
  }

  public init?(members: JSON) {
    guard let ticket = members["ticket"]?.stringValue, let clock = members["clock"]?.stringValue,
      let cycle = members["cycle"]?.integerValue, (0...Int64(Int32.max)).contains(cycle)
    else { return nil }
    let at = members["at"]?.integerValue.map(Instant.init(milliseconds:))
    if let at, !(Instant.earliest...Instant.latest).contains(at) { return nil }
    self.init(at: at, ticket: RecordID(ticket), clock: clock, cycle: Int(cycle))
  }
}
