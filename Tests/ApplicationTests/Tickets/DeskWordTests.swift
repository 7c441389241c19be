import Agreements
import AgreementsUseCases
import Core
import Journal
import JournalUseCases
import Kernel
import MainstayServer
import PeopleUseCases
import Storage
import TestApp
import TestDatabases
import Testing
import Tickets

@testable import TicketsUseCases

@Suite("Words that an administrator edits", .timeLimit(.minutes(10)))
struct DeskWordTests {
  @Test("a new desk begins with the words that were literals before", arguments: TestEngine.available)
  func first(_ engine: TestEngine) async throws {
    try await withDatabase(on: engine, Wings.features.migrations) { database in
      let words = try await database.read { try WordStore.all(Word.List.allCases, in: $0) }
      func keys(_ list: Word.List) -> [String] { words.filter { $0.list == list }.map(\.key) }
      #expect(keys(.priority) == ["P1", "P2", "P3", "P4", "P5"])
      #expect(keys(.holdReason) == ["awaiting-requester", "awaiting-vendor"])
      #expect(keys(.kind) == ["incident", "request", "problem", "change"])
      #expect(keys(.category) + keys(.resolutionCode) + keys(.vendor) == [])
      #expect(words.filter(\.isDefault).map(\.key).sorted() == ["P3", "incident"])
      #expect(words.filter { $0.list == .kind }.compactMap(\.prefix) == ["INC", "REQ", "PRB", "CHG"])
      #expect(words.filter { $0.measure == .fulfilment }.map(\.key) == ["request"])
      #expect(words.filter { $0.end == .requester }.map(\.key) == ["awaiting-requester"])
      #expect(words.allSatisfy(\.isActive) && words.allSatisfy { $0.faults.isEmpty })
    }
  }

  /// The faults of what is refused.
  private func faults(_ body: () async throws -> Void) async throws -> [FieldFault] {
    do {
      try await body()
      return []
    } catch MainstayError.invalid(let faults) {
      return faults
    }
  }

  @Test("what is unknown or retired is chosen by nobody; the refusal says what may be", arguments: TestEngine.available)
  func choosing(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let old = try await test.run(
        OpenTicket(title: "Printer", attributes: ["category": "print", "priority": "P5"]), as: "kim")
      let key = TicketKey(old.id)
      try await test.run(HoldTicket(key, reason: "parts"), as: "kim")
      for (list, word) in [
        (Word.List.category, "print"), (.priority, "P5"), (.holdReason, "parts"), (.vendor, "acme"),
        (.resolutionCode, "fixed"), (.kind, "problem"),
      ] {
        #expect(try await test.run(ChangeWord(list, word, isActive: false), as: "ada").isActive == false)
      }
      let other = TicketKey(try await test.run(OpenTicket(title: "Other"), as: "kim").id)
      let attempts: [(path: String, says: String, attempt: @Sendable () async throws -> Void)] = [
        (
          "category", "print is retired; choose one of mail, mouse",
          { _ = try await test.run(OpenTicket(title: "x", attributes: ["category": "print"]), as: "kim") }
        ),
        (
          "category", "roof is no category",
          { _ = try await test.run(OpenTicket(title: "x", attributes: ["category": "roof"]), as: "rita") }
        ),
        (
          "priority", "P5 is retired; choose one of P1, P2, P3, P4",
          { _ = try await test.run(OpenTicket(title: "x", attributes: ["priority": "P5"]), as: "kim") }
        ),
        (
          "kind", "problem is retired; choose one of incident, request, change",
          { _ = try await test.run(OpenTicket(kind: .problem, title: "x"), as: "kim") }
        ),
        (
          "set.category", "print is retired",
          { _ = try await test.run(ChangeTicket(other, set: ["category": "print"]), as: "kim") }
        ),
        (
          "set.priority", "urgent is no priority",
          { _ = try await test.run(ChangeTicket(other, set: ["priority": "urgent"], reason: "x"), as: "kim") }
        ),
        (
          "reason", "parts is retired; choose one of awaiting-requester, awaiting-vendor",
          { _ = try await test.run(HoldTicket(other, reason: "parts"), as: "kim") }
        ),
        (
          "vendor", "acme is retired; there are no vendors yet",
          { _ = try await test.run(HandOffTicket(other, vendor: "acme"), as: "kim") }
        ),
        (
          "code", "fixed is retired; choose one of solved",
          { _ = try await test.run(ResolveTicket(other, code: "fixed", text: "x"), as: "kim") }
        ),
      ]
      for (path, says, attempt) in attempts {
        let found = try await faults(attempt)
        #expect(found.map(\.path) == [path], "\(path): \(found)")
        #expect(found.first?.message.hasPrefix(says) == true, "\(path): \(found)")
      }
      // What has one keeps it: it is read, found, changed otherwise and let go on.
      let kept = try await test.run(
        ChangeTicket(key, set: ["category": "print", "service": "office"], reason: "x"), as: "kim")
      #expect(kept.version == 3)
      #expect(try await test.ask(ListTickets(try filter("category:print priority:P5")), as: "kim").items.count == 1)
      try await test.run(ResumeTicket(key, reason: "parts"), as: "kim")
      // What goes on from it is classified anew.
      try await test.run(ResolveTicket(key, text: "Done."), as: "kim")
      let next = try await test.run(OpenTicket(title: "", follows: key), as: "kim")
      let attributes = try await test.ask(ShowTicket(TicketKey(next.id)), as: "kim").ticket.attributes
      #expect(attributes["priority"] == "P3" && attributes["category"] == nil && attributes["service"] == "office")
      try await test.run(ChangeWord(.category, "print", isActive: true), as: "ada")
      try await test.run(OpenTicket(title: "x", attributes: ["category": "print"]), as: "kim")
      #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
    }
  }

  private func filter(_ text: String) throws -> TicketFilter {
    try TicketFilter(parsing: "is:any " + text, by: .system("test"), now: TestApp.start)
  }

  @Test(
    "a new name stands everywhere, the key stays; order and default are the desk's", arguments: TestEngine.available)
  func editing(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let named = try await test.run(ChangeWord(.priority, "P1", label: "Critical", expecting: 1), as: "ada")
      #expect(named.key == "P1" && named.label == "Critical" && named.version == 2)
      await #expect(throws: MainstayError.stale(kind: "priority", id: "P1", yours: 1, current: 2)) {
        try await test.run(ChangeWord(.priority, "P1", label: "Mild", expecting: 1), as: "ada")
      }
      try await test.run(AddWord(.priority, "P0", label: "Disaster"), as: "ada")
      #expect(try await test.run(ChangeWord(.priority, "P0", place: 1), as: "ada").place == 1)
      try await test.run(ChangeWord(.priority, "P3", place: 99), as: "ada")
      let order = try await test.ask(ListWords(.priority), as: "rita").words.map(\.key)
      #expect(order == ["P0", "P1", "P2", "P4", "P5", "P3"])
      // A place is counted, whatever is gone before it.
      try await test.run(RemoveWord(.priority, "P0"), as: "ada")
      #expect(try await test.ask(ListWords(.priority), as: "rita").words.map(\.place) == [1, 2, 3, 4, 5])
      #expect(try await test.run(ChangeWord(.priority, "P4", label: "Low"), as: "ada").place == 3)
      for (change, path) in [
        (ChangeWord(.priority, "P3", isActive: false), "active"),
        (ChangeWord(.priority, "P3", isDefault: false), "default"),
        (ChangeWord(.category, "mail", isDefault: true), "default"), (ChangeWord(.category, "mail", end: .desk), "end"),
        (ChangeWord(.priority, "P1", place: 0), "place"), (ChangeWord(.priority, "P1", label: " "), "label"),
      ] {
        let found = try await faults { try await test.run(change, as: "ada") }
        #expect(found.map(\.path) == [path], "\(found)")
      }
      try await test.run(ChangeWord(.priority, "P4", isDefault: true), as: "ada")
      try await test.run(ChangeWord(.priority, "P3", isActive: false), as: "ada")
      let ticket = try await test.run(OpenTicket(title: "Mouse"), as: "rita")
      #expect(try await test.ask(ShowTicket(TicketKey(ticket.id)), as: "kim").row.priority == "P4")
      #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
    }
  }

  @Test(
    "two words of a list never get one name, and whoever changes what others changed is told",
    arguments: TestEngine.available)
  func two(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      for (attempt, path, says) in [
        (AddWord(.category, "post", label: "MAIL"), "label", "is the name of mail; take another"),
        (AddWord(.category, "mail"), "key", "is taken"),
        (AddWord(.category, "post", label: String(repeating: "x", count: 200)), "label", "may have at most 100"),
      ] {
        let found = try await faults { try await test.run(attempt, as: "ada") }
        #expect(found.map(\.path) == [path] && found.first?.message.hasPrefix(says) == true, "\(found)")
      }
      // One name in two lists is no matter.
      try await test.run(AddWord(.vendor, "mail"), as: "ada")
      let renamed = try await faults { try await test.run(ChangeWord(.category, "fire", label: "print"), as: "ada") }
      #expect(renamed.map(\.path) == ["label"])
      try await test.run(ChangeWord(.category, "fire", label: "Fire", isActive: false), as: "ada")
      let retired = try await faults { try await test.run(AddWord(.category, "blaze", label: "fire"), as: "ada") }
      #expect(retired.first?.message == "is the name of fire, which is retired; take another")
      // Moving is a change: a form of before does not move it back.
      let moved = try await test.run(ChangeWord(.category, "mail", place: 1, expecting: 1), as: "ada")
      #expect(moved.version == 2 && moved.place == 1)
      await #expect(throws: MainstayError.stale(kind: "category", id: "mail", yours: 1, current: 2)) {
        try await test.run(ChangeWord(.category, "mail", place: 3, expecting: 1), as: "ada")
      }
      #expect(try await test.run(ChangeWord(.category, "mail", place: 1), as: "ada").version == 2, "it stands there")
      #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
    }
  }

  @Test("lists are found by a word's name too, and what tickets say reads by it", arguments: TestEngine.available)
  func names(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let opened = try await test.run(OpenTicket(title: "x", attributes: ["category": "print"]), as: "kim")
      let key = TicketKey(opened.id)
      try await test.run(ChangeTicket(key, set: ["priority": "P1"], reason: "x"), as: "kim")
      try await test.run(HoldTicket(key, reason: "parts"), as: "kim")
      for (list, word, label) in [
        (Word.List.category, "print", "Printers & <paper>"), (.priority, "P1", "\u{5d3}\u{5d7}\u{5d5}\u{5e3}"),
        (.holdReason, "parts", "waits for parts"), (.kind, "incident", "Disturbance"),
      ] {
        try await test.run(ChangeWord(list, word, label: label), as: "ada")
      }
      for text in [
        #"category:"printers & <paper>""#, "category:print", "priority:\u{5d3}\u{5d7}\u{5d5}\u{5e3}",
        "kind:disturbance",
        "kind:incident",
      ] {
        #expect(try await test.ask(ListTickets(try filter(text)), as: "kim").items.count == 1, "\(text)")
      }
      let detail = try await test.ask(ShowTicket(key), as: "kim")
      #expect(detail.row.priority == "P1" && detail.row.category == "print", "keys stay")
      #expect(detail.labels[.holdReason, "parts"] == "waits for parts")
      #expect(detail.labels.attribute("priority", "P1") == "\u{5d3}\u{5d7}\u{5d5}\u{5e3}")
      // What an administrator renames meanwhile to a key of another is still told apart: a key goes before names.
      try await test.run(AddWord(.category, "paper", label: "print"), as: "ada")
      #expect(try await test.ask(ListTickets(try filter("category:print")), as: "kim").items.count == 1)
      #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
    }
  }

  @Test("what a newer version says of a word hides no other word", arguments: TestEngine.available)
  func newer(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let key = TicketKey(try await test.run(OpenTicket(title: "Printer"), as: "rita").id)
      try await test.run(HoldTicket(key, reason: "parts"), as: "kim")
      try await test.database.write { tx in
        let lifted =
          tx.dialect == .sqlite
          ? "PRAGMA ignore_check_constraints = 1" : "ALTER TABLE word DROP CONSTRAINT word_hold_end_check"
        try tx.execute(lifted)
        try tx.execute("UPDATE word SET hold_end = 'weather' WHERE key = 'parts'")
        if tx.dialect == .sqlite { try tx.execute("PRAGMA ignore_check_constraints = 0") }
      }
      let found = try await test.ask(ListWords(.holdReason), as: "kim")
      #expect(found.words.map(\.key) == ["awaiting-requester", "awaiting-vendor"])
      #expect(found.unreadable.count == 1 && found.unreadable.first?.contains("parts") == true, "\(found.unreadable)")
      #expect(
        try await test.ask(ShowQueue(views: [], list: ListTickets(TicketFilter())), as: "kim").page?.items.count == 1)
      let other = TicketKey(try await test.run(OpenTicket(title: "Mouse"), as: "rita").id)
      try await test.run(HoldTicket(other, reason: "awaiting-requester"), as: "kim")
      try await test.run(AnswerTicket(other, body: "Here"), as: "rita")
      #expect(try await test.ask(ShowTicket(other), as: "kim").row.holds == [])
      await #expect(throws: MainstayError.self) { try await test.run(HoldTicket(other, reason: "parts"), as: "kim") }
      // Whether the answer ends that hold nobody here knows, and it is not guessed.
      await #expect(throws: MainstayError.self) { try await test.run(AnswerTicket(key, body: "Here"), as: "rita") }
      let findings = try await test.app.verify(as: test.person("lee")).findings.kept
      #expect(findings.contains { $0.kind == .unreadable && $0.subject == "word/hold-reason" }, "\(findings)")
    }
  }

  @Test("only what nothing has ever had is taken away", arguments: TestEngine.available)
  func removing(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.applyAgreement()
      try await test.run(OpenTicket(title: "Mouse", attributes: ["category": "mouse", "priority": "P2"]), as: "kim")
      for (list, key, code) in [
        (Word.List.category, "mouse", "word-used"), (.priority, "P2", "word-used"), (.kind, "incident", "word-used"),
        // The agreement pauses for it and has a target for that.
        (.holdReason, "awaiting-requester", "word-used"), (.priority, "P1", "word-used"),
        (.priority, "P3", "word-default"),
      ] {
        let error = await #expect(throws: MainstayError.self) { try await test.run(RemoveWord(list, key), as: "ada") }
        guard case .conflict(let found, _) = error else {
          Issue.record("\(key): \(String(describing: error))")
          continue
        }
        #expect(found == code, "\(key)")
      }
      #expect(try await test.run(RemoveWord(.category, "fire"), as: "ada").key == "fire")
      await #expect(throws: MainstayError.notFound(kind: "category", id: "fire")) {
        try await test.run(RemoveWord(.category, "fire"), as: "ada")
      }
      try await test.run(AddWord(.category, "fire"), as: "ada")
      #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
    }
  }

  @Test("a kind that was added has numbers and clocks of its own", arguments: TestEngine.available)
  func kinds(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      var drafts = try TestApp.drafts()
      drafts.agreements[0].agreement.objectives.append(
        Objective(
          name: "fulfilment", metric: .fulfilment, calendar: "office",
          targets: [Target(length: .open(ISO8601Duration(time: .hours(24))))]))
      try await test.run(ApplyAgreements(drafts), as: "mo")
      for (key, prefix, path) in [("task", "INC", "prefix"), ("incident", "TSK", "key"), ("a_b", "TSK", "key")] {
        let found = try await faults { try await test.run(AddWord(.kind, key, prefix: prefix), as: "ada") }
        #expect(found.map(\.path) == [path])
      }
      let kind = try #require(TicketKind(rawValue: "on-site"))
      try await test.run(AddWord(.kind, "on-site", prefix: "TSK", measure: .fulfilment), as: "ada")
      let first = try await test.run(OpenTicket(kind: kind, title: "Move a desk"), as: "kim")
      let second = try await test.run(OpenTicket(kind: kind, title: "Move a chair"), as: "kim")
      #expect([first.number, second.number] == ["TSK-1", "TSK-2"])
      let clocks = try await test.ask(ShowTicket(TicketKey(first.id)), as: "kim").clocks.map(\.name)
      #expect(Set(clocks) == ["first response", "fulfilment"])
      #expect(try await test.ask(ListTickets(try filter("kind:on-site")), as: "kim").items.count == 2)
      let unknown = try await faults { _ = try await test.ask(ListTickets(try filter("kind:nope")), as: "kim") }
      #expect(
        unknown.first?.message
          == "kind:nope: is no kind of ticket of this desk; kinds are incident, request, problem, change, on-site")
      await #expect(throws: MainstayError.forbidden(permission: "tickets.work")) {
        _ = try await test.ask(ListWords(.vendor), as: "rita").words
      }
      #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
    }
  }

  @Test("a hold reason says whether the requester's answer ends it", arguments: TestEngine.available)
  func holds(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.run(AddWord(.holdReason, "awaiting-photo", end: .requester), as: "ada")
      let key = TicketKey(try await test.run(OpenTicket(title: "Printer"), as: "rita").id)
      for reason in ["awaiting-photo", "parts", "awaiting-requester"] {
        try await test.run(HoldTicket(key, reason: reason), as: "kim")
      }
      #expect(try await test.ask(ShowTicket(key), as: "rita").awaitsRequester)
      try await test.run(AnswerTicket(key, body: "Here it is."), as: "rita")
      let shown = try await test.ask(ShowTicket(key), as: "rita")
      #expect(shown.row.holds == ["parts"] && !shown.awaitsRequester)
      #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
    }
  }

  @Test("an agreement that names what the desk does not have says so", arguments: TestEngine.available)
  func agreements(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      var drafts = try TestApp.drafts()
      drafts.agreements[0].scope = ["category": ["print", "roof"], "floor": ["3"]]
      drafts.agreements[0].agreement.pauseReasons.append("parts")
      drafts.agreements[0].agreement.objectives[1].pauseReasons = ["rain"]
      let planned = try await test.ask(PlanAgreements(drafts), as: "mo").flatMap(\.unknownWords)
      #expect(planned.count == 2, "\(planned)")
      #expect(planned.first?.hasPrefix("agreements.standard.scope.category: roof is no category") == true)
      #expect(planned.last?.hasPrefix("agreements.standard.objectives[1].pauseReasons: rain is no hold reason") == true)
      #expect(try await test.run(ApplyAgreements(drafts), as: "mo").flatMap(\.unknownWords) == planned)
      try await test.run(AddWord(.category, "roof"), as: "ada")
      try await test.run(ChangeWord(.category, "roof", isActive: false), as: "ada")
      try await test.run(AddWord(.holdReason, "rain"), as: "ada")
      let retired = try await test.ask(PlanAgreements(drafts), as: "mo").flatMap(\.unknownWords)
      #expect(
        retired == ["agreements.standard.scope.category: roof is retired, so that no new ticket gets it."], "\(retired)"
      )
    }
  }

  @Test("requesters are told what they say themselves, and no vendors", arguments: TestEngine.available)
  func reading(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      #expect(Set(try await test.ask(ListWords(), as: "rita").words.map(\.list)) == [.priority, .category, .kind])
      let lists = Set(try await test.ask(ListWords(), as: "kim").words.map(\.list))
      #expect(lists == Set(Word.List.allCases).subtracting([.ticketClass]), "there is no class yet")
      for name in ["kim", "lee", "mo"] {
        await #expect(throws: MainstayError.forbidden(permission: "words.manage")) {
          try await test.run(AddWord(.category, "roof"), as: name)
        }
      }
    }
  }
}
