import Core
import Kernel
import MainstayServer
import Organisation
import OrganisationUseCases
import PeopleUseCases
import Storage
import TestApp
import TestDatabases
import Testing

/// Files as other programs write them.
@Suite("Files of people", .timeLimit(.minutes(10)))
struct FilesOfPeopleTests {
  private static let text = "name,display name\nvera,Vera Müller\nana,Ana Núñez\n"

  private static func bytes(_ text: String, _ encoding: TableEncoding) -> [UInt8] {
    switch encoding {
    case .utf8: Array(text.utf8)
    case .windows1252: text.unicodeScalars.map { UInt8($0.value) }
    case .utf16LittleEndian: text.utf16.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] }
    case .utf16BigEndian: text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xff)] }
    }
  }

  private static let read: [([UInt8], String)] = [
    (bytes(text, .utf8), ""), ([0xef, 0xbb, 0xbf] + bytes(text, .utf8), ""),
    (bytes(text, .windows1252), "Windows-1252"), ([0xff, 0xfe] + bytes(text, .utf16LittleEndian), "UTF-16LE"),
    ([0xfe, 0xff] + bytes(text, .utf16BigEndian), "UTF-16BE"), (bytes(text, .utf16LittleEndian), "UTF-16LE"),
  ]

  @Test("how letters are written is found in the whole file, and said", arguments: read)
  func encodings(_ bytes: [UInt8], _ said: String) throws {
    let plain = try Product.plainTable(bytes, as: nil)
    let table = try Product.readTable(plain.text)
    #expect(table.columns == ["name", "display name"])
    #expect(table.rows.map(\.cells) == [["vera", "Vera Müller"], ["ana", "Ana Núñez"]])
    #expect(said.isEmpty ? plain.notes.isEmpty : plain.notes.count == 1 && plain.notes[0].contains(said))
    if said == "Windows-1252" { #expect(plain.notes[0].contains("Müller") && plain.notes[0].contains("Núñez")) }
  }

  @Test("what the file does not show is asked, and what is no text is refused")
  func asked() throws {
    func fault(_ bytes: [UInt8], _ encoding: TableEncoding? = nil) -> String? {
      do {
        _ = try Product.plainTable(bytes, as: encoding)
        return nil
      } catch MainstayError.invalid(let faults) {
        return faults.first?.path
      } catch {
        return "\(error)"
      }
    }
    // A letter of UTF-8 in one line, and a byte of Windows-1252 in another.
    let mixed = Array("name\nMüller\n".utf8) + [0x4d, 0xfc, 0x0a]
    #expect(fault(mixed) == "encoding")
    #expect(fault(mixed, .utf8) == nil && fault(mixed, .windows1252) == nil)
    #expect(fault([0x41, 0x81, 0x0a]) == "file", "0x81 is nothing in either")
    #expect(
      fault([]) == "file"
        && fault([0x50, 0x4b, 0x03, 0x04] + [UInt8](repeating: 0, count: 3) + Array("x".utf8)) == "file")
    // Said to be what it is not, its rows are refused and nothing is read as something else.
    let rows = try Product.readTable(Product.plainTable(mixed, as: .utf8).text).rows
    #expect(rows.map { $0.fault == nil } == [true, false])
  }

  @Test("a mail address that somebody has is noted, row by row, and refused to nobody", arguments: TestEngine.available)
  func mails(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      func bring(_ text: String, dryRun: Bool) async throws -> [ImportOutcome] {
        var all: [ImportOutcome] = []
        try await test.app.importTable(
          Product.readTable(Array(text.utf8)), as: .people, by: .system("test"), dryRun: dryRun
        ) { all += $0 }
        return all
      }
      _ = try await bring("name,display name,email\nvera,Vera,Front@x.example\n", dryRun: false)
      let file =
        "name,display name,email\nana,Ana,front@x.example\nbob,Bob,BOB@x.example\ncem,Cem,bob@x.example\nvera,Vera,Front@x.example\n"
      for dryRun in [true, false] {
        let outcomes = try await bring(file, dryRun: dryRun)
        #expect(outcomes.map(\.verdict) == [.new, .new, .new, .unchanged])
        #expect(outcomes[0].notes.count == 1 && outcomes[0].notes[0].contains("vera"), "\(outcomes[0].notes)")
        #expect(outcomes[1].notes.isEmpty && outcomes[2].notes.first?.contains("line 3") == true)
        #expect(outcomes[0].isToSignIn && !outcomes[3].isToSignIn)
      }
      #expect(try await test.ask(SharesMail(with: "vera"), as: "ada") == ["ana"])
      #expect(try await test.ask(SharesMail(with: "kim"), as: "ada").isEmpty)
    }
  }

  @Test("who has an address is found by an index")
  func plan() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      let plan = try await test.database.read { tx in
        try tx.query(
          "EXPLAIN QUERY PLAN SELECT name FROM person WHERE lower(email) = 'x' AND email IS NOT NULL "
            + "AND name <> 'y' ORDER BY name LIMIT 3"
        ) { try $0.text(3) }
      }
      #expect(plan.joined().contains("person_mail"), "\(plan)")
    }
  }

  @Test("people, teams and sites are named by key or by name", arguments: TestEngine.available)
  func names(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      for (key, name) in [("head", "Head office"), ("lyon", "Lyon"), ("two", "Same"), ("three", "Same")] {
        _ = try await test.run(SaveStructure(StructureDraft(.site, key, name: name)), as: "ada")
      }
      func sites(_ text: String) async throws -> [String] {
        let field = try #require(StructureKind.desk.field("sites"))
        return try await test.run(
          SaveStructure(StructureDraft(.desk, "d", values: ["sites": field.values(of: text)])), as: "ada"
        ).values["sites"] ?? []
      }
      #expect(try await sites("head office, Lyon") == ["head", "lyon"])
      #expect(try await sites("head lyon") == ["head", "lyon"], "blanks between keys, as before")
      for wrong in ["Same", "Paris", "head nowhere"] {
        await #expect(throws: MainstayError.self, "\(wrong)") { _ = try await sites(wrong) }
      }
      _ = try await test.run(RenameTeam(key: "desk", name: "Service desk"), as: "ada")
      var all: [ImportOutcome] = []
      let file = "name,display name,teams,site\nvera,Vera,\"Service desk, network\",Head office\n"
      try await test.app.importTable(
        Product.readTable(Array(file.utf8)), as: .people, by: .system("test"), dryRun: false
      ) { all += $0 }
      #expect(all.map(\.verdict) == [.new], "\(all.map(\.faults))")
      let vera = try await test.ask(ShowProfile(of: "vera"), as: "kim")
      #expect(vera.person.teams == ["desk", "network"] && vera.profile.site == "head")
    }
  }
}
