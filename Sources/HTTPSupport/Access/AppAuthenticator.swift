import Application
import Kernel

/// Sessions and tokens as the product keeps them.
public struct AppAuthenticator: Authenticator {
  private let app: App
  private static let asker = Principal.system("sign-in")

  public init(_ app: App) { self.app = app }

  public func caller(session: String) async throws -> Caller? {
    // A session whose forms would need no token is none.
    guard let identity = try await app.ask(IdentityOfSession(token: session), as: AppAuthenticator.asker),
      let csrf = identity.csrf
    else { return nil }
    // A session is good also while nothing can be written.
    if identity.wantsTouch, case .session(let id) = identity.principal.credential {
      try? await app.run(TouchSession(id), as: identity.principal)
    }
    return Caller(principal: identity.principal, proof: .session(session, formToken: csrf))
  }

  public func caller(token: String) async throws -> Caller? {
    guard let identity = try await app.ask(IdentityOfToken(secret: token), as: AppAuthenticator.asker) else {
      return nil
    }
    // A database that takes no writes still answers those who read.
    if let token = identity.unnotedToken { _ = try? await app.run(NoteTokenUse(token), as: AppAuthenticator.asker) }
    let scopes = identity.scopes ?? []
    return Caller(
      principal: identity.principal, proof: .token(identity.principal.name), mayRead: scopes.contains(.read),
      mayWrite: scopes.contains(.write), endsAt: identity.endsAt)
  }
}
