import Core
import Kernel

/// A way to sign in elsewhere, as the sign-in page offers it.
public struct SignInWay: Hashable, Sendable {
  /// What stands on the button: `Sign in with <title>`.
  public var title: String
  /// Where the button leads.
  public var path: String

  public init(title: String, path: String) { (self.title, self.path) = (title, path) }
}

/// Ways to sign in elsewhere that wings above offer.
public enum SignInWays: AppPart {
  public static let absent: [@Sendable (Look) throws -> [SignInWay]] = []
}

/// Whoever else knows passwords than this desk itself. Asked for a name whose password here is none or another.
public struct PasswordWay: Sendable, AppPart {
  public static let absent: [PasswordWay] = []

  /// What comes of a name and a password; nil where it does not know the name, or the password is wrong.
  ///
  /// Throws `unavailable` where it knows the name and cannot be asked.
  var enter: @Sendable (_ app: App, _ name: String, _ password: String, _ visitor: Visitor) async throws -> Entrance?

  public init(
    enter:
      @escaping @Sendable (_ app: App, _ name: String, _ password: String, _ visitor: Visitor) async throws ->
      Entrance?
  ) { self.enter = enter }
}

/// Where else one can sign in.
public struct ListSignInWays: Query {
  public init() {}

  public func answer(from look: Look) throws -> [SignInWay] {
    try look.principal.require(.managePeople)
    return try look.app.parts[SignInWays.self].flatMap { try $0(look) }
  }
}
