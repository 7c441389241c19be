/// Who asks. Made by an edge from a session or a token, handed to every use case.
public struct Principal: Hashable, Sendable {
  public var id: RecordID
  /// The sign-in name, as the journal shows it: `kim`, `system:engine`.
  public var name: String
  public var role: Role
  /// Keys of the teams this person works in.
  public var teams: Set<String>
  /// Key of the organisation that a requester belongs to.
  public var organisation: String?

  public init(id: RecordID, name: String, role: Role, teams: Set<String> = [], organisation: String? = nil) {
    (self.id, self.name, self.role) = (id, name, role)
    (self.teams, self.organisation) = (teams, organisation)
  }

  /// A part of the product itself: the engine, the importer, the command line.
  public static func system(_ part: String) -> Principal {
    Principal(id: RecordID("00000000-0000-7000-8000-000000000000"), name: "system:" + part, role: .system)
  }
}

/// What a person is here for. What each may do stands in People, in one table.
public enum Role: String, CaseIterable, Hashable, Sendable {
  case requester, agent, lead, manager, admin
  /// The product itself; no person has it.
  case system
}
