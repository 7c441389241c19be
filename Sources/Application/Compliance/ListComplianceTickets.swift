import BusinessTime
import Kernel
import People
import Storage

/// The tickets behind one number of a compliance report.
public enum ComplianceSlice: String, CaseIterable, Hashable, Sendable {
  /// Tickets with a clock in this state.
  case met, breached, running, paused, cancelled, neverDue
  /// Tickets by their verdicts, recorded first, computed second.
  case metMet, metMissed, missedMet, missedMissed

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

/// Lists the tickets behind a number, in the order in which they came, a page at a time.
public struct ListComplianceTickets: Query {
  public var scope: ComplianceScope
  public var slice: ComplianceSlice
  public var group: ComplianceGroupKey?
  /// Whose months; UTC where nil.
  public var zone: ZoneRules?
  public var after: RecordID?
  public var limit: Int

  public init(
    _ slice: ComplianceSlice, of scope: ComplianceScope = ComplianceScope(), in group: ComplianceGroupKey? = nil,
    zone: ZoneRules? = nil, after: RecordID? = nil, limit: Int = PageLimits.usual
  ) {
    (self.scope, self.slice, self.group, self.zone) = (scope, slice, group, zone)
    (self.after, self.limit) = (after, limit)
  }

  public func answer(from look: Look) throws -> ComplianceTicketPage {
    try look.principal.require(.seeCompliance)
    var clocks = try ComplianceClocks(scope, in: look.transaction)
    if let group, group.by == .month { clocks = try month(group.value, of: clocks) }
    let limit = PageLimits.clamp(limit)
    let filter = try filter(in: look)
    let found =
      try slice.verdicts.map { try judged($0.recordedMet, $0.computedMet, clocks, filter, limit: limit + 1, in: look) }
      ?? ComplianceStore.tickets(
        clocks, in: slice.rawValue, filter: filter, after: after, limit: limit + 1, in: look.transaction)
    let page = found.prefix(limit)
    let items = try page.compactMap { id in
      try TicketStore.row(id, in: look.transaction).map { row in
        ComplianceTicketPage.Item(ticket: row, clocks: try ClockStore.all(of: id, in: look.transaction))
      }
    }
    return ComplianceTicketPage(items: items, next: found.count > limit ? page.last : nil)
  }

  private func judged(
    _ recordedMet: Bool, _ computedMet: Bool, _ clocks: ComplianceClocks, _ filter: ComplianceFilter, limit: Int,
    in look: Look
  ) throws -> [RecordID] {
    var found: [RecordID] = []
    var after = after
    // Few candidates fall away, so that portions lead to a page in few steps.
    while found.count < limit {
      var portion: [ComplianceStore.Candidate] = []
      try ComplianceStore.judged(
        clocks, recordedMet: recordedMet, computedMet: computedMet, filter: filter, after: after, limit: limit,
        in: look.transaction
      ) { portion.append($0) }
      for candidate in portion where try look.isMet(candidate) == computedMet { found.append(candidate.ticket) }
      guard portion.count == limit, let last = portion.last else { break }
      after = last.ticket
    }
    return Array(found.prefix(limit))
  }

  private func filter(in look: Look) throws -> ComplianceFilter {
    guard let group, let column = group.by.column else { return ComplianceFilter() }
    guard group.by == .agreement, let key = group.value else { return ComplianceFilter(column, is: group.value) }
    let versions = try AgreementStore.agreements(key: key, in: look.transaction).map(\.id.text)
    return ComplianceFilter(column, oneOf: versions, look.transaction.dialect)
  }

  private func month(_ text: String?, of clocks: ComplianceClocks) throws -> ComplianceClocks {
    guard let date = text.flatMap({ CivilDate(parsing: $0 + "-01") }) else {
      throw MainstayError.field("group", "is a month like 2016-03")
    }
    let month = MonthOfYear(year: date.year, month: date.month)
    return ComplianceClocks(clocks, from: month.start(in: zone), to: month.next.start(in: zone))
  }
}

public struct ComplianceTicketPage: Hashable, Sendable {
  public struct Item: Hashable, Sendable {
    public var ticket: TicketRow
    public var clocks: [ClockRow]
  }
  public var items: [Item]
  /// Nil on the last page.
  public var next: RecordID?
}
