/// Who asks. Made by an edge from a session or a token, handed to every use case.
public struct Principal: Hashable, Sendable {
  public var id: RecordID
  /// The sign-in name, as the journal shows it: `kim`, `system:engine`.
  public var name: String
  /// The home role: what somebody is here for, which says where they begin and what their rail shows.
  public var role: Role
  /// What the grants allow and where; nil where nothing but the role counts, as the product has it, everywhere.
  public var access: AccessRights?
  /// What confidential tickets there may be, and which of them are open to this principal beyond their rights.
  public var clearance = Clearance()
  /// Keys of the teams this person works in.
  public var teams: Set<String>
  /// Key of the organisation that a requester belongs to.
  public var organisation: String?
  /// By what the asker came in from outside; nil for the product's own parts and the command line.
  public var credential: Credential?

  public init(id: RecordID, name: String, role: Role, teams: Set<String> = [], organisation: String? = nil) {
    (self.id, self.name, self.role) = (id, name, role)
    (self.teams, self.organisation) = (teams, organisation)
  }

  /// A part of the product itself: the engine, the importer, the command line.
  public static func system(_ part: String) -> Principal {
    Principal(id: RecordID("00000000-0000-7000-8000-000000000000"), name: "system:" + part, role: .system)
  }
}

/// By what right a principal asks: a session or a token, which end apart from their person.
public enum Credential: Hashable, Sendable {
  /// A browser's session.
  case session(RecordID)
  /// A program's token.
  case token(TokenCredential)
}

/// What a token is good for, always within what its person may.
public struct TokenCredential: Hashable, Sendable {
  public var id: RecordID
  public var mayRead: Bool
  public var mayWrite: Bool
  public var endsAt: Instant

  public init(id: RecordID, mayRead: Bool, mayWrite: Bool, endsAt: Instant) {
    (self.id, self.mayRead, self.mayWrite, self.endsAt) = (id, mayRead, mayWrite, endsAt)
  }
}

/// What a person is here for. Each may do what those before may, and more; each permission says from which on.
public enum Role: String, CaseIterable, Hashable, Comparable, Sendable {
  case requester, agent, lead, manager, admin
  /// The product itself; no person has it.
  case system

  private var rank: Int {
    switch self {
    case .requester: 0
    case .agent: 1
    case .lead: 2
    case .manager: 3
    case .admin: 4
    case .system: 5
    }
  }

  public static func < (one: Role, other: Role) -> Bool { one.rank < other.rank }
}
