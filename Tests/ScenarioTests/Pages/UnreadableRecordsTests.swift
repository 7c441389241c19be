import Kernel
import PeopleUseCases
import Storage
import TestApp
import TestDatabases
import Testing
import TicketsUseCases

@Suite("Pages name a record that cannot be read, and show all others", .timeLimit(.minutes(10)))
struct UnreadableRecordsTests {
  private func ticket(_ desk: PageDesk) async throws -> String {
    let number = try await desk.test.run(OpenTicket(title: "Printer is offline"), as: "rita").number
    try await desk.test.run(AssignTicket(TicketKey(number), team: "network", assignee: "nat"), as: "lee")
    return number
  }

  private func execute(_ desk: PageDesk, _ sql: String) async throws {
    try await desk.test.database.write { tx in
      _ = try tx.liftKnownValues()
      try tx.execute(sql)
    }
  }

  @Test(
    "somebody who cannot be read stops no page, and is named where people are listed",
    arguments: ["role = 'emperor'", "active = 'maybe'"])
  func person(broken: String) async throws {
    try await PageDesk.open { desk in
      // PostgreSQL keeps nothing but truths in a column of truths.
      guard desk.test.engine == .sqlite || !broken.hasPrefix("active") else { return }
      let number = try await ticket(desk)
      try await desk.test.app.setPasswords(of: ["nat"], to: "correct horse battery", as: .system("test"))
      try await execute(desk, "UPDATE person SET \(broken) WHERE name = 'nat'")
      let column = String(broken.prefix { $0 != " " })
      for path in [
        "/queue", "/tickets/\(number)", "/people", "/people?q=nat", "/people/kim", "/outbox", "/journal", "/engine",
        "/compliance",
      ] {
        let page = try await desk.get(path, as: "ada")
        #expect(page.status == 200, "\(path)")
        if path.hasPrefix("/people?") || path == "/people" {
          #expect(page.html.contains("cannot sign in:") && page.html.contains(", \(column): it is"), "\(path)")
        }
      }
      #expect(try await desk.get("/people", as: "ada").html.contains("Kim Agent"))
      let own = try await desk.get("/people/nat", as: "ada")
      #expect(own.status == 503 && own.html.contains("mainstay verify") && !own.html.contains("Wait a moment"))
      // Nobody gets in or gets work by a role that means nothing; a right password hears why.
      await #expect(throws: MainstayError.self) {
        try await desk.test.run(AssignTicket(TicketKey(number), team: "desk", assignee: "nat"), as: "lee")
      }
      do {
        _ = try await desk.test.app.signIn(name: "nat", password: "correct horse battery")
        Issue.record("signed in")
      } catch MainstayError.unreadable(let record, _) {
        #expect(record.hasPrefix("person "))
      }
      // A wrong one hears what everybody hears, and is counted.
      do {
        _ = try await desk.test.app.signIn(name: "nat", password: "wrong")
        Issue.record("signed in")
      } catch MainstayError.invalid {}
      desk.test.clock.advance(by: .days(2))
      #expect(try await desk.test.run(JournalRefusedSignIns(), as: "engine") == 1)
    }
  }

  @Test("compliance says which clock it lacks; its file is refused")
  func compliance() async throws {
    try await PageDesk.open { desk in
      let number = try await ticket(desk)
      try await desk.test.run(
        ResolveTicket(TicketKey(number), code: "solved", text: "A new cable."), as: "kim")
      #expect(try await !desk.get("/compliance", as: "mo").html.contains("These figures lack"))
      try await execute(desk, "UPDATE clock SET state = 'metx' WHERE name = 'resolution'")
      let page = try await desk.get("/compliance", as: "mo")
      #expect(page.status == 200 && page.html.contains("These figures lack") && page.html.contains("metx"))
      let list = try await desk.get("/compliance/tickets?slice=met", as: "mo")
      #expect(list.status == 200 && list.html.contains("metx"))
      #expect(try await desk.get("/compliance.csv", as: "mo").status == 503)
      #expect(try await desk.get("/compliance/tickets.csv?slice=met", as: "mo").status == 503)
    }
  }

  @Test(
    "a word that means nothing in an address is refused by its name",
    arguments: [
      ("/compliance?by=zzz", 422, "By: is one of priority"), ("/compliance?zone=Mars/Olympus", 422, "Time zone: is no"),
      ("/compliance/tickets?slice=zzz", 422, "is one of met"), ("/compliance.csv?by=zzz", 422, "is one of priority"),
      ("/compliance/tickets?slice=met&after=zzz", 422, "is none that this list has given"),
      ("/queue?sort=zzz", 422, "is one of due"), ("/outbox?show=zzz", 422, "is one of waiting"),
      ("/tickets/{}?show=zzz", 422, "is one of all"), ("/tickets/{}/clocks/resolution/zzz", 404, "There is no clock"),
      ("/tickets/{}/clocks/resolution/1?asOf=zzz", 422, "is no instant"),
      ("/tickets/{}/clocks/resolution/1?asOf=9999-12-31T23:59:59Z", 422, "more than ten years ahead"),
    ])
  func words(path: String, status: Int, says: String) async throws {
    try await PageDesk.open { desk in
      let number = try await ticket(desk)
      let page = try await desk.get(path.replacing("{}", with: number), as: "ada")
      #expect(page.status == status && page.html.contains(says), "\(path): \(page.status)")
    }
  }

  @Test("compliance counts the days and months of the zone that is asked for")
  func zone() async throws {
    try await PageDesk.open { desk in
      let page = try await desk.get("/compliance?by=month&zone=Pacific/Kiritimati", as: "mo")
      #expect(page.status == 200 && page.html.contains("in Pacific/Kiritimati"))
      #expect(page.html.contains("value=\"Pacific/Kiritimati\""))
    }
  }

  @Test("a breached resolution that is opened again goes on in its cycle, and its page says so and shows the gap")
  func reopened() async throws {
    try await PageDesk.open { desk in
      let number = try await desk.test.run(
        OpenTicket(title: "Printer is offline", attributes: ["priority": "P1"]), as: "kim"
      ).number
      let key = TicketKey(number)
      desk.test.clock.advance(by: .hours(6))
      try await desk.test.run(ResolveTicket(key, code: "solved", text: "A new cable."), as: "kim")
      desk.test.clock.advance(by: .minutes(30))
      try await desk.test.run(ReopenTicket(key, reason: "It is back."), as: "kim")
      desk.test.clock.advance(by: .minutes(15))
      let page = try await desk.get("/tickets/\(number)/clocks/resolution/1", as: "mo").html
      #expect(page.contains("this cycle goes on, because it breached"))
      #expect(page.contains("stood still until it was reopened") && page.contains("nobody, resolved"))
      #expect(!page.contains("what the next cycle gets"))
      // Six hours and a quarter counted, and whose they were adds up to them.
      #expect(page.contains("Whose time it was on this clock") && page.contains("together"))
    }
  }
}
