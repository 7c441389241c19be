import Core
import HTTPSupport
import HTTPTypes
import Journal
import Kernel
import PeopleUseCases

/// Erasing people.
struct ErasureEndpoints {
  let app: App

  var all: [Endpoint] { [plan, erase, list] }

  private static let name = Endpoint.Parameter.path(
    "name", .within(.name), "The sign-in name, or the name that imported tickets have.")
  private static let texts = JSONSchema.oneOf(ErasedTexts.self).says(
    "Which texts go: none (`keep`), what the person wrote (`written`), also what others wrote on tickets for them "
      + "(`about`).")
  private var gone: JSONSchema {
    .object(app.features.erasedKinds.map { .optional($0.name, JSONSchema.count.says($0.words)) })
      .says("How many of each kind; what there is none of is left out.")
  }

  private static func json(_ gone: [ErasedKind: Int]) -> JSON {
    .object(Dictionary(uniqueKeysWithValues: gone.map { ($0.key.name, .integer(Int64($0.value))) }))
  }

  private var plan: Endpoint {
    Endpoint(
      .get, "/people/{name}/erasure", feature: "People", id: "planErasure", "Says what erasing somebody would do",
      description: "Nothing is changed.", access: .permission(.managePeople),
      parameters: [ErasureEndpoints.name, .query("texts", ErasureEndpoints.texts, "`written` if not said.")],
      responses: [
        .init(
          .ok, "The plan",
          .named(
            "ErasurePlan",
            .object([
              .init("name", .string), .init("displayName", JSONSchema.string.orNull),
              .init("texts", ErasureEndpoints.texts), .init("gone", gone),
              .init("obstacles", JSONSchema.list(.string).says("Why it cannot be done now, in sentences.")),
              .init(
                "entries",
                JSONSchema.list(
                  .object([
                    .init("stream", .string), .init("sequence", .count), .init("kind", .string),
                    .init("signInName", JSONSchema.boolean.says("Whether it holds the sign-in name in plain.")),
                  ])
                ).says("Entries of the journal that hold name or mail address in plain; they cannot be changed.")),
              .init("moreEntries", .boolean),
              .init("mentions", JSONSchema.list(.string).says("Tickets with texts that stay and mention the person.")),
              .init("moreMentions", .boolean),
              .init("outside", JSONSchema.list(.string).says("What no erasure here reaches, in sentences.")),
            ])))
      ],
      handler: { call in
        let texts = call.text("texts").flatMap(ErasedTexts.init) ?? .written
        let plan = try await app.ask(PlanErasure(of: call.place("name"), texts: texts), as: call.principal)
        return .json([
          "name": .string(plan.name), "displayName": .text(plan.displayName) ?? .null,
          "texts": .string(plan.texts.rawValue), "gone": ErasureEndpoints.json(plan.gone),
          "obstacles": .array(plan.obstacles.map(JSON.string)),
          "entries": .array(
            plan.remains.entries.map {
              [
                "stream": .string($0.stream), "sequence": .integer($0.sequence), "kind": .string($0.kind),
                "signInName": .bool($0.hasName),
              ]
            }), "moreEntries": .bool(plan.remains.hasMoreEntries),
          "mentions": .array(plan.remains.mentions.map(JSON.string)),
          "moreMentions": .bool(plan.remains.hasMoreMentions),
          "outside": .array(plan.remains.outside.map(JSON.string)),
        ])
      })
  }

  private var erase: Endpoint {
    Endpoint(
      .post, "/people/{name}/erasure", feature: "People", id: "erasePerson", "Erases somebody for good",
      description: """
        Takes somebody who is signed in and has proved the own password (`proveSession`). Not the last administrator, \
        not oneself, and nobody who owns open tickets. It cannot be undone. Broken off, it goes on when sent again.
        """, access: .permission(.managePeople), parameters: [ErasureEndpoints.name],
      body: .named(
        "Erasure",
        .object([
          .init("confirm", JSONSchema.within(.name).says("The name once more.")),
          .init("reason", JSONSchema.line(1...300).says("Why, for the journal; must not name the person.")),
          .optional("texts", ErasureEndpoints.texts),
        ])),
      responses: [
        .init(
          .ok, "Erased",
          .object([
            .init("id", .recordID), .init("name", JSONSchema.string.says("What stands there since.")),
            .init("displayName", .string), .init("gone", gone),
          ]))
      ],
      handler: { call in
        let request = ErasureRequest(
          name: call.place("name"), confirmation: call.string("confirm"),
          texts: call.body["texts"]?.stringValue.flatMap(ErasedTexts.init) ?? .written, reason: call.string("reason"))
        let report = try await app.erase(request, as: call.principal)
        return .json([
          "id": .string(report.id.text), "name": .string(report.name), "displayName": .string(report.displayName),
          "gone": ErasureEndpoints.json(report.gone),
        ])
      })
  }

  private var list: Endpoint {
    Endpoint(
      .get, "/erased-people", feature: "People", id: "listErasedPeople", "Lists those who were erased, newest first",
      description: "For the time that a backup from before is restored: they are to be erased again then.",
      access: .permission(.managePeople),
      parameters: [
        .query("limit", .integer(1...Int64(PageLimits.most)), "People of a page; \(PageLimits.usual) if not said."),
        PageCursor.parameter,
      ],
      responses: [
        .init(
          .ok, "Those who were erased",
          .object([
            .init(
              "items",
              .list(
                .object([
                  .init("id", .recordID), .init("name", .string), .init("erasedAt", .instant),
                  .init("texts", ErasureEndpoints.texts.orNull), .init("reason", JSONSchema.string.orNull),
                ]))),
            .init("next", JSONSchema.string.orNull.says("`cursor` of the next page; null on the last.")),
          ]))
      ],
      handler: { call in
        let after: ListErased.Position? = try call.text("cursor").map { try PageCursor.position($0) }
        let page = try await app.ask(
          ListErased(after: after, limit: call.integer("limit") ?? PageLimits.usual), as: call.principal)
        return .json([
          "items": .array(
            page.people.map {
              [
                "id": .string($0.id.text), "name": .string($0.name), "erasedAt": .string($0.erasedAt.rfc3339),
                "texts": $0.texts.map { .string($0.rawValue) } ?? .null, "reason": .text($0.reason) ?? .null,
              ]
            }), "next": page.next.map { .string(PageCursor.write($0)) } ?? .null,
        ])
      })
  }
}
