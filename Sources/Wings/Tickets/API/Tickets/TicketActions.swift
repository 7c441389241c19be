import AgreementsUseCases
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import Tickets
import TicketsUseCases

/// What is done to a ticket, each action a small resource below it.
struct TicketActions {
  let app: App

  var all: [Endpoint] { conversation + holding + owning + ending + relating + undoing }

  /// An action: a command made of the call, answered with the ticket's new version.
  private func action<C: Command>(
    _ method: HTTPRequest.Method, _ path: PathTemplate, _ id: String, _ summary: String,
    _ permission: Permission = .workTickets, places: [Endpoint.Parameter] = [], body: JSONSchema? = nil,
    creates: Bool = false, description: String = "",
    _ command: @escaping @Sendable (Call, TicketKey, _ seen: Int?) throws -> C
  ) -> Endpoint where C.Output == TicketChange {
    Endpoint(
      method, "/tickets/{ticket}" + path, feature: "Tickets", id: id, summary, description: description,
      access: .permission(permission),
      parameters: [TicketSchemas.parameter] + places + [.ifMatch] + (method == .post ? [.idempotencyKey] : []),
      body: body,
      responses: [.init(creates ? .created : .ok, "Done", TicketSchemas.change, hasVersion: true)],
      handler: { [app] call in
        let command = try command(call, TicketKey(call.place("ticket")), call.seenVersion())
        return try await call.perform(command, on: app) { TicketJSON.change(creates, $0) }
      })
  }

  private var conversation: [Endpoint] {
    let text = JSONSchema.object([.init("body", .within(.message))])
    return [
      action(
        .post, "/answers", "answerTicket", "Answers, for the requester to read", .openTickets, body: text,
        creates: true,
        description: """
          The requester's answer opens a closed ticket again while the desk's window lasts; later the ticket stays \
          closed (`state` says which), and a new one can go on from it (`follows`).
          """
      ) { AnswerTicket($1, body: $0.string("body"), expecting: $2) },
      action(
        .delete, "/answers/{answer}", "withdrawAnswer", "Makes an answer private; a clock that it stopped runs on",
        places: [.path("answer", .recordID, "The answer's id.")]
      ) { WithdrawAnswer($1, answer: RecordID($0.place("answer")), expecting: $2) },
      action(.post, "/notes", "noteOnTicket", "Writes a note among staff", body: text, creates: true) {
        AnswerTicket($1, body: $0.string("body"), isPublic: false, expecting: $2)
      },
    ]
  }

  private var holding: [Endpoint] {
    [
      action(
        .post, "/holds", "holdTicket", "Puts it on hold for a reason",
        body: .object([
          .init(
            "reason",
            JSONSchema.within(.name).says(
              "Whether it pauses a clock is the agreement's choice.", example: "awaiting-requester")),
          .optional("until", JSONSchema.instant.orNull.says("When somebody means to look again.", example: .null)),
        ]), creates: true
      ) {
        HoldTicket($1, reason: $0.string("reason"), until: $0.body["until"]?.instantValue, expecting: $2)
      },
      action(.delete, "/holds", "resumeTicket", "Ends all holds") { ResumeTicket($1, expecting: $2) },
      action(
        .delete, "/holds/{reason}", "endHold", "Ends one hold",
        places: [.path("reason", JSONSchema.within(.name), "The hold's reason.")]
      ) { ResumeTicket($1, reason: $0.place("reason"), expecting: $2) },
    ]
  }

  private var owning: [Endpoint] {
    let vendor = Endpoint.Parameter.path("vendor", JSONSchema.within(.name), "The vendor.")
    return [
      action(
        .put, "/assignment", "assignTicket", "Gives it to a team, a person, or both",
        body: .object([
          .optional("team", JSONSchema.key.orNull.says("Null, or left out: as it is.")),
          .optional(
            "assignee",
            JSONSchema.within(.name).orNull.says(
              "Null: nobody. Left out: as it is, while a new team begins without an owner.")),
        ])
      ) {
        AssignTicket(
          $1, team: $0.body["team"]?.stringValue, assignee: $0.body["assignee"]?.stringValue,
          toNobody: $0.body["assignee"] == .null, expecting: $2)
      },
      action(.delete, "/assignment", "unassignTicket", "Takes it from its team and its owner") {
        UnassignTicket($1, expecting: $2)
      },
      action(
        .put, "/priority", "prioritizeTicket", "Sets its priority, with the reason",
        body: .object([.init("priority", JSONSchema.within(.name)), .init("reason", JSONSchema.within(.name))])
      ) {
        ChangeTicket(
          $1, set: ["priority": $0.string("priority")], reason: $0.string("reason"), expecting: $2)
      },
      action(
        .post, "/handoffs", "handOffTicket", "Hands it to a vendor",
        body: .object([
          .init("vendor", JSONSchema.within(.name)),
          .optional("reference", JSONSchema.within(.name).orNull.says("The vendor's own number for it.")),
        ]), creates: true
      ) {
        HandOffTicket(
          $1, vendor: $0.string("vendor"), reference: $0.body["reference"]?.stringValue, expecting: $2)
      },
      action(
        .post, "/handoffs/{vendor}/acknowledgement", "acknowledgeHandoff", "Notes that the vendor has acknowledged it",
        places: [vendor]
      ) { AcknowledgeHandoff($1, vendor: $0.place("vendor"), expecting: $2) },
      action(
        .delete, "/handoffs/{vendor}", "handBackTicket", "Notes that the vendor has handed it back", places: [vendor]
      ) { HandBackTicket($1, vendor: $0.place("vendor"), expecting: $2) },
    ]
  }

  private var ending: [Endpoint] {
    let reason = JSONSchema.object([.optional("reason", JSONSchema.within(.name).orNull)])
    return [
      action(
        .post, "/resolution", "resolveTicket", "Resolves it",
        body: .object([
          .optional("code", JSONSchema.within(.name).orNull.says("For reports.")),
          .init("text", JSONSchema.within(.message).says("What was done; the requester reads it.")),
        ])
      ) {
        ResolveTicket($1, code: $0.body["code"]?.stringValue, text: $0.string("text"), expecting: $2)
      },
      action(
        .post, "/reopening", "reopenTicket", "Reopens it; its requester may", .openTickets, body: reason
      ) { ReopenTicket($1, reason: $0.body["reason"]?.stringValue, expecting: $2) },
      action(.post, "/closing", "closeTicket", "Closes it") { CloseTicket($1, expecting: $2) },
      action(
        .post, "/cancellation", "cancelTicket", "Cancels it; its requester may", .openTickets, body: reason
      ) { CancelTicket($1, reason: $0.body["reason"]?.stringValue, expecting: $2) },
      action(
        .post, "/merge", "mergeTicket", "Merges it into another, which goes on", .endTickets,
        body: .object([.init("into", TicketSchemas.key)])
      ) { MergeTicket($1, into: TicketKey($0.string("into")), expecting: $2) },
    ]
  }

  private var undoing: [Endpoint] {
    [
      action(
        .post, "/undo", "undoTicketChange", "Takes the last change back, by its opposite",
        description: """
          Who gave it to somebody, changed its attributes, put it on hold or resolved it may take that back for \
          \(Ticket.undoWindow.milliseconds / 60_000) minutes, while nothing has happened to it since. The opposite is recorded \
          as any change is, and clocks count what was: nothing is deleted. A message that was sent stays sent.
          """
      ) { UndoTicketChange($1, expecting: $2) }
    ]
  }

  private var relating: [Endpoint] {
    [
      action(
        .post, "/links", "linkTicket", "Links it to another",
        body: .object([.init("to", TicketSchemas.key), .init("relation", .oneOf(TicketRelation.self))]),
        creates: true
      ) { call, key, seen in
        LinkTicket(
          key, to: TicketKey(call.string("to")),
          as: TicketRelation(rawValue: call.string("relation")) ?? .relatesTo, expecting: seen)
      },
      action(
        .delete, "/links/{relation}/{other}", "unlinkTicket", "Takes a link away",
        places: [
          .path("relation", .oneOf(TicketRelation.self), "How they are related."),
          .path("other", TicketSchemas.key, "The other ticket."),
        ]
      ) { call, key, seen in
        UnlinkTicket(
          key, from: TicketKey(call.place("other")),
          as: TicketRelation(rawValue: call.place("relation")) ?? .relatesTo, expecting: seen)
      },
      action(
        .post, "/exclusions", "excludeTime", "Leaves an approved interval out of its clocks, also after the fact",
        .changeAgreements,
        body: .object([
          .init("from", .instant),
          .init("to", JSONSchema.instant.says("After `from`.", example: "2025-06-02T10:00:00Z")),
          .init("reason", JSONSchema.within(.name)), .optional("evidence", JSONSchema.within(.evidence).orNull),
        ]), creates: true
      ) { call, key, seen in
        ExcludeTime(
          key,
          TicketEvent.Exclusion(
            from: call.body["from"]?.instantValue ?? .earliest, to: call.body["to"]?.instantValue ?? .earliest,
            reason: call.string("reason"), evidence: call.body["evidence"]?.stringValue), expecting: seen)
      },
    ]
  }
}

extension JSON {
  var instantValue: Instant? { stringValue.flatMap { try? Instant(parsing: $0) } }
}
