import Agreements
import AgreementsAPI
import AgreementsUseCases
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import Proposals
import ProposalsUseCases

/// Ends agreements.
struct EndingEndpoints {
  let app: App

  var all: [Endpoint] { [end, takeBack] }

  private static let place = Endpoint.Parameter.path("key", .line(1...100), "The agreement's key.")

  private static let outcome = JSONSchema.named(
    "AgreementEnding",
    .object([
      .init("done", JSONSchema.boolean.says("False where it waits for somebody else.")),
      .init("proposal", ProposalEndpoints.proposal.orNull), .init("changes", .list(AgreementEndpoints.planned)),
    ]))

  private static func told(_ ending: AgreementEnding) -> Outcome {
    switch ending {
    case .made(let changes):
      Outcome(.ok, ["done": true, "proposal": .null, "changes": .array(AgreementEndpoints.items(changes))])
    case .proposed(let proposal):
      Outcome(
        .accepted, ["done": false, "proposal": .object(ProposalEndpoints.members(proposal)), "changes": .array([])])
    }
  }

  private var end: Endpoint {
    Endpoint(
      .post, "/agreements/{key}/termination", feature: "Proposals", id: "endAgreement",
      "Ends an agreement before its time",
      description: """
        Clocks that run under it when that takes effect end as cancelled. Where the desk wants a second person, and for those \
        who only propose, it is a proposal (202). Whether the period of notice is kept is said among the assumptions.
        """,
      access: .permission(.proposeAgreements), parameters: [EndingEndpoints.place, .ifMatch, .idempotencyKey],
      body: .named(
        "AgreementTermination",
        .object([
          .init("effective", JSONSchema.instant.says("From when on it no longer holds; now or later.")),
          .optional("toldAt", JSONSchema.instant.says("When the other side was told; now if not said.")),
          .init("reason", JSONSchema.within(AgreementTermination.reasonBounds).says("Why it ends.")),
        ])),
      responses: [
        .init(.ok, "Ended", EndingEndpoints.outcome), .init(.accepted, "Proposed", EndingEndpoints.outcome),
      ],
      handler: { call in
        func instant(_ name: String) throws -> Instant? {
          try call.body[name]?.stringValue.map { try Instant(parsing: $0) }
        }
        let effective = try instant("effective") ?? call.now
        let termination = AgreementTermination(
          effective: max(effective, call.now), toldAt: try instant("toldAt") ?? min(call.now, effective),
          reason: call.string("reason"))
        guard effective > call.now - .minutes(5) else {
          throw MainstayError.field("effective", "lies in the past; an agreement ends now or later")
        }
        return try await call.perform(
          EndAgreement(call.place("key"), termination, expecting: try call.seenVersion()), on: app
        ) { EndingEndpoints.told($0) }
      })
  }

  private var takeBack: Endpoint {
    Endpoint(
      .delete, "/agreements/{key}/termination", feature: "Proposals", id: "keepAgreement",
      "Takes the end of an agreement back while it has not taken effect",
      access: .permission(.proposeAgreements), parameters: [EndingEndpoints.place, .ifMatch, .idempotencyKey],
      responses: [
        .init(.ok, "Taken back", EndingEndpoints.outcome), .init(.accepted, "Proposed", EndingEndpoints.outcome),
      ],
      handler: { call in
        try await call.perform(
          EndAgreement(call.place("key"), nil, expecting: try call.seenVersion()), on: app
        ) { EndingEndpoints.told($0) }
      })
  }
}
