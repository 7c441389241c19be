import Kernel
import TestApp
import Testing
import TicketsUseCases

@Suite("A page offers what its reader may do", .timeLimit(.minutes(10)))
struct OfferedActsTests {
  @Test("an answer is made private by who gave it, or by who may end tickets; nobody else is offered it")
  func makingPrivate() async throws {
    try await PageDesk.open { desk in
      let number = try await desk.test.run(
        OpenTicket(title: "Printer offline", attributes: ["priority": "P3"]), as: "rita"
      ).number
      try await desk.test.run(AnswerTicket(TicketKey(number), body: "Which one?", isPublic: true), as: "kim")
      let form = "action=\"/tickets/\(number)/withdraw\""
      for (reader, isOffered) in ["kim": true, "nat": false, "lee": true] {
        let page = try await desk.get("/tickets/\(number)", as: reader).html
        #expect(page.contains(form) == isOffered, "\(reader)")
      }
    }
  }
}
