import Core
import Kernel
import OperationsUseCases
import Storage
import TestApp
import TestDatabases
import Testing
@testable import MainstayServer

@Suite("A clock that is far off is said", .timeLimit(.minutes(10)))
struct ClockWatchTests {
  private let now = TestApp.start

  @Test("what others know is held against the clock, and nothing that silence may explain")
  func witnesses() {
    func fault(_ witnesses: ClockWitnesses.Answer, waited: Kernel.Duration = .zero) -> ClockFault? {
      witnesses.fault(before: now, after: now + waited)
    }
    let hours = Kernel.Duration.hours(3)
    #expect(fault(.init(server: now + hours)) == ClockFault(.database, off: .zero - hours))
    #expect(fault(.init(server: now - hours)) == ClockFault(.database, off: hours))
    #expect(fault(.init(recorded: now + hours)) == ClockFault(.journal, off: .zero - hours))
    #expect(fault(.init(node: ("beta", now + hours))) == ClockFault(.node("beta"), off: .zero - hours))
    #expect(fault(.init(recorded: now - hours, node: ("beta", now - hours))) == nil)
    #expect(fault(.init(server: now + .seconds(10), recorded: now + .seconds(10))) == nil)
    #expect(fault(.init(server: now + .seconds(30)), waited: .seconds(25)) == nil, "the answer took its time")
    #expect(
      ClockFault(.database, off: hours + .minutes(5)).words("alpha")
        == "The clock of alpha is 3 h 5 min ahead of the clock of the database server.")
    #expect(
      ClockFault(.node("beta"), off: .seconds(-75)).words("alpha")
        == "The clock of alpha is 1 min 15 s behind the clock of beta.")
    #expect(ClockFault(.process, off: .days(3)).words("alpha") == "The clock of alpha jumped 3 d forward while it ran.")
  }

  @Test("a jump is told for a while, and a machine that slept has not jumped")
  func jumps() {
    let watch = ClockWatch()
    let process = ContinuousClock.now
    #expect(watch.jump(at: now, process) == nil)
    #expect(watch.jump(at: now + .hours(8), process + .seconds(8 * 3600)) == nil)
    let jumped = watch.jump(at: now + .hours(9), process + .seconds(8 * 3600 + 2))
    #expect(jumped?.witness == .process && jumped?.off == .minutes(60) - .seconds(2))
    #expect(watch.jump(at: now + .hours(9) + .seconds(2), process + .seconds(8 * 3600 + 4)) == jumped)
    let later = process + .seconds(8 * 3600 + 4) + ClockWatch.toldFor
    #expect(watch.jump(at: now + .hours(10) + .seconds(2), later) == nil)
  }

  @Test("it shows on the engine's page while it lasts, and writes go on", arguments: TestEngine.available)
  func noted(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let system = test.system
      let other = Node(name: "beta:2", startedAt: now, runsEngine: true)
      let own = Node(name: "alpha:1", startedAt: now, runsEngine: true)
      test.clock.advance(by: .hours(2))
      try await test.app.run(SeeNode(other), as: system)
      test.clock.set(now)
      try await test.app.run(SeeNode(own), as: system)
      let found = try await test.app.ask(ClockWitnesses(own.name), as: system)
      #expect(found.node?.name == "beta" && found.node?.seenAt == now + .hours(2))
      #expect((found.server == nil) == (engine == .sqlite))
      let watch = ClockWatch()
      let fault = await watch.look(test.app, own)
      #expect(fault?.witness == (engine == .sqlite ? .node("beta") : .database))
      func failures() async throws -> [String] {
        try await test.app.ask(EngineHealth(), as: system).failures.map(\.error)
      }
      #expect(try await failures() == [try #require(fault).words("alpha")])
      _ = await watch.look(test.app, own)
      #expect(try await test.app.ask(EngineHealth(), as: system).failures.map(\.tries) == [1], "told once")
      try await test.app.run(LeaveNode(other.name), as: system)
      try await test.app.run(NoteClock(own, nil), as: system)
      #expect(try await failures() == [])
    }
  }

  @Test("what was noted of a node that is gone goes with it")
  func gone() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      let node = Node(name: "alpha:1", startedAt: now, runsEngine: true)
      try await test.app.run(SeeNode(node), as: test.system)
      try await test.app.run(NoteClock(node, ClockFault(.journal, off: .hours(-1))), as: test.system)
      test.clock.advance(by: .hours(1))
      try await test.app.run(ForgetGoneNodes(), as: test.system)
      #expect(try await test.app.ask(EngineHealth(), as: test.system).failures.isEmpty)
    }
  }
}
