import BusinessTime
import Kernel
import Testing

@Suite(.timeLimit(.minutes(10))) struct RecurrenceTests {
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
    let rule = try RecurrenceRule(parsing: rule)
    var steps = RecurrenceRule.Limit.checkingSteps
    #expect(rule.faultOfDates(start: first, &steps) == nil)
    let found = try rule.dates(start: first, from: first, through: date("2199-12-31"), limit: 10)
    #expect(found.dates.map(\.iso8601).joined(separator: " ") == expected)
    #expect(!found.goesOn)
    #expect(try RecurrenceRule(parsing: rule.text) == rule)
  }

  @Test func sayWhetherARuleGoesOn() throws {
    let start = try date("2025-06-02")
    let daily = try RecurrenceRule(parsing: "FREQ=DAILY")
    let two = try daily.dates(start: start, from: start, through: date("2025-06-03"))
    #expect(try two.dates == [start, date("2025-06-03")] && two.goesOn)
    let many = try daily.dates(start: start, from: start, through: date("2199-12-31"), limit: 500)
    #expect(many.dates.count == 500 && many.goesOn)
    let before = try daily.dates(start: start, from: date("2024-01-01"), through: date("2025-06-01"))
    #expect(before.dates.isEmpty && before.goesOn)
  }

  @Test(
    arguments: [
      "", "every Monday", "RRULE:FREQ=DAILY", "FREQ=", "FREQ=DAILY;COUNT", "FREQ=HOURLY", "FREQ=OFTEN",
      "FREQ=SECONDLY;COUNT=9", "FREQ=DAILY;BYHOUR=9", "FREQ=DAILY;COUNT=0", "FREQ=DAILY;COUNT=-1",
      "FREQ=DAILY;COUNT=4294967298", "FREQ=DAILY;COUNT=2;UNTIL=20250101", "FREQ=DAILY;INTERVAL=0",
      "FREQ=DAILY;INTERVAL=100000", "FREQ=DAILY;INTERVAL=65537", "FREQ=DAILY;UNTIL=tomorrow",
      "FREQ=DAILY;UNTIL=20250631", "FREQ=DAILY;FREQ=WEEKLY", "FREQ=DAILY;RSCALE=CHINESE", "FREQ=WEEKLY;BYDAY=XX",
      "FREQ=WEEKLY;BYDAY=1MO", "FREQ=DAILY;BYDAY=-1MO", "FREQ=YEARLY;BYWEEKNO=20;BYDAY=1MO", "FREQ=MONTHLY;BYDAY=0MO",
      "FREQ=MONTHLY;BYDAY=54MO", "FREQ=MONTHLY;BYMONTHDAY=99", "FREQ=MONTHLY;BYMONTHDAY=0",
      "FREQ=MONTHLY;BYMONTHDAY=257",
      "FREQ=WEEKLY;BYMONTHDAY=1", "FREQ=MONTHLY;BYYEARDAY=1", "FREQ=MONTHLY;BYWEEKNO=1", "FREQ=YEARLY;BYSETPOS=1",
      "FREQ=YEARLY;BYDAY=MO;BYSETPOS=367", "FREQ=YEARLY;BYMONTH=13", "FREQ=YEARLY;BYMONTH=-1",
      "FREQ=YEARLY;BYMONTH=1,,2",
      "FREQ=DAILY\nCOUNT=2", "COUNT=3", "FREQ=YEARLY;BYMONTH=Ü", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
      "FREQ=DAILY;BYMONTH=2,4,6;BYMONTHDAY=31", "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6", "FREQ=DAILY;UNTIL=20250601",
      "FREQ=DAILY;BYDAY=MO;BYSETPOS=2", "FREQ=DAILY;INTERVAL=7;BYDAY=TU", "FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6",
    ])
  func refuseWhatIsNoRuleOfDates(rule: String) throws {
    // A Monday.
    let start = try date("2025-06-02")
    let definition = CalendarDefinition(
      timeZone: "UTC", closures: [Closure(.recurring(Recurrence(rule: rule, start: start)))])
    #expect(definition.faults().map(\.path) == ["closures[0].rule"])
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
    #expect(definition.faults().isEmpty)
    let calendar = try BusinessCalendar(definition, zone: zone("Europe/Paris"))
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
      return try BusinessCalendar(definition, zone: .utc)
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

  @Test func costNothingForTheirAge() throws {
    // Closed on every date since the year 1800, but for a Sunday: within the steps of one look at one year.
    var definition = CalendarDefinition(timeZone: "UTC", weekly: try weekly(["09:00-17:00"]))
    definition.closures = [
      Closure(
        .recurring(
          Recurrence(rule: "FREQ=DAILY", start: try date("1800-01-01"), except: [try date("2026-07-05")])))
    ]
    let calendar = try BusinessCalendar(definition, zone: .utc)
    #expect(
      try calendar.openTime(from: instant("2026-01-01T00:00:00Z"), to: instant("2027-01-01T00:00:00Z")) == .hours(8))
    let rule = try RecurrenceRule(parsing: "FREQ=DAILY")
    let line = RecurrenceLine(rule, start: try date("1800-01-01"))
    var steps = 10
    let day = Int64(try date("2026-07-05").daysSince1970) * 86_400
    #expect(line.occurrences(from: day, to: day + 3 * 86_400, steps: &steps).times.count == 3)
    #expect(steps > 0)
  }

  @Test func countFromTheFirstDateHoweverLateOneLooks() throws {
    var definition = CalendarDefinition(timeZone: "UTC", weekly: try weekly(["09:00-17:00"]))
    definition.closures = [
      Closure(.recurring(Recurrence(rule: "FREQ=WEEKLY;BYDAY=MO,FR;COUNT=1005", start: try date("2017-01-02"))))
    ]
    let calendar = try BusinessCalendar(definition, zone: .utc)
    // The 1005th is a Monday, 502 weeks after the first.
    let last = try instant("2026-08-17T00:00:00Z")
    #expect(calendar.openTime(from: last, to: last + .hours(24)) == .zero)
    #expect(calendar.openTime(from: last + .days(4), to: last + .days(5)) == .hours(8))
  }

  @Test func boundTheWorkOfChecking() throws {
    let costly = "FREQ=YEARLY;BYMONTH=1,2,3,4,5,6,7,8,9,10,11,12;BYMONTHDAY=30;BYDAY=MO;BYSETPOS=366"
    var steps = RecurrenceRule.Limit.checkingSteps
    let rule = try RecurrenceRule(parsing: costly)
    #expect(rule.faultOfDates(start: try date("2020-01-01"), &steps) == "names no date")
    #expect(steps > RecurrenceRule.Limit.checkingSteps - 10_000)
    // However many there are, one budget bounds them all.
    var definition = CalendarDefinition(timeZone: "UTC")
    definition.closures = Array(
      repeating: Closure(
        .recurring(Recurrence(rule: "FREQ=YEARLY;BYDAY=MO,WE;BYSETPOS=106", start: try date("2020-01-01")))), count: 100
    )
    let faults = definition.faults()
    #expect(faults.count == 100)
    #expect(faults.last?.message.hasPrefix("takes too long to look through") == true)
    steps = 1000
    let count = try RecurrenceRule(parsing: "FREQ=DAILY;COUNT=2147483647")
    #expect(count.faultOfDates(start: try date("2020-01-01"), &steps)?.hasPrefix("takes too long") == true)
  }
}
