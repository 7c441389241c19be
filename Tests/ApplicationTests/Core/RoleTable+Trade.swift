import ProposalsUseCases
import AgreementsUseCases
import Core
import JournalUseCases
import Kernel
import StatementsUseCases
import TestApp
import Trade
@testable import TradeUseCases

extension Guarded {
  /// What states months, and trades agreements with another side.
  static let trade: [Guarded] = [
    Guarded("seal the journal for a statement", .issueStatements) { _ in SealForStatement() },
    Guarded(through: "IssueStatement", name: "issue a statement", .issueStatements) { test, principal in
      try await test.applyAgreement()
      let counted = try await test.app.countMonth(of: "standard", "2025-05", as: test.system)
      _ = try await test.app.run(IssueStatement(counted), as: principal)
    },
    Guarded(through: "CorrectStatement", name: "correct a statement", .issueStatements) { test, principal in
      try await test.applyAgreement()
      let counted = try await test.app.countMonth(of: "standard", "2025-05", as: test.system)
      _ = try await test.app.run(CorrectStatement(1, because: "So.", counted: counted), as: principal)
    },
    Guarded("make an offer", .tradeOffers) { _ in
      MakeOffer(OfferDraft(title: "So", party: .customer, called: "Shops", source: .proposal(RecordID("none"))))
    },
    Guarded("offer another round", .tradeOffers) { _ in CounterOffer(.desk(1), .clauses([:])) },
    Guarded("comment on an offer", .tradeOffers) { _ in CommentOnOffer(.desk(1), "So.") },
    Guarded("settle a comment", .tradeOffers) { _ in SettleComment(.desk(1), 1) },
    Guarded("sign an offer", .approveAgreements) { _ in SignOffer(.desk(1), round: 1, hash: "x") },
    Guarded("take an offer back", .tradeOffers) { _ in WithdrawOffer(1) },
    Guarded("hand in what was agreed", .tradeOffers) { _ in ProposeAgreed(1) },
    Guarded("settle offers", .runEngine) { _ in SettleOffers() },
    Guarded("make a link to an offer", .tradeOffers) { _ in MakeOfferLink(to: 1, for: "Kim", at: "kim@example.org") },
    Guarded("end a link to an offer", .tradeOffers) { _ in RevokeOfferLink(of: 1, 1) },
    Guarded("keep a figure of an offer", .tradeOffers) { _ in
      KeepFigure(
        number: 1, round: 1, label: "So", basis: .offered, question: [:], answer: [:], versions: [:])
    },
    Guarded("leave an offer", .visitOffers) { _ in LeaveOffer("none") },
    Guarded(through: "SendOfferCode", name: "have a code of an offer sent", .visitOffers) { test, principal in
      try await OfferDoor.answering { _ = try await test.app.run(SendOfferCode("none"), as: principal) }
    },
    Guarded(through: "EnterOffer", name: "come in by a link to an offer", .visitOffers) { test, principal in
      try await OfferDoor.answering { _ = try await test.app.run(EnterOffer("none", code: "1"), as: principal) }
    },
    Guarded(through: "VisitOffer", name: "see an offer by a link", .visitOffers) { test, principal in
      try await OfferDoor.answering { _ = try await test.app.ask(VisitOffer("none"), as: principal) }
    },
  ]
}
