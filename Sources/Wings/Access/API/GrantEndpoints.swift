import Core
import HTTPSupport
import HTTPTypes
import Kernel
import PeopleUseCases

/// Roles that people and teams hold.
struct GrantEndpoints {
  let app: App

  var all: [Endpoint] {
    [
      list("/people/{holder}/grants", "listGrantsOfPerson", "somebody") { .person($0) },
      give("/people/{holder}/grants", "giveGrantToPerson", "somebody") { .person($0) },
      list("/teams/{holder}/grants", "listGrantsOfTeam", "a team") { .team($0) },
      give("/teams/{holder}/grants", "giveGrantToTeam", "all of a team") { .team($0) },
      end.endingAccess,
    ]
  }

  private static let scope: JSONSchema = .named(
    "GrantScope",
    .object([
      .init(
        "kind",
        JSONSchema.oneOf(GrantScope.kinds).says(
          "Where it holds: `desk` is the teams that belong to it at the time, `own` what was given to the holder.")),
      .optional("key", JSONSchema.within(.name).says("Of the organisation, desk or team; of these alone.")),
    ]))

  static let grant: JSONSchema = .named(
    "Grant",
    .object([
      .init("id", .recordID), .init("role", JSONSchema.string.says("The role's key.")),
      .init("scope", scope), .init("from", .instant),
      .init("until", JSONSchema.instant.orNull.says("It ends by itself then.")),
      .init("givenBy", JSONSchema.string.says("A sign-in name.")), .init("givenAt", .instant),
      .init("provenance", JSONSchema.oneOf(AccessGrant.Provenance.self)),
      .init("source", JSONSchema.string.orNull.says("The group or rule that it follows from.")),
      .init(
        "lastUsedAt",
        JSONSchema.instant.orNull.says("When its holder was last here while it held, to twelve hours.")),
    ]))

  static func json(_ scope: GrantScope) -> JSON {
    .members(["kind": .string(scope.kind), "key": .text(scope.key)])
  }

  static func json(_ grant: AccessGrant) -> JSON {
    [
      "id": .string(grant.id.text), "role": .string(grant.role), "scope": json(grant.scope),
      "from": .string(grant.from.rfc3339), "until": .instant(grant.until) ?? .null,
      "givenBy": .string(grant.givenBy), "givenAt": .string(grant.givenAt.rfc3339),
      "provenance": .string(grant.provenance.rawValue), "source": .text(grant.source) ?? .null,
      "lastUsedAt": .instant(grant.lastUsedAt) ?? .null,
    ]
  }

  private static let holder = Endpoint.Parameter.path("holder", .line(1...100), "The sign-in name, or the team's key.")

  private func list(
    _ path: PathTemplate, _ id: String, _ whose: String, _ holder: @escaping @Sendable (String) -> GrantHolder
  ) -> Endpoint {
    Endpoint(
      .get, path, feature: "Access", id: id, "Lists the grants of \(whose), the oldest first",
      description: "Also those that are to come or have run out.", access: .permission(.seeAccess),
      parameters: [GrantEndpoints.holder],
      responses: [.init(.ok, "Grants", .object([.init("items", .list(GrantEndpoints.grant))]))],
      handler: { call in
        let grants = try await app.ask(ListGrants(of: holder(call.place("holder"))), as: call.principal)
        return .json(["items": .array(grants.map(GrantEndpoints.json))])
      })
  }

  private func give(
    _ path: PathTemplate, _ id: String, _ whom: String, _ holder: @escaping @Sendable (String) -> GrantHolder
  ) -> Endpoint {
    Endpoint(
      .post, path, feature: "Access", id: id, "Gives a role to \(whom) in a scope",
      description: """
        It takes somebody who is signed in and has proved the own password (`proveSession`), and nobody gives what they \
        may not do themselves in that scope.
        """,
      access: .permission(.manageAccess), parameters: [GrantEndpoints.holder, .idempotencyKey],
      body: .named(
        "GrantDraft",
        .object([
          .init("role", .key), .init("scope", GrantEndpoints.scope),
          .optional("from", JSONSchema.instant.says("At once if not said.")),
          .optional("until", JSONSchema.instant.orNull.says("Until it is ended if not said.")),
          .optional("provenance", .oneOf(AccessGrant.Provenance.self)),
          .optional("source", JSONSchema.within(.name).orNull.says("The group or the rule, with those provenances.")),
        ])),
      responses: [.init(.created, "Given", GrantEndpoints.grant)],
      handler: { call in
        let body = call.body
        guard let kind = body["scope"]?["kind"]?.stringValue,
          let scope = GrantScope(kind: kind, key: body["scope"]?["key"]?.stringValue)
        else {
          throw MainstayError.field("scope.key", "stands with an organisation, a desk or a team, and with these alone")
        }
        let command = GiveGrant(
          call.string("role"), to: holder(call.place("holder")), in: scope,
          from: try GrantEndpoints.instant(body, "from"), until: try GrantEndpoints.instant(body, "until"),
          provenance: body["provenance"]?.stringValue.flatMap(AccessGrant.Provenance.init) ?? .hand,
          source: body["source"]?.stringValue)
        return try await call.perform(command, on: app) { Outcome(.created, GrantEndpoints.json($0)) }
      })
  }

  private static func instant(_ body: JSON, _ member: String) throws -> Instant? {
    guard let text = body[member]?.stringValue else { return nil }
    guard let instant = try? Instant(parsing: text) else { throw MainstayError.field(member, "is no instant") }
    return instant
  }

  private var end: Endpoint {
    Endpoint(
      .delete, "/grants/{grant}", feature: "Access", id: "endGrant", "Ends a grant at once",
      description: "It takes somebody who is signed in and has proved the own password.",
      access: .permission(.manageAccess), parameters: [.path("grant", .recordID, "The grant's id.")],
      responses: [.init(.noContent, "Ended", nil)],
      handler: { call in
        try await app.run(EndGrant(RecordID(call.place("grant"))), as: call.principal)
        return .noContent
      })
  }
}
