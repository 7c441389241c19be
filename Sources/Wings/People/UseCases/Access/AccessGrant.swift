import Core
import Kernel

/// A role that somebody, or a team, holds in a scope.
public struct AccessGrant: Hashable, Sendable {
  /// Who holds it.
  public enum Holder: Hashable, Sendable {
    case person(RecordID)
    /// All who are in the team at the moment, by its key.
    case team(String)
  }

  /// What it came from, so that a review knows whom to ask.
  public enum Provenance: String, CaseIterable, Sendable {
    /// Somebody gave it.
    case hand
    /// It follows from a group of a directory, which `source` names.
    case group
    /// It follows from a rule, which `source` names.
    case rule
  }

  public var id: RecordID
  public var holder: Holder
  /// The key of the role.
  public var role: String
  public var scope: GrantScope
  public var from: Instant
  /// It ends by itself then; nil where it does not.
  public var until: Instant?
  /// Sign-in name of who gave it.
  public var givenBy: String
  public var givenAt: Instant
  public var provenance: Provenance
  public var source: String?
  /// When its holder was last here while it held, to `use`; nil where nobody was.
  public var lastUsedAt: Instant?

  /// Uses are noted once in this time.
  public static let use = Duration.hours(12)

  public func holds(at now: Instant) -> Bool { from <= now && until.map { $0 > now } ?? true }
}

/// Where the home role of somebody holds.
public enum HomeReach: String, CaseIterable, Hashable, Sendable {
  case everything
  /// The tickets of their organisation.
  case organisation
  /// The tickets of their teams.
  case teams
  /// The tickets that were given to them.
  case own

  /// The scopes that it stands for, of a person with these teams and this organisation.
  func scopes(teams: some Sequence<String>, organisation: String?) -> [GrantScope] {
    switch self {
    case .everything: [.everything]
    case .organisation: [.own] + (organisation.map { [.organisation($0)] } ?? [])
    case .teams: [.own] + teams.sorted().map(GrantScope.team)
    case .own: [.own]
    }
  }

  /// What it means, behind a role.
  public var words: String {
    switch self {
    case .everything: "everywhere"
    case .organisation: "in their organisation"
    case .teams: "in their teams"
    case .own: "in what they have"
    }
  }
}

/// What somebody holds at an instant, with where each part comes from.
struct HeldRights: Hashable, Sendable {
  /// One role in its scopes.
  struct Part: Hashable, Sendable {
    enum Source: Hashable, Sendable {
      case home
      case grant(RecordID)
      case team(String, grant: RecordID)
    }
    var source: Source
    var role: String
    var permissions: Set<String>
    var scopes: [GrantScope]
  }

  var parts: [Part] = []
  /// The teams that belong to desks that it reaches, by the keys of these.
  var teamsOfDesks: [String: Set<String>] = [:]
  /// Whether it is no more than what the product gives the role, everywhere.
  var isPlain = true

  /// What a principal carries of it.
  func access(_ features: Features) -> AccessRights? {
    guard !isPlain else { return nil }
    return features.access(
      parts.flatMap { part in part.scopes.map { (part.permissions, $0) } }, teamsOfDesks: teamsOfDesks)
  }
}

extension Person {
  /// What this person holds, of what was read with them.
  func rights(at now: Instant, _ features: Features) -> HeldRights {
    var rights = HeldRights()
    rights.teamsOfDesks = held.teamsOfDesks
    rights.parts.append(
      .init(
        source: .home, role: role.rawValue, permissions: features.allowed(role.rawValue, said: held.home),
        scopes: reach.scopes(teams: teams, organisation: organisation)))
    for grant in held.grants where grant.from <= now && grant.until.map({ $0 > now }) ?? true {
      rights.parts.append(
        .init(
          source: grant.team.map { .team($0, grant: grant.id) } ?? .grant(grant.id), role: grant.role,
          permissions: features.allowed(grant.role, said: grant.permissions), scopes: [grant.scope]))
    }
    rights.isPlain =
      role == .admin
      ? rights.parts.count == 1 && reach == .everything
      : rights.parts.count == 1 && reach == .everything && held.home == nil
    return rights
  }

  /// Who asks, when this person does, with all that they hold at `now`.
  func principal(at now: Instant, _ features: Features) -> Principal {
    var principal = principal
    principal.access = rights(at: now, features).access(features)
    principal.clearance = Clearance(classes: held.classes, broken: held.broken.filter { $0.value > now })
    return principal
  }
}

/// What is read of somebody's grants with the person, in the same statement.
struct HeldGrants: Hashable, Sendable {
  struct One: Hashable, Sendable {
    var id: RecordID
    /// Through which team; nil where the person holds it.
    var team: String?
    var role: String
    var scope: GrantScope
    var from: Instant
    var until: Instant?
    /// What a record says of the role.
    var permissions: Set<String>?
  }
  /// What a record says of the home role.
  var home: Set<String>?
  var grants: [One] = []
  /// The teams that belong to the desks of grants, by the keys of these.
  var teamsOfDesks: [String: Set<String>] = [:]
  /// Classes of confidential tickets that the desk has.
  var classes: Set<String> = []
  /// Tickets of which the person broke the glass, and until when they read them.
  var broken: [RecordID: Instant] = [:]
}
