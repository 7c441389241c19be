import Core
import Journal
import JournalUseCases
import Kernel
import Organisation
import OrganisationUseCases
import PeopleUseCases
import Storage
import TestApp
import TestDatabases
import Testing

@Suite("The structure", .timeLimit(.minutes(10)))
struct StructureTests {
  private func faults(_ body: () async throws -> Void) async throws -> [String] {
    do {
      try await body()
      return []
    } catch MainstayError.invalid(let faults) {
      return faults.map { "\($0.path) \($0.message)" }
    }
  }

  private func save(
    _ kind: StructureKind, _ key: String, _ values: [String: [String]] = [:], name: String? = nil, active: Bool? = nil,
    expecting: Int? = nil, in test: TestApp
  ) async throws -> StructureRecord {
    try await test.run(
      SaveStructure(StructureDraft(kind, key, name: name, values: values, isActive: active), expecting: expecting),
      as: "ada")
  }

  @Test("records name each other, are changed by their version, and verify", arguments: TestEngine.available)
  func life(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      _ = try await save(.organisation, "sales", ["contact": ["rita"]], name: "Sales", in: test)
      let site = try await save(
        .site, "berlin", ["organisation": ["sales"], "zone": ["Europe/Berlin"], "languages": ["de", "en"]], in: test)
      #expect(site.name == "berlin" && site.version == 1 && site.values["languages"] == ["de", "en"])
      _ = try await save(
        .desk, "central", ["organisations": ["sales"], "sites": ["berlin"]], name: "Central", in: test)
      let team = try await save(
        .team, "desk", ["desk": ["central"], "tier": ["first"], "lead": ["lee"], "deputy": ["kim"]], in: test)
      #expect(team.name == "Service desk" && team.value("lead") == "lee" && team.isActive)
      // What is left out stays, what is empty goes, and nothing that stays as it is makes a version.
      let changed = try await save(.team, "desk", ["deputy": []], expecting: 1, in: test)
      #expect(changed.version == 2 && changed.value("deputy") == nil && changed.value("tier") == "first")
      #expect(try await save(.team, "desk", ["tier": ["first"]], in: test).version == 2)
      await #expect(throws: MainstayError.stale(kind: "team", id: "desk", yours: 1, current: 2)) {
        _ = try await save(.team, "desk", ["tier": ["second"]], expecting: 1, in: test)
      }
      // A team that is not there yet is added, with its name.
      _ = try await save(.team, "night", ["tier": ["vendor"]], name: "Night crew", in: test)
      let teams = try await test.ask(ListStructure(.team), as: "kim")
      #expect(teams.records.map(\.key) == ["desk", "network", "night"])
      #expect(teams.records.map(\.version) == [2, 0, 1] && teams.records[2].name == "Night crew")
      #expect(teams.counts == [.organisation: 1, .site: 1, .desk: 1, .team: 3])
      let desk = try await test.ask(ShowStructure(.desk, "central"), as: "kim")
      #expect(desk.named.map(\.kind) == [.team] && desk.named[0].records.map(\.key) == ["desk"])
      let sales = try await test.ask(ShowStructure(.organisation, "sales"), as: "kim")
      #expect(
        sales.headCount == 1 && sales.named.map(\.kind) == [.site, .desk] && sales.people == ["rita": "Rita Roy"])
      #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
      // The journal holds nobody's name.
      let entries = try await test.ask(StreamEntries("structure/team/desk"), as: "lee").entries
      #expect(entries.count == 2)
      let written = try await test.database.read { tx in
        try tx.query("SELECT payload FROM journal_entry WHERE stream = 'structure/team/desk'") { try $0.text(0) }
      }
      #expect(written.allSatisfy { !$0.contains("\"lee\"") && !$0.contains("\"kim\"") })
    }
  }

  @Test("each fault names its field, all at once", arguments: TestEngine.available)
  func refused(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      _ = try await save(.site, "old", active: false, in: test)
      let found = try await faults {
        _ = try await save(
          .team, "desk",
          [
            "desk": ["nowhere"], "tier": ["fourth"], "hours": ["never"], "languages": ["german"], "lead": ["nobody"],
            "deputy": ["nat"], "colour": ["red"],
          ], in: test)
      }
      #expect(
        found.map { String($0.prefix { $0 != " " }) } == [
          "colour", "desk", "tier", "hours", "languages", "lead", "deputy",
        ], "\(found)")
      #expect(found.contains { $0.contains("nat is no member of the team desk") })
      #expect(
        try await faults { _ = try await save(.desk, "d", ["sites": ["old"], "zone": ["Mars/Base"]], in: test) } == [
          "zone Mars/Base is no time zone that is known here, like Europe/Paris",
          "sites the site old is not in use any more",
        ])
      #expect(try await faults { _ = try await save(.site, "a b", in: test) }.count == 1)
      #expect(
        try await faults {
          _ = try await save(.team, "desk", ["lead": ["lee"], "deputy": ["lee"]], in: test)
        } == ["deputy is the lead already; name somebody else, or nobody"])
      #expect(
        try await faults { _ = try await save(.team, "desk", active: false, in: test) } == [
          "active cannot be no: teams stay"
        ])
      // What named a record before it was retired goes on naming it.
      _ = try await save(.site, "new", in: test)
      _ = try await save(.desk, "d", ["sites": ["new"]], in: test)
      _ = try await save(.site, "new", active: false, in: test)
      #expect(try await save(.desk, "d", ["sites": ["new"]], name: "D", in: test).values["sites"] == ["new"])
    }
  }

  @Test("who leaves a team that they lead is told of", arguments: TestEngine.available)
  func leads(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      _ = try await save(.team, "network", ["lead": ["nat"]], in: test)
      #expect(try await test.ask(ShowProfile(of: "nat"), as: "kim").leads == ["network"])
      try await test.run(
        ChangePerson(PersonDraft(name: "nat", displayName: "Nat Agent", role: .agent, teams: ["desk"])), as: "ada")
      let shown = try await test.ask(ShowStructure(.team, "network"), as: "kim")
      #expect(shown.warnings == ["The lead Nat Agent is not in the team any more."])
    }
  }

  @Test("lists find by key and name, a page at a time", arguments: TestEngine.available)
  func lists(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      for number in 1...7 {
        _ = try await save(.skill, "s\(number)", name: number.isMultiple(of: 2) ? "Éven" : "Odd", in: test)
      }
      var (keys, after) = ([String](), String?.none)
      repeat {
        let page = try await test.ask(ListStructure(.skill, after: after, limit: 3), as: "kim")
        #expect(page.records.count <= 3)
        keys += page.records.map(\.key)
        after = page.next
      } while after != nil
      #expect(keys == (1...7).map { "s\($0)" })
      #expect(
        try await test.ask(ListStructure(.skill, search: "éV"), as: "kim").records.map(\.key) == ["s2", "s4", "s6"])
      #expect(try await test.ask(ListStructure(.skill, search: "odd 3"), as: "kim").records.map(\.key) == ["s3"])
      #expect(try await test.ask(ListStructure(.skill, search: "%"), as: "kim").records.isEmpty)
    }
  }

  @Test("what is changed behind the journal's back is named", arguments: TestEngine.available)
  func tampering(_ engine: TestEngine) async throws {
    for (statement, words) in [
      ("UPDATE structure_record SET name = 'X' WHERE id = 'desk/central'", "name: the journal says"),
      ("UPDATE structure_record SET facts = '{}' WHERE id = 'desk/central'", "zone: the journal says"),
      ("UPDATE structure_record SET active = FALSE WHERE id = 'desk/central'", "active: the journal says"),
      ("UPDATE structure_record SET facts = 'no' WHERE id = 'desk/central'", "facts"),
      ("UPDATE structure_link SET target = 'x' WHERE field = 'lead'", "lead: the journal says"),
      ("DELETE FROM structure_link WHERE field = 'lead'", "lead: the journal says"),
      ("UPDATE person_profile SET languages = 'fr' WHERE site = 'berlin'", "languages: the journal says"),
      ("UPDATE person_skill SET level = 5", "skills: the journal says"),
      ("DELETE FROM person_skill", "skills: the journal says"),
    ] {
      try await withTestApp(on: engine) { test async throws in
        _ = try await save(.site, "berlin", in: test)
        _ = try await save(.skill, "network", in: test)
        _ = try await save(.desk, "central", ["zone": ["UTC"]], in: test)
        _ = try await save(.team, "desk", ["lead": ["lee"]], in: test)
        try await test.run(
          ChangeProfile(
            of: "kim", ProfileDraft(site: "berlin", languages: ["de"], skills: [SkillHeld("network", .able)])),
          as: "ada")
        #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
        try await test.database.write { _ = try $0.execute(statement, []) }
        let found = try await test.app.verify(as: test.person("lee")).findings.first.map(\.message)
        #expect(found.contains { $0.contains(words) }, "\(statement): \(found)")
      }
    }
  }
}
