import Core
import Engine
import Kernel
import MessagesUseCases
import TestApp
import TestDatabases
import Testing
import TicketsUseCases

@Suite("Promise: every notice goes out once, and no failure loses it", .timeLimit(.minutes(10)))
struct NoticeTests {
  @Test("three nodes that wake at once tell of each rung once", arguments: TestEngine.available)
  func nodes(_ engine: TestEngine) async throws {
    try await PromiseDesk.open(on: engine, at: "2025-06-02T08:00:00Z", PromiseDesk.hourToRespond) { desk in
      for number in 1...12 { _ = try await desk.open("Ticket \(number)") }
      try desk.set("2025-06-02T10:00:00Z")
      try await withThrowingTaskGroup(of: Void.self) { group in
        for node in ["a", "b", "c"] { group.addTask { _ = try await desk.engine(node).catchUp() } }
        try await group.waitForAll()
      }
      #expect(desk.receiver.attempts.count == 24)
      #expect(Set(desk.receiver.attempts.map(\.id)).count == 24)
      #expect(try await desk.engine("d").catchUp() == 0)
    }
  }

  @Test(
    "a receiver that fails gets the same message again, later and later, until it takes it",
    arguments: TestEngine.available)
  func retries(_ engine: TestEngine) async throws {
    try await PromiseDesk.open(on: engine, at: "2025-06-02T08:00:00Z", PromiseDesk.hourToRespond) { desk in
      _ = try await desk.open()
      desk.receiver.answer([.failed("The receiver answered 500."), .failed("The receiver could not be reached.")])
      try desk.set("2025-06-02T08:31:00Z")
      try await desk.engine().catchUp()
      #expect(desk.receiver.attempts.count == 1, "it waits before it tries again")
      desk.clock.advance(by: .seconds(5))
      try await desk.engine().catchUp()
      desk.clock.advance(by: .seconds(9))
      try await desk.engine().catchUp()
      #expect(desk.receiver.attempts.count == 2, "the second pause is longer")
      desk.clock.advance(by: .seconds(1))
      try await desk.engine().catchUp()
      #expect(desk.receiver.attempts.count == 3)
      #expect(
        Set(desk.receiver.attempts.map(\.id)).count == 1 && Set(desk.receiver.attempts.map(\.notice.body)).count == 1)
      let message = try #require(try await desk.app.ask(ListMessages(), as: desk.principal("ada")).first)
      #expect(message.state == .delivered && message.tries == 3)
    }
  }

  @Test("a node that dies with a message in hand leaves it to the others", arguments: TestEngine.available)
  func deadNode(_ engine: TestEngine) async throws {
    try await PromiseDesk.open(on: engine, at: "2025-06-02T08:00:00Z", PromiseDesk.hourToRespond) { desk in
      _ = try await desk.open()
      try desk.set("2025-06-02T08:31:00Z")
      _ = try await desk.app.advanceClocks(limit: 10, as: .system("engine"))
      let due = try #require(try await desk.app.ask(DueDestinations(limit: 10), as: desk.principal("engine")).first)
      #expect(try await desk.run(NextDelivery(at: due), as: "engine") != nil)
      try await desk.engine("b").catchUp()
      #expect(desk.receiver.attempts.isEmpty, "the claim still holds")
      desk.clock.advance(by: Delivery.lease)
      try await desk.engine("b").catchUp()
      #expect(desk.receiver.attempts.count == 1)
    }
  }
}
