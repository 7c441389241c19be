import Kernel
import Storage
import TestApp
import TestDatabases
import Testing

@testable import PeopleUseCases

@Suite("Finding people", .timeLimit(.minutes(10)))
struct FindPeopleTests {
  private func found(_ search: String, in test: TestApp) async throws -> [String] {
    try await test.ask(ListPeople(search: search), as: "kim").people.map(\.name)
  }

  private func fill(_ test: TestApp) async throws {
    for (name, display, mail) in [
      ("ayse.oz", "Ayşe Öz", "a.oz@alder.example"), ("jean-luc", "Jean-Luc O'Neil", nil),
      ("anna.anna", "Anna Anna", "anna@anna.example"),
    ] as [(String, String, String?)] {
      _ = try await test.run(
        AddPerson(PersonDraft(name: name, displayName: display, email: mail, role: .requester)), as: "ada")
    }
  }

  @Test("by where words begin in name, sign-in name, mail address and team", arguments: TestEngine.available)
  func words(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await fill(test)
      for (search, names) in [
        ("öz", ["ayse.oz"]), ("ÖZ", ["ayse.oz"]), ("oz", ["ayse.oz"]), ("a.oz@ald", ["ayse.oz"]),
        ("alder", ["ayse.oz"]),
        ("luc", ["jean-luc"]), ("neil", ["jean-luc"]), ("o'n", ["jean-luc"]), ("anna", ["anna.anna"]),
        ("anna example", ["anna.anna"]), ("agent network", ["nat"]), ("desk agent", ["kim"]), ("net", ["lee", "nat"]),
        ("eil", []), ("%", []), ("_", []), ("anna oz", []), ("zzz", []),
      ] {
        #expect(try await found(search, in: test) == names, "\(search)")
      }
    }
  }

  @Test("what somebody is called no more finds them no more", arguments: TestEngine.available)
  func changed(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.run(
        ChangePerson(
          PersonDraft(name: "nat", displayName: "Nathalie Brun", email: "brun@x.example", role: .agent, teams: ["desk"])
        ),
        as: "ada")
      #expect(try await found("brun", in: test) == ["nat"])
      #expect(try await found("network", in: test) == ["lee"])
      #expect(try await found("nat agent", in: test) == [])
    }
  }

  @Test("a page at a time, each once", arguments: TestEngine.available)
  func pages(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      for number in 10..<30 {
        _ = try await test.run(
          AddPerson(
            PersonDraft(
              name: "tom.t\(number)", displayName: "Tom T\(number)", email: "tom@tom.example", role: .requester)),
          as: "ada")
      }
      for search in ["", "tom", "tom t"] {
        var (names, after) = ([String](), String?.none)
        repeat {
          let page = try await test.ask(ListPeople(search: search, after: after, limit: 3), as: "kim")
          #expect(page.people.count <= 3)
          names += page.people.map(\.name)
          after = page.next
        } while after != nil
        let toms = (10..<30).map { "tom.t\($0)" }
        #expect(names.filter { $0.hasPrefix("tom") } == toms && names.count == toms.count + (search.isEmpty ? 7 : 0))
      }
    }
  }

  @Test("people of before are found as those who came since", arguments: TestEngine.available)
  func upgraded(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await fill(test)
      let step = try #require(PeopleMigrations.all.first { $0.id == "0068-person-words" })
      func words() async throws -> [String] {
        try await test.database.read { tx in
          try tx.query("SELECT word, name FROM person_word ORDER BY word, name") {
            "\(try $0.text(0)) \(try $0.text(1))"
          }
        }
      }
      let written = try await words()
      try await test.database.write { tx in
        try tx.execute("DELETE FROM person_word", [])
        try tx.execute(try #require(step.statements(tx.dialect).last), [])
      }
      #expect(try await words() == written)
      #expect(written.contains("ann anna.anna") == false && written.contains("oz ayse.oz") && written.count > 20)
    }
  }
}
