import Kernel
import Organisation
import Testing

@Suite("Columns of files", .timeLimit(.minutes(10)))
struct ImportColumnTests {
  /// Names in a file, what was said of columns, and what each is taken for: a column, `-`, or `?` where somebody is asked.
  private static let table: [([String], [Int: String], [String])] = [
    (["name", "display name"], [:], ["name", "display name"]),
    (["Login", "Full Name", "E-Mail"], [:], ["name", "display name", "email"]),
    // Beside a sign-in name, "Name" is what people are called.
    (["Name", "Login"], [:], ["display name", "name"]),
    (["name", "username", "Full name"], [:], ["display name", "name", "?"]),
    (["Name", "Mail address", "TEAM"], [:], ["name", "email", "teams"]),
    (["name", "Phone"], [:], ["name", "?"]), (["name", "Phone"], [1: "-"], ["name", "-"]),
    (["Kuerzel", "Name"], [0: "name"], ["name", "display name"]),
    (["Kuerzel", "Name"], [0: "name", 1: "display name"], ["name", "display name"]),
    (["name", ""], [:], ["name", "?"]), (["name", "email", "Mail"], [:], ["name", "email", "?"]),
  ]

  @Test("are matched, and asked about where they are not known", arguments: table)
  func matches(_ written: [String], _ chosen: [Int: String], _ expected: [String]) {
    let matches = ImportSubject.people.matches(of: written, chosen: chosen)
    #expect(matches.map { $0.isOpen ? "?" : $0.column ?? "-" } == expected)
    #expect(ImportSubject.people.faults(of: matches).isEmpty == !expected.contains("?"))
    #expect(matches.allSatisfy { ($0.words == nil) == ($0.kind == .same || $0.isOpen) })
  }

  @Test("a file without the first column says so, and so does a choice that is none")
  func faults() {
    let people = ImportSubject.people
    #expect(people.faults(of: people.matches(of: ["email"])).map { $0.path } == ["line 1"])
    #expect(
      people.faults(of: people.matches(of: ["name", "x"], chosen: [1: "colour"])).map { $0.path } == [
        "line 1, column 2"
      ])
    #expect(
      people.faults(of: people.matches(of: ["name", "x", "y"], chosen: [1: "email", 2: "email"])).map { $0.path }
        == ["line 1, column 3"])
  }

  @Test("what is written of columns names those of the file")
  func said() throws {
    let people = ImportSubject.people
    let written = ["Full = name", "Notes"]
    #expect(
      try people.chosen(["Full = name=display name", " Notes = - "], of: written, at: "columns")
        == [0: "display name", 1: "-"])
    for wrong in ["Notes", "Phone=email", "Notes=colour"] {
      #expect(throws: MainstayError.self) { try people.chosen([wrong], of: written, at: "columns") }
    }
  }

  @Test("a mail address that stands twice in a file is noted with the line, and keeps nobody out")
  func mails() throws {
    let table = ImportTable(
      columns: ["name", "email"],
      rows: [
        .init(line: 2, cells: ["a", "box@x.example"]), .init(line: 3, cells: ["b", "BOX@x.example"]),
        .init(line: 4, cells: ["c", ""]), .init(line: 5, cells: ["d", ""]),
      ])
    let lines = try ImportSubject.people.lines(of: table)
    #expect(lines.allSatisfy { $0.faults.isEmpty })
    #expect(lines.map { $0.notes.count } == [0, 1, 0, 0] && lines[1].notes[0].contains("line 2"))
  }

  @Test(
    "values of lists keep the blanks of names",
    arguments: [
      ("Head office, Lyon", ["Head office", "Lyon"]), ("a;b | c", ["a", "b", "c"]), (" ", []), ("one two", ["one two"]),
    ] as [(String, [String])])
  func lists(_ text: String, _ values: [String]) throws {
    let sites = try #require(StructureKind.desk.field("sites"))
    #expect(sites.values(of: text) == values)
    let languages = try #require(StructureKind.desk.field("languages"))
    #expect(languages.values(of: "de en, fr") == ["de", "en", "fr"])
    #expect(try #require(StructureKind.site.field("address")).values(of: " A, B ") == ["A, B"])
  }
}
