import ImportUseCases
import Kernel
import ServiceNowLog
import Testing
import Tickets

/// Exports as tools, spreadsheets and people leave them.
@Suite("Odd exports", .timeLimit(.minutes(10)))
struct OddExportTests {
  private static let mapping = """
    source: helpline
    columns:
      number: Id
      opened: Start
      updated: Change
      closed: End
      state: Status
      team: Group
      assignee: Agent
      subject: Title
      category: Topic
    states:
      new: open
      waits: {hold: on-hold}
      done: closed
    absent: [Nobody]
    """
  private static let header = "Id;Start;Change;End;Status;Group;Agent;Title"

  private func survey(_ text: String) throws -> LogSurvey { try survey(Array(text.utf8)) }

  private func survey(_ bytes: [UInt8]) throws -> LogSurvey {
    try MappedFiles.survey(MappedFiles.mapping(Self.mapping), bytes, zone: "UTC")
  }

  private func survey(rows: [String], header: String = header) throws -> LogSurvey {
    try survey(([header] + rows).joined(separator: "\n") + "\n")
  }

  private func fault(_ body: () throws -> LogSurvey) -> String {
    switch Result(catching: body) {
    case .success: "none"
    case .failure(MainstayError.invalid(let faults)): faults.map { "\($0.path) \($0.message)" }.joined(separator: "; ")
    case .failure(let error): "\(error)"
    }
  }

  private static let times = "2025-03-03 09:00;2025-03-03 10:00;"

  @Test(
    "say nothing where programs write that there is nothing",
    arguments: ["", "-", "NULL", "\\N", "(null)", "NaN", "nobody", "?"])
  func nothing(word: String) throws {
    let history = try logItems(survey(rows: ["A1;\(Self.times);new;\(word);\(word);x"])).first?.history
    #expect(history != nil && history?.opening.team == nil && history?.opening.assignee == nil)
  }

  @Test("a row that nobody can number is held back alone where a row is a ticket", arguments: ["", "x", "NULL"])
  func unnumbered(word: String) throws {
    let number = word == "x" ? String(repeating: "9", count: 150) : word
    let items = try logItems(
      survey(rows: ["Q1;\(Self.times);new;;;a", "\(number);\(Self.times);new;;;b", "Q3;\(Self.times);new;;;c"]))
    #expect(items.map { $0.history?.number ?? "none" } == ["Q1", "none", "Q3"])
    #expect(items.map(\.isHeld) == [false, true, false] && items[1].faults.count == 1 && items[1].line == 3)
  }

  @Test("may keep numbers from spreadsheets by a formula, and part their thousands by blanks")
  func numbers() throws {
    let rows = ["\"=\"\"00123\"\"\"", "52 267", "52\u{a0}268", "52 26", "INC 267"].map { "\($0);\(Self.times);new;;;x" }
    #expect(
      try logItems(survey(rows: rows)).map { $0.history?.number } == ["00123", "52267", "52268", "52 26", "INC 267"])
    let formula = try logItems(survey(rows: ["\"=A1\";\(Self.times);new;;;x"])).first
    #expect(formula?.faults.first?.reason.contains("is a formula of a spreadsheet") == true)
  }

  @Test("may hold several names in a cell, of which the first counts, and that is said")
  func lists() throws {
    let log = try survey(rows: ["A1;\(Self.times);new;\"Network\nStorage\";\"Eva\r\nIvo\";\"two\nlines\""])
    let history = try logItems(log).first?.history
    #expect(history?.opening.team == "Network" && history?.opening.assignee == "Eva" && history?.title == "two lines")
    #expect(
      log.reading.notes.contains {
        $0.hasPrefix("2 cells that should hold a name hold several lines (first in line 2)")
      })
  }

  @Test("may have several columns of a name where each holds a value, but not of a time")
  func repeated() throws {
    let header = Self.header + ";Topic;Topic;Topic"
    let log = try survey(
      rows: [
        "A1;\(Self.times);new;;;x;;Disks;Tapes", "A2;\(Self.times);new;;;x;Nets;;", "A3;\(Self.times);new;;;x;;;",
      ],
      header: header)
    let topics = try logItems(log).map { $0.history?.opening.attributes["category"] ?? "none" }
    #expect(topics == ["Disks", "Nets", "none"])
    #expect(log.reading.notes.contains("Several columns are called Topic: of a row the first that is filled counts."))
    #expect(
      fault { try survey(rows: ["A1;\(Self.times);new;;;x;"], header: Self.header + ";Start") }
        == "header the column Start stands there twice; keep the one that is meant")
  }

  @Test("may end each row with a delimiter more than the header; where only some do, those are refused")
  func trailing() throws {
    let (one, two) = ("A1;\(Self.times);new;;;x", "A2;\(Self.times);new;;;x")
    let log = try survey(rows: [one + ";", two + ";"])
    #expect(try logItems(log).map { $0.history?.number } == ["A1", "A2"])
    #expect(log.reading.notes.contains { $0.hasPrefix("Each row ends with a delimiter more than the header") })
    let both = try survey(rows: [one + ";", two + ";"], header: Self.header + ";")
    #expect(try logItems(both).map { $0.history?.number } == ["A1", "A2"])
    let mixed = try logItems(survey(rows: [one, two + ";"]))
    #expect(mixed.map { $0.history?.number } == ["A1", nil])
    #expect(mixed.last?.faults.first?.reason.hasPrefix("has 9 fields, the header has 8: a quote or delimiter") == true)
  }

  @Test(
    "that break off within a row lose its ticket alone, and say so",
    arguments: ["A2;2025-03-03 09:00;2025-03", "A2;2025-03-03 09:00;2025-03-03 10:00;;new;;\"Ev", "A2"])
  func cut(last: String) throws {
    let found = try logItems(survey("\(Self.header)\nA1;\(Self.times);new;;;x\n\(last)"))
    #expect(found.map { $0.history?.number } == ["A1", nil])
    #expect(found.last?.faults.first?.line == 3 && found.last?.isHeld == true, "\(found)")
  }

  @Test("say what a row a ticket cannot tell: waits, and tickets that were opened again")
  func standings() throws {
    let notes = try survey(
      rows: [
        "A1;\(Self.times);waits;;;x", "A2;2025-03-03 09:00;2025-03-03 12:00;2025-03-03 11:00;new;;;x",
        "A3;\(Self.times);done;;;x",
      ]
    ).reading.notes
    #expect(notes.contains { $0.hasPrefix("1 ticket waits: waiting counts from the last update on") }, "\(notes)")
    #expect(notes.contains { $0.hasPrefix("1 ticket is open and has a time of the end (first in line 3)") })
    #expect(notes.contains { $0.hasPrefix("1 incident has ended and the file does not say when") })
    #expect(notes.contains { $0.hasPrefix("A row a ticket shows no earlier waits, ends, answers and handovers") })
  }

  @Test("in Windows-1252 are read, in another alphabet refused")
  func alphabets() throws {
    func bytes(_ title: [UInt8]) -> [UInt8] {
      Array("\(Self.header)\r\nA1;\(Self.times);new;;;".utf8) + title + [13, 10]
    }
    let latin = try survey(bytes([0x4d, 0xfc, 0x6c, 0x6c, 0x65, 0x72]))
    #expect(latin.reading.encoding == "Windows-1252")
    #expect(try logItems(latin).first?.history?.title == "Müller")
    #expect(!latin.reading.notes.contains { $0.contains("signs stand within words") })
    // "Gerät" as DOS writes it, "załącznik" as Windows does in Poland.
    for title: [UInt8] in [[0x47, 0x65, 0x72, 0x84, 0x74], Array("za".utf8) + [0xb3, 0xb9] + Array("cznik".utf8)] {
      #expect(try survey(bytes(title)).reading.notes.contains { $0.contains("signs stand within words") }, "\(title)")
    }
    // The word for a network in Windows-1251.
    #expect(fault { try survey(bytes([0xd1, 0xe5, 0xf2, 0xfc, 0xe8])) }.hasPrefix("file is written neither in UTF-8"))
  }
}
