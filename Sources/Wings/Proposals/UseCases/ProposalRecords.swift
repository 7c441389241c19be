import Core
import Journal
import Kernel
import Proposals
import Storage

extension ErasedKind {
  package static let proposals = ErasedKind(
    "proposals", "proposals about agreements: they stand without their name")
}

/// Proposals: they stay, and names are exchanged in them.
enum ProposalRecords: PersonalRecords {
  static let kinds: [ErasedKind] = [.proposals]
  static let names = [
    NameColumn("agreement_proposal", "proposer", .proposals),
    NameColumn("agreement_proposal", "decided_by", .proposals), NameColumn("approval_rule", "changed_by", .proposals),
  ]

  static func counts(of leaving: Leaving, in look: Look) throws -> [ErasedKind: Int] {
    // What stands there since is not known yet, and none of the proposals' business.
    let erasure = PersonErasure(code: "", former: nil, at: look.now)
    return [
      .proposals: try renamed(leaving, as: erasure, in: look).count { !$0.proposal.people.contains(leaving.name) }
    ]
  }

  static func takeRest(
    of leaving: Leaving, as erasure: PersonErasure, in work: Work
  ) throws -> [ErasedKind: Int] {
    var others = 0
    for var row in try renamed(leaving, as: erasure, in: work.look) {
      if !row.proposal.people.contains(leaving.name) { others += 1 }
      try work.save(&row, "agreement-proposal.renamed")
    }
    // The rest of the person's counts where their name is exchanged.
    return [.proposals: others]
  }

  /// Proposals with the name in what people wrote, as they are to be without it.
  private static func renamed(
    _ leaving: Leaving, as erasure: PersonErasure, in look: Look
  ) throws -> [ProposalRow] {
    try ProposalStore.mentioning(leaving.called, in: look.transaction).compactMap { row in
      var other = row
      other.proposal.title = erasure.replacing(leaving, in: row.proposal.title)
      other.proposal.reason = erasure.replacing(leaving, in: row.proposal.reason)
      other.proposal.decision?.note = erasure.replacing(leaving, in: row.proposal.decision?.note ?? "")
      return other.proposal == row.proposal ? nil : other
    }
  }
}
