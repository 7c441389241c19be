import AccessUseCases
import Core
import Journal
import JournalUseCases
import Kernel
import MessagesUseCases
import PeopleUseCases
import Storage
import TestApp
import TestDatabases
import Testing
import Tickets

@testable import TicketsUseCases

/// Tickets of which only those know who are cleared for their class.
@Suite("Confidential tickets", .timeLimit(.minutes(10)))
struct ConfidentialTicketTests {
  /// A desk with the classes `hr` and `security`; lee is cleared for hr everywhere, nat in the network.
  private static func prepare(_ test: TestApp) async throws {
    for (key, label) in [("hr", "HR"), ("security", "Security")] {
      try await test.run(AddWord(.ticketClass, key, label: label), as: "ada")
    }
    try await test.run(AddWord(.category, "complaint", ticketClass: "hr"), as: "ada")
    try await test.run(SaveRole("hr-desk", label: "HR desk", permissions: ["tickets.read-class:hr"]), as: "system")
    try await test.run(GiveGrant("hr-desk", to: .person("lee"), in: .everything), as: "system")
    try await test.run(GiveGrant("hr-desk", to: .person("nat"), in: .team("network")), as: "system")
  }

  private static func open(
    _ test: TestApp, team: String = "desk", attributes: [String: String] = ["category": "complaint"]
  ) async throws -> TicketChange {
    try await test.app.run(
      OpenTicket(title: "About somebody", requester: "rita", attributes: attributes, team: team),
      as: test.holding("kim"))
  }

  private static func sees(_ name: String, _ key: TicketKey, _ test: TestApp) async throws -> Bool {
    do {
      _ = try await test.app.ask(ShowTicket(key), as: test.holding(name))
      return true
    } catch MainstayError.notFound {
      return false
    }
  }

  private static func refusal(_ body: () async throws -> Void) async throws -> String {
    do {
      try await body()
      return "none"
    } catch let error as MainstayError {
      return "\(error)"
    }
  }

  @Test("are known to those cleared where they lie, and to their requesters", arguments: TestEngine.available)
  func cleared(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await Self.prepare(test)
      let opened = try await Self.open(test)
      #expect(!opened.isSeen, "kim opened it, and is not cleared")
      let key = TicketKey(opened.id)
      for (name, isSeen) in [
        ("lee", true), ("nat", false), ("kim", false), ("mo", false), ("ada", false), ("rita", true), ("ron", false),
      ] {
        #expect(try await Self.sees(name, key, test) == isSeen, "\(name)")
        if name == "ron" || name == "rita" { continue }
        let counts = try await test.app.ask(CountTickets([TicketFilter()]), as: test.holding(name))
        #expect(counts == [isSeen ? 1 : 0], "\(name)")
        let found = try await test.app.ask(FindTickets(opened.number), as: test.holding(name))
        #expect(found.tickets.count == (isSeen ? 1 : 0), "\(name)")
      }
      // Where the clearance reaches decides, as where the sight does.
      try await test.app.run(AssignTicket(key, team: "network"), as: test.holding("lee"))
      #expect(try await Self.sees("nat", key, test))
      let own = try await test.app.ask(ShowTicket(key), as: test.holding("rita")).row
      #expect(own.confidentialityClass == nil)
      let lee = try await test.holding("lee")
      let filter = try TicketFilter(parsing: "class:HR", by: lee, now: test.clock.now())
      let listed = try await test.app.ask(ListTickets(filter), as: lee)
      #expect(listed.items.map(\.ticket.confidentialityClass) == ["hr"])
      #expect(try await test.app.verify(as: test.system).findings.first == [])
    }
  }

  @Test("become so by their category, and cease to only with a reason", arguments: TestEngine.available)
  func marking(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await Self.prepare(test)
      let made = try await test.app.run(
        OpenTicket(title: "Mouse", requester: "ron", attributes: ["category": "mouse"], assignee: "kim"),
        as: test.holding("kim"))
      let key = TicketKey(made.id)
      let changed = try await test.app.run(
        ChangeTicket(key, set: ["category": "complaint"]), as: test.holding("kim"))
      #expect(!changed.isSeen)
      let lee = try await test.holding("lee")
      let shown = try await test.app.ask(ShowTicket(key), as: lee)
      #expect(shown.row.confidentialityClass == "hr" && shown.row.assignee == nil, "kim could not see what kim has")
      #expect(
        try await Self.refusal { try await test.app.run(UndoTicketChange(key), as: lee) }.contains("not-undoable"))
      let other = try await test.app.run(ChangeTicket(key, set: ["category": "mouse"]), as: lee)
      #expect(other.isSeen, "another category takes no class away")
      let classless: [String: String?] = ["confidentialityClass": nil]
      #expect(
        try await Self.refusal { try await test.app.run(ChangeTicket(key, set: classless), as: lee) }
          .contains("reason"))
      try await test.app.run(ChangeTicket(key, set: classless, reason: "not about somebody"), as: lee)
      #expect(try await Self.sees("kim", key, test))
      #expect(
        try await Self.refusal {
          try await test.app.run(ChangeTicket(key, set: ["confidentialityClass": "hrr"]), as: lee)
        }.contains("is no class of this desk"))
    }
  }

  @Test("are given only to who is cleared, and go on confidential", arguments: TestEngine.available)
  func giving(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await Self.prepare(test)
      let key = TicketKey(try await Self.open(test).id)
      let lee = try await test.holding("lee")
      #expect(
        try await Self.refusal { try await test.app.run(AssignTicket(key, assignee: "kim"), as: lee) }
          .contains("kim is not cleared"))
      #expect(
        try await Self.refusal {
          try await test.app.run(
            OpenTicket(title: "X", attributes: ["confidentialityClass": "security"], assignee: "lee"), as: lee)
        }.contains("lee is not cleared for tickets of the class security"))
      try await test.app.run(AssignTicket(key, team: "network", assignee: "nat"), as: lee)
      let other = try await test.app.run(OpenTicket(title: "Mouse"), as: lee)
      #expect(
        try await Self.refusal {
          try await test.app.run(MergeTicket(TicketKey(other.id), into: key), as: lee)
        }.contains("class-differs"))
      try await test.app.run(ResolveTicket(key, code: "fixed", text: "Talked."), as: lee)
      let next = try await test.app.run(
        OpenTicket(title: "", description: "Again", follows: key), as: test.holding("rita"))
      #expect(try await Self.sees("lee", TicketKey(next.id), test))
      #expect(try await !Self.sees("kim", TicketKey(next.id), test), "what follows it is as confidential")
    }
  }

  @Test("classes stay, and whether tickets have them is told to nobody", arguments: TestEngine.available)
  func words(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await Self.prepare(test)
      func removals() async throws -> [String] {
        var said: [String] = []
        for name in [WordStore.Name(.ticketClass, "hr"), .init(.category, "complaint")] {
          said.append(
            try await Self.refusal { _ = try await test.run(RemoveWord(name.list, name.key), as: "ada") })
          said.append("\(try await test.ask(ShowWord(name.list, name.key), as: "ada"))")
        }
        return said
      }
      let before = try await removals()
      #expect(before[0].contains("word-used"))
      let key = TicketKey(try await Self.open(test).id)
      #expect(try await removals() == before)
      try await test.run(ChangeWord(.ticketClass, "hr", isActive: false), as: "ada")
      #expect(try await !Self.sees("kim", key, test), "retired, it hides its tickets all the same")
      #expect(
        try await Self.refusal {
          try await test.run(AddWord(.category, "other", ticketClass: "nothing"), as: "ada")
        }.contains("is no class"))
    }
  }

  @Test("are cleared for by nobody who was not given it by one who is", arguments: TestEngine.available)
  func clearance(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await Self.prepare(test)
      let ada = try await test.holding("ada")
      #expect(
        try await Self.refusal {
          try await test.app.run(GiveGrant("hr-desk", to: .person("ada"), in: .everything), as: ada)
        }.contains("would give what you may not do"))
      #expect(
        try await Self.refusal {
          try await test.app.run(SaveRole("mine", label: "M", permissions: ["tickets.read-class:hr"]), as: ada)
        }.contains("would give what you may not do"))
      #expect(
        try await Self.refusal {
          try await test.app.run(SaveRole("mine", label: "M", permissions: ["tickets.read-class:x"]), as: ada)
        }.contains("there is no permission tickets.read-class:x"))
      #expect(
        try await Self.refusal {
          try await test.app.setPassword(of: "lee", to: "correct horse battery", as: ada)
        }.contains("beyond-own"), "a password is as good as a clearance")
      let key = TicketKey(try await Self.open(test).id)
      let may = try await test.app.ask(WhoMayTicket(key), as: test.system).holders.items
      #expect(may.map(\.name) == ["lee", "rita"], "\(may.map(\.name))")
      #expect(may.first?.lines.contains { $0.permission == .readClass("hr") } == true)
    }
  }

  @Test("who reads one is noted before it is shown, once in a quarter of an hour", arguments: TestEngine.available)
  func readers(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await Self.prepare(test)
      let key = TicketKey(try await Self.open(test).id)
      let start = test.clock.now()
      let lee = try await test.holding("lee")
      for _ in 1...3 { _ = try await test.app.ask(ShowTicket(key), as: lee) }
      test.clock.advance(by: .minutes(14))
      _ = try await test.app.ask(ExplainClocks(key), as: lee)
      _ = try await test.app.ask(ShowTicket(key), as: test.holding("rita"))
      #expect(try await !Self.sees("kim", key, test))
      test.clock.advance(by: .minutes(2))
      let answer = try await test.app.ask(ListReaders(key), as: lee)
      let grant = try await test.ask(ListGrants(of: .person("lee")), as: "mo").first
      #expect(answer.items.map(\.person) == ["lee", "rita", "lee"] && answer.className == "HR")
      #expect(answer.items.last?.at == start && answer.items[1].through == [.requester])
      #expect(answer.items.last?.through == [.role("hr-desk", grant: grant?.id, team: nil)])
      let first = try await test.app.ask(ListReaders(key, from: start, to: start + .minutes(1)), as: lee)
      #expect(first.items.map(\.person) == ["lee"])
      // Changing one is no reading of its own; that it was changed stands in its history.
      try await test.app.run(AnswerTicket(key, body: "A note", isPublic: false), as: test.holding("lee"))
      #expect(try await test.app.ask(ListReaders(key), as: lee).items.count == 3)
      // Its journal is it too.
      test.clock.advance(by: .minutes(20))
      _ = try await test.app.ask(StreamEntries("ticket/" + key.text), as: test.holding("lee"))
      #expect(try await test.app.ask(ListReaders(key), as: lee).items.count == 4)
      #expect(
        try await Self.refusal { _ = try await test.app.ask(ListReaders(key), as: test.holding("kim")) }
          .contains("notFound"))
      #expect(try await test.app.verify(as: test.system).findings.first == [])
    }
  }

  @Test("a broken glass opens one for an hour, with a reason, and for reading alone", arguments: TestEngine.available)
  func glass(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await Self.prepare(test)
      let opened = try await Self.open(test)
      let key = TicketKey(opened.number)
      let plain = try await test.app.run(OpenTicket(title: "Mouse"), as: test.holding("kim"))
      func attempt(_ number: String, _ reason: String = "Nobody is reachable.", as name: String = "ada") async throws
        -> String
      {
        try await Self.refusal {
          try await test.app.run(BreakGlass(TicketKey(number), because: reason), as: test.holding(name))
        }
      }
      #expect(try await attempt(opened.number, as: "kim").contains("tickets.break-glass"))
      #expect(try await attempt(opened.number, "").contains("reason"))
      let never = try await attempt("INC-99")
      #expect(never.contains("there is no confidential ticket INC-99"))
      #expect(try await attempt(plain.number) == never.replacing("INC-99", with: plain.number))
      #expect(try await attempt(opened.number) == "none")
      #expect(try await Self.sees("ada", key, test))
      #expect(
        try await Self.refusal {
          try await test.app.run(AnswerTicket(key, body: "x", isPublic: false), as: test.holding("ada"))
        }.contains("forbidden"), "it opens for reading alone")
      #expect(
        try await Self.refusal {
          try await test.app.run(
            LinkTicket(TicketKey(plain.id), to: key, as: .relatesTo), as: test.holding("ada"))
        }.contains("notFound"))
      let read = try await test.app.ask(ListReaders(key), as: test.holding("lee")).items
      #expect(read.map(\.kind) == [.read, .read, .glassBroken] && read[1].through == [.brokenGlass])
      #expect(read.last?.person == "ada" && read.last?.reason == "Nobody is reachable.")
      #expect(try await test.app.verify(as: test.system).findings.first == [])
      test.clock.advance(by: BreakGlass.length)
      #expect(try await !Self.sees("ada", key, test))
      try await test.app.applyRetention(as: test.system)
      #expect(try await test.app.verify(as: test.system).findings.first == [])
      try await test.database.write {
        try $0.execute(
          "INSERT INTO broken_glass (person, ticket, at, until_at) VALUES ($1, $2, 1, 9999999999999)",
          [.text(test.person("ron").id.text), .text(opened.id.text)])
      }
      let findings = try await test.app.verify(as: test.system).findings.first
      #expect(findings.contains { $0.message.contains("does not know") }, "\(findings)")
    }
  }

  @Test("are not made open by who is not cleared: their category keeps its class", arguments: TestEngine.available)
  func categoryKeeps(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await Self.prepare(test)
      for other in ["", "security"] {
        #expect(
          try await Self.refusal {
            try await test.app.run(ChangeWord(.category, "complaint", ticketClass: other), as: test.holding("ada"))
          }.contains("cleared for hr"), "\(other)")
      }
      // All else of it is the administrator's; the class is taken away on the server itself.
      try await test.app.run(ChangeWord(.category, "complaint", label: "Complaints"), as: test.holding("ada"))
      #expect(try await test.run(ChangeWord(.category, "complaint", ticketClass: ""), as: "system").ticketClass == nil)
    }
  }

  @Test("keep no administrator from webhooks, which are told nothing of them", arguments: TestEngine.available)
  func webhooksStay(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await Self.prepare(test)
      _ = try await Self.open(test)
      let ada = try await test.holding("ada")
      let hook = try await test.app.run(
        AddHook(label: "Pager", url: "https://example.org/in", kinds: [NoticeKind.every]), as: ada)
      try await test.app.run(SwitchHook(hook.id, isActive: false), as: ada)
      try await test.app.run(SwitchHook(hook.id, isActive: true), as: ada)
    }
  }

  @Test("are told of by no webhook and in no log", arguments: TestEngine.available)
  func notices(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await Self.prepare(test)
      try await test.run(AddHook(label: "all", url: "https://example.org/in", kinds: ["*"]), as: "ada")
      let hooks = Channel.webhooks { _, _ in .delivered }
      let app = test.app.with(channels: [hooks])
      let lee = try await test.holding("lee")
      func told() async throws -> Int {
        try await test.database.read { try $0.first("SELECT COUNT(*) FROM delivery") { try $0.int(0) } ?? 0 }
      }
      let key = TicketKey(
        try await app.run(OpenTicket(title: "X", attributes: ["category": "complaint"]), as: lee).id)
      try await app.run(AssignTicket(key, team: "desk", assignee: "lee"), as: lee)
      try await app.run(AnswerTicket(key, body: "Word"), as: lee)
      try await app.run(ResolveTicket(key, code: "fixed", text: "Done."), as: lee)
      #expect(try await told() == 0)
      try await app.run(OpenTicket(title: "Mouse"), as: lee)
      #expect(try await told() == 1)
    }
  }
}
