import Core
import Engine
import Kernel
import MessagesUseCases
import Synchronization
import TestApp
import TestDatabases
import Testing
import Tickets
import TicketsUseCases

@Suite("Promise: a clock that is put back keeps no message", .timeLimit(.minutes(10)))
struct ClockPutBackTests {
  @Test(
    "what waited for its first try, for another one, or for a node that died is sent at once",
    arguments: TestEngine.available)
  func sent(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let answers = Mutex(false)
      let app = test.app.with(channels: [
        .webhooks { _, _ in answers.withLock { $0 } ? .delivered : .failed("It answered 500.") }
      ])
      let hook = try await app.run(
        AddHook(label: "chat", url: "https://example.org/in", kinds: ["ticket.opened"]), as: test.person("ada"))
      test.clock.advance(by: .days(1))
      for number in 1...6 { _ = try await app.run(OpenTicket(title: "\(number)"), as: test.person("rita")) }
      // One is in the hands of a node that dies with it, three failed, so that the others are not tried for a while.
      _ = try await app.run(NextDelivery(at: hook.destination), as: .system("engine"))
      let dispatcher = Dispatcher()
      _ = try await dispatcher.begin(app)
      _ = await dispatcher.idle()
      let states = try await app.ask(ListMessages(), as: test.person("lee")).map(\.state.rawValue).sorted()
      #expect(states == ["sending"] + Array(repeating: "waiting", count: 5))

      answers.withLock { $0 = true }
      test.clock.advance(by: .days(-1))
      _ = try await dispatcher.begin(app)
      _ = await dispatcher.idle()
      #expect(try await app.ask(OutboxCounts(), as: test.person("lee")) == [.delivered: 6])
    }
  }

  @Test("also where it was put back by no longer than a try may wait", arguments: TestEngine.available)
  func byALittle(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let app = test.app.with(channels: [.webhooks { _, _ in .delivered }])
      _ = try await app.run(
        AddHook(label: "chat", url: "https://example.org/in", kinds: ["ticket.opened"]), as: test.person("ada"))
      let dispatcher = Dispatcher()
      _ = try await dispatcher.begin(app)
      _ = try await app.run(OpenTicket(title: "Printer"), as: test.person("rita"))
      test.clock.advance(by: .minutes(-10))
      _ = try await dispatcher.begin(app)
      _ = await dispatcher.idle()
      #expect(try await app.ask(OutboxCounts(), as: test.person("lee")) == [.delivered: 1])
    }
  }

  @Test("what waits as it should goes on waiting")
  func untouched() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      let hook = try await test.run(
        AddHook(label: "chat", url: "https://example.org/in", kinds: ["ticket.opened"]), as: "ada")
      for number in 1...2 { try await test.run(OpenTicket(title: "\(number)"), as: "rita") }
      let taken = try #require(try await test.run(NextDelivery(at: hook.destination), as: "system"))
      let settling = Settlement(taken.delivery, .failed("It answered 500."))
      _ = try await test.run(NextDelivery(at: hook.destination, settling: settling), as: "system")
      let before = try await test.ask(ListMessages(), as: "lee").map(\.nextAt)
      #expect(try await test.run(RenewDeliveries(), as: "system") == 0)
      #expect(try await test.ask(ListMessages(), as: "lee").map(\.nextAt) == before)
    }
  }
}
