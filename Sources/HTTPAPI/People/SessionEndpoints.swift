import Application
import HTTPSupport
import HTTPTypes
import Kernel
import People

/// Signing in and out, and who one is.
struct SessionEndpoints {
  let app: App
  let limits: SignInLimits

  var all: [Endpoint] { [begin, show, end] }

  static let me = JSONSchema.named(
    "Me",
    .object([
      .init("name", .string), .init("role", .oneOf(Role.allCases.map(\.rawValue))), .init("teams", .list(.string)),
      .init("organisation", JSONSchema.string.orNull), .init("permissions", .list(.oneOf(Permission.self))),
      .init("formToken", JSONSchema.string.orNull.says("Of a session: goes along as X-CSRF-Token with each change.")),
    ]))

  private static func json(_ principal: Principal, formToken: String?) -> JSON {
    [
      "name": .string(principal.name), "role": .string(principal.role.rawValue),
      "teams": .array(principal.teams.sorted().map(JSON.string)),
      "organisation": .text(principal.organisation) ?? .null,
      "permissions": .array(principal.role.permissions.map(\.rawValue).sorted().map(JSON.string)),
      "formToken": .text(formToken) ?? .null,
    ]
  }

  private var begin: Endpoint {
    Endpoint(
      .post, "/session", feature: "People", id: "signIn", "Signs in with name and password",
      description: "For browsers: the session comes as a cookie. Programs use tokens.", access: .anyone,
      body: .object([.init("name", .line(1...100)), .init("password", .prose(1...PeopleLimits.longestPassword))]),
      responses: [.init(.created, "Signed in", SessionEndpoints.me)], beforeSignIn: true,
      handler: { call in
        let name = call.string("name")
        try limits.count(name: name, address: call.remote, at: call.now)
        let signedIn: SignedIn
        do {
          signedIn = try await app.signIn(name: name, password: call.string("password"))
        } catch MainstayError.invalid(let faults) {
          throw Problem.wrongCredentials(faults.first?.message ?? "")
        }
        limits.succeeded(name: name)
        try await app.endFormerSession(of: call)
        return call.beginning(
          session: signedIn.token, lasting: signedIn.expiresAt - call.now,
          .json(SessionEndpoints.json(signedIn.person.principal, formToken: signedIn.csrf), status: .created))
      })
  }

  private var show: Endpoint {
    Endpoint(
      .get, "/session", feature: "People", id: "whoAmI", "Says who one is and what one may", access: .signedIn,
      responses: [.init(.ok, "Who asks", SessionEndpoints.me)],
      handler: { call in .json(SessionEndpoints.json(try call.principal, formToken: call.csrfToken)) })
  }

  private var end: Endpoint {
    Endpoint(
      .delete, "/session", feature: "People", id: "signOut", "Ends the session",
      description: "A token is ended by revoking it.", access: .signedIn,
      responses: [.init(.noContent, "Signed out", nil)],
      handler: { call in
        guard let secret = call.sessionSecret else {
          throw MainstayError.conflict(code: "no-session", message: "A token has no session to end; revoke it instead.")
        }
        try await app.run(SignOut(token: secret), as: call.principal)
        return call.endingSession(.noContent)
      })
  }
}
