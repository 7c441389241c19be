import Core
import HTTPSupport
import HTTPTypes
import Kernel
import MessagesUseCases

/// The webhooks that messages go to, and the kinds of message that there are.
struct HookEndpoints {
  let app: App

  var all: [Endpoint] {
    [kinds, hooks, addHook, changeHook, switchHook, removeHook, testHook, rotateSecret, resendDead]
  }

  private static let hookFields: [JSONSchema.Field] = [
    .init("id", .recordID), .init("label", .string), .init("url", .string),
    .init("kinds", JSONSchema.list(.string).says("Kinds of message that it gets; `*` means all, also later ones.")),
    .init("active", .boolean), .init("createdAt", .instant),
    .init(
      "formerUntil",
      JSONSchema.instant.orNull.says("Until when the secret before the present one still holds beside it.")),
  ]

  private static func members(_ hook: Hook) -> [String: JSON] {
    [
      "id": .string(hook.id.text), "label": .string(hook.label), "url": .string(hook.url),
      "kinds": .array(hook.kinds.sorted().map(JSON.string)), "active": .bool(hook.isActive),
      "createdAt": .string(hook.createdAt.rfc3339), "formerUntil": .instant(hook.formerUntil) ?? .null,
    ]
  }

  private var hooks: Endpoint {
    Endpoint(
      .get, "/webhooks", feature: "Outbox", id: "listWebhooks", "Lists webhooks, without their secrets",
      access: .permission(.seeOutbox),
      responses: [
        .init(
          .ok, "Webhooks",
          .object([
            .init(
              "items",
              .list(
                .named(
                  "WebhookRecord",
                  .object(
                    HookEndpoints.hookFields + [
                      .init(
                        "failures",
                        JSONSchema.count.says("Tries that failed or were refused since the last message that arrived.")),
                      .init(
                        "pausedUntil",
                        JSONSchema.instant.orNull.says("It fails too often: nothing is sent to it before.")),
                      .init("lastError", JSONSchema.string.orNull),
                    ]))))
          ]))
      ],
      handler: { call in
        let records = try await app.ask(ListHookRecords(), as: call.principal)
        return .json([
          "items": .array(
            records.map { record -> JSON in
              var members = HookEndpoints.members(record.hook)
              members["failures"] = .integer(Int64(record.failures))
              members["pausedUntil"] = JSON.instant(record.pausedUntil) ?? JSON.null
              members["lastError"] = JSON.text(record.lastError) ?? JSON.null
              return .object(members)
            })
        ])
      })
  }

  /// What a web address looks like as far as a pattern can say; the use case says the rest in words.
  private static let address: TextPattern = {
    func row(_ scheme: [TextPattern.Piece]) -> [TextPattern.Piece] {
      [.of("h"..."h", "H"..."H", count: 1), .of("t"..."t", "T"..."T", count: 2), .of("p"..."p", "P"..."P", count: 1)]
        + scheme + [
          .one(":"), .of("/"..."/", count: 2), .of("a"..."z", "A"..."Z", "0"..."9", "["..."[", count: 1),
          .of("!"..."!", "$"..."[", "]"..."]", "_"..."_", "a"..."z", "~"..."~", count: 0...980),
        ]
    }
    return TextPattern(row([.of("s"..."s", "S"..."S", count: 1)]), row([]))
  }()

  private var someKinds: JSONSchema {
    .list(.oneOf([NoticeKind.every] + app.features.notices.choices.map(\.name)), 1...50)
  }
  private var changedKinds: JSONSchema {
    someKinds.says("All that it gets from now on; left out, they stay as they are. `*` means all, also later ones.")
  }
  private var kindsChosen: JSONSchema {
    let usual = app.features.notices.usual.sorted().joined(separator: ", ")
    return someKinds.says("\(usual) where it is left out; `*` means all, also later ones.")
  }

  private var resendDead: Endpoint {
    Endpoint(
      .post, "/webhooks/{webhook}/resends", feature: "Outbox", id: "resendDeadLetters",
      "Sends the dead letters of a webhook once more",
      description: "The oldest first, at most \(ResendDeadLetters.most) at once; where `more` is true, send it again.",
      access: .permission(.resendOutbox),
      parameters: [.path("webhook", .recordID, "The webhook's id."), .idempotencyKey],
      responses: [
        .init(
          .accepted, "On their way",
          .object([
            .init("count", JSONSchema.count.says("How many are sent again.")),
            .init("more", JSONSchema.boolean.says("There are more dead letters.")),
          ]))
      ],
      handler: { call in
        try await call.perform(ResendDeadLetters(to: RecordID(call.place("webhook"))), on: app) {
          Outcome(.accepted, ["count": .integer(Int64($0.count)), "more": .bool($0.hasMore)])
        }
      })
  }

  private static func kinds(_ body: JSON) -> Set<String>? {
    body["kinds"]?.arrayValue.map { Set($0.compactMap(\.stringValue)) }
  }

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
            JSONSchema.shaped(HookEndpoints.address, 8...1000).says(
              "An http or https address.", example: "https://receiver.example/mainstay")),
          .optional("kinds", kindsChosen),
        ])),
      responses: [
        .init(
          .created, "Added",
          .named(
            "NewWebhook",
            .object(HookEndpoints.hookFields + [.init("secret", JSONSchema.string.says("Keep it now."))])))
      ],
      handler: { call in
        let hook = try await app.run(
          AddHook(label: call.string("label"), url: call.string("url"), kinds: HookEndpoints.kinds(call.body)),
          as: call.principal)
        var members = HookEndpoints.members(hook)
        members["secret"] = .string(hook.secret)
        return .json(.object(members), status: .created)
      })
  }

  private var changeHook: Endpoint {
    Endpoint(
      .patch, "/webhooks/{webhook}", feature: "Outbox", id: "changeWebhook",
      "Changes what a webhook is called, where it leads and what it gets",
      description: "What is left out stays.", access: .permission(.manageHooks),
      parameters: [.path("webhook", .recordID, "The webhook's id.")],
      body: .named(
        "WebhookChange",
        .object([
          .optional("label", .within(.label)), .optional("url", .shaped(HookEndpoints.address, 8...1000)),
          .optional("kinds", changedKinds),
        ])),
      responses: [.init(.ok, "Changed", .named("Webhook", .object(HookEndpoints.hookFields)))],
      handler: { call in
        let hook = try await app.run(
          ChangeHook(
            RecordID(call.place("webhook")), label: call.body["label"]?.stringValue,
            url: call.body["url"]?.stringValue, kinds: HookEndpoints.kinds(call.body)), as: call.principal)
        return .json(.object(HookEndpoints.members(hook)))
      })
  }

  private var rotateSecret: Endpoint {
    let most = RotateHookSecret.longestGrace.milliseconds / 3_600_000
    let usual = RotateHookSecret.usualGrace.milliseconds / 3_600_000
    return Endpoint(
      .post, "/webhooks/{webhook}/secret", feature: "Outbox", id: "rotateWebhookSecret",
      "Gives a webhook a new secret",
      description: """
        The secret is in this answer and is not shown again. Until `formerUntil` the one before holds too: messages \
        carry a signature by each, with a space between, as Standard Webhooks has it.
        """,
      access: .permission(.manageHooks), parameters: [.path("webhook", .recordID, "The webhook's id.")],
      body: .object([
        .optional(
          "graceHours",
          JSONSchema.integer(0...most).says(
            "How long the secret before still holds; \(usual) if not said, 0 ends it at once."))
      ]),
      responses: [
        .init(
          .ok, "The new secret",
          .named(
            "RotatedWebhook",
            .object(HookEndpoints.hookFields + [.init("secret", JSONSchema.string.says("Keep it now."))])))
      ],
      handler: { call in
        let hours = call.body["graceHours"]?.integerValue ?? usual
        let hook = try await app.run(
          RotateHookSecret(RecordID(call.place("webhook")), grace: .hours(hours)), as: call.principal)
        var members = HookEndpoints.members(hook)
        members["secret"] = .string(hook.secret)
        return .json(.object(members))
      })
  }

  private var removeHook: Endpoint {
    Endpoint(
      .delete, "/webhooks/{webhook}", feature: "Outbox", id: "removeWebhook", "Takes a webhook away",
      description: "What waits for it is given up.", access: .permission(.manageHooks),
      parameters: [.path("webhook", .recordID, "The webhook's id.")],
      responses: [.init(.noContent, "Taken away", nil)],
      handler: { call in
        try await app.run(RemoveHook(RecordID(call.place("webhook"))), as: call.principal)
        return .noContent
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

extension HookEndpoints {
  /// What a kind's data are like.
  private static func schema(of kind: NoticeKind) -> JSON {
    let members = kind.fields.map { field -> (String, JSON) in
      var schema: [String: JSON] = ["description": .string(field.meaning)]
      switch field.kind {
      case .text: schema["type"] = "string"
      case .integer: schema["type"] = "integer"
      case .flag: schema["type"] = "boolean"
      case .instant: (schema["type"], schema["format"]) = ("string", "date-time")
      case .id: (schema["type"], schema["format"]) = ("string", "uuid")
      }
      return (field.name, .object(schema))
    }
    return [
      "type": "object",
      "required": .array(["type", "timestamp", "data"]),
      "properties": [
        "type": ["const": .string(kind.name)],
        "timestamp": ["type": "string", "format": "date-time", "description": "When it happened."],
        "data": [
          "type": "object", "required": .array(kind.fields.filter { !$0.isOptional }.map { .string($0.name) }),
          "properties": .object(Dictionary(members, uniquingKeysWith: { first, _ in first })),
        ],
      ],
    ]
  }

  /// The messages that are posted to webhooks, as the OpenAPI document describes them.
  static func posted(_ kinds: [NoticeKind]) -> [String: JSON] {
    let each = kinds.map { kind -> (String, JSON) in
      let words = "\(kind.occasion) Signed as Standard Webhooks 1.0 has it; any 2xx within 10 s takes it."
      return (
        kind.name,
        [
          "post": [
            "operationId": .string("post-" + kind.name), "summary": .string(kind.title), "tags": ["Outbox"],
            "description": .string(words),
            "requestBody": ["required": true, "content": ["application/json": ["schema": schema(of: kind)]]],
            "responses": ["2XX": ["description": "Taken; the same webhook-id is not sent again."]],
          ]
        ]
      )
    }
    return Dictionary(each, uniquingKeysWith: { first, _ in first })
  }

  private var kinds: Endpoint {
    Endpoint(
      .get, "/message-kinds", feature: "Outbox", id: "listMessageKinds",
      "Lists the kinds of message with what they hold", access: .permission(.seeOutbox),
      responses: [
        .init(
          .ok, "Kinds",
          .object([
            .init(
              "items",
              .list(
                .named(
                  "MessageKind",
                  .object([
                    .init("name", .string), .init("title", .string),
                    .init("occasion", JSONSchema.string.says("When it is sent.")),
                    .init("usual", JSONSchema.boolean.says("Whether webhooks get it that chose nothing.")),
                    .init("template", JSONSchema.string.says("What it says to people.")),
                    .init("schema", JSONSchema.any.says("JSON Schema of the body.")),
                  ]))))
          ]))
      ],
      handler: { call in
        try call.principal.require(.seeOutbox)
        let kinds = app.features.notices.all.map { kind -> JSON in
          [
            "name": .string(kind.name), "title": .string(kind.title), "occasion": .string(kind.occasion),
            "usual": .bool(kind.isUsual), "template": .string(kind.template), "schema": HookEndpoints.schema(of: kind),
          ]
        }
        return .json(["items": .array(kinds)])
      })
  }
}
