import Core
import EscalationUseCases
import HTTPSupport
import HTTPTypes
import Kernel
import Tickets
import TicketsUseCases

/// What ladders did and will do.
struct EscalationEndpoints {
  let app: App

  var all: [Endpoint] { [coming, fired, show, acknowledge] }

  private static let ticket = Endpoint.Parameter.path(
    "ticket", JSONSchema.line(1...TicketLimits.name).says("A number like INC-1024, or the id.", example: "INC-1"),
    "The ticket, by number or id.")

  private var coming: Endpoint {
    Endpoint(
      .get, "/escalations/coming", feature: "Escalation", id: "listComingEscalations",
      "Lists what will fire within some hours, and to whom",
      description: "If nobody acknowledges and nothing happens to the tickets, of those that you see.",
      access: .permission(.seeLadders),
      parameters: [
        .query(
          "hours", .integer(Int64(ListComing.range.lowerBound)...Int64(ListComing.range.upperBound)),
          "How far ahead; \(ListComing.usual) if not said."),
        .query("mine", .boolean, "Only tickets of which you are or would be told."),
        .query("unacknowledged", .boolean, "Only tickets on which somebody was asked to acknowledge and nobody has."),
        .query("team", .line(1...200), "Only tickets that a team has, by its key."),
      ],
      responses: [
        .init(
          .ok, "By instant",
          .object([
            .init("until", .instant), .init("items", .list(LadderJSON.escalated)),
            .init("asked", JSONSchema.list(LadderJSON.escalated).says("What waits for your own acknowledgement.")),
            .init("tickets", JSONSchema.count.says("Tickets that these are of.")),
            .init(
              "unacknowledged",
              JSONSchema.count.says("Those of them on which somebody was asked to acknowledge and nobody has.")),
            .init(
              "more",
              JSONSchema.boolean.says("Whether more than \(ListComing.most) tickets have something to come.")),
            .init("unreadable", JSONSchema.list(.string).says("What cannot be read, a line each.")),
          ]))
      ],
      handler: { call in
        let found = try await app.ask(
          ListComing(
            hours: call.integer("hours") ?? ListComing.usual, mine: call.flag("mine") ?? false,
            unacknowledged: call.flag("unacknowledged") ?? false, team: call.text("team")), as: call.principal)
        return .json([
          "until": .string(found.until.rfc3339), "items": .array(found.items.map(LadderJSON.json)),
          "asked": .array(found.asked.map(LadderJSON.json)),
          "tickets": .integer(Int64(found.tickets.count)), "unacknowledged": .integer(Int64(found.unacknowledged)),
          "more": .bool(found.hasMore),
          "unreadable": .array(found.unreadable.map(JSON.string)),
        ])
      })
  }

  private var fired: Endpoint {
    Endpoint(
      .get, "/escalations/fired", feature: "Escalation", id: "listFiredEscalations",
      "Lists what fired, to whom, and what came of it, newest first, a page at a time",
      access: .permission(.seeLadders),
      parameters: [
        .query("limit", .integer(1...Int64(PageLimits.most)), "Lines of a page; \(PageLimits.usual) if not said."),
        PageCursor.parameter,
      ],
      responses: [
        .init(
          .ok, "A page",
          .object([
            .init("items", .list(LadderJSON.escalated)),
            .init("next", JSONSchema.string.orNull.says("`cursor` of the next page; null on the last.")),
            .init("unreadable", JSONSchema.list(.string).says("What cannot be read, a line each.")),
          ]))
      ],
      handler: { call in
        let before: ListFired.Position? = try call.text("cursor").map { try PageCursor.position($0) }
        let found = try await app.ask(
          ListFired(before: before, limit: call.integer("limit") ?? PageLimits.usual), as: call.principal)
        return .json([
          "items": .array(found.items.map(LadderJSON.json)),
          "next": found.next.map { .string(PageCursor.write($0)) } ?? .null,
          "unreadable": .array(found.unreadable.map(JSON.string)),
        ])
      })
  }

  private var show: Endpoint {
    Endpoint(
      .get, "/tickets/{ticket}/escalations", feature: "Escalation", id: "showEscalations",
      "Shows the ladders of a ticket: what came on them, and what comes within a week",
      access: .permission(.seeLadders), parameters: [EscalationEndpoints.ticket],
      responses: [
        .init(
          .ok, "What came, newest first, and what comes",
          .object([
            .init("ticket", .recordID), .init("number", .string), .init("fired", .list(LadderJSON.escalated)),
            .init("coming", .list(LadderJSON.escalated)),
            .init("mayAcknowledge", JSONSchema.boolean.says("Whether something waits for your acknowledgement.")),
          ]))
      ],
      handler: { call in
        let found = try await app.ask(ShowEscalations(TicketKey(call.place("ticket"))), as: call.principal)
        return .json([
          "ticket": .string(found.id.text), "number": .string(found.number),
          "fired": .array(found.fired.map(LadderJSON.json)), "coming": .array(found.coming.map(LadderJSON.json)),
          "mayAcknowledge": .bool(found.mayAcknowledge),
        ])
      })
  }

  private var acknowledge: Endpoint {
    Endpoint(
      .post, "/tickets/{ticket}/escalations/acknowledge", feature: "Escalation", id: "acknowledgeEscalation",
      "Acknowledges what ladders told you about a ticket",
      description: """
        All rungs at once that told you and ask. Before the time is over it keeps the next rung from coming; later it is \
        noted as late.
        """,
      access: .permission(.acknowledgeEscalations), parameters: [EscalationEndpoints.ticket, .idempotencyKey],
      responses: [
        .init(
          .ok, "Acknowledged",
          .named(
            "EscalationAcknowledged",
            .object([
              .init("number", .string), .init("acknowledged", JSONSchema.count.says("Rungs.")),
              .init("late", JSONSchema.count.says("Those of them whose time was over.")),
            ])))
      ],
      handler: { call in
        try await call.perform(AcknowledgeEscalation(TicketKey(call.place("ticket"))), on: app) {
          Outcome(
            .ok,
            [
              "number": .string($0.number), "acknowledged": .integer(Int64($0.acknowledged)),
              "late": .integer(Int64($0.late)),
            ])
        }
      })
  }
}
