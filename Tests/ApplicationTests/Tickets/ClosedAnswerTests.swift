import Agreements
import Journal
import JournalUseCases
import Kernel
import TestApp
import TestDatabases
import Testing
import Tickets
import TicketsUseCases

@Suite("An answer of the requester after the end", .timeLimit(.minutes(10)))
struct ClosedAnswerTests {
  /// A ticket of rita's that kim has resolved and, where wanted, closed.
  private func ended(_ test: TestApp, closed: Bool = true) async throws -> TicketKey {
    let key = TicketKey(try await test.run(OpenTicket(title: "Printer", description: "It smokes."), as: "rita").id)
    try await test.run(AnswerTicket(key, body: "We look."), as: "kim")
    test.clock.advance(by: .hours(1))
    try await test.run(ResolveTicket(key, text: "New fuser."), as: "kim")
    if closed { try await test.run(CloseTicket(key), as: "kim") }
    return key
  }

  private func returned(_ test: TestApp) async throws -> [RecordID] {
    let filter = try TicketFilter(parsing: "is:any is:returned", by: test.person("kim"), now: test.clock.now())
    return try await test.ask(ListTickets(filter), as: "kim").items.map(\.ticket.id)
  }

  @Test("within the window it opens the ticket again, and its clock goes on", arguments: TestEngine.available)
  func within(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.applyAgreement()
      let key = try await ended(test)
      test.clock.advance(by: .days(14))
      let change = try await test.run(AnswerTicket(key, body: "It smokes again."), as: "rita")
      #expect(change.state == .open)
      let detail = try await test.ask(ShowTicket(key), as: "kim")
      #expect(detail.row.state == .open && detail.row.returnedAt == test.clock.now())
      #expect(detail.history.suffix(3).map(\.event.kind) == ["ticket.reopened", "ticket.answered", "ticket.returned"])
      let resolution = detail.clocks.filter { $0.name == "resolution" }
      #expect(resolution.map(\.cycle) == [1, 2] && resolution.last?.state == .running)
      #expect(try await returned(test) == [change.id])
      try await test.run(AnswerTicket(key, body: "We come."), as: "kim")
      #expect(try await returned(test).isEmpty)
    }
  }

  @Test("after it the ticket stays closed, and stands before the desk until somebody writes")
  func after() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      let key = try await ended(test)
      test.clock.advance(by: .days(14) + .milliseconds(1))
      let change = try await test.run(AnswerTicket(key, body: "It smokes again."), as: "rita")
      #expect(change.state == .closed)
      #expect(try await returned(test) == [change.id])
      await #expect(throws: MainstayError.self) { try await test.run(ReopenTicket(key), as: "rita") }
      await #expect(throws: MainstayError.self) {
        try await test.run(AnswerTicket(key, body: "Open it.", reopens: true), as: "rita")
      }
      #expect(try await test.ask(ShowTicket(key), as: "rita").messages.count == 3, "the refused answer is not kept")
      try await test.run(AnswerTicket(key, body: "A thank-you only.", isPublic: false), as: "kim")
      #expect(try await returned(test).isEmpty, "a note says that it was seen")
      try await test.run(ReopenTicket(key), as: "kim")
      #expect(try await test.ask(ShowTicket(key), as: "kim").row.state == .open, "staff may at any time")
    }
  }

  @Test("on a resolved ticket it opens nothing unless its writer says so, and stands before the desk all the same")
  func resolved() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      let key = try await ended(test, closed: false)
      let thanks = try await test.run(AnswerTicket(key, body: "Thank you."), as: "rita")
      #expect(thanks.state == .resolved)
      #expect(try await returned(test) == [thanks.id])
      let again = try await test.run(AnswerTicket(key, body: "Not solved.", reopens: true), as: "rita")
      #expect(again.state == .open)
      try await test.run(ResolveTicket(key, text: "Now it is."), as: "kim")
      #expect(try await returned(test).isEmpty)
    }
  }

  @Test(
    "a new ticket goes on from the closed one: linked, with subject and last words", arguments: TestEngine.available)
  func following(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let key = try await ended(test)
      test.clock.advance(by: .days(30))
      try await test.run(AnswerTicket(key, body: "It smokes again."), as: "rita")
      let next = try await test.run(OpenTicket(title: "", follows: key), as: "rita")
      let detail = try await test.ask(ShowTicket(TicketKey(next.id)), as: "kim")
      #expect(detail.text.title == "Printer" && detail.text.description == "It smokes again.")
      #expect(detail.row.requester == "rita" && detail.row.state == .open)
      #expect(detail.links.map(\.ticket.number) == ["INC-1"])
      let former = try await test.ask(ShowTicket(key), as: "kim")
      #expect(former.links.map(\.ticket.id) == [next.id] && former.row.state == .closed)
      let own = try await test.ask(ShowTicket(TicketKey(next.id)), as: "rita")
      #expect(own.links.count == 1 && own.ticket.version == next.version)
      await #expect(throws: MainstayError.notFound(kind: "ticket", id: key.text)) {
        try await test.run(OpenTicket(title: "x", follows: key), as: "ron")
      }
      await #expect(throws: MainstayError.self) {
        try await test.run(OpenTicket(title: "x", follows: TicketKey(next.id)), as: "rita")
      }
      let report = try await test.ask(VerifyStream("ticket/" + next.id.text), as: "lee")
      #expect(report.findings.first.isEmpty)
    }
  }
}
