import BusinessTime
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import Reach
import ReachUseCases

/// What one is told of and when, what came of it, and who can be reached.
struct ReachEndpoints {
  let app: App

  var all: [Endpoint] { [show, change, notices, people] }

  private static let cell: [JSONSchema.Field] = [
    .init("reason", .oneOf(ReachReason.chosen.map(\.rawValue))),
    .init("urgency", .oneOf(ReachUrgency.chosen.map(\.rawValue))),
    .init(
      "choice",
      JSONSchema.key.says("`nothing`, `in-order`, `all`, or the id of the way that is tried first.")),
  ]

  private static let settings: [JSONSchema.Field] = [
    .init("timeZone", JSONSchema.string.orNull.says("The zone in which quiet hours count.", example: "Europe/Berlin")),
    .init("quiet", JSONSchema.string.orNull.says("Hours of each day in which nothing comes.", example: "22:00-07:00")),
    .init("quietDays", JSONSchema.list(.oneOf(Weekday.self), 0...7).says("Days on which nothing comes.")),
    .init("urgentPasses", JSONSchema.boolean.says("Whether all that is urgent comes all the same.")), passing,
  ]

  private static let passing = JSONSchema.Field.init(
    "passing",
    JSONSchema.oneOf(QuietPassing.self).says(
      "What comes in quiet hours all the same: nothing, what is of the desk's first priority, or all that is urgent."))

  private static func members(_ settings: ReachSettings) -> [String: JSON] {
    [
      "timeZone": .text(settings.timeZone) ?? .null, "quiet": .text(settings.quiet.window?.text) ?? .null,
      "quietDays": .array(Weekday.allCases.filter(settings.quiet.days.contains).map { .string($0.rawValue) }),
      "urgentPasses": .bool(settings.passing == .urgent), "passing": .string(settings.passing.rawValue),
      "choices": .array(
        ReachSettings.Cell.all.map { cell in
          [
            "reason": .string(cell.reason.rawValue), "urgency": .string(cell.urgency.rawValue),
            "choice": .string(settings.choice(cell).text),
          ]
        }),
    ]
  }

  private var show: Endpoint {
    Endpoint(
      .get, "/reach", feature: "Reach", id: "showReach", "Shows how you are reached",
      description: "Your ways in the order in which they are tried, what you are told of, and when not.",
      access: .permission(.ownReach),
      responses: [
        .init(
          .ok, "How you are reached",
          .named(
            "OwnReach",
            .object(
              [
                .init("ways", .list(.named("Way", .object(WayEndpoints.fields)))),
                .init("kinds", JSONSchema.list(.oneOf(WayKind.self)).says("Kinds of way that you can add.")),
              ] + ReachEndpoints.settings + [
                .init("choices", .list(.named("ReachChoice", .object(ReachEndpoints.cell)))),
                .init("version", .count),
                .init("unreadable", JSONSchema.list(.string).says("What cannot be read, a line each.")),
              ])), hasVersion: true)
      ],
      handler: { call in
        let own = try await app.ask(ShowReach(), as: call.principal)
        var members = ReachEndpoints.members(own.settings)
        members["ways"] = .array(own.ways.map { .object(WayEndpoints.members($0)) })
        members["kinds"] = .array(own.kinds.map { .string($0.rawValue) })
        members["version"] = .integer(Int64(own.version))
        members["unreadable"] = .array(own.unreadable.map(JSON.string))
        return .json(.object(members), version: own.version)
      })
  }

  private var change: Endpoint {
    Endpoint(
      .patch, "/reach", feature: "Reach", id: "changeReach", "Says what you are told of, and when not",
      description: "What is left out stays; null takes it away.", access: .permission(.ownReach),
      parameters: [.ifMatch],
      body: .named(
        "ReachChange",
        .object([
          .optional("timeZone", JSONSchema.line(1...100).orNull),
          .optional("quiet", JSONSchema.line(1...20).orNull),
          .optional("quietDays", .list(.oneOf(Weekday.self), 0...7)),
          .optional(
            "urgentPasses", JSONSchema.boolean.says("As `passing`: `urgent` where true, `nothing` where false.")),
          .optional("passing", .oneOf(QuietPassing.self)),
          .optional("choices", .list(.object(ReachEndpoints.cell), 0...ReachSettings.Cell.all.count)),
        ])),
      responses: [
        .init(.ok, "Changed", .object([.init("version", .count)]), hasVersion: true)
      ],
      handler: { call in
        var chosen: [String: String] = [:]
        for one in call.body["choices"]?.arrayValue ?? [] {
          guard let reason = one["reason"]?.stringValue, let urgency = one["urgency"]?.stringValue else { continue }
          chosen[reason + "." + urgency] = one["choice"]?.stringValue ?? ""
        }
        let passing = call.body["passing"]?.stringValue.flatMap(QuietPassing.init(rawValue:))
        let urgent = call.body["urgentPasses"]?.boolValue.map { $0 ? QuietPassing.urgent : .nothing }
        if let passing, let urgent, passing != urgent {
          throw MainstayError.field("urgentPasses", "says something else than `passing`; leave it out")
        }
        let days = call.body["quietDays"]?.arrayValue.map { days in
          Set(days.compactMap { $0.stringValue.flatMap(Weekday.init(rawValue:)) })
        }
        let version = try await app.run(
          ChangeReach(
            timeZone: call.body["timeZone"].map { $0.stringValue ?? "" },
            quiet: call.body["quiet"].map { $0.stringValue ?? "" }, quietDays: days,
            passing: passing ?? urgent, choices: chosen, expecting: try call.seenVersion()),
          as: call.principal)
        return .json(["version": .integer(Int64(version))], version: version)
      })
  }

  private static let sent: [JSONSchema.Field] = [
    .init("way", JSONSchema.string.orNull.says("What you call the way; null where it is gone.")),
    .init("at", .instant), .init("why", JSONSchema.string.says("Why by this way.")),
    .init("state", .oneOf(ToldState.self)), .init("error", .string.orNull),
  ]

  private var notices: Endpoint {
    Endpoint(
      .get, "/reach/notices", feature: "Reach", id: "listOwnNotices", "Lists what you were told lately, and why",
      description: "The newest first, a page at a time.", access: .permission(.ownReach),
      parameters: [
        .query(
          "limit", .integer(1...Int64(PageLimits.most)), "Messages of a page; \(PageLimits.usual) if not said."),
        PageCursor.parameter,
      ],
      responses: [
        .init(
          .ok, "A page of messages",
          .object([
            .init(
              "items",
              .list(
                .named(
                  "PersonalNotice",
                  .object([
                    .init("id", .recordID), .init("kind", .string), .init("reason", .oneOf(ReachReason.self)),
                    .init("urgency", .oneOf(ReachUrgency.self)), .init("number", .string.orNull),
                    .init("text", .string), .init("happenedAt", .instant), .init("createdAt", .instant),
                    .init("state", .oneOf(ToldState.self)),
                    .init("why", JSONSchema.string.says("Why it stands so.")),
                    .init("sent", .list(.object(ReachEndpoints.sent))),
                  ])))),
            .init("next", JSONSchema.string.orNull.says("`cursor` of the next page; null on the last.")),
            .init("unreadable", JSONSchema.list(.string).says("What belongs here and cannot be read, a line each.")),
          ]))
      ],
      handler: { call in
        let before: ListOwnNotices.Position? = try call.text("cursor").map { try PageCursor.position($0) }
        let page = try await app.ask(
          ListOwnNotices(before: before, limit: call.integer("limit") ?? PageLimits.usual), as: call.principal)
        return .json([
          "items": .array(page.items.map(ReachEndpoints.json)),
          "next": page.next.map { .string(PageCursor.write($0)) } ?? .null,
          "unreadable": .array(page.unreadable.map(JSON.string)),
        ])
      })
  }

  private static func json(_ item: ListOwnNotices.Item) -> JSON {
    let notice = item.notice
    return [
      "id": .string(notice.id.text), "kind": .string(notice.kind), "reason": .string(notice.reason.rawValue),
      "urgency": .string(notice.urgency.rawValue), "number": .text(notice.number) ?? .null,
      "text": .string(notice.words), "happenedAt": .string(notice.happenedAt.rfc3339),
      "createdAt": .string(notice.createdAt.rfc3339), "state": .string(notice.state.rawValue),
      "why": .string(notice.why),
      "sent": .array(
        item.tries.map { one in
          [
            "way": .text(one.way) ?? .null, "at": .string(one.begunAt.rfc3339), "why": .string(one.why),
            "state": .string(one.state.rawValue), "error": .text(one.error) ?? .null,
          ]
        }),
    ]
  }

  private var people: Endpoint {
    Endpoint(
      .get, "/reach/people", feature: "Reach", id: "listReachable",
      "Lists who works here, with whether they can be reached now",
      description: "By sign-in name, a page at a time; without addresses.", access: .permission(.seeReach),
      parameters: [
        .query("withoutWay", .boolean, "Only those who have no way that was verified."),
        .query(
          "urgency", .oneOf(ReachUrgency.self), "Of what they would be told: urgent if not said."),
        .query("after", .line(1...60), "The `next` of the page before."),
        .query("limit", .integer(1...Int64(PageLimits.most)), "People of a page; \(PageLimits.usual) if not said."),
      ],
      responses: [
        .init(
          .ok, "A page of people",
          .object([
            .init(
              "items",
              .list(
                .named(
                  "ReachablePerson",
                  .object([
                    .init("name", .string), .init("displayName", .string), .init("reachable", .boolean),
                    .init("kinds", JSONSchema.list(.oneOf(WayKind.self)).says("By what, in the order of trying.")),
                    .init("obstacle", JSONSchema.string.orNull.says("Why nothing would be sent now.")),
                    .init("quietUntil", JSONSchema.instant.orNull.says("When quiet hours end that hold it.")),
                    .init("failing", JSONSchema.string.orNull.says("A remark on ways that fail at present.")),
                  ])))),
            .init("next", JSONSchema.string.orNull.says("`after` of the next page; null on the last.")),
          ]))
      ],
      handler: { call in
        let page = try await app.ask(
          ListReachable(
            withoutWay: call.flag("withoutWay") ?? false, after: call.text("after"),
            limit: call.integer("limit") ?? PageLimits.usual,
            urgency: call.text("urgency").flatMap(ReachUrgency.init(rawValue:)) ?? .urgent), as: call.principal)
        return .json([
          "items": .array(
            page.items.map { item in
              [
                "name": .string(item.name), "displayName": .string(item.displayName),
                "reachable": .bool(item.reach.isReachable),
                "kinds": .array(item.reach.kinds.map { .string($0.rawValue) }),
                "obstacle": .text(item.reach.obstacle) ?? .null,
                "quietUntil": .instant(item.reach.quietUntil) ?? .null,
                "failing": .text(item.reach.failing) ?? .null,
              ]
            }), "next": .text(page.next) ?? .null,
        ])
      })
  }
}
