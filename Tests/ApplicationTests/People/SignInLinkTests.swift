import Core
import Journal
import JournalUseCases
import Kernel
import PeopleUseCases
import Storage
import TestApp
import TestDatabases
import Testing

@Suite("Links to choose a password by", .timeLimit(.minutes(10)))
struct SignInLinkTests {
  private static let password = "umbrellas like rain"

  private func good(_ test: TestApp, _ link: String) async throws -> Bool {
    try await test.app.ask(SignInLinkOwner(link), as: .system("test")) != nil
  }

  private func isRefused(_ test: TestApp, _ link: String) async throws -> Bool {
    do {
      _ = try await test.app.usePasswordLink(link, password: SignInLinkTests.password)
      return false
    } catch MainstayError.forbidden {
      return true
    }
  }

  @Test("work once, for the person whom they were made for", arguments: TestEngine.available)
  func once(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let link = try await test.run(MakeSignInLink(for: "kim"), as: "ada")
      #expect(link.person == "kim" && link.expiresAt == TestApp.start + .days(7))
      #expect(try await good(test, link.secret))
      await #expect(throws: MainstayError.self) {
        _ = try await test.app.usePasswordLink(link.secret, password: "password1234")
      }
      // A password that may not be chosen uses no link up.
      let person = try await test.app.usePasswordLink(link.secret, password: SignInLinkTests.password)
      #expect(person.name == "kim")
      #expect(try await test.app.signIn(name: "kim", password: SignInLinkTests.password).person.name == "kim")
      #expect(try await isRefused(test, link.secret))
      #expect(try await isRefused(test, "00"))
      #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
    }
  }

  @Test("end with time, another link, a password that is set, and a deactivation", arguments: TestEngine.available)
  func ends(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let first = try await test.run(MakeSignInLink(for: "kim"), as: "ada").secret
      let second = try await test.run(MakeSignInLink(for: "kim"), as: "ada").secret
      #expect(try await isRefused(test, first))
      #expect(try await good(test, second))
      try await test.app.setPassword(of: "kim", to: SignInLinkTests.password, as: test.person("ada"))
      #expect(try await isRefused(test, second))
      let old = try await test.run(MakeSignInLink(for: "nat"), as: "ada").secret
      test.clock.advance(by: .days(7))
      #expect(try await isRefused(test, old))
      let gone = try await test.run(MakeSignInLink(for: "ron"), as: "ada").secret
      _ = try await test.run(
        ChangePerson(PersonDraft(name: "ron", displayName: "Ron", role: .requester, isActive: false)), as: "ada")
      #expect(try await isRefused(test, gone))
      let refusal = await #expect(throws: MainstayError.self) {
        try await test.run(MakeSignInLink(for: "ron"), as: "ada")
      }
      guard case .conflict("person-inactive", _)? = refusal else {
        Issue.record("\(String(describing: refusal))")
        return
      }
    }
  }

  @Test("end with another role, with all sessions, and where one lasts longer than any is made for")
  func endsWithAccess() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      let promoted = try await test.run(MakeSignInLink(for: "ron"), as: "ada").secret
      _ = try await test.run(
        ChangePerson(PersonDraft(name: "ron", displayName: "Ron", role: .lead)), as: "ada")
      #expect(try await isRefused(test, promoted))
      let left = try await test.run(MakeSignInLink(for: "kim"), as: "ada").secret
      _ = try await test.run(EndSessions(of: "kim"), as: "ada")
      #expect(try await isRefused(test, left))
      let forged = try await test.run(MakeSignInLink(for: "kim"), as: "ada").secret
      _ = try await test.database.write { try $0.execute("UPDATE sign_in_link SET expires_at = 99999999999999") }
      #expect(try await isRefused(test, forged))
    }
  }

  @Test(
    "are held against the journal: a forged, moved, prolonged or revived one is found", arguments: TestEngine.available)
  func verified(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      _ = try await test.run(MakeSignInLink(for: "kim"), as: "ada")
      let kim = try await test.ask(ShowPerson("kim"), as: "ada").id,
        nat = try await test.ask(ShowPerson("nat"), as: "ada").id
      func findings() async throws -> [String] {
        try await test.app.verify(as: test.person("lee")).findings.first.map { "\($0.subject): \($0.message)" }
      }
      func with(_ change: String, back: String) async throws -> [String] {
        _ = try await test.database.write { try $0.execute(change) }
        let found = try await findings()
        _ = try await test.database.write { try $0.execute(back) }
        return found
      }
      #expect(try await findings() == [])
      let digest =
        try await test.database.read { try $0.first("SELECT digest FROM sign_in_link") { try $0.text(0) } } ?? ""
      let prolonged = try await with(
        "UPDATE sign_in_link SET expires_at = expires_at + 1",
        back: "UPDATE sign_in_link SET expires_at = expires_at - 1")
      #expect(prolonged.count == 1 && prolonged.allSatisfy { $0.hasPrefix("person/\(kim): its end: the journal says") })
      let exchanged = try await with(
        "UPDATE sign_in_link SET digest = 'abc'", back: "UPDATE sign_in_link SET digest = '\(digest)'")
      #expect(exchanged.map { $0.contains("digest of the link") && $0.contains("abc") } == [true])
      let forged = try await with(
        "INSERT INTO sign_in_link (digest, person, expires_at) VALUES ('def', '\(nat)', 1)",
        back: "DELETE FROM sign_in_link WHERE digest = 'def'")
      #expect(forged == ["person/\(nat): the journal knows of no link to choose a password by that still stands"])
      try await test.app.setPassword(of: "kim", to: SignInLinkTests.password, as: test.person("ada"))
      #expect(try await findings() == [])
      let revived = try await with(
        "INSERT INTO sign_in_link (digest, person, expires_at) VALUES ('\(digest)', '\(kim)', 1)",
        back: "DELETE FROM sign_in_link")
      #expect(revived == ["person/\(kim): the journal knows of no link to choose a password by that still stands"])
    }
  }

  @Test("end the sessions of before when they are used, not when they are made", arguments: TestEngine.available)
  func sessions(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.app.setPassword(of: "kim", to: SignInLinkTests.password, as: test.person("ada"))
      let signedIn = try await test.app.signIn(name: "kim", password: SignInLinkTests.password)
      func isSignedIn() async throws -> Bool {
        try await test.app.ask(IdentityOfSession(token: signedIn.token), as: .system("test")) != nil
      }
      let link = try await test.run(MakeSignInLink(for: "kim"), as: "ada").secret
      #expect(try await isSignedIn())
      _ = try await test.app.usePasswordLink(link, password: "another way to rain")
      #expect(try await !isSignedIn())
    }
  }

  @Test("several people are added with them, all or none", arguments: TestEngine.available)
  func several(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let good = PersonDraft(name: "new", displayName: "New", role: .agent, teams: ["desk"])
      let bad = [
        good, PersonDraft(name: "new", displayName: "Twice", role: .agent),
        PersonDraft(name: "kim", displayName: "There is one", role: .agent),
        PersonDraft(name: "lost", displayName: "Lost", role: .agent, teams: ["nowhere"]),
      ]
      var found: [FieldFault] = []
      do {
        _ = try await test.run(AddPeople(bad), as: "ada")
      } catch MainstayError.invalid(let faults) {
        found = faults
      }
      #expect(found.map(\.path) == ["people[1].name", "people[2].name", "people[3].teams[0]"])
      #expect(try await test.ask(ListPeople(), as: "ada").people.count == TestApp.people.count)
      let links = try await test.run(AddPeople([good]), as: "ada")
      #expect(links.map(\.person) == ["new"])
      #expect(try await self.good(test, links[0].secret))
      var teams: [FieldFault] = []
      do {
        _ = try await test.run(AddTeams([("field", "Field service"), ("desk", "Twice")]), as: "ada")
      } catch MainstayError.invalid(let faults) {
        teams = faults
      }
      #expect(teams.map(\.path) == ["teams[1].key"])
      #expect(try await test.ask(ListTeams(), as: "ada").count == 2)
    }
  }
}
