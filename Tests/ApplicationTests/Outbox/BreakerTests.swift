import Core
import Kernel
import MessagesUseCases
import TestApp
import TestDatabases
import Testing
import Tickets
import TicketsUseCases

@Suite("A destination that fails", .timeLimit(.minutes(10)))
struct BreakerTests {
  @Test(
    "is left alone for longer each time",
    arguments: [(0, 0), (2, 0), (3, 5), (4, 10), (5, 20), (9, 320), (10, 600), (40, 600)] as [(Int, Int64)])
  func pauses(_ failures: Int, _ seconds: Int64) {
    #expect(DestinationHealth.pause(after: failures) == .seconds(seconds))
  }

  private func desk(_ engine: TestEngine, _ body: @Sendable (TestApp, Hook) async throws -> Void) async throws {
    try await withTestApp(on: engine) { test async throws in
      let hook = try await test.run(
        AddHook(label: "pager", url: "https://example.org/in", kinds: ["ticket.opened"]), as: "ada")
      for number in 1...6 { try await test.run(OpenTicket(title: "\(number)"), as: "rita") }
      try await body(test, hook)
    }
  }

  private func next(_ test: TestApp, _ hook: Hook, _ settling: Settlement? = nil) async throws -> Delivery? {
    try await test.run(NextDelivery(at: hook.destination, settling: settling), as: "system")?.delivery
  }

  @Test("that asks for a pause gets it, nothing else is sent to it meanwhile, and it counts as a failure")
  func busy() async throws {
    for engine in TestEngine.available {
      try await desk(engine) { test, hook in
        let delivery = try #require(try await next(test, hook))
        #expect(try await next(test, hook, Settlement(delivery, .busy("503, in 2 minutes", .minutes(2)))) == nil)
        let kept = try #require(try await test.ask(ListMessages(limit: 9), as: "lee").first { $0.id == delivery.id })
        #expect(kept.nextAt == test.clock.now() + .minutes(2) && kept.tries == 1 && kept.state == .waiting)
        #expect(kept.lastError == "503, in 2 minutes")
        test.clock.advance(by: .minutes(2) - .milliseconds(1))
        #expect(try await test.ask(DueDestinations(limit: 9), as: "system").isEmpty)
        test.clock.advance(by: .milliseconds(1))
        let again = try #require(try await next(test, hook))
        // Longer than any receiver may ask for; and shorter than the pauses that grow by themselves.
        #expect(try await next(test, hook, Settlement(again, .busy("503", .days(9)))) == nil)
        test.clock.advance(by: Delivery.longestWait)
        #expect(try await next(test, hook) != nil)
      }
    }
  }

  @Test("gets one try after a pause, and all of them once it answers", arguments: TestEngine.available)
  func breaker(_ engine: TestEngine) async throws {
    try await desk(engine) { test, hook in
      var delivery = try #require(try await next(test, hook))
      for _ in 1...2 { delivery = try #require(try await next(test, hook, Settlement(delivery, .failed("500")))) }
      #expect(try await next(test, hook, Settlement(delivery, .failed("500"))) == nil, "the third failure opens it")
      #expect(try await test.ask(DueDestinations(limit: 9), as: "system").isEmpty)
      var record = try #require(try await test.ask(ListHookRecords(), as: "lee").first)
      #expect(record.health?.failures == 3 && record.health?.pausedUntil == test.clock.now() + .seconds(5))
      test.clock.advance(by: .seconds(5))
      #expect(try await test.ask(DueDestinations(limit: 9), as: "system") == [hook.destination])
      delivery = try #require(try await next(test, hook))
      #expect(try await next(test, hook, Settlement(delivery, .failed("500"))) == nil)
      test.clock.advance(by: .seconds(9))
      #expect(try await next(test, hook) == nil, "the second pause is longer")
      test.clock.advance(by: .seconds(1))
      var waiting = try await next(test, hook)
      var arrived = 0
      while let delivery = waiting {
        arrived += 1
        waiting = try await next(test, hook, Settlement(delivery, .delivered))
      }
      test.clock.advance(by: .minutes(1))
      waiting = try await next(test, hook)
      while let delivery = waiting {
        arrived += 1
        waiting = try await next(test, hook, Settlement(delivery, .delivered))
      }
      #expect(arrived == 6)
      record = try #require(try await test.ask(ListHookRecords(), as: "lee").first)
      #expect(record.health?.failures == 0 && record.health?.pausedUntil == nil)
    }
  }

  @Test("that this node cannot sign counts no try, and all of its webhook waits", arguments: TestEngine.available)
  func postponed(_ engine: TestEngine) async throws {
    try await desk(engine) { test, hook in
      let delivery = try #require(try await next(test, hook))
      #expect(try await next(test, hook, Settlement(delivery, .postponed("no key", .minutes(1)))) == nil)
      let waiting = try #require(try await test.ask(ListMessages(), as: "lee").first { $0.id == delivery.id })
      #expect(waiting.state == .waiting && waiting.tries == 0 && waiting.lastError == "no key")
      test.clock.advance(by: .minutes(1))
      #expect(try await next(test, hook) != nil)
    }
  }

  @Test("a test, a switch and a message sent again do not wait for the end of a pause")
  func impatience() async throws {
    try await desk(.sqlite) { test, hook in
      var delivery = try #require(try await next(test, hook))
      try await test.run(SettleDelivery(delivery, .refused("410")), as: "system")
      let dead = delivery.id
      // The one that was refused counts too.
      for _ in 1..<DestinationHealth.patience {
        delivery = try #require(try await next(test, hook))
        try await test.run(SettleDelivery(delivery, .failed("500")), as: "system")
      }
      #expect(try await next(test, hook) == nil)
      try await test.run(ResendMessage(dead), as: "lee")
      #expect(try await next(test, hook) != nil)
    }
  }

  @Test("what could not be tried for two weeks is given up, and not before", arguments: TestEngine.available)
  func old(_ engine: TestEngine) async throws {
    try await desk(engine) { test, hook in
      test.clock.advance(by: Delivery.mostAgeUntried)
      #expect(try await test.run(GiveUpDeliveries(limit: 4), as: "system") == 0)
      test.clock.advance(by: .milliseconds(1))
      #expect(try await test.run(GiveUpDeliveries(limit: 4), as: "system") == 4)
      #expect(try await test.run(GiveUpDeliveries(limit: 4), as: "system") == 2)
      #expect(try await test.ask(OutboxCounts(), as: "lee") == [.dead: 6])
      #expect(try await next(test, hook) == nil)
      let dead = try #require(try await test.ask(ListMessages(state: .dead), as: "lee").first)
      #expect(dead.lastError == "It could not be tried within 14 days.")
    }
  }
}
