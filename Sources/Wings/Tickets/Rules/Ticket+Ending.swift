import Kernel

extension Ticket {
  public func resolve(code: String?, text: TicketEvent.TextReference?) throws(MainstayError) -> [TicketEvent] {
    if let code { try Ticket.requireName(code, "code") }
    try requireLiving("resolving it")
    guard state == .open else {
      throw .conflict(code: "already-resolved", message: "\(number) is already \(state.rawValue).")
    }
    return [.resolved(code: code, text: text)]
  }

  public func reopen(reason: String?) throws(MainstayError) -> [TicketEvent] {
    if let reason { try Ticket.requireName(reason, "reason") }
    try requireLiving("reopening it")
    guard state != .open else { throw .conflict(code: "already-open", message: "\(number) is open.") }
    return [.reopened(reason: reason)]
  }

  /// As `reopen`, by the requester: of a closed ticket only while `window` since the closing lasts.
  public func reopenByRequester(
    reason: String?, window: Duration, now: Instant
  ) throws(MainstayError) -> [TicketEvent] {
    if state == .closed, !answerReopens(window: window, now: now) { throw closedForGood(window) }
    return try reopen(reason: reason)
  }

  /// Closes a resolved ticket; `byTimer` where the desk's own timer does it.
  public func close(byTimer: Bool) throws(MainstayError) -> [TicketEvent] {
    try requireLiving("closing it")
    guard state == .resolved else {
      throw .conflict(
        code: state == .closed ? "already-closed" : "not-resolved",
        message: state == .closed ? "\(number) is already closed." : "\(number) is not resolved; resolve it first.")
    }
    return [.closed(byTimer: byTimer)]
  }

  public func cancel(reason: String?) throws(MainstayError) -> [TicketEvent] {
    if let reason { try Ticket.requireName(reason, "reason") }
    try requireLiving("cancelling it")
    guard state != .closed else {
      throw .conflict(code: "already-closed", message: "\(number) is closed; a closed ticket is not cancelled.")
    }
    return [.cancelled(reason: reason)]
  }

  /// Merges this ticket into `survivor`, which must live and be another one.
  public func merge(into survivor: Ticket) throws(MainstayError) -> [TicketEvent] {
    try requireLiving("merging it")
    guard survivor.id != id else { throw .field("into", "a ticket cannot be merged into itself") }
    guard !survivor.state.isFinal else {
      throw .conflict(
        code: "survivor-ended",
        message: "\(survivor.number) is \(survivor.state.rawValue) and can take no other ticket.")
    }
    return [.merged(into: survivor.id)]
  }

  public func link(to other: Ticket, as relation: TicketRelation) throws(MainstayError) -> [TicketEvent] {
    guard other.id != id else { throw .field("to", "a ticket cannot be linked to itself") }
    guard links.count < TicketLimits.links else { throw .limit(name: "links of a ticket", limit: TicketLimits.links) }
    return links.contains(Link(other.id, relation)) ? [] : [.linked(other.id, relation)]
  }

  public func unlink(from other: RecordID, as relation: TicketRelation) throws(MainstayError) -> [TicketEvent] {
    guard links.contains(Link(other, relation)) else { throw .notFound(kind: "link", id: other.text) }
    return [.unlinked(other, relation)]
  }

  /// Leaves out an approved interval: it acts as a pause, also after the fact.
  public func exclude(_ exclusion: TicketEvent.Exclusion) throws(MainstayError) -> [TicketEvent] {
    var faults: [FieldFault] = []
    Ticket.checkName(exclusion.reason, "reason", faults: &faults)
    if exclusion.to <= exclusion.from {
      faults.append(FieldFault("to", "must lie after `from`"))
    } else if exclusion.to - exclusion.from > TicketLimits.exclusion {
      faults.append(
        FieldFault("to", "lies more than 366 days after `from`; what is left out of one ticket's clocks is shorter"))
    }
    if !faults.isEmpty { throw .invalid(faults) }
    return [.excluded(exclusion)]
  }
}
