import Core
import HTTPSupport
import HTTPTypes
import Kernel
import PeopleUseCases

/// Second factors, who needs one, and the history of sign-ins.
struct SecondFactorEndpoints {
  let app: App

  var all: [Endpoint] {
    [show, offer, setUp, renewCodes, remove.endingAccess, reset.endingAccess, rules, require, history]
  }

  private static let person = Endpoint.Parameter.query(
    "person", .within(.signInName), "Sign-in name; oneself if not said. Another needs `people.manage`.")
  private static let code = JSONSchema.Field(
    "code", JSONSchema.line(6...64).says("Of the authenticator app, or a recovery code.", example: "123456"))
  private static let codes = JSONSchema.named(
    "RecoveryCodes",
    .object([
      .init("recoveryCodes", JSONSchema.list(.string).says("Each lets in once; they are not told again."))
    ]))

  private static func json(_ codes: [String]) -> JSON { ["recoveryCodes": .array(codes.map(JSON.string))] }

  private var show: Endpoint {
    Endpoint(
      .get, "/second-factor", feature: "People", id: "showSecondFactor", "Says whether somebody has a second factor",
      access: .permission(.ownTokens), parameters: [SecondFactorEndpoints.person],
      responses: [
        .init(
          .ok, "How it stands",
          .named(
            "SecondFactor",
            .object([
              .init("setAt", JSONSchema.instant.orNull.says("Null where there is none.")),
              .init("recoveryCodesLeft", .count),
              .init("required", JSONSchema.boolean.says("Whether the role may not sign in without one.")),
            ])))
      ],
      handler: { call in
        let standing = try await app.ask(ShowSecondFactor(of: call.text("person")), as: call.principal)
        return .json([
          "setAt": .instant(standing.factor?.setAt) ?? .null,
          "recoveryCodesLeft": .integer(Int64(standing.factor?.recoveryCodes ?? 0)),
          "required": .bool(standing.isRequired),
        ])
      })
  }

  private var offer: Endpoint {
    Endpoint(
      .post, "/second-factor/offer", feature: "People", id: "offerSecondFactor",
      "Offers a secret for an authenticator app",
      description: "Nothing is kept until a code of it comes back with `setUpSecondFactor`. For who is signed in.",
      access: .permission(.ownTokens),
      responses: [
        .init(
          .ok, "The secret, and what comes back with the first code",
          .object([
            .init("secret", JSONSchema.string.says("Base32, as RFC 4648 has it.")),
            .init(
              "address", JSONSchema.string.says("What an app reads.", example: "otpauth://totp/Desk:kim?secret=...")),
            .init("offer", JSONSchema.string.says("The secret, sealed.")), .init("expiresAt", .instant),
          ]))
      ],
      handler: { call in
        let offer = try await app.ask(OfferSecondFactor(), as: call.principal)
        return .json([
          "secret": .string(offer.secret), "address": .string(offer.address), "offer": .string(offer.sealed),
          "expiresAt": .string(offer.expiresAt.rfc3339),
        ])
      })
  }

  private var setUp: Endpoint {
    Endpoint(
      .put, "/second-factor", feature: "People", id: "setUpSecondFactor", "Sets up one's own second factor",
      description: """
        Takes somebody who is signed in and has proved the own password (`proveSession`). One's other sessions end.
        """, access: .permission(.ownTokens),
      body: .object([.init("offer", .line(1...1000)), SecondFactorEndpoints.code]),
      responses: [.init(.ok, "Set up", SecondFactorEndpoints.codes)],
      handler: { call in
        let codes = try await app.run(
          SetUpSecondFactor(offer: call.string("offer"), code: call.string("code")), as: call.principal)
        return .json(SecondFactorEndpoints.json(codes))
      })
  }

  private var renewCodes: Endpoint {
    Endpoint(
      .post, "/second-factor/recovery-codes", feature: "People", id: "renewRecoveryCodes",
      "Makes new recovery codes in the place of the old ones", access: .permission(.ownTokens),
      body: .object([SecondFactorEndpoints.code]),
      responses: [.init(.ok, "New codes", SecondFactorEndpoints.codes)],
      handler: { call in
        let codes = try await app.renewRecoveryCodes(code: call.string("code"), as: call.principal)
        return .json(SecondFactorEndpoints.json(codes))
      })
  }

  private var remove: Endpoint {
    Endpoint(
      .post, "/second-factor/removal", feature: "People", id: "removeSecondFactor",
      "Takes one's own second factor away", access: .permission(.ownTokens),
      body: .object([SecondFactorEndpoints.code]), responses: [.init(.noContent, "It is gone", nil)],
      handler: { call in
        try await app.removeSecondFactor(code: call.string("code"), as: call.principal)
        return .noContent
      })
  }

  private var reset: Endpoint {
    Endpoint(
      .delete, "/people/{name}/second-factor", feature: "People", id: "resetSecondFactor",
      "Takes another's second factor away, whose device is lost",
      description: """
        Their sessions end; password and tokens stay. Takes somebody who is signed in and has proved the own password \
        (`proveSession`), and may all that the person may.
        """, access: .permission(.managePeople), parameters: [PeopleEndpoints.parameter],
      responses: [.init(.noContent, "It is gone", nil)],
      handler: { call in
        try await app.run(ResetSecondFactor(of: call.place("name")), as: call.principal)
        return .noContent
      })
  }

  private static let rule = JSONSchema.named(
    "SecondFactorRule",
    .object([
      .init("role", .oneOf(RequireSecondFactor.roles.map(\.rawValue))),
      .init("since", JSONSchema.instant.orNull.says("Null where none is needed.")),
      .init("without", JSONSchema.count.says("People of the role who may sign in and have none.")),
    ]))

  private func listed(_ principal: Principal) async throws -> JSON {
    let rules = try await app.ask(ListSecondFactorRules(), as: principal)
    return [
      "items": .array(
        rules.map {
          [
            "role": .string($0.role.rawValue), "since": .instant($0.since) ?? .null,
            "without": .integer(Int64($0.without)),
          ]
        })
    ]
  }

  private var rules: Endpoint {
    Endpoint(
      .get, "/second-factor-rules", feature: "People", id: "listSecondFactorRules",
      "Lists which roles need a second factor", access: .permission(.managePeople),
      responses: [.init(.ok, "Every role", .object([.init("items", .list(SecondFactorEndpoints.rule))]))],
      handler: { call in .json(try await listed(call.principal)) })
  }

  private var require: Endpoint {
    Endpoint(
      .put, "/second-factor-rules", feature: "People", id: "requireSecondFactor",
      "Says which roles may not sign in without a second factor",
      description: """
        Roles that are left out need none. Sessions of who has these roles, at home or by a grant, in which none was \
        shown end at once. Takes somebody who may do everything, is signed in and has proved the own password \
        (`proveSession`), and who has a second factor where a role of theirs is named.
        """, access: .permission(.managePeople),
      body: .object([.init("roles", .list(.oneOf(RequireSecondFactor.roles.map(\.rawValue)), 0...5))]),
      responses: [.init(.ok, "Every role", .object([.init("items", .list(SecondFactorEndpoints.rule))]))],
      handler: { call in
        let roles = call.body["roles"]?.arrayValue?.compactMap(\.stringValue).compactMap(Role.init) ?? []
        try await app.run(RequireSecondFactor(of: Set(roles)), as: call.principal)
        return .json(try await listed(call.principal))
      })
  }

  private var history: Endpoint {
    Endpoint(
      .get, "/sign-ins", feature: "People", id: "listSignIns", "Lists sign-ins, the newest first",
      description: """
        With codes that were refused after a right password. Kept \
        \(PeopleLimits.signInHistory.milliseconds / 86_400_000) days.
        """, access: .permission(.ownTokens),
      parameters: [
        SecondFactorEndpoints.person, .query("after", .recordID, "`next` of the page before."),
        .query("limit", .integer(1...Int64(PageLimits.most)), "Lines of a page."),
      ],
      responses: [
        .init(
          .ok, "Sign-ins",
          .object([
            .init(
              "items",
              .list(
                .named(
                  "SignIn",
                  .object([
                    .init("id", .recordID), .init("at", .instant),
                    .init("means", .oneOf(SignInMeans.allCases.map(\.rawValue))),
                    .init(
                      "factor",
                      JSONSchema.oneOf(SignInFactor.allCases.map(\.rawValue)).orNull
                        .says("What the second factor was shown by.")),
                    .init("good", JSONSchema.boolean.says("Whether somebody came in.")),
                    .init("address", .string), .init("device", .string),
                  ])))), .init("next", JSONSchema.string.orNull),
          ]))
      ],
      handler: { call in
        let found = try await app.ask(
          ListSignIns(
            of: call.text("person"), after: call.text("after").map { RecordID($0) },
            limit: call.integer("limit") ?? PageLimits.usual), as: call.principal)
        return .json([
          "items": .array(
            found.signIns.map {
              [
                "id": .string($0.id.text), "at": .string($0.at.rfc3339), "means": .string($0.means.rawValue),
                "factor": .text($0.factor?.rawValue) ?? .null, "good": .bool($0.isGood),
                "address": .string($0.address), "device": .string($0.device),
              ]
            }), "next": .text(found.next?.text) ?? .null,
        ])
      })
  }
}
