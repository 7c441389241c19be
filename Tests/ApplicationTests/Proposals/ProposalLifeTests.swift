import Agreements
import AgreementsUseCases
import BusinessTime
import Core
import Journal
import JournalUseCases
import Kernel
import PeopleUseCases
import Proposals
import ProposalsUseCases
import ServiceLevels
import ServiceLevelsUseCases
import Storage
import TestApp
import TestDatabases
import Testing
import TicketsUseCases

@Suite("Proposals from their first day to what they became", .timeLimit(.minutes(10)))
struct ProposalLifeTests {
  /// A new agreement beside the usual one, for the tickets of a category.
  private static func gold(from first: Instant? = nil) throws -> ProposalDraft {
    var terms = try TestApp.drafts().agreements[0]
    (terms.key, terms.validFrom, terms.scope) = ("gold", first, ["category": ["mail"]])
    let drafts = AgreementDrafts(agreements: [terms])
    return ProposalDraft(
      title: "Gold", reason: "", files: [Proposal.File(name: "gold.yaml", text: drafts.fileText)], drafts: drafts)
  }

  @Test("what names no first day begins when it is approved, and that is said", arguments: TestEngine.available)
  func begins(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.applyAgreement()
      let made = try await test.run(ProposeAgreements(Self.gold()), as: "mo")
      let look = try await test.ask(ShowProposal(made.id), as: "ada")
      #expect(
        look.changes.filter(\.isChange).assumed
          == ["It names no first day (validFrom): it is taken to begin when it is approved."])
      test.clock.advance(by: .hours(1))
      try await test.run(ApproveProposal(made.id, digest: made.digest), as: "ada")
      let gold = try #require(try await test.ask(AgreementVersions(key: "gold"), as: "kim").first)
      #expect(gold.effectiveFrom == test.clock.now())
      #expect(try await test.app.verify(as: test.person("lee")).isClean)
    }
  }

  @Test("a first day in the past is said with the clocks that it concerns", arguments: TestEngine.available)
  func past(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.applyAgreement()
      let before = test.clock.now() - .minutes(1)
      let mail = try await test.run(
        OpenTicket(title: "Mail", requester: "rita", attributes: ["category": "mail"]), as: "kim")
      _ = try await test.run(
        OpenTicket(title: "Print", requester: "rita", attributes: ["category": "print"]), as: "kim")
      test.clock.advance(by: .minutes(5))
      try await test.run(ResolveTicket(TicketKey(mail.id), text: "done"), as: "kim")
      _ = try await test.run(
        OpenTicket(title: "Mail again", requester: "rita", attributes: ["category": "mail"]), as: "kim")
      test.clock.advance(by: .minutes(5))
      let drafts = try Self.gold(from: before).drafts
      let plan = try await test.ask(PlanAgreements(drafts), as: "mo").assumed
      #expect(plan.count == 1 && plan[0].contains("2 running and 2 past clocks"), "\(plan)")
      let made = try await test.run(ProposeAgreements(Self.gold(from: before)), as: "mo")
      let look = try await test.ask(ShowProposal(made.id), as: "ada")
      #expect(look.changes.assumed == plan)
      // A later version never reaches back.
      try await test.run(ApproveProposal(made.id, digest: made.digest), as: "ada")
      let later = try await test.ask(PlanAgreements(Self.gold(from: before - .days(1)).drafts), as: "mo")
      #expect(later.assumed.first?.contains("never reaches back") == true)
      #expect(try await test.ask(PlanAgreements(drafts), as: "mo").assumed.isEmpty, "nothing changes")
    }
  }

  @Test("what was approved leads to the versions that it made, and these lead back", arguments: TestEngine.available)
  func made(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.applyAgreement()
      let made = try await test.run(ProposeAgreements(ProposalTests.draft()), as: "mo")
      #expect(try await test.ask(ShowProposal(made.id), as: "ada").made.isEmpty)
      test.clock.advance(by: .minutes(1))
      try await test.run(ApproveProposal(made.id, digest: made.digest), as: "ada")
      let look = try await test.ask(ShowProposal(made.id), as: "kim")
      #expect(look.made.map(\.key) == ["standard"] && look.made.map(\.version) == [2])
      #expect(look.made[0].differences.count == 1 && look.made[0].before?.version == 1)
      let origins = try await test.ask(VersionOrigins(of: .agreement, "standard"), as: "kim")
      #expect(origins.keys.sorted() == [2])
      #expect(origins[2]?.proposer == "mo" && origins[2]?.approver == "ada")
      #expect(origins[2]?.path == "/agreement-proposals/" + made.id.text)
    }
  }

  @Test("what the version in force breaches already is not laid to a proposal", arguments: TestEngine.available)
  func newly(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.applyAgreement()
      // Three hours of work on P1: within the four that held then.
      for hours in [3, 1] as [Int64] {
        let ticket = try await test.run(
          OpenTicket(title: "Down", requester: "rita", attributes: ["priority": "P1"]), as: "kim")
        test.clock.advance(by: .hours(hours))
        try await test.run(ResolveTicket(TicketKey(ticket.id), text: "done"), as: "kim")
      }
      try await test.run(ApplyAgreements(TestApp.drafts(p1: 2)), as: "mo")
      // The very file in force changes nothing, though one ticket was recorded as met.
      for target in [2, 1] as [Int64] {
        let report = try await test.app.whatIf(
          WhatIf(try TestApp.drafts(p1: target), deciding: 10), as: test.person("mo"))
        let both = report.total(of: "resolution")
        #expect(both.newlyBreached == 0 && both.inForce.breached == 1 && both.recorded.breached == 0)
        #expect(both.newlyBreachedRecorded == 1 && both.differsFromRecorded)
        #expect(report.changed == 0 && report.changedRecorded == 1 && report.deciding.isEmpty)
      }
      let mild = try await test.app.whatIf(WhatIf(try TestApp.drafts(p1: 4), deciding: 10), as: test.person("mo"))
      #expect(mild.changed == 1 && mild.changedRecorded == 0)
      #expect(mild.deciding.map(\.move.to) == [.met] && mild.deciding.map(\.wasMet) == [true])
    }
  }

  @Test("who was erased is named in no proposal, and what they proposed stands", arguments: TestEngine.available)
  func erased(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.applyAgreement()
      var draft = try ProposalTests.draft(title: "As mo asked for")
      draft.reason = "Mo Manager has spoken with sales."
      let approved = try await test.run(ProposeAgreements(draft), as: "mo")
      test.clock.advance(by: .minutes(1))
      try await test.run(ApproveProposal(approved.id, digest: approved.digest, note: "Fine, mo."), as: "ada")
      let open = try await test.run(ProposeAgreements(ProposalTests.draft(p1: 1)), as: "mo")
      let report = try await test.app.erase(
        ErasureRequest(name: "mo", confirmation: "mo", texts: .written, reason: "Asked for it"),
        as: test.person("ada"))
      #expect(report.gone[.proposals] == 2)
      let kept = try await test.database.read { tx in
        try tx.query(
          "SELECT title || ' ' || reason || ' ' || proposer || ' ' || COALESCE(note, '') FROM agreement_proposal"
        ) { try $0.text(0) }
      }
      #expect(kept.count == 2 && kept.allSatisfy { !$0.contains("mo ") && !$0.contains("Mo Manager") }, "\(kept)")
      let look = try await test.ask(ShowProposal(approved.id), as: "kim")
      #expect(look.proposal.proposer == report.name && look.people[report.name] == report.displayName)
      #expect(look.made.map(\.version) == [2])
      #expect(try await test.ask(VersionOrigins(of: .agreement, "standard"), as: "kim")[2]?.proposer == report.name)
      // Somebody else decides about what is still open.
      let waiting = try await test.ask(ShowProposal(open.id), as: "ada").proposal
      try await test.run(RefuseProposal(open.id, note: "Nobody stands for it.", expecting: waiting.version), as: "ada")
      #expect(try await test.app.verify(as: test.person("lee")).isClean)
    }
  }
}

extension [PlannedChange] {
  /// What is taken for granted of all of them.
  fileprivate var assumed: [String] { reduce(into: []) { $0 += $1.assumptions } }
}
