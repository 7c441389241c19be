import BusinessTime
import Kernel
import Testing

@Suite(.timeLimit(.minutes(10))) struct CalendarDayTests {
  @Test func showEveryDateOfAYearWithItsReasons() throws {
    let definition = try CalendarDefinition(
      json: JSON(
        parsing: """
          {"timeZone": "Europe/Paris", "weekly": {"sun": ["00:00-24:00"], "fri": ["21:00-02:00"]},
           "closures": [{"from": "12-24", "to": "01-02", "name": "Year's end"}, {"date": "2025-06-06", "time": "22:00-01:00"},
            {"from": "2025-08-01", "to": "2025-08-03"}, {"from": "2025-09-05T20:00:00Z", "to": "2025-09-05T22:00:00Z"},
            {"rule": "FREQ=YEARLY", "start": "2020-05-01", "days": 2, "name": "May"}],
           "openings": [{"date": "2025-12-26", "time": "10:00-12:00"}]}
          """))
    let calendar = try BusinessCalendar(definition, zone: zone("Europe/Paris"))
    let days = calendar.days(ofYear: 2025)
    #expect(days.count == 365 && calendar.days(ofYear: 2028).count == 366 && calendar.days(ofYear: 10_000).isEmpty)
    func day(_ text: String) throws -> CalendarDay { try #require(days.first { $0.date.iso8601 == text }) }
    let lengths: [(String, Duration)] = [
      ("2025-01-05", .hours(24)), ("2025-03-30", .hours(23)), ("2025-10-26", .hours(25)), ("2025-06-06", .hours(1)),
      ("2025-06-07", .hours(1)), ("2025-08-03", .zero), ("2025-08-08", .hours(3)), ("2025-08-09", .hours(2)),
      ("2025-09-05", .hours(1)), ("2025-12-26", .hours(2)), ("2025-12-28", .zero),
    ]
    for (date, length) in lengths { #expect(try day(date).open == length, "\(date)") }
    let named = days.filter { !$0.closures.isEmpty }.map(\.date.iso8601)
    #expect(
      named == [
        "2025-01-01", "2025-01-02", "2025-05-01", "2025-05-02", "2025-06-06", "2025-08-01", "2025-08-02", "2025-08-03",
        "2025-09-05", "2025-12-24", "2025-12-25", "2025-12-26", "2025-12-27", "2025-12-28", "2025-12-29", "2025-12-30",
        "2025-12-31",
      ])
    #expect(try day("2025-05-01").closures.map(\.name) == ["May"])
    #expect(try day("2025-12-26").openings.count == 1)
    let total = days.reduce(Duration.zero) { $0 + $1.open }
    let (start, end) = (calendar.days(ofYear: 2025)[0].date, try date("2026-01-01"))
    let rules = try zone("Europe/Paris")
    #expect(
      total
        == calendar.openTime(
          from: rules.instant(of: start, secondOfDay: 0), to: rules.instant(of: end, secondOfDay: 0)))
  }
}
