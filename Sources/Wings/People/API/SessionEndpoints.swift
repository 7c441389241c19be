import Core
import HTTPSupport
import HTTPTypes
import Kernel
import PeopleUseCases

/// Signing in and out, and who one is.
struct SessionEndpoints {
  let app: App
  let limits: SignInLimits

  var all: [Endpoint] { [begin, show, end.endingAccess, prove, list, endOne.endingAccess, endOthers.endingAccess] }

  var me: JSONSchema {
    JSONSchema.named(
      "Me",
      .object([
        .init("name", .string), .init("role", .oneOf(Role.allCases.map(\.rawValue))), .init("teams", .list(.string)),
        .init("organisation", JSONSchema.string.orNull),
        .init("permissions", .list(.oneOf(app.features.permissions.map(\.name)))),
        .init("formToken", JSONSchema.string.orNull.says("Of a session: goes along as X-CSRF-Token with each change.")),
      ]))
  }

  private func json(_ principal: Principal, formToken: String?) -> JSON {
    [
      "name": .string(principal.name), "role": .string(principal.role.rawValue),
      "teams": .array(principal.teams.sorted().map(JSON.string)),
      "organisation": .text(principal.organisation) ?? .null,
      "permissions": .array(app.features.permissions(of: principal).map(\.name).sorted().map(JSON.string)),
      "formToken": .text(formToken) ?? .null,
    ]
  }

  private var begin: Endpoint {
    Endpoint(
      .post, "/session", feature: "People", id: "signIn", "Signs in with name and password",
      description: """
        For browsers: the session comes as a cookie. Programs use tokens. Whoever has a second factor sends a code of it \
        too; without one the answer is 401 with the code `second-factor-needed`, and `second-factor-to-set-up` where the \
        role needs one that is not set up yet.
        """, access: .anyone,
      body: .object([
        .init("name", .within(.signInName)), .init("password", .prose(1...PeopleLimits.longestPassword)),
        .optional(
          "code",
          JSONSchema.line(6...64).says("Of the authenticator app, or a recovery code.", example: "123456")),
      ]),
      responses: [.init(.created, "Signed in", me)], beforeSignIn: true,
      handler: { call in
        let signedIn: SignedIn
        do {
          switch try await call.enter(
            name: call.string("name"), password: call.string("password"), on: app, limits)
          {
          case .signedIn(let found): signedIn = found
          case .setUpNeeded: throw MainstayError.secondFactorToSetUp
          case .codeNeeded(let pending):
            guard let code = call.body["code"]?.stringValue else { throw MainstayError.secondFactorNeeded }
            signedIn = try await call.finishSignIn(pending.secret, code: code, on: app, limits)
          }
        } catch MainstayError.invalid(let faults) {
          let fault = faults.first
          throw fault?.path == "code"
            ? Problem.secondFactor("second-factor", "The code \(fault?.message ?? "").")
            : Problem.wrongCredentials(fault?.message ?? "")
        } catch MainstayError.conflict(let code, let message) {
          throw Problem.secondFactor(code, message)
        }
        // With what their grants allow.
        let principal = try await app.ask(PrincipalOf(signedIn.person.name), as: .system("sign-in"))
        return call.beginning(signedIn, .json(json(principal, formToken: signedIn.csrf), status: .created))
      })
  }

  private var show: Endpoint {
    Endpoint(
      .get, "/session", feature: "People", id: "whoAmI", "Says who one is and what one may", access: .signedIn,
      responses: [.init(.ok, "Who asks", me)],
      handler: { call in .json(json(try call.principal, formToken: call.csrfToken)) })
  }

  private var prove: Endpoint {
    Endpoint(
      .post, "/session/proof", feature: "People", id: "proveSession", "Proves one's password once more",
      description: """
        Giving others access (passwords, roles, tokens in their name) takes a proof that is at most \
        \(PeopleLimits.proof.milliseconds / 60_000) minutes old; signing in is one. It \
        holds for the session in which it is given; a token cannot give one.
        """, access: .signedIn,
      body: .object([.init("current", .prose(1...PeopleLimits.longestPassword))]),
      responses: [.init(.noContent, "Proved", nil)],
      handler: { call in
        try await call.prove(call.string("current"), on: app, limits)
        return .noContent
      })
  }

  private static let person = Endpoint.Parameter.query(
    "person", .within(.signInName), "Sign-in name; oneself if not said. Another needs `people.manage`.")

  private static let session = JSONSchema.named(
    "Session",
    .object([
      .init("id", .recordID), .init("current", JSONSchema.boolean.says("It is the one that asks.")),
      .init("createdAt", .instant), .init("usedAt", JSONSchema.instant.says("To the minute.")),
      .init("expiresAt", .instant), .init("address", JSONSchema.string.says("From where it was begun.")),
      .init("device", JSONSchema.string.says("The browser, as it said.", example: "Firefox on Linux")),
    ]))

  private static func json(_ session: Session, asker: Principal) -> JSON {
    [
      "id": .string(session.id.text), "current": .bool(asker.credential == .session(session.id)),
      "createdAt": .string(session.createdAt.rfc3339), "usedAt": .string(session.usedAt.rfc3339),
      "expiresAt": .string(session.expiresAt.rfc3339), "address": .string(session.address),
      "device": .string(session.device),
    ]
  }

  private var list: Endpoint {
    Endpoint(
      .get, "/sessions", feature: "People", id: "listSessions", "Lists sessions, the last used first",
      access: .permission(.ownTokens), parameters: [SessionEndpoints.person],
      responses: [.init(.ok, "Sessions", .object([.init("items", .list(SessionEndpoints.session))]))],
      handler: { call in
        let principal = try call.principal
        let sessions = try await app.ask(ListSessions(of: call.text("person")), as: principal)
        return .json(["items": .array(sessions.map { SessionEndpoints.json($0, asker: principal) })])
      })
  }

  private var endOne: Endpoint {
    Endpoint(
      .delete, "/sessions/{session}", feature: "People", id: "endSession", "Ends a session at once",
      access: .permission(.ownTokens), parameters: [.path("session", .recordID, "The session.")],
      responses: [.init(.noContent, "Ended", nil)],
      handler: { call in
        try await app.run(EndSession(RecordID(call.place("session"))), as: call.principal)
        return .noContent
      })
  }

  private var endOthers: Endpoint {
    Endpoint(
      .delete, "/sessions", feature: "People", id: "endSessions", "Ends all sessions of a person",
      description: "Of one's own all but the one that asks.", access: .permission(.ownTokens),
      parameters: [SessionEndpoints.person],
      responses: [.init(.ok, "Ended", .object([.init("ended", .count)]))],
      handler: { call in
        let count = try await app.run(EndSessions(of: call.text("person")), as: call.principal)
        return .json(["ended": .integer(Int64(count))])
      })
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
