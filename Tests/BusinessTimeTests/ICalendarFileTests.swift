import BusinessTime
import Foundation
import ICalendarFiles
import Kernel
import Testing

/// Reads entries, each given by its lines, for a calendar in Paris.
func closures(_ entries: [String]..., prelude: [String] = []) throws -> ClosureImport {
  let lines =
    ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//"] + prelude
    + entries.flatMap { ["BEGIN:VEVENT"] + $0 + ["END:VEVENT"] } + ["END:VCALENDAR", ""]
  let file = try ICalendarFile(
    zone: zone("Europe/Paris"), zones: systemZones, from: date("2025-01-01"), through: date("2027-12-31"))
  return try file.closures(in: Array(lines.joined(separator: "\r\n").utf8))
}

@Suite(.timeLimit(.minutes(10))) struct ICalendarFileTests {
  /// What an entry says and the canonical JSON of its closures.
  static let entries: [(String, [String], String)] = [
    (
      "a whole date; DTEND is not part of it",
      ["UID:1", "SUMMARY:Christmas", "DTSTART;VALUE=DATE:20251225", "DTEND;VALUE=DATE:20251226"],
      #"[{"date":"2025-12-25","name":"Christmas"}]"#
    ),
    ("a date without an end is one day", ["UID:1", "DTSTART;VALUE=DATE:20251225"], #"[{"date":"2025-12-25"}]"#),
    (
      "an end on the day of the beginning is one day",
      ["UID:1", "DTSTART;VALUE=DATE:20251225", "DTEND;VALUE=DATE:20251225"], #"[{"date":"2025-12-25"}]"#
    ),
    (
      "several dates", ["UID:1", "DTSTART;VALUE=DATE:20250801", "DTEND;VALUE=DATE:20250816"],
      #"[{"from":"2025-08-01","to":"2025-08-15"}]"#
    ),
    (
      "a length in days", ["UID:1", "DTSTART;VALUE=DATE:20250801", "DURATION:P1W"],
      #"[{"from":"2025-08-01","to":"2025-08-07"}]"#
    ),
    (
      "folded and escaped text",
      ["UID:1", "SUMMARY:Closed\\, all ", " day\\;\\nreally", "DTSTART;VALUE=DATE:20251225"],
      #"[{"date":"2025-12-25","name":"Closed, all day; really"}]"#
    ),
    (
      "floating hours are the calendar's", ["UID:1", "DTSTART:20250604T120000", "DTEND:20250604T170000"],
      #"[{"date":"2025-06-04","time":"12:00-17:00"}]"#
    ),
    (
      "hours of UTC", ["UID:1", "DTSTART:20250604T100000Z", "DURATION:PT5H"],
      #"[{"date":"2025-06-04","time":"12:00-17:00"}]"#
    ),
    (
      "hours of another zone", ["UID:1", "DTSTART;TZID=America/New_York:20250604T060000", "DURATION:PT5H"],
      #"[{"date":"2025-06-04","time":"12:00-17:00"}]"#
    ),
    (
      "a zone with a vendor's prefix",
      ["UID:1", "DTSTART;TZID=/example.org/20250101/America/New_York:20250604T060000", "DURATION:PT5H"],
      #"[{"date":"2025-06-04","time":"12:00-17:00"}]"#
    ),
    (
      "a night", ["UID:1", "DTSTART:20250604T220000", "DTEND:20250605T060000"],
      #"[{"date":"2025-06-04","time":"22:00-06:00"}]"#
    ),
    (
      "up to midnight", ["UID:1", "DTSTART:20250604T120000", "DTEND:20250605T000000"],
      #"[{"date":"2025-06-04","time":"12:00-24:00"}]"#
    ),
    (
      "from midnight to midnight", ["UID:1", "DTSTART:20250604T000000", "DTEND:20250606T000000"],
      #"[{"from":"2025-06-04","to":"2025-06-05"}]"#
    ),
    (
      "longer than a day", ["UID:1", "DTSTART:20250604T120000", "DTEND:20250606T100000"],
      #"[{"from":"2025-06-04T10:00:00Z","to":"2025-06-06T08:00:00Z"}]"#
    ),
    (
      "seconds", ["UID:1", "DTSTART:20250604T120030", "DTEND:20250604T130000"],
      #"[{"from":"2025-06-04T10:00:30Z","to":"2025-06-04T11:00:00Z"}]"#
    ),
    (
      "in the second of two equal hours", ["UID:1", "DTSTART:20251026T010000Z", "DTEND:20251026T020000Z"],
      #"[{"from":"2025-10-26T01:00:00Z","to":"2025-10-26T02:00:00Z"}]"#
    ),
    (
      "every year", ["UID:1", "SUMMARY:May Day", "DTSTART;VALUE=DATE:20250501", "RRULE:FREQ=YEARLY"],
      #"[{"name":"May Day","rule":"FREQ=YEARLY","start":"2025-05-01"}]"#
    ),
    (
      "every year, several dates",
      ["UID:1", "DTSTART;VALUE=DATE:20251224", "DTEND;VALUE=DATE:20251227", "RRULE:FREQ=YEARLY"],
      #"[{"days":3,"rule":"FREQ=YEARLY","start":"2025-12-24"}]"#
    ),
    (
      "left out and added dates",
      [
        "UID:1", "DTSTART;VALUE=DATE:20250501", "RRULE:FREQ=YEARLY", "EXDATE;VALUE=DATE:20260501,20270501",
        "RDATE;VALUE=DATE:20280502",
      ],
      #"[{"also":["2028-05-02"],"except":["2026-05-01","2027-05-01"],"rule":"FREQ=YEARLY","start":"2025-05-01"}]"#
    ),
    (
      "added dates without a rule",
      ["UID:1", "DTSTART;VALUE=DATE:20250501", "RDATE;VALUE=DATE:20260504,20270503", "EXDATE;VALUE=DATE:20250501"],
      #"[{"date":"2026-05-04"},{"date":"2027-05-03"}]"#
    ),
    (
      "hours of a week",
      [
        "UID:1", "DTSTART;TZID=Europe/Paris:20250604T090000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;BYDAY=WE",
        "EXDATE;TZID=Europe/Paris:20250611T090000",
      ],
      #"[{"except":["2025-06-11"],"rule":"FREQ=WEEKLY;BYDAY=WE","start":"2025-06-04","time":"09:00-10:00"}]"#
    ),
    (
      "UNTIL by UTC includes an occurrence that begins then",
      [
        "UID:1", "DTSTART;TZID=Europe/Paris:20250604T003000", "DURATION:PT1H",
        "RRULE:FREQ=DAILY;UNTIL=20250606T223000Z",
      ],
      #"[{"rule":"FREQ=DAILY;UNTIL=20250607","start":"2025-06-04","time":"00:30-01:30"}]"#
    ),
    (
      "UNTIL by UTC excludes one that begins later",
      [
        "UID:1", "DTSTART;TZID=Europe/Paris:20250604T003000", "DURATION:PT1H",
        "RRULE:FREQ=DAILY;UNTIL=20250606T222959Z",
      ],
      #"[{"rule":"FREQ=DAILY;UNTIL=20250606","start":"2025-06-04","time":"00:30-01:30"}]"#
    ),
    (
      "by the clock of another zone, written out over its change of clocks",
      ["UID:1", "DTSTART;TZID=America/New_York:20251031T090000", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=3"],
      #"[{"date":"2025-10-31","time":"14:00-15:00"},{"date":"2025-11-01","time":"14:00-15:00"},"#
        + #"{"date":"2025-11-02","time":"15:00-16:00"}]"#
    ),
    (
      "a time in a gap is by the offset before it (RFC 5545, 3.3.5)",
      ["UID:1", "DTSTART:20250330T023000", "DTEND:20250330T040000"],
      #"[{"date":"2025-03-30","time":"03:30-04:00"}]"#
    ),
    (
      "the first of two equal times", ["UID:1", "DTSTART:20251026T023000", "DTEND:20251026T040000"],
      #"[{"date":"2025-10-26","time":"02:30-04:00"}]"#
    ),
  ]

  @Test(arguments: entries)
  func turnAnEntryIntoClosures(name: String, lines: [String], expected: String) throws {
    let result = try closures(lines)
    #expect(result.skipped.isEmpty, "\(result.skipped)")
    let candidate = try #require(result.candidates.first)
    #expect(JSON.array(candidate.closures.map(\.json)).canonical == expected)
    let definition = try CalendarDefinition(
      timeZone: "Europe/Paris", weekly: weekly(["00:00-24:00"]), closures: candidate.closures)
    #expect(definition.faults().isEmpty)
  }

  @Test func moveAndCancelOccurrences() throws {
    let result = try closures(
      ["UID:a", "SUMMARY:Team day", "DTSTART;VALUE=DATE:20250602", "RRULE:FREQ=WEEKLY;COUNT=4"],
      ["UID:a", "RECURRENCE-ID;VALUE=DATE:20250609", "SUMMARY:Team day (moved)", "DTSTART;VALUE=DATE:20250610"],
      ["UID:a", "RECURRENCE-ID;VALUE=DATE:20250616", "STATUS:CANCELLED", "DTSTART;VALUE=DATE:20250616"])
    #expect(result.candidates.count == 1 && result.skipped.isEmpty)
    let candidate = try #require(result.candidates.first)
    #expect(
      JSON.array(candidate.closures.map(\.json)).canonical
        == #"[{"except":["2025-06-09","2025-06-16"],"name":"Team day","rule":"FREQ=WEEKLY;COUNT=4","start":"2025-06-02"},"#
        + #"{"date":"2025-06-10","name":"Team day (moved)"}]"#)
    #expect(candidate.notes.count == 2 && candidate.recurs && candidate.isWholeDay)
  }

  @Test func leaveOutCancelledOldAndEmptyEntries() throws {
    let result = try closures(
      ["UID:a", "SUMMARY:Old", "SEQUENCE:1", "DTSTART;VALUE=DATE:20250601"],
      ["UID:a", "SUMMARY:New", "SEQUENCE:2", "DTSTART;VALUE=DATE:20250602"],
      ["UID:b", "SUMMARY:Cancelled", "STATUS:CANCELLED", "DTSTART;VALUE=DATE:20250603"],
      ["UID:c", "SUMMARY:No length", "DTSTART:20250603T100000"],
      ["UID:d", "SUMMARY:No beginning"],
      ["UID:e", "SUMMARY:Nowhere", "DTSTART;TZID=Mars/Olympus:20250603T100000", "DURATION:PT1H"],
      ["UID:f", "SUMMARY:Backwards", "DTSTART:20250603T100000", "DTEND:20250603T090000"],
      ["UID:g", "SUMMARY:Every hour", "DTSTART:20250603T100000", "DURATION:PT1H", "RRULE:FREQ=HOURLY"],
      ["UID:h", "SUMMARY:All left out", "DTSTART;VALUE=DATE:20250603", "EXDATE;VALUE=DATE:20250603"],
      ["SUMMARY:No UID", "DTSTART;VALUE=DATE:20250604", "TRANSP:TRANSPARENT"])
    #expect(result.candidates.map(\.summary) == ["New", "No UID"])
    #expect(result.candidates.map(\.isTransparent) == [false, true])
    #expect(
      result.skipped.map(\.summary) == [
        "Old", "Cancelled", "No length", "No beginning", "Nowhere", "Backwards", "Every hour", "All left out",
      ])
    let cancelled = try closures(["UID:a", "DTSTART;VALUE=DATE:20250601"], prelude: ["METHOD:CANCEL"])
    #expect(cancelled.candidates.isEmpty && cancelled.skipped.count == 1)
  }

  @Test func readZonesThatTheFileDescribes() throws {
    let zone = [
      "BEGIN:VTIMEZONE", "TZID:Company time", "BEGIN:STANDARD", "DTSTART:19701025T030000", "TZOFFSETFROM:+0600",
      "TZOFFSETTO:+0500", "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU", "END:STANDARD", "BEGIN:DAYLIGHT",
      "DTSTART:19700329T020000", "TZOFFSETFROM:+0500", "TZOFFSETTO:+0600", "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
      "END:DAYLIGHT", "END:VTIMEZONE",
    ]
    let result = try closures(
      ["UID:a", "DTSTART;TZID=Company time:20250604T120000", "DURATION:PT2H"],
      [
        "UID:b", "DTSTART;TZID=Company time:20251205T120000", "DTEND;TZID=Company time:20251205T140000",
        "RRULE:FREQ=DAILY;UNTIL=20251206T070000Z",
      ],
      prelude: zone)
    #expect(
      result.candidates.map { JSON.array($0.closures.map(\.json)).canonical } == [
        #"[{"date":"2025-06-04","time":"08:00-10:00"}]"#,
        #"[{"date":"2025-12-05","time":"08:00-10:00"},{"date":"2025-12-06","time":"08:00-10:00"}]"#,
      ])
  }

  @Test func sayWhatAReviewerShouldKnow() throws {
    let result = try closures(
      ["UID:a", "STATUS:TENTATIVE", "DTSTART;VALUE=DATE:20250602", "RRULE:FREQ=NONSENSE"],
      ["UID:b", "DTSTART;TZID=Asia/Tokyo:20250602T090000", "DURATION:PT1H", "RRULE:FREQ=DAILY"])
    #expect(result.candidates.count == 2)
    #expect(result.candidates[0].notes.last == "It is tentative.")
    #expect(result.candidates[0].notes.first?.hasPrefix("RRULE FREQ=NONSENSE has an unknown FREQ") == true)
    #expect(result.candidates[1].notes.contains { $0.contains("written out from 2025-01-01 to 2027-12-31") })
    #expect(result.candidates[1].closures.count == 943)
    #expect(
      result.candidates[1].firstDate.iso8601 == "2025-06-02" && result.candidates[1].lastDate.iso8601 == "2025-06-02")
  }

  /// A text and how often it stands in the file.
  static let strangers: [(String, Int)] = [
    ("", 1), ("hello", 1), ("{\"closures\": []}", 1), ("BEGIN:VEVENT\r\nEND:VEVENT\r\n", 1),
    ("BEGIN:VCARD\r\nEND:VCARD\r\n", 1), ("BEGIN:VCALENDAR\r\nEND:VEVENT\r\nEND:VCALENDAR\r\nEND:VEVENT\r\n", 1),
    ("\u{0}BEGIN:VCALENDAR", 1), ("BEGIN:VCALENDAR\r\n", 100),
    ("x", ICalendarFile.Limit.size + 1),
    ("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n", ICalendarFile.Limit.entries + 1),
  ]

  @Test(arguments: strangers)
  func refuseWhatIsNoCalendarFile(text: String, count: Int) throws {
    let file = try ICalendarFile(
      zone: zone("Europe/Paris"), zones: systemZones, from: date("2025-01-01"), through: date("2027-12-31"))
    let bytes = [UInt8](String(repeating: text, count: count).utf8)
    #expect(throws: MainstayError.self) { try file.closures(in: bytes) }
  }

  @Test func surviveDamagedFiles() throws {
    var lines = [
      "BEGIN:VCALENDAR", "BEGIN:VTIMEZONE", "TZID:X", "BEGIN:STANDARD", "DTSTART:19701025T030000",
      "TZOFFSETFROM:+0200", "TZOFFSETTO:+0100", "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU", "END:STANDARD",
      "END:VTIMEZONE",
    ]
    for (index, entry) in Self.entries.enumerated() {
      lines.append(contentsOf: ["BEGIN:VEVENT", "UID:\(index)"])
      lines.append(contentsOf: entry.1.filter { $0 != "UID:1" })
      lines.append("END:VEVENT")
    }
    lines.append(contentsOf: [
      "BEGIN:VEVENT", "UID:z", "DTSTART;TZID=X:20250101T100000", "DURATION:P1DT2H", "RRULE:FREQ=WEEKLY;BYDAY=MO,TU",
      "END:VEVENT", "END:VCALENDAR",
    ])
    let original: [UInt8] = Array(lines.joined(separator: "\r\n").utf8)
    let file = try ICalendarFile(
      zone: zone("Europe/Paris"), zones: systemZones, from: date("2025-01-01"), through: date("2026-12-31"))
    var random = FixedRandom(seed: 23)
    var answered = 0
    for _ in 0..<150 {
      var bytes = original
      for _ in 0..<Int.random(in: 1...30, using: &random) {
        let at = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0...3, using: &random) {
        case 0: bytes[at] = UInt8.random(in: 1...255, using: &random)
        case 1: bytes.remove(at: at)
        case 2: bytes.insert(Array("0123456789;:=,-TZPW\n".utf8).randomElement(using: &random) ?? 10, at: at)
        default: bytes.replaceSubrange(at..<min(bytes.count, at + 40), with: bytes.shuffled(using: &random).prefix(40))
        }
      }
      guard let result = try? file.closures(in: bytes) else { continue }
      answered += result.candidates.count
      for candidate in result.candidates {
        let definition = CalendarDefinition(timeZone: "Europe/Paris", closures: candidate.closures)
        #expect(definition.faults().isEmpty)
      }
    }
    #expect(answered > 100)
  }
}

/// The public holiday files beside the project, where they are present.
@Suite(.timeLimit(.minutes(10))) struct HolidayFileTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("shared/data/holidays")
  static let isPresent = FileManager.default.fileExists(atPath: folder.path)

  @Test(
    .enabled(if: isPresent, "shared/data/holidays is not beside the project"),
    arguments: [("BR", "America/Sao_Paulo"), ("NL", "Europe/Amsterdam"), ("US-MA", "America/New_York")])
  func readEveryHolidayOfACountry(name: String, zoneName: String) throws {
    let bytes = [UInt8](try Data(contentsOf: Self.folder.appendingPathComponent(name + ".ics")))
    let rows = try String(contentsOf: Self.folder.appendingPathComponent("holidays.csv"), encoding: .utf8)
      .split(whereSeparator: \.isNewline).map { $0.split(separator: ",") }.filter { $0.first.map(String.init) == name }
    let file = try ICalendarFile(
      zone: zone(zoneName), zones: systemZones, from: date("2000-01-01"), through: date("2040-12-31"))
    let result = try file.closures(in: bytes)
    #expect(result.skipped.isEmpty && result.candidates.allSatisfy { $0.notes.isEmpty && $0.isWholeDay })
    let found = result.candidates.flatMap { candidate in
      (candidate.firstDate.daysSince1970...candidate.lastDate.daysSince1970).map {
        CivilDate(daysSince1970: $0).iso8601
      }
    }
    #expect(Set(found) == Set(rows.map { String($0[1]) }))
    let definition = try CalendarDefinition(
      timeZone: zoneName, weekly: weekly(["09:00-17:00"]), closures: result.candidates.flatMap(\.closures))
    let calendar = try BusinessCalendar(definition, zone: zone(zoneName))
    let christmas = try zone(zoneName).instant(of: date("2025-12-25"), secondOfDay: 36_000)
    #expect(!calendar.isOpen(at: christmas) && calendar.isOpen(at: christmas - .days(2)))
  }
}
