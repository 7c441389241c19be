import BusinessTime
import FirstSteps
import Kernel
import Testing

@Suite("Opening hours as somebody types them", .timeLimit(.minutes(10)))
struct HoursFormTests {
  private static func hours(_ from: String, _ to: String) -> HoursForm.Hours { HoursForm.Hours(from: from, to: to) }

  /// The windows of a Monday that was typed so, as a file writes them.
  private static let mondays: [([HoursForm.Hours], [String])] = [
    ([hours("08:00", "17:00")], ["08:00-17:00"]),
    ([hours("8", "12"), hours("13", "17.30")], ["08:00-12:00", "13:00-17:30"]),
    ([hours("0830", "1700")], ["08:30-17:00"]),
    // The order of typing is not that of the day.
    ([hours("13:00", "17:00"), hours("08:00", "12:00")], ["08:00-12:00", "13:00-17:00"]),
    // Overnight, until midnight, and around the clock.
    ([hours("22:00", "06:00")], ["22:00-06:00"]),
    ([hours("16:00", "0:00")], ["16:00-24:00"]),
    ([hours("00:00", "24:00")], ["00:00-24:00"]),
    ([hours("0", "0")], ["00:00-24:00"]),
    ([hours("", ""), hours("9:00", "10:00")], ["09:00-10:00"]),
  ]

  @Test("become the windows that a file has", arguments: mondays.indices)
  func windows(_ index: Int) throws {
    let (typed, windows) = Self.mondays[index]
    let form = HoursForm(key: "office", timeZone: "Europe/Berlin", days: [.monday: typed])
    let definition = try form.definition()
    #expect(definition.weekly[.monday]?.map(\.text) == windows)
    #expect(definition.weekly.count == 1 && definition.timeZone == "Europe/Berlin")
  }

  @Test("a working day is the open time of the first open day")
  func workingDay() throws {
    let office = try HoursForm.office(timeZone: "UTC").definition()
    #expect(office.workingDay == .hours(9) && office.weekly.count == 5)
    let always = HoursForm(key: "always", timeZone: "UTC", days: [.sunday: [Self.hours("0", "24")]])
    #expect(try always.definition().workingDay == .hours(24))
  }

  private static let faulty: [(HoursForm, [String])] = [
    (HoursForm(key: "Office hours", timeZone: "", days: [.monday: [hours("8", "17")]]), ["key", "timeZone"]),
    (HoursForm(key: "office", timeZone: "UTC"), ["mon-from-1"]),
    (HoursForm(key: "office", timeZone: "UTC", days: [.tuesday: [hours("8", "")]]), ["tue-to-1"]),
    (HoursForm(key: "office", timeZone: "UTC", days: [.tuesday: [hours("", "8")]]), ["tue-from-1"]),
    (
      HoursForm(key: "office", timeZone: "UTC", days: [.friday: [hours("early", "25:00"), hours("9", "9")]]),
      ["fri-from-1", "fri-to-1", "fri-to-2"]
    ),
    (
      HoursForm(key: "office", timeZone: "UTC", days: [.monday: [hours("8", "17")]], closures: "tomorrow"),
      ["closures"]
    ),
  ]

  @Test("or all that is wrong with them, each at its field", arguments: faulty.indices)
  func faults(_ index: Int) {
    let (form, paths) = Self.faulty[index]
    var found: [FieldFault] = []
    do {
      _ = try form.definition()
    } catch {
      guard case .invalid(let faults) = error else { return }
      found = faults
    }
    #expect(found.map(\.path) == paths)
  }

  @Test("a calendar that the form has room for is typed again as it is, any other is left to files")
  func again() throws {
    let text = "2026-12-24 Christmas Eve\n12-25 Christmas Day\n2026-12-31 12:00-24:00 New Year's Eve"
    let form = HoursForm(
      key: "desk", timeZone: "Europe/Berlin",
      days: [
        .monday: [Self.hours("08:00", "12:00"), Self.hours("13:00", "17:00")], .sunday: [Self.hours("22:00", "06:00")],
      ],
      closures: text)
    let definition = try form.definition()
    #expect(definition.closures.count == 3)
    #expect(HoursForm(key: "desk", definition) == form)
    var other = definition
    other.horizon = CivilDate(year: 2027, month: 1, day: 1)
    #expect(HoursForm(key: "desk", other) == nil)
  }

  @Test(
    "times of day are read as people type them",
    arguments: [
      ("8", 480), ("08:30", 510), ("8.30", 510), ("8h30", 510), ("830", 510), ("0", 0), ("24:00", 1440), ("24:01", nil),
      ("8:3", nil), ("8:60", nil), ("noon", nil), ("", nil), ("-8", nil), ("99999", nil),
    ] as [(String, Int?)])
  func times(_ text: String, _ minutes: Int?) { #expect(ClockText.minutes(text) == minutes) }
}

@Suite("Closures as lines", .timeLimit(.minutes(10)))
struct ClosureLineTests {
  private static func date(_ year: Int, _ month: Int, _ day: Int) -> CivilDate {
    CivilDate(year: year, month: month, day: day) ?? CivilDate(daysSince1970: 0)
  }

  private static let lines: [(String, Closure.Extent, String?)] = [
    ("2026-12-24 Christmas Eve", .date(date(2026, 12, 24), nil), "Christmas Eve"),
    ("2026-12-24", .date(date(2026, 12, 24), nil), nil),
    ("2026-12-31 12:00-24:00 Eve", .date(date(2026, 12, 31), Window(start: 720, end: 1440)), "Eve"),
    ("2026-08-03 to 2026-08-14 Works holiday", .once(from: date(2026, 8, 3), to: date(2026, 8, 14)), "Works holiday"),
    ("2026-08-03 - 2026-08-03 One day", .date(date(2026, 8, 3), nil), "One day"),
  ]

  @Test("say what a calendar file says", arguments: lines.indices)
  func read(_ index: Int) {
    let (line, extent, name) = Self.lines[index]
    let found = ClosureLines.read("# a remark\n\n  \(line)  ")
    #expect(found.closures == [Closure(extent, name: name)] && found.faults.isEmpty)
  }

  @Test("of every year")
  func yearly() throws {
    let (day, eve) = (try #require(MonthDay(month: 12, day: 25)), try #require(MonthDay(month: 1, day: 1)))
    let found = ClosureLines.read("12-25 Christmas Day\n12-25 to 01-01 Year's end").closures
    #expect(
      found == [
        Closure(.yearly(from: day, to: day), name: "Christmas Day"),
        Closure(.yearly(from: day, to: eve), name: "Year's end"),
      ])
  }

  @Test(
    "that say nothing are named by their number",
    arguments: [
      ("Christmas", "begin with a date"), ("2026-02-30 Never", "begin with a date"),
      ("2026-12-31 to soon", "soon is no date"), ("2026-12-31 to 2026-12-24", "ends before it begins"),
      ("12-24 12:00-24:00 Eve", "of one year"), ("12-24 to 2026-12-26", "with both dates"),
      ("2026-12-24 25:00-26:00", "is no time"), ("{\"date\":\"soon\"}", "date"), ("{date: 2026-12-24}", "no row"),
    ])
  func faults(_ line: String, _ words: String) {
    let found = ClosureLines.read("2026-01-01 New Year\n\(line)")
    #expect(found.closures.count == 1 && found.faults.count == 1)
    let said = found.faults.first?.message ?? ""
    #expect(said.hasPrefix("line 2") && said.contains(words), "\(said)")
  }

  @Test("are written so that they are read back, whatever a calendar file holds")
  func back() throws {
    let days = [1, 9, 24].compactMap { MonthDay(month: 12, day: $0) }
    let start = Self.date(2026, 5, 1)
    let closures =
      [
        Closure(.recurring(Recurrence(rule: "FREQ=YEARLY;BYMONTH=5;BYDAY=1MO", start: start)), name: "May Day"),
        Closure(.interval(from: Instant(seconds: 0), to: Instant(seconds: 3600)), name: nil),
        Closure(.date(start, nil), name: "12:00 is in its name"), Closure(.date(start, nil), name: "to be named"),
        Closure(.once(from: start, to: Self.date(2026, 5, 3)), name: "{braces}"),
        Closure(.date(start, Window(start: 1320, end: 360)), name: nil),
      ] + days.map { Closure(.yearly(from: $0, to: days[0]), name: "Ümlaut \"quoted\"") }
    let text = closures.map(ClosureLines.line).joined(separator: "\n")
    let found = ClosureLines.read(text)
    #expect(found.closures == closures && found.faults.isEmpty, "\(text)")
  }
}
