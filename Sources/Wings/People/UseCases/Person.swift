import Journal
import Kernel

/// Somebody who signs in.
public struct Person: Hashable, Sendable {
  public var id: RecordID
  /// Sign-in name: lower case, unique.
  public var name: String
  public var displayName: String
  public var email: String?
  public var role: Role
  public var organisation: String?
  public var teams: [String]
  public var isActive: Bool
  public var version: Int
  /// Where the role holds.
  public var reach: HomeReach
  /// What was read of their grants; nothing where they were read without.
  var held = HeldGrants()

  init(
    id: RecordID, name: String, displayName: String, email: String?, role: Role, organisation: String?,
    teams: [String], isActive: Bool, version: Int, reach: HomeReach
  ) {
    (self.id, self.name, self.displayName, self.email, self.role) = (id, name, displayName, email, role)
    (self.organisation, self.teams, self.isActive) = (organisation, teams, isActive)
    (self.version, self.reach) = (version, reach)
  }

  /// Whether the person was erased: nobody else is called so.
  public var isErased: Bool { !isActive && name.hasPrefix(PersonErasure.mark) }

  /// Who asks, when this person does and holds nothing but the role, everywhere; `PrincipalOf` asks what they hold.
  public var principal: Principal {
    Principal(id: id, name: name, role: role, teams: Set(teams), organisation: organisation)
  }
}

/// A team that tickets are routed to.
public struct Team: Hashable, Sendable {
  public var key: String
  public var name: String

  package init(key: String, name: String) {
    (self.key, self.name) = (key, name)
  }
}

/// Bounds of sign-in and of what people have.
public enum PeopleLimits {
  public static let shortestPassword = TextBounds.password.length.lowerBound
  public static let longestPassword = TextBounds.password.length.upperBound
  public static let session = Duration.hours(12)
  /// A session that is not used ends after this, where the installation says nothing else.
  public static let idle = Duration.hours(2)
  /// What an installation may say.
  public static let idleRange = Duration.minutes(5)...Duration.hours(12)
  /// How far the clocks of nodes may lie apart; a session that begins further ahead has ended.
  public static let clockDifference = Duration.minutes(2)
  /// The last use of a session is noted when it is this old.
  public static let touch = Duration.minutes(1)
  /// More end the one that was used longest ago.
  public static let sessionsOfPerson = 50
  /// A device on which nobody signs in is forgotten after this.
  public static let device = Duration.days(180)
  public static let devicesOfPerson = 20
  /// How long the own password, typed again, stands for changing others' access.
  public static let proof = Duration.minutes(10)
  /// Counts of refused sign-ins are kept this long.
  public static let refusals = Duration.days(90)
  public static let setupLink = Duration.hours(24)
  /// How long somebody has to choose a password by a link.
  public static let signInLink = Duration.days(7)
  public static let longestToken = Duration.days(366)
  public static let tokensOfPerson = 50
  /// Uses of a token are noted once in this time.
  public static let tokenUse = Duration.hours(1)
  public static let teamsOfPerson = 50
  public static let listed = 1000
  public static let teams = 10_000
}

/// Hashes passwords with a memory-hard function, off the threads that serve requests.
public protocol PasswordHasher: Sendable {
  /// A self-describing hash. Throws `unavailable` when too many wait.
  func hash(_ password: String) async throws -> String
  func verify(_ password: String, against hash: String) async throws -> Bool
}

extension Role {
  /// Whether it decides what others are held to or who may come in: managers and administrators.
  public var governs: Bool { self >= .manager }
}
