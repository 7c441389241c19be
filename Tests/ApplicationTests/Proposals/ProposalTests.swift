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
import Storage
import TestApp
import TestDatabases
import Testing
import TicketsUseCases

@Suite("Proposals about agreements", .timeLimit(.minutes(10)))
struct ProposalTests {
  static func draft(p1 hours: Int64 = 2, title: String = "Faster for P1") throws -> ProposalDraft {
    let drafts = try TestApp.drafts(p1: hours)
    return ProposalDraft(
      title: title, reason: "Sales asks for it.",
      files: [Proposal.File(name: "desk.yaml", text: drafts.fileText)], drafts: drafts)
  }

  private func code(_ body: () async throws -> Void) async throws -> String? {
    do {
      try await body()
      return nil
    } catch MainstayError.conflict(let code, _) {
      return code
    }
  }

  @Test(
    "is in force once somebody else approves exactly it, and running clocks stay", arguments: TestEngine.available)
  func approved(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.applyAgreement()
      _ = try await test.run(OpenTicket(title: "Old", requester: "rita", attributes: ["priority": "P1"]), as: "kim")
      test.clock.advance(by: .minutes(5))
      let made = try await test.run(ProposeAgreements(ProposalTests.draft()), as: "mo")
      #expect(try await test.ask(AgreementVersions(key: "standard"), as: "kim").map(\.version) == [1])
      let look = try await test.ask(ShowProposal(made.id), as: "ada")
      #expect(look.changes.filter(\.isChange).map(\.key) == ["standard"] && look.openTickets == ["standard": 1])
      let drafts = try TestApp.drafts(p1: 2)
      #expect(look.toApprove == nil && look.drafts == drafts)
      #expect(try await test.ask(ShowProposal(made.id), as: "mo").toApprove == .own)
      #expect(
        try await code { try await test.run(ApproveProposal(made.id, digest: made.digest), as: "mo") }
          == "own-proposal")
      await #expect(throws: MainstayError.forbidden(permission: "agreements.approve")) {
        try await test.run(ApproveProposal(made.id, digest: made.digest), as: "lee")
      }
      #expect(
        try await code { try await test.run(ApproveProposal(made.id, digest: "0"), as: "ada") } == "proposal-revised")
      // Another title or reason is another text, though it does the same.
      #expect(
        try await code {
          try await test.run(ApproveProposal(made.id, digest: made.digest, expecting: 7), as: "ada")
        } == "proposal-revised")
      let answer = try await test.run(
        ApproveProposal(made.id, digest: made.digest, note: "Fine.", expecting: 1), as: "ada")
      #expect(answer.proposal.state == .applied && answer.proposal.decision?.by == "ada")
      let versions = try await test.ask(AgreementVersions(key: "standard"), as: "kim")
      #expect(versions.map(\.version) == [2, 1] && versions[0].appliedBy == "ada")
      #expect(
        try await code { try await test.run(RefuseProposal(made.id, note: "No"), as: "ada") } == "proposal-decided")
      let entries = try await test.ask(StreamEntries("agreement-proposal/" + made.id.text), as: "lee").entries
      #expect(entries.map(\.entry.kind).sorted() == ["agreement-proposal.applied", "agreement-proposal.made"])
      #expect(try await test.app.verify(as: test.person("lee")).isClean)
    }
  }

  @Test(
    "is void where something else was applied meanwhile, until it is handed in anew", arguments: TestEngine.available)
  func overtaken(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.applyAgreement()
      let made = try await test.run(ProposeAgreements(ProposalTests.draft()), as: "mo")
      try await test.run(ApplyAgreements(TestApp.drafts(p1: 3)), as: "ada")
      #expect(try await test.ask(ShowProposal(made.id), as: "ada").toApprove == .overtaken)
      #expect(
        try await code { try await test.run(ApproveProposal(made.id, digest: made.digest), as: "ada") }
          == "proposal-overtaken")
      #expect(
        try await code { try await test.run(ReviseProposal(made.id, ProposalTests.draft()), as: "ada") }
          == "others-proposal")
      let again = try await test.run(ReviseProposal(made.id, ProposalTests.draft(), expecting: 1), as: "mo")
      #expect(again.digest != made.digest && again.version == 2)
      // Who looked at the former text approves nothing by it.
      #expect(
        try await code { try await test.run(ApproveProposal(made.id, digest: made.digest), as: "ada") }
          == "proposal-revised")
      _ = try await test.run(ApproveProposal(made.id, digest: again.digest), as: "ada")
      #expect(try await test.ask(AgreementVersions(key: "standard"), as: "kim").map(\.version) == [3, 2, 1])
      #expect(try await test.app.verify(as: test.person("lee")).isClean)
    }
  }

  @Test("two who approve at once put it in force once", arguments: TestEngine.available)
  func race(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.applyAgreement()
      let made = try await test.run(ProposeAgreements(ProposalTests.draft()), as: "mo")
      let outcomes = try await withThrowingTaskGroup(of: Bool.self) { group in
        for _ in 0..<6 {
          group.addTask {
            (try? await test.run(ApproveProposal(made.id, digest: made.digest), as: "ada")) != nil
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(outcomes.count { $0 } == 1)
      #expect(try await test.ask(AgreementVersions(key: "standard"), as: "kim").map(\.version) == [2, 1])
    }
  }

  @Test("says what is wrong, and takes nothing that changes nothing", arguments: TestEngine.available)
  func refused(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.applyAgreement()
      for (draft, path) in [
        (try ProposalTests.draft(p1: 4), "files"), (try ProposalTests.draft(title: ""), "title"),
        (ProposalDraft(title: "x", reason: "", files: [], drafts: try TestApp.drafts(p1: 2)), "files"),
      ] {
        do {
          _ = try await test.run(ProposeAgreements(draft), as: "mo")
          Issue.record("taken: \(draft.title)")
        } catch MainstayError.invalid(let faults) {
          #expect(faults.map(\.path) == [path])
        }
      }
      let made = try await test.run(ProposeAgreements(ProposalTests.draft()), as: "lee")
      for note in [" ", " \u{200b} "] {
        await #expect(throws: (any Error).self) { try await test.run(RefuseProposal(made.id, note: note), as: "mo") }
      }
      await #expect(throws: MainstayError.stale(kind: "proposal", id: made.id.text, yours: 7, current: 1)) {
        try await test.run(RefuseProposal(made.id, note: "No", expecting: 7), as: "mo")
      }
      let refused = try await test.run(RefuseProposal(made.id, note: "Not with two people.", expecting: 1), as: "mo")
      #expect(refused.state == .refused && refused.decision?.note == "Not with two people.")
      let other = try await test.run(ProposeAgreements(ProposalTests.draft()), as: "lee")
      #expect(try await test.run(WithdrawProposal(other.id), as: "lee").state == .withdrawn)
      let list = try await test.ask(ListProposals(open: false, limit: 1), as: "kim")
      #expect(list.proposals.map(\.id) == [other.id] && list.waiting == 0)
      let rest = try await test.ask(ListProposals(open: false, after: list.next, limit: 1), as: "kim")
      #expect(rest.proposals.map(\.id) == [made.id] && rest.next == nil)
    }
  }

  @Test("where a second person is needed, nobody applies anything alone", arguments: TestEngine.available)
  func rule(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.applyAgreement()
      #expect(try await test.ask(ShowApprovalRule(), as: "kim").isNeeded == false)
      #expect(try await test.run(SetApprovalRule(true, expecting: 0), as: "ada").version == 1)
      await #expect(throws: MainstayError.stale(kind: "approval rule", id: "agreements", yours: 0, current: 1)) {
        try await test.run(SetApprovalRule(false, expecting: 0), as: "ada")
      }
      for name in ["mo", "ada", "command-line"] {
        #expect(
          try await code { try await test.run(ApplyAgreements(TestApp.drafts(p1: 2)), as: name) } == "approval-needed")
      }
      let made = try await test.run(ProposeAgreements(ProposalTests.draft()), as: "ada")
      _ = try await test.run(ApproveProposal(made.id, digest: made.digest), as: "mo")
      #expect(try await test.ask(AgreementVersions(key: "standard"), as: "kim").first?.version == 2)
      try await test.run(SetApprovalRule(false), as: "ada")
      try await test.run(ApplyAgreements(TestApp.drafts(p1: 1)), as: "mo")
      #expect(try await test.app.verify(as: test.person("lee")).isClean)
    }
  }

  @Test("the file to begin with says what is in force", arguments: TestEngine.available)
  func file(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.applyAgreement()
      #expect(try await test.ask(PresentAgreementFile("standard"), as: "lee") == TestApp.drafts().fileText)
      await #expect(throws: MainstayError.notFound(kind: "agreement", id: "gold")) {
        try await test.ask(PresentAgreementFile("gold"), as: "lee")
      }
    }
  }
}
