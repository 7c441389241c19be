import Core
import Journal
import JournalUseCases
import Kernel
import Organisation
import OrganisationUseCases
import PeopleUseCases
import TestApp
import TestDatabases
import Testing

@Suite("Where people belong, and what they can", .timeLimit(.minutes(10)))
struct ProfileTests {
  private func prepare(_ test: TestApp) async throws {
    for (kind, key) in [(.site, "berlin"), (.skill, "network"), (.skill, "firewall")] as [(StructureKind, String)] {
      _ = try await test.run(SaveStructure(StructureDraft(kind, key)), as: "ada")
    }
  }

  @Test("a lead says what people can, an administrator where they belong too", arguments: TestEngine.available)
  func life(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await prepare(test)
      let skills = [
        SkillHeld("network", .able), SkillHeld("firewall", .guided, until: CivilDate(year: 2025, month: 7, day: 1)),
      ]
      #expect(
        try await test.run(ChangeProfile(of: "kim", ProfileDraft(skills: skills), expecting: 0), as: "lee").version == 1
      )
      await #expect(throws: MainstayError.forbidden(permission: "structure.manage")) {
        try await test.run(ChangeProfile(of: "kim", ProfileDraft(site: "berlin")), as: "lee")
      }
      await #expect(throws: MainstayError.forbidden(permission: "skills.assess")) {
        try await test.run(ChangeProfile(of: "kim", ProfileDraft(skills: [])), as: "kim")
      }
      let placed = try await test.run(
        ChangeProfile(of: "kim", ProfileDraft(site: "berlin", languages: ["de"]), expecting: 1), as: "ada")
      #expect(placed.skills.map(\.text) == ["firewall:2@2025-07-01", "network:3"] && placed.version == 2)
      await #expect(throws: MainstayError.stale(kind: "profile", id: "kim", yours: 1, current: 2)) {
        try await test.run(ChangeProfile(of: "kim", ProfileDraft(skills: []), expecting: 1), as: "lee")
      }
      await #expect(throws: MainstayError.field("skills", "there is no skill dancing; add it first")) {
        try await test.run(ChangeProfile(of: "kim", ProfileDraft(skills: [SkillHeld("dancing", .able)])), as: "lee")
      }
      let shown = try await test.ask(ShowProfile(of: "kim"), as: "nat")
      #expect(shown.profile == placed && shown.name(.site, "berlin") == "berlin")
      #expect(try await test.ask(ListSkilled("network"), as: "kim").map(\.name) == ["kim"])
      #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
    }
  }

  @Test("certificates are listed by their end, as days go by", arguments: TestEngine.available)
  func certificates(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await prepare(test)
      // 2 June 2025 is today.
      for (name, day) in [("kim", 31), ("nat", 2), ("lee", 30)] {
        let until = CivilDate(year: 2025, month: name == "kim" ? 8 : 6, day: day)
        try await test.run(
          ChangeProfile(of: name, ProfileDraft(skills: [SkillHeld("firewall", .able, until: until)])), as: "lee")
      }
      func listed(_ days: Int = ListCertificates.usual) async throws -> [String] {
        try await test.ask(ListCertificates(days: days), as: "kim").items.map(\.name)
      }
      #expect(try await listed() == ["nat", "lee", "kim"])
      #expect(try await listed(28) == ["nat", "lee"])
      #expect(try await listed(27) == ["nat"])
      test.clock.advance(by: .days(30))
      #expect(try await listed(0) == ["nat", "lee"])
      test.clock.advance(by: .days(1))
      #expect(try await listed(0) == ["lee"])
      // Who may not sign in any more works on nothing.
      try await test.run(
        ChangePerson(PersonDraft(name: "kim", displayName: "Kim", role: .agent, isActive: false)), as: "ada")
      #expect(try await listed() == ["lee"])
      await #expect(throws: MainstayError.field("days", "is a whole number from 0 to 3660")) {
        _ = try await listed(-1)
      }
    }
  }

  @Test("who is erased leaves no place, no skill and no lead behind", arguments: TestEngine.available)
  func erasure(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await prepare(test)
      try await test.run(
        ChangeProfile(of: "kim", ProfileDraft(site: "berlin", skills: [SkillHeld("network", .able)])), as: "ada")
      _ = try await test.run(
        SaveStructure(StructureDraft(.team, "desk", values: ["lead": ["kim"], "tier": ["first"]])), as: "ada")
      _ = try await test.app.erase(
        ErasureRequest(name: "kim", confirmation: "kim", texts: .written, reason: "asked"), as: test.person("ada"))
      #expect(try await test.ask(ListSkilled("network"), as: "nat").isEmpty)
      let team = try await test.ask(ShowStructure(.team, "desk"), as: "nat").record
      #expect(team.value("lead") == nil && team.value("tier") == "first" && team.version == 2)
      #expect(try await test.ask(ListPeople(search: "kim"), as: "nat").people.isEmpty)
      #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
    }
  }
}
