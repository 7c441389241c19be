import Kernel
import MessagesUseCases
import TestApp
import Testing
import TicketsUseCases

@Suite("Pages call people and tickets by the names that people know", .timeLimit(.minutes(10)))
struct NamesOnPagesTests {
  /// A ticket of Rita's that Kim has answered and taken.
  private func ticket(_ desk: PageDesk) async throws -> String {
    let number = try await desk.test.run(
      OpenTicket(title: "Printer <is> offline", attributes: ["priority": "P3"]), as: "rita"
    ).number
    try await desk.test.run(AnswerTicket(TicketKey(number), body: "Which one?", isPublic: true), as: "kim")
    try await desk.test.run(AssignTicket(TicketKey(number), team: "desk", assignee: "kim"), as: "lee")
    return number
  }

  @Test("queue, ticket, time line and My tickets say who it is, with the sign-in name on hover")
  func people() async throws {
    try await PageDesk.open { desk in
      let number = try await ticket(desk)
      let (rita, kim) = ("<bdi title=\"rita\">Rita Roy</bdi>", "<bdi title=\"kim\">Kim Agent</bdi>")
      let queue = try await desk.get("/queue", as: "nat").html
      #expect(queue.contains(rita) && queue.contains(kim))
      let page = try await desk.get("/tickets/\(number)", as: "nat").html
      #expect(page.contains(rita))
      #expect(page.contains("<strong>\(kim)</strong> answered"))
      #expect(page.contains("gave it to Kim Agent"))
      #expect(page.contains("<dt>Assigned to</dt><dd>\(kim)</dd>"))
      let mine = try await desk.get("/my/tickets/\(number)", as: "rita").html
      #expect(mine.contains("<strong>\(kim)</strong> answered"))
      let conflict = try await desk.post(
        "/tickets/\(number)/hold", ["version": "1", "reason": "awaiting-requester"], as: "nat")
      #expect(conflict.status == 409 && conflict.html.contains("<strong>\(kim)</strong> answered"))
    }
  }

  @Test("what is given away shows who has it now and then; files keep sign-in names")
  func assigning() async throws {
    try await PageDesk.open { desk in
      let number = try await ticket(desk)
      let preview = try await desk.post("/queue/assign", ["ticket": number, "assignee": "nat"], as: "lee").html
      #expect(preview.contains("desk, Kim Agent") && preview.contains("desk, Nat Agent"))
      #expect(preview.contains("name=\"assignee\" value=\"nat\""))
      let file = try await desk.get("/queue.csv", as: "nat").html
      #expect(file.contains(",\"rita\",") && file.contains(",\"kim\",") && !file.contains("Kim Agent"))
    }
  }

  @Test("the journal calls a ticket by number and subject, people by name, agreements by key, all linked")
  func journal() async throws {
    try await PageDesk.open { desk in
      let number = try await ticket(desk)
      let html = try await desk.get("/journal", as: "lee").html
      #expect(html.contains("<bdi>\(number)</bdi>"))
      #expect(html.contains("<span class=\"under\"><bdi>Printer &lt;is&gt; offline</bdi></span>"))
      #expect(html.contains("<a href=\"/tickets/\(number)\">Open \(number)</a>"))
      #expect(html.contains("<bdi>Rita Roy</bdi>"))
      #expect(html.contains("<a href=\"/people/rita\">Open Rita Roy</a>"))
      #expect(html.contains("<bdi>Agreement standard</bdi>") && html.contains("<bdi>Calendar office</bdi>"))
      let id = try await desk.test.ask(ShowTicket(TicketKey(number)), as: "lee").row.id.text
      let stream = try await desk.get("/journal/streams/ticket%2F\(id)", as: "lee").html
      #expect(stream.contains("Journal of \(number)"))
    }
  }

  @Test("the outbox says what a message is about, and the kind beneath")
  func outbox() async throws {
    try await PageDesk.open { desk in
      _ = try await desk.test.run(AddHook(label: "pager", url: "https://example.org/in"), as: "ada")
      _ = try await ticket(desk)
      desk.test.clock.advance(by: .days(9))
      try await desk.test.app.advanceClocks(limit: 50, as: desk.test.system)
      let html = try await desk.get("/outbox", as: "lee").html
      #expect(html.contains("Breached<span class=\"under\">clock.breached</span>"))
    }
  }

  @Test("a period that ends before it begins is said in the page's words")
  func period() async throws {
    try await PageDesk.open { desk in
      let page = try await desk.get("/compliance?from=2025-06-03&to=2025-06-01", as: "mo")
      #expect(page.status == 422)
      #expect(page.html.contains("choose a day that does not lie before the first"))
      #expect(!page.html.contains("`from`"))
      #expect(try await desk.get("/compliance?from=2025-06-03&to=2025-06-03", as: "mo").status == 200)
    }
  }
}
