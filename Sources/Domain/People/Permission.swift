import Kernel

/// What a use case asks for before it does anything.
public enum Permission: String, CaseIterable, Hashable, Sendable {
  /// Open tickets for oneself and follow them.
  case openTickets = "tickets.open"
  /// See all tickets, not only one's own.
  case seeAllTickets = "tickets.see-all"
  /// Answer, note, hold, assign, resolve and the like.
  case workTickets = "tickets.work"
  /// Cancel and merge tickets and close them early.
  case endTickets = "tickets.end"
  case seeAgreements = "agreements.see"
  case changeAgreements = "agreements.change"
  case seeCompliance = "compliance.see"
  case seeJournal = "journal.see"
  case seeOutbox = "outbox.see"
  case resendOutbox = "outbox.resend"
  case manageHooks = "hooks.manage"
  case seePeople = "people.see"
  case managePeople = "people.manage"
  case ownTokens = "tokens.own"
  case importHistory = "import.run"
  case seeHealth = "health.see"
  /// Reserved to the product's own parts.
  case runEngine = "engine.run"
}

extension Role {
  /// The simple role set: each role and what it may do. A fuller, scoped model takes this table's
  /// place behind `Principal.may`.
  public var permissions: Set<Permission> {
    switch self {
    case .requester: [.openTickets, .ownTokens]
    case .agent:
      Role.requester.permissions.union([.seeAllTickets, .workTickets, .seeAgreements, .seeCompliance, .seePeople])
    case .lead: Role.agent.permissions.union([.endTickets, .seeOutbox, .resendOutbox, .seeHealth, .seeJournal])
    case .manager: Role.lead.permissions.union([.changeAgreements, .importHistory])
    case .admin: Role.manager.permissions.union([.managePeople, .manageHooks])
    case .system: Set(Permission.allCases)
    }
  }
}

extension Principal {
  public func may(_ permission: Permission) -> Bool { role.permissions.contains(permission) }

  /// Throws `forbidden` where the principal lacks the permission.
  public func require(_ permission: Permission) throws(MainstayError) {
    guard may(permission) else { throw .forbidden(permission: permission.rawValue) }
  }
}
