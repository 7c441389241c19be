import Core
import Directories
import Journal
import JournalUseCases
import Kernel
import Storage
import Synchronization
import TestApp
import TestDatabases
import Testing
@testable import DirectoriesUseCases
@testable import PeopleUseCases

/// An LDAP server in memory.
final class FakeLDAP: LDAPDirectory {
  struct State: Sendable {
    var entries: [LDAPEntry] = []
    var passwords: [String: String] = [:]
    var isDown = false
    var asked = 0
  }
  let state = Mutex(State())

  func people(_ settings: LDAPSettings, secret: String, most: Int) async throws(LDAPFault) -> [LDAPEntry] {
    try up().entries
  }

  func find(_ name: String, _ settings: LDAPSettings, secret: String) async throws(LDAPFault) -> [LDAPEntry] {
    try up().entries.filter { $0.attributes["uid"]?.contains { $0.lowercased() == name } ?? false }
  }

  func isRight(_ password: String, of dn: String, _ settings: LDAPSettings) async throws(LDAPFault) -> Bool {
    // As servers do: an empty one is let through by them.
    let found = try up()
    return password.isEmpty || found.passwords[dn] == password
  }

  private func up() throws(LDAPFault) -> State {
    let found = state.withLock { state in
      state.asked += 1
      return state
    }
    if found.isDown { throw .unavailable("it does not answer") }
    return found
  }

  func put(_ names: [String], groups: [String] = []) {
    state.withLock { state in
      state.entries = names.map { name in
        LDAPEntry(
          dn: "uid=\(name),dc=alder",
          attributes: [
            "entryuuid": ["u-" + name], "uid": [name], "cn": [name.uppercased()],
            "memberof": groups.map { "cn=\($0),dc=alder" },
          ])
      }
      for name in names { state.passwords["uid=\(name),dc=alder"] = "right of \(name)" }
    }
  }
}

@Suite("Passwords that a directory knows", .timeLimit(.minutes(10)))
struct LDAPSignInTests {
  private static let settings = LDAPSettings(url: "ldap://127.0.0.1", bindDN: "cn=x", base: "dc=alder")

  /// A desk that asks `fake`, and its directory.
  private func open(
    _ engine: TestEngine, _ body: @escaping @Sendable (TestApp, App, FakeLDAP, RecordID) async throws -> Void
  ) async throws {
    try await withTestApp(on: engine) { test async throws in
      let fake = FakeLDAP()
      let app = test.app.with { $0.ldap = fake }
      var rule = AdmissionRule(name: "uid")
      rule.grants = [.init(when: .init("groups", "it"), role: .agent, teams: ["desk"])]
      let draft = DirectoryDraft(
        label: "Alder", settings: .ldap(Self.settings), rule: rule, secret: "asks")
      let id = try await app.run(AddDirectory(draft), as: test.person("ada")).directory.id
      try await body(test, app, fake, id)
    }
  }

  private func attempt(_ app: App, _ name: String, _ password: String) async throws -> String {
    do {
      let found = try await app.signIn(name: name, password: password)
      return found.person.name
    } catch MainstayError.invalid {
      return "wrong"
    } catch MainstayError.unavailable {
      return "unavailable"
    } catch MainstayError.conflict(let code, _) {
      return code
    }
  }

  private func troubles(_ test: TestApp) async throws -> [String] {
    try await test.database.read {
      try $0.query("SELECT error FROM item_failure WHERE module = 'directories'") { try $0.text(0) }
    }
  }

  @Test("let in, by a rule, and never an empty one", arguments: TestEngine.available)
  func lets(_ engine: TestEngine) async throws {
    try await open(engine) { test, app, fake, _ in
      fake.put(["una", "uli"], groups: ["it"])
      #expect(try await attempt(app, "una", "wrong") == "wrong")
      for empty in ["", "\u{0}"] { #expect(try await attempt(app, "una", empty) == "wrong") }
      #expect(try await attempt(app, "UNA", "right of una") == "una")
      let una = try await app.ask(ShowPerson("una"), as: test.person("ada"))
      #expect(una.role == .agent && una.teams == ["desk"] && una.displayName == "UNA")
      #expect(try await attempt(app, "nobody", "right of una") == "wrong")
      // Somebody of the desk is not the directory's, whatever it says.
      fake.put(["una", "kim", "ada"])
      #expect(try await attempt(app, "kim", "right of kim") == "wrong")
      #expect(try await attempt(app, "ada", "right of ada") == "wrong")
      // The same name with another id is another one.
      fake.state.withLock { $0.entries[0].attributes["entryuuid"] = ["other"] }
      #expect(try await attempt(app, "una", "right of una") == "name-taken")
      // Two of one name are none.
      fake.state.withLock { $0.entries.append($0.entries[0]) }
      #expect(try await attempt(app, "una", "right of una") == "wrong")
      let findings = try await app.verify(as: test.person("lee")).findings.first
      #expect(findings.isEmpty, "\(findings)")
    }
  }

  @Test("that is down keeps nobody else out, and is said", arguments: TestEngine.available)
  func down(_ engine: TestEngine) async throws {
    try await open(engine) { test, app, fake, _ in
      fake.put(["una"])
      #expect(try await attempt(app, "una", "right of una") == "una")
      try await app.setPassword(of: "kim", to: "umbrellas like rain", as: .system("test"))
      fake.state.withLock { $0.isDown = true }
      #expect(try await attempt(app, "una", "right of una") == "unavailable")
      #expect(try await attempt(app, "kim", "umbrellas like rain") == "kim")
      let asked = fake.state.withLock { $0.asked }
      #expect(try await attempt(app, "kim", "wrong") == "wrong")
      #expect(fake.state.withLock { $0.asked } == asked, "a name of the desk is not asked for")
      #expect(try await attempt(app, "nobody", "wrong") == "wrong")
      #expect(try await troubles(test) == ["it does not answer"])
      #expect(try await app.lookAtDirectories(as: test.system) == 0)
      #expect(try await app.ask(ShowPerson("una"), as: test.person("ada")).isActive)
      fake.state.withLock { $0.isDown = false }
      #expect(try await attempt(app, "una", "right of una") == "una")
      #expect(try await troubles(test).isEmpty)
    }
  }

  @Test("that suddenly has few changes nothing; who is gone there is out here", arguments: TestEngine.available)
  func looks(_ engine: TestEngine) async throws {
    try await open(engine) { test, app, fake, id in
      let names = (0..<10).map { "una\($0)" }
      fake.put(names)
      for name in names { #expect(try await attempt(app, name, "right of \(name)") == name) }
      func active() async throws -> Int {
        try await app.ask(ListPeople(search: "una"), as: test.person("ada")).people.count { $0.isActive }
      }
      #expect(try await app.lookAtDirectories(as: test.system) == 0)
      fake.put(Array(names.dropLast(2)))
      #expect(try await app.lookAtDirectories(as: test.system) == 2)
      #expect(try await active() == 8)
      #expect(try await troubles(test).isEmpty)
      #expect(try await attempt(app, "una9", "right of una9") == "wrong")
      for left in [[], Array(names.prefix(5))] {
        fake.put(left)
        #expect(try await app.lookAtDirectories(as: test.system) == 0)
        #expect(try await active() == 8)
        #expect(try await troubles(test).count == 1)
      }
      var settings = Self.settings
      settings.mostGone = 50
      var rule = AdmissionRule(name: "uid")
      rule.needs = [.init("cn", "UNA0")]
      let draft = DirectoryDraft(label: "Alder", settings: .ldap(settings), rule: AdmissionRule(name: "uid"))
      _ = try await app.run(ChangeDirectory(id, draft), as: test.person("ada"))
      #expect(try await app.lookAtDirectories(as: test.system) == 3)
      #expect(try await active() == 5)
      #expect(try await troubles(test).isEmpty)
      // Who is there again comes back; a role by hand is not the directory's, for its rule gives none.
      fake.put(names)
      #expect(try await app.lookAtDirectories(as: test.system) == 5)
      #expect(try await active() == 10)
      let findings = try await app.verify(as: test.person("lee")).findings.first
      #expect(findings.isEmpty, "\(findings)")
    }
  }
}

@Suite("What a look at a directory may take away", .timeLimit(.minutes(10)))
struct DirectoryLookTests {
  @Test(
    "is bounded",
    arguments: [
      (10, 10, 0, 20, true), (9, 10, 1, 0, true), (8, 10, 2, 20, true), (7, 10, 3, 20, false), (0, 10, 10, 100, false),
      (0, 1, 1, 20, false), (1, 2, 1, 20, true), (0, 0, 0, 20, true), (50, 100, 50, 50, true), (49, 100, 51, 50, false),
    ])
  func bounded(_ found: Int, _ active: Int, _ gone: Int, _ most: Int, _ isGood: Bool) {
    #expect((DirectoryLook.doubt(found: found, active: active, gone: gone, most: most) == nil) == isGood)
  }

  @Test("names and filters are taken apart and put together as they are written")
  func texts() {
    let settings = LDAPSettings(url: "ldap://x", bindDN: "cn=x", base: "dc=x", filter: "(objectClass=person)")
    #expect(
      LDAPText.filter(settings, name: "a*)(uid=\\\u{0}é")
        == "(&(objectClass=person)(uid=a\\2a\\29\\28uid=\\5c\\00\\c3\\a9))")
    let entry = LDAPEntry(
      dn: "x",
      attributes: [
        "memberof": ["cn=IT\\, Desk,ou=groups", "CN=J\\c3\\b6rg+ou=x,dc=y", "no dn"], "mail": ["a@b"], "cn": ["A B"],
      ])
    #expect(
      entry.claims(settings)["groups"]
        == ["IT, Desk", "cn=IT\\, Desk,ou=groups", "Jörg", "CN=J\\c3\\b6rg+ou=x,dc=y", "no dn"])
    #expect(entry.claims(settings)["email"] == ["a@b"] && entry.claims(settings)["displayName"] == ["A B"])
  }
}
