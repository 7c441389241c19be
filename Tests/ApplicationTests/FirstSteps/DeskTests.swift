import Core
import FirstSteps
import FirstStepsUseCases
import Journal
import JournalUseCases
import Kernel
import TestApp
import TestDatabases
import Testing
import TicketsUseCases

@Suite("The desk and its first steps", .timeLimit(.minutes(10)))
struct DeskTests {
  @Test(
    "has a name and a zone, held against the journal and refused where they changed", arguments: TestEngine.available)
  func named(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      #expect(try await test.ask(ShowFirstSteps(), as: "ada").desk == nil)
      let desk = try await test.run(NameDesk(name: "Alder", timeZone: "Europe/Berlin", expecting: 0), as: "ada")
      #expect(desk.version == 1)
      // What changes nothing writes nothing.
      #expect(try await test.run(NameDesk(name: "Alder", timeZone: "Europe/Berlin"), as: "ada").version == 1)
      let stale = await #expect(throws: MainstayError.self) {
        try await test.run(NameDesk(name: "Other", timeZone: "UTC", expecting: 0), as: "ada")
      }
      guard case .stale? = stale else {
        Issue.record("\(String(describing: stale))")
        return
      }
      await #expect(throws: MainstayError.self) { try await test.run(NameDesk(name: "", timeZone: "UTC"), as: "ada") }
      #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
    }
  }

  @Test(
    "the steps are computed from what there is, and nothing is left when a desk works", arguments: TestEngine.available)
  func standing(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let empty = try await test.ask(ShowFirstSteps(), as: "ada")
      #expect(empty.standing.next == .desk && empty.leads && empty.firstClock == nil)
      #expect(
        empty.standing.teams == 2 && empty.standing.people == TestApp.people.count && empty.standing.calendars == 0)
      try await test.applyAgreement()
      let applied = try await test.ask(ShowFirstSteps(), as: "ada").standing
      #expect(applied.calendars == 1 && applied.agreements == 1 && !applied.hasClock)
      let ticket = try await test.run(OpenTicket(title: "Printer"), as: "rita")
      let shown = try await test.ask(ShowFirstSteps(), as: "ada")
      #expect(shown.standing.isOver && !shown.leads && shown.firstClock?.ticket == ticket.number)
      await test.app.board.refresh(test.app)
      #expect(test.app.board.card.passing == [])
    }
  }

  @Test("whoever says that nobody is to be led is heard, until it is taken back", arguments: TestEngine.available)
  func leftOut(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      await test.app.board.refresh(test.app)
      #expect(test.app.board.card.passing == ["/first-steps"])
      // What nobody said needs no taking back.
      #expect(try await !test.run(LeaveFirstStepsOut(false), as: "ada"))
      #expect(try await test.run(LeaveFirstStepsOut(), as: "ada"))
      await test.app.board.refresh(test.app)
      #expect(test.app.board.card.passing == [])
      #expect(try await !test.ask(ShowFirstSteps(), as: "ada").leads)
      #expect(try await !test.run(LeaveFirstStepsOut(false), as: "ada"))
      #expect(try await test.ask(ShowFirstSteps(), as: "ada").leads)
      #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
    }
  }
}
