import AgreementsUseCases
import Core
import Kernel
import Storage
import TestApp
import TestDatabases
import Testing

@Suite("What keeps clocks from being explained, over the API", .timeLimit(.minutes(10)))
struct ClockFaultAPITests {
  @Test("an entry that this version does not understand is named by the history and by the clocks")
  func newer() async throws {
    try await APIDesk.open { desk in
      _ = try await desk.app.run(ApplyAgreements(TestApp.drafts()), as: .system("test"))
      let ticket = try await desk.openTicket()
      _ = try await desk.call("answerTicket", ["ticket": ticket], ["body": "Hello"])
      let before = try await desk.call("explainClocks", ["ticket": ticket])
      #expect(before.json["clocks"]?.arrayValue?.count == 2 && before.json["unreadable"] == .null)
      try await desk.database.write { tx in
        try tx.execute("UPDATE journal_entry SET kind = 'ticket.surveyed' WHERE kind = 'ticket.answered'")
      }
      let history = try await desk.call("listHistory", ["ticket": ticket])
      let clocks = try await desk.call("explainClocks", ["ticket": ticket])
      #expect(history["unreadable"]?.contains("entry 2") == true, "\(history.text)")
      #expect(clocks.status == 200 && clocks["unreadable"] == history["unreadable"], "\(clocks.text)")
      #expect(clocks.json["clocks"]?.arrayValue == [])
    }
  }

  @Test("an agreement that cannot be read is named, of tickets that it covers and of those that wait for it")
  func agreement() async throws {
    try await APIDesk.open { desk in
      // By another node, so that this one remembers nothing of it.
      let other = App(
        database: desk.database, clock: desk.clock, ids: desk.app.ids, calendars: ZonedCalendars(),
        passwords: PlainPasswords(), commonPasswords: FewCommonPasswords())
      _ = try await other.run(ApplyAgreements(TestApp.drafts()), as: .system("test"))
      try await desk.database.write { tx in
        try tx.execute("UPDATE agreement_version SET body = '{}' WHERE key = 'standard'")
      }
      let ticket = try await desk.openTicket()
      let reply = try await desk.call("explainClocks", ["ticket": ticket])
      #expect(reply.status == 200 && reply.json["agreement"] == .null && reply.json["clocks"]?.arrayValue == [])
      let fault = try #require(reply["unreadable"], "it does not look like a ticket without an agreement")
      #expect(fault == (try await desk.call("showTicket", ["ticket": ticket]))["clockFault"], "\(fault)")
      let none = try await desk.call("countTickets", query: "undecided=true")
      #expect(none.json["count"]?.integerValue == 1)
    }
  }
}
