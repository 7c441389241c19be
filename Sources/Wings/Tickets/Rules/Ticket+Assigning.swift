import Kernel

extension Ticket {
  /// Gives the ticket to a team, a person, or both. Nothing happens where both have it already.
  /// - Parameter toNobody: Takes it from its owner, within the team that has it then.
  public func assign(
    team newTeam: String?, assignee newAssignee: String?, toNobody: Bool = false
  ) throws(MainstayError) -> [TicketEvent] {
    var faults: [FieldFault] = []
    if let newTeam { Ticket.checkName(newTeam, "team", faults: &faults) }
    if let newAssignee { Ticket.checkName(newAssignee, "assignee", faults: &faults) }
    if newTeam == nil, newAssignee == nil, !toNobody {
      faults.append(FieldFault("team", "name a team, an assignee, or both"))
    }
    if newAssignee != nil, toNobody { faults.append(FieldFault("assignee", "is a person or nobody, not both")) }
    if !faults.isEmpty { throw .invalid(faults) }
    try requireOpen("assign it")
    guard newTeam == nil || newTeam == team else { return [.assigned(team: newTeam, assignee: newAssignee)] }
    if toNobody { return assignee == nil ? [] : [.released] }
    return newAssignee == nil || newAssignee == assignee ? [] : [.assigned(team: nil, assignee: newAssignee)]
  }

  public func unassign() throws(MainstayError) -> [TicketEvent] {
    try requireOpen("unassign it")
    return team == nil && assignee == nil ? [] : [.unassigned]
  }

  /// Hands the ticket to a vendor, with the vendor's own reference where there is one.
  public func handOff(vendor: String, reference: String?) throws(MainstayError) -> [TicketEvent] {
    var faults: [FieldFault] = []
    Ticket.checkName(vendor, "vendor", faults: &faults)
    if let reference { Ticket.checkName(reference, "reference", faults: &faults) }
    if !faults.isEmpty { throw .invalid(faults) }
    try requireOpen("hand it off")
    guard !vendors.contains(vendor) else {
      throw .conflict(code: "already-handed-off", message: "\(vendor) already has \(number).")
    }
    guard vendors.count < TicketLimits.vendors else {
      throw .limit(name: "vendors of a ticket", limit: TicketLimits.vendors)
    }
    return [.handedOff(vendor: vendor, reference: reference)]
  }

  /// The vendor has said that it has the ticket.
  public func acknowledge(vendor: String) throws(MainstayError) -> [TicketEvent] {
    try requireHandedOff(vendor)
    guard !acknowledgedBy.contains(vendor) else {
      throw .conflict(code: "already-acknowledged", message: "\(vendor) has acknowledged \(number) already.")
    }
    return [.acknowledged(vendor: vendor)]
  }

  public func handBack(vendor: String) throws(MainstayError) -> [TicketEvent] {
    try requireHandedOff(vendor)
    return [.handedBack(vendor: vendor)]
  }

  private func requireHandedOff(_ vendor: String) throws(MainstayError) {
    try Ticket.requireName(vendor, "vendor")
    try requireOpen("note a vendor's step")
    guard vendors.contains(vendor) else {
      throw .conflict(code: "not-handed-off", message: "\(vendor) does not have \(number).")
    }
  }
}
