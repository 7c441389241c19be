import Agreements
import Kernel
import Tickets
import TicketsUseCases

/// What happened to one ticket, as far as measured objectives look: from rows of the database, or from a journal alone.
package struct MeasuredHistory {
  /// In the order of the journal.
  private var events: [(event: ClockEvent, recordedAt: Instant, isUndo: Bool)] = []
  private var isRequest = false

  package init() {}

  /// Takes the next entry of the ticket's stream.
  ///
  /// - Throws: `TicketEvent.Unreadable` or `JSON.Malformed` of one that this version does not understand.
  package mutating func take(_ kind: String, _ payload: String, at: Instant, recordedAt: Instant) throws {
    guard kind.hasPrefix("ticket."), kind != TextErasure.kind else { return }
    let event = try TicketEvent(kind: kind, payload: JSON(parsing: payload))
    if case .opened(let opening) = event {
      isRequest = (opening.measure ?? opening.kind.usualMeasure) == .fulfilment
    }
    guard let clock = event.clockEvent else { return }
    events.append((ClockEvent(at, clock), recordedAt, event == .reopened(reason: Ticket.undoReason)))
  }

  /// What became of it as far as the journal knew at an instant; nil where it knew of no such ticket.
  package func course(asOf: Instant) -> TicketCourse? {
    TicketCourse(events(knownAt: asOf), isRequest: isRequest, asOf: asOf)
  }

  /// What was known at an instant; a resolution that was taken back by then is none, and neither is taking it back.
  private func events(knownAt instant: Instant) -> [ClockEvent] {
    var known: [ClockEvent] = []
    for one in events where one.recordedAt <= instant {
      if one.isUndo, let last = known.lastIndex(where: { $0.kind == .resolved }),
        one.event.at - known[last].at <= Ticket.undoWindow
      {
        known.remove(at: last)
      } else {
        known.append(one.event)
      }
    }
    return known
  }
}
