import Kernel
import People
import Storage
import TestApp
import TestDatabases
import Testing
import Tickets
@testable import Core
@testable import PeopleUseCases
@testable import TicketsUseCases

@Suite("Filters and searches say what they did not find", .timeLimit(.minutes(10)))
struct SearchTests {
  private func filter(_ text: String, _ test: TestApp, as name: String = "kim") throws -> TicketFilter {
    try TicketFilter(parsing: text, by: test.person(name), now: test.clock.now())
  }

  private func found(_ text: String, _ test: TestApp, as name: String = "kim") async throws -> [String] {
    try await test.ask(ListTickets(filter(text, test, as: name)), as: name).items.map(\.ticket.number)
  }

  private func faults(_ filter: TicketFilter, _ test: TestApp, as name: String = "kim") async throws -> [FieldFault] {
    do {
      _ = try await test.ask(ListTickets(filter), as: name)
    } catch MainstayError.invalid(let listed) {
      do {
        _ = try await test.ask(CountTickets([filter]), as: name)
      } catch MainstayError.invalid(let counted) {
        #expect(counted == listed)
        return listed
      }
    }
    return []
  }

  @Test("the name of a team or person that there is not is refused, at the field that has it")
  func unknownNames() async throws {
    for engine in TestEngine.available {
      try await withTestApp(on: engine) { test in
        try await test.run(OpenTicket(title: "One", team: "network", assignee: "nat"), as: "kim")
        #expect(
          try await faults(filter("team:nope", test), test) == [
            FieldFault(
              "filter",
              "team:nope: no team is called nope; teams are desk (Service desk), network (Network)")
          ])
        let cases = [
          ("assignee:nobody", "assignee:nobody"), ("owner:nobody", "owner:nobody"), ("requester:x", "requester:x"),
        ]
        for (text, said) in cases {
          let fault = try await faults(filter(text, test), test).first
          #expect(fault?.path == "filter" && fault?.message.hasPrefix(said + ": nobody is called") == true, "\(text)")
        }
        var own = TicketFilter()
        (own.team, own.assignee) = ("nope", "nobody")
        #expect(try await faults(own, test).map(\.path) == ["team", "assignee"])
        // Who and what there is may have nothing.
        for text in ["team:desk is:resolved", "assignee:lee", "requester:ron"] {
          #expect(try await faults(filter(text, test), test).isEmpty, "\(text)")
          #expect(try await found(text, test).isEmpty, "\(text)")
        }
        let queue = try await test.ask(
          ShowQueue(views: [TicketFilter()], list: ListTickets(filter("team:nope", test))), as: "kim")
        #expect(queue.page == nil && queue.faults.count == 1 && queue.counts == [1])
      }
    }
  }

  @Test("teams and people may be called by their names, unless several have it", arguments: TestEngine.available)
  func names(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test in
      let one = try await test.run(OpenTicket(title: "One", requester: "rita", assignee: "nat"), as: "kim")
      try await test.run(OpenTicket(title: "Two", requester: "ron", team: "network"), as: "kim")
      for text in [#"team:"service desk""#, "team:DESK", #"assignee:"Nat Agent""#, #"requester:"rita roy""#] {
        #expect(try await found(text, test) == [one.number], "\(text)")
      }
      let twin = PersonDraft(name: "nat2", displayName: "Nat Agent", role: .agent)
      _ = try await test.app.run(AddPerson(twin), as: .system("test"))
      let fault = try await faults(filter(#"assignee:"Nat Agent""#, test), test).first
      #expect(fault?.message.hasSuffix("several people: nat, nat2; give the sign-in name of one") == true)
      #expect(try await found("assignee:nat", test) == [one.number])
      // A sign-in name goes before what somebody else is called.
      let other = PersonDraft(name: "other", displayName: "nat", role: .agent)
      _ = try await test.app.run(AddPerson(other), as: .system("test"))
      #expect(try await found("assignee:nat", test) == [one.number])
    }
  }

  @Test("a value that no ticket has is said, with those that they have", arguments: TestEngine.available)
  func unknownValues(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test in
      try await test.run(OpenTicket(title: "One", attributes: ["priority": "P1", "category": "print"]), as: "kim")
      try await test.run(OpenTicket(title: "Two", requester: "ron", attributes: ["priority": "P4"]), as: "kim")
      func notes(_ text: String, as name: String = "kim") async throws -> [String] {
        try await test.ask(ListTickets(filter(text, test, as: name)), as: name).notes
      }
      #expect(try await notes("priority:P9") == ["None of the latest tickets has the priority P9; they have P1, P4."])
      #expect(
        try await notes("priority:P9", as: "ron") == ["None of the latest tickets has the priority P9; they have P4."])
      #expect(try await notes("service:mail") == ["None of the latest tickets has the service mail; none has any."])
      #expect(try await notes("category:print is:resolved") + notes("priority:P1") == [])
      #expect(try await notes("colour:red").first?.hasPrefix("There is no filter colour: so colour:red was") == true)
      #expect(try await notes("https://nowhere.example 10:30").isEmpty)
    }
  }

  @Test("words are found in all that their reader may read, and in nothing else", arguments: TestEngine.available)
  func texts(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test in
      let one = try await test.run(
        OpenTicket(title: "Printer", description: "Paper JAMS in tray two", requester: "rita"), as: "kim")
      let key = TicketKey(one.id)
      try await test.run(AnswerTicket(key, body: "We ordered a fuser"), as: "kim")
      try await test.run(AnswerTicket(key, body: "The vendor charges 40%", isPublic: false), as: "kim")
      let other = try await test.run(OpenTicket(title: "Fuser of a lamp", description: "It hums"), as: "ron")
      let everywhere = ["jams", "tray two", "fuser printer", "\"paper jams\" fuser", one.number]
      for text in everywhere + ["40%", "vendor fuser"] {
        #expect(try await found(text, test).contains(one.number), "\(text)")
      }
      for text in everywhere { #expect(try await found(text, test, as: "rita") == [one.number], "\(text)") }
      for text in ["40%", "vendor", "4_%"] { #expect(try await found(text, test, as: "rita").isEmpty, "\(text)") }
      #expect(try await Set(found("fuser", test)) == [one.number, other.number])
      #expect(try await found("fuser", test, as: "ron") == [other.number])
      let answer = try await test.ask(ShowTicket(key), as: "kim").messages[0]
      try await test.run(WithdrawAnswer(key, answer: answer.id), as: "kim")
      #expect(try await found("ordered", test) + found("ordered", test, as: "rita") == [one.number])
    }
  }

  @Test("texts are searched within a bound, subjects beyond it", arguments: TestEngine.available)
  func bounded(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test in
      for title in ["Fan", "Disk", "Fan two"] {
        test.clock.advance(by: .minutes(1))
        try await test.run(OpenTicket(title: title, description: "with noise"), as: "rita")
      }
      func titles(_ text: String, searched: Int) async throws -> [String] {
        let filter = try self.filter(text, test)
        let statement = TicketListStore.pageStatement(filter, .init(order: .opened), limit: 9, searched: searched)
        let count = TicketListStore.countStatement(filter, bound: 9, searched: searched)
        return try await test.database.read { tx in
          let titles = try tx.query(statement.sql, statement.values) { try $0.text(4) }
          #expect(try tx.first(count.sql, count.values) { try $0.int(0) } == titles.count)
          return titles
        }
      }
      #expect(try await titles("noise", searched: 2) == ["Fan two", "Disk"])
      #expect(try await titles("fan", searched: 1) == ["Fan two", "Fan"])
      let filter = try self.filter("noise", test)
      let hasMore = try await test.database.read { tx in
        try [2, 3].map { try TicketListStore.hasUnsearched(filter, searched: $0, in: tx) }
      }
      #expect(hasMore == [true, false])
    }
  }

  @Test("who sees their own tickets alone is not given them for those of somebody else")
  func others() async throws {
    try await withTestApp(on: .sqlite) { test in
      try await test.run(OpenTicket(title: "One"), as: "rita")
      await #expect(throws: MainstayError.forbidden(permission: Permission.seeAllTickets.name)) {
        _ = try await found("requester:ron", test, as: "rita")
      }
    }
  }

  @Test("a filter comes back from its text, deadlines between instants included")
  func text() throws {
    let person = Principal(id: RecordID("x"), name: "kim", role: .agent)
    let now = TestApp.start
    for written in [
      "is:open", "is:any is:undecided", "is:open is:unassigned team:network", "is:closed is:returned requester:rita",
      "is:open is:held is:breached assignee:kim priority:P1", "category:\"paper jam\" printer", "is:running",
      "due:>2h due:<4h", "due:<2025-06-02T12:00:00Z",
    ] {
      let filter = try TicketFilter(parsing: written, by: person, now: now)
      var back = try TicketFilter(parsing: filter.text, by: person, now: now + .hours(1))
      back.written = filter.written
      #expect(back == filter, "\(written): \(filter.text)")
    }
    let between = try TicketFilter(parsing: "due:>2h due:<4h", by: person, now: now)
    #expect(between.dueFrom == now + .hours(2) && between.dueBefore == now + .hours(4))
    for wrong in ["due:2h", "due:=2h", "due:<2y", "due:<noon", "due:<"] {
      #expect(throws: MainstayError.self) { try TicketFilter(parsing: wrong, by: person, now: now) }
    }
  }
}
