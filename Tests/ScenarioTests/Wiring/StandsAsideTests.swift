import Kernel
import Logging
import OperationsUseCases
import Synchronization
import TestApp
import TestDatabases
import Testing
@testable import Engine

@Suite("A node that leaves a part of the engine to the others", .timeLimit(.minutes(10)))
struct StandsAsideTests {
  private final class Beats: Heartbeat {
    private let count = Mutex(0)
    var sent: Int { count.withLock { $0 } }
    func send() async throws { count.withLock { $0 += 1 } }
  }

  private final class Why: Sendable {
    private let words: Mutex<String?>
    init(_ words: String?) { self.words = Mutex(words) }
    var text: String? {
      get { words.withLock { $0 } }
      set { words.withLock { $0 = newValue } }
    }
  }

  /// A part that one node at a time does, kept from a node for as long as `why` says something.
  private func sealing(_ why: Why) -> EngineModule {
    EngineModule("sealing", every: .seconds(10), sharing: .oneNode, batch: 1, obstacle: { _ in why.text }) { _, _ in 0 }
  }

  private func node(_ name: String, _ test: TestApp) -> EngineService {
    var quiet = Logger(label: "test")
    quiet.logLevel = .critical
    return EngineService(app: test.app, node: name, modules: [], logger: quiet)
  }

  @Test("is well while another does it, says why, and takes part once it can", arguments: TestEngine.available)
  func aside(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      func modules() async throws -> [ModuleHealth] { try await test.ask(EngineHealth(), as: "lee").modules }
      let beats = Beats()
      let (heartbeat, why) = (EngineModule.heartbeat(beats), Why("Its key is not registered."))
      let (one, two) = (node("one:1", test), node("two:2", test))
      var (first, second) = (EngineService.LoopState(), EngineService.LoopState())

      // Nobody does it: the silence is heard.
      #expect(await two.turn(sealing(why), &second) == EngineService.obstaclePause)
      _ = try await heartbeat.cycle(test.app, 1)
      #expect(beats.sent == 0)
      #expect(try await modules().map(\.fault) == ["Its key is not registered."])

      _ = await one.turn(sealing(Why(nil)), &first)
      _ = await two.turn(sealing(why), &second)
      _ = try await heartbeat.cycle(test.app, 1)
      #expect(beats.sent == 1)
      let both = try await modules()
      #expect(both.map(\.title) == ["sealing", "sealing on two"])
      #expect(both.allSatisfy { !$0.isLate(at: test.clock.now()) && $0.fault == nil })
      #expect(both.last?.aside == "Its key is not registered.")

      // The one that did it falls silent: nobody does it again, and the reason is a fault again.
      test.clock.advance(by: .minutes(2))
      _ = await two.turn(sealing(why), &second)
      _ = try await heartbeat.cycle(test.app, 1)
      #expect(beats.sent == 1)
      #expect(try await modules().allSatisfy { $0.isLate(at: test.clock.now()) })

      // What kept the second from it is gone, while the first does it: nothing old is said of it.
      _ = await one.turn(sealing(Why(nil)), &first)
      why.text = nil
      _ = await two.turn(sealing(why), &second)
      #expect(second.lease == nil)
      #expect(try await modules().map(\.title) == ["sealing"])
    }
  }
}
