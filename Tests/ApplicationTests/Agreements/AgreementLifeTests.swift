import Agreements
import AgreementsUseCases
import BusinessTime
import Core
import Journal
import JournalUseCases
import Kernel
import Proposals
import ProposalsUseCases
import TestApp
import TestDatabases
import Testing
import Tickets
@testable import TicketsUseCases

@Suite("Agreements from a draft to their end", .timeLimit(.minutes(10)))
struct AgreementLivesTests {
  private static func gold(from first: Instant? = nil) throws -> AgreementTerms {
    var terms = try TestApp.drafts().agreements[0]
    (terms.key, terms.validFrom, terms.scope) = ("gold", first, ["category": ["mail"]])
    (terms.particulars.kind, terms.particulars.noticePeriod) = (.sla, NoticePeriod(30, .days))
    return terms
  }

  private static func draft(_ terms: AgreementTerms) -> ProposalDraft {
    let drafts = AgreementDrafts(agreements: [terms])
    return ProposalDraft(
      title: "Gold", reason: "", files: [Proposal.File(name: "gold.yaml", text: drafts.fileText)], drafts: drafts)
  }

  private static func life(_ test: TestApp) async throws -> AgreementLife? {
    try await test.ask(AgreementStandings("gold"), as: "kim").first?.life
  }

  @Test("a draft, in negotiation, agreed, in force, ended, over", arguments: TestEngine.available)
  func life(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.applyAgreement()
      #expect(try await Self.life(test) == nil)
      let begins = test.clock.now() + .days(10)
      let first = try await test.run(ProposeAgreements(Self.draft(try Self.gold(from: begins))), as: "lee")
      #expect(try await Self.life(test) == .inNegotiation)
      _ = try await test.run(WithdrawProposal(first.id), as: "lee")
      #expect(try await Self.life(test) == .draft)
      let second = try await test.run(ProposeAgreements(Self.draft(try Self.gold(from: begins))), as: "lee")
      let standing = try #require(try await test.ask(AgreementStandings("gold"), as: "kim").first)
      #expect(standing.isNegotiated && standing.kind == .sla && standing.version == nil)
      _ = try await test.run(ApproveProposal(second.id, digest: second.digest), as: "mo")
      #expect(try await Self.life(test) == .agreed)
      test.clock.advance(by: .days(11))
      #expect(try await Self.life(test) == .inForce)
      let now = test.clock.now()
      let end = AgreementTermination(effective: now + .days(5), toldAt: now, reason: "Nobody needs it.")
      guard case .made(let changes) = try await test.run(EndAgreement("gold", end), as: "mo") else {
        Issue.record("it was proposed")
        return
      }
      let said = changes.flatMap(\.assumptions)
      #expect(said.contains { $0.contains("end as cancelled") }, "\(said)")
      #expect(said.contains { $0.contains("of 30 days is not kept") }, "\(said)")
      #expect(try await Self.life(test) == .inForce)
      // It is taken back, and then meant.
      _ = try await test.run(EndAgreement("gold", nil), as: "mo")
      #expect(try await test.ask(AgreementStandings("gold"), as: "kim").first?.termination == nil)
      _ = try await test.run(EndAgreement("gold", end, expecting: 3), as: "mo")
      await #expect(throws: MainstayError.self) {
        try await test.run(EndAgreement("gold", end, expecting: 2), as: "mo")
      }
      test.clock.advance(by: .days(5))
      #expect(try await Self.life(test) == .terminated)
      // One that is over stands in the way of no other.
      let other = try await test.run(ApplyAgreements(TestApp.drafts(p1: 2)), as: "mo")
      #expect(other.filter(\.isChange).map(\.key) == ["standard"])
      await #expect(throws: MainstayError.self) { try await test.run(EndAgreement("gold", nil), as: "mo") }
      #expect(try await test.app.verify(as: test.person("lee")).isClean)
    }
  }

  @Test(
    "where a second person is needed it is proposed, and those who only propose propose",
    arguments: TestEngine.available)
  func proposed(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.applyAgreement()
      let now = test.clock.now()
      let end = AgreementTermination(effective: now + .days(5), toldAt: now, reason: "x")
      guard case .proposed = try await test.run(EndAgreement("standard", end), as: "lee") else {
        Issue.record("a lead ended it alone")
        return
      }
      _ = try await test.run(SetApprovalRule(true), as: "ada")
      guard case .proposed(let proposal) = try await test.run(EndAgreement("standard", end), as: "mo") else {
        Issue.record("it was ended alone")
        return
      }
      #expect(proposal.reason == "x" && proposal.title.hasPrefix("End "))
      #expect(try await test.ask(AgreementStandings("standard"), as: "kim").first?.termination == nil)
      _ = try await test.run(ApproveProposal(proposal.id, digest: proposal.digest), as: "ada")
      #expect(try await test.ask(AgreementStandings("standard"), as: "kim").first?.termination == end)
      await #expect(throws: MainstayError.self) { try await test.run(EndAgreement("none", end), as: "mo") }
    }
  }

  @Test("what is wrong with an end is named", arguments: TestEngine.available)
  func faults(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.applyAgreement()
      let now = test.clock.now()
      func fault(_ effective: Instant, _ told: Instant, _ reason: String = "x") async -> [String] {
        do {
          _ = try await test.run(
            EndAgreement("standard", AgreementTermination(effective: effective, toldAt: told, reason: reason)), as: "mo"
          )
          return []
        } catch {
          return (error as? MainstayError)?.faultPaths ?? []
        }
      }
      #expect(await fault(now - .days(1), now - .days(2)) == ["effective"])
      #expect(await fault(now + .days(1), now + .days(2)) == ["toldAt"])
      #expect(await fault(now + .days(1), now, "") == ["reason"])
    }
  }

  @Test("clocks end with their agreement at its instant, however late that is noticed", arguments: TestEngine.available)
  func clocks(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.applyAgreement()
      func open(_ title: String) async throws -> TicketKey {
        TicketKey(
          try await test.run(
            OpenTicket(title: title, requester: "rita", attributes: ["priority": "P1"]), as: "kim"
          ).id)
      }
      func clock(_ key: TicketKey, _ name: String = "resolution") async throws -> ClockRow? {
        try await test.ask(ShowTicket(key), as: "kim").clocks.first { $0.name == name }
      }
      let (goesOn, isResolved, breached) = (try await open("A"), try await open("B"), try await open("C"))
      test.clock.advance(by: .hours(1))
      let end = test.clock.now() + .minutes(30)
      let before = try await open("D")
      _ = try await test.run(
        EndAgreement("standard", AgreementTermination(effective: end, toldAt: test.clock.now(), reason: "x")), as: "mo")
      let between = try await open("E")
      #expect(try await test.app.endAgreements(limit: 10, as: test.system) == 0, "not yet")
      test.clock.advance(by: .hours(1))
      _ = try await test.run(ResolveTicket(isResolved, text: "done"), as: "kim")
      let after = try await open("F")
      #expect(try await clock(after) == nil, "no agreement covers it")
      #expect(try await test.app.endAgreements(limit: 2, as: test.system) == 2)
      #expect(try await test.app.endAgreements(limit: 10, as: test.system) == 3)
      #expect(try await test.app.endAgreements(limit: 10, as: test.system) == 0)
      for key in [goesOn, isResolved, before, between] {
        let row = try #require(try await clock(key))
        #expect(row.state == .cancelled && row.stoppedAt == end, "\(row)")
      }
      // The first response was breached before; that stands.
      let response = try #require(try await clock(breached, "first response"))
      #expect(response.state == .breached && response.stoppedAt == end)
      test.clock.advance(by: .hours(1))
      _ = try await test.run(ReopenTicket(isResolved), as: "kim")
      #expect(try await test.app.endAgreements(limit: 10, as: test.system) == 0)
      let again = try await test.ask(ShowTicket(isResolved), as: "kim").clocks.filter { $0.name == "resolution" }
      #expect(again.count == 1 && again[0].state == .cancelled, "an agreement that ended counts no further cycle")
      #expect(try await test.app.verify(as: test.person("lee")).isClean)
    }
  }
}

extension MainstayError {
  /// Where its faults are.
  fileprivate var faultPaths: [String] {
    guard case .invalid(let faults) = self else { return [] }
    return faults.map(\.path)
  }
}
