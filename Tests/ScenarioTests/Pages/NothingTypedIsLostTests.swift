import Kernel
import TestApp
import Testing
import TicketsUseCases

@Suite("Promise: nothing that was typed on a ticket's page is lost", .timeLimit(.minutes(10)))
struct NothingTypedIsLostTests {
  private func number(_ desk: PageDesk) async throws -> String {
    try await desk.test.run(OpenTicket(title: "Printer is offline", attributes: ["priority": "P3"]), as: "rita").number
  }

  @Test("who resolves what another has just resolved is told, and keeps the text")
  func resolvedMeanwhile() async throws {
    try await PageDesk.open { desk in
      let number = try await number(desk)
      try await desk.test.run(ResolveTicket(TicketKey(number), text: "New driver."), as: "nat")
      let sent = try await desk.post(
        "/tickets/\(number)/resolve", ["version": "1", "text": "Turned it off and on."], as: "kim")
      #expect(sent.status == 409)
      #expect(sent.html.contains("id=\"conflict\""))
      #expect(sent.html.contains("\u{201c}Resolve\u{201d} is not possible now: this ticket is resolved."))
      #expect(sent.html.contains(">Turned it off and on.</textarea>"))
    }
  }

  @Test("the same without a version says why it was refused")
  func heldAfterwards() async throws {
    try await PageDesk.open { desk in
      let number = try await number(desk)
      try await desk.test.run(ResolveTicket(TicketKey(number), text: "New driver."), as: "nat")
      let sent = try await desk.post("/tickets/\(number)/hold", ["reason": "awaiting-requester"], as: "kim")
      #expect(sent.status == 422)
      #expect(sent.html.contains("\(number) is resolved; reopen it before you"))
      #expect(sent.html.contains("<option value=\"awaiting-requester\" selected>"))
      #expect(sent.html.contains("or reopen it first"))
    }
  }

  @Test(
    "a number that is missing or none at all is a fault of its field",
    arguments: [
      ("merge", "into", "Ticket that stays"), ("link", "other", "Other ticket"),
    ])
  func otherTicket(act: String, field: String, label: String) async throws {
    try await PageDesk.open { desk in
      let number = try await number(desk)
      let path = "/tickets/\(number)/\(act)"
      let empty = try await desk.post(path, ["version": "1"], as: "lee")
      #expect(empty.status == 422)
      #expect(
        empty.html.contains(
          "<a href=\"#\(act)-\(field)\">\(label): give the number of a ticket, like INC-1024</a>"))
      let unknown = try await desk.post(path, ["version": "1", field: "INC-9999"], as: "lee")
      #expect(unknown.html.contains("\(label): there is no ticket INC-9999</a>"))
      #expect(unknown.html.contains("name=\"\(field)\"") && unknown.html.contains("value=\"INC-9999\""))
      let itself = try await desk.post(path, ["version": "1", field: number], as: "lee")
      #expect(itself.html.contains("\(label): a ticket cannot be"))
    }
  }
}
