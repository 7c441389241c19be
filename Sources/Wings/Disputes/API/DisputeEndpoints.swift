import Core
import Disputes
import DisputesUseCases
import HTTPSupport
import HTTPTypes
import Kernel
import Services
import TicketsUseCases

/// Verdicts and figures that are contested.
struct DisputeEndpoints {
  let app: App

  var all: [Endpoint] { [list, open, show, state, decide, withdraw] }

  private static let place = Endpoint.Parameter.path("dispute", .line(1...13), "Its name, like `DSP-7`.")

  private static func number(_ call: Call) throws -> Int {
    guard let number = Dispute.number(call.place("dispute")) else {
      throw MainstayError.notFound(kind: "dispute", id: call.place("dispute"))
    }
    return number
  }

  private static let evidence = JSONSchema.list(
    .object([
      .optional("words", JSONSchema.within(.evidence).says("What it shows, or where it is found.")),
      .optional("link", JSONSchema.line(1...1000).says("An address with https:// or http://.")),
      .optional("file", JSONSchema.line(1...200).says("The name of a file that is kept elsewhere.")),
      .optional("sha256", JSONSchema.line(64...64).says("Of that file's bytes, 64 hexadecimal digits.")),
    ]), 0...DisputeEvidence.most
  ).says("What the statement rests on: each entry words, a link, or a file with its digest.")

  private static func evidence(_ call: Call) -> [DisputeEvidence] {
    (call.body["evidence"]?.arrayValue ?? []).map {
      DisputeEvidence(
        words: $0["words"]?.stringValue, link: $0["link"]?.stringValue, file: $0["file"]?.stringValue,
        sha256: $0["sha256"]?.stringValue)
    }
  }

  private var list: Endpoint {
    Endpoint(
      .get, "/disputes", feature: "Disputes", id: "listDisputes", "Lists disputes, the newest first",
      access: .permission(.seeDisputes),
      parameters: [
        .query("open", .boolean, "Those that are open, or those that have ended; both if not said."),
        .query("about", .oneOf(Dispute.Subject.Kind.self), "Those about clocks, or about figures of services."),
        .query(
          "waitsFor", .oneOf([Dispute.Waiting.answer.rawValue, Dispute.Waiting.decision.rawValue]),
          "Those that wait for the answering side, or for a decision."),
        .query("ticket", .line(1...100), "About clocks of the ticket of this number."),
        .query("service", .line(1...100), "About figures of this service."),
        .query("below", .integer(1...999_999_999), "`next` of the page before."),
        .query("limit", .integer(1...Int64(PageLimits.most)), "Disputes of a page; \(PageLimits.usual) if not said."),
      ],
      responses: [
        .init(
          .ok, "A page",
          .object([
            .init("items", .list(DisputeJSON.dispute)), .init("next", JSONSchema.integer(1...999_999_999).orNull),
            .init("open", JSONSchema.count.says("Those that are open, on all pages.")),
            .init("unreadable", JSONSchema.list(.string).says("What belongs here and cannot be read, a line each.")),
          ]))
      ],
      handler: { call in
        let found = try await app.ask(
          ListDisputes(
            open: call.flag("open"), about: call.text("about").flatMap(Dispute.Subject.Kind.init),
            waiting: call.text("waitsFor").flatMap(Dispute.Waiting.init), ticket: call.text("ticket"),
            service: call.text("service"), below: call.integer("below"),
            limit: call.integer("limit") ?? PageLimits.usual), as: call.principal)
        return .json([
          "items": .array(found.disputes.map { .object(DisputeJSON.members($0)) }),
          "next": found.next.map { .integer(Int64($0)) } ?? .null, "open": .integer(Int64(found.open)),
          "unreadable": .array(found.unreadable.map(JSON.string)),
        ])
      })
  }

  private var show: Endpoint {
    Endpoint(
      .get, "/disputes/{dispute}", feature: "Disputes", id: "showDispute",
      "Shows a dispute: what is contested, what both sides said, how it was decided",
      access: .permission(.seeDisputes), parameters: [DisputeEndpoints.place],
      responses: [.init(.ok, "The dispute", DisputeJSON.shown, hasVersion: true)],
      handler: { call in
        let shown = try await app.ask(ShowDispute(DisputeEndpoints.number(call)), as: call.principal)
        return .json(DisputeJSON.whole(shown), version: shown.dispute.version)
      })
  }

  private static let draft = JSONSchema.named(
    "DisputeDraft",
    .object([
      .optional("ticket", JSONSchema.line(1...100).says("Of a clock: the ticket's number or id.")),
      .optional("clock", JSONSchema.within(.name).says("Of a clock: the objective's name.")),
      .optional("cycle", JSONSchema.integer(1...1_000_000).says("Of a clock; 1 if not said.")),
      .optional("service", JSONSchema.line(1...100).says("Of a figure.")),
      .optional("period", JSONSchema.line(4...7).says("Of a figure: `2026-10`, `2026-Q4`, `2026`.")),
      .optional(
        "position",
        JSONSchema.integer(0...Int64.max).says(
          "Where it was seen; refused with 409 where what it rests on has changed since.")),
      .init(
        "correction",
        JSONSchema.oneOf(CorrectionDraft.Kind.self).says(
          """
          What should be counted instead. Of clocks: `leaveOut` of a time (`from`, `to`, `reason`, `clause`), or \
          `countAgain` of one that an `entry` left out (`reason`). Of figures: `record`, `correct` or `withdraw` of an \
          `outage` (`from`, `to`, `state`, `cause`).
          """)),
      .optional("from", .instant), .optional("to", .instant),
      .optional("reason", JSONSchema.within(CorrectionDraft.reasonBounds)),
      .optional("clause", JSONSchema.within(CorrectionDraft.clauseBounds)),
      .optional("entry", JSONSchema.integer(1...Int64.max).says("Of the ticket's stream, which left it out.")),
      .optional("outage", JSONSchema.line(1...13).says("The record, like `OUT-7`.")),
      .optional("state", .oneOf(OutageState.self)), .optional("cause", .oneOf(OutageCause.self)),
      .init("statement", JSONSchema.within(Dispute.textBounds)), .optional("evidence", evidence),
    ]))

  private static let brief = JSONSchema.named(
    "DisputeChange",
    .object([
      .init("name", .string), .init("url", .string), .init("state", .oneOf(Dispute.State.self)),
      .init("result", DisputeJSON.effect.orNull.says("What was made of what was contested, where it was upheld.")),
      .init("version", .count),
    ]))

  private static func outcome(_ dispute: Dispute, _ status: HTTPResponse.Status = .ok) -> Outcome {
    Outcome(
      status,
      [
        "name": .string(dispute.name), "url": .string("/api/v1/disputes/\(dispute.name)"),
        "state": .string(dispute.state.rawValue), "result": dispute.result.map { DisputeJSON.json($0) } ?? .null,
        "version": .integer(Int64(dispute.version)),
      ], version: dispute.version)
  }

  /// What a request is about.
  private static func about(_ call: Call) throws -> DisputeDraft.About {
    func said(_ name: String) -> String? { call.body[name]?.stringValue }
    switch (said("ticket"), said("service")) {
    case (let ticket?, nil):
      guard let clock = said("clock") else {
        throw MainstayError.field("clock", "is missing: the objective whose verdict you contest")
      }
      return .clock(TicketKey(ticket), name: clock, cycle: Int(call.body["cycle"]?.integerValue ?? 1))
    case (nil, let service?):
      guard let period = said("period") else {
        throw MainstayError.field("period", "is missing: the period whose figure you contest")
      }
      return .figure(service: service, period: period)
    case (nil, nil):
      throw MainstayError.field("ticket", "is missing: say a ticket with a clock, or a service with a period")
    default: throw MainstayError.field("service", "stands without a ticket: a dispute is about one of them")
    }
  }

  private static func correction(_ call: Call) throws -> CorrectionDraft {
    let body = call.body
    func said(_ name: String) -> String? { body[name]?.stringValue }
    var outage: Int?
    if let name = said("outage") {
      outage = Outage.number(name)
      if outage == nil { throw MainstayError.field("outage", "is the name of a record, like OUT-7") }
    }
    return CorrectionDraft(
      said("correction").flatMap(CorrectionDraft.Kind.init) ?? .leaveOut, from: body["from"]?.saidInstant,
      to: body["to"]?.saidInstant, reason: said("reason"), clause: said("clause"), entry: body["entry"]?.integerValue,
      outage: outage, state: said("state").flatMap(OutageState.init), cause: said("cause").flatMap(OutageCause.init))
  }

  private var open: Endpoint {
    Endpoint(
      .post, "/disputes", feature: "Disputes", id: "openDispute",
      "Contests the verdict of a clock, or a figure that was stated",
      description: """
        Nothing is corrected by it. The correction is tried at once by the engine that counts the clock or the period: one \
        that would change nothing is refused.
        """,
      access: .permission(.openDisputes), parameters: [.idempotencyKey], body: DisputeEndpoints.draft,
      responses: [.init(.created, "Opened", DisputeEndpoints.brief, hasVersion: true)],
      handler: { call in
        let draft = DisputeDraft(
          about: try DisputeEndpoints.about(call), correction: try DisputeEndpoints.correction(call),
          statement: call.string("statement"), evidence: DisputeEndpoints.evidence(call),
          position: call.body["position"]?.integerValue)
        return try await call.perform(OpenDispute(draft), on: app) { DisputeEndpoints.outcome($0, .created) }
      })
  }

  private var state: Endpoint {
    Endpoint(
      .post, "/disputes/{dispute}/statements", feature: "Disputes", id: "stateInDispute",
      "Adds what one side has to say", description: "Statements are never changed.",
      access: .permission(.stateInDisputes),
      parameters: [DisputeEndpoints.place, .ifMatch, .idempotencyKey],
      body: .named(
        "DisputeStatementDraft",
        .object([
          .optional(
            "side",
            JSONSchema.oneOf(Dispute.Side.self).says(
              "The side that you spoke for before, else `answering`, if not said.")),
          .init("statement", JSONSchema.within(Dispute.textBounds)), .optional("evidence", DisputeEndpoints.evidence),
        ])),
      responses: [.init(.created, "Said", DisputeEndpoints.brief, hasVersion: true)],
      handler: { call in
        let command = StateInDispute(
          try DisputeEndpoints.number(call), for: call.body["side"]?.stringValue.flatMap(Dispute.Side.init),
          text: call.string("statement"), evidence: DisputeEndpoints.evidence(call),
          expecting: try call.seenVersion())
        return try await call.perform(command, on: app) { DisputeEndpoints.outcome($0.dispute, .created) }
      })
  }

  private var decide: Endpoint {
    Endpoint(
      .post, "/disputes/{dispute}/decision", feature: "Disputes", id: "decideDispute",
      "Decides about what somebody else contests",
      description: """
        By a person in a session, not by a token, who is neither side and does not answer for what is contested. Refused \
        with 409 where what is contested is another by now, or where something else than `outcome` would come out.
        """,
      access: .permission(.decideDisputes),
      parameters: [DisputeEndpoints.place, .ifMatch, .idempotencyKey],
      body: .named(
        "DisputeDecision",
        .object([
          .init("decision", .oneOf(["uphold", "part", "reject"])),
          .optional("from", JSONSchema.instant.says("Of a part: since when.")),
          .optional("to", JSONSchema.instant.says("Of a part: until when.")),
          .init("reasons", JSONSchema.within(Dispute.reasonsBounds)),
          .optional(
            "outcome", JSONSchema.line(1...40).says("What you saw that would come out of it: `brief` of `after`.")),
        ])),
      responses: [.init(.ok, "Decided", DisputeEndpoints.brief, hasVersion: true)],
      handler: { call in
        let decision: DecideDispute.Decision
        switch call.string("decision") {
        case "uphold": decision = .uphold
        case "reject": decision = .reject
        default:
          guard let from = call.body["from"]?.saidInstant, let to = call.body["to"]?.saidInstant else {
            let missing = ["from", "to"].filter { call.body[$0] == nil }
            throw MainstayError.invalid(missing.map { FieldFault($0, "is missing: of which part") })
          }
          decision = .part(from: from, to: to)
        }
        let command = DecideDispute(
          try DisputeEndpoints.number(call), decision, because: call.string("reasons"),
          outcome: call.body["outcome"]?.stringValue, expecting: try call.seenVersion(), namesVersion: true)
        return try await call.perform(command, on: app) { DisputeEndpoints.outcome($0) }
      })
  }

  private var withdraw: Endpoint {
    Endpoint(
      .post, "/disputes/{dispute}/withdrawal", feature: "Disputes", id: "withdrawDispute",
      "Takes a dispute back that you opened", access: .permission(.openDisputes),
      parameters: [DisputeEndpoints.place, .ifMatch, .idempotencyKey],
      responses: [.init(.ok, "Taken back", DisputeEndpoints.brief, hasVersion: true)],
      handler: { call in
        let command = WithdrawDispute(try DisputeEndpoints.number(call), expecting: try call.seenVersion())
        return try await call.perform(command, on: app) { DisputeEndpoints.outcome($0) }
      })
  }
}

extension JSON {
  fileprivate var saidInstant: Instant? { stringValue.flatMap { try? Instant(parsing: $0) } }
}
