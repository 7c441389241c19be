import AgreementsUseCases
import Core
import Journal
import JournalUseCases
import Kernel
import MessagesUseCases
import PeopleUseCases
import Proposals
import ProposalsUseCases
import Reach
import ReachUseCases
import Storage
import TestApp
import TestDatabases
import Testing

@Suite("Promise: people are told of proposals that wait for them, and of what was decided", .timeLimit(.minutes(10)))
struct ProposalToldTests {
  private static func draft(_ hours: Int64) throws -> ProposalDraft {
    let drafts = try TestApp.drafts(p1: hours)
    return ProposalDraft(
      title: "Secret title", reason: "", files: [Proposal.File(name: "desk.yaml", text: drafts.fileText)],
      drafts: drafts)
  }

  @Test("who can decide, and then who proposed it; nobody of their own doing", arguments: TestEngine.available)
  func told(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let desk = ReachDesk(test)
      try await test.applyAgreement()
      for name in ["mo", "ada", "lee", "kim"] { try await desk.add(.push, "https://push.example/\(name)", of: name) }
      func told(_ name: String) async throws -> [String] {
        try await desk.settle()
        return desk.letters.told("https://push.example/\(name)")
      }
      let first = try await desk.run(ProposeAgreements(Self.draft(2)), as: "lee")
      let waits = "lee proposes a change of agreements, which waits for somebody else's decision."
      #expect(try await told("mo") == [waits])
      #expect(try await told("ada") == [waits])
      #expect(try await told("lee").isEmpty, "nobody is told of what they did")
      #expect(try await told("kim").isEmpty, "whom it does not concern")
      let letter = try #require(desk.letters.all.last)
      #expect(letter.message.link == "https://desk.example.org/agreement-proposals/" + first.id.text)
      #expect(letter.message.subject == "Decisions" && letter.message.why.contains("may decide about it"))
      _ = try await desk.run(RefuseProposal(first.id, note: "Too soon."), as: "mo")
      #expect(
        try await told("lee") == ["mo refused the change of agreements that you proposed, and says why."])
      let second = try await desk.run(ProposeAgreements(Self.draft(3)), as: "mo")
      #expect(try await told("mo") == [waits], "their own they know")
      _ = try await desk.run(ApproveProposal(second.id, digest: second.digest), as: "ada")
      #expect(
        try await told("mo").last == "ada approved the change of agreements that you proposed: it is in force.")
      let third = try await desk.run(ProposeAgreements(Self.draft(1)), as: "lee")
      _ = try await desk.run(WithdrawProposal(third.id), as: "lee")
      #expect(try await told("ada").last == "lee took back the change of agreements that waited for a decision.")
      #expect(
        try await desk.ask(ListOwnNotices(), as: "ada").items.first?.notice.page?.hasSuffix(third.id.text) == true)
      let bodies = try await test.database.read { tx in
        try tx.query("SELECT words FROM personal_notice UNION ALL SELECT body || cause FROM notice") { try $0.text(0) }
      }
      #expect(!bodies.isEmpty && bodies.allSatisfy { !$0.contains("Secret title") })
      #expect(try await desk.app.verify(as: test.person("lee")).isClean)
    }
  }

  @Test("webhooks choose the kinds, and who was erased is named in no message", arguments: TestEngine.available)
  func hooks(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let desk = ReachDesk(test)
      try await test.applyAgreement()
      try await desk.add(.push, "https://push.example/ada", of: "ada")
      _ = try await test.run(
        AddHook(label: "Chat", url: "https://example.org/", kinds: ["proposal.waiting", "proposal.approved"]), as: "ada"
      )
      _ = try await test.run(ProposeAgreements(Self.draft(2)), as: "lee")
      _ = try await desk.run(ProposeAgreements(Self.draft(3)), as: "lee")
      try await desk.settle()
      let sent = try await test.ask(ListMessages(), as: "ada").filter { $0.webhook != nil }
      #expect(sent.map(\.notice.kind) == ["proposal.waiting"])
      #expect(desk.letters.told("https://push.example/ada").count == 1)
      _ = try await test.app.erase(
        ErasureRequest(name: "lee", confirmation: "lee", texts: .written, reason: "Asked for it"),
        as: test.person("ada"))
      let kept = try await test.database.read { tx in
        try tx.query("SELECT words FROM personal_notice UNION ALL SELECT body || cause FROM notice") { try $0.text(0) }
      }
      #expect(!kept.isEmpty && kept.allSatisfy { !$0.contains("lee ") && !$0.contains("\"lee\"") }, "\(kept)")
    }
  }
}
