import ImportUseCases
import Kernel
import ServiceNowLog
import Testing
import Tickets

/// Files as spreadsheets and old programs leave them.
@Suite("Odd logs", .timeLimit(.minutes(10)))
struct OddLogTests {
  private func fault(_ text: String) -> String? {
    do {
      _ = try logSurvey(text)
      return nil
    } catch MainstayError.invalid(let faults) {
      return faults.first.map { "\($0.path) \($0.message)" }
    } catch {
      return "\(error)"
    }
  }

  @Test("lines that end with CR alone are lines; line ends in quotes are none")
  func macintosh() throws {
    let survey = try logSurvey(
      "\(logHeader),short_description\rINC1,New,20/3/2025 9:00,20/3/2025 9:00,3,\"VPN\nis slow\"\r\r"
        + "INC2,New,20/3/2025 9:00,20/3/2025 9:00,3,Mail\rINC3,Parked,20/3/2025 9:00,20/3/2025 9:00,3,x")
    let found = try logItems(survey)
    #expect(found.map { $0.history?.title } == ["VPN is slow", "Mail", nil])
    #expect(found.map(\.line) == [2, 4, 5])
    #expect(survey.reading.notes.contains { $0.contains("CR alone") })
  }

  @Test(
    "a file without a row of an incident is refused",
    arguments: ["", "\n", "\r\n\r\n", ",,,,\n", "\n\(logHeader)\n"])
  func nothing(rows: String) {
    #expect(fault(logHeader + rows) == "file has a header and no rows of incidents below it")
  }

  @Test("rows above the header are passed over and said; without one the first row's faults are told")
  func titles() throws {
    let rows = "INC1,New,20/3/2025 9:00,20/3/2025 9:00,3\n"
    let one = try logSurvey("Incident export\n\n\(logHeader)\n\(rows)")
    #expect(try logItems(one).map { $0.history?.number } == ["INC1"])
    #expect(try logItems(one).map(\.line) == [4])
    #expect(one.reading.notes == ["A row above the header is passed over."])
    let two = try logSurvey("sep=;\nExport\nof March\n\((logHeader + "\n" + rows).replacing(",", with: ";"))")
    #expect(try logItems(two).map { $0.history?.number } == ["INC1"])
    #expect(two.reading.notes == ["2 rows above the header are passed over."])
    #expect(fault("Incident export\nnumber,state\n\(rows)")?.hasPrefix("header the column") == true)
  }

  @Test(
    "letters that nobody sees make no other ticket",
    arguments: ["INC1\u{a0} ", "\u{200b}INC1", "\u{feff}INC1\u{2060}", "IN\u{200d}C1", "\u{200e}INC1\u{202f}\t"])
  func unseen(number: String) throws {
    let rows = """
      INC1,New,20/3/2025 9:00,20/3/2025 9:00,3
      INC2,New,20/3/2025 9:00,20/3/2025 9:00,3
      \(number),Closed,20/3/2025 9:00,20/3/2025 11:00,3
      """
    let found = try logItems(logSurvey("\(logHeader)\n" + rows))
    #expect(found.map { $0.history?.number } == ["INC2", "INC1"])
    #expect(found.last?.history?.steps.count == 2)
  }

  @Test(
    "numbers that a spreadsheet has changed are refused, their incidents alone",
    arguments: [
      ("1.23E+05", "was rounded by a spreadsheet"), ("\"1,23E+05\"", "was rounded by a spreadsheet"),
      ("\"=\"\"INC1\"\"\"", "is a formula of a spreadsheet"), ("'INC1", "begins with the apostrophe of a spreadsheet"),
    ])
  func mangled(number: String, words: String) throws {
    let rows = "INC7,New,20/3/2025 9:00,20/3/2025 9:00,3\n\(number),New,20/3/2025 9:00,20/3/2025 9:00,3\n"
    let found = try logItems(logSurvey("\(logHeader)\n" + rows))
    #expect(found.map { $0.history?.number } == ["INC7", nil])
    #expect(found.last?.isHeld == true && found.last?.faults.first?.reason.contains(words) == true, "\(found)")
  }

  @Test("numbers that only look a little like it are numbers", arguments: ["12E5", "E+5", "1E-", "INC'1", "1.5"])
  func likely(number: String) throws {
    let row = "\(number),New,20/3/2025 9:00,20/3/2025 9:00,3"
    #expect(try logItems(logSurvey("\(logHeader)\n\(row)")).map { $0.history?.number } == [number])
  }
}

/// Times of a row that cannot be true together, and those that the clock showed twice or never.
@Suite("Doubtful times of a log", .timeLimit(.minutes(10)))
struct DoubtfulTimeTests {
  private static let ends = logHeader + ",resolved_at,closed_at"

  private func survey(_ header: String, _ rows: [String]) throws -> LogSurvey {
    try logSurvey(([header] + rows).joined(separator: "\n"))
  }

  @Test(
    "times that contradict each other hold the incident back",
    arguments: [
      ("INC1,New,2025-03-20 09:00,2025-03-19 09:00,3,,", "was updated before it was opened"),
      ("INC1,Resolved,2025-03-20 09:00,2025-03-20 10:00,3,2025-03-18 10:00,", "was resolved before it was opened"),
      (
        "INC1,Closed,2025-03-20 09:00,2025-03-22 10:00,3,2025-03-21 10:00,2025-03-19 10:00",
        "was closed before it was opened"
      ),
      (
        "INC1,Closed,2025-03-20 09:00,2025-03-27 10:00,3,2025-03-26 10:00,2025-03-21 10:00",
        "was closed before it was resolved"
      ),
      ("INC1,Resolved,2025-03-20 09:00,2025-03-21 10:00,3,2025-03-26 10:00,", "was resolved after its last update"),
      (
        "INC1,Closed,2025-03-20 09:00,2025-03-21 10:00,3,2025-03-21 09:00,2025-03-21 10:02",
        "was closed after its last update"
      ),
    ])
  func contradictions(row: String, reason: String) throws {
    let found = try logItems(survey(Self.ends, [row, "INC2,New,2025-03-20 09:00,2025-03-20 09:00,3,,"]))
    #expect(found.map { $0.history?.number } == [nil, "INC2"])
    #expect(found.first?.isHeld == true)
    #expect(found.first?.faults.map { "\($0.line) \($0.reason)" } == ["2 \(reason)"])
  }

  @Test(
    "final instants on older rows, a closing from before it was opened again, and a save of one minute hold nothing")
  func noContradictions() throws {
    let found = try logItems(
      survey(
        Self.ends,
        [
          "INC1,New,2025-03-20 09:00,2025-03-20 09:00,3,2025-03-21 10:00,2025-03-22 10:00",
          "INC1,Closed,2025-03-20 09:00,2025-03-22 10:00,3,2025-03-21 10:00,2025-03-22 10:00",
          "INC2,Resolved,2025-03-20 09:00,2025-03-25 10:00,3,2025-03-25 10:00,2025-03-22 10:00",
          "INC3,Closed,2025-03-20 09:00,2025-03-25 10:00,3,2025-03-25 10:00,2025-03-25 10:01",
        ]))
    #expect(found.map(\.isHeld) == [false, false, false], "\(found.flatMap(\.faults))")
  }

  @Test("rows from before the opening are counted and said")
  func early() throws {
    let log = try survey(
      logHeader,
      ["INC1,New,2025-03-20 09:00,2025-03-20 08:59,3", "INC1,Resolved,2025-03-20 09:00,2025-03-20 10:00,3"])
    #expect(
      log.reading.notes == [
        "1 rows are dated before their incident was opened: what they say counts from the opening on."
      ])
    #expect(try logItems(log).map(\.isHeld) == [false])
  }

  /// Rows about the hour from 2 to 3 that the clock of Berlin showed twice on 2025-10-26, and what is told; nil: held.
  static let repeated: [(String, String, [String], [String]?)] = [
    (
      "the opening shows it", logHeader,
      ["New,2025-10-26 02:50,2025-10-26 02:50,3", "Resolved,2025-10-26 02:50,2025-10-26 02:10,3"],
      ["resolved 2025-10-26T01:10:00Z"]
    ),
    (
      "the count shows it", logHeader + ",sys_mod_count",
      ["Resolved,2025-10-26 01:00,2025-10-26 02:10,3,2", "New,2025-10-26 01:00,2025-10-26 02:50,3,1"],
      ["resolved 2025-10-26T01:10:00Z"]
    ),
    (
      "the order of the file shows it", logHeader,
      [
        "New,2025-10-25 09:00,2025-10-25 09:00,3", "New,2025-10-25 09:00,2025-10-26 02:50,2",
        "Resolved,2025-10-25 09:00,2025-10-26 02:10,2",
      ],
      ["changed 2025-10-26T00:50:00Z", "resolved 2025-10-26T01:10:00Z"]
    ),
    (
      "the newest first", logHeader,
      [
        "Resolved,2025-10-25 09:00,2025-10-26 02:10,2", "New,2025-10-25 09:00,2025-10-26 02:50,2",
        "New,2025-10-25 09:00,2025-10-25 09:00,3",
      ],
      ["changed 2025-10-26T00:50:00Z", "resolved 2025-10-26T01:10:00Z"]
    ),
    (
      "a later row of a sure time", logHeader,
      [
        "New,2025-10-26 02:50,2025-10-26 02:50,3", "In Progress,2025-10-26 02:50,2025-10-26 02:05,2",
        "Resolved,2025-10-26 02:50,2025-10-26 04:05,2",
      ],
      ["changed 2025-10-26T01:05:00Z", "resolved 2025-10-26T03:05:00Z"]
    ),
    (
      "nothing shows it", logHeader,
      ["Resolved,2025-10-26 01:00,2025-10-26 02:10,3", "New,2025-10-26 01:00,2025-10-26 02:50,3"], nil
    ),
    (
      "the final instant with its row", logHeader + ",resolved_at",
      [
        "New,2025-10-26 02:50,2025-10-26 02:50,3,",
        "Resolved,2025-10-26 02:50,2025-10-26 02:10,3,2025-10-26 02:10",
      ],
      ["resolved 2025-10-26T01:10:00Z"]
    ),
  ]

  @Test("of two equal clock times the one is taken that the order of the rows proves", arguments: repeated.indices)
  func repeats(index: Int) throws {
    let (name, header, rows, expected) = Self.repeated[index]
    let log = try survey(header, rows.map { "INC1," + $0 })
    let item = try #require(try logItems(log).first)
    let told = item.history?.steps.map { "\($0.event.kind.dropFirst("ticket.".count)) \($0.at.rfc3339)" }
    #expect(told == expected, "\(name): \(item.faults)")
    #expect(item.isHeld == (expected == nil))
    #expect(log.reading.notes.contains { $0.contains("times that the clock showed twice") })
  }

  @Test("a skipped time is read by the clock before the change, as calendar files are, and said")
  func skipped() throws {
    let log = try survey(logHeader, ["INC1,New,2025-03-30 02:30,2025-03-30 03:45,3"])
    #expect(try logItems(log).first?.history?.openedAt.rfc3339 == "2025-03-30T01:30:00Z")
    #expect(log.reading.notes.contains { $0.hasPrefix("1 times were skipped by the clock (first in line 2)") })
  }
}
