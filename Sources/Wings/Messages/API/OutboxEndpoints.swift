import Core
import HTTPSupport
import HTTPTypes
import Kernel
import MessagesUseCases

/// What is on its way to the outside.
struct OutboxEndpoints {
  let app: App

  var all: [Endpoint] { [list, counts, resend] + HookEndpoints(app: app).all }

  private static let message = JSONSchema.named(
    "OutboxMessage",
    .object([
      .init("id", JSONSchema.recordID.says("Also the receiver's idempotency key: one for each destination.")),
      .init("notice", JSONSchema.recordID.says("The same for all destinations.")), .init("kind", .string),
      .init("subject", .string), .init("cause", .string),
      .init("channel", JSONSchema.string.says("How it goes: `webhook`.")),
      .init("recipient", JSONSchema.string.says("What the destination is called.")),
      .init("webhook", JSONSchema.recordID.orNull), .init("state", .oneOf(Delivery.State.self)),
      .init("attempts", .count), .init("createdAt", .instant), .init("nextAt", JSONSchema.instant.orNull),
      .init("deliveredAt", JSONSchema.instant.orNull), .init("lastError", JSONSchema.string.orNull),
      .init("body", .any),
    ]))

  private static func json(_ delivery: Delivery) -> JSON {
    let notice = delivery.notice
    return [
      "id": .string(delivery.id.text), "notice": .string(notice.id.text), "kind": .string(notice.kind),
      "subject": .string(notice.subject), "cause": .string(notice.cause),
      "channel": .string(delivery.destination.channel), "recipient": .string(delivery.recipient),
      "webhook": .text(delivery.webhook?.text) ?? .null, "state": .string(delivery.state.rawValue),
      "attempts": .integer(Int64(delivery.tries)), "createdAt": .string(delivery.createdAt.rfc3339),
      "nextAt": .instant(delivery.nextAt) ?? .null, "deliveredAt": .instant(delivery.deliveredAt) ?? .null,
      "lastError": .text(delivery.lastError) ?? .null,
      "body": (try? JSON(parsing: notice.body)) ?? .string(notice.body),
    ]
  }

  private static let position = JSONSchema.object([
    .init("at", .integer(Int64.min...Int64.max)), .init("id", .recordID),
  ])

  private var list: Endpoint {
    Endpoint(
      .get, "/outbox", feature: "Outbox", id: "listOutbox", "Lists messages to the outside, newest first",
      access: .permission(.seeOutbox),
      parameters: [
        .query("state", .oneOf(Delivery.State.self), "Where it stands."),
        .query("subject", .line(1...200), "What it is about, as `ticket/<id>`."),
        .query("limit", .integer(1...Int64(PageLimits.most)), "Messages of a page; \(PageLimits.usual) if not said."),
        PageCursor.parameter,
      ],
      responses: [
        .init(
          .ok, "A page of messages",
          .object([.init("items", .list(OutboxEndpoints.message)), .init("next", JSONSchema.string.orNull)]))
      ],
      handler: { call in
        let limit = call.integer("limit") ?? PageLimits.usual
        let before = try call.text("cursor").map { try PageCursor.read($0, as: OutboxEndpoints.position) }
        let messages = try await app.ask(
          ListMessages(
            state: call.text("state").flatMap(Delivery.State.init), subject: call.text("subject"),
            before: before.map {
              ListMessages.Position(
                createdAt: Instant(milliseconds: $0["at"]?.integerValue ?? 0),
                id: RecordID($0["id"]?.stringValue ?? ""))
            }, limit: limit), as: call.principal)
        let next = messages.count < limit ? nil : messages.last
        return .json([
          "items": .array(messages.map(OutboxEndpoints.json)),
          "next": next.map {
            .string(
              PageCursor.write(["at": .integer($0.createdAt.milliseconds), "id": .string($0.id.text)]))
          } ?? .null,
        ])
      })
  }

  private var counts: Endpoint {
    Endpoint(
      .get, "/outbox-count", feature: "Outbox", id: "countOutbox", "Counts messages by state",
      description: "Each is counted up to \(OutboxCounts.most): that number means so many or more.",
      access: .permission(.seeOutbox),
      responses: [
        .init(.ok, "Counts", .object(Delivery.State.allCases.map { .init($0.rawValue, .count) }))
      ],
      handler: { call in
        let counts = try await app.ask(OutboxCounts(), as: call.principal)
        return .json(
          .object(
            Dictionary(
              uniqueKeysWithValues: Delivery.State.allCases.map {
                ($0.rawValue, .integer(Int64(counts[$0] ?? 0)))
              })))
      })
  }

  private var resend: Endpoint {
    Endpoint(
      .post, "/outbox/{message}/resend", feature: "Outbox", id: "resendMessage",
      "Sends a message once more that was given up or delivered", access: .permission(.resendOutbox),
      parameters: [.path("message", .recordID, "The message's id."), .idempotencyKey],
      responses: [.init(.accepted, "On its way", .object([.init("id", .recordID)]))],
      handler: { call in
        let id = call.place("message")
        return try await call.perform(ResendMessage(RecordID(id)), on: app) { _ in
          Outcome(.accepted, ["id": .string(id)])
        }
      })
  }
}
