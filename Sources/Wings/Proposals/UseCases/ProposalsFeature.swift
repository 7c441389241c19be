import AgreementsUseCases
import Core
import Kernel
import Proposals
import Storage

extension Feature {
  public static let proposals = Feature(
    "Proposals", permissions: [.approveAgreements, .setApprovalRule],
    migrations: ProposalMigrations.all, projections: [ProposalProjection.self, ApprovalRuleProjection.self],
    personal: [ProposalRecords.self],
    subjects: [
      StreamNaming(ProposalProjection.prefix, .seeAgreements) { ids, transaction in
        var found: [String: StreamSubject] = [:]
        for proposal in try ProposalStore.readable(ids, in: transaction) {
          found[proposal.id.text] = StreamSubject(title: proposal.title, detail: "proposed by \(proposal.proposer)")
        }
        return found
      }
    ],
    notices: ProposalNews.Occasion.allCases.map(\.notice), matters: [.proposals],
    prepare: { parts in
      parts[AgreementReview.self].append(
        AgreementReview(
          needsApproval: { look in
            try ApprovalRuleStore.rule(in: look.transaction)?.isNeeded == true ? ApprovalRule.words : nil
          }, origins: { try $2.origins(of: $0, $1) }, proposed: { try $0.proposedAgreements() }))
    })
}

extension Permission {
  public static let approveAgreements = Permission(
    "agreements.approve", from: .manager, "approve and refuse changes of agreements that others propose")
  public static let setApprovalRule = Permission(
    "agreements.approval-rule", from: .admin, "decide whether somebody else has to approve changes of agreements")
}

extension MainstayError {
  init(_ obstacle: ProposalObstacle) { self = .conflict(code: obstacle.code, message: obstacle.words) }
}
