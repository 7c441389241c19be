import Core
import Journal
import JournalUseCases
import Kernel
import MainstayServer
import Organisation
import OrganisationUseCases
import PeopleUseCases
import Storage
import TestApp
import TestDatabases
import Testing
import TicketsUseCases

@Suite("Bringing in a file", .timeLimit(.minutes(10)))
struct ImportLinesTests {
  /// Brings in a file as its text, as the command line does.
  private func bring(
    _ text: String, as subject: ImportSubject = .people, dryRun: Bool = false, takesTickets: Bool = false,
    in test: TestApp
  ) async throws -> [ImportOutcome] {
    var all: [ImportOutcome] = []
    try await test.app.importTable(
      Product.readTable(Array(text.utf8)), as: subject, by: .system("test"), takesTickets: takesTickets, dryRun: dryRun
    ) { all += $0 }
    return all
  }

  private func told(_ outcomes: [ImportOutcome]) -> [String] {
    outcomes.map { one in
      let faults = one.faults.map { "\($0.path): \($0.message)" }
      let changes = one.changes.map { "\($0.column) \($0.before)>\($0.after)" }
      return "\(one.line) \(one.verdict) " + (faults.isEmpty ? changes : faults).joined(separator: "; ")
    }
  }

  private func prepare(_ test: TestApp) async throws {
    _ = try await bring("key,name\nberlin,Berlin\n", as: .structure(.site), in: test)
    _ = try await bring("key\nnetwork\n", as: .structure(.skill), in: test)
  }

  @Test("a dry run tells what the run then does, and the file does nothing twice", arguments: TestEngine.available)
  func people(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await prepare(test)
      let file = """
        name;display name;email;teams;site;skills
        vera;Vera Klein;vera@x.example;network;berlin;network:3@2027-01-31
        kim;Kim Agent;kim@x.example;desk,network;;
        nat;Nat Agent;;network;;
        """
      let expected = [
        "2 new display name >Vera Klein; email >vera@x.example; role >requester; teams >network; active >yes; "
          + "site >berlin; skills >network:3@2027-01-31",
        "3 changed email >kim@x.example; teams desk>desk, network", "4 unchanged ",
      ]
      #expect(try await told(bring(file, dryRun: true, in: test)) == expected)
      #expect(try await test.ask(ListPeople(search: "vera"), as: "kim").people.isEmpty)
      #expect(try await told(bring(file, in: test)) == expected)
      let vera = try await test.ask(ShowProfile(of: "vera"), as: "kim")
      #expect(vera.person.teams == ["network"] && vera.profile.site == "berlin" && vera.profile.version == 1)
      #expect(try await bring(file, in: test).map(\.verdict) == [.unchanged, .unchanged, .unchanged])
      #expect(try await test.ask(ShowPerson("kim"), as: "kim").version == 2)
      #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
    }
  }

  @Test("a row that is refused names line and column, and the others come in", arguments: TestEngine.available)
  func refused(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await prepare(test)
      let file = """
        name,display name,email,role,teams,active,site,languages,skills
        one,One,,,,,,,
        Two,Two,,,,,,,
        three,,no mail,king,nowhere,maybe,mars,german,dancing:3
        one,One again,,,,,,,
        four,Four,,,,,,,network:9
        five,Five,,,,,,,
        """
      let outcomes = try await bring(file, in: test)
      #expect(outcomes.map(\.verdict) == [.new, .refused, .refused, .refused, .refused, .new])
      #expect(outcomes[1].faults.map(\.path) == ["name"])
      #expect(
        Set(outcomes[2].faults.map(\.path))
          == ["role", "active", "display name", "email", "teams", "site", "languages", "skills"], "\(told(outcomes)[2])"
      )
      #expect(outcomes[3].faults.map(\.message) == ["one stands on line 2 already"])
      #expect(outcomes[4].faults.map(\.path) == ["skills"])
      #expect(try await test.ask(ListPeople(search: "five"), as: "kim").people.count == 1)
    }
  }

  @Test("a portion with a row that fails is done row by row", arguments: TestEngine.available)
  func portions(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      // The last administrator cannot be switched off, which shows only when it is done.
      let rows = (1...130).map { "p\($0),P \($0),yes" } + ["ada,Ada Admin,no"]
      let outcomes = try await bring("name,display name,active\n" + rows.joined(separator: "\n"), in: test)
      let counts = ImportCounts(outcomes)
      #expect(counts[.new] == 130 && counts[.refused] == 1)
      #expect(outcomes.last?.faults.first?.message.contains("last administrator") == true)
      #expect(try await test.ask(ShowPerson("ada"), as: "kim").isActive)
      #expect(try await test.ask(ListPeople(search: "p1", limit: 1000), as: "kim").people.count == 42)
    }
  }

  @Test("whose name has tickets already is let in where one says so", arguments: TestEngine.available)
  func tickets(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      _ = try await test.run(OpenTicket(title: "Mouse"), as: "rita")
      // As of a log that was imported before people were.
      try await test.database.write { _ = try $0.execute("UPDATE ticket SET requester = 'newcomer'", []) }
      let file = "name,display name\nnewcomer,New Comer\n"
      let refused = try await bring(file, dryRun: true, in: test)
      #expect(refused[0].verdict == .refused && refused[0].faults[0].message.contains("tickets for newcomer"))
      #expect(try await bring(file, takesTickets: true, in: test).map(\.verdict) == [.new])
    }
  }

  @Test("teams and desks come in, and name each other", arguments: TestEngine.available)
  func structure(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let desks = "key\tname\tzone\tlanguages\ncentral\tCentral\tEurope/Berlin\tde,en\n"
      #expect(try await bring(desks, as: .structure(.desk), in: test).map(\.verdict) == [.new])
      let teams =
        "key,name,desk,line,lead\nnight,Night crew,central,vendor,\ndesk,,central,first,lee\nday,Day,nowhere,,\n"
      let told = try await told(bring(teams, as: .structure(.team), in: test))
      #expect(
        told == [
          "2 new name >Night crew; desk >central; tier >vendor", "3 changed desk >central; tier >first; lead >lee",
          "4 refused desk: there is no desk nowhere; add it first",
        ])
      #expect(
        try await bring(teams, as: .structure(.team), in: test).map(\.verdict) == [.unchanged, .unchanged, .refused])
      #expect(try await test.ask(ShowStructure(.desk, "central"), as: "kim").named.map(\.records.count) == [2])
    }
  }

  @Test("files in another encoding, without rows or columns are refused by name")
  func files() throws {
    func fault(_ bytes: [UInt8]) -> String {
      do {
        _ = try Product.readTable(bytes)
        return "none"
      } catch MainstayError.invalid(let faults) {
        return faults.map { "\($0.path): \($0.message)" }.joined()
      } catch {
        return "\(error)"
      }
    }
    #expect(fault([]) == "file: is empty")
    #expect(fault([0xff, 0xfe, 0x6e, 0]).contains("is not UTF-8"))
    #expect(fault(Array("name,\u{e9}".utf8).dropLast() + [0xe9]).contains("line 1, column 2: is not UTF-8"))
    #expect(fault(Array("\n\n".utf8)) == "file: holds no row")
    let many = "name\n" + (0...ImportTable.mostSent).map { "p\($0)" }.joined(separator: "\n")
    #expect(fault(Array(many.utf8)).contains("more than 2000 rows"))
    // A byte order mark, CRLF, quotes, and a cell that is not UTF-8, which spoils its row alone.
    var bytes: [UInt8] = [0xef, 0xbb, 0xbf] + Array("name;display name\r\na;\"B; C\"\r\n".utf8)
    bytes += Array("d;".utf8) + [0xe9] + Array("\r\ne;F\r\n".utf8)
    let table = try Product.readTable(bytes)
    #expect(table.columns == ["name", "display name"] && table.rows.map(\.line) == [2, 3, 4])
    #expect(table.rows[0].cells == ["a", "B; C"] && table.rows[1].fault?.path == "display name")
    #expect(table.rows[2].cells == ["e", "F"])
  }
}
