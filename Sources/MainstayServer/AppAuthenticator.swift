import Application
import HTTPSupport
import Kernel

/// Sessions and tokens by the use cases that keep them.
struct AppAuthenticator: Authenticator {
  let app: App

  func caller(session: String) async throws -> Caller? {
    guard let identity = try await app.ask(IdentityOfSession(token: session), as: .system("sign-in")),
      let csrf = identity.csrf
    else { return nil }
    return Caller(principal: identity.principal, proof: .session(session, formToken: csrf))
  }

  func caller(token: String) async throws -> Caller? {
    guard let identity = try await app.ask(IdentityOfToken(secret: token), as: .system("sign-in")) else { return nil }
    let scopes = identity.scopes ?? []
    return Caller(
      principal: identity.principal, proof: .token(identity.person.name), mayRead: scopes.contains(.read),
      mayWrite: scopes.contains(.write))
  }
}
