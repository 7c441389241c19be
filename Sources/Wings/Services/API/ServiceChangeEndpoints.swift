import Core
import HTTPSupport
import HTTPTypes
import Kernel
import Services
import ServicesUseCases

/// Changes that wait for a second person.
struct ServiceChangeEndpoints {
  let app: App

  var all: [Endpoint] { [list, show, approve, refuse, takeBack] }

  private static let place = Endpoint.Parameter.path("change", .line(1...13), "Its name, like `CHG-7`.")

  static let change = JSONSchema.named(
    "ServiceChange",
    .object([
      .init("name", .string), .init("url", .string), .init("service", .string),
      .init("kind", .oneOf(ServiceChange.Kind.self)),
      .init(
        "outage", JSONSchema.string.orNull.says("The record that it is about; null of a new one, and of a promise.")),
      .init("would", JSONSchema.any.says("What the record, or the promise, would say.")),
      .init("ticket", JSONSchema.string.orNull.says("The number of the record's ticket, where you may see that.")),
      .init("reason", .string),
      .init(
        "moves",
        JSONSchema.list(
          .object([.init("period", .string), .init("before", ServiceJSON.figure), .init("after", ServiceJSON.figure)])
        ).says("Figures as they stand, and as they would be.")),
      .init("askedAt", .instant),
      .init("askedBy", JSONSchema.string.orNull.says("A display name; null of a part of the product.")),
      .init("state", .oneOf(ServiceChange.State.self)), .init("decidedAt", JSONSchema.instant.orNull),
      .init("decidedBy", JSONSchema.string.orNull), .init("note", JSONSchema.string.orNull), .init("version", .count),
      .init(
        "overtaken",
        JSONSchema.string.orNull.says(
          "Why it cannot be made any more as it was asked for; null where it can, and in lists, which do not look.")),
    ]))

  static func json(_ shown: ServiceChangeShown) -> JSON {
    let change = shown.change
    return [
      "name": .string(change.name), "url": .string("/api/v1/service-changes/\(change.name)"),
      "service": .string(change.service), "kind": .string(change.kind.rawValue),
      "outage": .text(change.outage.map(Outage.name)) ?? .null, "would": change.body,
      "ticket": .text(shown.ticket) ?? .null, "reason": .string(change.reason),
      "moves": .array(
        change.moves.map {
          [
            "period": .string($0.period.text), "before": ServiceJSON.json($0.before),
            "after": ServiceJSON.json($0.after),
          ]
        }),
      "askedAt": .string(change.askedAt.rfc3339), "askedBy": .text(shown.askedBy) ?? .null,
      "state": .string(change.state.rawValue), "decidedAt": .instant(change.decidedAt) ?? .null,
      "decidedBy": .text(shown.decidedBy) ?? .null, "note": .text(change.note) ?? .null,
      "version": .integer(Int64(change.version)), "overtaken": .text(shown.overtaken) ?? .null,
    ]
  }

  private static func number(_ call: Call) throws -> Int {
    guard let number = ServiceChange.number(call.place("change")) else {
      throw MainstayError.notFound(kind: "change", id: call.place("change"))
    }
    return number
  }

  private var list: Endpoint {
    Endpoint(
      .get, "/service-changes", feature: "Services", id: "listServiceChanges",
      "Lists changes of outages and promises that wait for a second person, the oldest first",
      access: .permission(.seeServices),
      parameters: [
        .query("decided", .boolean, "Those that are decided in their place, the newest first."),
        .query("service", .line(1...100), "Of one service, of those that wait."),
        .query("below", .integer(1...999_999_999), "`next` of the page before."),
        .query("limit", .integer(1...Int64(PageLimits.most)), "Of those that are decided: changes of a page."),
      ],
      responses: [
        .init(
          .ok, "A page",
          .object([
            .init("items", .list(ServiceChangeEndpoints.change)),
            .init("next", JSONSchema.integer(1...999_999_999).orNull),
            .init("unreadable", JSONSchema.list(.string).says("What belongs here and cannot be read, a line each.")),
          ]))
      ],
      handler: { call in
        let found = try await app.ask(
          ListServiceChanges(
            open: !(call.flag("decided") ?? false), of: call.text("service"), below: call.integer("below"),
            limit: call.integer("limit") ?? PageLimits.usual), as: call.principal)
        return .json([
          "items": .array(found.changes.map(ServiceChangeEndpoints.json)),
          "next": found.next.map { .integer(Int64($0)) } ?? .null,
          "unreadable": .array(found.unreadable.map(JSON.string)),
        ])
      })
  }

  private var show: Endpoint {
    Endpoint(
      .get, "/service-changes/{change}", feature: "Services", id: "showServiceChange",
      "Shows a change that waits, or waited, for a second person", access: .permission(.seeServices),
      parameters: [ServiceChangeEndpoints.place],
      responses: [.init(.ok, "The change", ServiceChangeEndpoints.change, hasVersion: true)],
      handler: { call in
        let shown = try await app.ask(ShowServiceChange(ServiceChangeEndpoints.number(call)), as: call.principal)
        return .json(ServiceChangeEndpoints.json(shown), version: shown.change.version)
      })
  }

  private static let decided = JSONSchema.named(
    "DecidedServiceChange",
    .object([
      .init("state", .oneOf(ServiceChange.State.self)), .init("url", .string),
      .init("restated", JSONSchema.list(ServiceJSON.statement).says("Periods that were stated again because of it.")),
    ]))

  private static func outcome(_ decided: DecidedChange) -> Outcome {
    Outcome(
      .ok,
      [
        "state": .string(decided.change.state.rawValue),
        "url": .string("/api/v1/service-changes/\(decided.change.name)"),
        "restated": .array(decided.restated.map(ServiceJSON.json)),
      ], version: decided.change.version)
  }

  private var approve: Endpoint {
    Endpoint(
      .post, "/service-changes/{change}/approval", feature: "Services", id: "approveServiceChange",
      "Approves a change that somebody else asked for, and makes it",
      description: "Refused with 409 where what it rests on was changed since: then it would move other figures.",
      access: .permission(.promiseAvailability),
      parameters: [ServiceChangeEndpoints.place, .ifMatch, .idempotencyKey],
      responses: [.init(.ok, "Approved", ServiceChangeEndpoints.decided, hasVersion: true)],
      handler: { call in
        let command = ApproveServiceChange(
          try ServiceChangeEndpoints.number(call), expecting: try call.seenVersion())
        return try await call.perform(command, on: app, ServiceChangeEndpoints.outcome)
      })
  }

  private var refuse: Endpoint {
    Endpoint(
      .post, "/service-changes/{change}/refusal", feature: "Services", id: "refuseServiceChange",
      "Refuses a change that somebody else asked for", description: "Everything stays as it was stated.",
      access: .permission(.promiseAvailability),
      parameters: [ServiceChangeEndpoints.place, .ifMatch, .idempotencyKey],
      body: .named("ServiceChangeRefusal", .object([.init("note", JSONSchema.line(1...300).says("Why."))])),
      responses: [.init(.ok, "Refused", ServiceChangeEndpoints.decided, hasVersion: true)],
      handler: { call in
        let command = RefuseServiceChange(
          try ServiceChangeEndpoints.number(call), because: call.body["note"]?.stringValue ?? "",
          expecting: try call.seenVersion())
        return try await call.perform(command, on: app, ServiceChangeEndpoints.outcome)
      })
  }

  private var takeBack: Endpoint {
    Endpoint(
      .post, "/service-changes/{change}/withdrawal", feature: "Services", id: "takeBackServiceChange",
      "Takes back a change that you asked for", access: .permission(.recordOutages),
      parameters: [ServiceChangeEndpoints.place, .ifMatch, .idempotencyKey],
      responses: [.init(.ok, "Taken back", ServiceChangeEndpoints.decided, hasVersion: true)],
      handler: { call in
        let command = TakeBackServiceChange(
          try ServiceChangeEndpoints.number(call), expecting: try call.seenVersion())
        return try await call.perform(command, on: app, ServiceChangeEndpoints.outcome)
      })
  }
}
