import AgreementsUseCases
import Core
import Kernel
import Proposals
import Storage

/// Approves a proposal and applies it in the same transaction.
public struct ApproveProposal: Command {
  public var id: RecordID
  /// Of what was looked at: `Proposal.digest`. Only exactly that is approved.
  public var digest: String
  public var note: String
  /// The version that was looked at, with its title and its reason; nil takes any.
  public var expecting: Int?

  public init(_ id: RecordID, digest: String, note: String = "", expecting: Int? = nil) {
    (self.id, self.digest, self.note, self.expecting) = (id, digest, note, expecting)
  }

  public struct Answer: Hashable, Sendable {
    public var proposal: Proposal
    /// What was made.
    public var changes: [PlannedChange]
  }

  /// - Throws: `notFound`; `conflict` where it is decided, one's own, no longer what was proposed, or no longer what was
  ///   looked at; `invalid` where what it says can be applied no more.
  public func perform(in work: Work) throws -> Answer {
    try work.principal.require(.approveAgreements)
    // Whoever applies waits until it is decided, so that what is compared is what is applied.
    try work.lockApplying()
    var row = try work.proposal(id, seen: nil)
    if let obstacle = row.proposal.obstacle(toDecisionBy: work.principal) { throw MainstayError(obstacle) }
    guard digest == row.proposal.digest, expecting ?? row.proposal.version == row.proposal.version else {
      throw MainstayError.conflict(
        code: "proposal-revised",
        message: "This proposal was revised since you looked at it. Nothing was approved. Look at it as it is now.")
    }
    let present = try work.look.plan(row.drafts, asProposed: true).digest
    if let obstacle = row.proposal.obstacle(toApprovalBy: work.principal, present: present) {
      throw MainstayError(obstacle)
    }
    if let obstacle = try work.look.negotiation(of: id, row.drafts) { throw MainstayError(obstacle) }
    let changes = try ApplyAgreements(approved: row.drafts).perform(in: work)
    try work.decide(&row, .applied, note)
    for review in work.app.parts[ProposalReview.self] {
      try review.approved(row.proposal, row.drafts, changes, work)
    }
    return Answer(proposal: row.proposal, changes: changes)
  }
}

/// Refuses a proposal, and says why.
public struct RefuseProposal: Command {
  public var id: RecordID
  public var note: String
  public var expecting: Int?

  public init(_ id: RecordID, note: String, expecting: Int? = nil) {
    (self.id, self.note, self.expecting) = (id, note, expecting)
  }

  /// - Throws: `notFound`, `stale`, `conflict` where it is decided or one's own, `invalid` without a reason.
  public func perform(in work: Work) throws -> Proposal {
    try work.principal.require(.approveAgreements)
    var row = try work.proposal(id, seen: expecting)
    if let obstacle = row.proposal.obstacle(toDecisionBy: work.principal) { throw MainstayError(obstacle) }
    guard TextBounds.prose(1...Proposal.noteBounds.length.upperBound).fault(in: note) != "must not be empty" else {
      throw MainstayError.field("note", "must not be empty: who proposed it wants to know why")
    }
    try work.decide(&row, .refused, note)
    return row.proposal
  }
}
