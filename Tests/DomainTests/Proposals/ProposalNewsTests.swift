import Proposals
import Testing

@Suite("What somebody is told of a proposal", .timeLimit(.minutes(10)))
struct ProposalNewsTests {
  @Test(
    "in a sentence that holds nothing that people wrote",
    arguments: [
      (.waiting, true, "mo proposes a change of agreements, which waits for somebody else's decision."),
      (.approved, false, "mo approved the change of agreements that you proposed: it is in force."),
      (.refused, false, "mo refused the change of agreements that you proposed, and says why."),
      (.withdrawn, true, "mo took back the change of agreements that waited for a decision."),
    ] as [(ProposalNews.Occasion, Bool, String)])
  func sentence(_ occasion: ProposalNews.Occasion, _ isForDeciders: Bool, _ sentence: String) {
    let news = ProposalNews(occasion, proposer: "lee", actor: "mo")
    #expect(news.sentence == sentence && news.isForDeciders == isForDeciders)
    #expect(ProposalNews.Occasion(kind: occasion.kind) == occasion && ProposalNews.kinds.contains(occasion.kind))
    #expect(ProposalNews.Occasion(kind: "ticket.opened") == nil)
  }
}
