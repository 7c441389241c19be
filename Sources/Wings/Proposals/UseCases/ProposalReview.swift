import AgreementsUseCases
import Core
import Kernel
import Proposals

/// What a wing on which proposals do not stand has to say of one that somebody approves.
public struct ProposalReview: Sendable, AppPart {
  public static let absent: [ProposalReview] = []

  /// By what name it is negotiated with the other side, so that it is not approved yet; nil where it is not.
  var negotiated: @Sendable (_ proposal: RecordID, AgreementDrafts, Look) throws -> String?
  /// Is told that it was approved and what versions that made, in the transaction that approves it.
  var approved: @Sendable (Proposal, AgreementDrafts, [PlannedChange], Work) throws -> Void
  /// What both sides signed of proposals that were approved, by their ids.
  var signatures: @Sendable (_ proposals: Set<String>, Look) throws -> [String: SignedOffer]

  public init(
    negotiated: @escaping @Sendable (_ proposal: RecordID, AgreementDrafts, Look) throws -> String?,
    approved: @escaping @Sendable (Proposal, AgreementDrafts, [PlannedChange], Work) throws -> Void,
    signatures: @escaping @Sendable (_ proposals: Set<String>, Look) throws -> [String: SignedOffer]
  ) {
    (self.negotiated, self.approved, self.signatures) = (negotiated, approved, signatures)
  }
}

extension Look {
  /// Why a proposal is not approved because others negotiate it; nil where nobody does.
  func negotiation(of proposal: RecordID, _ drafts: AgreementDrafts) throws -> ProposalObstacle? {
    for review in app.parts[ProposalReview.self] {
      if let name = try review.negotiated(proposal, drafts, self) { return .negotiated(name) }
    }
    return nil
  }

  func signatures(of proposals: Set<String>) throws -> [String: SignedOffer] {
    try app.parts[ProposalReview.self].reduce(into: [:]) { found, review in
      found.merge(try review.signatures(proposals, self)) { first, _ in first }
    }
  }
}
