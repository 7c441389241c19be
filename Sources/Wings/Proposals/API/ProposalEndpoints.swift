import AgreementsAPI
import AgreementsUseCases
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import Proposals
import ProposalsUseCases

/// Proposals: changes of agreements that others decide about.
struct ProposalEndpoints {
  let app: App
  let reader: AgreementFileReader

  var all: [Endpoint] { [list, make, show, revise, approve, refuse, withdraw, rule, setRule] }

  private static let files = JSONSchema.list(
    .object([
      .init("name", JSONSchema.within(Proposal.fileNameBounds).says("Stands before each fault's path.")),
      .init(
        "text",
        JSONSchema.prose(1...500_000).says(
          "YAML in the vocabulary of agreement files.",
          example: "calendars:\n  always:\n    timeZone: UTC\n    weekly: {mon: [\"00:00-24:00\"]}\n")),
    ]), 1...Proposal.mostFiles)

  private static let fields: [JSONSchema.Field] = [
    .init("id", .recordID), .init("url", .string), .init("title", .string), .init("reason", .string),
    .init("proposer", JSONSchema.string.says("A sign-in name.")),
    .init("state", .oneOf(Proposal.State.allCases.map(\.rawValue))),
    .init(
      "digest",
      JSONSchema.string.says("Of exactly what it would change, of what: an approval names it.")),
    .init("createdAt", .instant), .init("revisedAt", .instant),
    .init("decidedBy", JSONSchema.string.orNull), .init("decidedAt", JSONSchema.instant.orNull),
    .init("note", JSONSchema.string.orNull.says("What was said with the decision.")), .init("version", .count),
  ]

  static let proposal: JSONSchema = .named("AgreementProposal", .object(fields))

  private static let shown: JSONSchema = .named(
    "AgreementProposalFound",
    .object(
      fields + [
        .init("files", .list(.object([.init("name", .string), .init("text", .string)]))),
        .init(
          "changes",
          JSONSchema.list(AgreementEndpoints.planned).says("What approving it would do now; empty once it is decided.")),
        .init(
          "faults",
          JSONSchema.list(.object([.init("path", .string), .init("message", .string)]))
            .says("Why it could not be applied now.")),
        .init(
          "made",
          JSONSchema.list(
            .object([
              .init("subject", .oneOf(["calendar", "agreement"])), .init("key", .string), .init("version", .count),
            ])
          ).says("The versions that its approval made.")),
        .init("mayApprove", .boolean),
        .init("whyNot", JSONSchema.string.orNull.says("Why you cannot approve it.")),
        .init(
          "openTickets",
          JSONSchema.any.says("Tickets open now under each agreement that it changes, by key. They keep their version.")
        ),
      ]))

  static func members(_ proposal: Proposal) -> [String: JSON] {
    [
      "id": .string(proposal.id.text), "url": .string("/api/v1/agreement-proposals/" + proposal.id.text),
      "title": .string(proposal.title), "reason": .string(proposal.reason), "proposer": .string(proposal.proposer),
      "state": .string(proposal.state.rawValue), "digest": .string(proposal.digest),
      "createdAt": .string(proposal.createdAt.rfc3339), "revisedAt": .string(proposal.revisedAt.rfc3339),
      "decidedBy": .text(proposal.decision?.by) ?? .null,
      "decidedAt": proposal.decision.map { .string($0.at.rfc3339) } ?? .null,
      "note": .text(proposal.decision?.note) ?? .null, "version": .integer(Int64(proposal.version)),
    ]
  }

  private static func json(_ look: ProposalLook, by principal: Principal) -> JSON {
    var members = members(look.proposal)
    members["files"] = .array(look.proposal.files.map { ["name": .string($0.name), "text": .string($0.text)] })
    members["changes"] = .array(AgreementEndpoints.items(look.changes))
    members["faults"] = .array(look.faults.map { ["path": .string($0.path), "message": .string($0.message)] })
    members["made"] = .array(look.made.map(\.json))
    let isAllowed = principal.may(.approveAgreements)
    members["mayApprove"] = .bool(isAllowed && look.toApprove == nil)
    members["whyNot"] =
      isAllowed ? .text(look.toApprove?.words) ?? .null : "You may not approve changes of agreements."
    members["openTickets"] = .object(look.openTickets.mapValues { .integer(Int64($0)) })
    return .object(members)
  }

  private static let place = Endpoint.Parameter.path("proposal", .recordID, "The proposal's id.")
  private static let note = JSONSchema.within(Proposal.noteBounds)
  private static let draft: JSONSchema = .named(
    "AgreementProposalDraft",
    .object([
      .init("title", JSONSchema.within(Proposal.titleBounds).says("What it is about, in a line.")),
      .optional("reason", JSONSchema.within(Proposal.reasonBounds).says("Why it should be so.")),
      .init("files", files),
    ]))

  private func draft(_ call: Call) async throws -> ProposalDraft {
    let files = (call.body["files"]?.arrayValue ?? []).map {
      Proposal.File(name: $0["name"]?.stringValue ?? "", text: $0["text"]?.stringValue ?? "")
    }
    return ProposalDraft(
      title: call.string("title"), reason: call.string("reason"), files: files,
      drafts: try await reader(files.map { ($0.name, $0.text) }))
  }

  private var list: Endpoint {
    Endpoint(
      .get, "/agreement-proposals", feature: "Proposals", id: "listAgreementProposals",
      "Lists proposals, the newest first, a page at a time", access: .permission(.seeAgreements),
      parameters: [
        .query("open", .boolean, "Those that wait, or those that are decided; both if not said."),
        .query("limit", .integer(1...Int64(PageLimits.most)), "Proposals of a page; \(PageLimits.usual) if not said."),
        PageCursor.parameter,
      ],
      responses: [
        .init(
          .ok, "A page of proposals",
          .object([
            .init("items", .list(ProposalEndpoints.proposal)),
            .init("next", JSONSchema.string.orNull.says("`cursor` of the next page; null on the last.")),
            .init("waiting", JSONSchema.count.says("Those that wait, on all pages.")),
            .init("unreadable", JSONSchema.list(.string).says("What belongs here and cannot be read, a line each.")),
          ]))
      ],
      handler: { call in
        let after: ListProposals.Position? = try call.text("cursor").map { try PageCursor.position($0) }
        let page = try await app.ask(
          ListProposals(
            open: call.flag("open"), after: after,
            limit: call.integer("limit") ?? PageLimits.usual), as: call.principal)
        return .json([
          "items": .array(page.proposals.map { .object(ProposalEndpoints.members($0)) }),
          "next": page.next.map { .string(PageCursor.write($0)) } ?? .null,
          "waiting": .integer(Int64(page.waiting)), "unreadable": .array(page.unreadable.map(JSON.string)),
        ])
      })
  }

  private var make: Endpoint {
    Endpoint(
      .post, "/agreement-proposals", feature: "Proposals", id: "proposeAgreements",
      "Proposes a change of agreements and calendars, for others to decide about",
      description: "The files are what `POST /agreements/apply` takes. Nothing is in force by a proposal.",
      access: .permission(.proposeAgreements), parameters: [.idempotencyKey], body: ProposalEndpoints.draft,
      bodyBytes: 4 << 20, responses: [.init(.created, "Proposed", ProposalEndpoints.proposal, hasVersion: true)],
      handler: { call in
        try call.principal.require(.proposeAgreements)
        return try await call.perform(ProposeAgreements(await draft(call)), on: app) {
          Outcome(.created, .object(ProposalEndpoints.members($0)), version: $0.version)
        }
      })
  }

  private var show: Endpoint {
    Endpoint(
      .get, "/agreement-proposals/{proposal}", feature: "Proposals", id: "showAgreementProposal",
      "Shows a proposal with what it would do now", access: .permission(.seeAgreements),
      parameters: [ProposalEndpoints.place],
      responses: [.init(.ok, "The proposal", ProposalEndpoints.shown, hasVersion: true)],
      handler: { call in
        let look = try await app.ask(ShowProposal(RecordID(call.place("proposal"))), as: call.principal)
        return .json(ProposalEndpoints.json(look, by: try call.principal), version: look.proposal.version)
      })
  }

  private var revise: Endpoint {
    Endpoint(
      .put, "/agreement-proposals/{proposal}", feature: "Proposals", id: "reviseAgreementProposal",
      "Hands a proposal in anew", description: "By who proposed it, while nobody has decided about it.",
      access: .permission(.proposeAgreements), parameters: [ProposalEndpoints.place, .ifMatch],
      body: ProposalEndpoints.draft, bodyBytes: 4 << 20,
      responses: [.init(.ok, "Revised", ProposalEndpoints.proposal, hasVersion: true)],
      handler: { call in
        try call.principal.require(.proposeAgreements)
        let command = ReviseProposal(
          RecordID(call.place("proposal")), try await draft(call), expecting: try call.seenVersion())
        return try await call.perform(command, on: app) {
          Outcome(.ok, .object(ProposalEndpoints.members($0)), version: $0.version)
        }
      })
  }

  private var approve: Endpoint {
    Endpoint(
      .post, "/agreement-proposals/{proposal}/approve", feature: "Proposals", id: "approveAgreementProposal",
      "Approves a proposal and puts it in force",
      description: """
        Not by who proposed it, and in a session: not by a token, which somebody else may have made. `digest` is that of \
        the proposal as it was looked at, `If-Match` its version; where it was revised since, or where agreements have \
        changed so that it would do something else, nothing is approved.
        """,
      access: .permission(.approveAgreements), parameters: [ProposalEndpoints.place, .ifMatch, .idempotencyKey],
      body: .named(
        "AgreementApproval",
        .object([.init("digest", .line(64...64)), .optional("note", ProposalEndpoints.note)])),
      responses: [
        .init(
          .ok, "Approved, and in force",
          .object([
            .init("proposal", ProposalEndpoints.proposal), .init("changes", .list(AgreementEndpoints.planned)),
          ]))
      ],
      handler: { call in
        let command = ApproveProposal(
          RecordID(call.place("proposal")), digest: call.string("digest"), note: call.string("note"),
          expecting: try call.seenVersion())
        return try await call.perform(command, on: app) {
          Outcome(
            .ok,
            [
              "proposal": .object(ProposalEndpoints.members($0.proposal)),
              "changes": .array(AgreementEndpoints.items($0.changes)),
            ])
        }
      })
  }

  private var refuse: Endpoint {
    Endpoint(
      .post, "/agreement-proposals/{proposal}/refuse", feature: "Proposals", id: "refuseAgreementProposal",
      "Refuses a proposal, and says why", access: .permission(.approveAgreements),
      parameters: [ProposalEndpoints.place, .ifMatch],
      body: .named("AgreementRefusal", .object([.init("note", ProposalEndpoints.note)])),
      responses: [.init(.ok, "Refused", ProposalEndpoints.proposal, hasVersion: true)],
      handler: { call in
        let command = RefuseProposal(
          RecordID(call.place("proposal")), note: call.string("note"), expecting: try call.seenVersion())
        return try await call.perform(command, on: app) {
          Outcome(.ok, .object(ProposalEndpoints.members($0)), version: $0.version)
        }
      })
  }

  private var withdraw: Endpoint {
    Endpoint(
      .post, "/agreement-proposals/{proposal}/withdraw", feature: "Proposals", id: "withdrawAgreementProposal",
      "Takes a proposal back", description: "By who proposed it.", access: .permission(.proposeAgreements),
      parameters: [ProposalEndpoints.place, .ifMatch],
      body: .named("AgreementWithdrawal", .object([.optional("note", ProposalEndpoints.note)])),
      responses: [.init(.ok, "Withdrawn", ProposalEndpoints.proposal, hasVersion: true)],
      handler: { call in
        let command = WithdrawProposal(
          RecordID(call.place("proposal")), note: call.string("note"), expecting: try call.seenVersion())
        return try await call.perform(command, on: app) {
          Outcome(.ok, .object(ProposalEndpoints.members($0)), version: $0.version)
        }
      })
  }

  private static let approvalRule: JSONSchema = .named(
    "ApprovalRule",
    .object([
      .init(
        "needed",
        JSONSchema.boolean.says("Whether changes of agreements and calendars need a second person.")),
      .init("changedBy", JSONSchema.string.orNull), .init("changedAt", JSONSchema.instant.orNull),
      .init("version", .count),
    ]))

  private static func json(_ rule: ApprovalRule) -> JSON {
    [
      "needed": .bool(rule.isNeeded), "changedBy": rule.version == 0 ? .null : .string(rule.changedBy),
      "changedAt": rule.version == 0 ? .null : .string(rule.changedAt.rfc3339),
      "version": .integer(Int64(rule.version)),
    ]
  }

  private var rule: Endpoint {
    Endpoint(
      .get, "/approval-rule", feature: "Proposals", id: "showApprovalRule",
      "Says whether changes of agreements need a second person", access: .permission(.seeAgreements),
      responses: [.init(.ok, "The rule", ProposalEndpoints.approvalRule, hasVersion: true)],
      handler: { call in
        let rule = try await app.ask(ShowApprovalRule(), as: call.principal)
        return .json(ProposalEndpoints.json(rule), version: rule.version)
      })
  }

  private var setRule: Endpoint {
    Endpoint(
      .put, "/approval-rule", feature: "Proposals", id: "setApprovalRule",
      "Decides whether changes of agreements need a second person from now on",
      description: "Where they do, `POST /agreements/apply` and `mainstay apply` are refused.",
      access: .permission(.setApprovalRule), parameters: [.ifMatch],
      body: .named("ApprovalRuleChange", .object([.init("needed", .boolean)])),
      responses: [.init(.ok, "Decided", ProposalEndpoints.approvalRule, hasVersion: true)],
      handler: { call in
        let command = SetApprovalRule(call.body["needed"]?.boolValue ?? false, expecting: try call.seenVersion())
        return try await call.perform(command, on: app) {
          Outcome(.ok, ProposalEndpoints.json($0), version: $0.version)
        }
      })
  }
}
