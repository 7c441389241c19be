import Core
import Journal
import JournalUseCases
import Kernel
import TestApp
import TestDatabases
import Testing
import Tickets
import TicketsUseCases

@Suite("The queue in the order of work", .timeLimit(.minutes(10)))
struct WorkOrderTests {
  /// Opened one after the other; the clock stands at the last.
  private func open(_ titles: [String], _ test: TestApp) async throws -> [TicketKey] {
    var keys: [TicketKey] = []
    for title in titles {
      test.clock.advance(by: .minutes(1))
      keys.append(
        TicketKey(
          try await test.run(OpenTicket(title: title, requester: "rita", attributes: ["priority": "P1"]), as: "kim").id)
      )
    }
    return keys
  }

  private func titles(_ test: TestApp, _ query: ListTickets) async throws -> [String] {
    try await test.ask(query, as: "kim").items.map(\.ticket.title)
  }

  @Test(
    "what is due next stands first, then what is late, then what rests: every ticket once, whatever the engine has seen",
    arguments: TestEngine.available)
  func groups(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let undated = try await open(["undated"], test)
      try await test.applyAgreement()
      let late = try await open(["late", "late and held", "held"], test)
      try await test.run(HoldTicket(late[2], reason: "awaiting-requester"), as: "kim")
      test.clock.advance(by: .hours(5))
      let next = try await open(["next", "after"], test)
      // No alarm has rung yet: deadlines decide, not what was recorded.
      let query = ListTickets(TicketFilter(), order: .urgency)
      #expect(try await titles(test, query) == ["next", "after", "late", "late and held", "held", "undated"])
      try await test.run(AnswerTicket(late[1], body: "Which one?", holding: "awaiting-requester"), as: "kim")
      let page = try await test.ask(query, as: "kim")
      #expect(page.items.map(\.ticket.title) == ["next", "after", "late", "late and held", "held", "undated"])
      #expect(page.items.map(\.position.group) == [.dueNext, .dueNext, .late, .late, .held, .undated])
      // The same by pages of two, and each page knows where it lies.
      var (found, after) = ([String](), ListTickets.Position?.none)
      for before in [0, 2, 4] {
        let part = try await test.ask(
          ListTickets(TicketFilter(), order: .urgency, after: after, limit: 2, withExtent: true), as: "kim")
        #expect(part.extent?.before == before && part.extent?.total == 6)
        found += part.items.map(\.ticket.title)
        after = part.next
      }
      #expect(found == page.items.map(\.ticket.title) && after == nil)
      #expect(undated.count == 1 && next.count == 2)
    }
  }

  @Test(
    "a ticket's neighbours are those of the place that it was opened from, wherever it has gone since",
    arguments: TestEngine.available)
  func neighbours(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.applyAgreement()
      let keys = try await open(["one", "two", "three"], test)
      let items = try await test.ask(ListTickets(TicketFilter(), order: .urgency), as: "kim").items
      func beside(_ index: Int) async throws -> [String?] {
        let found = try await test.ask(
          TicketNeighbours(TicketFilter(), order: .urgency, of: items[index].position), as: "kim")
        return [found.previous?.number, found.next?.number]
      }
      let numbers = items.map(\.ticket.number)
      #expect(try await beside(0) == [nil, numbers[1]])
      #expect(try await beside(1) == [numbers[0], numbers[2]])
      #expect(try await beside(2) == [numbers[1], nil])
      // On hold it stands further on; the next is the one after its old place, and it is nobody's neighbour twice.
      try await test.run(HoldTicket(keys[0], reason: "awaiting-requester"), as: "kim")
      #expect(try await beside(0) == [nil, numbers[1]])
      #expect(try await beside(2) == [numbers[1], numbers[0]])
      try await test.run(ResolveTicket(keys[1], text: "Done"), as: "kim")
      #expect(try await beside(0) == [nil, numbers[2]])
    }
  }

  @Test("the page around a place is the first one for what stands there, and holds the place further on")
  func around() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      try await test.applyAgreement()
      _ = try await open((0..<60).map { "\($0)" }, test)
      let all = try await test.ask(ListTickets(TicketFilter(), order: .urgency, limit: 200), as: "kim").items
      func begins(_ index: Int) async throws -> ListTickets.Position? {
        try await test.ask(PageAround(TicketFilter(), order: .urgency, all[index].position), as: "kim")
      }
      #expect(try await begins(49) == nil)
      let after = try #require(try await begins(55))
      let page = try await test.ask(ListTickets(TicketFilter(), order: .urgency, after: after), as: "kim")
      #expect(page.items.contains { $0.ticket.id == all[55].ticket.id })
    }
  }
}

@Suite("Acts of a round", .timeLimit(.minutes(10)))
struct RoundActTests {
  @Test(
    "taking gives it to the taker, once, and takes nothing that another took meanwhile", arguments: TestEngine.available
  )
  func taking(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let key = TicketKey(try await test.run(OpenTicket(title: "Printer", team: "desk"), as: "kim").id)
      try await test.run(TakeTicket(key), as: "kim")
      #expect(try await test.ask(ShowTicket(key), as: "kim").row.assignee == "kim")
      await #expect(throws: MainstayError.self) { try await test.run(TakeTicket(key, from: "kim"), as: "kim") }
      // Nat was shown it without an owner.
      await #expect(throws: MainstayError.conflict(code: "taken-meanwhile", message: "INC-1 is with kim now.")) {
        try await test.run(TakeTicket(key), as: "nat")
      }
      try await test.run(TakeTicket(key, from: "kim"), as: "nat")
      let row = try await test.ask(ShowTicket(key), as: "kim").row
      #expect(row.assignee == "nat" && row.team == "desk")
    }
  }

  @Test("an answer and the hold that follows it are one change: both or neither", arguments: TestEngine.available)
  func holding(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.applyAgreement()
      let key = TicketKey(try await test.run(OpenTicket(title: "Printer"), as: "rita").id)
      try await test.run(AnswerTicket(key, body: "Which one?", holding: "awaiting-requester"), as: "kim")
      let detail = try await test.ask(ShowTicket(key), as: "kim")
      #expect(detail.history.map(\.event.kind) == ["ticket.opened", "ticket.answered", "ticket.held"])
      #expect(detail.history.suffix(2).map(\.at) == [test.clock.now(), test.clock.now()])
      // On hold for it already, and for a reason that the desk does not know.
      for reason in ["awaiting-requester", "no such reason"] {
        await #expect(throws: MainstayError.self) {
          try await test.run(AnswerTicket(key, body: "And?", holding: reason), as: "kim")
        }
      }
      #expect(try await test.ask(ShowTicket(key), as: "kim").messages.count == 1)
      #expect(try await test.app.verify(as: test.person("lee")).findings.isEmpty)
    }
  }
}

@Suite("Finding while typing", .timeLimit(.minutes(10)))
struct FindTicketsTests {
  @Test(
    "finds tickets of all states, open ones first, a number at once, and one's own alone for who asks",
    arguments: TestEngine.available)
  func finding(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      func open(_ title: String, as name: String = "rita") async throws -> String {
        test.clock.advance(by: .minutes(1))
        return try await test.run(OpenTicket(title: title), as: name).number
      }
      let old = try await open("Nordvik is slow")
      let done = try await open("Nordvik is down")
      try await test.run(ResolveTicket(TicketKey(done), text: "Up again"), as: "kim")
      let theirs = try await open("Nordvik again", as: "ron")
      func find(_ text: String, as name: String = "kim") async throws -> [String] {
        try await test.ask(FindTickets(text), as: name).tickets.map(\.number)
      }
      #expect(try await find("nordvik") == [theirs, old, done])
      #expect(try await find("nordvik is:resolved") == [done])
      #expect(try await find("nordvik", as: "rita") == [old, done])
      for text in [done, done.lowercased(), String(done.dropFirst(4))] { #expect(try await find(text).first == done) }
      #expect(try await find(theirs, as: "rita").isEmpty)
      for text in ["", "unicorn"] { #expect(try await find(text).isEmpty) }
      for index in 0..<9 { _ = try await open("Unicorn \(index)") }
      let many = try await test.ask(FindTickets("unicorn"), as: "kim")
      #expect(many.tickets.count == FindTickets.most && many.more == 1)
      await #expect(throws: MainstayError.self) { try await test.ask(FindTickets("due:soon"), as: "kim") }
    }
  }
}
