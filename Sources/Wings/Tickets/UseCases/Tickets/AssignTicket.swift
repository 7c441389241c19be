import Core
import Kernel
import Tickets

/// Gives a ticket to a team, a person, or both; or to nobody of the team that has it then.
public struct AssignTicket: Command {
  public var ticket: TicketKey
  public var expecting: Int?
  public var team: String?
  public var assignee: String?
  /// Takes it from its owner. A new team without an assignee begins without one anyway.
  public var toNobody: Bool
  /// Refuses (`nothing-changes`) where both have it already, for people who would be told that something was done.
  public var mustChange: Bool

  public init(
    _ ticket: TicketKey, team: String? = nil, assignee: String? = nil, toNobody: Bool = false, mustChange: Bool = false,
    expecting: Int? = nil
  ) {
    (self.ticket, self.team, self.assignee, self.expecting) = (ticket, team, assignee, expecting)
    (self.toNobody, self.mustChange) = (toNobody, mustChange)
  }

  public func perform(in work: Work) throws -> TicketChange {
    try work.principal.require(.workTickets)
    let reach = try assignee.map { try work.look.workReach(of: $0) }
    var faults = try work.look.ownerFaults(team: team, assignee: nil)
    if let assignee, let reach, reach.isNowhere { faults.append(WorkPlace.nobody(assignee)) }
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    return try work.change(ticket, expecting: expecting) { ticket in
      let place = WorkPlace(team: team ?? ticket.team, organisation: ticket.organisation)
      if let assignee, let reach, !place.lies(in: reach) { throw MainstayError.invalid([WorkPlace.fault(assignee)]) }
      if let assignee, let key = ticket.confidentialityClass,
        let fault = try work.look.clearanceFault(of: assignee, for: key, in: place)
      {
        throw MainstayError.invalid([fault])
      }
      let events = try ticket.assign(team: team, assignee: assignee, toNobody: toNobody)
      if mustChange, events.isEmpty {
        let team = ticket.team.map { "team \($0)" } ?? "no team"
        throw MainstayError.nothingChanges(
          "\(ticket.number) is with \(team) and \(ticket.assignee ?? "nobody") already.")
      }
      return events
    }
  }
}

/// Gives a ticket to whoever asks, as they see it: free, or with somebody whom they then take it from.
public struct TakeTicket: Command {
  public var ticket: TicketKey
  /// The sign-in name of its owner as the taker was shown it; nil where it was free. Who has taken it meanwhile keeps it.
  public var owner: String?

  public init(_ ticket: TicketKey, from owner: String? = nil) { (self.ticket, self.owner) = (ticket, owner) }

  public func perform(in work: Work) throws -> TicketChange {
    try work.principal.require(.workTickets)
    let name = work.principal.name
    let faults = try work.look.ownerFaults(team: nil, assignee: name)
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    return try work.change(ticket, expecting: nil) { ticket in
      if ticket.assignee == name { throw MainstayError.nothingChanges("\(ticket.number) is yours already.") }
      guard ticket.assignee == owner else {
        throw MainstayError.conflict(
          code: "taken-meanwhile", message: "\(ticket.number) is with \(ticket.assignee ?? "nobody") now.")
      }
      return try ticket.assign(team: nil, assignee: name)
    }
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
