import BusinessTime
import ImportUseCases
import Kernel
import ServiceNowLog
import Testing
import Tickets

@Suite("A mapping", .timeLimit(.minutes(10)))
struct TicketMappingTests {
  private static let list = """
    source: helpline
    columns:
      number: Id
      opened: Start
      resolved: Solved
      closed: End
      state: Status
      priority: Level
      verdict: In time
    states:
      New: open
      waiting: {hold: on-hold}
      solved: resolved
      done: closed
      gone: cancelled
    values:
      priority:
        words: {high: P1, low: P4}
    verdicts:
      met: ["yes"]
      missed: ["no"]
    """

  private func faults(_ text: String) -> [String] {
    do {
      _ = try MappedFiles.mapping(text)
      return []
    } catch MainstayError.invalid(let faults) {
      return faults.map { "\($0.path): \($0.message)" }
    } catch {
      return ["\(error)"]
    }
  }

  @Test(
    "that is faulty is refused with the line and the key",
    arguments: [
      ("  number: Id\n", "  numbr: Id\n", "line 3, columns.numbr: is not known here"),
      ("source: helpline\n", "", "source: is missing"),
      ("source: helpline\n", "source: Help Line\n", "line 1, source: must be a word of small letters"),
      ("  New: open\n", "  New: opened\n", "line 11, states.New: must be open, resumed"),
      ("{hold: on-hold}", "{wait: on-hold}", "line 12, states.waiting.wait: is not known here"),
      ("{hold: on-hold}", "{hold: On Hold}", "line 12, states.waiting.hold: must be a word"),
      ("  closed: End\n", "  closed: Start\n", "line 4, columns.opened: Start holds closed already"),
      ("  priority: Level\n", "", "line 16, values.priority: is no column of the mapping"),
      ("missed: [\"no\"]", "missed: [\"Yes\"]", "line 21, verdicts.missed: yes is met already"),
      ("  verdict: In time\n", "", "line 18, verdicts: is of no use"),
      ("source: helpline\n", "source: helpline\nrows: update\n", "line 3, columns.updated: is missing: with a row"),
      ("source: helpline\n", "source: helpline\nrows: each\n", "line 2, rows: must be one of ticket, update"),
      ("source: helpline\n", "source: helpline\ncolour: red\n", "line 2, colour: is not known here"),
    ])
  func faulty(_ old: String, _ new: String, _ words: String) {
    let found = faults(Self.list.replacing(old, with: new))
    #expect(found.contains { $0.hasPrefix(words) }, "\(found)")
  }

  private func stories(_ rows: [String], zone: String? = "UTC", dates: DateOrder? = nil) throws -> [String] {
    let text = (["Id;Start;Solved;End;Status;Level;In time"] + rows).joined(separator: "\n") + "\n"
    return try MappedFiles.stories(
      MappedFiles.survey(MappedFiles.mapping(Self.list), Array(text.utf8), zone: zone, dates: dates))
  }

  @Test(
    "says what a row of a list becomes, and refuses what it cannot say",
    arguments: [
      ("A1;2025-03-03 09:00;;;NEW;high;", "A1 P1 opened 2025-03-03T09:00:00Z"),
      (
        "A1;2025-03-03 09:00;2025-03-03 10:00;;solved;low;no",
        "A1 P4 opened 2025-03-03T09:00:00Z, resolved 2025-03-03T10:00:00Z, verdict-recorded missed 2025-03-03T10:00:00Z"
      ),
      (
        "A1;2025-03-03 09:00;2025-03-03 10:00;2025-03-05 09:00;done;low;yes",
        "A1 P4 opened 2025-03-03T09:00:00Z, resolved 2025-03-03T10:00:00Z, closed 2025-03-05T09:00:00Z, "
          + "verdict-recorded met 2025-03-05T09:00:00Z"
      ),
      (
        "A1;2025-03-03 09:00;;2025-03-04 09:00;gone;;",
        "A1 - opened 2025-03-03T09:00:00Z, cancelled 2025-03-04T09:00:00Z"
      ),
      // Since when it waits no row says.
      ("A1;2025-03-03 09:00;;;waiting;low;", "A1 P4 opened 2025-03-03T09:00:00Z"),
      (
        "A1;2025-03-03 09:00;;;done;low;", "line 2 A1 the ticket has ended, and no column of the row says when"
      ),
      ("A1;2025-03-03 09:00;;;parked;low;", "line 2 A1 Status \"parked\" is not among the states of the mapping"),
      ("A1;2025-03-03 09:00;;;new;middle;", "line 2 A1 Level \"middle\" is not among the values of the mapping"),
      ("A1;2025-03-03 09:00;;;new;low;maybe", "line 2 A1 In time \"maybe\" is neither met nor missed by the mapping"),
      (
        "A1;2025-03-03;;;new;low;",
        "line 2 A1 Start \"2025-03-03\" has no time of day; it should read like 2016-03-24 18:40"
      ),
      ("A1;2025-03-03 09:00;2025-03-02 09:00;;solved;low;", "line 2 A1 was resolved before it was opened"),
    ])
  func rows(_ row: String, _ told: String) throws { #expect(try stories([row]) == [told]) }

  @Test("holds a ticket back that has two rows where one is said")
  func twice() throws {
    let row = "A1;2025-03-03 09:00;;;new;low;"
    #expect(try stories([row, row]).first?.contains("stands in line 2 already") == true)
  }

  @Test("reads a row an update as a log, each change at its own time")
  func updates() throws {
    let mapping = try MappedFiles.mapping(
      """
      source: helpline
      rows: update
      kind: request
      columns: {number: Id, opened: Start, updated: At, state: Status}
      states: {new: open, work: resumed, wait: {hold: on-hold}, done: resolved, again: reopened, same: unsaid}
      """)
    let rows = ["new,09:00", "wait,10:00", "work,11:00", "done,12:00", "same,12:30", "again,13:00", "done,14:00"]
    let text = rows.map { row in
      let cells = row.split(separator: ",")
      return "A1,2025-03-03 09:00,2025-03-03 \(cells[1]),\(cells[0])\n"
    }
    let survey = try MappedFiles.survey(mapping, Array(("Id,Start,At,Status\n" + text.joined()).utf8), zone: "UTC")
    let day = "2025-03-03T"
    #expect(
      try MappedFiles.stories(survey) == [
        "A1 - opened \(day)09:00:00Z, held on-hold \(day)10:00:00Z, resumed \(day)11:00:00Z, resolved \(day)12:00:00Z, "
          + "reopened \(day)13:00:00Z, resolved \(day)14:00:00Z"
      ])
    #expect(try logItems(survey).first?.history?.opening.kind.rawValue == "request")
  }

  @Test(
    "asks by name for what the file does not decide, and takes what is given",
    arguments: [
      ("2025-03-03 09:00", nil, nil, "zone must be given"),
      ("2025-03-03T09:00:00+01:00", nil, nil, "2025-03-03T08:00:00Z"),
      ("2025-03-03 09:00:00 UTC", nil, nil, "2025-03-03T09:00:00Z"),
      ("03/04/2025 09:00", "UTC", nil, "dates must be given"),
      ("03/04/2025 09:00", "UTC", DateOrder.dayFirst, "2025-04-03T09:00:00Z"),
      ("03/04/2025 09:00", "UTC", DateOrder.monthFirst, "2025-03-04T09:00:00Z"),
      ("13/04/2025 09:00", "UTC", nil, "2025-04-13T09:00:00Z"),
      ("13/04/2025 09:00", "UTC", DateOrder.monthFirst, "dates are given otherwise"),
    ] as [(String, String?, DateOrder?, String)])
  func asks(_ time: String, _ zone: String?, _ dates: DateOrder?, _ told: String) throws {
    let found: String
    do {
      found = try stories(["A1;\(time);;;new;low;"], zone: zone, dates: dates).joined()
    } catch MainstayError.invalid(let faults) {
      found = faults.map { "\($0.path) \($0.message)" }.joined(separator: "; ")
    }
    #expect(found.contains(told), "\(found)")
  }

  @Test("finds the encoding of a file, and says what stands where")
  func encodings() throws {
    let mapping = try MappedFiles.mapping(
      "source: g\ncolumns: {number: N\u{fa}mero, opened: In\u{ed}cio, due: Prazo}\n")
    let text = "N\u{fa}mero\tIn\u{ed}cio\nA1\t2025-03-03 09:00\n"
    let units = Array(text.utf16)
    let wide: [UInt8] =
      [0xff, 0xfe] + units.flatMap { (unit: UInt16) -> [UInt8] in [UInt8(unit & 0xff), UInt8(unit >> 8)] }
    let latin: [UInt8] = text.unicodeScalars.map { UInt8($0.value) }
    for (bytes, encoding) in [(Array(text.utf8), "UTF-8"), (wide, "UTF-16LE"), (latin, "Windows-1252")] {
      let survey = try MappedFiles.survey(mapping, bytes, zone: "UTC")
      #expect(survey.reading.encoding == encoding && survey.reading.delimiter == "\t")
      #expect(try MappedFiles.stories(survey) == ["A1 - opened 2025-03-03T09:00:00Z"])
      #expect(survey.reading.notes.contains("The file has no column for due."), "\(survey.reading.notes)")
    }
  }

  @Test("says which column is missing, and what the file has")
  func missing() throws {
    let mapping = try MappedFiles.mapping(Self.list)
    let thrown = #expect(throws: MainstayError.self) {
      try MappedFiles.survey(mapping, Array("Id,Began,Status\n1,2,3\n".utf8))
    }
    #expect("\(try #require(thrown))".contains("the column Start (opened) is missing; the file has Id, Began, Status"))
  }

  @Test("is part of what an import is known by")
  func digest() throws {
    let text = Array("Id;Start;Status\nA1;2025-03-03 09:00;new\n".utf8)
    let one = try MappedFiles.survey(MappedFiles.mapping(Self.list), text)
    let other = try MappedFiles.survey(MappedFiles.mapping(Self.list.replacing("{high: P1,", with: "{high: P2,")), text)
    #expect(one.source == "helpline" && one.digest != other.digest)
  }
}
