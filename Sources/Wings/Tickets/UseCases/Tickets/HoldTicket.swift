import Core
import Kernel
import Tickets

/// Puts a ticket on hold for a reason. Whether the reason pauses a clock is the agreement's choice.
public struct HoldTicket: Command {
  public var ticket: TicketKey
  public var expecting: Int?
  public var reason: String
  public var until: Instant?

  public init(_ ticket: TicketKey, reason: String, until: Instant? = nil, expecting: Int? = nil) {
    (self.ticket, self.reason, self.until, self.expecting) = (ticket, reason, until, expecting)
  }

  public func perform(in work: Work) throws -> TicketChange {
    try work.principal.require(.workTickets)
    return try work.change(ticket, expecting: expecting) {
      let events = try $0.hold(reason: reason, until: until, now: work.now)
      try work.choose([ChosenWord(.holdReason, reason, at: "reason")])
      return events
    }
  }
}

/// Ends one hold of a ticket, or all.
public struct ResumeTicket: Command {
  public var ticket: TicketKey
  public var expecting: Int?
  public var reason: String?

  public init(_ ticket: TicketKey, reason: String? = nil, expecting: Int? = nil) {
    (self.ticket, self.reason, self.expecting) = (ticket, reason, expecting)
  }

  public func perform(in work: Work) throws -> TicketChange {
    try work.principal.require(.workTickets)
    return try work.change(ticket, expecting: expecting) { try $0.resume(reason: reason) }
  }
}
