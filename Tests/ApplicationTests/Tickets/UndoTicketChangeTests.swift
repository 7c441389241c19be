import Journal
import JournalUseCases
import Kernel
import PeopleUseCases
import TestApp
import TestDatabases
import Testing
import Tickets
import TicketsUseCases

@Suite("The last change of a ticket, taken back", .timeLimit(.minutes(10)))
struct UndoTicketChangeTests {
  private func code(_ body: () async throws -> Void) async -> String? {
    do {
      try await body()
      return nil
    } catch MainstayError.conflict(let code, _) {
      return code
    } catch MainstayError.stale {
      return "stale"
    } catch {
      return "\(error)"
    }
  }

  @Test(
    "is a change of its own, of which the journal holds both, and verification finds nothing",
    arguments: TestEngine.available)
  func both(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.applyAgreement()
      let key = TicketKey(
        try await test.run(OpenTicket(title: "Printer", attributes: ["priority": "P3"], team: "desk"), as: "kim").number
      )
      #expect(try await test.ask(ShowUndo(key), as: "kim") == nil, "it was opened, and no more")
      let held = try await test.run(HoldTicket(key, reason: "parts"), as: "kim")
      test.clock.advance(by: .minutes(2))
      let offer = try await test.ask(ShowUndo(key), as: "kim")
      #expect(offer?.change == .hold("parts") && offer?.version == held.version)
      #expect(try await test.ask(ShowUndo(key), as: "nat") == nil)
      try await test.run(UndoTicketChange(key, expecting: held.version), as: "kim")
      let detail = try await test.ask(ShowTicket(key), as: "kim")
      #expect(detail.row.holds.isEmpty)
      #expect(detail.history.suffix(2).map(\.event) == [.held(reason: "parts", until: nil), .resumed(reason: "parts")])
      // Two minutes on hold are two minutes of pause, and an undo has none.
      #expect(try await test.ask(ShowUndo(key), as: "kim") == nil)
      try await test.run(AssignTicket(key, team: "network", assignee: "nat"), as: "kim")
      try await test.run(UndoTicketChange(key), as: "kim")
      #expect(try await test.ask(ShowTicket(key), as: "kim").row.team == "desk")
      try await test.run(ResolveTicket(key, text: "Done."), as: "kim")
      try await test.run(UndoTicketChange(key), as: "kim")
      let open = try await test.ask(ShowTicket(key), as: "kim")
      #expect(open.row.state == .open && open.messages.count == 1, "what was sent stays sent")
      #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
    }
  }

  @Test("is refused to others, later, and once something else has happened", arguments: TestEngine.available)
  func refused(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let key = TicketKey(
        try await test.run(OpenTicket(title: "Printer", attributes: ["priority": "P3"], team: "desk"), as: "kim").number
      )
      let change = try await test.run(ChangeTicket(key, set: ["priority": "P1"], reason: "all are down"), as: "kim")
      let undo = UndoTicketChange(key, expecting: change.version)
      #expect(await code { try await test.run(undo, as: "lee") } == "not-undoable")
      try await test.run(AnswerTicket(key, body: "We are on it."), as: "lee")
      #expect(await code { try await test.run(undo, as: "kim") } == "stale")
      #expect(await code { try await test.run(UndoTicketChange(key), as: "kim") } == "not-undoable")
      let again = try await test.run(ChangeTicket(key, set: ["priority": "P2"], reason: "some are"), as: "kim")
      #expect(await code { try await test.run(undo, as: "kim") } == "stale")
      test.clock.advance(by: Ticket.undoWindow + .seconds(1))
      let late = UndoTicketChange(key, expecting: again.version)
      #expect(await code { try await test.run(late, as: "kim") } == "not-undoable")
      #expect(try await test.ask(ShowTicket(key), as: "kim").row.priority == "P2")
    }
  }

  @Test("gives a ticket back to nobody who can no longer be given work")
  func gone() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      let key = TicketKey(
        try await test.run(OpenTicket(title: "Printer", team: "network", assignee: "nat"), as: "lee").number)
      try await test.run(AssignTicket(key, assignee: "kim"), as: "lee")
      try await test.run(
        ChangePerson(
          PersonDraft(name: "nat", displayName: "Nat Agent", role: .agent, teams: ["network"], isActive: false)),
        as: "ada")
      let found = await #expect(throws: MainstayError.self) { try await test.run(UndoTicketChange(key), as: "lee") }
      guard case .invalid(let faults)? = found else {
        Issue.record("\(String(describing: found))")
        return
      }
      #expect(faults.map(\.path) == ["assignee"])
    }
  }
}
