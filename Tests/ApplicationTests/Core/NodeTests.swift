import Core
import ImportUseCases
import JournalUseCases
import Kernel
import OperationsUseCases
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

  @Test("the lease of a node that was killed is free within a minute, however long it is, and its work is refused")
  func killed() async throws {
    try await withEachEngineApp { test async throws in
      func take(_ node: String) async throws -> Lease? {
        try await test.run(TakeLease(module: "retention", node: node, length: .seconds(3_750)), as: "system")
      }
      func end(_ lease: Lease?) async throws {
        try await test.run(
          EndCycle(
            module: "retention", node: lease?.node ?? "", lease: lease,
            CycleOutcome(startedAt: test.clock.now(), handled: 1)), as: "system")
      }
      _ = try await see(test, "alpha:1")
      let old = try await take("alpha:1")
      test.clock.advance(by: Node.silence)
      #expect(try await take("beta:2") == nil, "it may still be there")
      test.clock.advance(by: .milliseconds(1))
      _ = try await see(test, "beta:2")
      let new = try await take("beta:2")
      #expect(new?.fence == 2)
      try await end(old)
      #expect(try await test.ask(EngineHealth(), as: "lee").modules.map(\.handled) == [0])
      try await end(new)
      #expect(try await test.ask(EngineHealth(), as: "lee").modules.map(\.handled) == [1])
    }
  }

  @Test("what a node held that is forgotten is free for nodes that come later")
  func forgotten() async throws {
    try await withEachEngineApp { test async throws in
      _ = try await see(test, "alpha:1")
      let lease = TakeLease(module: "retention", node: "alpha:1", length: .hours(2))
      #expect(try await test.run(lease, as: "system") != nil)
      test.clock.advance(by: .minutes(11))
      #expect(try await test.run(ForgetGoneNodes(), as: "system") == 1)
      let next = TakeLease(module: "retention", node: "beta:2", length: .hours(2))
      #expect(try await test.run(next, as: "system")?.fence == 2)
    }
  }

  @Test("a heartbeat that no node has any more is not late")
  func heartbeatSwitchedOff() async throws {
    try await withEachEngineApp { test async throws in
      for (node, leaves) in [("alpha:1", true), ("beta:2", false)] {
        _ = try await see(test, node)
        let lease = try await test.run(
          TakeLease(module: Node.optionalModule, node: node, length: .minutes(3)), as: "system")
        try await test.run(
          EndCycle(
            module: Node.optionalModule, node: node, lease: lease,
            CycleOutcome(startedAt: test.clock.now(), handled: 0)), as: "system")
        #expect(try await test.ask(EngineHealth(), as: "lee").modules.map(\.module) == [Node.optionalModule])
        if leaves { try await test.run(LeaveNode(node), as: "system") } else { test.clock.advance(by: .minutes(6)) }
        #expect(try await test.ask(EngineHealth(), as: "lee").modules.isEmpty)
      }
    }
  }

  @Test("work of one node is seen and stopped from another; it ends with its node")
  func work() async throws {
    try await withEachEngineApp { test async throws in
      func report(_ id: String, _ kind: WorkKind, _ progress: Int, _ outcome: String? = nil) -> WorkReport {
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

  @Test("work of another node is known as under way until it ends or its node is gone", arguments: TestEngine.available)
  func elsewhere(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      func report(_ progress: Int, _ outcome: String? = nil) -> WorkReport {
        WorkReport(
          id: RecordID("run"), kind: .import, name: "log.csv", startedBy: "mo", startedAt: TestApp.start,
          progress: progress, outcome: outcome)
      }
      func underWay() async throws -> [Int] {
        try await test.ask(WorkUnderWay(.import), as: "ada").values.map(\.report.progress)
      }
      _ = try await see(test, "desk port 8080:1", [report(250)])
      #expect(try await underWay() == [250])
      #expect(try await test.ask(WorkUnderWay(.verification), as: "ada").isEmpty)
      let work = try await test.ask(ShowWork(RecordID("run"), kind: .import), as: "ada")
      #expect(Node.host(work.node) == "desk port 8080")
      await #expect(throws: MainstayError.notFound(kind: "verification", id: "run")) {
        try await test.ask(ShowWork(RecordID("run"), kind: .verification), as: "ada")
      }
      test.clock.advance(by: .minutes(2))
      #expect(try await underWay() == [])
      _ = try await see(test, "desk port 8080:1", [report(1000, "Done.")])
      #expect(try await underWay() == [])
    }
  }
}
