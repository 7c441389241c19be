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
  /// Say which priorities, categories, hold reasons and the like there are.
  case manageWords = "words.manage"
  case importHistory = "import.run"
  case seeHealth = "health.see"
  /// Have background work that fails tried again at once.
  case retryWork = "engine.retry"
  /// Reserved to the product's own parts.
  case runEngine = "engine.run"
}

extension Role {
  /// What each role may do. A fuller, scoped model takes this table's place behind `Principal.may`.
  public var permissions: Set<Permission> {
    switch self {
    case .requester: Role.asks
    case .agent: Role.works
    case .lead: Role.leads
    case .manager: Role.manages
    case .admin: Role.administers
    case .system: Role.everything
    }
  }

  private static let asks: Set<Permission> = [.openTickets, .ownTokens]
  private static let works = asks.union([.seeAllTickets, .workTickets, .seeAgreements, .seeCompliance, .seePeople])
  private static let leads = works.union([.endTickets, .seeOutbox, .resendOutbox, .seeHealth, .seeJournal, .retryWork])
  private static let manages = leads.union([.changeAgreements, .importHistory])
  private static let administers = manages.union([.managePeople, .manageHooks, .manageWords])
  private static let everything = Set(Permission.allCases)
}

extension Role {
  /// Whether it decides what others are held to or who may come in: managers and administrators.
  public var governs: Bool { !permissions.isDisjoint(with: [.changeAgreements, .managePeople]) }
}

extension Principal {
  public func may(_ permission: Permission) -> Bool { role.permissions.contains(permission) }

  /// Throws `forbidden` where the principal lacks the permission.
  public func require(_ permission: Permission) throws(MainstayError) {
    guard may(permission) else { throw .forbidden(permission: permission.rawValue) }
  }
}
