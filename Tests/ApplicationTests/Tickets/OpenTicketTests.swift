import AgreementsUseCases
import JournalUseCases
import Kernel
import TestApp
import TestDatabases
import Testing
import Tickets
import TicketsUseCases

@Suite("Opening tickets", .timeLimit(.minutes(10)))
struct OpenTicketTests {
  @Test("a ticket gets a number, a team, a priority, an agreement and clocks", arguments: TestEngine.available)
  func opens(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.applyAgreement()
      let first = try await test.run(OpenTicket(title: "Printer", description: "On fire"), as: "rita")
      let second = try await test.run(OpenTicket(kind: .request, title: "Mouse"), as: "rita")
      let third = try await test.run(OpenTicket(title: "Screen"), as: "ron")
      #expect([first.number, second.number, third.number] == ["INC-1", "REQ-1", "INC-2"])
      #expect(first.version == 1)
      let detail = try await test.ask(ShowTicket(TicketKey("inc-1")), as: "kim")
      #expect(detail.row.title == "Printer" && detail.text.description == "On fire")
      #expect(detail.row.requester == "rita" && detail.row.organisation == "sales")
      #expect(detail.row.team == "desk" && detail.row.assignee == nil)
      #expect(detail.row.priority == "P3")
      #expect(detail.agreement?.key == "standard")
      #expect(detail.clocks.map(\.name) == ["first response", "resolution"])
      // 16 office hours from Monday 09:00 end on Tuesday 17:00.
      #expect(detail.clocks.map(\.due) == [TestApp.start + .hours(1), TestApp.start + .hours(32)])
      #expect(detail.row.due == TestApp.start + .hours(1))
      #expect(detail.history.map(\.actor) == ["rita"])
    }
  }

  @Test("staff open for others, whose organisation counts", arguments: TestEngine.available)
  func forAnother(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let change = try await test.run(
        OpenTicket(title: "Mouse", requester: "rita", attributes: ["priority": "P1"], team: "network", assignee: "nat"),
        as: "kim")
      let row = try await test.ask(ShowTicket(TicketKey(change.id)), as: "rita").row
      #expect(row.requester == "rita" && row.organisation == "sales" && row.priority == "P1")
      #expect(row.team == nil && row.assignee == nil, "who works on it is the desk's own matter")
      let inner = try await test.ask(ShowTicket(TicketKey(change.id)), as: "kim").row
      #expect(inner.team == "network" && inner.assignee == "nat")
      let other = try await test.run(OpenTicket(title: "Mouse", requester: "ron"), as: "kim")
      #expect(try await test.ask(ShowTicket(TicketKey(other.id)), as: "kim").row.organisation == nil)
    }
  }

  @Test("a requester may name itself, and its own organisation, but no team and no owner")
  func ownName() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      try await test.run(
        OpenTicket(title: "Mouse", requester: "rita", attributes: ["organisation": "sales"]), as: "rita")
      for attempt in [
        OpenTicket(title: "Mouse", requester: "rita", team: "network"),
        OpenTicket(title: "Mouse", requester: "rita", assignee: "nat"),
        OpenTicket(title: "Mouse", assignee: "nat"), OpenTicket(title: "Mouse", requester: "ron"),
      ] {
        await #expect(throws: MainstayError.forbidden(permission: "tickets.work")) {
          try await test.run(attempt, as: "rita")
        }
      }
    }
  }

  @Test("all faults come back at once, by their paths")
  func faults() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      let attempt = OpenTicket(
        title: " ", description: String(repeating: "x", count: 100_001), requester: "two\nlines",
        attributes: ["state": "closed", "priority": "", "a\u{7}": "b"], team: "nowhere", assignee: "rita")
      do {
        try await test.run(attempt, as: "kim")
        Issue.record("it was opened")
      } catch MainstayError.invalid(let faults) {
        #expect(
          Set(faults.map(\.path)) == [
            "title", "description", "requester", "state", "priority", "a\u{7}", "team", "assignee",
          ])
      }
      #expect(try await test.ask(ListTickets(TicketFilter()), as: "kim").items.isEmpty)
      // A refused ticket takes no number on SQLite, where nothing else was open.
      #expect(try await test.run(OpenTicket(title: "Mouse"), as: "kim").number == "INC-1")
    }
  }

  @Test(
    "titles and texts of any script are kept as they are",
    arguments: ["Drucker läuft heiß", "プリンター", "🖨️🔥", "e\u{301} and \u{e9}", "<script>alert('1')</script>"])
  func texts(_ text: String) async throws {
    try await withEachApp { test in
      let change = try await test.run(OpenTicket(title: text, description: text + "\n\tb"), as: "rita")
      let found = try await test.ask(ShowTicket(TicketKey(change.id)), as: "rita").text
      #expect(found.title.utf8.elementsEqual(text.utf8) && found.description.utf8.elementsEqual((text + "\n\tb").utf8))
      #expect(try await test.app.verify(as: test.person("lee")).isClean)
    }
  }
}

/// Runs `body` with an app on each engine.
func withEachApp(_ body: @Sendable (TestApp) async throws -> Void) async throws {
  for engine in TestEngine.available { try await withTestApp(on: engine, body) }
}
