import Core
import Journal
import JournalUseCases
import Kernel
import PeopleUseCases
import Storage
import TestApp
import TestDatabases
import Testing
import TicketsUseCases

@Suite("Roles and grants", .timeLimit(.minutes(10)))
struct AccessTests {
  private func fault(_ body: () async throws -> Void) async throws -> String? {
    do {
      try await body()
      return nil
    } catch MainstayError.invalid(let faults) {
      return faults.first?.path
    } catch MainstayError.conflict(let code, _) {
      return code
    }
  }

  @Test("nobody who holds nothing but their role carries more than the role", arguments: TestEngine.available)
  func plain(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      for draft in TestApp.people {
        let principal = try await test.holding(draft.name)
        #expect(principal == test.person(draft.name) && principal.access == nil, "\(draft.name)")
      }
    }
  }

  @Test("a grant gives its role where it holds and while it does; its end takes it", arguments: TestEngine.available)
  func grants(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let (from, until) = (test.clock.now() + .hours(1), test.clock.now() + .hours(3))
      let grant = try await test.run(
        GiveGrant("lead", to: .person("nat"), in: .team("network"), from: from, until: until), as: "ada")
      #expect(try await !test.holding("nat").may(.endTickets), "it is to come")
      test.clock.advance(by: .hours(1))
      let nat = try await test.holding("nat")
      #expect(nat.reach(of: .endTickets) == Reach(.team("network")) && nat.reach(of: .workTickets).isEverywhere)
      #expect(!nat.may(.seeJournal), "what is about the house comes with no grant of less than everything")
      test.clock.advance(by: .hours(2))
      #expect(try await !test.holding("nat").may(.endTickets), "it is over")
      // Through a team, as long as one is in it.
      try await test.run(GiveGrant("lead", to: .team("desk"), in: .organisation("sales")), as: "ada")
      #expect(try await test.holding("kim").reach(of: .endTickets) == Reach(.organisation("sales")))
      #expect(try await test.holding("nat").access == nil)
      try await test.run(EndGrant(grant.id), as: "ada")
      await #expect(throws: MainstayError.notFound(kind: "grant", id: grant.id.text)) {
        try await test.run(EndGrant(grant.id), as: "ada")
      }
      #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
    }
  }

  @Test("a home role holds where the person says", arguments: TestEngine.available)
  func homes(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      var nat = try #require(TestApp.people.first { $0.name == "nat" })
      nat.reach = .teams
      try await test.run(ChangePerson(nat), as: "ada")
      let held = try await test.holding("nat")
      #expect(held.reach(of: .seeAllTickets).teams == ["network"] && !held.reach(of: .seeAllTickets).isEverywhere)
      #expect(held.reach(of: .seePeople).isEverywhere, "what is the same for all is whole")
      nat.reach = .organisation
      #expect(try await fault { try await test.run(ChangePerson(nat), as: "ada") } == "reach")
      var ada = try #require(TestApp.people.first { $0.name == "ada" })
      ada.reach = .teams
      #expect(try await fault { try await test.run(ChangePerson(ada), as: "system") } == "reach")
      #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
    }
  }

  @Test("what a role allows is changed, taken back, and refused where it cannot be", arguments: TestEngine.available)
  func roles(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let all = try await test.ask(ListRoles(), as: "kim")
      #expect(
        all.map(\.key) == ["requester", "agent", "lead", "manager", "admin"] && all.allSatisfy { $0.version == nil })
      let agent = all[1].permissions.subtracting(["people.see"])
      let saved = try await test.run(SaveRole("agent", label: "Agent", permissions: agent, expecting: 0), as: "ada")
      #expect(saved.version == 1)
      #expect(try await !test.holding("kim").may(.seePeople))
      #expect(try await test.holding("lee").may(.seePeople))
      await #expect(throws: MainstayError.stale(kind: "role", id: "agent", yours: 0, current: 1)) {
        try await test.run(SaveRole("agent", label: "Agent", permissions: agent, expecting: 0), as: "ada")
      }
      try await test.run(RemoveRole("agent", expecting: 1), as: "ada")
      #expect(try await test.holding("kim").access == nil)
      for (key, label, permissions, path) in [
        ("admin", "All", [], "fixed-role"), ("system", "S", [], "key"), ("Big One", "Big", [], "key"),
        ("x", "", [], "label"), ("x", "X", ["tickets.fly"], "permissions"), ("x", "X", ["engine.run"], "permissions"),
      ] as [(String, String, Set<String>, String)] {
        let found = try await fault {
          try await test.run(SaveRole(key, label: label, permissions: permissions), as: "ada")
        }
        #expect(found == path, "\(key)")
      }
      try await test.run(SaveRole("helper", label: "Helper", permissions: ["tickets.see-all"]), as: "ada")
      try await test.run(GiveGrant("helper", to: .person("ron"), in: .team("desk")), as: "ada")
      #expect(try await fault { try await test.run(RemoveRole("helper"), as: "ada") } == "role-in-use")
      #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
    }
  }

  @Test("nobody gives what they lack there, nor takes over who may do more", arguments: TestEngine.available)
  func covers(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      // Runs people and grants, sees tickets of one team, and is no administrator.
      let office: Set<String> = [
        "people.manage", "people.see", "access.manage", "access.see", "tickets.open", "tokens.own",
      ]
      try await test.run(SaveRole("office", label: "Office", permissions: office), as: "ada")
      try await test.run(GiveGrant("office", to: .person("mo"), in: .everything), as: "ada")
      let mo = try await test.holding("mo")
      func run<C: Command>(_ command: C) async throws -> String? {
        try await fault { _ = try await test.app.run(command, as: mo) }
      }
      #expect(mo.may(.managePeople))
      #expect(try await run(GiveGrant("admin", to: .person("ron"), in: .everything)) == "role")
      #expect(try await run(SaveRole("x", label: "X", permissions: ["words.manage"])) == "permissions")
      #expect(try await run(AddPerson(PersonDraft(name: "boss", displayName: "B", role: .admin))) == "role")
      #expect(try await run(MakeSignInLink(for: "ada")) == "beyond-own")
      var ada = try #require(TestApp.people.first { $0.name == "ada" })
      ada.isActive = false
      #expect(try await run(ChangePerson(ada)) == "beyond-own")
      #expect(
        try await run(GiveGrant("lead", to: .person("kim"), in: .team("desk"))) == nil, "managers may all of that")
      // The last administrator stays, whoever asks.
      #expect(try await fault { try await test.run(ChangePerson(ada), as: "system") } == "last-administrator")
      ada.isActive = true
      ada.role = .agent
      #expect(try await fault { try await test.run(ChangePerson(ada), as: "system") } == "last-administrator")
    }
  }

  @Test("each fault of a grant names its field", arguments: TestEngine.available)
  func faults(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let now = test.clock.now()
      for (command, path) in [
        (GiveGrant("none", to: .person("kim"), in: .everything), "role"),
        (GiveGrant("agent", to: .person("kim"), in: .team("none")), "scope"),
        (GiveGrant("agent", to: .person("kim"), in: .organisation("")), "scope"),
        (GiveGrant("agent", to: .person("kim"), in: .own, until: now), "until"),
        (GiveGrant("agent", to: .person("kim"), in: .own, from: now + .days(2), until: now + .days(1)), "until"),
        (GiveGrant("agent", to: .person("kim"), in: .own, from: now + .days(9999)), "from"),
        (GiveGrant("agent", to: .person("kim"), in: .own, from: now - .days(2)), "from"),
        (GiveGrant("agent", to: .person("kim"), in: .own, source: "group"), "source"),
        (GiveGrant("agent", to: .person("kim"), in: .own, provenance: .rule), "source"),
      ] {
        #expect(try await fault { try await test.run(command, as: "ada") } == path, "\(command)")
      }
      await #expect(throws: MainstayError.notFound(kind: "person", id: "none")) {
        try await test.run(GiveGrant("agent", to: .person("none"), in: .own), as: "ada")
      }
      let today = GiveGrant("agent", to: .person("kim"), in: .own, from: now - .hours(9), until: now + .days(1))
      #expect(try await test.run(today, as: "ada").from == now, "what somebody could do before stays as it was")
      let twice = GiveGrant("agent", to: .person("kim"), in: .own)
      #expect(try await fault { try await test.run(twice, as: "ada") } == "given-already")
      let later = GiveGrant("agent", to: .person("kim"), in: .own, from: now + .days(1))
      #expect(try await fault { try await test.run(later, as: "ada") } == nil)
    }
  }

  @Test("what somebody could do on a day of before is read from the journal", arguments: TestEngine.available)
  func past(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      func may(_ at: Instant?) async throws -> Reach {
        let report = try await test.ask(ShowAccess(of: "nat", at: at), as: "mo")
        return report.lines(test.app.features).first { $0.permission == .endTickets }?.reach ?? .nowhere
      }
      // Those who are here came some seconds later.
      test.clock.advance(by: .minutes(1))
      let before = test.clock.now()
      test.clock.advance(by: .days(1))
      let grant = try await test.run(GiveGrant("lead", to: .team("network"), in: .team("network")), as: "ada")
      try await test.run(SaveRole("agent", label: "Agent", permissions: ["tickets.end", "tickets.open"]), as: "ada")
      let then = test.clock.now()
      test.clock.advance(by: .days(1))
      try await test.run(EndGrant(grant.id), as: "ada")
      try await test.run(RemoveRole("agent"), as: "ada")
      var draft = try #require(TestApp.people.first { $0.name == "nat" })
      draft.role = .lead
      try await test.run(ChangePerson(draft), as: "ada")
      #expect(try await may(before) == .nowhere)
      let between = try await may(then)
      #expect(between.isEverywhere && between.teams == ["network"])
      #expect(try await may(nil) == .everywhere)
      let report = try await test.ask(ShowAccess(of: "nat", at: then), as: "mo")
      #expect(report.role == .agent && report.parts.map(\.role) == ["agent", "lead"])
      #expect(report.parts.last?.source == .team("network", grant: grant.id))
      #expect(try await fault { _ = try await test.ask(ShowAccess(of: "nat", at: .latest), as: "mo") } == "at")
      await #expect(throws: MainstayError.self) {
        try await test.ask(ShowAccess(of: "nat", at: before - .days(9)), as: "mo")
      }
      // One's own is for everybody, others' for who may see that.
      #expect(try await test.ask(ShowAccess(of: "rita"), as: "rita").parts.count == 1)
      await #expect(throws: MainstayError.forbidden(permission: "access.see")) {
        try await test.ask(ShowAccess(of: "nat"), as: "kim")
      }
    }
  }

  @Test("who is here notes the use of what they hold, and who is erased holds nothing", arguments: TestEngine.available)
  func use(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.run(GiveGrant("agent", to: .person("rita"), in: .team("desk")), as: "ada")
      func grants() async throws -> [AccessGrant] { try await test.ask(ListGrants(of: .person("rita")), as: "mo") }
      #expect(try await grants().first?.lastUsedAt == nil)
      try await test.app.setPassword(of: "rita", to: "correct horse battery", as: .system("test"))
      _ = try await test.app.signIn(name: "rita", password: "correct horse battery")
      #expect(try await grants().first?.lastUsedAt == test.clock.now())
      #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
    }
  }

  @Test(
    "asking who somebody is takes one statement, whatever they hold, among many grants", arguments: TestEngine.available
  )
  func oneStatement(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.run(GiveGrant("lead", to: .person("kim"), in: .team("network")), as: "ada")
      try await test.run(GiveGrant("lead", to: .team("desk"), in: .organisation("sales")), as: "ada")
      try await test.run(SaveRole("agent", label: "Agent", permissions: ["tickets.work", "tickets.open"]), as: "ada")
      try await test.app.setPassword(of: "kim", to: "correct horse battery", as: .system("test"))
      let signedIn = try await test.app.signIn(name: "kim", password: "correct horse battery")
      let statements = try await test.statements {
        let identity = try await test.app.ask(IdentityOfSession(token: signedIn.token), as: test.system)
        #expect(identity?.principal.reach(of: .endTickets).teams == ["network"])
      }
      #expect(statements.count { $0.hasPrefix("SELECT") } == 1, "\(statements)")
      let sql = try #require(statements.first { $0.hasPrefix("SELECT") })
      guard engine == .sqlite else { return }
      let plan = try await test.database.read { tx in
        try tx.query("EXPLAIN QUERY PLAN " + sql, Array(repeating: .null, count: 4)) { try $0.text(3) }
      }.joined(separator: "\n")
      #expect(plan.contains("access_grant_person") && plan.contains("access_grant_team"), "\(plan)")
      #expect(!plan.contains("SCAN g") && !plan.contains("SCAN p"), "\(plan)")
    }
  }
}
