import Core
import Kernel
import Tickets

/// Hands a ticket to a vendor.
public struct HandOffTicket: Command {
  public var ticket: TicketKey
  public var expecting: Int?
  public var vendor: String
  /// The vendor's own number for it.
  public var reference: String?

  public init(_ ticket: TicketKey, vendor: String, reference: String? = nil, expecting: Int? = nil) {
    (self.ticket, self.vendor, self.reference, self.expecting) = (ticket, vendor, reference, expecting)
  }

  public func perform(in work: Work) throws -> TicketChange {
    try work.principal.require(.workTickets)
    return try work.change(ticket, expecting: expecting) {
      let events = try $0.handOff(vendor: vendor, reference: reference)
      try work.choose([ChosenWord(.vendor, vendor, at: "vendor")])
      return events
    }
  }
}

/// Notes that a vendor has acknowledged a handoff.
public struct AcknowledgeHandoff: Command {
  public var ticket: TicketKey
  public var expecting: Int?
  public var vendor: String

  public init(_ ticket: TicketKey, vendor: String, expecting: Int? = nil) {
    (self.ticket, self.vendor, self.expecting) = (ticket, vendor, expecting)
  }

  public func perform(in work: Work) throws -> TicketChange {
    try work.principal.require(.workTickets)
    return try work.change(ticket, expecting: expecting) { try $0.acknowledge(vendor: vendor) }
  }
}

/// Notes that a vendor has handed a ticket back.
public struct HandBackTicket: Command {
  public var ticket: TicketKey
  public var expecting: Int?
  public var vendor: String

  public init(_ ticket: TicketKey, vendor: String, expecting: Int? = nil) {
    (self.ticket, self.vendor, self.expecting) = (ticket, vendor, expecting)
  }

  public func perform(in work: Work) throws -> TicketChange {
    try work.principal.require(.workTickets)
    return try work.change(ticket, expecting: expecting) { try $0.handBack(vendor: vendor) }
  }
}
