import Core
import Directories
import Journal
import JournalUseCases
import Kernel
import Storage
import TestApp
import TestDatabases
import Testing
import Tickets
import TicketsUseCases
@testable import DirectoriesUseCases
@testable import PeopleUseCases

@Suite("People whom a directory sends", .timeLimit(.minutes(10)))
struct SCIMTests {
  static let rule: AdmissionRule = {
    var rule = AdmissionRule(name: "userName")
    rule.grants = [
      .init(when: .init("groups", "IT"), role: .agent, teams: ["desk"]),
      .init(when: .init("groups", "Leads"), role: .lead, teams: ["desk", "network"]),
    ]
    return rule
  }()

  private func directory(_ test: TestApp, _ rule: AdmissionRule = rule) async throws -> RecordID {
    try await test.run(AddDirectory(DirectoryDraft(label: "HR", settings: .scim, rule: rule)), as: "ada").directory.id
  }

  @discardableResult
  private func act(
    _ act: SCIMAct, _ directory: RecordID, _ test: TestApp, of schema: SCIMSchema = .user
  ) async throws -> JSON {
    try await test.run(ChangeThroughSCIM(act, of: schema, by: directory), as: "system") ?? .null
  }

  private func id(_ resource: JSON) -> RecordID { RecordID(resource["id"]?.stringValue ?? "") }

  private func refusal(_ body: () async throws -> Void) async throws -> String {
    do {
      try await body()
      return "none"
    } catch let fault as SCIMFault {
      return fault.scimType ?? String(fault.status)
    } catch MainstayError.conflict(let code, _) {
      return code
    } catch MainstayError.invalid(let faults) {
      return faults.map(\.path).joined(separator: " ")
    }
  }

  private func patch(_ operations: JSON...) throws -> SCIMPatch { try SCIMPatch(["Operations": .array(operations)]) }

  private func person(_ name: String, _ test: TestApp) async throws -> Person {
    try await test.ask(ShowPerson(name), as: "ada")
  }

  @Test("come, change and go, and their groups give role and teams", arguments: TestEngine.available)
  func lives(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let hr = try await directory(test)
      let user = try await act(
        .create([
          "userName": "Una.Berg@alder.example", "displayName": "Una Berg", "externalId": "e-1",
          "emails": [["value": "una@alder.example", "primary": true]],
        ]), hr, test)
      #expect(
        user["meta"]?["version"] == "W/\"1\"" && user["active"] == true && user["userName"] == "Una.Berg@alder.example")
      let una = try await person("una.berg", test)
      #expect(una.role == .requester && una.displayName == "Una Berg" && una.email == "una@alder.example")
      let it = try await act(
        .create(["displayName": "IT", "members": [["value": .string(id(user).text)]]]), hr, test, of: .group)
      #expect(try await person("una.berg", test).role == .agent)
      // A team by hand stays; one that the rule knows comes and goes.
      _ = try await test.run(
        ChangePerson(
          PersonDraft(
            name: "una.berg", displayName: "Una Berg", email: "una@alder.example", role: .agent,
            teams: ["network", "desk"])),
        as: "ada")
      _ = try await act(
        .create(["displayName": "Leads", "members": [["value": .string(id(user).text)]]]), hr, test, of: .group)
      #expect(try await person("una.berg", test).teams == ["desk", "network"])
      #expect(try await person("una.berg", test).role == .lead)
      let shown = try await test.ask(ShowThroughSCIM(id(user), of: .user, by: hr), as: "system")
      #expect(shown["groups"]?.arrayValue?.count == 2)
      try await act(.patch(id(it), patch(["op": "remove", "path": "members"]), version: nil), hr, test, of: .group)
      let renamed = try await act(
        .patch(id(user), patch(["op": "replace", "path": "displayName", "value": "Una Lee"]), version: 1), hr, test)
      #expect(renamed["meta"]?["version"] == "W/\"2\"")
      #expect(try await person("una.berg", test).displayName == "Una Lee")
      // Nothing changes where nothing was said anew.
      let before = try await person("una.berg", test).version
      try await act(.replace(id(user), renamed, version: nil), hr, test)
      #expect(try await person("una.berg", test).version == before)
      #expect(
        try await refusal {
          try await act(.patch(id(user), patch(["op": "remove", "path": "title"]), version: 1), hr, test)
        } == "412")
      try await act(.delete(id(user), version: nil), hr, test)
      #expect(try await person("una.berg", test).isActive == false)
      #expect(
        try await refusal { _ = try await test.ask(ShowThroughSCIM(id(user), of: .user, by: hr), as: "system") }
          == "404")
      let findings = try await test.app.verify(as: test.person("lee")).findings.first
      #expect(findings.isEmpty, "\(findings)")
    }
  }

  @Test("are out at once when the directory says so, and come back when it says so", arguments: TestEngine.available)
  func out(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let hr = try await directory(test)
      let user = try await act(.create(["userName": "una"]), hr, test)
      try await test.app.setPassword(of: "una", to: "umbrellas like rain", as: .system("test"))
      let session = try await test.app.signIn(name: "una", password: "umbrellas like rain")
      func isIn() async throws -> Bool {
        try await test.ask(IdentityOfSession(token: session.token), as: "system") != nil
      }
      #expect(try await isIn())
      let gone = try await act(
        .patch(id(user), patch(["op": "Replace", "path": "active", "value": "False"]), version: nil), hr, test)
      #expect(gone["active"] == false)
      #expect(try await isIn() == false)
      try await act(
        .patch(id(user), patch(["op": "Replace", "path": "active", "value": "True"]), version: nil), hr, test)
      #expect(try await person("una", test).isActive)
      #expect(try await isIn() == false)
      // Whom an administrator keeps out, a change of the title does not let in.
      _ = try await test.run(
        ChangePerson(PersonDraft(name: "una", displayName: "una", role: .requester, isActive: false)), as: "ada")
      try await act(.patch(id(user), patch(["op": "add", "path": "title", "value": "Boss"]), version: nil), hr, test)
      #expect(try await person("una", test).isActive == false)
    }
  }

  @Test("take nobody over, and the last administrator is not taken away", arguments: TestEngine.available)
  func takesNobody(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let hr = try await directory(test)
      for name in ["kim", "ada@alder.example"] {
        #expect(
          try await refusal { try await act(.create(["userName": .string(name)]), hr, test) } == "name-taken", "\(name)"
        )
      }
      #expect(try await refusal { try await act(.create(["userName": "Jörg"]), hr, test) } == "not-admitted")
      #expect(try await refusal { try await act(.create(["userName": "me"]), hr, test) } == "name")
      try await act(.create(["userName": "una"]), hr, test)
      #expect(try await refusal { try await act(.create(["userName": "UNA"]), hr, test) } == "uniqueness")
      #expect(
        try await refusal {
          try await act(.create(["displayName": "IT", "members": [["value": "none"]]]), hr, test, of: .group)
        } == "invalidValue")
      try await act(.create(["displayName": "IT"]), hr, test, of: .group)
      #expect(try await refusal { try await act(.create(["displayName": "IT"]), hr, test, of: .group) } == "uniqueness")
      var taking = Self.rule
      taking.adopts = true
      let other = try await directory(test, taking)
      let kim = try await act(.create(["userName": "kim", "displayName": "Kim of HR"]), other, test)
      let taken = try await person("kim", test)
      #expect(taken.displayName == "Kim of HR" && taken.role == .requester)
      #expect(try await refusal { try await act(.create(["userName": "ada"]), other, test) } == "name-taken")
      // One directory does not see the people of another.
      #expect(try await refusal { try await act(.delete(id(kim), version: nil), hr, test) } == "404")
      let made = try await test.run(
        AddPerson(PersonDraft(name: "boss", displayName: "Boss", role: .admin)), as: "system")
      var ruling = AdmissionRule(name: "userName")
      ruling.grants = [.init(when: .init("title", "admin"), role: .admin, teams: [])]
      let third = try await directory(test, ruling)
      let root = try await act(.create(["userName": "root", "title": "admin"]), third, test)
      for person in [made.name, "ada"] {
        _ = try await test.run(
          ChangePerson(PersonDraft(name: person, displayName: person, role: .admin, isActive: false)), as: "system")
      }
      #expect(try await refusal { try await act(.delete(id(root), version: nil), third, test) } == "last-administrator")
      #expect(
        try await refusal {
          try await act(.patch(id(root), patch(["op": "remove", "path": "title"]), version: nil), third, test)
        } == "last-administrator")
      let findings = try await test.app.verify(as: test.person("lee")).findings.first
      #expect(findings.isEmpty, "\(findings)")
    }
  }

  @Test(
    "take over nobody whom grants let do more, and fill no team with what their maker may not give",
    arguments: TestEngine.available)
  func givesNoMore(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.run(AddWord(.ticketClass, "hr", label: "HR"), as: "ada")
      try await test.run(SaveRole("hr-desk", label: "HR desk", permissions: ["tickets.read-class:hr"]), as: "system")
      try await test.run(GiveGrant("hr-desk", to: .person("kim"), in: .everything), as: "system")
      var taking = AdmissionRule(name: "userName")
      taking.adopts = true
      let hr = try await directory(test, taking)
      try await test.run(GiveGrant("hr-desk", to: .team("network"), in: .everything), as: "system")
      for name in ["kim", "nat"] {
        let before = try await person(name, test)
        #expect(
          try await refusal { try await act(.create(["userName": .string(name)]), hr, test) } == "name-taken", "\(name)"
        )
        #expect(try await person(name, test) == before)
      }
      // By a claim that anybody may send, everybody would be cleared.
      var filling = AdmissionRule(name: "userName")
      filling.grants = [.init(when: .init("title", "any"), role: .agent, teams: ["network"])]
      #expect(try await refusal { _ = try await directory(test, filling) } == "beyond-own")
      let draft = DirectoryDraft(label: "HR", settings: .scim, rule: filling)
      #expect(try await refusal { _ = try await test.run(ChangeDirectory(hr, draft), as: "ada") } == "beyond-own")
      // What stands is turned off by who could not have made it.
      let made = try await test.run(AddDirectory(draft), as: "system").directory.id
      var off = draft
      off.isActive = false
      #expect(try await test.run(ChangeDirectory(made, off), as: "ada").isActive == false)
    }
  }

  @Test("are found by what they are asked by", arguments: TestEngine.available)
  func found(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let hr = try await directory(test)
      for number in 0..<7 {
        try await act(
          .create(["userName": .string("user\(number)"), "externalId": .string("e\(number)"), "title": "T"]), hr, test)
      }
      func list(_ filter: String?, start: Int = 1, count: Int = 50) async throws -> (Int, [String]) {
        let found = try await test.ask(
          ListThroughSCIM(
            of: .user, by: hr, filter: filter.map { try SCIMFilter($0, of: .user) }, startIndex: start, count: count),
          as: "system")
        return (found.total, found.resources.compactMap { $0["userName"]?.stringValue })
      }
      #expect(try await list(nil).0 == 7)
      #expect(try await list(nil, start: 6, count: 5).1.count == 2)
      #expect(try await list(nil, count: 0) == (7, []))
      #expect(try await list("userName eq \"USER3\"") == (1, ["user3"]))
      #expect(try await list("externalId eq \"e4\"") == (1, ["user4"]))
      #expect(try await list("externalId eq \"E4\"").0 == 0)
      #expect(try await list("title eq \"t\" and userName sw \"user\"").0 == 7)
      #expect(try await list("userName eq \"nobody\"") == (0, []))
      let first = try await test.ask(
        ListThroughSCIM(of: .user, by: hr, filter: nil, startIndex: 1, count: 1), as: "system"
      ).resources[0]
      #expect(try await list("id eq \"\(id(first).text)\"").0 == 1)
    }
  }

  @Test(
    "are of a directory whose secret is shown once, exchanged, and kept as a digest", arguments: TestEngine.available)
  func secret(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let made = try await test.run(
        AddDirectory(DirectoryDraft(label: "HR", settings: .scim, rule: Self.rule)), as: "ada")
      let secret = try #require(made.secret)
      func owner(_ secret: String) async throws -> RecordID? {
        try await test.ask(DirectoryOfSecret(secret), as: "system")?.id
      }
      #expect(try await owner(secret) == made.directory.id)
      for wrong in ["", "mds_", secret + "0", String(secret.dropLast())] { #expect(try await owner(wrong) == nil) }
      let next = try await test.run(RotateDirectorySecret(made.directory.id), as: "ada")
      #expect(try await owner(secret) == nil)
      #expect(try await owner(next) == made.directory.id)
      let stored = try await test.database.read { try $0.first("SELECT secret FROM directory") { try $0.text(0) } }
      #expect(stored != next && stored?.contains(next) == false)
      let draft = DirectoryDraft(label: "HR", settings: .scim, rule: Self.rule, isActive: false)
      _ = try await test.run(ChangeDirectory(made.directory.id, draft), as: "ada")
      #expect(try await owner(next) == nil)
      try await test.run(RemoveDirectory(made.directory.id), as: "ada")
      #expect(try await test.ask(ListDirectories(), as: "ada").isEmpty)
      let findings = try await test.app.verify(as: test.person("lee")).findings.first
      #expect(findings.isEmpty, "\(findings)")
    }
  }
}
