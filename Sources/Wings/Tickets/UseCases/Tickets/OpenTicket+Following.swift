import Core
import Kernel
import Storage
import Tickets

extension OpenTicket {
  /// The opening with what it takes over from a ticket that has ended: its subject, what its requester wrote last, and
  /// of what service, category and priority it was.
  func goingOn(from former: Ticket, in work: Work) throws -> OpenTicket {
    guard former.state != .open else {
      throw MainstayError.conflict(
        code: "ticket-open", message: "\(former.number) is open; answer it instead of opening another.")
    }
    var next = self
    if title.isEmpty { next.title = try TicketStore.text(of: former.id, in: work.transaction)?.title ?? "" }
    if description.isEmpty {
      next.description = try MessageStore.last(of: former.id, by: .requester, in: work.transaction) ?? ""
    }
    for (key, value) in former.attributes
    where !Ticket.reservedAttributes.contains(key) && OpenTicket.takenOver.contains(key) { next.inherited[key] = value }
    if requester == nil, work.principal.sight(of: .workTickets).takesIn(former) { next.requester = former.requester }
    return next
  }
}

extension Work {
  /// Links a new ticket and the one that it goes on from, each to the other. The former is locked.
  func link(_ change: TicketChange, to former: inout TicketFile) throws -> TicketChange {
    // Whoever opens a ticket for others may not see it then; the link belongs to the opening.
    guard var file = try TicketFile.load(change.id, in: transaction) else {
      throw MainstayError.notFound(kind: "ticket", id: change.number)
    }
    try keep(file.ticket.link(to: former.ticket, as: .relatesTo), in: &file)
    try keep(former.ticket.link(to: file.ticket, as: .relatesTo), in: &former)
    return answer(file.ticket)
  }
}
