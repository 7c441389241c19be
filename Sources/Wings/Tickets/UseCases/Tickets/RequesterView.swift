import Agreements
import Core
import Kernel
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

  /// The clocks that are shown, as they stand whenever they were last computed: each thing that happens to a ticket has
  /// its clocks computed, and when that was tells of the desk's work, a note among staff too.
  /// - Parameter isHeld: The ticket is on hold: then the deadline of a paused clock moves on with the time at which it is
  ///   computed.
  static func clocks(_ clocks: [ClockRow], isHeld: Bool) -> [ClockRow] {
    clocks.filter { shows($0.metric) }.map { clock in
      var shown = clock
      shown.isReadingHidden = clock.isOpen
      if isHeld { shown.hideMovingDeadline() }
      return shown
    }
  }

  /// What is told by the clocks that are shown, but for what changes with the time at which they are computed.
  static func verdicts(_ clocks: [ClockRow]) -> Set<ClockRow> {
    Set(
      clocks.filter { shows($0.metric) }.map { clock in
        var told = clock
        (told.elapsed, told.asOf) = (.zero, .earliest)
        told.hideMovingDeadline()
        return told
      })
  }

  /// The row without who works on it; its deadline is that of the clocks that are shown, its version and its time of
  /// change those of what is shown.
  /// - Parameter clocks: All clocks of the ticket.
  static func row(_ row: TicketRow, clocks: [ClockRow]) -> TicketRow {
    var shown = row
    for field in TicketField.listed { field.hide(&shown) }
    (shown.version, shown.updatedAt) = (row.requesterVersion, row.requesterAt)
    let open = self.clocks(clocks, isHeld: !row.holds.isEmpty).filter(\.isOpen)
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
    case .retitled, .answerWithdrawn, .changed, .assigned, .unassigned, .released, .handedOff, .acknowledged,
      .handedBack, .absorbed, .linked, .unlinked, .agreementEnded, .agreementDecided, .excluded, .readmitted,
      .verdictRecorded, .returned:
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

extension ClockRow {
  /// Takes the deadline of a paused clock away.
  fileprivate mutating func hideMovingDeadline() {
    if state == .paused { (due, beyondHorizon) = (nil, nil) }
  }
}

extension TicketFilter {
  /// Whether it asks for something that requesters are not shown, so that what it finds would tell it.
  fileprivate var asksForInnerWork: Bool {
    values.keys.contains { TicketField.byFilter[$0]?.isForRequesters == false } || isUnassigned || isOrphaned
      || isBreached || isUndecided || isReturned || dueBefore != nil
  }
}

extension Look {
  /// The filter as far as the principal may ask: those at the desk find the tickets that they see there, requesters
  /// their own, and only by what they are shown. Whoever is both and asks for nothing but their own finds all of these.
  func scoped(_ filter: TicketFilter) throws -> TicketFilter {
    var scoped = filter
    scoped.sight = principal.sight(of: .seeAllTickets)
    let asksForOwn = filter.requester == principal.name && !filter.asksForInnerWork
    scoped.readsInternal = scoped.sight == .all || scoped.sight != .none && !asksForOwn
    guard !scoped.readsInternal else { return scoped }
    // As a requester one finds one's own, whoever has them.
    scoped.sight = .all
    if filter.asksForInnerWork || (filter.requester ?? principal.name) != principal.name {
      try principal.require(.seeAllTickets)
    }
    scoped.requester = principal.name
    return scoped
  }

  /// A ticket's row with its clocks, as the principal sees them.
  func shown(_ row: TicketRow, _ clocks: [ClockRow]) -> (row: TicketRow, clocks: [ClockRow]) {
    principal.sight(of: .seeAllTickets).takesIn(row)
      ? (row, clocks)
      : (RequesterView.row(row, clocks: clocks), RequesterView.clocks(clocks, isHeld: !row.holds.isEmpty))
  }
}
