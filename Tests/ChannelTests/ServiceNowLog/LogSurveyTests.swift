import Foundation
import ImportUseCases
import Kernel
import ServiceNowLog
import SystemZones
import Testing
import Tickets

let logHeader = "number,incident_state,opened_at,sys_updated_at,priority"

func logSurvey(_ bytes: [UInt8], _ dates: DateOrder? = nil, zone: String = "Europe/Berlin") throws -> LogSurvey {
  try LogSurvey(bytes: bytes, zone: try SystemZones().rules(for: zone), dates: dates)
}

func logSurvey(_ text: String, _ dates: DateOrder? = nil, zone: String = "Europe/Berlin") throws -> LogSurvey {
  try logSurvey(Array(text.utf8), dates, zone: zone)
}

func logItems(_ survey: LogSurvey) throws -> [ImportItem] {
  var log = try survey.log()
  var items: [ImportItem] = []
  while let item = try log.next() { items.append(item) }
  return items
}

/// The first fault that was thrown: `path message`.
private func fault(_ body: () throws -> LogSurvey) -> String? {
  do {
    _ = try body()
    return nil
  } catch MainstayError.invalid(let faults) {
    return faults.first.map { "\($0.path) \($0.message)" }
  } catch {
    return "\(error)"
  }
}

@Suite("The survey of a log: dates", .timeLimit(.minutes(10)))
struct LogSurveyDateTests {
  @Test(
    "dates come in as people write them",
    arguments: [
      ("2025-03-20 09:05", "2025-03-20T08:05:00Z"), ("2025-03-20 09:05:07", "2025-03-20T08:05:07Z"),
      ("2025-03-20T09:05:07", "2025-03-20T08:05:07Z"), ("2025-03-20T09:05:07Z", "2025-03-20T09:05:07Z"),
      ("2025-03-20T09:05:07.25+05:30", "2025-03-20T03:35:07.250Z"), ("2025-03-20 09:05 -0400", "2025-03-20T13:05:00Z"),
      ("2025/03/20 9:05", "2025-03-20T08:05:00Z"), ("20/3/2025 9:05", "2025-03-20T08:05:00Z"),
      ("3/20/2025 9:05 PM", "2025-03-20T20:05:00Z"), ("03/20/2025 12:05:00 am", "2025-03-19T23:05:00Z"),
      ("3/20/2025, 12:05\u{202f}p.m.", "2025-03-20T11:05:00Z"), ("20-03-2025 09:05:07", "2025-03-20T08:05:07Z"),
      ("20.03.2025 09:05", "2025-03-20T08:05:00Z"), (" 20.3.2025  09:05 ", "2025-03-20T08:05:00Z"),
      ("20-Mar-2025 09:05", "2025-03-20T08:05:00Z"), ("20/Mar/25 9:05 AM", "2025-03-20T08:05:00Z"),
      ("20 March", nil), ("20/3/2025", nil), ("20/3/25 9:05", nil), ("20/13/2025 9:05", nil), ("20/3/2025 24:00", nil),
      ("20/3/2025 13:05 PM", nil), ("20/3/2025 0:05 AM", nil), ("20/3/2025 9:60", nil), ("20/3/2025 9:05 x", nil),
      ("2025-02-30 09:05", nil), ("2025-03-20 09:05+25:00", nil), ("20/3/2025 9:5", nil), ("1742461500", nil),
    ] as [(String, String?)])
  func forms(written: String, instant: String?) throws {
    let cell = "\"\(written)\""
    let found = try logItems(logSurvey("\(logHeader)\nINC7,New,\(cell),\(cell),3\n"))
    #expect(found.first?.history?.openedAt.rfc3339 == instant, "\(found.first?.faults ?? [])")
    #expect(found.first?.isHeld == (instant == nil))
  }

  @Test(
    "the order of day and month is that of the whole file, said with what shows it",
    arguments: [
      (["4/3/2025 9:00", "5/3/2025 9:00", "14/3/2025 9:00"], nil, "day-first", "line 4"),
      (["4/3/2025 9:00", "3/14/2025 9:00", "4/3/2025 9:00"], nil, "month-first", "line 3"),
      (["4.3.2025 9:00", "5.3.2025 9:00"], DateOrder.dayFirst, "day-first", "as given"),
      (["4-3-2025 9:00", "5-3-2025 9:00"], DateOrder.monthFirst, "month-first", "as given"),
      (["4/4/2025 9:00", "5/5/2025 9:00"], nil, "day-first", "the same number twice"),
      (["2025-03-04 9:00"], nil, nil, "year first"), (["4-Mar-2025 9:00"], nil, nil, "months by name"),
    ] as [([String], DateOrder?, String?, String)])
  func order(dates: [String], given: DateOrder?, order: String?, words: String) throws {
    let rows = dates.enumerated().map { "INC\($0),New,\($1),\($1),3" }
    let survey = try logSurvey(([logHeader] + rows).joined(separator: "\n"), given)
    #expect(survey.reading.order?.rawValue == order)
    #expect(survey.reading.dates.contains(words), "\(survey.reading.dates)")
    #expect(try logItems(survey).allSatisfy { $0.history != nil })
  }

  @Test(
    "what the file does not decide is asked for, and what it contradicts is refused by its rows",
    arguments: [
      (["4/3/2025 9:00", "5/3/2025 9:00"], nil, "must be given", ["line 2"]),
      (["4/3/2025 9:00", "20/3/2025 9:00", "3/20/2025 9:00"], nil, "contradict each other", ["line 3", "line 4"]),
      (["4/3/2025 9:00", "20/3/2025 9:00"], DateOrder.monthFirst, "are given otherwise", ["line 3"]),
      (["3/20/2025 9:00"], DateOrder.dayFirst, "are given otherwise", ["line 2"]),
    ] as [([String], DateOrder?, String, [String])])
  func asks(dates: [String], given: DateOrder?, words: String, lines: [String]) throws {
    let rows = dates.enumerated().map { "INC\($0),New,\($1),\($1),3" }
    let fault = try #require(fault { try logSurvey(([logHeader] + rows).joined(separator: "\n"), given) })
    #expect(fault.hasPrefix("dates "))
    #expect(fault.contains(words), "\(fault)")
    #expect(lines.allSatisfy(fault.contains), "\(fault)")
  }

  @Test("the last row decides for the first")
  func whole() throws {
    let rows =
      (0..<5000).map { "INC\($0),New,4/3/2025 9:00,4/3/2025 9:00,3" } + ["INC5000,New,3/4/2025 9:00,3/13/2025 9:00,3"]
    let found = try logItems(logSurvey(([logHeader] + rows).joined(separator: "\n")))
    #expect(found.first?.history?.openedAt.rfc3339 == "2025-04-03T07:00:00Z")
    #expect(found.last?.history?.openedAt.rfc3339 == "2025-03-04T08:00:00Z")
  }

  @Test("a date in another form than the file's is not guessed at: its incident is held back")
  func mixed() throws {
    let found = try logItems(
      logSurvey(
        """
        \(logHeader)
        INC1,New,4/3/2025 9:00,4/3/2025 9:00,3
        INC1,Resolved,4/3/2025 9:00,2025-03-04 10:00,3
        INC2,New,4/3/2025 9:00,4/3/2025 9:00,3
        """, .dayFirst))
    #expect(found.map { $0.history?.number } == [nil, "INC2"])
    #expect(found[0].isHeld && found[0].faults.map(\.line) == [3])
    #expect(found[0].faults[0].reason.contains("another form"))
  }

  @Test("what somebody said about dates tells the import apart from another reading of the same file")
  func digests() throws {
    let open = "\(logHeader)\nINC1,New,4/3/2025 9:00,4/3/2025 9:00,3\n"
    #expect(try logSurvey(open, .dayFirst).digest != logSurvey(open, .monthFirst).digest)
    let shown = "\(logHeader)\nINC1,New,20/3/2025 9:00,20/3/2025 9:00,3\n"
    #expect(try logSurvey(shown).digest == logSurvey(shown, .dayFirst).digest)
  }
}

@Suite("The survey of a log: text", .timeLimit(.minutes(10)))
struct LogSurveyTextTests {
  private static let text = """
    number;incident_state;opened_at;sys_updated_at;priority;short_description
    INC1;New;20/3/2025 9:00;20/3/2025 9:00;3;"Café; 5 €"
    INC2;New;20/3/2025 9:00;20/3/2025 9:00;3;"two
    lines"

    """

  static let encodings: [(String, [UInt8])] = [
    ("UTF-8", Array(text.utf8)), ("UTF-8", [0xef, 0xbb, 0xbf] + Array(text.utf8)),
    ("UTF-16LE", [0xff, 0xfe] + text.utf16.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] }),
    ("UTF-16LE", text.utf16.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] }),
    ("UTF-16BE", [0xfe, 0xff] + text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xff)] }),
    (
      "Windows-1252",
      text.unicodeScalars.map { $0 == "€" ? 0x80 : UInt8($0.value) }
    ),
  ]

  @Test("encodings are found by the whole file and said", arguments: encodings.indices)
  func encoding(index: Int) throws {
    let (name, bytes) = Self.encodings[index]
    let survey = try logSurvey(bytes)
    #expect(survey.reading.encoding == name)
    #expect(survey.reading.delimiter == ";")
    #expect(try logItems(survey).map { $0.history?.title } == ["Café; 5 €", "two lines"])
  }

  @Test("a pair of surrogates is one letter; half a pair is refused")
  func surrogates() throws {
    func wide(_ units: [UInt16]) -> [UInt8] { [0xff, 0xfe] + units.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] } }
    let start = Array("\(logHeader),short_description\nINC1,New,20/3/2025 9:00,20/3/2025 9:00,3,".utf16)
    let text = start + Array(repeating: UInt16(0x61), count: 10)
    #expect(try logItems(logSurvey(wide(text + Array("🙂\n".utf16)))).first?.history?.title == "aaaaaaaaaa🙂")
    let broken = try logItems(logSurvey(wide(text + [0xd83d] + Array("x\n".utf16))))
    #expect(broken.first?.faults.first?.reason == "short_description is not UTF-8")
  }

  @Test("one bad byte among UTF-8 refuses its row and makes no other letter of the rest")
  func stray() throws {
    let start = Array("\(logHeader),short_description\nINC1,New,20/3/2025 9:00,20/3/2025 9:00,3,Café\n".utf8)
    let bytes = start + Array("INC2,New,20/3/2025 9:00,20/3/2025 9:00,3,Caf".utf8) + [0xe9, 0x0a]
    let survey = try logSurvey(bytes)
    #expect(survey.reading.encoding == "UTF-8")
    #expect(survey.reading.notes.contains { $0.contains("1 bytes are no UTF-8") })
    #expect(try logItems(survey).map { $0.history?.title } == ["Café", nil])
    let other = Array("\(logHeader),short_description\nINC1,New,20/3/2025 9:00,20/3/2025 9:00,3,M".utf8) + [0x81, 0x0a]
    #expect(fault { try LogSurvey(bytes: other, zone: SystemZones().rules(for: "UTC")) }?.contains("neither") == true)
  }

  @Test(
    "the delimiter is the one under which the header reads, or the one that a first line names",
    arguments: [
      (",", ""), (";", ""), ("\t", ""), ("|", ""), (";", "sep=;\n"), (",", "sep=,\r\n"), ("|", "\"sep=|\"\n"),
    ])
  func delimiters(delimiter: String, first: String) throws {
    let table = [
      ["Number", "Incident state", "Opened", "Updated", "Priority", "Short description"],
      ["INC1", "New", "20/3/2025 9:00", "20/3/2025 9:00", "3 - Moderate", "\"a,b;c|d\te\""],
    ]
    let text = first + table.map { $0.joined(separator: delimiter) }.joined(separator: "\r\n") + "\r\n"
    let survey = try logSurvey(text)
    #expect(survey.reading.delimiter == delimiter)
    let found = try logItems(survey)
    #expect(found.first?.history?.title == "a,b;c|d e")
    #expect(found.first?.line == (first.isEmpty ? 2 : 3))
  }

  @Test(
    "files of other kinds are called what they are",
    arguments: [
      ([0x50, 0x4b, 0x03, 0x04, 0, 0], "spreadsheet"), ([0xd0, 0xcf, 0x11, 0xe0, 0xa1], "xls"),
      (Array("%PDF-1.7".utf8), "PDF"), (Array("\n <!DOCTYPE html><html>".utf8), "HTML"),
      (Array("{\"result\":[]}".utf8), "JSON"), (Array("[]".utf8), "JSON"), (Array("<?xml version=".utf8), "XML"),
      ([0xff, 0xfe, 0, 0, 0x6e], "UTF-32"), (Array("BZh91AY".utf8), "bzip2"), ([0x28, 0xb5, 0x2f, 0xfd, 0], "zstd"),
    ] as [([UInt8], String)])
  func foreign(bytes: [UInt8], word: String) throws {
    let fault = try #require(fault { try logSurvey(bytes) })
    #expect(fault.hasPrefix("file is ") && fault.contains(word), "\(fault)")
    #expect(fault.contains("CSV") || fault.contains("UTF-8"))
  }

  @Test("a log that unpacks to more than it may is refused while it is read")
  func bounded() throws {
    let text = ([logHeader] + (0..<2000).map { "INC\($0),New,20/3/2025 9:00,20/3/2025 9:00,3" }).joined(separator: "\n")
    let zone = try SystemZones().rules(for: "UTC")
    #expect(
      fault { try LogSurvey(bytes: Array(text.utf8), zone: zone, mostUnpacked: 1000) }?.contains("unpacked") == true)
    #expect(fault { try LogSurvey(bytes: Array(text.utf8), zone: zone, mostUnpacked: 1 << 20) } == nil)
  }
}

@Suite("The survey of a log: columns and values", .timeLimit(.minutes(10)))
struct LogSurveyColumnTests {
  @Test("labels, names of referenced fields and the state's other column serve as well")
  func labels() throws {
    let found = try logItems(
      logSurvey(
        """
        Number;State;Opened;Updated on;Priority;Caller;assignment_group.name;Watch list;Watch list;Extra
        INC1;In Progress;20/3/2025 9:00;20/3/2025 9:00;2 - High;Pat;Network;a;b;c
        """))
    #expect(found.first?.history?.opening.requester == "Pat")
    #expect(found.first?.history?.opening.team == "Network")
    #expect(found.first?.history?.opening.attributes["priority"] == "P2")
  }

  @Test("a repeated column is refused where it is used, and named; columns that are not used are said")
  func repeated() throws {
    let row = "INC1,New,20/3/2025 9:00,20/3/2025 9:00,3"
    let twice = fault { try logSurvey("\(logHeader),Priority\n\(row),2\n") }
    #expect(twice == "header the column priority stands there twice; keep the one that is meant")
    let found = try logSurvey("\(logHeader),Tags,Tags\n\(row),x,y\n")
    #expect(found.reading.notes == ["Not used: Tags, Tags."])
    #expect(try logItems(found).first?.history != nil)
  }

  @Test("thousands of columns that are not used do no harm")
  func wide() throws {
    let extra = (0..<5000).map { "u_\($0)" }.joined(separator: ",")
    let cells = String(repeating: ",", count: 5000)
    let found = try logItems(logSurvey("\(logHeader),\(extra)\nINC1,New,20/3/2025 9:00,20/3/2025 9:00,3\(cells)\n"))
    #expect(found.first?.history?.number == "INC1")
  }

  @Test(
    "codes of states are ServiceNow's, those of old instances too; others are refused",
    arguments: [
      (["1", "2", "3", "6", "7"], ["held on-hold", "resolved", "closed"], "3 on hold"),
      (["1", "3", "2", "8"], ["held on-hold", "resumed on-hold", "cancelled"], "3 on hold"),
      (
        ["1", "3", "4", "5", "2"],
        [
          "held awaiting-problem", "resumed awaiting-problem", "held awaiting-requester", "resumed awaiting-requester",
          "held awaiting-evidence", "resumed awaiting-evidence",
        ], "5 awaiting evidence"
      ),
      (["New", "On Hold", "Canceled"], ["held on-hold", "cancelled"], "words"),
      (["New", "-100", "On Hold", "?"], ["held on-hold"], "words"), (["New", "9"], nil, ""), (["New", "0"], nil, ""),
      (["New", "-99"], nil, ""), (["New", "12"], nil, ""), (["New", "Parked"], nil, ""), (["New", ""], nil, ""),
      (["New", "Awaiting godot"], nil, ""),
    ] as [([String], [String]?, String)])
  func states(codes: [String], events: [String]?, words: String) throws {
    let rows = codes.enumerated().map { "INC1,\($1),20/3/2025 9:00,20/3/2025 10:0\($0),3" }
    let survey = try logSurvey(([logHeader] + rows).joined(separator: "\n"))
    let item = try #require(try logItems(survey).first)
    let told = item.history?.steps.map { step in
      switch step.event {
      case .held(let reason, _): "held \(reason)"
      case .resumed(let reason): "resumed \(reason ?? "")"
      case .resolved: "resolved"
      case .closed: "closed"
      case .cancelled: "cancelled"
      default: "\(step.event)"
      }
    }
    #expect(told == events)
    #expect(item.isHeld == (events == nil))
    if events != nil { #expect(survey.reading.states.contains(words), "\(survey.reading.states)") }
  }

  @Test(
    "impact and urgency read alike by code, by word and with both; booleans by the common words; the rest is refused",
    arguments: [
      ("2", "2 - Medium", "true", true), ("2 - Medium", "2 - Medium", "FALSE", false), ("low", "3 - Low", "yes", true),
      ("1 - Enterprise", "1 - Enterprise", "0", false), ("?", nil, "", nil),
    ] as [(String, String?, String, Bool?)])
  func values(impact: String, expected: String?, sla: String, met: Bool?) throws {
    let text =
      "\(logHeader),impact,made_sla\nINC1,Closed,20/3/2025 9:00,20/3/2025 10:00,3,\(impact),\(sla)\n"
    let history = try #require(try logItems(logSurvey(text)).first?.history)
    #expect(history.opening.attributes["impact"] == expected)
    let recorded = history.steps.compactMap { if case .verdictRecorded(_, let met) = $0.event { met } else { nil } }
    #expect(recorded.first == met)
  }

  @Test(arguments: [("5", "true"), ("Severe", "true"), ("2", "maybe"), ("2", "2")])
  func refusedValues(impact: String, sla: String) throws {
    let text = "\(logHeader),impact,made_sla\nINC1,New,20/3/2025 9:00,20/3/2025 10:00,3,\(impact),\(sla)\n"
    let item = try #require(try logItems(logSurvey(text)).first)
    #expect(item.isHeld && item.faults.count == 1)
  }

  @Test("a log that nobody waits for any more is not read on")
  func cancelled() async {
    let text = "\(logHeader)\nINC1,New,20/3/2025 9:00,20/3/2025 10:00,3\n"
    let reading = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try logSurvey(text).reading
    }
    await #expect(throws: CancellationError.self) { _ = try await reading.value }
  }
}
