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

  /// Who asks, when this person does.
  public var principal: Principal {
    Principal(id: id, name: name, role: role, teams: Set(teams), organisation: organisation)
  }
}

/// A team that tickets are routed to.
public struct Team: Hashable, Sendable {
  public var key: String
  public var name: String
}

/// Bounds of sign-in and of what people have.
public enum PeopleLimits {
  public static let shortestPassword = 12
  public static let longestPassword = 200
  public static let session = Duration.hours(12)
  public static let setupLink = Duration.hours(24)
  public static let longestToken = Duration.days(366)
  public static let tokensOfPerson = 50
  /// Uses of a token are noted once in this time.
  public static let tokenUse = Duration.hours(1)
  public static let teamsOfPerson = 50
  public static let listed = 1000
}

/// Hashes passwords with a memory-hard function, off the threads that serve requests.
public protocol PasswordHasher: Sendable {
  /// A self-describing hash. Throws `unavailable` when too many wait.
  func hash(_ password: String) async throws -> String
  func verify(_ password: String, against hash: String) async throws -> Bool
}
