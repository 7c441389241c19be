import Core
import HTTPSupport
import HTTPTypes
import Kernel
import PeopleAPI
import PeopleUseCases
import TicketsUseCases

/// Gives somebody's tickets to others.
struct HandOverEndpoint {
  let app: App

  var handOver: Endpoint {
    Endpoint(
      .post, "/people/{name}/handover", feature: "People", id: "handOverTickets", "Gives somebody's open tickets away",
      description: """
        To a team, another person, or both; at most \(App.mostHandedOver) at once, each by itself: what cannot be given \
        is listed with the reason and keeps no other. A repeat gives away what is left.
        """, access: .permission(.workTickets), parameters: [PeopleEndpoints.parameter],
      body: .object([.optional("team", JSONSchema.key.orNull), .optional("assignee", JSONSchema.within(.name).orNull)]),
      responses: [
        .init(
          .ok, "What became of them",
          .named(
            "HandedOver",
            .object([
              .init("given", JSONSchema.list(.string).says("Numbers of tickets with a new owner.", example: ["INC-7"])),
              .init("refused", .list(.object([.init("number", .string), .init("reason", .string)]))),
              .init("more", JSONSchema.boolean.says("There are more; send it again.")),
            ])))
      ],
      handler: { call in
        let owner = try await app.ask(ShowPerson(call.place("name")), as: call.principal)
        let done = try await app.handOver(
          from: owner.name, team: call.body["team"]?.stringValue, assignee: call.body["assignee"]?.stringValue,
          as: call.principal)
        return .json([
          "given": .array(done.given.map(JSON.string)),
          "refused": .array(
            done.refused.map {
              ["number": .string($0.number), "reason": .string(Problem($0.error, limits: call.limits).detail)]
            }), "more": .bool(done.hasMore),
        ])
      })
  }
}
