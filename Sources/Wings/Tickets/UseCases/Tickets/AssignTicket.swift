import Core
import Kernel
import Tickets

/// Gives a ticket to a team, a person, or both.
public struct AssignTicket: Command {
  public var ticket: TicketKey
  public var expecting: Int?
  public var team: String?
  public var assignee: String?

  public init(_ ticket: TicketKey, team: String? = nil, assignee: String? = nil, expecting: Int? = nil) {
    (self.ticket, self.team, self.assignee, self.expecting) = (ticket, team, assignee, expecting)
  }

  public func perform(in work: Work) throws -> TicketChange {
    try work.principal.require(.workTickets)
    let faults = try work.look.ownerFaults(team: team, assignee: assignee)
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    return try work.change(ticket, expecting: expecting) { try $0.assign(team: team, assignee: assignee) }
  }
}

/// Takes a ticket from its team and its owner.
public struct UnassignTicket: Command {
  public var ticket: TicketKey
  public var expecting: Int?

  public init(_ ticket: TicketKey, expecting: Int? = nil) { (self.ticket, self.expecting) = (ticket, expecting) }

  public func perform(in work: Work) throws -> TicketChange {
    try work.principal.require(.workTickets)
    return try work.change(ticket, expecting: expecting) { try $0.unassign() }
  }
}
