import BusinessTime
import ICalendarFiles
import Kernel
import Testing

/// Files as other programs write them: names in any case, folded anywhere, in other encodings, or no calendars at all.
@Suite(.timeLimit(.minutes(10))) struct ICalendarOddFileTests {
  private func text(_ candidate: ClosureCandidate?) -> String? {
    candidate.map { JSON.array($0.closures.map(\.json)).canonical }
  }

  private func file() throws -> ICalendarFile {
    try ICalendarFile(
      zone: zone("Europe/Paris"), zones: systemZones, from: date("2025-01-01"), through: date("2027-12-31"))
  }

  @Test(
    arguments: [
      "rrule:FREQ=WEEKLY;COUNT=4", "Rrule:FREQ=WEEKLY;COUNT=4", "RRU\r\n LE:FREQ=WEEKLY;COUNT=4",
      "RRULE\r\n\t:FREQ=WEEKLY;COUNT=4", "rr\r\n ule:freq=weekly;count=4", "RRULE:FREQ=WEEKLY;\r\n COUNT=4",
    ])
  func readARuleHoweverItsNameIsWritten(line: String) throws {
    let result = try closures(["UID:1", "dtstart;value=DATE:20260706", line])
    #expect(
      text(result.candidates.first) == #"[{"rule":"FREQ=WEEKLY;COUNT=4","start":"2026-07-06"}]"#,
      "\(result.candidates.flatMap(\.notes)) \(result.skipped)")
  }

  @Test(arguments: ["exrule", "ExRule", "EX\r\n RULE"])
  func leaveOutByARuleHoweverItsNameIsWritten(name: String) throws {
    let result = try closures([
      "UID:1", "DTSTART;VALUE=DATE:20260706", "RRULE:FREQ=DAILY;COUNT=4", "\(name):FREQ=DAILY;INTERVAL=2;COUNT=2",
    ])
    #expect(text(result.candidates.first) == #"[{"date":"2026-07-07"},{"date":"2026-07-09"}]"#)
  }

  @Test(
    arguments: [
      (["duration:p1d", "dtstart:20260706t000000"], #"[{"date":"2026-07-06"}]"#),
      (
        ["exdate;value=date:20260707", "DTSTART;VALUE=DATE:20260706", "RDATE;VALUE=DATE:20260707"],
        #"[{"date":"2026-07-06"}]"#
      ),
      (["DTSTART:20260706t100000z", "DURATION:pt1h"], #"[{"date":"2026-07-06","time":"12:00-13:00"}]"#),
    ])
  func readValuesInEitherCase(lines: [String], expected: String) throws {
    let result = try closures(["UID:1"] + lines)
    #expect(text(result.candidates.first) == expected, "\(result)")
  }

  /// What becomes of the occurrence of the second day.
  static let unusable: [[String]] = [
    ["DTSTART;TZID=Europe/Paris:20260709T150000", "DTEND;TZID=Europe/Paris:20260707T160000"],
    ["DTSTART;TZID=Europe/Paris:20260707T150000"],
    ["DTSTART;TZID=Nowhere/Zone:20260707T150000", "DURATION:PT1H"], ["DURATION:PT1H"],
  ]

  @Test(arguments: unusable)
  func keepTheSeriesOfAChangedOccurrenceThatCannotBeUsed(lines: [String]) throws {
    let result = try closures(
      ["UID:a", "DTSTART;TZID=Europe/Paris:20260706T080000", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=10"],
      ["UID:a", "RECURRENCE-ID;TZID=Europe/Paris:20260707T080000"] + lines)
    #expect(result.skipped.isEmpty)
    #expect(
      text(result.candidates.first)
        == #"[{"rule":"FREQ=DAILY;COUNT=10","start":"2026-07-06","time":"08:00-09:00"}]"#)
    let notes = result.candidates.first?.notes ?? []
    #expect(notes.first?.hasPrefix("RECURRENCE-ID 2026-07-07 08:00 cannot be used") == true, "\(notes)")
  }

  @Test(
    "a property that changes what is closed is honoured or refused by its name, never passed over",
    arguments: [
      (["RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Paris:20260708T080000"], "RECURRENCE-ID;RANGE=THISANDFUTURE"),
      (["RECURRENCE-ID;range=thisandfuture;TZID=Europe/Paris:20260708T080000"], "RECURRENCE-ID;RANGE=THISANDFUTURE"),
      (
        ["RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Paris:20260708T080000", "STATUS:CANCELLED"],
        "of 2026-07-08 08:00 changes that occurrence and all later ones"
      ),
    ])
  func refuseAChangeOfAllLaterOccurrences(lines: [String], reason: String) throws {
    let result = try closures(
      ["UID:a", "DTSTART;TZID=Europe/Paris:20260706T080000", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=10"],
      ["UID:a", "DTSTART;TZID=Europe/Paris:20260708T150000", "DURATION:PT1H"] + lines)
    #expect(result.candidates.isEmpty && result.skipped.count == 1)
    #expect(result.skipped.first?.reason.contains(reason) == true, "\(result.skipped)")
  }

  @Test func refuseALengthThatIsSaidTwice() throws {
    let result = try closures([
      "UID:a", "DTSTART:20260706T080000", "DTEND:20260706T090000", "DURATION:PT2H",
    ])
    #expect(result.candidates.isEmpty && result.skipped.first?.reason.contains("DTEND and DURATION") == true)
  }

  @Test(
    "whole days of exporters that write times for them",
    arguments: [
      ["DTSTART;TZID=America/New_York:20260706T000000", "DTEND;TZID=America/New_York:20260708T000000"],
      ["DTSTART:20260705T220000Z", "DTEND:20260707T220000Z"], ["DTSTART:20260706T000000", "DURATION:P2D"],
    ],
    ["X-MICROSOFT-CDO-ALLDAYEVENT:TRUE", "X-Microsoft-MSNCalendar-AllDayEvent:true", "X-FUNAMBOL-ALLDAY:1"])
  func takeWholeDays(times: [String], mark: String) throws {
    let result = try closures(["UID:a", mark] + times)
    #expect(text(result.candidates.first) == #"[{"from":"2026-07-06","to":"2026-07-07"}]"#, "\(result)")
    #expect(result.candidates.first?.isWholeDay == true)
  }

  @Test func refuseWholeDaysThatBeginAtNoMidnight() throws {
    let result = try closures([
      "UID:a", "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE", "DTSTART:20260706T090000", "DTEND:20260707T000000",
    ])
    #expect(result.skipped.first?.reason.contains("X-MICROSOFT-CDO-ALLDAYEVENT") == true, "\(result)")
  }

  @Test func sayWhatTakesUpNoTimeAndWhatIsNoEntry() throws {
    let free = try closures([
      "UID:a", "DTSTART;VALUE=DATE:20260706", "X-MICROSOFT-CDO-BUSYSTATUS:FREE",
    ])
    #expect(free.candidates.first?.isTransparent == true)
    let other = try closures(
      ["UID:a", "DTSTART;VALUE=DATE:20260706"],
      prelude: [
        "CALSCALE:HEBREW", "BEGIN:VFREEBUSY", "UID:f", "FREEBUSY:20260706T080000Z/PT1H", "END:VFREEBUSY",
      ])
    #expect(other.candidates.isEmpty)
    #expect(other.skipped.map(\.reason).contains { $0.contains("CALSCALE:HEBREW") }, "\(other.skipped)")
    #expect(other.skipped.map(\.reason).contains { $0.hasPrefix("1 of VFREEBUSY") }, "\(other.skipped)")
  }

  @Test(arguments: ["RDATE;TZID=Nowhere/Zone:20260709T080000", "EXDATE;TZID=Nowhere/Zone:20260707T080000"])
  func keepTheSeriesOfADateInAnUnknownZone(line: String) throws {
    let result = try closures([
      "UID:a", "DTSTART;TZID=Europe/Paris:20260706T080000", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=3", line,
    ])
    #expect(result.candidates.count == 1 && result.skipped.isEmpty)
    #expect(result.candidates.first?.notes.first?.contains("cannot be used: Its time zone Nowhere/Zone") == true)
  }

  @Test func leaveOutAnOlderChangeOfWhatANewerVersionLeavesOut() throws {
    let result = try closures(
      [
        "UID:a", "SEQUENCE:3", "DTSTART;VALUE=DATE:20260706", "RRULE:FREQ=WEEKLY;COUNT=4",
        "EXDATE;VALUE=DATE:20260713",
      ],
      ["UID:a", "SEQUENCE:2", "RECURRENCE-ID;VALUE=DATE:20260713", "DTSTART;VALUE=DATE:20260715"])
    #expect(
      text(result.candidates.first)
        == #"[{"except":["2026-07-13"],"rule":"FREQ=WEEKLY;COUNT=4","start":"2026-07-06"}]"#)
    #expect(
      result.candidates.first?.notes.contains { $0.hasPrefix("The occurrence of 2026-07-13 is left out") } == true)
  }

  @Test(arguments: ["00010101", "16010101"], ["Office", " 1", "1 "])
  func readZonesThatBeginLongAgo(start: String, name: String) throws {
    let described = [
      "BEGIN:VTIMEZONE", "TZID:\(name)", "BEGIN:STANDARD", "DTSTART:\(start)T030000", "TZOFFSETFROM:+0600",
      "TZOFFSETTO:+0500", "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10", "END:STANDARD", "BEGIN:DAYLIGHT",
      "DTSTART:\(start)T020000", "TZOFFSETFROM:+0500", "TZOFFSETTO:+0600", "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3",
      "END:DAYLIGHT", "END:VTIMEZONE",
    ]
    let result = try closures(
      ["UID:a", "DTSTART;TZID=\(name):20260706T120000", "DURATION:PT1H"],
      ["UID:b", "DTSTART;TZID=\(name):20260106T120000", "DURATION:PT1H"], prelude: described)
    #expect(
      result.candidates.map { text($0) } == [
        #"[{"date":"2026-07-06","time":"08:00-09:00"}]"#, #"[{"date":"2026-01-06","time":"08:00-09:00"}]"#,
      ], "\(result.skipped)")
  }

  /// A zone whose changes of the clock ended long before the entry keeps the last one.
  @Test func keepTheLastChangeBeforeTheFirstEntry() throws {
    let described = [
      "BEGIN:VTIMEZONE", "TZID:Office", "BEGIN:STANDARD", "DTSTART:00010101T000000", "TZOFFSETFROM:+0000",
      "TZOFFSETTO:+0300", "RRULE:FREQ=YEARLY;UNTIL=19900101T000000Z", "END:STANDARD", "END:VTIMEZONE",
    ]
    let result = try closures(["UID:a", "DTSTART;TZID=Office:20260706T120000", "DURATION:PT1H"], prelude: described)
    #expect(text(result.candidates.first) == #"[{"date":"2026-07-06","time":"11:00-12:00"}]"#)
  }

  @Test func sayThatAPropertyStandsThereTwice() throws {
    let result = try closures(["UID:1", "DTSTART;VALUE=DATE:20260706", "DTSTART;VALUE=DATE:20260707"])
    #expect(text(result.candidates.first) == #"[{"date":"2026-07-07"}]"#)
    #expect(result.candidates.first?.notes == ["It has more than one DTSTART; the last one is taken."])
  }

  @Test func readLettersOfWindowsAndThoseThatAFoldParts() throws {
    func lines(_ summary: [UInt8]) -> [UInt8] {
      Array("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:".utf8) + summary
        + Array("\r\nDTSTART;VALUE=DATE:20260706\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n".utf8)
    }
    let windows = try file().closures(in: lines([0x46, 0xea, 0x74, 0x65, 0x20, 0x80]))
    #expect(windows.candidates.map(\.summary) == ["Fête €"])
    #expect(windows.candidates.first?.notes == ["The file is not UTF-8; its letters are read as Windows-1252."])
    let folded = try file().closures(in: lines([0x46, 0xc3, 0x0d, 0x0a, 0x20, 0xaa, 0x74, 0x65]))
    #expect(folded.candidates.map(\.summary) == ["Fête"])
    #expect(folded.candidates.first?.notes == [])
  }

  /// The bytes of a file, and what is said of it.
  static let strangers: [([UInt8], String)] = [
    ([], "is empty"), (Array("\r\n \n".utf8), "is empty"),
    (Array("\n<!DOCTYPE html><html>".utf8), "is a web page (HTML)"),
    (Array("<?xml version='1.0'?>".utf8), "is an XML file"), (Array("BEGIN:VCARD".utf8), "is not an iCalendar file"),
    (Array("BEGIN:VCALENDAR".utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }), "is written in UTF-16"),
    ([0xff, 0xfe, 0x42, 0], "is written in UTF-16"), ([0x50, 0x4b, 3, 4], "is a zip archive"),
    (Array("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20260706\r\n".utf8), "is cut short"),
  ]

  @Test(arguments: strangers)
  func callWhatIsNoCalendarWhatItIs(bytes: [UInt8], words: String) throws {
    #expect {
      try file().closures(in: bytes)
    } throws: { error in
      guard case .invalid(let faults) = error as? MainstayError else { return false }
      return faults.first?.path == "file" && faults.first?.message.hasPrefix(words) == true
    }
  }
}
