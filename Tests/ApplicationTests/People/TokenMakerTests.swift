import Core
import ImportUseCases
import Journal
import JournalUseCases
import Kernel
import PeopleUseCases
import Storage
import TestApp
import TestDatabases
import Testing

@Suite("Access that is given to others", .timeLimit(.minutes(10)))
struct TokenMakerTests {
  private static let password = "correct horse battery"

  /// What takes an administrator's standing away.
  enum Loss: String, CaseIterable {
    case deactivation, demotion, otherPassword, ownPassword
  }

  @Test(
    "a token in another's name ends with its maker's standing, and comes back with nothing",
    arguments: Loss.allCases, TestEngine.available)
  func ends(_ loss: Loss, _ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let eve = try await test.run(AddPerson(PersonDraft(name: "eve", displayName: "Eve", role: .admin)), as: "ada")
      try await test.app.setPassword(of: "eve", to: Self.password, as: test.person("ada"))
      let made = try await test.app.run(
        CreateToken(person: "nat", label: "script", scopes: [.read, .write], validFor: .days(9)), as: eve.principal)
      func identity(_ secret: String) async throws -> Identity? {
        try await test.ask(IdentityOfToken(secret: secret), as: "system")
      }
      let nat = try #require(try await identity(made.secret)?.principal)
      let child = try await test.app.run(CreateToken(label: "child", scopes: [.read], validFor: .days(1)), as: nat)
      #expect(made.token.maker?.name == "eve" && child.token.maker?.name == "eve")
      #expect(try await test.ask(ListTokens(of: "nat"), as: "ada").allSatisfy { $0.maker?.name == "eve" })
      let page = try await test.ask(StreamEntries("person/\(nat.id)", after: 0, limit: 50), as: "lee")
      let entry = try #require(page.entries.first { $0.entry.kind == "person.token-created" })
      #expect(entry.entry.actor == "eve")
      let payload = try JSON(parsing: entry.entry.payload)
      #expect(payload["holder"] == "nat" && payload["maker"] == "eve")
      test.clock.advance(by: .minutes(1))
      let draft = { (role: Role, isActive: Bool) in
        PersonDraft(name: "eve", displayName: "Eve", role: role, isActive: isActive)
      }
      switch loss {
      case .deactivation: try await test.run(ChangePerson(draft(.admin, false)), as: "ada")
      case .demotion: try await test.run(ChangePerson(draft(.manager, true)), as: "ada")
      case .otherPassword:
        try await test.app.setPassword(of: "eve", to: "another horse battery", as: test.person("ada"))
      case .ownPassword:
        try await test.app.setPassword(
          of: "eve", to: "another horse battery", current: Self.password, as: eve.principal)
      }
      #expect(try await identity(made.secret) == nil)
      #expect(try await identity(child.secret) == nil)
      try await test.run(ChangePerson(draft(.admin, true)), as: "ada")
      #expect(try await identity(made.secret) == nil)
      #expect(try await identity(child.secret) == nil)
      #expect(try await test.app.verify(as: test.person("lee")).isClean)
    }
  }

  @Test("a token whose maker lost the right unseen is good for nothing", arguments: TestEngine.available)
  func unseen(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let made = try await test.run(
        CreateToken(person: "nat", label: "script", scopes: [.read], validFor: .days(9)), as: "ada")
      try await test.database.write { try $0.execute("UPDATE person SET active = FALSE WHERE name = 'ada'") }
      #expect(try await test.ask(IdentityOfToken(secret: made.secret), as: "system") == nil)
    }
  }

  @Test("giving others power takes a session with a fresh proof; a token never does", arguments: [true, false])
  func proof(_ isToken: Bool) async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      try await test.run(
        AddPerson(PersonDraft(name: "eve", displayName: "Eve", role: .admin, isActive: false)), as: "ada")
      try await test.app.setPassword(of: "ada", to: Self.password, as: test.system)
      var ada = test.person("ada")
      if isToken {
        let own = try await test.run(CreateToken(label: "x", scopes: [.read, .write], validFor: .days(1)), as: "ada")
        ada = try #require(try await test.ask(IdentityOfToken(secret: own.secret), as: "system")).principal
      } else {
        let session = try await test.app.signIn(name: "ada", password: Self.password)
        ada = try #require(try await test.ask(IdentityOfSession(token: session.token), as: "system")).principal
        test.clock.advance(by: PeopleLimits.proof + .seconds(1))
      }
      let asker = ada
      func code(_ body: () async throws -> Void) async -> String? {
        do {
          try await body()
          return nil
        } catch MainstayError.conflict(let code, _) {
          return code
        } catch {
          return "\(error)"
        }
      }
      let needed = isToken ? "session-needed" : "proof-needed"
      for role in [Role.manager, .admin] {
        let found = await code {
          try await test.app.run(AddPerson(PersonDraft(name: "new", displayName: "New", role: role)), as: asker)
        }
        #expect(found == needed)
      }
      let back = await code {
        try await test.app.run(ChangePerson(PersonDraft(name: "eve", displayName: "Eve", role: .admin)), as: asker)
      }
      #expect(back == needed)
      let token = await code {
        _ = try await test.app.run(
          CreateToken(person: "nat", label: "x", scopes: [.read], validFor: .days(1)), as: asker)
      }
      #expect(token == needed)
      // What gives no power is left to programs.
      try await test.app.run(AddPerson(PersonDraft(name: "new", displayName: "New", role: .agent)), as: asker)
      guard !isToken else { return }
      try await test.app.prove(Self.password, as: asker)
      try await test.app.run(ChangePerson(PersonDraft(name: "eve", displayName: "Eve", role: .admin)), as: asker)
    }
  }

  @Test("what goes on for long ends with the standing of who began it", arguments: ["deactivated", "demoted"])
  func longWork(_ how: String) async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      try await test.app.setPassword(of: "mo", to: Self.password, as: test.system)
      let session = try await test.app.signIn(name: "mo", password: Self.password)
      let mo = try #require(try await test.ask(IdentityOfSession(token: session.token), as: "system")).principal
      let run = try await test.app.run(
        BeginImport(ImportIdentity(source: "servicenow", name: "log.csv", digest: "d", zone: "UTC")), as: mo)
      func portion(_ position: Int) -> ImportHistories {
        ImportHistories(
          run: run.id, from: position,
          [ImportItem(history: nil, faults: [], isHeld: true, line: 1, position: position + 1)])
      }
      _ = try await test.app.run(portion(0), as: mo)
      try await test.app.run(SignOut(token: session.token), as: mo)
      _ = try await test.app.run(portion(1), as: mo)
      #expect(try await test.app.verify(as: mo).isClean)
      try await test.run(
        ChangePerson(
          PersonDraft(
            name: "mo", displayName: "Mo", role: how == "demoted" ? .agent : .manager, isActive: how == "demoted")),
        as: "ada")
      await #expect(throws: MainstayError.forbidden(permission: "import.run")) {
        try await test.app.run(portion(2), as: mo)
      }
      await #expect(throws: MainstayError.forbidden(permission: "journal.see")) { try await test.app.verify(as: mo) }
      await #expect(throws: MainstayError.forbidden(permission: "journal.see")) {
        try await test.app.exportJournal(as: mo) { _ in }
      }
    }
  }

  @Test("the device on which one changes the own password stays known, the others do not")
  func device() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      try await test.app.setPassword(of: "kim", to: Self.password, as: test.system)
      let here = try await test.app.signIn(name: "kim", password: Self.password).device
      let there = try await test.app.signIn(name: "kim", password: Self.password).device
      func known(_ secret: String) async throws -> Bool {
        try await test.ask(IsKnownDevice(name: "kim", secret: secret), as: "system")
      }
      try await test.app.setPassword(
        of: "kim", to: "another horse battery", current: Self.password, device: here, as: test.person("kim"))
      #expect(try await known(here))
      #expect(try await !known(there))
      try await test.app.setPassword(of: "kim", to: Self.password, device: here, as: test.person("ada"))
      #expect(try await !known(here))
    }
  }
}
