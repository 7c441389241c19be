import Core
import HTTPSupport
import HTTPTypes
import Kernel
import Reach
import ReachUseCases

/// The ways by which one is reached oneself.
struct WayEndpoints {
  let app: App

  var all: [Endpoint] { [add, sendCode, verify, test, order, remove] }

  static let fields: [JSONSchema.Field] = [
    .init("id", .recordID), .init("kind", .oneOf(WayKind.self)), .init("label", .string),
    .init("address", JSONSchema.string.orNull.says("Null where this server cannot open it.")),
    .init("verifiedAt", JSONSchema.instant.orNull.says("Null until its code is typed.")),
    .init("createdAt", .instant),
    .init("codeUntil", JSONSchema.instant.orNull.says("Until when the code that was sent can be typed.")),
    .init("obstacle", JSONSchema.string.orNull.says("What keeps messages from it, behind its label.")),
    .init("fault", JSONSchema.string.orNull.says("What messages to it fail with at present.")),
  ]

  static func members(_ own: OwnWay) -> [String: JSON] {
    [
      "id": .string(own.way.id.text), "kind": .string(own.way.kind.rawValue), "label": .string(own.way.label),
      "address": .text(own.address) ?? .null, "verifiedAt": .instant(own.way.verifiedAt) ?? .null,
      "createdAt": .string(own.way.createdAt.rfc3339), "codeUntil": .instant(own.codeUntil) ?? .null,
      "obstacle": .text(own.way.obstacle) ?? .null, "fault": .text(own.fault) ?? .null,
    ]
  }

  private static let place = Endpoint.Parameter.path("way", .recordID, "The way's id.")

  private var add: Endpoint {
    Endpoint(
      .post, "/reach/ways", feature: "Reach", id: "addWay", "Adds a way to reach you, and sends a code there",
      description: """
        At most \(Way.most). Until the code is typed nothing else is sent to it. The secret of a webhook, by which its \
        messages are signed as Standard Webhooks has it, is in this answer and is not shown again.
        """,
      access: .permission(.ownReach),
      body: .named(
        "WayDraft",
        .object([
          .init("kind", .oneOf(WayKind.self)), .init("label", .within(Way.labelBounds)),
          .init(
            "address",
            JSONSchema.line(3...1000).says(
              "A mail address, or an http or https address that is posted to.", example: "kim@example.org")),
        ])),
      responses: [
        .init(
          .created, "Added",
          .named(
            "NewWay",
            .object(
              WayEndpoints.fields + [
                .init("secret", JSONSchema.string.orNull.says("Of a webhook. Keep it now."))
              ])))
      ],
      handler: { call in
        guard let kind = WayKind(rawValue: call.string("kind")) else {
          throw MainstayError.field("kind", "is no kind of way")
        }
        let way = try await app.run(
          AddWay(kind: kind, label: call.string("label"), address: call.string("address")), as: call.principal)
        var members = WayEndpoints.members(way)
        members["secret"] = .text(way.secret) ?? .null
        return .json(.object(members), status: .created)
      })
  }

  private var sendCode: Endpoint {
    Endpoint(
      .post, "/reach/ways/{way}/code", feature: "Reach", id: "sendWayCode", "Sends another code to a way",
      description: "The one before holds no more. At most one a minute.", access: .permission(.ownReach),
      parameters: [WayEndpoints.place], responses: [.init(.noContent, "On its way", nil)],
      handler: { call in
        try await app.run(SendWayCode(RecordID(call.place("way"))), as: call.principal)
        return .noContent
      })
  }

  private var verify: Endpoint {
    Endpoint(
      .post, "/reach/ways/{way}/verify", feature: "Reach", id: "verifyWay", "Types the code that came by a way",
      description: """
        From then on messages go there. After \(WayCode.mostTries) wrong codes, and after \
        \(WayCode.life.milliseconds / 60_000) minutes, another must be sent.
        """,
      access: .permission(.ownReach), parameters: [WayEndpoints.place],
      body: .object([.init("code", JSONSchema.line(1...40).says("\(WayCode.digits) digits."))]),
      responses: [.init(.noContent, "Verified", nil)],
      handler: { call in
        let answer = try await app.run(
          VerifyWay(RecordID(call.place("way")), code: call.string("code")), as: call.principal)
        if case .wrong(let left) = answer {
          throw MainstayError.field("code", WayEndpoints.wrong(left))
        }
        return .noContent
      })
  }

  private static func wrong(_ left: Int) -> String {
    left == 0
      ? "is another one than was sent; have another sent, as too many were wrong"
      : "is another one than was sent; \(left) more \(left == 1 ? "try is" : "tries are") left"
  }

  private var test: Endpoint {
    Endpoint(
      .post, "/reach/ways/{way}/test", feature: "Reach", id: "testWay", "Sends a test message to a way",
      access: .permission(.ownReach), parameters: [WayEndpoints.place],
      responses: [.init(.accepted, "On its way", .object([]))],
      handler: { call in
        try await app.run(TestWay(RecordID(call.place("way"))), as: call.principal)
        return .json(.object([:]), status: .accepted)
      })
  }

  private var order: Endpoint {
    Endpoint(
      .put, "/reach/order", feature: "Reach", id: "orderWays", "Puts your ways into another order",
      description: "The first that is verified is tried first, the next where that does not arrive.",
      access: .permission(.ownReach),
      body: .object([.init("ways", JSONSchema.list(.recordID, 0...Way.most).says("The ids of all of them."))]),
      responses: [.init(.noContent, "In that order", nil)],
      handler: { call in
        let ids = (call.body["ways"]?.arrayValue ?? []).compactMap(\.stringValue).map { RecordID($0) }
        try await app.run(OrderWays(ids), as: call.principal)
        return .noContent
      })
  }

  private var remove: Endpoint {
    Endpoint(
      .delete, "/reach/ways/{way}", feature: "Reach", id: "removeWay", "Takes a way away",
      description: """
        What is on its way there is given up. The last one that is verified is taken away only with `leavingNone`: without \
        it the answer is 409 `last-way`, which says what follows.
        """, access: .permission(.ownReach),
      parameters: [
        WayEndpoints.place, .query("leavingNone", .boolean, "Nothing may be left by which the desk reaches you."),
      ], responses: [.init(.noContent, "Taken away", nil)],
      handler: { call in
        try await app.run(
          RemoveWay(RecordID(call.place("way")), leavingNone: call.flag("leavingNone") ?? false), as: call.principal)
        return .noContent
      })
  }
}
