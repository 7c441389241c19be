import Agreements
import Journal
import JournalUseCases
import AgreementsUseCases
import Core
import Kernel
import Proposals
import ProposalsUseCases
import Storage
import TestApp
import TestDatabases
import Testing
import TicketsUseCases
import Trade
import TradeUseCases

/// Offers on both engines: from a proposal or a draft, round by round, until both sides sign the same text.
@Suite("Offers", .timeLimit(.minutes(10)))
struct OfferTests {
  static func code(_ body: () async throws -> Void) async throws -> String? {
    do {
      try await body()
      return nil
    } catch MainstayError.conflict(let code, _) {
      return code
    } catch MainstayError.forbidden(let permission) {
      return permission
    }
  }

  static let p1 = "objectives[1].targets[0].target"

  @Test("from a proposal to the version that remembers both signatures", arguments: TestEngine.available)
  func life(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.applyAgreement()
      let drafts = try TestApp.drafts(p1: 3)
      let proposal = try await test.run(
        ProposeAgreements(
          ProposalDraft(
            title: "P1 within 3 hours", reason: "Shops ask.", files: [.init(name: "a.yaml", text: drafts.fileText)],
            drafts: drafts)), as: "lee")
      let offer = try await test.run(
        MakeOffer(
          OfferDraft(title: "P1", party: .customer, called: "Shops", source: .proposal(proposal.id), note: "Please.")),
        as: "mo")
      #expect(offer.name == "OFR-1" && offer.agreement == "standard" && offer.proposal == proposal.id)
      // While it is negotiated, nobody approves it by another door.
      let held = try await Self.code {
        _ = try await test.run(ApproveProposal(proposal.id, digest: proposal.digest), as: "mo")
      }
      #expect(held == "proposal-negotiated")
      let door = try await test.visitor(of: 1).door
      // Theirs offers other values, and signs those; ours has to sign the same.
      let counter = try await test.app.run(
        CounterOffer(door, .clauses([Self.p1: "2h"]), note: "Two would do."), as: .offerVisitor)
      #expect(counter.number == 2 && counter.side == .theirs)
      let first = try await test.ask(ShowOffer(1), as: "mo").rounds[0]
      #expect(
        try await Self.code {
          _ = try await test.run(SignOffer(.desk(1), round: 1, hash: first.hash), as: "ada")
        } == "offer-moved")
      #expect(
        try await Self.code {
          _ = try await test.run(SignOffer(.desk(1), round: 2, hash: first.hash), as: "ada")
        } == "offer-other-text")
      // Who offered does not sign, nor a part of the product, nor who may not approve.
      #expect(try await Self.code { try await test.sign(1, as: "mo") } == "own-offer")
      #expect(try await Self.code { try await test.sign(1, as: "command-line") } == "no-person")
      #expect(try await Self.code { try await test.sign(1, as: "lee") } == "agreements.approve")
      try await test.sign(1)
      #expect(try await Self.code { try await test.sign(1) } == "offer-signed")
      #expect(try await Self.code { _ = try await test.run(ProposeAgreed(1), as: "mo") } == "offer-not-agreed")
      try await test.sign(door)
      var look = try await test.ask(ShowOffer(1), as: "mo")
      #expect(look.standing == .agreed && look.signatures.count == 2)
      #expect(Set(look.signatures.map(\.hash)) == [look.last?.hash])
      // The proposal says something else than what was agreed, so that it is not approved either.
      #expect(
        try await Self.code {
          _ = try await test.run(ApproveProposal(proposal.id, digest: proposal.digest), as: "mo")
        } == "proposal-negotiated")
      // As long as that one waits, nothing else is handed in beside it: it could be approved instead.
      #expect(try await Self.code { _ = try await test.run(ProposeAgreed(1), as: "mo") } == "proposal-waits")
      _ = try await test.run(RefuseProposal(proposal.id, note: "Another text was signed."), as: "mo")
      // Another than its proposer hands in what both signed: a proposal of its own, approved as any other.
      let made = try await test.run(ProposeAgreed(1), as: "mo")
      #expect(made != proposal.id)
      let handed = try await test.ask(ShowProposal(made), as: "ada")
      #expect(handed.proposal.reason.contains(look.last?.hash ?? "none"))
      #expect(
        try await Self.code {
          _ = try await test.run(ApproveProposal(made, digest: handed.proposal.digest), as: "mo")
        } == "own-proposal")
      _ = try await test.run(ApproveProposal(made, digest: handed.proposal.digest), as: "ada")
      look = try await test.ask(ShowOffer(1), as: "lee")
      #expect(look.standing == .agreed && look.offer.inForceAt != nil)
      #expect(look.offer.versions.contains(.init(subject: "agreement", key: "standard", version: 2)))
      let origin = try #require(try await test.ask(VersionOrigins(of: .agreement, "standard"), as: "kim")[2])
      #expect(origin.signed?.name == "OFR-1" && origin.signed?.hash == look.last?.hash)
      #expect(origin.signed?.signatures.map(\.isOurs).sorted { $0 && !$1 } == [true, false])
      let verified = try await test.verifiedFindings()
      #expect(verified == [])
    }
  }

  @Test("a proposal that would do something else by now is offered to nobody")
  func stale() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      try await test.applyAgreement()
      let drafts = try TestApp.drafts(p1: 3)
      let proposal = try await test.run(
        ProposeAgreements(
          ProposalDraft(
            title: "P1", reason: "", files: [.init(name: "a.yaml", text: drafts.fileText)], drafts: drafts)), as: "lee")
      _ = try await test.run(ApplyAgreements(TestApp.drafts(p1: 2)), as: "mo")
      #expect(
        try await Self.code {
          _ = try await test.run(
            MakeOffer(OfferDraft(title: "P1", party: .customer, called: "Shops", source: .proposal(proposal.id))),
            as: "mo")
        } == "proposal-overtaken")
    }
  }

  @Test("what is in force is shown to the other side where it is between the same parties")
  func shared() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      func drafts(_ hours: Int64, _ customer: String) throws -> AgreementDrafts {
        var drafts = try TestApp.drafts(p1: hours)
        drafts.agreements[0].particulars.customer = .init(.name, customer)
        return drafts
      }
      _ = try await test.run(ApplyAgreements(drafts(4, "Shops")), as: "mo")
      for (number, customer) in [(1, "Shops"), (2, "Others")] {
        _ = try await test.run(
          MakeOffer(OfferDraft(title: "P1", party: .customer, called: "S", source: .drafts(drafts(3, customer)))),
          as: "mo")
        let door = try await test.visitor(of: number).door
        let look = try await test.look(door)
        #expect(look.present?.version == (customer == "Shops" ? 1 : nil), "\(customer)")
        _ = try await test.run(WithdrawOffer(number), as: "mo")
      }
    }
  }

  @Test("whoever changes the agreement beside an open offer is told, and nobody offers a review that has passed")
  func beside() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      try await test.applyAgreement()
      var drafts = try TestApp.drafts(p1: 3)
      drafts.agreements[0].particulars.reviewDate = CivilDate(year: 2026, month: 1, day: 31)
      _ = try await test.run(
        MakeOffer(OfferDraft(title: "P1", party: .customer, called: "Shops", source: .drafts(drafts))), as: "mo")
      let changes = try await test.ask(PlanAgreements(TestApp.drafts(p1: 2)), as: "mo")
      #expect(
        changes.flatMap(\.assumptions).contains(
          "OFR-1 offers it to Shops and is open: this change overtakes that offer."))
      do {
        _ = try await test.run(CounterOffer(.desk(1), .clauses(["reviewDate": "2020-01-01"])), as: "mo")
        Issue.record("a review in the past was offered")
      } catch MainstayError.invalid(let faults) {
        #expect(faults.map(\.path) == ["reviewDate"] && faults[0].message.contains("has passed"))
      }
    }
  }

  @Test("whoever proposed it hands in what both signed by revising their own proposal")
  func revising() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      try await test.applyAgreement()
      let drafts = try TestApp.drafts(p1: 3)
      let proposal = try await test.run(
        ProposeAgreements(
          ProposalDraft(title: "P1", reason: "", files: [.init(name: "a.yaml", text: "x")], drafts: drafts)), as: "mo")
      _ = try await test.run(
        MakeOffer(OfferDraft(title: "P1", party: .customer, called: "Shops", source: .proposal(proposal.id))), as: "mo")
      let door = try await test.visitor(of: 1).door
      _ = try await test.app.run(CounterOffer(door, .clauses([Self.p1: "2h"])), as: .offerVisitor)
      try await test.sign(door)
      try await test.sign(1)
      #expect(try await test.run(ProposeAgreed(1), as: "mo") == proposal.id)
      let revised = try await test.ask(ShowProposal(proposal.id), as: "ada")
      #expect(revised.toApprove == nil && revised.proposal.version == 2)
      // The same again changes nothing.
      #expect(try await test.run(ProposeAgreed(1), as: "mo") == proposal.id)
      #expect(try await test.ask(ShowProposal(proposal.id), as: "ada").proposal.version == 2)
    }
  }

  @Test("rounds: a new one voids what was signed, says something else, and is looked at first")
  func rounds() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      try await test.applyAgreement()
      try await test.offer()
      let door = try await test.visitor(of: 1).door
      try await test.sign(door)
      func faults(_ body: () async throws -> Void) async throws -> [String] {
        do {
          try await body()
          return []
        } catch MainstayError.invalid(let faults) {
          return faults.map(\.path)
        }
      }
      #expect(
        try await faults {
          _ = try await test.run(CounterOffer(.desk(1), .clauses([Self.p1: "3 h"])), as: "mo")
        } == [""])
      #expect(
        try await faults {
          _ = try await test.run(
            CounterOffer(.desk(1), .clauses([Self.p1: "soon", "none": "x", "objectives[1].targets[1].target": "4h"])),
            as: "mo")
        } == ["none", Self.p1])
      // A visitor sets what is promised, and nothing else.
      #expect(
        try await faults {
          _ = try await test.app.run(
            CounterOffer(door, .clauses(["scope.service": "mail", "objectives[1].calendar": "always"])),
            as: .offerVisitor)
        }.sorted() == ["objectives[1].calendar", "scope.service"])
      #expect(
        try await faults {
          _ = try await test.app.run(CounterOffer(door, .drafts(TestApp.drafts(p1: 2))), as: .offerVisitor)
        } == ["text"])
      let two = try await test.run(CounterOffer(.desk(1), .drafts(TestApp.drafts(p1: 2)), expecting: 1), as: "mo")
      #expect(two.number == 2)
      #expect(
        try await Self.code {
          _ = try await test.app.run(CounterOffer(door, .clauses([Self.p1: "1h"]), expecting: 1), as: .offerVisitor)
        } == "offer-moved")
      // Theirs signed the first round, ours signs the second: nothing is agreed.
      try await test.sign(1)
      let look = try await test.look(door)
      #expect(look.standing == .open && look.signatures.map(\.round) == [1, 2])
      #expect(look.signatures(of: 2).map(\.side) == [.ours])
    }
  }

  @Test("it lapses by the clock, and is overtaken by what changes", arguments: TestEngine.available)
  func ends(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.applyAgreement()
      try await test.offer(until: test.clock.now() + .days(2))
      let secret = try await test.visitor(of: 1).secret
      #expect(try await Self.code { try await test.offer(p1: 2) } == "offer-open")
      test.clock.advance(by: .days(2))
      #expect(try await test.ask(ShowOffer(1), as: "lee").standing == .lapsed)
      let again = try await test.enter(secret, test.app.mailing)
      #expect(try await Self.code { try await test.sign(again) } == "offer-lapsed")
      #expect(
        try await Self.code {
          _ = try await test.app.run(CommentOnOffer(again, "Still?"), as: .offerVisitor)
        } == "offer-lapsed")
      // The engine writes it down, once.
      #expect(try await test.app.run(SettleOffers(), as: test.system) == 1)
      #expect(try await test.app.run(SettleOffers(), as: test.system) == 0)
      try await test.offer(p1: 2)
      try await test.run(ApplyAgreements(TestApp.drafts(p1: 5)), as: "mo")
      #expect(try await test.ask(ShowOffer(2), as: "lee").standing == .overtaken)
      #expect(try await Self.code { try await test.sign(2) } == "offer-overtaken")
      #expect(try await test.app.run(SettleOffers(), as: test.system) == 1)
      let rows = try await test.ask(ListOffers(), as: "lee").offers
      #expect(rows.map(\.offer.state) == [.overtaken, .lapsed])
      // What both have signed is overtaken too, as long as it is not in force.
      try await test.offer(p1: 1)
      let third = try await test.visitor(of: 3).door
      try await test.sign(third)
      try await test.sign(3)
      try await test.run(ApplyAgreements(TestApp.drafts(p1: 6)), as: "mo")
      #expect(try await Self.code { _ = try await test.run(ProposeAgreed(3), as: "mo") } == "offer-overtaken")
      #expect(try await test.verifiedFindings() == [])
    }
  }

  @Test("comments are about clauses that there are, answered by the other side and settled by one's own")
  func comments() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      try await test.applyAgreement()
      try await test.offer()
      let door = try await test.visitor(of: 1).door
      let one = try await test.app.run(CommentOnOffer(door, "Why <three>?", at: Self.p1), as: .offerVisitor)
      let answer = try await test.run(CommentOnOffer(.desk(1), "Because.", answering: one.number), as: "mo")
      #expect(answer.path == Self.p1 && answer.answers == 1)
      await #expect(throws: MainstayError.field("path", "is no clause of round 1")) {
        _ = try await test.run(CommentOnOffer(.desk(1), "Eh?", at: "objectives[9].name"), as: "mo")
      }
      await #expect(throws: MainstayError.self) {
        _ = try await test.run(CommentOnOffer(.desk(1), "", at: ""), as: "mo")
      }
      #expect(
        try await Self.code { _ = try await test.run(SettleComment(.desk(1), 1), as: "mo") } == "others-comment")
      _ = try await test.app.run(SettleComment(door, 1), as: .offerVisitor)
      #expect(
        try await Self.code { _ = try await test.app.run(SettleComment(door, 1), as: .offerVisitor) }
          == "comment-settled")
    }
  }
}

extension TestApp {
  /// What verification finds.
  func verifiedFindings() async throws -> [String] {
    try await app.verify(as: person("lee")).findings.first.map { "\($0.subject): \($0.message)" }
  }
}
