import AgreementsUseCases
import Core
import Kernel
import Proposals
import ProposalsUseCases
import Trade

extension ProposalReview {
  /// What is negotiated is approved by nobody before both have signed it, and then only that text; and an offer remembers
  /// the versions that were made of it.
  static let offers = ProposalReview(
    negotiated: { id, drafts, look in
      // Of all that were made of it: a later one that was taken back frees nobody from what was signed before.
      for row in try OfferStore.about(proposals: [id.text], in: look.transaction) {
        let stand = try look.stand(row)
        switch stand.standing {
        case .open: return row.value.name
        case .agreed where row.value.inForceAt == nil && stand.round.body != drafts.json: return row.value.name
        case .agreed, .withdrawn, .lapsed, .overtaken: break
        }
      }
      return nil
    },
    approved: { proposal, drafts, changes, work in
      let signed = try OfferStore.about(proposals: [proposal.id.text], in: work.transaction).first { row in
        try row.value.state == .agreed && row.value.inForceAt == nil
          && OfferStore.round(row.value.round, of: row.offer, in: work.transaction)?.body == drafts.json
      }
      guard var row = signed else { return }
      row.value.inForceAt = work.now
      row.value.versions = changes.filter(\.isChange).map {
        Offer.Version(subject: $0.subject.rawValue, key: $0.key, version: $0.newVersion)
      }
      try work.keep(&row, OfferEntry.inForce)
    },
    signatures: { ids, look in
      try OfferStore.about(proposals: ids, in: look.transaction).reduce(into: [:]) { found, row in
        guard row.value.inForceAt != nil, let id = row.value.proposal?.text, found[id] == nil else { return }
        let signed = try OfferStore.signatures(of: row.offer, in: look.transaction)
          .filter { $0.round == row.value.round }
        found[id] = SignedOffer(
          name: row.value.name, path: "/offers/" + row.value.name, hash: signed.first?.hash ?? "",
          signatures: signed.map {
            SignedOffer.Signature(name: $0.name, isOurs: $0.side == .ours, at: $0.at)
          })
      }
    })
}
