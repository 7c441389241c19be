import BusinessTime
import ICalendarFiles
import Kernel
import Testing

/// What entries close, as instants: compiled into a calendar that is always open otherwise.
@Suite(.timeLimit(.minutes(10))) struct ICalendarOccurrenceTests {
  /// Closed stretches of a period, for a calendar in Paris.
  private func closed(
    _ entries: [String]..., prelude: [String] = [], from: String, to: String
  ) throws -> (text: String, notes: [String]) {
    let lines =
      ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//"] + prelude
      + entries.flatMap { ["BEGIN:VEVENT"] + $0 + ["END:VEVENT"] } + ["END:VCALENDAR", ""]
    let paris = try zone("Europe/Paris")
    let (start, end) = (try instant(from), try instant(to))
    let file = ICalendarFile(
      zone: paris, zones: systemZones, from: paris.local(start).date, through: paris.local(end).date)
    let read = try file.closures(in: Array(lines.joined(separator: "\r\n").utf8))
    return (
      try ClosedStretches.text(read.candidates, in: paris, from: start, to: end),
      read.candidates.flatMap(\.notes) + read.skipped.map(\.reason)
    )
  }

  /// What an entry says, a period, and what is closed in it.
  static let entries: [(String, [String], String, String, String)] = [
    (
      "a nightly job since 2003 still happens",
      ["DTSTART:20030110T230000Z", "DTEND:20030110T233000Z", "RRULE:FREQ=DAILY"],
      "2031-05-01T00:00:00Z", "2031-05-02T00:00:00Z", "2031-05-01T23:00/2031-05-01T23:30"
    ),
    (
      "by the clock of New York through both changes",
      ["DTSTART;TZID=America/New_York:20150302T120000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;BYDAY=SU"],
      "2026-03-08T00:00:00Z", "2026-03-30T00:00:00Z",
      "2026-03-08T16:00/2026-03-08T17:00 2026-03-15T16:00/2026-03-15T17:00 2026-03-22T16:00/2026-03-22T17:00 "
        + "2026-03-29T16:00/2026-03-29T17:00"
    ),
    (
      "a day by the calendar has 23 hours in spring", ["DTSTART;TZID=Europe/Paris:20270328T000000", "DURATION:P1D"],
      "2027-03-27T00:00:00Z", "2027-03-30T00:00:00Z", "2027-03-27T23:00/2027-03-28T22:00"
    ),
    (
      "24 hours are 24 hours", ["DTSTART;TZID=Europe/Paris:20270328T000000", "DURATION:PT24H"],
      "2027-03-27T00:00:00Z", "2027-03-30T00:00:00Z", "2027-03-27T23:00/2027-03-28T23:00"
    ),
    (
      "24 hours a week, over the day of 23",
      [
        "DTSTART;TZID=Europe/Paris:20270321T000000", "DURATION:PT24H", "RRULE:FREQ=WEEKLY;COUNT=3",
      ], "2027-03-19T00:00:00Z", "2027-04-06T00:00:00Z",
      "2027-03-20T23:00/2027-03-21T23:00 2027-03-27T23:00/2027-03-28T23:00 2027-04-03T22:00/2027-04-04T22:00"
    ),
    (
      "six hours of elapsed time over the change",
      ["DTSTART;TZID=Europe/Paris:20270327T230000", "DURATION:PT6H", "RRULE:FREQ=DAILY;COUNT=2"],
      "2027-03-26T00:00:00Z", "2027-03-30T00:00:00Z",
      "2027-03-27T22:00/2027-03-28T04:00 2027-03-28T21:00/2027-03-29T03:00"
    ),
    (
      "the first of two equal times", ["DTSTART;TZID=Europe/Paris:20271031T023000", "DURATION:PT1H"],
      "2027-10-30T00:00:00Z", "2027-11-01T00:00:00Z", "2027-10-31T00:30/2027-10-31T01:30"
    ),
    (
      "a skipped time by the offset before the gap, every year but this",
      ["DTSTART;TZID=Europe/Paris:20270327T023000", "DURATION:PT30M", "RRULE:FREQ=DAILY;COUNT=3"],
      "2027-03-26T00:00:00Z", "2027-03-31T00:00:00Z",
      "2027-03-27T01:30/2027-03-27T02:00 2027-03-28T01:30/2027-03-28T02:00 2027-03-29T00:30/2027-03-29T01:00"
    ),
    (
      "a first occurrence at a skipped time counts too; those that follow are at the time as it was written",
      ["DTSTART;TZID=Europe/Paris:20270328T023000", "DURATION:PT30M", "RRULE:FREQ=DAILY;COUNT=3"],
      "2027-03-26T00:00:00Z", "2027-03-31T00:00:00Z",
      "2027-03-28T01:30/2027-03-28T02:00 2027-03-29T00:30/2027-03-29T01:00 2027-03-30T00:30/2027-03-30T01:00"
    ),
    (
      "a date that is none is no occurrence and counts for none",
      ["DTSTART;TZID=Europe/Paris:20270131T023000", "DURATION:PT30M", "RRULE:FREQ=MONTHLY;COUNT=3"],
      "2027-01-30T00:00:00Z", "2027-06-30T00:00:00Z",
      "2027-01-31T01:30/2027-01-31T02:00 2027-03-31T00:30/2027-03-31T01:00 2027-05-31T00:30/2027-05-31T01:00"
    ),
    (
      "an added occurrence keeps its time of day, or has its own end",
      [
        "DTSTART;TZID=Europe/Paris:20260601T080000", "DTEND;TZID=Europe/Paris:20260601T090000",
        "RRULE:FREQ=WEEKLY;COUNT=2", "RDATE;TZID=Europe/Paris:20260603T160000",
        "RDATE;VALUE=PERIOD:20260604T060000Z/PT20M,20260605T060000Z/20260605T061500Z",
      ], "2026-05-30T00:00:00Z", "2026-06-30T00:00:00Z",
      "2026-06-01T06:00/2026-06-01T07:00 2026-06-03T14:00/2026-06-03T15:00 2026-06-04T06:00/2026-06-04T06:20 "
        + "2026-06-05T06:00/2026-06-05T06:15 2026-06-08T06:00/2026-06-08T07:00"
    ),
    (
      "an exception leaves out its own time alone",
      [
        "DTSTART;TZID=Europe/Paris:20260601T080000", "DURATION:PT1H", "RRULE:FREQ=DAILY;BYHOUR=8,14;COUNT=4",
        "EXDATE:20260602T120000Z",
      ], "2026-05-30T00:00:00Z", "2026-06-30T00:00:00Z",
      "2026-06-01T06:00/2026-06-01T07:00 2026-06-01T12:00/2026-06-01T13:00 2026-06-02T06:00/2026-06-02T07:00"
    ),
    (
      "a date leaves out all of its date",
      [
        "DTSTART;TZID=Europe/Paris:20260601T080000", "DURATION:PT1H", "RRULE:FREQ=DAILY;BYHOUR=8,14;COUNT=4",
        "EXDATE;VALUE=DATE:20260601",
      ], "2026-05-30T00:00:00Z", "2026-06-30T00:00:00Z",
      "2026-06-02T06:00/2026-06-02T07:00 2026-06-02T12:00/2026-06-02T13:00"
    ),
    (
      "whole days: UNTIL and EXDATE at local midnight in UTC",
      ["DTSTART;VALUE=DATE:20260601", "RRULE:FREQ=DAILY;UNTIL=20260603T220000Z", "EXDATE:20260601T220000Z"],
      "2026-05-30T00:00:00Z", "2026-06-30T00:00:00Z",
      "2026-05-31T22:00/2026-06-01T22:00 2026-06-02T22:00/2026-06-04T22:00"
    ),
    (
      "whole days: UNTIL at midnight of UTC is that date",
      ["DTSTART;VALUE=DATE:20260601", "RRULE:FREQ=DAILY;UNTIL=20260602T000000Z"],
      "2026-05-30T00:00:00Z", "2026-06-30T00:00:00Z", "2026-05-31T22:00/2026-06-02T22:00"
    ),
    (
      "EXRULE", ["DTSTART;VALUE=DATE:20260601", "RRULE:FREQ=DAILY;COUNT=4", "EXRULE:FREQ=DAILY;INTERVAL=2"],
      "2026-05-30T00:00:00Z", "2026-06-30T00:00:00Z",
      "2026-06-01T22:00/2026-06-02T22:00 2026-06-03T22:00/2026-06-04T22:00"
    ),
    (
      "a beginning beside its rule is the first occurrence and counts",
      ["DTSTART;VALUE=DATE:20260601", "RRULE:FREQ=WEEKLY;BYDAY=WE;COUNT=2"],
      "2026-05-30T00:00:00Z", "2026-06-30T00:00:00Z",
      "2026-05-31T22:00/2026-06-01T22:00 2026-06-02T22:00/2026-06-03T22:00"
    ),
    (
      "hourly", ["DTSTART:20260601T080000Z", "DURATION:PT5M", "RRULE:FREQ=HOURLY;INTERVAL=8;COUNT=3"],
      "2026-05-30T00:00:00Z", "2026-06-30T00:00:00Z",
      "2026-06-01T08:00/2026-06-01T08:05 2026-06-01T16:00/2026-06-01T16:05 2026-06-02T00:00/2026-06-02T00:05"
    ),
    (
      "a zone by its name in Windows",
      ["DTSTART;TZID=Eastern Standard Time:20260601T080000", "DTEND;TZID=Eastern Standard Time:20260601T090000"],
      "2026-05-30T00:00:00Z", "2026-06-30T00:00:00Z", "2026-06-01T12:00/2026-06-01T13:00"
    ),
    (
      "an end in another zone", ["DTSTART;TZID=Asia/Tokyo:20260601T080000", "DTEND;TZID=Asia/Kolkata:20260601T080000"],
      "2026-05-30T00:00:00Z", "2026-06-30T00:00:00Z", "2026-05-31T23:00/2026-06-01T02:30"
    ),
  ]

  @Test(arguments: entries)
  func closeWhatTheySay(name: String, lines: [String], from: String, to: String, expected: String) throws {
    #expect(try closed(["UID:1"] + lines, from: from, to: to).text == expected)
  }

  @Test func readTimesWithoutAZoneInTheZoneOfTheFile() throws {
    let found = try closed(
      ["UID:1", "DTSTART:20260601T080000", "DTEND:20260601T090000"], prelude: ["X-WR-TIMEZONE:America/New_York"],
      from: "2026-05-30T00:00:00Z", to: "2026-06-30T00:00:00Z")
    #expect(found.text == "2026-06-01T12:00/2026-06-01T13:00")
  }

  @Test func takeTwoHolidaysThatShareAUID() throws {
    let found = try closed(
      ["UID:h", "DTSTAMP:20260101T000000Z", "DTSTART;VALUE=DATE:20260601", "SUMMARY:One"],
      ["UID:h", "DTSTAMP:20260101T000000Z", "DTSTART;VALUE=DATE:20260603", "SUMMARY:Two"],
      from: "2026-05-30T00:00:00Z", to: "2026-06-30T00:00:00Z")
    #expect(found.text == "2026-05-31T22:00/2026-06-01T22:00 2026-06-02T22:00/2026-06-03T22:00")
    #expect(found.notes.count == 2 && found.notes.allSatisfy { $0.contains("same UID") })
    let twice = try closed(
      ["UID:h", "DTSTART;VALUE=DATE:20260601"], ["UID:h", "DTSTART;VALUE=DATE:20260601"],
      from: "2026-05-30T00:00:00Z", to: "2026-06-30T00:00:00Z")
    #expect(twice.text == "2026-05-31T22:00/2026-06-01T22:00" && twice.notes.count == 1)
  }

  @Test func moveOneOccurrenceOfSeveralADay() throws {
    let found = try closed(
      ["UID:a", "DTSTART;TZID=Europe/Paris:20260601T080000", "DURATION:PT1H", "RRULE:FREQ=DAILY;BYHOUR=8,14;COUNT=4"],
      [
        "UID:a", "RECURRENCE-ID;TZID=Europe/Paris:20260601T140000", "DTSTART;TZID=Europe/Paris:20260601T150000",
        "DURATION:PT2H",
      ], from: "2026-05-30T00:00:00Z", to: "2026-06-30T00:00:00Z")
    #expect(
      found.text == "2026-06-01T06:00/2026-06-01T07:00 2026-06-01T13:00/2026-06-01T15:00 "
        + "2026-06-02T06:00/2026-06-02T07:00 2026-06-02T12:00/2026-06-02T13:00")
  }

  @Test(arguments: ["RECURRENCE-ID:some day", "RECURRENCE-ID;VALUE=DATE:20260631"])
  func takeNoOverrideForANewerVersion(identifier: String) throws {
    let found = try closed(
      ["UID:a", "DTSTART;VALUE=DATE:20260601", "RRULE:FREQ=DAILY;COUNT=2"],
      ["UID:a", "SEQUENCE:2", identifier, "DTSTART;VALUE=DATE:20260610"],
      from: "2026-05-30T00:00:00Z", to: "2026-06-30T00:00:00Z")
    #expect(found.text == "2026-05-31T22:00/2026-06-02T22:00")
    #expect(found.notes.first?.hasPrefix("RECURRENCE-ID") == true)
  }

  /// Properties of an entry on 1 June 2026, and what the first note or reason begins with.
  static let unread: [([String], String)] = [
    (["DTSTART;VALUE=DATE:20260601", "DTEND;VALUE=DATE:20260631"], "DTEND 20260631 cannot be read"),
    (["DTSTART;VALUE=DATE:20260601", "DURATION:P1X"], "DURATION cannot be read"),
    (["DTSTART;VALUE=DATE:20260601", "DTEND;VALUE=DATE:20260530"], "DTEND lies before DTSTART"),
    (["DTSTART;VALUE=DATE:20260601", "RRULE:FREQ=DAILY;COUNT=3", "EXDATE;VALUE=DATE:20260631"], "EXDATE 20260631"),
    (["DTSTART;VALUE=DATE:20260601", "RDATE;VALUE=DATE:20260631"], "RDATE 20260631"),
    (["DTSTART;VALUE=DATE:20260631"], "DTSTART 20260631 cannot be read"),
    (
      ["DTSTART;VALUE=DATE:20260601", "RRULE:FREQ=DAILY;COUNT=8589934593"],
      "RRULE FREQ=DAILY;COUNT=8589934593 has a COUNT"
    ),
    (
      ["DTSTART;VALUE=DATE:20260601", "LOCATION:", "DESCRIPTION:", "URL:", "CONTACT:", "RRULE:FREQ=DAILY;BYDAY=XX"],
      "RRULE FREQ=DAILY;BYDAY=XX has a BYDAY"
    ),
    (["DTSTART;VALUE=DATE:20260601", "RRULE:"], "RRULE"),
    (["DTSTART;VALUE=DATE:20260601", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"], "RRULE FREQ=YEARLY"),
    (["DTSTART;VALUE=DATE:20260601", "EXRULE:FREQ=DAILY;BYDAY=9MO"], "EXRULE FREQ=DAILY;BYDAY=9MO"),
    (["DTSTART;TZID=Somewhere:20260601T080000", "DURATION:PT1H"], "Its time zone Somewhere is not known"),
    (["DTSTART:20260601T080000", "DTEND:20260631T080000"], "DTEND 20260631T080000 cannot be read"),
    // Outside the period it might have recurred into it, so that it is not passed over.
    (["DTSTART;VALUE=DATE:20100601", "RRULE:FREQ=OFTEN"], "RRULE FREQ=OFTEN has an unknown FREQ"),
  ]

  @Test(arguments: unread)
  func sayFirstWhatCannotBeRead(lines: [String], expected: String) throws {
    let notes = try closed(
      ["UID:1", "STATUS:TENTATIVE"] + lines, from: "2026-05-30T00:00:00Z", to: "2026-06-30T00:00:00Z"
    ).notes
    #expect(notes.first?.hasPrefix(expected) == true, "\(notes)")
  }

  @Test func writeRecurrencesOutBeyondWhatACalendarHolds() throws {
    let entries = (0..<CalendarDefinition.Limit.recurrences + 7).map { number in
      ["UID:\(number)", "DTSTART;VALUE=DATE:20250106", "RRULE:FREQ=WEEKLY;INTERVAL=\(number + 1)"]
    }
    let lines =
      ["BEGIN:VCALENDAR", "VERSION:2.0"] + entries.flatMap { ["BEGIN:VEVENT"] + $0 + ["END:VEVENT"] }
      + ["END:VCALENDAR", ""]
    let file = try ICalendarFile(
      zone: zone("Europe/Paris"), zones: systemZones, from: date("2025-01-01"), through: date("2027-12-31"))
    let read = try file.closures(in: Array(lines.joined(separator: "\r\n").utf8))
    let definition = CalendarDefinition(timeZone: "Europe/Paris", closures: read.candidates.flatMap(\.closures))
    #expect(definition.faults().isEmpty)
    #expect(read.candidates.last?.closures.count == 2)
    #expect(read.candidates.last?.notes.first?.contains("100 recurrences at most") == true)
  }

  @Test func answerHostileFilesInBoundedWork() throws {
    let odd = [
      "BEGIN:VTIMEZONE", "TZID:Odd", "BEGIN:STANDARD", "DTSTART:19700101T000000", "RRULE:FREQ=SECONDLY",
      "TZOFFSETFROM:+0100", "TZOFFSETTO:+0100", "END:STANDARD", "END:VTIMEZONE",
    ]
    let zone = try closed(
      ["UID:1", "DTSTART;TZID=Odd:20260601T080000", "DURATION:PT1H"], prelude: odd,
      from: "2026-05-30T00:00:00Z", to: "2026-06-30T00:00:00Z")
    #expect(zone.notes.first?.contains("more than 2000 changes") == true)
    let parameters = String(repeating: ";P=1", count: 50_000)
    let long = try closed(
      ["UID:1", "DTSTART;VALUE=DATE:20260601", "X-NOTE\(parameters):text"],
      from: "2026-05-30T00:00:00Z", to: "2026-06-30T00:00:00Z")
    #expect(long.text == "2026-05-31T22:00/2026-06-01T22:00")
    #expect(long.notes == ["X-NOTE has more than 50 parameters; it is left out."])
    let second = try closed(
      ["UID:1", "DTSTART:20260601T080000Z", "DURATION:PT1H", "RRULE:FREQ=SECONDLY"],
      from: "2026-05-30T00:00:00Z", to: "2026-06-30T00:00:00Z")
    #expect(second.notes.first?.contains("more than 5000 occurrences") == true)
  }
}

/// What candidates close, by a calendar compiled of them.
enum ClosedStretches {
  static func all(
    _ candidates: [ClosureCandidate], in zone: ZoneRules, from: Instant, to: Instant
  ) throws -> [Range<Instant>] {
    let definition = CalendarDefinition(
      timeZone: zone.identifier, weekly: try weekly(["00:00-24:00"]), closures: candidates.flatMap(\.closures))
    let open = try BusinessCalendar(definition, zone: zone).windows(from: from, to: to)
    var closed: [Range<Instant>] = []
    var at = from
    for window in open {
      if at < window.lowerBound { closed.append(at..<window.lowerBound) }
      at = window.upperBound
    }
    if at < to { closed.append(at..<to) }
    return closed
  }

  /// `2026-06-01T06:00/2026-06-01T07:00 ...`
  static func text(
    _ candidates: [ClosureCandidate], in zone: ZoneRules, from: Instant, to: Instant
  ) throws -> String {
    func short(_ instant: Instant) -> String { String(instant.rfc3339.prefix(16)) }
    return try all(candidates, in: zone, from: from, to: to)
      .map { "\(short($0.lowerBound))/\(short($0.upperBound))" }.joined(separator: " ")
  }
}
