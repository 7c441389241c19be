import Application
import HTTPSupport
import HTTPTypes
import Kernel
import People

/// What is on its way to the outside, and the webhooks that it goes to.
struct OutboxEndpoints {
  let app: App

  var all: [Endpoint] { [list, counts, resend, hooks, addHook, switchHook, testHook] }

  private static let message = JSONSchema.named(
    "OutboxMessage",
    .object([
      .init("id", JSONSchema.recordID.says("Also the receiver's idempotency key.")), .init("kind", .string),
      .init("subject", .string), .init("cause", .string), .init("webhook", JSONSchema.recordID.orNull),
      .init("state", .oneOf(OutboxMessage.State.self)), .init("attempts", .count), .init("createdAt", .instant),
      .init("nextAt", JSONSchema.instant.orNull), .init("deliveredAt", JSONSchema.instant.orNull),
      .init("lastError", JSONSchema.string.orNull), .init("body", .any),
    ]))

  private static func json(_ message: OutboxMessage) -> JSON {
    [
      "id": .string(message.id.text), "kind": .string(message.kind), "subject": .string(message.subject),
      "cause": .string(message.cause), "webhook": .text(message.hook?.text) ?? .null,
      "state": .string(message.state.rawValue), "attempts": .integer(Int64(message.attempts)),
      "createdAt": .string(message.createdAt.rfc3339), "nextAt": .instant(message.nextAt) ?? .null,
      "deliveredAt": .instant(message.deliveredAt) ?? .null, "lastError": .text(message.lastError) ?? .null,
      "body": (try? JSON(parsing: message.body)) ?? .string(message.body),
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
        .query("state", .oneOf(OutboxMessage.State.self), "Where it stands."),
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
            state: call.text("state").flatMap(OutboxMessage.State.init), subject: call.text("subject"),
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
      access: .permission(.seeOutbox),
      responses: [
        .init(.ok, "Counts", .object(OutboxMessage.State.allCases.map { .init($0.rawValue, .count) }))
      ],
      handler: { call in
        let counts = try await app.ask(OutboxCounts(), as: call.principal)
        return .json(
          .object(
            Dictionary(
              uniqueKeysWithValues: OutboxMessage.State.allCases.map {
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

  private static let hookFields: [JSONSchema.Field] = [
    .init("id", .recordID), .init("label", .string), .init("url", .string),
    .init("kinds", JSONSchema.list(.string).says("Kinds of message that it wants; none means all.")),
    .init("active", .boolean), .init("createdAt", .instant),
  ]

  private static func members(_ hook: Hook) -> [String: JSON] {
    [
      "id": .string(hook.id.text), "label": .string(hook.label), "url": .string(hook.url),
      "kinds": .array(hook.kinds.sorted().map(JSON.string)), "active": .bool(hook.isActive),
      "createdAt": .string(hook.createdAt.rfc3339),
    ]
  }

  private var hooks: Endpoint {
    Endpoint(
      .get, "/webhooks", feature: "Outbox", id: "listWebhooks", "Lists webhooks, without their secrets",
      access: .permission(.seeOutbox),
      responses: [
        .init(.ok, "Webhooks", .object([.init("items", .list(.named("Webhook", .object(OutboxEndpoints.hookFields))))]))
      ],
      handler: { call in
        let hooks = try await app.ask(ListHooks(), as: call.principal)
        return .json(["items": .array(hooks.map { .object(OutboxEndpoints.members($0)) })])
      })
  }

  /// What a web address looks like as far as a pattern can say.
  private static let address: TextPattern = {
    func row(_ scheme: String) -> [TextPattern.Piece] {
      scheme.unicodeScalars.map { .one($0) } + [
        .of("a"..."z", "A"..."Z", "0"..."9", count: 1),
        .of("!"..."!", "$"..."Z", "_"..."_", "a"..."z", "~"..."~", count: 0...980),
      ]
    }
    return TextPattern(row("https://"), row("http://"))
  }()

  private var addHook: Endpoint {
    Endpoint(
      .post, "/webhooks", feature: "Outbox", id: "addWebhook", "Adds a webhook",
      description:
        "Messages are signed as Standard Webhooks has it. The secret is in this answer and is not shown again.",
      access: .permission(.manageHooks),
      body: .named(
        "WebhookDraft",
        .object([
          .init("label", .within(.label)),
          .init(
            "url",
            JSONSchema.shaped(OutboxEndpoints.address, 8...1000).says(
              "An http or https address.", example: "https://receiver.example/mainstay")),
          .optional("kinds", .list(.oneOf(AddHook.knownKinds.sorted()), 0...20)),
        ])),
      responses: [
        .init(
          .created, "Added",
          .named(
            "NewWebhook",
            .object(OutboxEndpoints.hookFields + [.init("secret", JSONSchema.string.says("Keep it now."))])))
      ],
      handler: { call in
        let kinds = call.body["kinds"]?.arrayValue?.compactMap(\.stringValue) ?? []
        let hook = try await app.run(
          AddHook(label: call.string("label"), url: call.string("url"), kinds: Set(kinds)), as: call.principal)
        var members = OutboxEndpoints.members(hook)
        members["secret"] = .string(hook.secret)
        return .json(.object(members), status: .created)
      })
  }

  private var switchHook: Endpoint {
    Endpoint(
      .put, "/webhooks/{webhook}/active", feature: "Outbox", id: "switchWebhook", "Switches a webhook on or off",
      access: .permission(.manageHooks), parameters: [.path("webhook", .recordID, "The webhook's id.")],
      body: .object([.init("active", .boolean)]), responses: [.init(.noContent, "Switched", nil)],
      handler: { call in
        let active = call.body["active"]?.boolValue ?? true
        try await app.run(SwitchHook(RecordID(call.place("webhook")), isActive: active), as: call.principal)
        return .noContent
      })
  }

  private var testHook: Endpoint {
    Endpoint(
      .post, "/webhooks/{webhook}/tests", feature: "Outbox", id: "testWebhook", "Queues a test message to a webhook",
      description: """
        A message of kind `\(TestHook.kind)`, delivered, signed and retried like any other. One at a time for each \
        webhook, and only while it is switched on.
        """,
      access: .permission(.manageHooks),
      parameters: [.path("webhook", .recordID, "The webhook's id."), .idempotencyKey],
      responses: [
        .init(.accepted, "On its way", .object([.init("message", JSONSchema.recordID.says("Its id in the outbox."))]))
      ],
      handler: { call in
        try await call.perform(TestHook(RecordID(call.place("webhook"))), on: app) { id in
          Outcome(.accepted, ["message": .string(id.text)])
        }
      })
  }
}
