import Kernel
import Proposals
import ProposalsUseCases
import TestApp

extension TestApp {
  /// Rows in every table of proposals, some of which were changed since.
  func fillProposals() async throws {
    let proposed = try await run(ProposeAgreements(ProposalTests.draft(p1: 3)), as: "mo")
    try await run(RefuseProposal(proposed.id, note: "Not now."), as: "ada")
    try await run(ProposeAgreements(ProposalTests.draft(p1: 3)), as: "mo")
    // From here on nobody applies agreements alone.
    try await run(SetApprovalRule(true), as: "ada")
  }
}
