import Core
import Journal
import JournalUseCases
import Kernel
import PeopleUseCases
import Searches
import SearchesUseCases
import Storage
import TestApp
import TestDatabases
import Testing
import TicketsUseCases

@Suite("Saved searches", .timeLimit(.minutes(10)))
struct SavedSearchTests {
  private func faults(_ body: () async throws -> Void) async throws -> [String] {
    do {
      try await body()
      return []
    } catch MainstayError.invalid(let faults) {
      return faults.map(\.path)
    }
  }

  @Test("each sees what the rule says, one's own first, a page at a time", arguments: TestEngine.available)
  func seen(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      var all: [SavedSearch] = []
      for (saver, team) in [
        ("kim", nil), ("kim", "desk"), ("nat", nil), ("nat", "network"), ("lee", "desk"), ("lee", "network"),
        ("lee", nil), ("mo", nil),
      ] as [(String, String?)] {
        let name = "\(saver) for \(team ?? "self")"
        all.append(try await test.run(SaveSearch(name: name, query: "is:open", team: team), as: saver))
      }
      for name in ["kim", "nat", "lee", "mo", "ada"] {
        let principal = test.person(name)
        let expected = all.filter { $0.isSeen(by: principal) }
          .sorted { ($0.team ?? "", $0.name) < ($1.team ?? "", $1.name) }
        var found: [SavedSearch] = []
        var place: ListSearches.Position?
        repeat {
          let page = try await test.ask(ListSearches(after: place, limit: 2), as: name)
          #expect(page.items.allSatisfy { $0.mayChange == $0.search.isChanged(by: principal) })
          found += page.items.map(\.search)
          place = page.next
        } while place != nil
        #expect(found == expected, "\(name)")
        for search in all where !search.isSeen(by: principal) {
          await #expect(throws: MainstayError.notFound(kind: "search", id: search.id.text)) {
            try await test.ask(ShowSearch(search.id), as: name)
          }
        }
      }
    }
  }

  @Test(
    "is saved, changed and removed by those who may, with every change in the journal", arguments: TestEngine.available)
  func life(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let made = try await test.run(SaveSearch(name: "Urgent", query: "priority:P1", team: "desk"), as: "kim")
      let renamed = try await test.run(ChangeSearch(made.id, name: "Now", expecting: 1), as: "lee")
      #expect(renamed.name == "Now" && renamed.query == "priority:P1" && renamed.version == 2)
      #expect(try await test.run(ChangeSearch(made.id, name: "Now"), as: "kim").version == 2, "nothing changed")
      await #expect(throws: MainstayError.stale(kind: "search", id: made.id.text, yours: 1, current: 2)) {
        try await test.run(RemoveSearch(made.id, expecting: 1), as: "kim")
      }
      // Another member sees it and may not change it; who is in another team does not know of it.
      _ = try await test.run(
        ChangePerson(PersonDraft(name: "nat", displayName: "Nat", role: .agent, teams: ["desk"])), as: "ada")
      let nat = try await test.ask(ShowPerson("nat"), as: "ada").principal
      await #expect(throws: MainstayError.forbidden(permission: "searches.change")) {
        try await test.app.run(RemoveSearch(made.id), as: nat)
      }
      await #expect(throws: MainstayError.notFound(kind: "search", id: made.id.text)) {
        try await test.run(RemoveSearch(made.id), as: "nat")
      }
      try await test.run(RemoveSearch(made.id), as: "mo")
      let entries = try await test.ask(StreamEntries("search/" + made.id.text), as: "lee").entries.map(\.entry)
      #expect(entries.map(\.kind) == ["search.saved", "search.changed", "search.removed"])
      #expect(!entries.contains { $0.payload.contains("Urgent") || $0.payload.contains("P1") })
      #expect(try await test.app.verify(as: test.person("lee")).isClean)
    }
  }

  @Test("a faulty name, filter or team is refused at its field, all at once")
  func refused() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      for (name, query, team, paths) in [
        ("", "is:open", nil, ["name"]), (String(repeating: "x", count: 61), "is:open", nil, ["name"]),
        ("x", "", nil, ["query"]), ("x", " ", nil, ["query"]), ("x", "is:odd", nil, ["query"]),
        ("x", "state:odd due:soon", nil, ["query", "query"]), ("x", "a b c d e f g h i", nil, ["query"]),
        ("x", String(repeating: "a", count: 501), nil, ["query"]), ("x", "is:open", "network", ["team"]),
        ("", "is:odd", "none", ["name", "query", "team"]), (String(repeating: "x", count: 60), "is:open", "desk", []),
      ] as [(String, String, String?, [String])] {
        let found = try await faults {
          try await test.run(SaveSearch(name: name, query: query, team: team), as: "kim")
        }
        #expect(found == paths, "\(name) \(query) \(team ?? "")")
      }
      let one = try await test.run(SaveSearch(name: "One", query: "is:open"), as: "kim")
      #expect(try await faults { try await test.run(SaveSearch(name: "One", query: "is:held"), as: "kim") } == ["name"])
      #expect(try await faults { try await test.run(ChangeSearch(one.id, query: "is:odd"), as: "kim") } == ["query"])
      // The same name is free to others, and to a team.
      try await test.run(SaveSearch(name: "One", query: "is:open"), as: "nat")
      try await test.run(SaveSearch(name: "One", query: "is:open", team: "desk"), as: "kim")
    }
  }

  @Test("a person and a team have no more than the bounds, and the error names them", arguments: TestEngine.available)
  func bounds(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      for number in 1...SavedSearch.mostOfTeam {
        try await test.run(SaveSearch(name: "\(number)", query: "is:open", team: "desk"), as: "kim")
        guard number <= SavedSearch.mostOfPerson else { continue }
        try await test.run(SaveSearch(name: "\(number)", query: "is:open"), as: "kim")
      }
      await #expect(throws: MainstayError.limit(name: "saved searches of the team desk", limit: 100)) {
        try await test.run(SaveSearch(name: "x", query: "is:open", team: "desk"), as: "lee")
      }
      await #expect(throws: MainstayError.limit(name: "saved searches of one's own", limit: 50)) {
        try await test.run(SaveSearch(name: "x", query: "is:open"), as: "kim")
      }
      try await test.run(SaveSearch(name: "x", query: "is:open", team: "network"), as: "lee")
    }
  }

  @Test(
    "tickets are counted where that is cheap; what the queue would refuse says why", arguments: TestEngine.available)
  func counts(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      _ = try await test.run(OpenTicket(title: "Printer", attributes: ["priority": "P1"], team: "desk"), as: "kim")
      for (name, query) in [
        ("a", "priority:P1"), ("b", "is:resolved"), ("c", "printer"), ("d", "team:none"), ("e", "assignee:me"),
      ] {
        try await test.run(SaveSearch(name: name, query: query), as: "kim")
      }
      let found = try await test.ask(ListSearches(), as: "kim").items.map(\.found)
      #expect(Array(found.prefix(3)) == [.tickets(1), .tickets(0), .uncounted] && found[4] == .tickets(0))
      guard case .nothing(let reason) = found[3] else { return _ = Issue.record("\(found[3])") }
      #expect(reason.contains("no team is called none"))
      for number in 1...CountTickets.mostFilters {
        try await test.run(SaveSearch(name: "f\(number)", query: "is:open"), as: "kim")
      }
      let all = try await test.ask(ListSearches(), as: "kim").items.map(\.found)
      #expect(all.count { $0 != .uncounted } == CountTickets.mostFilters)
    }
  }

  @Test("a saver who cannot sign in any more, and a team that is gone, break nothing", arguments: TestEngine.available)
  func gone(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.run(SaveSearch(name: "Ours", query: "team:desk", team: "desk"), as: "kim")
      try await test.run(
        ChangePerson(PersonDraft(name: "kim", displayName: "Kim", role: .agent, teams: ["desk"], isActive: false)),
        as: "ada")
      #expect(try await test.ask(ListSearches(), as: "lee").items.map(\.search.name) == ["Ours"])
      // Nothing of the product takes a team away; somebody with a hand on the database might.
      try await test.database.write {
        try $0.execute("DELETE FROM team_member WHERE team = 'desk'")
        try $0.execute("DELETE FROM team WHERE key = 'desk'")
      }
      let page = try await test.ask(ListSearches(), as: "mo")
      #expect(page.items.map(\.search.team) == ["desk"] && page.teams["desk"] == nil)
      guard case .nothing = page.items[0].found else { return _ = Issue.record("\(page.items[0].found)") }
    }
  }

  @Test("a changed column, a deleted row and one that nobody saved are found", arguments: TestEngine.available)
  func tampered(_ engine: TestEngine) async throws {
    for (statement, words) in [
      ("UPDATE saved_search SET query = 'is:closed'", "digest of name"),
      ("UPDATE saved_search SET team = NULL", "team: the journal says \"desk\", the record nothing"),
      ("UPDATE saved_search SET saver = 'nat'", "saver: the journal says \"kim\""),
      ("DELETE FROM saved_search", "the search has no record"),
      ("UPDATE saved_search SET id = id || 'x'", "the journal does not know this search"),
    ] {
      try await withTestApp(on: engine) { test async throws in
        let search = try await test.run(SaveSearch(name: "Ours", query: "is:open", team: "desk"), as: "kim")
        try await test.database.write { try $0.execute(statement) }
        let findings = try await test.app.verify(as: test.person("lee")).findings.first
        #expect(
          findings.contains { $0.subject.hasPrefix("search/" + search.id.text) && $0.message.contains(words) },
          "\(statement): \(findings)")
      }
    }
  }
}
