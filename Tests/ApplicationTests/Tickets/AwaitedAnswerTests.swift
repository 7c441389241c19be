import Journal
import JournalUseCases
import Kernel
import TestApp
import TestDatabases
import Testing
import Tickets
import TicketsUseCases

@Suite("An answer that the desk waits for", .timeLimit(.minutes(10)))
struct AwaitedAnswerTests {
  @Test("ends the wait at its instant and no other hold; what staff write does not", arguments: TestEngine.available)
  func answer(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.applyAgreement()
      let key = TicketKey(try await test.run(OpenTicket(title: "Printer"), as: "rita").id)
      try await test.run(HoldTicket(key, reason: "awaiting-requester"), as: "kim")
      try await test.run(HoldTicket(key, reason: "awaiting-vendor"), as: "kim")
      try await test.run(AnswerTicket(key, body: "Which one is it?"), as: "kim")
      #expect(try await test.ask(ShowTicket(key), as: "kim").row.holds == ["awaiting-requester", "awaiting-vendor"])
      test.clock.advance(by: .hours(1))
      try await test.run(AnswerTicket(key, body: "The one on the third floor."), as: "rita")
      let detail = try await test.ask(ShowTicket(key), as: "kim")
      #expect(detail.row.holds == ["awaiting-vendor"])
      let last = detail.history.suffix(2)
      #expect(last.map(\.event.kind) == ["ticket.answered", "ticket.resumed"])
      #expect(last.allSatisfy { $0.at == test.clock.now() && $0.actor == "rita" })
      try await test.run(ResumeTicket(key, reason: "awaiting-vendor"), as: "kim")
      try await test.run(AnswerTicket(key, body: "And the colour?"), as: "rita")
      #expect(try await test.ask(ShowTicket(key), as: "kim").history.last?.event.kind == "ticket.answered")
      #expect(try await test.app.verify(as: test.person("lee")).findings.isEmpty)
    }
  }
}

@Suite("What a ticket takes over from others", .timeLimit(.minutes(10)))
struct TakenOverTests {
  @Test("one that goes on from another is of its service, category and priority unless it says otherwise")
  func following() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      try await test.applyAgreement()
      let attributes = ["service": "payments", "category": "cards", "priority": "P1", "floor": "3"]
      let first = try await test.run(
        OpenTicket(title: "Cards", requester: "rita", attributes: attributes), as: "kim")
      try await test.run(ResolveTicket(TicketKey(first.id), text: "Done."), as: "kim")
      let key = TicketKey(first.id)
      let next = try await test.run(OpenTicket(title: "", follows: key), as: "rita")
      let taken = try await test.ask(ShowTicket(TicketKey(next.id)), as: "kim").ticket.attributes
      #expect(taken["service"] == "payments" && taken["category"] == "cards" && taken["priority"] == "P1")
      #expect(taken["floor"] == nil)
      let other = try await test.run(
        OpenTicket(title: "Other", attributes: ["priority": "P4"], follows: key), as: "kim")
      let said = try await test.ask(ShowTicket(TicketKey(other.id)), as: "kim").ticket.attributes
      #expect(said["priority"] == "P4" && said["service"] == "payments")
    }
  }

  @Test("one that others were merged into names them and whose they were")
  func merging() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      let merged = try await test.run(OpenTicket(title: "No cards"), as: "rita")
      let survivor = try await test.run(OpenTicket(title: "Cards"), as: "ron")
      try await test.run(MergeTicket(TicketKey(merged.id), into: TicketKey(survivor.id)), as: "lee")
      let detail = try await test.ask(ShowTicket(TicketKey(survivor.id)), as: "kim")
      #expect(detail.absorbed.map(\.number) == [merged.number] && detail.absorbed.map(\.requester) == ["rita"])
      #expect(try await test.ask(ShowTicket(TicketKey(survivor.id)), as: "ron").absorbed.isEmpty)
    }
  }

  @Test("nobody opens one for somebody who does not exist")
  func requester() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      for name in ["Rita Roy", "nobody"] {
        await #expect {
          try await test.run(OpenTicket(title: "Cards", requester: name), as: "kim")
        } throws: { error in
          guard case MainstayError.invalid(let faults) = error else { return false }
          return faults.map(\.path) == ["requester"]
        }
      }
    }
  }
}
