import BusinessTime
import ICalendarFiles
import Kernel
import Testing

@Suite struct RecurrenceTests {
  let recurrences = ICalendarRecurrences()

  /// Rule, start, the first dates.
  static let rules: [(String, String, String)] = [
    ("FREQ=DAILY;COUNT=3", "2025-06-02", "2025-06-02 2025-06-03 2025-06-04"),
    ("FREQ=DAILY;UNTIL=20250603", "2025-06-02", "2025-06-02 2025-06-03"),
    ("FREQ=WEEKLY;BYDAY=MO,WE;COUNT=4", "2025-06-02", "2025-06-02 2025-06-04 2025-06-09 2025-06-11"),
    ("FREQ=WEEKLY;INTERVAL=2;COUNT=3", "2025-06-02", "2025-06-02 2025-06-16 2025-06-30"),
    // The first and the fourth Thursday of November; Easter has no rule, Thanksgiving does.
    ("FREQ=YEARLY;BYMONTH=11;BYDAY=4TH;COUNT=3", "2024-11-28", "2024-11-28 2025-11-27 2026-11-26"),
    ("FREQ=MONTHLY;BYDAY=-1FR;COUNT=3", "2025-01-31", "2025-01-31 2025-02-28 2025-03-28"),
    ("FREQ=MONTHLY;BYMONTHDAY=31;COUNT=3", "2025-01-31", "2025-01-31 2025-03-31 2025-05-31"),
    ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=2", "2025-05-30", "2025-05-30 2025-06-30"),
    ("FREQ=YEARLY;COUNT=2", "2024-02-29", "2024-02-29 2028-02-29"),
    ("FREQ=YEARLY;BYYEARDAY=-1;COUNT=2", "2024-12-31", "2024-12-31 2025-12-31"),
    ("FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO;COUNT=3", "1997-05-12", "1997-05-12 1998-05-11 1999-05-17"),
    (
      "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8;COUNT=3", "1996-11-05",
      "1996-11-05 2000-11-07 2004-11-02"
    ),
    ("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;COUNT=3", "1998-02-13", "1998-02-13 1998-03-13 1998-11-13"),
    ("freq=weekly;wkst=su;count=2", "2025-06-02", "2025-06-02 2025-06-09"),
  ]

  @Test(arguments: rules)
  func expandRules(rule: String, start: String, expected: String) throws {
    let first = try date(start)
    #expect(recurrences.fault(of: rule, start: first) == nil)
    let found = try recurrences.dates(of: rule, start: first, through: date("2199-12-31"), limit: 10)
    #expect(found.dates.map(\.iso8601).joined(separator: " ") == expected)
    #expect(found.isComplete)
  }

  @Test func sayWhereARuleGoesOn() throws {
    let start = try date("2025-06-02")
    #expect(
      try recurrences.dates(of: "FREQ=DAILY", start: start, through: date("2025-06-03"), limit: 10)
        == RecurrenceDates([start, date("2025-06-03")], isComplete: false))
    #expect(
      recurrences.dates(of: "FREQ=DAILY", start: start, through: start, limit: 0)
        == RecurrenceDates([], isComplete: false))
    let many = try recurrences.dates(of: "FREQ=DAILY", start: start, through: date("2199-12-31"), limit: 500)
    #expect(many.dates.count == 500 && !many.isComplete)
  }

  @Test(
    arguments: [
      "", "every Monday", "RRULE:FREQ=DAILY", "FREQ=", "FREQ=DAILY;COUNT", "FREQ=HOURLY",
      "FREQ=SECONDLY;COUNT=9",
      "FREQ=DAILY;BYHOUR=9", "FREQ=DAILY;COUNT=0", "FREQ=DAILY;COUNT=-1", "FREQ=DAILY;COUNT=2;UNTIL=20250101",
      "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;INTERVAL=100000", "FREQ=DAILY;UNTIL=tomorrow", "FREQ=DAILY;FREQ=WEEKLY",
      "FREQ=DAILY;RSCALE=CHINESE", "FREQ=WEEKLY;BYDAY=XX", "FREQ=MONTHLY;BYMONTHDAY=99", "FREQ=DAILY\nCOUNT=2",
      "COUNT=3",
      "FREQ=YEARLY;BYMONTH=Ü", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;UNTIL=20250601",
    ])
  func refuseWhatIsNoRule(rule: String) throws {
    let start = try date("2025-06-02")
    #expect(recurrences.fault(of: rule, start: start) != nil)
    #expect(recurrences.dates(of: rule, start: start, through: start, limit: 1).dates.isEmpty)
  }

  @Test func closeACalendarByRules() throws {
    let definition = try CalendarDefinition(
      json: JSON(
        parsing: """
          {"timeZone": "Europe/Paris", "weekly": {"mon": ["09:00-17:00"], "wed": ["09:00-17:00"], "thu": ["09:00-17:00"]},
           "closures": [
            {"rule": "FREQ=WEEKLY;BYDAY=WE", "start": "2025-01-01", "time": "09:00-10:00", "except": ["2025-06-11"]},
            {"rule": "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", "start": "2020-11-26"},
            {"rule": "FREQ=YEARLY", "start": "2025-06-16", "days": 3, "also": ["2025-07-02"]}]}
          """))
    #expect(definition.faults().count == 3)
    #expect(throws: MainstayError.self) { try BusinessCalendar(definition, zone: zone("Europe/Paris")) }
    let calendar = try BusinessCalendar(definition, zone: zone("Europe/Paris"), recurrences: ICalendarRecurrences())
    func hours(_ day: String) throws -> Duration {
      let start = try zone("Europe/Paris").instant(of: date(day), secondOfDay: 0)
      return calendar.openTime(from: start, to: start + .hours(24))
    }
    let expected: [(String, Int64)] = [
      ("2025-06-04", 7), ("2025-06-11", 8), ("2025-06-16", 0), ("2025-06-18", 0), ("2025-06-19", 8), ("2025-07-02", 0),
      ("2025-07-03", 0), ("2025-07-07", 8), ("2025-11-27", 0), ("2025-11-20", 8), ("2040-11-22", 0), ("2024-12-25", 8),
      ("2026-06-17", 0),
      ("2199-06-17", 0), ("2199-06-19", 7),
    ]
    for (day, length) in expected { #expect(try hours(day) == .hours(length), "\(day)") }
  }

  @Test func supplyNothingWhereRecurrencesAreNotKnownAnyMore() throws {
    var definition = CalendarDefinition(timeZone: "UTC", weekly: try weekly(["09:00-17:00"]))
    let start = try date("2025-01-01")
    func calendar(_ rule: String) throws -> BusinessCalendar {
      definition.closures = [Closure(.recurring(Recurrence(rule: rule, start: start)))]
      return try BusinessCalendar(definition, zone: .utc, recurrences: ICalendarRecurrences())
    }
    let from = try instant("2025-01-01T00:00:00Z")
    // Closed every day, and so for good.
    #expect(try calendar("FREQ=DAILY").instant(adding: .milliseconds(1), to: from) == nil)
    // Closed for a while.
    #expect(
      try calendar("FREQ=DAILY;COUNT=10").instant(adding: .hours(1), to: from) == instant("2025-01-11T10:00:00Z"))
    #expect(try calendar("FREQ=DAILY;COUNT=10").instant(adding: .hours(8_000_000), to: from) != nil)
    // Closed on Sundays: known to the end of 2199.
    let sundays = try calendar("FREQ=WEEKLY;BYDAY=SU")
    #expect(try sundays.nextChange(after: instant("2199-12-31T17:00:00Z")) == nil)
    #expect(try sundays.openTime(from: instant("2199-12-31T00:00:00Z"), to: .latest) == .hours(8))
    #expect(sundays.instant(adding: .hours(48 * 52 * 170), to: from) != nil)
    #expect(sundays.instant(adding: .hours(48 * 52 * 180), to: from) == nil)
  }
}
