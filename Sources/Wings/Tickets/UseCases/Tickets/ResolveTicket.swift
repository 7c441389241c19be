import Core
import Kernel
import Tickets

/// Resolves a ticket, with a code for reports and a text for the requester.
public struct ResolveTicket: Command {
  public var ticket: TicketKey
  public var expecting: Int?
  public var code: String?
  /// What was done; becomes a public answer, so that the requester reads it.
  public var text: String

  public init(_ ticket: TicketKey, code: String? = nil, text: String, expecting: Int? = nil) {
    (self.ticket, self.code, self.text, self.expecting) = (ticket, code, text, expecting)
  }

  public func perform(in work: Work) throws -> TicketChange {
    try work.principal.require(.workTickets)
    let faults = TextBounds.message.faults(in: text, at: "text")
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    let (reference, salt) = work.reference(to: text)
    let id = work.newID()
    let named = TicketEvent.TextReference(digest: reference.digest, in: id)
    let change = try work.change(ticket, expecting: expecting) { ticket in
      let events = try ticket.resolve(code: code, text: named)
      if let code { try work.choose([ChosenWord(.resolutionCode, code, at: "code")]) }
      return events
    }
    try MessageStore.insert(
      Message(
        id: id, ticket: change.id, at: work.now, author: work.principal.name, side: .staff, isPublic: true, body: text),
      salt: salt, in: work.transaction)
    return change
  }
}

/// Reopens a resolved or closed ticket. Its requester may, a closed one while the desk's window lasts.
public struct ReopenTicket: Command {
  public var ticket: TicketKey
  public var expecting: Int?
  public var reason: String?

  public init(_ ticket: TicketKey, reason: String? = nil, expecting: Int? = nil) {
    (self.ticket, self.reason, self.expecting) = (ticket, reason, expecting)
  }

  public func perform(in work: Work) throws -> TicketChange {
    try work.principal.require(.openTickets)
    let desk = work.principal.sight(of: .workTickets)
    return try work.change(ticket, expecting: expecting, by: nil) { ticket in
      desk.takesIn(ticket)
        ? try ticket.reopen(reason: reason)
        : try ticket.reopenByRequester(reason: reason, window: work.app.desk.reopenWindow, now: work.now)
    }
  }
}

/// Closes a resolved ticket.
public struct CloseTicket: Command {
  public var ticket: TicketKey
  public var expecting: Int?

  public init(_ ticket: TicketKey, expecting: Int? = nil) { (self.ticket, self.expecting) = (ticket, expecting) }

  public func perform(in work: Work) throws -> TicketChange {
    try work.principal.require(.workTickets)
    return try work.change(ticket, expecting: expecting) { try $0.close(byTimer: work.principal.role == .system) }
  }
}

/// Cancels a ticket: it was opened by mistake, or is not wanted any more. Its requester may.
public struct CancelTicket: Command {
  public var ticket: TicketKey
  public var expecting: Int?
  public var reason: String?

  public init(_ ticket: TicketKey, reason: String? = nil, expecting: Int? = nil) {
    (self.ticket, self.reason, self.expecting) = (ticket, reason, expecting)
  }

  public func perform(in work: Work) throws -> TicketChange {
    try work.principal.require(.openTickets)
    return try work.change(ticket, expecting: expecting, by: nil) { ticket in
      guard ticket.requester == work.principal.name || work.principal.sight(of: .endTickets).takesIn(ticket) else {
        throw MainstayError.forbidden(permission: Permission.endTickets.name)
      }
      return try ticket.cancel(reason: reason)
    }
  }
}
