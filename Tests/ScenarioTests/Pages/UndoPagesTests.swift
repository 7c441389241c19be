import Kernel
import TestApp
import Testing
import TicketsUseCases

@Suite("Promise: what was done to a ticket by a slip is taken back where one stands", .timeLimit(.minutes(10)))
struct UndoPagesTests {
  /// The form of the undo that a page offers: where it is sent, and its fields.
  private func offer(_ html: String) -> (path: String, fields: [(String, String)])? {
    guard let flash = html.split(separator: "class=\"flash\"").dropFirst().first,
      let form = flash.split(separator: "</form>").first.map(String.init), form.contains("Undo")
    else { return nil }
    func value(_ name: String, _ mark: String) -> String {
      let found = form.split(separator: "\(mark)\(name)").dropFirst().first?.prefix { $0 != "\"" } ?? ""
      return String(found).replacing("&amp;", with: "&")
    }
    let fields = ["version", "back"].map { ($0, value("\($0)\" value=\"", "name=\"")) }
    return (value("", "action=\""), fields)
  }

  @Test("by the line that says it was done, on the page and from a list; and not by others or later")
  func undo() async throws {
    try await PageDesk.open { desk in
      let number = try await desk.test.run(
        OpenTicket(title: "Printer", requester: "rita", attributes: ["priority": "P3"], team: "desk"), as: "kim"
      ).number
      let place = [("q", "is:open"), ("at", "1.1")]
      let done = try await desk.post(
        "/tickets/\(number)/hold", [("reason", "awaiting-vendor"), ("version", "1")] + place, as: "kim")
      let flash = try #require(done.flash)
      let page = try await desk.get(done.location ?? "", as: "kim", flash: flash)
      let undo = try #require(offer(page.html))
      #expect(undo.path == "/tickets/\(number)/undo" && page.html.contains("data-key=\"z\""))
      #expect(page.html.contains("undo what was just done"))
      let other = try await desk.post(undo.path, undo.fields, as: "nat")
      #expect(other.flash?.contains("somebody else did it") == true)
      let undone = try await desk.post(undo.path, undo.fields, as: "kim")
      #expect(undone.location?.hasPrefix("/tickets/\(number)?q=") == true)
      #expect(undone.flash?.contains("undone") == true)
      let detail = try await desk.test.ask(ShowTicket(TicketKey(number)), as: "kim")
      #expect(detail.row.holds.isEmpty && detail.history.count == 3)
      // Sent again by a slow line, it does nothing more.
      let again = try await desk.post(undo.path, undo.fields, as: "kim")
      #expect(again.flash?.contains("Not undone") == true)
      #expect(try await desk.test.ask(ShowTicket(TicketKey(number)), as: "kim").history.count == 3)
      let link = try await desk.post(
        "/tickets/\(number)/answer", ["as": "reply", "text": "Hello", "version": "3"], as: "kim")
      #expect(link.flash?.contains("/undo") == false, "what is sent stays sent")
    }
  }

  @Test("a time that is typed in words is said back with its zone before it is recorded, and recorded as that instant")
  func momentInWords() async throws {
    try await PageDesk.open { desk in
      let number = try await desk.test.run(
        OpenTicket(title: "Printer", requester: "rita", attributes: ["priority": "P1"]), as: "kim"
      ).number
      let path = "/tickets/\(number)/exclude"
      let typed = [("from", "today 8:00"), ("to", "10 min ago"), ("reason", "maintenance"), ("version", "1")]
      let looked = try await desk.post(path, typed, as: "mo")
      #expect(looked.html.contains("From Mon 2 Jun 2025, 08:00 (UTC)."), "\(looked.html)")
      let sent = ["from", "to"].map { name -> (String, String) in
        let mark = "name=\"\(name)\" value=\""
        return (name, String(looked.html.split(separator: mark).dropFirst().first?.prefix { $0 != "\"" } ?? ""))
      }
      #expect(sent.map(\.1) == ["2025-06-02T08:00:00Z", "2025-06-02T08:50:00Z"])
      // A day later it is still that time.
      desk.test.clock.advance(by: .days(1))
      let approved = try await desk.post(
        path, sent + [("reason", "maintenance"), ("version", "1"), ("confirmed", "yes")], as: "mo")
      #expect(approved.status == 303)
      let odd = try await desk.post(
        path, [("from", "Mon 9:00"), ("to", "4/3/2025 9:00"), ("reason", "x"), ("version", "2")], as: "mo")
      #expect(odd.status == 422 && odd.html.contains("last Monday, next Monday") && odd.html.contains("month and day"))
      let hold = try await desk.post(
        "/tickets/\(number)/hold", ["reason": "awaiting-vendor", "until": "tomorrow 9:00", "version": "2"], as: "kim")
      #expect(hold.status == 303, "\(hold.html)")
      let page = try await desk.get("/tickets/\(number)", as: "kim").html
      #expect(page.contains("to look at it again on Wed 4 Jun, 09:00"))
      let late = try await desk.post(
        "/tickets/\(number)/hold", ["reason": "awaiting-requester", "until": "yesterday 9:00", "version": "3"],
        as: "kim")
      #expect(late.status == 422 && late.html.contains("must lie ahead") || late.html.contains("Must lie ahead"))
    }
  }
}
