/// Where a grant of a role holds.
public enum GrantScope: Hashable, Sendable {
  /// The whole of the desk.
  case everything
  /// Tickets of an organisation, by its key.
  case organisation(String)
  /// Tickets of the teams that belong to a desk at the time, by its key.
  case desk(String)
  /// Tickets that a team has, by its key.
  case team(String)
  /// Tickets that were given to the holder.
  case own

  /// What stands for it in records and answers, without the key: `team`.
  public var kind: String {
    switch self {
    case .everything: "everything"
    case .organisation: "organisation"
    case .desk: "desk"
    case .team: "team"
    case .own: "own"
    }
  }

  /// The key of the organisation, desk or team; nil of the others.
  public var key: String? {
    switch self {
    case .organisation(let key), .desk(let key), .team(let key): key
    case .everything, .own: nil
    }
  }

  public static let kinds = ["everything", "organisation", "desk", "team", "own"]

  /// Nil where there is no such kind, or where a key is missing or stands too many.
  public init?(kind: String, key: String?) {
    switch (kind, key) {
    case ("everything", nil): self = .everything
    case ("organisation", let key?) where !key.isEmpty: self = .organisation(key)
    case ("desk", let key?) where !key.isEmpty: self = .desk(key)
    case ("team", let key?) where !key.isEmpty: self = .team(key)
    case ("own", nil): self = .own
    default: return nil
    }
  }
}

/// Where something may be done: the union of the scopes of the grants that allow it.
public struct Reach: Hashable, Sendable {
  public private(set) var isEverywhere = false
  public private(set) var organisations: Set<String> = []
  public private(set) var desks: Set<String> = []
  /// Those that are reached by themselves.
  public private(set) var teams: Set<String> = []
  /// Those that belong to the desks, as far as who asked for the reach looked them up.
  public private(set) var teamsOfDesks: Set<String> = []
  /// What was given to its holder.
  public private(set) var hasOwn = false

  public init() {}

  public init(_ scope: GrantScope) { add(scope) }

  public static let nowhere = Reach()
  public static let everywhere = Reach(.everything)

  public var isNowhere: Bool { self == .nowhere }

  /// All teams whose tickets are reached.
  public var allTeams: Set<String> { teams.union(teamsOfDesks) }

  /// - Parameter teams: Those that belong to the desk, of one.
  public mutating func add(_ scope: GrantScope, teams: Set<String> = []) {
    switch scope {
    case .everything: isEverywhere = true
    case .organisation(let key): organisations.insert(key)
    case .desk(let key):
      desks.insert(key)
      teamsOfDesks.formUnion(teams)
    case .team(let key): self.teams.insert(key)
    case .own: hasOwn = true
    }
  }

  public mutating func add(_ other: Reach) {
    isEverywhere = isEverywhere || other.isEverywhere
    organisations.formUnion(other.organisations)
    desks.formUnion(other.desks)
    teams.formUnion(other.teams)
    teamsOfDesks.formUnion(other.teamsOfDesks)
    hasOwn = hasOwn || other.hasOwn
  }

  /// Whether all of another is here.
  public func covers(_ other: Reach) -> Bool {
    if isEverywhere { return true }
    // Teams come and go at a desk, so that nothing covers one but the desk itself.
    return !other.isEverywhere && other.organisations.isSubset(of: organisations)
      && other.desks.isSubset(of: desks) && other.teams.isSubset(of: allTeams) && (!other.hasOwn || hasOwn)
  }

  /// Whether a grant in this scope would give nothing beyond what is here. `own` is another's own where it is given away,
  /// so that only who may do it everywhere can give it.
  public func covers(_ scope: GrantScope) -> Bool {
    if isEverywhere { return true }
    return switch scope {
    case .everything, .own: false
    case .organisation(let key): organisations.contains(key)
    case .desk(let key): desks.contains(key)
    case .team(let key): allTeams.contains(key)
    }
  }
}

/// What somebody may do and where, as their grants say it at one instant. A principal without one may do what the
/// product gives the role, everywhere.
public struct AccessRights: Hashable, Sendable {
  /// By the names of permissions; what is not named is not allowed.
  public private(set) var reaches: [String: Reach] = [:]

  public init() {}

  /// Where a permission holds.
  public subscript(permission: String) -> Reach { reaches[permission] ?? .nowhere }

  /// - Parameter teams: Those that belong to the desk, of one.
  public mutating func allow(_ permission: String, in scope: GrantScope, teams: Set<String> = []) {
    reaches[permission, default: .nowhere].add(scope, teams: teams)
  }
}
