import Core
import HTTPSupport
import HTTPTypes
import Kernel
import Services
import ServicesUseCases

/// Records of how services were.
struct OutageEndpoints {
  let app: App

  var all: [Endpoint] { [list, record, show, correct, withdraw, approve] }

  private static let place = Endpoint.Parameter.path("outage", .line(1...13), "Its name, like `OUT-7`.")

  private static let fields: [JSONSchema.Field] = [
    .init("name", .string), .init("url", .string), .init("service", .string), .init("from", .instant),
    .init("to", JSONSchema.instant.orNull.says("Null: it goes on.")), .init("state", .oneOf(OutageState.self)),
    .init("cause", .oneOf(OutageCause.self)), .init("source", .string), .init("evidence", JSONSchema.string.orNull),
    .init("ticket", JSONSchema.string.orNull.says("The number of its ticket, where you may see that.")),
    .init("toldAt", JSONSchema.instant.says("Since when it says what it says.")),
    .init("approvedAt", JSONSchema.instant.orNull), .init("withdrawn", .boolean), .init("version", .count),
  ]

  static let outage = JSONSchema.named("Outage", .object(fields))

  private static let detail = JSONSchema.named(
    "OutageDetail",
    .object(
      fields + [
        .init(
          "leftOut",
          JSONSchema.boolean.orNull.says("Whether all of it is left out; null where nothing is promised for its time.")),
        .init(
          "unapproved",
          JSONSchema.list(.string).says("What is not left out until somebody approves it, a line a period.")),
        .init("waiting", JSONSchema.string.orNull.says("The name of a change of it that waits.")),
        .init(
          "told",
          JSONSchema.list(
            .object([
              .init("at", .instant), .init("by", JSONSchema.string.orNull), .init("from", .instant),
              .init("to", JSONSchema.instant.orNull), .init("state", .oneOf(OutageState.self)),
              .init("cause", .oneOf(OutageCause.self)), .init("source", .string),
              .init("evidence", JSONSchema.string.orNull),
            ])
          ).says("What was told of it, the first first: later corrections add to it.")),
      ]))

  private static func json(_ shown: OutageShown) -> JSON {
    var members = json(shown.outage, ticket: shown.ticket).objectValue ?? [:]
    members["leftOut"] = shown.isApproved.map(JSON.bool) ?? .null
    members["unapproved"] = .array(shown.unapproved.map { .string($0.line) })
    members["waiting"] = .text(shown.waiting.map(ServiceChange.name)) ?? .null
    members["told"] = .array(
      shown.tellings.map { told, by in
        [
          "at": .string(told.at.rfc3339), "by": .text(by) ?? .null, "from": .string(told.from.rfc3339),
          "to": .instant(told.to) ?? .null, "state": .string(told.state.rawValue),
          "cause": .string(told.cause.rawValue), "source": .string(told.source),
          "evidence": .text(told.evidence) ?? .null,
        ]
      })
    return .object(members)
  }

  static func json(_ outage: Outage, ticket: String?) -> JSON {
    [
      "name": .string(outage.name), "url": .string("/api/v1/outages/\(outage.name)"),
      "service": .string(outage.service),
      "from": .string(outage.from.rfc3339), "to": .instant(outage.to) ?? .null, "state": .string(outage.state.rawValue),
      "cause": .string(outage.cause.rawValue), "source": .string(outage.source),
      "evidence": .text(outage.evidence) ?? .null, "ticket": .text(ticket) ?? .null,
      "toldAt": .string(outage.toldAt.rfc3339), "approvedAt": .instant(outage.approvedAt) ?? .null,
      "withdrawn": .bool(outage.isWithdrawn), "version": .integer(Int64(outage.version)),
    ]
  }

  private static let change = JSONSchema.named(
    "OutageChange",
    .object([
      .init(
        "unapproved",
        JSONSchema.list(.string).says("What is not left out until somebody approves it, a line a period.")),
      .init("outage", outage.orNull.says("As it stands; null of a new one that waits.")), .init("url", .string),
      .init("restated", JSONSchema.list(ServiceJSON.statement).says("Periods that were stated again because of it.")),
      .init(
        "waiting",
        JSONSchema.string.orNull.says(
          "The name of the change, like `CHG-7`, where it waits for a second person: it would make a stated period better."
        )),
    ]))

  /// What a change did; the ticket's number stands where the caller named it, or sees it in the answer to `showOutage`.
  private static func json(_ change: OutageChange, ticket: String?) -> JSON {
    let waits = change.waiting.map { "/api/v1/service-changes/\($0.name)" }
    return [
      "outage": change.outage.number == 0 ? .null : json(change.outage, ticket: ticket),
      "url": .string(waits ?? "/api/v1/outages/\(change.outage.name)"),
      "restated": .array(change.restated.map(ServiceJSON.json)), "waiting": .text(change.waiting?.name) ?? .null,
      "unapproved": .array(change.unapproved.map { .string($0.line) }),
    ]
  }

  /// Done, or accepted and waiting.
  private static func status(_ change: OutageChange, _ done: HTTPResponse.Status = .ok) -> HTTPResponse.Status {
    change.waiting == nil ? done : .accepted
  }

  private static let waits = Endpoint.Response(
    .accepted, "It waits for a second person, since it would make a stated period better", change, hasVersion: true)

  private var list: Endpoint {
    Endpoint(
      .get, "/outages", feature: "Services", id: "listOutages", "Lists outages, the latest first by their beginning",
      access: .permission(.seeServices),
      parameters: [
        .query("service", .line(1...100), "Of one service."), .query("open", .boolean, "Only those that go on."),
        .query("limit", .integer(1...Int64(PageLimits.most)), "Records of a page; \(PageLimits.usual) if not said."),
        PageCursor.parameter,
      ],
      responses: [
        .init(
          .ok, "A page",
          .object([
            .init("items", .list(OutageEndpoints.outage)), .init("next", JSONSchema.string.orNull),
            .init("unreadable", JSONSchema.list(.string).says("What belongs here and cannot be read, a line each.")),
          ]))
      ],
      handler: { call in
        let after: ListOutages.Position? = try call.text("cursor").map { try PageCursor.position($0) }
        let found = try await app.ask(
          ListOutages(
            of: call.text("service"), isOpen: call.flag("open") ?? false, after: after,
            limit: call.integer("limit") ?? PageLimits.usual), as: call.principal)
        return .json([
          "items": .array(found.outages.map { OutageEndpoints.json($0.outage, ticket: $0.ticket) }),
          "next": found.next.map { .string(PageCursor.write($0)) } ?? .null,
          "unreadable": .array(found.unreadable.map(JSON.string)),
        ])
      })
  }

  private static let said: [JSONSchema.Field] = [
    .optional("to", JSONSchema.instant.orNull.says("Null: it goes on.")),
    .optional("state", JSONSchema.oneOf(OutageState.self).says("`down` if not said of a new one.")),
    .optional("cause", .oneOf(OutageCause.self)),
    .optional("source", JSONSchema.within(.label).says("Who says so; `by hand` if not said.")),
    .optional("evidence", JSONSchema.within(.evidence).orNull),
    .optional("ticket", JSONSchema.line(1...60).orNull.says("The number of a ticket that you see.")),
  ]

  private static func draft(_ body: JSON) throws -> OutageDraft {
    func instant(_ name: String) throws -> Instant? {
      guard let text = body[name]?.stringValue else { return nil }
      do {
        return try Instant(parsing: text)
      } catch {
        throw MainstayError.field(name, "is no instant like 2026-11-28T14:00:00+01:00")
      }
    }
    return OutageDraft(
      service: body["service"]?.stringValue, from: try instant("from"),
      to: body["to"] == nil ? nil : .some(try instant("to")),
      state: body["state"]?.stringValue.flatMap(OutageState.init),
      cause: body["cause"]?.stringValue.flatMap(OutageCause.init), source: body["source"]?.stringValue,
      evidence: body["evidence"].map { $0.stringValue ?? "" }, ticket: body["ticket"].map { $0.stringValue ?? "" })
  }

  private var record: Endpoint {
    Endpoint(
      .post, "/outages", feature: "Services", id: "recordOutage", "Records how a service was, or that it is down",
      description: """
        A period that has ended and whose figure it changes is stated again. `excluded` is time that is left out by \
        agreement: it counts once it was told in time or is approved. A service of which nothing is known is refused \
        without `newService`, as a name may be typed wrong.
        """,
      access: .permission(.recordOutages), parameters: [.idempotencyKey],
      body: .named(
        "OutageDraft",
        .object(
          [.init("service", .line(1...100)), .init("from", .instant)] + OutageEndpoints.said + [
            .optional("newService", JSONSchema.boolean.says("The service may be one of which nothing is known yet."))
          ])),
      responses: [.init(.created, "Recorded", OutageEndpoints.change, hasVersion: true), OutageEndpoints.waits],
      handler: { call in
        let draft = try OutageEndpoints.draft(call.body)
        let command = RecordOutage(draft, isNewService: call.body["newService"]?.boolValue ?? false)
        return try await call.perform(command, on: app) {
          Outcome(
            OutageEndpoints.status($0, .created), OutageEndpoints.json($0, ticket: draft.ticket),
            version: $0.outage.version)
        }
      })
  }

  private var show: Endpoint {
    Endpoint(
      .get, "/outages/{outage}", feature: "Services", id: "showOutage", "Shows an outage",
      access: .permission(.seeServices), parameters: [OutageEndpoints.place],
      responses: [.init(.ok, "The outage", OutageEndpoints.detail, hasVersion: true)],
      handler: { call in
        let shown = try await app.ask(ShowOutage(try OutageEndpoints.number(call)), as: call.principal)
        return .json(OutageEndpoints.json(shown), version: shown.outage.version)
      })
  }

  private static func number(_ call: Call) throws -> Int {
    guard let number = Outage.number(call.place("outage")) else {
      throw MainstayError.notFound(kind: "outage", id: call.place("outage"))
    }
    return number
  }

  private static let reason = JSONSchema.line(1...300).says("Why; what is stated again names it.")

  private var correct: Endpoint {
    Endpoint(
      .patch, "/outages/{outage}", feature: "Services", id: "correctOutage", "Corrects an outage",
      description: """
        What is left out stays. What it said before stays in the journal. Another beginning, end, state or cause is told \
        anew; these and another source, evidence or ticket take an approval away. What would make a stated period better \
        waits for a second person.
        """,
      access: .permission(.recordOutages), parameters: [OutageEndpoints.place, .ifMatch],
      body: .named(
        "OutageCorrection",
        .object([.init("reason", OutageEndpoints.reason), .optional("from", .instant)] + OutageEndpoints.said)),
      responses: [.init(.ok, "Corrected", OutageEndpoints.change, hasVersion: true), OutageEndpoints.waits],
      handler: { call in
        let number = try OutageEndpoints.number(call)
        let command = CorrectOutage(
          number, try OutageEndpoints.draft(call.body), because: call.body["reason"]?.stringValue ?? "",
          expecting: try call.seenVersion())
        let made = try await app.run(command, as: call.principal)
        let ticket = try await app.ask(ShowOutage(number), as: call.principal).ticket
        return .json(
          OutageEndpoints.json(made, ticket: ticket), status: OutageEndpoints.status(made),
          version: made.outage.version)
      })
  }

  private var withdraw: Endpoint {
    Endpoint(
      .post, "/outages/{outage}/withdrawal", feature: "Services", id: "withdrawOutage", "Withdraws an outage",
      description: """
        It counts for nothing from then on, and can still be read. What would make a stated period better waits for a \
        second person.
        """,
      access: .permission(.recordOutages), parameters: [OutageEndpoints.place, .ifMatch, .idempotencyKey],
      body: .named("OutageWithdrawal", .object([.init("reason", OutageEndpoints.reason)])),
      responses: [.init(.ok, "Withdrawn", OutageEndpoints.change, hasVersion: true), OutageEndpoints.waits],
      handler: { call in
        let command = WithdrawOutage(
          try OutageEndpoints.number(call), because: call.body["reason"]?.stringValue ?? "",
          expecting: try call.seenVersion())
        return try await call.perform(command, on: app) {
          Outcome(OutageEndpoints.status($0), OutageEndpoints.json($0, ticket: nil), version: $0.outage.version)
        }
      })
  }

  private var approve: Endpoint {
    Endpoint(
      .post, "/outages/{outage}/approval", feature: "Services", id: "approveOutage",
      "Approves that a time is left out", description: "By somebody else than who told it as it stands.",
      access: .permission(.promiseAvailability), parameters: [OutageEndpoints.place, .ifMatch, .idempotencyKey],
      responses: [.init(.ok, "Approved", OutageEndpoints.change, hasVersion: true)],
      handler: { call in
        let command = ApproveOutage(try OutageEndpoints.number(call), expecting: try call.seenVersion())
        return try await call.perform(command, on: app) {
          Outcome(OutageEndpoints.status($0), OutageEndpoints.json($0, ticket: nil), version: $0.outage.version)
        }
      })
  }
}
