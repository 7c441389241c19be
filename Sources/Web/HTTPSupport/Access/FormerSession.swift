import Core
import PeopleUseCases

extension App {
  /// Ends the session that a browser had before it signed in anew, so that no older secret stays good
  /// (OWASP ASVS 7.2.4).
  public func endFormerSession(of call: Call) async throws {
    guard let secret = call.sessionSecret else { return }
    try await run(SignOut(token: secret), as: call.principal)
  }
}
