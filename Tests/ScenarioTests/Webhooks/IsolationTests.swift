import Core
import Engine
import JournalUseCases
import Kernel
import MessagesUseCases
import Synchronization
import TestApp
import TestDatabases
import Testing
import Tickets
import TicketsUseCases

@Suite("Promise: a destination that does not answer holds up nobody", .timeLimit(.minutes(10)))
struct IsolationTests {
  private static let bad = ["answers 500", "closes early", "answers half", "redirects"]

  private func app(_ test: TestApp, _ field: Receivers, hooks: [String]) async throws -> App {
    let app = test.app.with(channels: [.webhooks { delivery, _ in await field.take(delivery) }])
    for label in hooks {
      _ = try await app.run(
        AddHook(label: label, url: "https://example.org/in", kinds: ["ticket.opened"]), as: test.person("ada"))
    }
    return app
  }

  private func open(_ count: Int, _ test: TestApp, _ app: App) async throws {
    for number in 1...count { _ = try await app.run(OpenTicket(title: "\(number)"), as: test.person("rita")) }
  }

  @Test(
    "with one that hangs, one that drips and four that fail, a good one gets all of its messages at once",
    arguments: TestEngine.available)
  func mixed(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let field = Receivers(hanging: ["hangs", "drips"], failing: Set(IsolationTests.bad))
      let app = try await app(test, field, hooks: ["hangs", "drips"] + IsolationTests.bad + ["good"])
      try await open(20, test, app)
      let dispatcher = Dispatcher()
      _ = try await dispatcher.begin(app)
      // No time passes: whatever the others do, nothing waits for them.
      await field.until("good", has: 20)
      // Nor do they wait for it, but their first connection to the database may take longer than all of its messages.
      for label in ["hangs", "drips"] { await field.until(label, has: 1) }
      #expect(field.tries("hangs") == 1 && field.tries("drips") == 1, "one place each")
      field.release()
      _ = await dispatcher.idle()
      for label in IsolationTests.bad {
        #expect(field.tries(label) == DestinationHealth.patience, "\(label) is left alone then")
      }
      // Nothing was lost: once they answer, all get what waited.
      field.mend()
      for _ in 1...4 {
        test.clock.advance(by: .minutes(10))
        _ = try await dispatcher.begin(app)
        _ = await dispatcher.idle()
      }
      #expect(try await app.ask(OutboxCounts(), as: test.person("lee")) == [.delivered: 140])
      #expect(try await app.verify(as: test.person("lee")).isClean)
    }
  }

  @Test("as many dead ones as there can be leave a place for one that answers")
  func many() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      let dead = (1..<Hook.most).map { "dead \($0)" }
      let field = Receivers(hanging: Set(dead), failing: [])
      let app = try await app(test, field, hooks: dead + ["good"])
      try await open(3, test, app)
      let dispatcher = Dispatcher()
      _ = try await dispatcher.begin(app)
      await field.until("good", has: 3)
      #expect(dead.allSatisfy { field.tries($0) <= 1 })
      field.release()
      _ = await dispatcher.idle()
    }
  }

  @Test("one that answers gets several at a time, and no more than its channel allows")
  func wide() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      let field = Receivers(hanging: [], failing: [])
      let app = try await app(test, field, hooks: ["good"])
      try await open(40, test, app)
      let dispatcher = Dispatcher()
      _ = try await dispatcher.begin(app)
      _ = await dispatcher.idle()
      #expect(field.tries("good") == 40)
      #expect(field.mostAtOnce <= 4)
    }
  }

  @Test("a node that stops leaves what it had in hand to the next, at once and with no try counted")
  func stopping() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      let field = Receivers(hanging: ["good"], failing: [])
      let app = try await app(test, field, hooks: ["good"])
      try await open(2, test, app)
      let first = Dispatcher()
      _ = try await first.begin(app)
      await field.until("good", has: 1)
      await first.stop()
      let waiting = try await app.ask(ListMessages(), as: test.person("lee"))
      #expect(waiting.allSatisfy { $0.state == .waiting && $0.tries == 0 })
      field.mend()
      let second = Dispatcher()
      _ = try await second.begin(app)
      _ = await second.idle()
      #expect(try await app.ask(OutboxCounts(), as: test.person("lee")) == [.delivered: 2])
    }
  }

  @Test("another channel is another value: nothing else knows it", arguments: TestEngine.available)
  func another(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let field = Receivers(hanging: [], failing: [])
      let pigeon = Channel("pigeon", .kept(concurrency: 1) { delivery, _ in await field.take(delivery) }) { kind, _ in
        kind.name == "ticket.answered" ? [Listener(key: "loft-1", name: "the loft")] : []
      }
      let lines = Receivers(hanging: [], failing: [])
      let app = test.app.with(channels: [pigeon, .log { lines.note($0.cause) }])
      try await test.applyAgreement()
      let ticket = try await app.run(OpenTicket(title: "Printer"), as: test.person("rita"))
      _ = try await app.run(AnswerTicket(TicketKey(ticket.id), body: "Coo"), as: test.person("kim"))
      let dispatcher = Dispatcher()
      _ = try await dispatcher.begin(app)
      _ = await dispatcher.idle()
      #expect(field.tries("the loft") == 1)
      let sent = try await app.ask(ListMessages(), as: test.person("lee"))
      #expect(sent.map(\.destination) == [Destination(channel: "pigeon", key: "loft-1")])
      #expect(sent.map(\.state) == [.delivered])
      #expect(lines.notes.isEmpty, "the log gets breaches and thresholds")
    }
  }
}

/// Receivers by their labels: some never answer until they are released, some refuse, all others take what comes.
private final class Receivers: Sendable {
  private struct State {
    var hanging: Set<String>
    var failing: Set<String>
    var tries: [String: Int] = [:]
    var underway = 0
    var mostAtOnce = 0
    var notes: [String] = []
    var hung: [CheckedContinuation<Void, Never>] = []
    var waiting: [(label: String, count: Int, continuation: CheckedContinuation<Void, Never>)] = []
  }

  private let state: Mutex<State>

  init(hanging: Set<String>, failing: Set<String>) { state = Mutex(State(hanging: hanging, failing: failing)) }

  func take(_ delivery: Delivery) async -> DeliveryOutcome {
    let label = delivery.recipient
    let ready = state.withLock { state in
      state.tries[label, default: 0] += 1
      state.underway += 1
      state.mostAtOnce = max(state.mostAtOnce, state.underway)
      let ready = state.waiting.filter { (state.tries[$0.label] ?? 0) >= $0.count }
      state.waiting.removeAll { (state.tries[$0.label] ?? 0) >= $0.count }
      return ready
    }
    for waiter in ready { waiter.continuation.resume() }
    await hang(label)
    return state.withLock { state in
      state.underway -= 1
      if state.failing.contains(label) { return .failed("It answered 500.") }
      return state.hanging.contains(label) ? .failed("It did not answer.") : .delivered
    }
  }

  /// Until it is released, or the delivery is broken off.
  private func hang(_ label: String) async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let hangs = state.withLock { state in
          let hangs = state.hanging.contains(label) && !Task.isCancelled
          if hangs { state.hung.append(continuation) }
          return hangs
        }
        if !hangs { continuation.resume() }
      }
    } onCancel: {
      release()
    }
  }

  /// All that hang get an error, now and from now on.
  func release() {
    let hung = state.withLock { state in
      defer { state.hung = [] }
      state.failing.formUnion(state.hanging)
      state.hanging = []
      return state.hung
    }
    for continuation in hung { continuation.resume() }
  }

  /// All answer from now on.
  func mend() {
    release()
    state.withLock { $0.failing = [] }
  }

  func until(_ label: String, has count: Int) async {
    await withCheckedContinuation { continuation in
      let isThere = state.withLock { state in
        let isThere = (state.tries[label] ?? 0) >= count
        if !isThere { state.waiting.append((label, count, continuation)) }
        return isThere
      }
      if isThere { continuation.resume() }
    }
  }

  func note(_ text: String) { state.withLock { $0.notes.append(text) } }

  func tries(_ label: String) -> Int { state.withLock { $0.tries[label] ?? 0 } }
  var mostAtOnce: Int { state.withLock { $0.mostAtOnce } }
  var notes: [String] { state.withLock { $0.notes } }
}
