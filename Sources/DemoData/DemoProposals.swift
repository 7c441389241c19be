import Agreements
import AgreementsUseCases
import Core
import Kernel
import Proposals
import ProposalsUseCases

/// What the demo company's lead would like to promise, what her manager says to it, and what he ends.
struct DemoProposals {
  let app: App
  let people: [String: Principal]

  private static let lead = "lena"
  private static let manager = "marc"

  /// Longer Saturdays, which the manager refuses.
  func beginWithRefusal(at now: Instant) async throws {
    let made = try await propose(
      "Saturdays until 17:00", "Sales opens then, and calls us for the tills.", DemoAgreements.longSaturdays())
    _ = try await app.run(
      RefuseProposal(made.id, note: "Two people cannot cover it before spring. Let us ask again in March."),
      as: person(Self.manager))
    let tills = try await propose(
      "Tills on Sundays", "Two shops open on Sundays from spring on.", DemoAgreements.tills())
    _ = try await app.run(
      WithdrawProposal(tills.id, note: "The shops stay closed after all."), as: person(Self.lead))
    // Nobody faxes any more, and the other side agreed to go without the period of notice.
    _ = try await app.run(
      EndAgreement(
        "fax", AgreementTermination(effective: now + .days(2), toldAt: now, reason: "The last machine is gone.")),
      as: person(Self.manager))
  }

  /// An agreement that there is none of yet, and a quicker answer to the worst, about which nobody has decided yet.
  func propose(at present: Instant) async throws {
    _ = try await propose(
      "Who comes at night", "Scanners fail at night, and nobody knows who is to come.", DemoAgreements.nights())
    _ = try await propose(
      "Answer P1 of critical services within 5 minutes", "The warehouse stands still while they wait for us to call.",
      DemoAgreements.quickAnswers(at: present))
  }

  private func propose(_ title: String, _ reason: String, _ drafts: AgreementDrafts) async throws -> Proposal {
    try await app.run(
      ProposeAgreements(
        ProposalDraft(
          title: title, reason: reason, files: [Proposal.File(name: "proposal.yaml", text: drafts.fileText)],
          drafts: drafts)), as: person(Self.lead))
  }

  private func person(_ name: String) -> Principal { people[name] ?? .system("demo") }
}
