import AccessUseCases
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import TicketsUseCases

/// Who read confidential tickets, and reading one in an emergency.
struct ReaderEndpoints {
  let app: App

  var all: [Endpoint] { [list, breakGlass] }

  private static let place = Endpoint.Parameter.path("record", .line(1...100), "The ticket's number or id.")

  private static let right: JSONSchema = .named(
    "ReadingRight",
    .object([
      .init(
        "as",
        JSONSchema.oneOf(["requester", "role", "glass"]).says(
          "It is for them, a role clears them, or they broke the glass.")),
      .init("role", JSONSchema.string.orNull.says("The role's key.")),
      .init("grant", JSONSchema.recordID.orNull.says("The grant that gave it; null of the home role.")),
      .init("team", JSONSchema.string.orNull.says("The team that holds the grant; null of one's own.")),
    ]))

  private static func json(_ right: ReadingRight) -> JSON {
    switch right {
    case .requester: ["as": "requester", "role": .null, "grant": .null, "team": .null]
    case .brokenGlass: ["as": "glass", "role": .null, "grant": .null, "team": .null]
    case .role(let role, let grant, let team):
      [
        "as": "role", "role": .string(role), "grant": .text(grant?.text) ?? .null, "team": .text(team) ?? .null,
      ]
    }
  }

  private static func json(_ item: ListReaders.Reading) -> JSON {
    [
      "sequence": .integer(item.sequence), "kind": .string(item.kind.rawValue), "at": .string(item.at.rfc3339),
      "person": .string(item.person), "from": .string(item.from), "through": .array(item.through.map(json)),
      "reason": .text(item.reason) ?? .null, "until": .instant(item.until) ?? .null,
    ]
  }

  private var list: Endpoint {
    Endpoint(
      .get, "/tickets/{record}/readers", feature: "Access", id: "listReaders", "Lists who read a confidential ticket",
      description: """
        The newest first. Opening a ticket counts, its clocks, its answers and its journal, and so does asking this; \
        that a list has its number and subject does not. One entry stands for all that somebody reads from one place \
        in a quarter of an hour. Who could have read it is told by `whoMayTicket`.
        """,
      access: .permission(.seeAllTickets),
      parameters: [
        ReaderEndpoints.place, .query("from", .instant, "From this instant."),
        .query("to", .instant, "Before this instant."),
        .query("before", JSONSchema.integer(1...Int64.max), "`next` of the page before."),
      ],
      responses: [
        .init(
          .ok, "Readers",
          .object([
            .init("number", .string),
            .init("class", JSONSchema.string.orNull.says("Null of a ticket that is not confidential.")),
            .init(
              "items",
              .list(
                .object([
                  .init("sequence", .count), .init("kind", JSONSchema.oneOf(["read", "glassBroken"])),
                  .init("at", .instant), .init("person", JSONSchema.string.says("The sign-in name.")),
                  .init("from", JSONSchema.string.says("The address and device of a session, or which token.")),
                  .init("through", .list(ReaderEndpoints.right)),
                  .init("reason", JSONSchema.string.orNull.says("Why the glass was broken.")),
                  .init("until", JSONSchema.instant.orNull.says("Until when it was.")),
                ]))), .init("next", JSONSchema.count.orNull),
          ]))
      ],
      handler: { call in
        let answer = try await app.ask(
          ListReaders(
            TicketKey(call.place("record")), from: call.instant("from"), to: call.instant("to"),
            before: call.integer("before").map { Int64($0) }), as: call.principal)
        return .json([
          "number": .string(answer.number), "class": .text(answer.ticketClass) ?? .null,
          "items": .array(answer.items.map(ReaderEndpoints.json)), "next": answer.next.map { .integer($0) } ?? .null,
        ])
      })
  }

  private var breakGlass: Endpoint {
    Endpoint(
      .post, "/tickets/{record}/break-glass", feature: "Access", id: "breakGlass",
      "Reads a confidential ticket in an emergency, without being cleared for it",
      description: """
        For an hour, and for reading alone. The owner and all who may watch over confidential tickets are told at once. \
        It takes somebody who is signed in and has proved the own password (`proveSession`). Where no confidential \
        ticket would be opened so, the answer is the same whether there is none or it lies out of reach.
        """,
      access: .permission(.breakGlass), parameters: [ReaderEndpoints.place],
      body: .named(
        "GlassReason",
        .object([
          .init(
            "reason",
            JSONSchema.within(.evidence).says("Why; it stands in the journal.", example: "Nobody is reachable."))
        ])),
      responses: [
        .init(.ok, "It is open", .object([.init("number", .string), .init("until", .instant)]))
      ],
      handler: { call in
        let command = BreakGlass(TicketKey(call.place("record")), because: call.string("reason"))
        let answer = try await app.run(command, as: call.principal)
        return .json(["number": .string(answer.number), "until": .string(answer.until.rfc3339)])
      })
  }
}
