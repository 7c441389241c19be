import Core
import Kernel
import Storage
import TestApp
import TestDatabases
import Testing
import Tickets

@testable import TicketsUseCases

@Suite("The table of a ticket's fields", .timeLimit(.minutes(10)))
struct TicketFieldTests {
  @Test("names each column, member, filter and cell once, and each property of a row")
  func once() {
    func isOnce(_ names: [String]) -> Bool { Set(names).count == names.count }
    #expect(isOnce(TicketField.all.map(\.column)) && isOnce(TicketField.all.map(\.name)))
    #expect(isOnce(TicketFilter.keys))
    #expect(TicketField.filters.map(\.place) == Array(1...TicketField.filters.count))
    #expect(TicketField.cells.compactMap(\.cell?.place) == Array(1...TicketField.cells.count))
    #expect(TicketField.rows.count == Mirror(reflecting: TicketRow()).children.count)
  }

  @Test("names the columns that the table has, and no others", arguments: TestEngine.available)
  func columns(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test in
      let found = try await test.database.read { tx in
        try tx.query(
          tx.dialect == .sqlite
            ? "SELECT name FROM pragma_table_info('ticket')"
            : """
            SELECT CAST(column_name AS TEXT) FROM information_schema.columns
            WHERE table_schema = current_schema() AND table_name = 'ticket'
            """
        ) { try $0.text(0) }
      }
      // Where compliance counts a ticket is nothing that it says.
      #expect(Set(found) == Set(TicketField.all.map(\.column) + ["tallied"]))
    }
  }

  @Test("what is read is what was written, field by field", arguments: TestEngine.available)
  func values(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.applyAgreement()
      let ticket = try await test.run(
        OpenTicket(
          kind: .request, title: "Printer", requester: "rita",
          attributes: ["priority": "P1", "category": "print", "service": "office"], team: "network", assignee: "nat"),
        as: "kim")
      let key = TicketKey(ticket.id)
      try await test.run(HoldTicket(key, reason: "parts"), as: "kim")
      try await test.run(HandOffTicket(key, vendor: "acme"), as: "kim")
      let detail = try await test.ask(ShowTicket(key), as: "kim")
      let values = Dictionary(uniqueKeysWithValues: TicketField.listed.map { ($0.name, $0.value(detail.row)) })
      #expect(values["number"] == .text("REQ-1") && values["kind"] == .text("request"))
      #expect(values["priority"] == .text("P1") && values["service"] == .text("office"))
      #expect(values["holds"] == .texts(["parts"]) && values["vendors"] == .texts(["acme"]))
      #expect(values["openedAt"] == .instant(TestApp.start) && values["closedAt"] == TicketField.Value.none)
      #expect(values["version"] == .count(3) && values["breached"] == .flag(false))
      let own = try await test.ask(ListTickets(TicketFilter()), as: "rita").items.first?.ticket
      let seen = TicketField.listed.filter { field in
        own.map { field.value($0) == field.value(detail.row) } ?? false
      }
      #expect(
        Set(TicketField.listed.map(\.name)).subtracting(seen.map(\.name)).isSubset(
          of: ["team", "assignee", "vendors", "due", "version", "updatedAt"]))
      #expect(own?.team == nil && own?.assignee == nil && own?.vendors == [])
    }
  }
}
