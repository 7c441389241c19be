import Core
import HTTPSupport
import HTTPTypes
import Kernel
import PeopleUseCases

/// Keys with which programs act as their person.
struct TokenEndpoints {
  let app: App

  var all: [Endpoint] { [list, create, revoke.endingAccess] }

  private static let fields: [JSONSchema.Field] = [
    .init("id", .recordID), .init("label", .string), .init("scopes", .list(.oneOf(APIToken.Scope.self))),
    .init("createdAt", .instant), .init("expiresAt", .instant), .init("revokedAt", JSONSchema.instant.orNull),
    .init(
      "lastUsedAt",
      JSONSchema.instant.orNull.says("When it was last used, to the hour; null where no use is known.")),
    .init(
      "maker",
      JSONSchema.string.orNull.says("Sign-in name of who stands behind it; null of one made on the server itself.")),
    .init("useIsKept", JSONSchema.boolean.says("False for tokens older than the keeping: nobody knows of their uses.")),
  ]
  private static let token = JSONSchema.named("Token", .object(fields))

  private static func members(_ token: APIToken) -> [String: JSON] {
    [
      "id": .string(token.id.text), "label": .string(token.label),
      "scopes": .array(token.scopes.map(\.rawValue).sorted().map(JSON.string)),
      "createdAt": .string(token.createdAt.rfc3339), "expiresAt": .string(token.expiresAt.rfc3339),
      "revokedAt": .instant(token.revokedAt) ?? .null, "lastUsedAt": .instant(token.lastUsedAt) ?? .null,
      "maker": .text(token.maker?.name) ?? .null, "useIsKept": .bool(token.isUseKept),
    ]
  }

  private static let person = Endpoint.Parameter.query(
    "person", .within(.signInName), "Sign-in name; oneself if not said. Another needs `people.manage`.")

  private var list: Endpoint {
    Endpoint(
      .get, "/tokens", feature: "People", id: "listTokens", "Lists somebody's tokens, newest first",
      access: .permission(.ownTokens), parameters: [TokenEndpoints.person],
      responses: [.init(.ok, "Tokens", .object([.init("items", .list(TokenEndpoints.token))]))],
      handler: { call in
        let tokens = try await app.ask(ListTokens(of: call.text("person")), as: call.principal)
        return .json(["items": .array(tokens.map { .object(TokenEndpoints.members($0)) })])
      })
  }

  private var create: Endpoint {
    Endpoint(
      .post, "/tokens", feature: "People", id: "createToken", "Makes a token",
      description: """
        Its secret is in this answer and is not shown again; so a repeat makes another token. Made with a \
        token, it has no scope that that one lacks, ends no later, and is revoked with it. In another's name it takes \
        somebody who is signed in and has proved the own password (`proveSession`), and ends with that person's \
        deactivation, new password, or loss of `people.manage`.
        """,
      access: .permission(.ownTokens),
      body: .named(
        "TokenDraft",
        .object([
          .init("label", .within(.label)), .init("scopes", .list(.oneOf(APIToken.Scope.self), 1...2)),
          .init("validDays", .integer(1...(PeopleLimits.longestToken.milliseconds / 86_400_000))),
          .optional("person", .within(.signInName)),
        ])),
      responses: [
        .init(
          .created, "Made",
          .named("NewToken", .object(TokenEndpoints.fields + [.init("secret", JSONSchema.string.says("Keep it now."))]))
        )
      ],
      handler: { call in
        let scopes = call.body["scopes"]?.arrayValue?.compactMap { $0.stringValue.flatMap(APIToken.Scope.init) } ?? []
        let command = CreateToken(
          person: call.body["person"]?.stringValue, label: call.string("label"), scopes: Set(scopes),
          validFor: .days(call.body["validDays"]?.integerValue ?? 0))
        let made = try await app.run(command, as: call.principal)
        var members = TokenEndpoints.members(made.token)
        members["secret"] = .string(made.secret)
        return .json(.object(members), status: .created)
      })
  }

  private var revoke: Endpoint {
    Endpoint(
      .delete, "/tokens/{token}", feature: "People", id: "revokeToken",
      "Revokes a token at once, with all that it made",
      access: .permission(.ownTokens), parameters: [.path("token", .recordID, "The token's id.")],
      responses: [.init(.noContent, "Revoked", nil)],
      handler: { call in
        try await app.run(RevokeToken(RecordID(call.place("token"))), as: call.principal)
        return .noContent
      })
  }
}
