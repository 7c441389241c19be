import Kernel
import PeopleUseCases
import TestApp
import TestDatabases
import Testing
import Tickets
import TicketsUseCases

@Suite("Lists of tickets", .timeLimit(.minutes(10)))
struct ListTicketsTests {
  @Test("the filter box finds what it says", arguments: TestEngine.available)
  func filters(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.applyAgreement()
      let printer = try await test.run(
        OpenTicket(
          title: "Printer ON fire 100%", requester: "rita", attributes: ["category": "print", "priority": "P1"]),
        as: "kim")
      let mouse = try await test.run(
        OpenTicket(kind: .request, title: "New mouse", requester: "ron", team: "network", assignee: "nat"), as: "kim")
      let held = try await test.run(OpenTicket(title: "Fire drill", attributes: ["service": "safety"]), as: "ron")
      try await test.run(HoldTicket(TicketKey(held.id), reason: "parts"), as: "kim")
      let done = try await test.run(OpenTicket(title: "Old"), as: "rita")
      try await test.run(ResolveTicket(TicketKey(done.id), text: "Done"), as: "kim")
      let cases: [(String, [TicketChange])] = [
        ("", [printer, mouse, held]), ("is:open", [printer, mouse, held]), ("is:any", [printer, mouse, held, done]),
        ("is:resolved", [done]), ("state:resolved", [done]), ("is:held", [held]), ("is:running", [printer, mouse]),
        ("kind:request", [mouse]),
        ("team:network", [mouse]), ("assignee:nat", [mouse]), ("is:unassigned", [printer, held]),
        ("assignee:none fire", [printer, held]), ("priority:P1", [printer]), ("category:print", [printer]),
        ("service:safety", [held]), ("requester:ron", [mouse, held]), ("FIRE", [printer, held]),
        ("fire on", [printer]), ("100%", [printer]), ("10_%", []), ("due:<2h", [printer, mouse, held]),
        ("\"fire drill\"", [held]), ("is:breached", []), ("colour:red", []), ("\"is:any\"", []),
      ]
      for (text, expected) in cases {
        let filter = try TicketFilter(parsing: text, by: test.person("kim"), now: test.clock.now())
        let found = try await test.ask(ListTickets(filter), as: "kim").items.map(\.ticket.number)
        #expect(Set(found) == Set(expected.map(\.number)), "\(text)")
        #expect(try await test.ask(CountTickets([filter]), as: "kim") == [expected.count], "\(text)")
      }
    }
  }

  @Test(
    "a colon that is no known filter is text, and so is all that is quoted",
    arguments: [
      "ORA-00942: table or view", "https://status.example.org:8443/a?b=c", #"C:\Temp is full"#, "since 10:30 today",
      "note: is:open", "team: network lost",
    ])
  func textWithColons(_ title: String) async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      let wanted = try await test.run(OpenTicket(title: title), as: "rita")
      try await test.run(OpenTicket(title: "Mouse"), as: "rita")
      // The whole title in quotes, and each of its words in quotes; without quotes where no word is a filter.
      let words = title.split(separator: " ").map(String.init)
      let isPlain = !words.contains { $0.hasPrefix("is:") || $0.hasPrefix("team:") }
      var boxes = ["\"\(title)\"", words.map { "\"\($0)\"" }.joined(separator: " ")]
      if isPlain { boxes.append(title) }
      for box in boxes {
        let filter = try TicketFilter(parsing: box, by: test.person("kim"), now: test.clock.now())
        #expect(filter.stage == .open && filter.team == nil)
        let found = try await test.ask(ListTickets(filter), as: "kim").items.map(\.ticket.id)
        #expect(found == [wanted.id], "\(box)")
      }
      let portal = try TicketFilter(words: title)
      #expect(try await test.ask(ListTickets(portal), as: "rita").items.map(\.ticket.id) == [wanted.id])
    }
  }

  @Test("a value in quotes stays a filter; a term without its closing quote goes to the end")
  func quotedValues() {
    let terms = TicketFilter.terms(#"team:"second line" "is:open fire"#)
    #expect(terms.map(\.key) == ["team", nil])
    #expect(terms.map(\.value) == ["second line", ""])
    #expect(terms.map(\.text) == ["team:second line", "is:open fire"])
    #expect(terms.map(\.written) == [#"team:"second line""#, #""is:open fire"#])
  }

  @Test(
    "a filter that means nothing is a fault",
    arguments: ["is:odd", "state:bogus", "state:held", "kind:", "due:2h", "due:<xh", "due:<-1h", "a b c d e f g h i"])
  func faults(_ text: String) {
    let kim = Principal(id: RecordID("kim"), name: "kim", role: .agent)
    #expect(throws: MainstayError.self) { try TicketFilter(parsing: text, by: kim, now: TestApp.start) }
  }

  @Test("requesters find and count their own, whatever they ask for", arguments: TestEngine.available)
  func own(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      for name in ["rita", "ron", "rita"] { try await test.run(OpenTicket(title: "By \(name)"), as: name) }
      for text in ["", "requester:rita", "requester:me", "By"] {
        let filter = try TicketFilter(parsing: text, by: test.person("rita"), now: test.clock.now())
        let found = try await test.ask(ListTickets(filter), as: "rita").items
        #expect(found.count == 2 && found.allSatisfy { $0.ticket.requester == "rita" }, "\(text)")
        #expect(try await test.ask(CountTickets([filter]), as: "rita") == [2], "\(text)")
      }
    }
  }

  @Test("pages hold each ticket once, in every order", arguments: TestEngine.available, ListTickets.Order.allCases)
  func pages(_ engine: TestEngine, _ order: ListTickets.Order) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.applyAgreement()
      for index in 0..<11 {
        if index.isMultiple(of: 3) { test.clock.advance(by: .minutes(1)) }
        try await test.run(
          OpenTicket(
            title: "\(index)", requester: "rita", attributes: ["priority": index.isMultiple(of: 2) ? "P1" : "P3"]),
          as: "kim")
      }
      var found: [TicketRow] = []
      var query = ListTickets(TicketFilter(), order: order, limit: 4)
      repeat {
        let page = try await test.ask(query, as: "kim")
        #expect(page.items.count <= 4 && page.items.allSatisfy { $0.clocks.count == 2 })
        found += page.items.map(\.ticket)
        query.after = page.next
      } while query.after != nil
      #expect(Set(found.map(\.id)).count == 11 && found.count == 11)
      // Nothing is foreseen of any.
      let sorted =
        order == .foreseen
        ? found.sorted { $0.id > $1.id }
        : order == .opened
          ? found.sorted { ($0.openedAt, $0.id) > ($1.openedAt, $1.id) }
          : found.sorted { ($0.due ?? .latest, $0.id) < ($1.due ?? .latest, $1.id) }
      #expect(found == sorted)
    }
  }

  @Test("the queue is counts, a page, teams and staff at once", arguments: TestEngine.available)
  func queue(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      for title in ["One", "Two"] { try await test.run(OpenTicket(title: title), as: "rita") }
      var none = TicketFilter()
      none.isHeld = true
      let question = ShowQueue(views: [TicketFilter(), none], list: ListTickets(TicketFilter(), limit: 1))
      let queue = try await test.ask(question, as: "kim")
      #expect(queue.counts == [2, 0])
      #expect(queue.page?.items.count == 1 && queue.page?.next != nil)
      #expect(queue.teams.map(\.key) == ["desk", "network"])
      #expect(queue.staff.map(\.name) == ["ada", "kim", "lee", "mo", "nat"])
      let own = try await test.ask(question, as: "ron")
      #expect(own.counts == [0, 0] && own.page?.items.isEmpty == true && own.staff.isEmpty)
    }
  }
}
