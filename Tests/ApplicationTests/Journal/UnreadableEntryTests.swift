import Core
import Journal
import JournalUseCases
import Kernel
import Storage
import TestApp
import TestDatabases
import Testing
import Tickets
import TicketsUseCases

@Suite("A journal of which something cannot be read", .timeLimit(.minutes(10)))
struct UnreadableEntryTests {
  @Test("hides none of the other entries, and pages go on behind it")
  func entries() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      let desk = try await TamperedDesk(test)
      let stream = desk.stream(desk.sealed)
      try await desk.tamper(["UPDATE journal_entry SET at = 'x' WHERE stream = 'ticket/:sealed' AND sequence IN (2, 3)"]
      )
      let all = try await test.ask(StreamEntries(stream), as: "lee")
      #expect(all.entries.map(\.entry.sequence) == [1, 4, 5] && all.unreadable.count == 2)
      #expect(all.unreadable.first?.contains("entry 2, at cannot be read") == true, "\(all.unreadable)")
      let first = try await test.ask(StreamEntries(stream, limit: 3), as: "lee")
      #expect(first.entries.count == 1 && first.hasMore && first.last == 3)
      let rest = try await test.ask(StreamEntries(stream, after: first.last, limit: 3), as: "lee")
      #expect(rest.entries.map(\.entry.sequence) == [4, 5] && rest.unreadable.isEmpty)
      let page = try await test.ask(ListJournal(streamPrefix: stream, limit: 50, withSubjects: true), as: "lee")
      #expect(page.entries.count == 3 && page.unreadable.count == 2)
      let whole = try await test.ask(ListJournal(limit: PageLimits.most), as: "lee")
      #expect(whole.unreadable.count == 2 && whole.entries.count > 3)
    }
  }

  @Test(
    "a ticket's journal is found where the ticket cannot be read",
    arguments: [
      "UPDATE clock SET elapsed_ms = 'x' WHERE ticket = ':sealed'",
      "UPDATE message SET at = 'x' WHERE ticket = ':sealed'",
      "UPDATE ticket SET version = 'x', title = X'00' WHERE id = ':sealed'",
    ])
  func ticket(_ statement: String) async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      let desk = try await TamperedDesk(test)
      try await desk.tamper([statement])
      for key in [TicketKey(desk.sealed.number), TicketKey(desk.sealed.id)] {
        let stream = try await test.ask(FindStream("ticket/", key.text), as: "lee")
        #expect(stream == desk.stream(desk.sealed))
        #expect(try await test.ask(StreamEntries(stream), as: "lee").entries.count == 5)
      }
      await #expect(throws: MainstayError.notFound(kind: "ticket", id: "INC-999")) {
        try await test.ask(FindStream("ticket/", "INC-999"), as: "lee")
      }
    }
  }
}
