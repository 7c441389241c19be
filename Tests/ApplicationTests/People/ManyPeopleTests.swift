import Core
import Kernel
import PeopleUseCases
import TestApp
import TestDatabases
import Testing

@Suite("More people than one list holds", .timeLimit(.minutes(10)))
struct ManyPeopleTests {
  @Test("pages hold everybody once, searched in the database", arguments: TestEngine.available)
  func pages(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      for number in 100..<125 {
        try await test.run(
          AddPerson(
            PersonDraft(
              name: "z\(number)", displayName: "Zoë \(number)%", role: .agent,
              teams: number.isMultiple(of: 5) ? ["network"] : [])), as: "ada")
      }
      var names: [String] = []
      var after: String?
      repeat {
        let page = try await test.ask(ListPeople(after: after, limit: 10), as: "kim")
        #expect(page.people.count <= 10)
        names += page.people.map(\.name)
        after = page.next
      } while after != nil
      #expect(names == names.sorted() && Set(names).count == names.count)
      #expect(names.count == TestApp.people.count + 25)
      func found(_ text: String) async throws -> [String] {
        try await test.ask(ListPeople(search: text), as: "kim").people.map(\.name)
      }
      #expect(try await found("zoë 107") == ["z107"])
      #expect(try await found("z1 network") == ["z100", "z105", "z110", "z115", "z120"])
      #expect(try await found("z100_").isEmpty)
      #expect(try await found("112%") == ["z112"])
      let person = try await test.ask(ShowPerson("z110"), as: "kim")
      #expect(person.teams == ["network"])
      #expect(try await test.ask(ListPeople(search: "z110"), as: "kim").people == [person])
      await #expect(throws: MainstayError.notFound(kind: "person", id: "nobody")) {
        try await test.ask(ShowPerson("nobody"), as: "kim")
      }
    }
  }

  @Test("a token's use is noted once an hour, and one that was never used says so", arguments: TestEngine.available)
  func tokenUse(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let made = try await test.run(CreateToken(label: "x", scopes: [.read], validFor: .days(9)), as: "kim")
      func token() async throws -> APIToken? { try await test.ask(ListTokens(), as: "kim").first }
      let unused = try await token()
      #expect(unused?.lastUsedAt == nil && unused?.isUseKept == true)
      func use() async throws -> RecordID? {
        let identity = try await test.app.ask(IdentityOfToken(secret: made.secret), as: test.system)
        if let id = identity?.unnotedToken { try await test.app.run(NoteTokenUse(id), as: test.system) }
        return identity?.unnotedToken
      }
      #expect(try await use() == made.token.id)
      let first = test.clock.now()
      test.clock.advance(by: .minutes(59))
      #expect(try await use() == nil)
      try await test.app.run(NoteTokenUse(made.token.id), as: test.system)
      #expect(try await token()?.lastUsedAt == first, "another node that notes it too changes nothing")
      test.clock.advance(by: .minutes(1))
      #expect(try await use() == made.token.id)
      #expect(try await token()?.lastUsedAt == test.clock.now())
    }
  }
}
