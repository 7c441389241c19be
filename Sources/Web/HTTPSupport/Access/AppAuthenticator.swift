import Core
import Kernel
import PeopleUseCases

/// Sessions and tokens as the product keeps them.
public struct AppAuthenticator: Authenticator {
  private let app: App
  private static let asker = Principal.system("sign-in")

  public init(_ app: App) { self.app = app }

  public func caller(session: String) async throws -> Caller? {
    guard let identity = try await app.ask(IdentityOfSession(token: session), as: AppAuthenticator.asker) else {
      return nil
    }
    // A session is good also while nothing can be written.
    if identity.wantsTouch, case .session(let id) = identity.principal.credential {
      try? await app.run(TouchSession(id), as: identity.principal)
    }
    return AppAuthenticator.caller(identity, session: session)
  }

  public func caller(token: String) async throws -> Caller? {
    guard let identity = try await app.ask(IdentityOfToken(secret: token), as: AppAuthenticator.asker) else {
      return nil
    }
    // A database that takes no writes still answers those who read.
    if let token = identity.unnotedToken { _ = try? await app.run(NoteTokenUse(token), as: AppAuthenticator.asker) }
    return AppAuthenticator.caller(identity)
  }

  public func callers(_ secrets: [CallerSecret]) async throws -> [Caller?] {
    let identities = try await app.ask(Identities(of: secrets), as: AppAuthenticator.asker)
    return zip(secrets, identities).map { secret, identity in
      switch (secret, identity) {
      case (_, nil): nil
      case (.session(let text), let identity?): AppAuthenticator.caller(identity, session: text)
      case (.token, let identity?): AppAuthenticator.caller(identity)
      }
    }
  }

  private static func caller(_ identity: Identity, session: String) -> Caller? {
    // A session whose forms would need no token is none.
    identity.csrf.map { Caller(principal: identity.principal, proof: .session(session, formToken: $0)) }
  }

  private static func caller(_ identity: Identity) -> Caller {
    let scopes = identity.scopes ?? []
    return Caller(
      principal: identity.principal, proof: .token(identity.principal.name), mayRead: scopes.contains(.read),
      mayWrite: scopes.contains(.write), endsAt: identity.endsAt)
  }
}
