import Agreements
import Core
import Kernel
import Tickets
import TicketsUseCases

/// What became of tickets, read once for all measured objectives that look at them.
struct MeasureHistories {
  private struct History {
    /// In the order of the journal.
    var events: [(event: ClockEvent, recordedAt: Instant, isUndo: Bool)] = []
    var isRequest = false

    /// What was known at an instant; a resolution that was taken back by then is none, and neither is taking it back.
    func events(knownAt instant: Instant) -> [ClockEvent] {
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

  private var histories: [RecordID: History] = [:]
  /// Histories that cannot be read, by their tickets, in words.
  private(set) var unreadable: [RecordID: String] = [:]

  /// Tickets whose histories are read at once.
  private static let portion = 500

  mutating func read(_ tickets: [RecordID], in look: Look) throws {
    let missing = tickets.filter { histories[$0] == nil && unreadable[$0] == nil }
    for start in stride(from: 0, to: missing.count, by: MeasureHistories.portion) {
      let portion = Array(missing[start..<min(start + MeasureHistories.portion, missing.count)])
      for ticket in portion { histories[ticket] = History() }
      let byStream = Dictionary(
        portion.map { (TicketFile.stream(of: $0), $0) }, uniquingKeysWith: { first, _ in first })
      try MeasureStore.entries(of: portion, in: look.transaction) { stream, kind, payload, at, recordedAt in
        guard let ticket = byStream[stream], unreadable[ticket] == nil, kind.hasPrefix("ticket."),
          kind != TextErasure.kind
        else { return }
        do {
          try add(TicketEvent(kind: kind, payload: JSON(parsing: payload)), to: ticket, at: at, recordedAt: recordedAt)
        } catch let error as TicketEvent.Unreadable {
          unreadable[ticket] = "\(stream): of an entry \(kind), \(error.words)"
        } catch is JSON.Malformed {
          unreadable[ticket] = "\(stream): an entry \(kind) holds no JSON"
        }
      }
    }
  }

  private mutating func add(_ event: TicketEvent, to ticket: RecordID, at: Instant, recordedAt: Instant) {
    if case .opened(let opening) = event {
      histories[ticket]?.isRequest = (opening.measure ?? opening.kind.usualMeasure) == .fulfilment
    }
    guard let clock = event.clockEvent else { return }
    histories[ticket]?.events.append((ClockEvent(at, clock), recordedAt, event == .reopened(reason: Ticket.undoReason)))
  }

  /// What became of a ticket as far as the journal knew at an instant; nil where it knew of none.
  func course(of ticket: RecordID, asOf: Instant) -> TicketCourse? {
    guard let history = histories[ticket], unreadable[ticket] == nil else { return nil }
    return TicketCourse(history.events(knownAt: asOf), isRequest: history.isRequest, asOf: asOf)
  }
}
