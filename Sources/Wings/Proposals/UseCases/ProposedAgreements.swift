import Agreements
import AgreementsUseCases
import Core
import Kernel
import Proposals
import Storage

extension Look {
  /// Proposals that were taken back or refused and are looked at for agreements that they would have made.
  private static let mostOver = 50

  /// Agreements that proposals name which wait, or were taken back or refused, the newest first.
  func proposedAgreements() throws -> [ProposedAgreement] {
    let open = try ProposalStore.naming(agreementsIn: [.open], limit: Proposal.mostOpen, in: transaction)
    let over = try ProposalStore.naming(
      agreementsIn: [.refused, .withdrawn], limit: Look.mostOver, in: transaction)
    return (open + over).flatMap { row in
      row.drafts.agreements.map { terms in
        ProposedAgreement(
          key: terms.key, name: terms.agreement.name, kind: terms.particulars.kind, title: row.proposal.title,
          isOpen: row.proposal.state == .open, path: "/agreement-proposals/" + row.proposal.id.text)
      }
    }
  }
}
