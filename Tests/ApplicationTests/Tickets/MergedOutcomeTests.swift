import Core
import Kernel
import MessagesUseCases
import TestApp
import TestDatabases
import Testing
import Tickets
import TicketsUseCases

@Suite("What became of the ticket that one's own was merged into", .timeLimit(.minutes(10)))
struct MergedOutcomeTests {
  private func outcome(_ key: TicketKey, _ test: TestApp, as name: String) async throws -> MergedOutcome? {
    try await test.ask(ShowTicket(key), as: name).outcome
  }

  @Test(
    "its requester sees it on the merged ticket, through all merges, whosever's it is", arguments: TestEngine.available)
  func seen(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test in
      var keys: [TicketKey] = []
      for name in ["rita", "ron", "kim"] {
        keys.append(TicketKey(try await test.run(OpenTicket(title: "Down", requester: name), as: "kim").id))
      }
      #expect(try await outcome(keys[0], test, as: "rita") == nil)
      try await test.run(MergeTicket(keys[0], into: keys[1]), as: "lee")
      #expect(try await outcome(keys[0], test, as: "rita") == MergedOutcome(state: .open, at: nil))
      try await test.run(MergeTicket(keys[1], into: keys[2]), as: "lee")
      #expect(try await outcome(keys[0], test, as: "rita")?.state == .open)
      test.clock.advance(by: .hours(1))
      let resolvedAt = test.clock.now()
      try await test.run(ResolveTicket(keys[2], text: "For kim alone"), as: "nat")
      for (key, name) in [(keys[0], "rita"), (keys[1], "ron"), (keys[0], "kim")] {
        #expect(try await outcome(key, test, as: name) == MergedOutcome(state: .resolved, at: resolvedAt), "\(name)")
      }
      let detail = try await test.ask(ShowTicket(keys[0]), as: "rita")
      #expect(detail.mergedInto == nil && detail.messages.isEmpty, "and nothing more of it")
      try await test.run(ReopenTicket(keys[2]), as: "nat")
      #expect(try await outcome(keys[0], test, as: "rita") == MergedOutcome(state: .open, at: nil))
    }
  }

  @Test("it is told to the outside for each of them, once", arguments: TestEngine.available)
  func told(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test in
      var changes: [TicketChange] = []
      for _ in 0..<4 { changes.append(try await test.run(OpenTicket(title: "Down"), as: "rita")) }
      let keys = changes.map { TicketKey($0.id) }
      _ = try await test.run(AddHook(label: "all", url: "https://example.org/in", kinds: ["*"]), as: "ada")
      try await test.run(MergeTicket(keys[0], into: keys[1]), as: "lee")
      try await test.run(MergeTicket(keys[1], into: keys[2]), as: "lee")
      try await test.run(AnswerTicket(keys[2], body: "We look"), as: "kim")
      try await test.run(ResolveTicket(keys[2], text: "Done"), as: "kim")
      try await test.run(ResolveTicket(keys[3], text: "Done"), as: "kim")
      let notices = try await test.ask(ListMessages(limit: 100), as: "lee").map(\.notice)
      let outcomes = notices.filter { $0.kind == "ticket.outcome" }
      #expect(Set(outcomes.compactMap { $0.data?["number"]?.stringValue }) == Set(changes[0...1].map(\.number)))
      #expect(outcomes.count == 2)
      for notice in outcomes {
        #expect(notice.data?["outcome"] == "resolved" && notice.data?["into"] == .string(keys[2].text))
        #expect(notice.cause.contains("(\(changes[2].number)) was resolved by kim"), "\(notice.cause)")
      }
      #expect(notices.filter { $0.kind == "ticket.merged" }.count == 2)
    }
  }
}
