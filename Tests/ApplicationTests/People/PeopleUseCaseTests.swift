import Core
import JournalUseCases
import Kernel
import MainstayServer
import PeopleUseCases
import Storage
import TestApp
import TestDatabases
import Testing

@Suite("People, sign-in and tokens", .timeLimit(.minutes(10)))
struct PeopleUseCaseTests {
  private static let password = "correct horse battery"

  @Test("a person signs in with the right name and password only", arguments: TestEngine.available)
  func signIn(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.app.setPassword(of: "kim", to: Self.password, as: test.person("kim"))
      let signedIn = try await test.app.signIn(name: "KIM", password: Self.password)
      #expect(signedIn.person.name == "kim" && signedIn.expiresAt == test.clock.now() + PeopleLimits.session)
      let identity = try #require(try await test.ask(IdentityOfSession(token: signedIn.token), as: "system"))
      #expect(identity.principal.id == test.person("kim").id && identity.principal.credential != nil)
      #expect(identity.csrf == signedIn.csrf && identity.scopes == nil)
      let refusal = MainstayError.field("password", "The name or the password is wrong.")
      for (name, password) in [("kim", "wrong"), ("nobody", Self.password), ("nat", ""), ("", "")] {
        await #expect(throws: refusal) { try await test.app.signIn(name: name, password: password) }
      }
      try await test.run(SignOut(token: signedIn.token), as: "kim")
      #expect(try await test.ask(IdentityOfSession(token: signedIn.token), as: "system") == nil)
    }
  }

  @Test("a token brings the person with all teams, whatever they are called", arguments: TestEngine.available)
  func teams(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.run(AddTeam(key: "second line, nights", name: "Nights"), as: "ada")
      let teams = ["desk", "network", "second line, nights"]
      try await test.run(
        AddPerson(PersonDraft(name: "nora", displayName: "Nora", role: .agent, teams: teams)), as: "ada")
      let made = try await test.run(
        CreateToken(person: "nora", label: "x", scopes: [.read], validFor: .days(1)), as: "ada")
      let identity = try #require(try await test.ask(IdentityOfToken(secret: made.secret), as: "system"))
      #expect(identity.person.teams == teams && identity.principal.teams == Set(teams) && identity.scopes == [.read])
    }
  }

  @Test("a draft is checked without adding anybody, and only for those who manage people")
  func checkDraft() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      let draft = PersonDraft(name: "Nora Neu", displayName: "", role: .agent, teams: ["nowhere"])
      let faults = try await test.ask(CheckPerson(draft), as: "ada")
      #expect(faults.map(\.path) == ["name", "displayName", "teams[0]"])
      #expect(try await !test.ask(ListPeople(), as: "ada").people.contains { $0.name == "Nora Neu" })
      await #expect(throws: MainstayError.self) { try await test.ask(CheckPerson(draft), as: "kim") }
    }
  }

  @Test("sessions end by time, by a new password and by deactivation", arguments: TestEngine.available)
  func sessionsEnd(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      func session() async throws -> String {
        try await test.app.signIn(name: "kim", password: Self.password).token
      }
      func lives(_ token: String) async throws -> Bool {
        try await test.ask(IdentityOfSession(token: token), as: "system") != nil
      }
      try await test.app.setPassword(of: "kim", to: Self.password, as: test.person("ada"))
      let first = try await session()
      test.clock.advance(by: PeopleLimits.session)
      #expect(try await !lives(first))
      #expect(try await test.run(ForgetOldSessions(), as: "system") == 1)
      let second = try await session()
      await #expect(throws: MainstayError.field("current", "your present password is needed too")) {
        try await test.app.setPassword(of: "kim", to: Self.password, as: test.person("kim"))
      }
      try await test.app.setPassword(of: "kim", to: Self.password, current: Self.password, as: test.person("kim"))
      #expect(try await !lives(second))
      let third = try await session()
      try await test.run(
        ChangePerson(PersonDraft(name: "kim", displayName: "Kim", role: .agent, isActive: false)), as: "ada")
      #expect(try await !lives(third))
      await #expect(throws: MainstayError.self) { try await session() }
      #expect(try await test.app.verify(as: test.person("lee")).isClean)
    }
  }

  @Test("no session outlives its time by a clock that is put back", arguments: TestEngine.available)
  func clockPutBack(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.app.setPassword(of: "kim", to: Self.password, as: test.person("ada"))
      func credential() async throws -> String {
        try await test.app.signIn(name: "kim", password: Self.password).token
      }
      func lives(_ token: String) async throws -> Bool {
        try await test.ask(IdentityOfSession(token: token), as: "system") != nil
      }
      let begun = try await credential()
      test.clock.advance(by: .minutes(-1))
      #expect(try await lives(begun), "nodes may lie a little apart")
      test.clock.advance(by: .minutes(-10))
      #expect(try await !lives(begun), "it begins in the future")
      #expect(try await test.ask(ListSessions(), as: "kim").isEmpty)
      #expect(try await test.run(ForgetOldSessions(), as: "system") == 1)
      let used = try await credential()
      test.clock.advance(by: .hours(1))
      let identity = try #require(try await test.ask(IdentityOfSession(token: used), as: "system"))
      guard case .session(let session)? = identity.principal.credential else {
        throw MainstayError.notFound(kind: "session", id: "")
      }
      try await test.app.run(TouchSession(session), as: identity.principal)
      test.clock.advance(by: .minutes(-30))
      #expect(try await !lives(used), "it was used in the future")
    }
  }

  @Test("a session ends for whoever asks again once its person has no access any more", arguments: TestEngine.available)
  func standing(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.app.setPassword(of: "kim", to: Self.password, as: test.person("ada"))
      func credential() async throws -> String {
        try await test.app.signIn(name: "kim", password: Self.password).token
      }
      func stands(_ session: String) async throws -> Bool {
        try await test.ask(IdentityOfSession(token: session), as: "system") != nil
      }
      let idle = try await credential()
      test.clock.advance(by: PeopleLimits.idle)
      #expect(try await !stands(idle))
      let reset = try await credential()
      #expect(try await stands(reset))
      try await test.app.setPassword(of: "kim", to: Self.password, as: test.person("ada"))
      #expect(try await !stands(reset))
      let deactivated = try await credential()
      try await test.run(
        ChangePerson(PersonDraft(name: "kim", displayName: "Kim", role: .agent, isActive: false)), as: "ada")
      #expect(try await !stands(deactivated))
    }
  }

  @Test("passwords have 12 to 200 characters, and only oneself or an administrator sets them")
  func passwords() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      for password in ["", "elevenchars", String(repeating: "x", count: 201)] {
        await #expect(throws: MainstayError.self) {
          try await test.app.setPassword(of: "kim", to: password, as: test.person("kim"))
        }
      }
      for name in ["rita", "nat", "lee", "mo"] {
        await #expect(throws: MainstayError.forbidden(permission: "people.manage")) {
          try await test.app.setPassword(of: "kim", to: Self.password, as: test.person(name))
        }
      }
      await #expect(throws: MainstayError.notFound(kind: "person", id: "none")) {
        try await test.app.setPassword(of: "none", to: Self.password, as: test.person("ada"))
      }
    }
  }

  @Test("the first administrator is made once, by a link that works once", arguments: TestEngine.available)
  func setUp(_ engine: TestEngine) async throws {
    try await withDatabase(on: engine, Wings.features.migrations) { database async throws in
      let clock = ManualClock(TestApp.start)
      let app = App(
        database: database, clock: clock, ids: CountingIDs(), calendars: ZonedCalendars(), passwords: PlainPasswords(),
        commonPasswords: FewCommonPasswords())
      let system = Principal.system("test")
      #expect(try await app.ask(NeedsSetup(), as: system))
      let old = try #require(try await app.run(MakeSetupLink(), as: system))
      clock.advance(by: PeopleLimits.setupLink)
      let link = try #require(try await app.run(MakeSetupLink(), as: system))
      let refusal = MainstayError.forbidden(permission: "set-up link")
      for wrong in [old, "", "guess"] {
        await #expect(throws: refusal) {
          try await app.setUp(link: wrong, name: "ada", displayName: "Ada", password: Self.password)
        }
      }
      await #expect(throws: MainstayError.self) {
        try await app.setUp(link: link, name: "Not A Name", displayName: "Ada", password: Self.password)
      }
      let ada = try await app.setUp(link: link, name: "ada", displayName: "Ada", password: Self.password)
      #expect(ada.role == .admin)
      _ = try await app.signIn(name: "ada", password: Self.password)
      await #expect(throws: refusal) {
        try await app.setUp(link: link, name: "eve", displayName: "Eve", password: Self.password)
      }
      #expect(try await app.run(MakeSetupLink(), as: system) == nil)
      #expect(try await !app.ask(NeedsSetup(), as: system))
    }
  }

  @Test("all faults of a person come back at once")
  func faults() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      let draft = PersonDraft(
        name: "Not A Name", displayName: "", email: "nowhere", role: .system, organisation: "a\nb", teams: ["none"])
      do {
        try await test.run(AddPerson(draft), as: "ada")
        Issue.record("the person was added")
      } catch MainstayError.invalid(let faults) {
        #expect(faults.map(\.path) == ["name", "displayName", "email", "organisation", "role", "teams[0]"])
      }
      await #expect(throws: MainstayError.field("name", "is taken; choose another")) {
        try await test.run(AddPerson(PersonDraft(name: "kim", displayName: "Kim", role: .agent)), as: "ada")
      }
      await #expect(throws: MainstayError.field("key", "is taken; choose another")) {
        try await test.run(AddTeam(key: "desk", name: "Desk"), as: "ada")
      }
    }
  }

  @Test("two who add the same name at once: one does", arguments: TestEngine.available)
  func sameName(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let refusals = await withTaskGroup(of: MainstayError?.self) { group in
        for index in 0..<6 {
          group.addTask {
            do {
              try await test.run(
                AddPerson(PersonDraft(name: "new", displayName: "New \(index)", role: .agent)), as: "ada")
              return nil
            } catch {
              return error as? MainstayError ?? .unavailable(reason: "\(error)")
            }
          }
        }
        return await group.reduce(into: []) { $0.append($1) }
      }
      #expect(refusals.count { $0 == nil } == 1)
      #expect(refusals.allSatisfy { $0 == nil || $0 == .field("name", "is taken; choose another") })
    }
  }

  @Test("people change by version; nobody changes their own role", arguments: TestEngine.available)
  func change(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let draft = PersonDraft(name: "kim", displayName: "Kim Lead", role: .lead, teams: ["network", "desk", "desk"])
      let kim = try await test.run(ChangePerson(draft, expecting: 1), as: "ada")
      #expect(kim.version == 2 && kim.teams == ["desk", "network"] && kim.role == .lead)
      await #expect(throws: MainstayError.stale(kind: "person", id: "kim", yours: 1, current: 2)) {
        try await test.run(ChangePerson(draft, expecting: 1), as: "ada")
      }
      for own in [
        PersonDraft(name: "ada", displayName: "Ada", role: .agent),
        PersonDraft(name: "ada", displayName: "Ada", role: .admin, isActive: false),
      ] {
        do {
          try await test.run(ChangePerson(own), as: "ada")
          Issue.record("it was changed")
        } catch MainstayError.conflict(let code, _) {
          #expect(code == "own-account")
        }
      }
      #expect(try await test.ask(ListPeople(), as: "kim").people.first { $0.name == "kim" } == kim)
      #expect(try await test.app.verify(as: test.person("lee")).isClean)
    }
  }

  @Test("tokens act for their person until they expire or are revoked", arguments: TestEngine.available)
  func tokens(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      func identity(_ secret: String) async throws -> Identity? {
        try await test.ask(IdentityOfToken(secret: secret), as: "system")
      }
      let new = try await test.run(CreateToken(label: "script", scopes: [.read], validFor: .days(1)), as: "kim")
      let found = try #require(try await identity(new.secret))
      #expect(found.principal.id == test.person("kim").id && found.scopes == [.read] && found.csrf == nil)
      #expect(try await identity("guess") == nil)
      await #expect(throws: MainstayError.notFound(kind: "token", id: new.token.id.text)) {
        try await test.run(RevokeToken(new.token.id), as: "nat")
      }
      try await test.run(RevokeToken(new.token.id), as: "kim")
      #expect(try await identity(new.secret) == nil)
      let other = try await test.run(
        CreateToken(person: "kim", label: "x", scopes: [.read, .write], validFor: .days(1)), as: "ada")
      #expect(try await identity(other.secret)?.principal.name == "kim")
      #expect(try await test.ask(ListTokens(), as: "kim").count == 2)
      test.clock.advance(by: .days(1))
      #expect(try await identity(other.secret) == nil)
    }
  }

  @Test("tokens are bounded in number and length of life")
  func tokenBounds() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      do {
        try await test.run(CreateToken(label: "", scopes: [], validFor: .days(367)), as: "kim")
        Issue.record("the token was made")
      } catch MainstayError.invalid(let faults) {
        #expect(faults.map(\.path) == ["label", "scopes", "validFor"])
      }
      for index in 0..<PeopleLimits.tokensOfPerson {
        try await test.run(CreateToken(label: "\(index)", scopes: [.read], validFor: .days(1)), as: "kim")
      }
      await #expect(throws: MainstayError.limit(name: "tokens of a person", limit: PeopleLimits.tokensOfPerson)) {
        try await test.run(CreateToken(label: "more", scopes: [.read], validFor: .days(1)), as: "kim")
      }
    }
  }
}
