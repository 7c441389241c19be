import Application
import Kernel
import TestApp
import TestDatabases
import Testing

@Suite("Nodes, and what they do in the background", .timeLimit(.minutes(10)))
struct NodeTests {
  private func see(_ test: TestApp, _ name: String, _ work: [WorkReport] = []) async throws -> [RecordID: String] {
    try await test.run(
      SeeNode(Node(name: name, startedAt: TestApp.start, runsEngine: true), work: work), as: "system")
  }

  private func cycle(_ test: TestApp, _ node: String) async throws {
    try await test.run(
      EndCycle(
        module: "clocks@\(node)", node: node, lease: nil, CycleOutcome(startedAt: test.clock.now(), handled: 0)),
      as: "system")
  }

  @Test("what a node did that is gone is late no longer, as another does it; its rows are forgotten")
  func gone() async throws {
    try await withEachEngineApp { test async throws in
      for node in ["alpha:1", "beta:2"] {
        _ = try await see(test, node)
        try await cycle(test, node)
      }
      // Alpha dies; beta goes on.
      test.clock.advance(by: .seconds(50))
      _ = try await see(test, "beta:2")
      try await cycle(test, "beta:2")
      test.clock.advance(by: .seconds(11))
      let health = try await test.ask(EngineHealth(), as: "lee")
      #expect(health.modules.map(\.module) == ["clocks@beta:2"])
      #expect(health.modules.map(\.title) == ["clocks on beta"])
      #expect(health.modules.allSatisfy { !$0.isLate(at: health.now) })
      // With both gone nobody does it, and that is said.
      test.clock.advance(by: .minutes(11))
      let silent = try await test.ask(EngineHealth(), as: "lee")
      #expect(silent.modules.count == 2 && silent.modules.allSatisfy { $0.isLate(at: silent.now) })
      _ = try await see(test, "beta:2")
      try await cycle(test, "beta:2")
      #expect(try await test.run(ForgetGoneNodes(), as: "system") == 2)
      #expect(try await test.ask(EngineHealth(), as: "lee").modules.map(\.module) == ["clocks@beta:2"])
    }
  }

  @Test("a node that takes leave frees its leases at once")
  func leave() async throws {
    try await withEachEngineApp { test async throws in
      func take(_ node: String) async throws -> Int64? {
        try await test.run(TakeLease(module: "sealing", node: node, length: .minutes(2)), as: "system")?.fence
      }
      _ = try await see(test, "alpha:1")
      #expect(try await take("alpha:1") == 1)
      #expect(try await take("beta:2") == nil)
      try await test.run(LeaveNode("alpha:1"), as: "system")
      #expect(try await take("beta:2") == 2)
    }
  }

  @Test("work of one node is seen and stopped from another; it ends with its node")
  func work() async throws {
    try await withEachEngineApp { test async throws in
      func report(_ id: String, _ kind: WorkReport.Kind, _ progress: Int, _ outcome: String? = nil) -> WorkReport {
        WorkReport(
          id: RecordID(id), kind: kind, name: "log.csv", startedBy: "mo", startedAt: test.clock.now(),
          progress: progress, outcome: outcome)
      }
      _ = try await see(test, "alpha:1", [report("a", .import, 120), report("b", .verification, 0)])
      let listed = try await test.ask(ListWork(), as: "lee")
      #expect(Set(listed.map(\.report.id.text)) == ["a", "b"])
      #expect(listed.allSatisfy { $0.isUnderWay(at: test.clock.now()) && $0.node == "alpha:1" })
      // A lead may verify and not import.
      await #expect(throws: MainstayError.forbidden(permission: "import.run")) {
        try await test.run(StopWork(RecordID("a")), as: "lee")
      }
      try await test.run(StopWork(RecordID("a")), as: "mo")
      #expect(try await see(test, "beta:2").isEmpty, "it is another node's")
      #expect(try await see(test, "alpha:1", [report("a", .import, 130)]) == [RecordID("a"): "mo"])
      #expect(try await see(test, "alpha:1", [report("a", .import, 130, "Stopped by mo.")]).isEmpty)
      let ended = try #require(try await test.ask(ListWork(), as: "lee").first { $0.report.id.text == "a" })
      #expect(ended.report.outcome == "Stopped by mo." && ended.endedAt == test.clock.now())
      await #expect(throws: MainstayError.conflict(code: "work-ended", message: "It has ended already.")) {
        try await test.run(StopWork(RecordID("a")), as: "mo")
      }
      // The node dies with the other one.
      test.clock.advance(by: .minutes(11))
      let left = try #require(try await test.ask(ListWork(), as: "lee").first { $0.report.id.text == "b" })
      #expect(!left.isUnderWay(at: test.clock.now()) && left.endedAt == nil)
      _ = try await test.run(ForgetGoneNodes(), as: "system")
      let marked = try #require(try await test.ask(ListWork(), as: "lee").first { $0.report.id.text == "b" })
      #expect(marked.endedAt != nil && marked.report.outcome == "Its server is gone.")
    }
  }

  private func withEachEngineApp(_ body: @Sendable (TestApp) async throws -> Void) async throws {
    for engine in TestEngine.available { try await withTestApp(on: engine, body) }
  }
}
