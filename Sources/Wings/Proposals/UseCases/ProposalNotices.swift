import AgreementsUseCases
import Core
import Kernel
import Proposals

extension ProposalNews.Occasion {
  /// What is told of it, to those whom it concerns and to who listens for such.
  var notice: NoticeKind {
    NoticeKind(
      kind, title, words, template: template,
      fields: [
        NoticeField("proposal", .id, "The proposal."), NoticeField("proposer", "Sign-in name of who proposed it."),
        NoticeField("actor", "Sign-in name of who did it."), NoticeField("text", "The same in words."),
      ])
  }

  private var title: String {
    switch self {
    case .waiting: "Proposal waits"
    case .approved: "Proposal approved"
    case .refused: "Proposal refused"
    case .withdrawn: "Proposal taken back"
    }
  }

  private var words: String {
    switch self {
    case .waiting: "A change of agreements is proposed, or handed in anew, and waits for a decision."
    case .approved: "A change of agreements is approved and in force."
    case .refused: "A change of agreements is refused."
    case .withdrawn: "A change of agreements is taken back by who proposed it."
    }
  }

  private var template: String {
    switch self {
    case .waiting: "{actor} proposes a change of agreements"
    case .approved: "{actor} approved the change of agreements that {proposer} proposed"
    case .refused: "{actor} refused the change of agreements that {proposer} proposed"
    case .withdrawn: "{actor} took back a proposed change of agreements"
    }
  }
}

extension Work {
  /// Tells of what became of a proposal. It says nothing that people wrote.
  func tell(_ occasion: ProposalNews.Occasion, of proposal: Proposal) throws {
    try tell(occasion.notice, about: ProposalProjection.prefix + proposal.id.text, at: now) {
      NoticeFacts(data: [
        "proposal": .string(proposal.id.text), "proposer": .string(proposal.proposer),
        "actor": .string(principal.name),
      ])
    }
  }
}

extension Matter {
  /// Those who can decide are told that a proposal waits, and who proposed it what was decided.
  static let proposals = Matter(
    ProposalProjection.prefix, kinds: ProposalNews.kinds,
    isSeen: { _, look in look.principal.may(.seeAgreements) },
    news: { notice, _ in
      guard let data = notice.data, let occasion = ProposalNews.Occasion(kind: notice.kind),
        let proposer = data["proposer"]?.stringValue, let actor = data["actor"]?.stringValue,
        let proposal = data["proposal"]?.stringValue
      else { return nil }
      let news = ProposalNews(occasion, proposer: proposer, actor: actor)
      return MatterNews(
        key: proposal, page: "/agreement-proposals/" + proposal,
        audience: news.isForDeciders ? .deciders(.approveAgreements, except: [proposer]) : .people([proposer]),
        sentence: news.sentence, actor: actor)
    })
}
