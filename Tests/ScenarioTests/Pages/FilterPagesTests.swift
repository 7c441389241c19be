import Core
import TestApp
import Testing
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
