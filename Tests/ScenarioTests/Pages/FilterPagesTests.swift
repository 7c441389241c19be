import Core
import TestApp
import Testing
import Tickets
import TicketsUseCases

@Suite("Filters and searches on pages", .timeLimit(.minutes(10)))
struct FilterPagesTests {
  @Test("the queue says which team there is not, and what tickets have instead of a value that none has")
  func queue() async throws {
    try await PageDesk.open { desk in
      try await desk.test.run(OpenTicket(title: "Printer", attributes: ["priority": "P2"]), as: "kim")
      let team = try await desk.get("/queue?q=team:nope", as: "kim")
      #expect(team.status == 200 && team.html.contains("no team is called nope; teams are desk (Service desk)"))
      let priority = try await desk.get("/queue?q=priority:P9", as: "kim")
      #expect(priority.html.contains("None of the latest tickets has the priority P9; they have P2."))
      #expect(try await desk.get("/queue.csv?q=team:nope", as: "kim").status == 422)
      #expect(try await desk.get("/queue.csv?q=priority:P9", as: "kim").status == 422)
      #expect(try await desk.get("/queue.csv?q=is:held", as: "kim").status == 200)
    }
  }

  @Test(
    "what cannot be asked is refused by its name, of lists and of files",
    arguments: [
      ("/queue?fliter=is:held", "nat", "fliter"), ("/queue.csv?filter=", "nat", "filter"),
      ("/queue.csv?sort=due", "nat", "sort"), ("/my/tickets?filter=x", "rita", "filter"),
      ("/journal?streem=x", "ada", "streem"), ("/people?name=kim", "ada", "name"),
      ("/outbox?state=dead", "ada", "state"),
      ("/exclusions.csv?from=2025-01-01", "mo", "from"), ("/exclusions?q=x", "mo", "q"),
      ("/compliance?month=2025-01", "mo", "month"), ("/compliance.csv?priority=P1", "mo", "priority"),
      ("/compliance/tickets.csv?slice=met&after=x", "mo", "after"), ("/searches?filter=x", "nat", "filter"),
      ("/words?q=x", "ada", "q"),
    ])
  func unknown(path: String, name: String, parameter: String) async throws {
    try await PageDesk.open { desk in
      let page = try await desk.get(path, as: name)
      #expect(page.status == 422 && page.html.contains("is nothing that can be asked here"), "\(page.html.suffix(600))")
      #expect(page.html.contains(parameter))
    }
  }

  @Test("a number that is none, or out of bounds, says its bounds")
  func numbers() async throws {
    try await PageDesk.open { desk in
      for path in ["/calendars/office?year=99999", "/calendars/office?year=x", "/agreements/standard?version=0"] {
        let page = try await desk.get(path, as: "mo")
        #expect(page.status == 422 && page.html.contains("must be a whole number from"), "\(path)")
      }
    }
  }

  @Test("a file says by its name that no filter was asked for")
  func fileNames() async throws {
    try await PageDesk.open { desk in
      for (path, name, file) in [
        ("/queue.csv", "nat", "queue-all-open.csv"), ("/queue.csv?q=", "nat", "queue-all-open.csv"),
        ("/queue.csv?q=is:held", "nat", "queue.csv"), ("/compliance.csv", "mo", "compliance-all-time.csv"),
        ("/compliance.csv?from=2025-01-01", "mo", "compliance.csv"),
      ] {
        let found = try await desk.fileName(path, as: name)
        #expect(found == file, "\(path)")
      }
    }
  }

  @Test("a closed ticket that its requester answered stands in one of the views of such, not in both")
  func returned() async throws {
    try await PageDesk.open { desk in
      let key = TicketKey(try await desk.test.run(OpenTicket(title: "Printer"), as: "rita").id)
      try await desk.test.run(ResolveTicket(key, text: "Done"), as: "kim")
      try await desk.test.run(AnswerTicket(key, body: "Thank you"), as: "rita")
      func found() async throws -> [Int] {
        let views = try ["is:closed is:returned", "is:resolved is:returned"].map {
          try TicketFilter(parsing: $0, by: desk.test.person("kim"), now: desk.test.clock.now())
        }
        return try await desk.test.ask(CountTickets(views), as: "kim")
      }
      #expect(try await found() == [0, 1])
      try await desk.test.run(CloseTicket(key), as: "kim")
      #expect(try await found() == [1, 0])
    }
  }

  @Test("a ticket that was joined with another says in the list what became of that")
  func outcomes() async throws {
    try await PageDesk.open { desk in
      let one = TicketKey(try await desk.test.run(OpenTicket(title: "Printer"), as: "rita").id)
      let other = TicketKey(try await desk.test.run(OpenTicket(title: "Printer"), as: "ron").id)
      try await desk.test.run(MergeTicket(one, into: other), as: "lee")
      let list = try await desk.get("/my/tickets", as: "rita").html
      #expect(list.contains("joined with another") && list.contains("that one is being worked on"))
      try await desk.test.run(ResolveTicket(other, text: "Done"), as: "kim")
      #expect(try await desk.get("/my/tickets", as: "rita").html.contains("that one is solved"))
      try await desk.test.run(CloseTicket(other), as: "kim")
      #expect(try await desk.get("/my/tickets", as: "rita").html.contains("that one is closed"))
    }
  }

  @Test("whoever may open several kinds of ticket chooses one; requesters choose among their own")
  func kinds() async throws {
    try await PageDesk.open { desk in
      let offered = try await desk.get("/tickets/new", as: "rita").html
      #expect(offered.contains("<option value=\"incident\" selected>") && offered.contains("value=\"request\""))
      #expect(!offered.contains("value=\"problem\""))
      #expect(try await desk.get("/tickets/new", as: "kim").html.contains("value=\"problem\""))
      let made = try await desk.post("/tickets", ["kind": "request", "title": "A new chair"], as: "rita")
      #expect(made.location?.hasPrefix("/my/tickets/REQ-") == true, "\(made)")
      let refused = try await desk.post("/tickets", ["kind": "problem", "title": "All chairs"], as: "rita")
      #expect(refused.status == 422 && refused.html.contains("is chosen by the desk"))
      #expect(try await desk.post("/tickets", ["kind": "A b", "title": "x"], as: "kim").status == 422)
      try await desk.test.run(ChangeWord(.kind, "request", isActive: false), as: "ada")
      #expect(try await !desk.get("/tickets/new", as: "rita").html.contains("name=\"kind\""))
    }
  }

  @Test("requesters find their tickets by what was written on them, and no notes")
  func portal() async throws {
    try await PageDesk.open { desk in
      let ticket = try await desk.test.run(OpenTicket(title: "Printer", description: "Smells burnt"), as: "rita")
      let key = TicketKey(ticket.id)
      try await desk.test.run(AnswerTicket(key, body: "A new fuser comes"), as: "kim")
      try await desk.test.run(AnswerTicket(key, body: "Warranty is over", isPublic: false), as: "kim")
      for word in ["burnt", "fuser", "printer"] {
        #expect(try await desk.get("/my/tickets?q=\(word)", as: "rita").html.contains(ticket.number), "\(word)")
      }
      let hidden = try await desk.get("/my/tickets?q=warranty", as: "rita").html
      #expect(!hidden.contains(ticket.number) && hidden.contains("None of your tickets has these words."))
    }
  }
}
