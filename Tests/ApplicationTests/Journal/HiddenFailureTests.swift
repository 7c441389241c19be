import Core
import Journal
import JournalUseCases
import Kernel
import MainstayServer
import PeopleUseCases
import Storage
import TestApp
import TestDatabases
import Testing
import Tickets
import TicketsUseCases

@Suite("Failures of background work in the journal", .timeLimit(.minutes(10)))
struct HiddenFailureTests {
  @Test("name a confidential ticket to nobody who may not see it", arguments: TestEngine.available)
  func confidential(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.run(AddWord(.ticketClass, "hr"), as: "ada")
      try await test.run(AddWord(.category, "complaint", ticketClass: "hr"), as: "ada")
      try await test.run(
        SaveRole("personnel", label: "Personnel", permissions: [Permission.readClass("hr").name]), as: "system")
      try await test.run(GiveGrant("personnel", to: .person("lee"), in: .everything), as: "system")
      let ticket = try await test.run(
        OpenTicket(title: "Secret", attributes: ["category": "complaint"], team: "desk"), as: "system")
      let item = WorkItem("escalation-audit", "ticket/" + ticket.id.text)
      try await test.run(NoteFailure(item, MainstayError.unavailable(reason: "late complaint")), as: "system")
      try await test.run(MendItem(item), as: "system")
      for name in ["mo", "lee"] {
        let entries = try await test.app.ask(ListJournal(streamPrefix: "engine"), as: try await test.holding(name))
          .entries.filter { $0.entry.kind.hasPrefix("work.") }
        #expect(entries.map(\.entry.kind).sorted() == ["work.failed", "work.mended"])
        for words in [ticket.id.text, "late complaint"] {
          #expect(entries.contains { $0.entry.payload.contains(words) } == (name == "lee"), "\(name): \(words)")
        }
      }
    }
  }
}
