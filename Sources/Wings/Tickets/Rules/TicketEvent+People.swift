extension TicketEvent {
  /// Names of the people that it tells of.
  public var people: [String] {
    switch self {
    case .opened(let opening): [opening.requester] + (opening.assignee.map { [$0] } ?? [])
    case .assigned(_, let assignee): assignee.map { [$0] } ?? []
    default: []
    }
  }

  /// The same with everybody called as `name` says.
  public func calling(_ name: (String) -> String) -> TicketEvent {
    switch self {
    case .opened(var opening):
      opening.requester = name(opening.requester)
      opening.assignee = opening.assignee.map(name)
      return .opened(opening)
    case .assigned(let team, let assignee?): return .assigned(team: team, assignee: name(assignee))
    default: return self
    }
  }

  /// What people wrote in it in their own words.
  public var words: [String] {
    switch self {
    case .reopened(let reason?), .cancelled(let reason?), .changed(_, let reason?): [reason]
    default: []
    }
  }

  /// The same with what people wrote as `text` says.
  public func wording(_ text: (String) -> String) -> TicketEvent {
    switch self {
    case .reopened(let reason?): .reopened(reason: text(reason))
    case .cancelled(let reason?): .cancelled(reason: text(reason))
    case .changed(let set, let reason?): .changed(set, reason: text(reason))
    default: self
    }
  }
}

extension Ticket {
  /// The same with everybody called as `name` says.
  public func calling(_ name: (String) -> String) -> Ticket {
    var ticket = self
    ticket.requester = name(requester)
    ticket.assignee = assignee.map(name)
    return ticket
  }
}
