/// What happened to a ticket, as far as it decides who is told.
public struct TicketNews: Hashable, Sendable {
  /// Who did it.
  public enum Side: String, Hashable, Sendable { case staff, requester, system }

  /// The kind of notice: `ticket.answered`.
  public var kind: String
  /// Sign-in names, and the key of the team, as the ticket stood then.
  public var requester: String
  public var assignee: String?
  public var team: String?
  public var side: Side?
  /// The sign-in name of the member of staff who did it.
  public var actor: String?
  /// Whether its priority is the first of the desk's.
  public var isOfFirstPriority: Bool

  public init(
    kind: String, requester: String, assignee: String? = nil, team: String? = nil, side: Side? = nil,
    actor: String? = nil, isOfFirstPriority: Bool = false
  ) {
    (self.kind, self.requester, self.assignee, self.team) = (kind, requester, assignee, team)
    (self.side, self.actor, self.isOfFirstPriority) = (side, actor, isOfFirstPriority)
  }

  public var urgency: ReachUrgency {
    isOfFirstPriority ? .first : kind == TicketNews.breach || kind == TicketNews.brokenGlass ? .urgent : .ordinary
  }

  private static let breach = "clock.breached"
  public static let brokenGlass = "ticket.glass-broken"
  private static let watching = "tickets.watch-glass"
}

/// Somebody who is told, and why.
public struct Audience: Hashable, Sendable {
  public enum Who: Hashable, Sendable {
    /// By sign-in name.
    case person(String)
    /// Everybody of a team, by its key.
    case team(String)
    /// Everybody who may do something, by the name of the permission.
    case holding(String)
  }
  public var who: Who
  public var reason: ReachReason
  public init(_ who: Who, _ reason: ReachReason) { (self.who, self.reason) = (who, reason) }

  /// Members of a team who are told of one thing at most, by sign-in name.
  public static let mostOfTeam = 200
}

extension TicketNews {
  /// Kinds of notice that concern somebody as a person.
  public static let kinds: Set<String> = [
    "ticket.opened", "ticket.assigned", "ticket.answered", "ticket.noted", "ticket.resolved", "ticket.reopened",
    "ticket.closed", "ticket.cancelled", "ticket.resumed", "ticket.acknowledged", "ticket.handed-back",
    "ticket.outcome", brokenGlass, "clock.rung", breach,
  ]

  /// Who is told. Nobody is told of what they did themselves.
  public var audience: [Audience] {
    let owner: (ReachReason) -> [Audience] = { reason in assignee.map { [Audience(.person($0), reason)] } ?? [] }
    let asker = [Audience(.person(requester), side == .staff && kind == "ticket.answered" ? .answered : .progressed)]
    let someone: (ReachReason, ReachReason) -> [Audience] = { own, shared in
      let ofTeam = team.map { [Audience(.team($0), shared)] } ?? []
      return assignee == nil ? ofTeam : owner(own)
    }
    let found: [Audience]
    switch kind {
    case "ticket.opened", "ticket.assigned": found = someone(.assigned, .team)
    case "ticket.answered": found = side == .requester ? someone(.answered, .team) : asker + owner(.answered)
    case "ticket.noted": found = owner(.noted)
    case "ticket.resolved", "ticket.closed", "ticket.cancelled": found = asker + owner(.progressed)
    case "ticket.reopened": found = asker + someone(.progressed, .team)
    case "ticket.resumed", "ticket.acknowledged", "ticket.handed-back": found = owner(.progressed)
    case "ticket.outcome": found = asker
    case TicketNews.brokenGlass: found = owner(.guarded) + [Audience(.holding(TicketNews.watching), .guarded)]
    case "clock.rung", TicketNews.breach: found = someone(.clock, .clock)
    default: found = []
    }
    var seen: Set<Audience.Who> = []
    return found.filter { !isOwnDoing($0.who) && seen.insert($0.who).inserted }
  }

  /// Whether somebody did it themselves.
  public func isOwnDoing(_ who: Audience.Who) -> Bool {
    guard case .person(let name) = who else { return false }
    return name == actor || (side == .requester && name == requester)
  }
}
