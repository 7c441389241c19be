import Agreements
import Kernel
import People
import Tickets

/// What requesters are shown of their tickets: the one place that decides it, for pages, programs and live parts.
/// What the history hides, no row, clock, count or order tells either.
enum RequesterView {
  /// Whether a clock measures what the requester waits for; the others measure how the desk works.
  static func shows(_ metric: Metric) -> Bool {
    switch metric {
    case .firstResponse, .nextResponse, .update, .resolution, .fulfilment: true
    case .assignment, .acknowledgement, .teamHolding, .vendorHolding: false
    }
  }

  static func clocks(_ clocks: [ClockRow]) -> [ClockRow] { clocks.filter { shows($0.metric) } }

  /// The row without who works on it; its deadline is that of the clocks that are shown.
  /// - Parameter clocks: All clocks of the ticket.
  static func row(_ row: TicketRow, clocks: [ClockRow]) -> TicketRow {
    var shown = row
    for field in TicketField.listed { field.hide(&shown) }
    let open = self.clocks(clocks).filter(\.isOpen)
    shown.due = open.compactMap(\.due).min()
    shown.isBreached = open.contains { $0.state == .breached }
    return shown
  }

  /// The steps of the ticket's life, not the desk's inner work; nil for an event that is hidden.
  /// - Parameter withdrawn: Answers that were made private later.
  static func event(_ event: TicketEvent, withdrawn: Set<RecordID>) -> TicketEvent? {
    switch event {
    case .opened(var opening):
      (opening.team, opening.assignee, opening.undecided) = (nil, nil, nil)
      return .opened(opening)
    case .answered(let id, _, let isPublic, _): return isPublic && !withdrawn.contains(id) ? event : nil
    case .resolved, .reopened, .closed, .cancelled, .held, .resumed, .merged: return event
    case .retitled, .answerWithdrawn, .changed, .assigned, .unassigned, .handedOff, .acknowledged, .handedBack,
      .absorbed, .linked, .unlinked, .agreementEnded, .agreementDecided, .excluded, .verdictRecorded,
      .returned:
      return nil
    }
  }

  /// Members of an event's payload that name a ticket of somebody else.
  /// - Parameter mayKnow: Whether a ticket is one that the requester sees.
  static func hiddenMembers(of event: TicketEvent, mayKnow: (RecordID) -> Bool) -> Set<String> {
    if case .merged(let survivor) = event, !mayKnow(survivor) { return ["into"] }
    return []
  }
}

extension TicketFilter {
  /// Whether it asks for something that requesters are not shown, so that what it finds would tell it.
  fileprivate var asksForInnerWork: Bool {
    values.keys.contains { TicketField.byFilter[$0]?.isForRequesters == false } || isUnassigned || isOrphaned
      || isBreached || dueBefore != nil
  }
}

extension Look {
  /// The filter as far as the principal may ask: requesters find their own tickets, and only by what they are shown.
  func scoped(_ filter: TicketFilter) throws -> TicketFilter {
    try requireKind(of: filter)
    guard !principal.may(.seeAllTickets) else { return filter }
    if filter.asksForInnerWork { try principal.require(.seeAllTickets) }
    var own = filter
    own.requester = principal.name
    return own
  }

  private func requireKind(of filter: TicketFilter) throws {
    guard let asked = filter["kind"] else { return }
    let kinds = try WordStore.all([.kind], in: transaction).map(\.key)
    guard !kinds.contains(asked) else { return }
    throw MainstayError.field("filter", "kind:\(asked): is none of \(kinds.joined(separator: ", "))")
  }

  /// A ticket's row with its clocks, as the principal sees them.
  func shown(_ row: TicketRow, _ clocks: [ClockRow]) -> (row: TicketRow, clocks: [ClockRow]) {
    principal.may(.seeAllTickets)
      ? (row, clocks) : (RequesterView.row(row, clocks: clocks), RequesterView.clocks(clocks))
  }
}
