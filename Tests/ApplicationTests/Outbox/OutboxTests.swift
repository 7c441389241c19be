import Core
import Journal
import JournalUseCases
import Kernel
import MessagesUseCases
import OperationsUseCases
import TestApp
import TestDatabases
import Testing
import Tickets
import TicketsUseCases

@Suite("Clocks that come due, and the outbox", .timeLimit(.minutes(10)))
struct OutboxTests {
  private func hook(_ test: TestApp) async throws -> Hook {
    try await test.run(AddHook(label: "pager", url: "https://example.org/in"), as: "ada")
  }

  /// The next that is due to a webhook.
  private func next(_ test: TestApp, _ hook: Hook) async throws -> Delivery? {
    try await test.run(NextDelivery(at: hook.destination), as: "system")?.delivery
  }

  /// A ticket whose first response is half used up and then breached; the engine looks once after each.
  private func breached(_ test: TestApp) async throws -> TicketChange {
    try await test.applyAgreement()
    let ticket = try await test.run(OpenTicket(title: "Printer"), as: "rita")
    test.clock.advance(by: .minutes(31))
    #expect(try await test.app.advanceClocks(limit: 10, as: test.system).handled == 1)
    test.clock.advance(by: .hours(5))
    #expect(try await test.app.advanceClocks(limit: 10, as: test.system).handled == 1)
    #expect(try await test.app.advanceClocks(limit: 10, as: test.system).handled == 0)
    return ticket
  }

  @Test("rungs and breaches are recorded at their own instants, once", arguments: TestEngine.available)
  func rungs(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      _ = try await hook(test)
      let ticket = try await breached(test)
      let detail = try await test.ask(ShowTicket(TicketKey(ticket.id)), as: "kim")
      #expect(detail.rungs.map(\.rung) == ["50%", RungFired.breach])
      #expect(detail.rungs.map(\.at) == [TestApp.start + .minutes(30), TestApp.start + .hours(1)])
      #expect(detail.row.isBreached && detail.row.version == 1)
      let messages = try await test.ask(ListMessages(), as: "lee")
      #expect(Set(messages.map(\.notice.kind)) == ["clock.rung", "clock.breached"] && messages.count == 2)
      #expect(messages[0].notice.cause.contains(ticket.number))
      #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
    }
  }

  @Test("several nodes that look at once record each rung once", arguments: TestEngine.available)
  func nodes(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.applyAgreement()
      _ = try await hook(test)
      for index in 0..<20 { try await test.run(OpenTicket(title: "\(index)"), as: "rita") }
      test.clock.advance(by: .hours(2))
      let handled = try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<4 {
          group.addTask {
            var total = 0
            for _ in 0..<8 { total += try await test.app.advanceClocks(limit: 4, as: test.system).handled }
            return total
          }
        }
        return try await group.reduce(0, +)
      }
      #expect(handled == 20)
      #expect(try await test.ask(OutboxCounts(), as: "lee")[.waiting] == 40)
      #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
    }
  }

  @Test("changes and the engine on the same tickets do not hinder each other", arguments: TestEngine.available)
  func besideChanges(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.applyAgreement()
      _ = try await hook(test)
      var keys: [TicketKey] = []
      for index in 0..<8 { keys.append(TicketKey(try await test.run(OpenTicket(title: "\(index)"), as: "rita").id)) }
      test.clock.advance(by: .hours(2))
      try await withThrowingTaskGroup(of: Void.self) { group in
        for key in keys {
          group.addTask {
            try await test.run(AnswerTicket(key, body: "Hello"), as: "kim")
            try await test.run(HoldTicket(key, reason: "awaiting-requester"), as: "kim")
          }
        }
        for _ in 0..<3 {
          group.addTask { for _ in 0..<6 { _ = try await test.app.advanceClocks(limit: 3, as: test.system) } }
        }
        try await group.waitForAll()
      }
      while try await test.app.advanceClocks(limit: 10, as: test.system).handled > 0 {}
      #expect(try await test.ask(OutboxCounts(), as: "lee")[.waiting] == 16)
      #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
    }
  }

  @Test(
    "a message is claimed by one node, tried again with patience, and given up at last", arguments: TestEngine.available
  )
  func delivery(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let hook = try await hook(test)
      _ = try await breached(test)
      let first = try #require(try await next(test, hook))
      let second = try #require(try await next(test, hook))
      #expect(first.id != second.id)
      #expect(try await next(test, hook) == nil)
      try await test.run(SettleDelivery(first, .delivered), as: "system")
      var delivery = second
      for attempt in 1...Delivery.mostTries {
        #expect(delivery.tries == attempt)
        try await test.run(SettleDelivery(delivery, .failed("no answer")), as: "system")
        test.clock.advance(by: Delivery.backoff(after: attempt) - .milliseconds(1))
        #expect(try await next(test, hook) == nil)
        test.clock.advance(by: .milliseconds(1))
        guard let again = try await next(test, hook) else { break }
        delivery = again
      }
      let dead = try #require(try await test.ask(ListMessages(state: .dead), as: "lee").first)
      #expect(dead.id == delivery.id && dead.lastError == "no answer" && dead.tries == Delivery.mostTries)
      try await test.run(ResendMessage(dead.id), as: "lee")
      do {
        try await test.run(ResendMessage(dead.id), as: "lee")
        Issue.record("it was sent twice")
      } catch MainstayError.conflict(let code, _) {
        #expect(code == "message-underway")
      }
      #expect(try await test.ask(OutboxCounts(), as: "lee") == [.delivered: 1, .waiting: 1])
    }
  }

  @Test("a node that died in delivering loses its message to another after the lease", arguments: TestEngine.available)
  func lease(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let hook = try await hook(test)
      _ = try await breached(test)
      let old = try #require(try await next(test, hook))
      let other = try #require(try await next(test, hook))
      test.clock.advance(by: Delivery.lease)
      let new = try #require(try await next(test, hook))
      #expect(new.id == old.id && other.id != old.id && new.tries == 2)
      // The slow node's verdict comes too late to count.
      try await test.run(SettleDelivery(old, .refused("gone")), as: "system")
      try await test.run(SettleDelivery(new, .delivered), as: "system")
      #expect(try await test.ask(OutboxCounts(), as: "lee")[.delivered] == 1)
      #expect(try await test.ask(OutboxCounts(), as: "lee")[.dead] == nil)
    }
  }

  @Test("webhooks get what they want, each with its own message", arguments: TestEngine.available)
  func hooks(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let all = try await test.run(AddHook(label: "all", url: "https://example.org/a"), as: "ada")
      let some = try await test.run(
        AddHook(label: "some", url: "https://example.org/b", kinds: ["clock.breached"]), as: "ada")
      #expect(all.secret.hasPrefix("whsec_") && all.secret != some.secret)
      _ = try await breached(test)
      let messages = try await test.ask(ListMessages(), as: "lee")
      #expect(messages.count { $0.webhook == all.id } == 2 && messages.count { $0.webhook == some.id } == 1)
      #expect(Set(messages.map(\.id)).count == 3 && Set(messages.map(\.notice.id)).count == 2)
      do {
        try await test.run(AddHook(label: "", url: "ftp://x", kinds: ["odd"]), as: "ada")
        Issue.record("the webhook was added")
      } catch MainstayError.invalid(let faults) {
        #expect(faults.map(\.path) == ["label", "url", "kinds"])
      }
    }
  }

  @Test("a lease is one node's until it ends, and the next has a higher fence", arguments: TestEngine.available)
  func moduleLease(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      func take(_ node: String) async throws -> Int64? {
        try await test.run(TakeLease(module: "seal", node: node, length: .seconds(10)), as: "system")?.fence
      }
      #expect(try await take("a") == 1)
      #expect(try await take("b") == nil)
      test.clock.advance(by: .seconds(9))
      #expect(try await take("a") == 1)
      test.clock.advance(by: .seconds(10))
      #expect(try await take("b") == 2)
      #expect(try await take("a") == nil)
    }
  }

  @Test("a lease from before the clock was put back is over", arguments: TestEngine.available)
  func leaseAhead(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      func take(_ node: String) async throws -> Int64? {
        try await test.run(TakeLease(module: "seal", node: node, length: .seconds(10)), as: "system")?.fence
      }
      test.clock.advance(by: .days(5))
      #expect(try await take("a") == 1)
      // A clock that is a little behind the other node's takes nothing.
      test.clock.advance(by: .seconds(-5))
      #expect(try await take("b") == nil)
      test.clock.advance(by: .days(-5))
      #expect(try await take("b") == 2)
    }
  }

  @Test("a module whose last cycle lies far ahead is late: the clock was put back, and nothing says that it runs")
  func lateAhead() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      let outcome = CycleOutcome(startedAt: TestApp.start, handled: 0)
      try await test.run(EndCycle(module: "clocks@vm", node: "vm:1", lease: nil, outcome), as: "system")
      for (moved, isLate): (Duration, Bool) in [
        (.zero, false), (.seconds(60), false), (.seconds(61), true), (.seconds(-60), false), (.days(-5), true),
      ] {
        test.clock.set(TestApp.start + moved)
        let health = try await test.ask(EngineHealth(), as: "system")
        #expect(health.modules.map { $0.isLate(at: health.now) } == [isLate])
      }
    }
  }
}
