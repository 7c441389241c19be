import Kernel
import Organisation
import Testing

@Suite("Rules of the structure", .timeLimit(.minutes(1)))
struct StructureRuleTests {
  @Test(
    "language tags are told from other words",
    arguments: [
      ("de", true), ("pt-BR", true), ("zh-Hant-TW", true), ("gsw", true), ("", false), ("d", false), ("german", false),
      ("DE", false), ("de-", false), ("de_AT", false), ("de-toolongpart", false),
    ])
  func languages(_ tag: String, _ isTag: Bool) {
    #expect((LanguageTag.fault(in: tag) == nil) == isTag)
  }

  @Test(
    "skills are read as they are written",
    arguments: [
      ("network:3", ["network:3"]), (" network : 3 , firewall:4@2027-03-31", ["network:3", "firewall:4@2027-03-31"]),
      ("a:1|b:2;c:5\nd:4", ["a:1", "b:2", "c:5", "d:4"]), ("", []), (" , ;", []),
    ])
  func skills(_ text: String, _ expected: [String]) {
    let read = SkillHeld.read(text, at: "skills")
    #expect(read.skills.map(\.text) == expected && read.faults.isEmpty)
  }

  @Test(
    "what is no skill is named",
    arguments: [
      ("network", "network is not written as"), ("network:0", "a level from 1 to 5"),
      ("network:6", "a level from 1 to 5"),
      (":3", "is not written as"), ("network:3@soon", "soon is no date"),
      ("network:3@2027-02-30", "2027-02-30 is no date"),
      ("a:1,a:2", "names the skill a twice"),
    ])
  func faultySkills(_ text: String, _ words: String) {
    let faults = SkillHeld.read(text, at: "skills").faults
    #expect(faults.count == 1 && faults.allSatisfy { $0.path == "skills" && $0.message.contains(words) }, "\(faults)")
  }

  @Test("keys that files could not write again are refused")
  func keys() {
    for key in ["berlin", "a", "Head.Office_1", String(repeating: "k", count: 64)] {
      #expect(StructureKind.keyFaults(key).isEmpty, "\(key)")
    }
    for key in ["", "a b", "a,b", "a/b", "a:1", "büro", String(repeating: "k", count: 65)] {
      #expect(StructureKind.keyFaults(key).map(\.path) == ["key"], "\(key)")
    }
  }

  @Test("values are held against the shape of their field")
  func shapes() throws {
    let field = { (kind: StructureKind, key: String) in try #require(kind.field(key)) }
    #expect(try field(.team, "tier").faults(["first"]).isEmpty)
    #expect(try field(.team, "tier").faults(["fourth"]).first?.message.contains("first, second, third, vendor") == true)
    #expect(try field(.team, "tier").faults(["first", "second"]).map(\.message) == ["takes one value"])
    #expect(try field(.desk, "languages").faults(["de", "de"]).map(\.message) == ["names de twice"])
    #expect(try field(.site, "address").faults([String(repeating: "x", count: 301)]).count == 1)
  }
}

@Suite("Tables out of files", .timeLimit(.minutes(1)))
struct ImportTableTests {
  private func table(_ columns: [String], _ rows: [[String]]) -> ImportTable {
    ImportTable(columns: columns, rows: rows.enumerated().map { .init(line: $0.offset + 2, cells: $0.element) })
  }

  @Test("columns are known by other spellings too, in any order")
  func columns() throws {
    let people = ImportSubject.people.matches(of: ["E-Mail", "Full Name", "Username", "TEAM", "Organization"])
    #expect(people.map { $0.column } == ["email", "display name", "name", "teams", "organisation"])
    let teams = ImportSubject.structure(.team).matches(of: ["Key", "line", "Deputy lead"])
    #expect(teams.map { $0.column } == ["key", "tier", "deputy"])
  }

  @Test("columns that are not known, stand twice or are missing are named with their place")
  func faultyColumns() {
    let error = #expect(throws: MainstayError.self) {
      _ = try ImportSubject.people.lines(of: table(["email", "mail", "shoe size", ""], []))
    }
    guard case .invalid(let faults)? = error else { return }
    #expect(faults.map(\.path) == ["line 1, column 2", "line 1, column 3", "line 1, column 4", "line 1"])
    #expect(faults[1].message.hasPrefix("shoe size is none of name, display name"))
    #expect(faults[3].message.contains("has no column name"))
  }

  @Test("a row twice, a row without a key, one with too many cells and one that could not be read are refused")
  func rows() throws {
    var table = table(
      ["name", "email"], [["kim", "k@x.org"], ["kim", ""], ["", "a@x.org"], ["lee", "b", "c"], ["mo"]])
    table.rows.append(.init(line: 7, cells: ["x"], fault: FieldFault("email", "is not UTF-8")))
    let lines = try ImportSubject.people.lines(of: table)
    #expect(lines.map(\.line) == [2, 3, 4, 5, 6, 7])
    #expect(lines.map { $0.faults.first?.path } == [nil, "name", "name", "", nil, "email"])
    #expect(lines[1].faults[0].message == "kim stands on line 2 already")
    #expect(lines[3].faults[0].message.hasPrefix("has 3 cells, and there are 2 columns"))
    // What a row leaves out at its end is not said.
    #expect(lines[4].cells == ["name": "mo"])
  }

  @Test("yes and no are read in several words, and nothing else")
  func truths() throws {
    var line = ImportLine(line: 2)
    for (text, truth) in [("yes", true), ("TRUE", true), ("0", false), ("retired", false), ("", nil)]
      as [(String, Bool?)]
    {
      line.cells["active"] = text
      #expect(try line.truth("active") == truth, "\(text)")
    }
    line.cells["active"] = "maybe"
    #expect(throws: MainstayError.field("active", "is yes or no")) { _ = try line.truth("active") }
  }
}
