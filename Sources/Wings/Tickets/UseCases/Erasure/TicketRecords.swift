import Core
import Journal
import Kernel
import Tickets

extension ErasedKind {
  package static let ticketTexts = ErasedKind("ticketTexts", "subjects and descriptions of tickets for them")
  package static let messages = ErasedKind("messages", "answers and notes")
  package static let tickets = ErasedKind("tickets", "tickets for them, which stay without their name")
  package static let assignments = ErasedKind(
    "assignments", "tickets given to them, which stay without their name")
  package static let authorships = ErasedKind(
    "authorships", "answers and notes by them, which stand without their name")
}

/// Tickets and what was written on them.
enum TicketRecords: PersonalRecords {
  static let kinds: [ErasedKind] = [.ticketTexts, .messages, .tickets, .assignments, .authorships]
  static let names = [
    NameColumn("ticket", "requester", .tickets), NameColumn("ticket", "assignee", .assignments),
    NameColumn("message", "author", .authorships),
  ]

  static func obstacles(to leaving: Leaving, in look: Look) throws -> [String] {
    var filter = TicketFilter()
    filter.assignee = leaving.name
    let open = try TicketListStore.counts([filter], bound: CountTickets.bound + 1, in: look.transaction)[0]
    guard open > 0 else { return [] }
    // How many there are is told to who sees them all: of the others, that they are in the way.
    guard look.principal.sight(of: .seeAllTickets) == .all else {
      return ["\(leaving.name) owns open tickets: somebody who sees all of them has to give them away first."]
    }
    let count = open > CountTickets.bound ? "more than \(CountTickets.bound)" : String(open)
    return ["\(leaving.name) owns \(count) open \(open == 1 ? "ticket" : "tickets"): give them away first."]
  }

  static func counts(of leaving: Leaving, in look: Look) throws -> [ErasedKind: Int] {
    let (tickets, messages) = try TicketErasureStore.countTexts(of: leaving, in: look.transaction)
    return [.ticketTexts: tickets, .messages: messages]
  }

  static func mentions(of leaving: Leaving, limit: Int, in look: Look) throws -> [String] {
    try TicketErasureStore.tickets(
      mentioning: leaving, among: look.principal.sight(of: .seeAllTickets), limit: limit, in: look.transaction)
  }

  static func takePortion(of leaving: Leaving, in work: Work) throws -> ErasedPortion {
    guard let person = leaving.id else { return ErasedPortion() }
    let tickets = try TicketErasureStore.tickets(of: leaving, limit: ErasedPortion.most, in: work.transaction)
    var portion = ErasedPortion(isLast: tickets.count < ErasedPortion.most)
    // In one order, as those have it who change two tickets at once.
    for ticket in tickets {
      let stream = TicketFile.stream(of: ticket)
      let head = try JournalStore.head(of: stream, lock: true, in: work.transaction)
      let (hasText, messages) = try TicketErasureStore.texts(of: ticket, by: leaving, in: work.transaction)
      guard hasText || !messages.isEmpty else { continue }
      let erasure = TextErasure(person: person, hasText: hasText, messages: messages)
      try TicketErasureStore.erase(erasure, of: ticket, in: work.transaction)
      try work.record(
        [Happening(kind: TextErasure.kind, at: work.now, payload: erasure.payload)], on: stream, after: head)
      try work.announce("ticket:" + ticket.text)
      portion.gone[.ticketTexts, default: 0] += hasText ? 1 : 0
      portion.gone[.messages, default: 0] += messages.count
    }
    portion.gone[.answers] = try OnceStore.forget(tellingOf: tickets, in: work.transaction)
    return portion
  }
}
