import Kernel
import TestApp
import Testing
import TicketsUseCases

@Suite("An agent's round on pages", .timeLimit(.minutes(10)))
struct RoundPagesTests {
  /// Tickets that are due one after the other.
  private func open(_ count: Int, _ desk: PageDesk) async throws -> [String] {
    var numbers: [String] = []
    for index in 0..<count {
      desk.test.clock.advance(by: .minutes(1))
      let opening = OpenTicket(title: "Printer \(index)", requester: "rita", attributes: ["priority": "P1"])
      numbers.append(try await desk.test.run(opening, as: "kim").number)
    }
    return numbers
  }

  /// The address of a ticket as the queue writes it.
  private func address(of number: String, in html: String) -> String {
    let link = html.split(separator: "<a href=\"/tickets/\(number)?").dropFirst().first?.prefix { $0 != "\"" } ?? ""
    return "/tickets/\(number)?" + String(link).replacing("&amp;", with: "&")
  }

  /// The members of an address.
  private func members(_ address: String) -> [String: String] {
    let query = address.drop { $0 != "?" }.dropFirst()
    return Dictionary(
      query.split(separator: "&").map { pair in
        let parts = pair.split(separator: "=", maxSplits: 1)
        return (String(parts[0]), String(parts.last ?? "").replacing("%3A", with: ":"))
      }, uniquingKeysWith: { first, _ in first })
  }

  @Test("what is sent and held, or resolved, from a list leads to its next; the rest stays where it is")
  func leadsOn() async throws {
    try await PageDesk.open { desk in
      let numbers = try await open(3, desk)
      let queue = try await desk.get("/queue", as: "kim").html
      let addresses = numbers.map { address(of: $0, in: queue) }
      let at = addresses.map(members)
      let page = try await desk.get(addresses[1], as: "kim").html
      for beside in [addresses[0], addresses[2]] {
        #expect(page.contains("href=\"\(beside.replacing("&", with: "&amp;"))\""), "\(beside)")
      }
      #expect(page.contains("name=\"at\" value=\"\(at[1]["at"] ?? "")\""))
      func send(_ index: Int, _ path: String, _ fields: KeyValuePairs<String, String>) async throws -> String? {
        var all = fields.map { ($0.key, $0.value) }
        all += [("q", at[index]["q"] ?? ""), ("at", at[index]["at"] ?? "")]
        return try await desk.post("/tickets/\(numbers[index])/\(path)", all, as: "kim").location
      }
      #expect(try await send(0, "answer", ["as": "reply", "text": "Which one?"]) == addresses[0])
      let held = try await send(
        0, "answer", ["as": "reply", "text": "And where?", "then": "hold", "holding": "awaiting-requester"])
      #expect(held == addresses[1])
      let detail = try await desk.test.ask(ShowTicket(TicketKey(numbers[0])), as: "kim")
      #expect(detail.row.holds == ["awaiting-requester"] && detail.messages.count == 2)
      #expect(try await send(1, "answer", ["as": "reply", "text": "Done.", "then": "resolve"]) == addresses[2])
      // Behind the last one stands the one on hold.
      let last = try await send(2, "resolve", ["text": "Done.", "version": "1"])
      #expect(last?.hasPrefix("/tickets/\(numbers[0])?") == true)
      try await desk.test.run(ResolveTicket(TicketKey(numbers[0]), text: "Done"), as: "kim")
      let empty = try await send(2, "reopen", [:])
      #expect(empty == addresses[2], "what goes on stays")
      #expect(try await send(2, "answer", ["text": "Yes.", "then": "resolve"])?.hasPrefix("/queue?") == true)
    }
  }

  @Test("a note resolves nothing, a refusal keeps what was chosen, and an odd way of sending is refused")
  func refusals() async throws {
    try await PageDesk.open { desk in
      let number = try await open(1, desk)[0]
      let path = "/tickets/\(number)/answer"
      let note = try await desk.post(path, ["as": "note", "text": "For us.", "then": "resolve"], as: "kim")
      #expect(note.status == 422 && note.html.contains("a note reaches nobody who waits"))
      #expect(note.html.contains(">For us.</textarea>"))
      let empty = try await desk.post(
        path, ["as": "reply", "text": " ", "then": "hold", "holding": "awaiting-vendor"], as: "kim")
      #expect(empty.status == 422 && empty.html.contains("<option value=\"awaiting-vendor\" selected>"))
      #expect(try await desk.post(path, ["text": "Hello", "then": "explode"], as: "kim").status == 422)
      let row = try await desk.test.ask(ShowTicket(TicketKey(number)), as: "kim").row
      #expect(row.version == 1, "nothing was written")
    }
  }

  @Test("taking from the queue answers the line as it stands then, or says who has it")
  func taking() async throws {
    try await PageDesk.open { desk in
      let number = try await open(1, desk)[0]
      let taken = try await desk.post("/queue/take", ["ticket": number, "owner": ""], as: "kim")
      #expect(taken.status == 200 && taken.html.hasPrefix("<tr id=\"row-\(number)\""))
      #expect(taken.html.contains("data-owner=\"kim\"") && taken.html.contains("Kim Agent"))
      let late = try await desk.post("/queue/take", ["ticket": number, "owner": ""], as: "nat")
      #expect(late.status == 303 && late.location == "/tickets/\(number)")
      #expect(try await desk.test.ask(ShowTicket(TicketKey(number)), as: "kim").row.assignee == "kim")
    }
  }

  @Test("a whole list is assigned at once, in its order, after a preview that names each")
  func everything() async throws {
    try await PageDesk.open { desk in
      let numbers = try await open(3, desk)
      let preview = try await desk.post(
        "/queue/assign", ["everything": "yes", "q": "printer", "team": "network", "back": "/queue"], as: "kim")
      #expect(preview.html.contains("Assign 3 tickets?"))
      for number in numbers { #expect(preview.html.contains("name=\"ticket\" value=\"\(number)\"")) }
    }
  }

  @Test("the queue is in groups, says where a page lies, and puts the cursor where one was")
  func queue() async throws {
    try await PageDesk.open { desk in
      let numbers = try await open(52, desk)
      let first = try await desk.get("/queue", as: "kim").html
      #expect(first.contains(">Due next</th>") && !first.contains(">Late</th>"))
      #expect(first.contains("1 to 50 of 52 tickets") && first.contains("all 52 of this list"))
      let next = first.split(separator: "href=\"").first { $0.contains("after=") }?.prefix { $0 != "\"" } ?? ""
      let second = try await desk.get(String(next).replacing("&amp;", with: "&"), as: "kim").html
      #expect(second.contains("51 to 52 of 52 tickets"))
      let page = try await desk.get(address(of: numbers[51], in: second), as: "kim").html
      let list = page.split(separator: "href=\"").first { $0.hasPrefix("/queue?q") }?.prefix { $0 != "\"" } ?? ""
      let back = try await desk.get(String(list).replacing("&amp;", with: "&"), as: "kim").html
      #expect(back.contains("<tr id=\"row-\(numbers[51])\" class=\"is-here\""))
      #expect(back.split(separator: "is-here").count == 2, "one cursor")
    }
  }

  @Test("what is found while typing is a page, its lines alone for a script, and one's own for a requester")
  func finding() async throws {
    try await PageDesk.open { desk in
      let number = try await open(1, desk)[0]
      let page = try await desk.get("/find?q=printer", as: "kim").html
      #expect(page.contains("<h1>Find</h1>") && page.contains("href=\"/tickets/\(number)\""))
      #expect(try await desk.get("/find?q=printer", as: "rita").html.contains("href=\"/my/tickets/\(number)\""))
      #expect(try await desk.get("/find?q=printer", as: "ron").html.contains("No ticket has these words."))
      #expect(try await desk.get("/find?q=\(number)", as: "kim").location == "/tickets/\(number)")
      #expect(try await desk.get("/find?q=due%3Asoon", as: "kim").html.contains("This is not understood"))
    }
  }
}
