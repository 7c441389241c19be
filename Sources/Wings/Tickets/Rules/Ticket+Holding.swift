import Kernel

extension Ticket {
  /// Puts the ticket on hold for one more reason; `until` is when somebody means to look again.
  public func hold(reason: String, until: Instant?, now: Instant) throws(MainstayError) -> [TicketEvent] {
    try Ticket.requireName(reason, "reason")
    try requireOpen("hold it")
    guard !holds.contains(reason) else {
      throw .conflict(code: "already-held", message: "\(number) is already on hold for \(reason).")
    }
    guard holds.count < TicketLimits.holds else { throw .limit(name: "holds of a ticket", limit: TicketLimits.holds) }
    if let until, until <= now { throw .field("until", "must lie ahead") }
    return [.held(reason: reason, until: until)]
  }

  /// Ends one hold, or all of them where no reason is named.
  public func resume(reason: String?) throws(MainstayError) -> [TicketEvent] {
    try requireOpen("resume it")
    guard isHeld else { throw .conflict(code: "not-held", message: "\(number) is not on hold.") }
    if let reason, !holds.contains(reason) {
      throw .conflict(code: "not-held", message: "\(number) is not on hold for \(reason).")
    }
    return [.resumed(reason: reason)]
  }
}
