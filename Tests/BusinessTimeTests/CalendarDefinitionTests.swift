import BusinessTime
import Kernel
import Testing

@Suite(.timeLimit(.minutes(10))) struct CalendarDefinitionTests {
  static let complete = """
    {"timeZone": "Europe/Paris", "workingDay": "PT7H30M", "horizon": "2025-12-31",
     "weekly": {"mon": ["08:00-12:00", "13:00-18:00"], "fri": ["21:00-02:00"], "sun": ["00:00-24:00"]},
     "closures": [{"date": "2025-12-25", "name": "Christmas Day"}, {"date": "2025-06-04", "time": "12:00-17:00"},
      {"from": "12-24", "to": "01-02"}, {"from": "2025-08-01", "to": "2025-08-15"},
      {"from": "2025-08-20T10:00:00Z", "to": "2025-08-20T12:00:00.500Z"},
      {"rule": "FREQ=YEARLY", "start": "2025-05-01", "days": 2, "except": ["2026-05-01"], "also": ["2027-01-01"]},
      {"rule": "FREQ=WEEKLY;BYDAY=WE", "start": "2025-01-01", "time": "09:00-10:00", "name": "Team meeting"}],
     "openings": [{"date": "2025-12-27", "time": "10:00-14:00"}, {"date": "2025-12-28", "name": "Stocktaking"}]}
    """

  @Test func readBackWhatTheyWrite() throws {
    let definition = try CalendarDefinition(json: JSON(parsing: Self.complete))
    #expect(definition.closures.count == 7 && definition.openings.count == 2)
    #expect(definition.workingDay == .minutes(450))
    #expect(try CalendarDefinition(json: definition.json) == definition)
    #expect(try definition.json.canonical == JSON(parsing: Self.complete).canonical)
  }

  /// What to change in an otherwise good calendar, and the one path that is at fault.
  static let faulty: [(String, String)] = [
    (#"{"weekly": {}}"#, "timeZone"),
    (#"{"timeZone": 5}"#, "timeZone"),
    (#"{"timeZone": ""}"#, "timeZone"),
    (#"{"timeZone": "UTC", "workingDay": "P1D"}"#, "workingDay"),
    (#"{"timeZone": "UTC", "workingDay": "8h"}"#, "workingDay"),
    (#"{"timeZone": "UTC", "workingDay": "PT0S"}"#, "workingDay"),
    (#"{"timeZone": "UTC", "workingDay": "PT25H"}"#, "workingDay"),
    (#"{"timeZone": "UTC", "horizon": "2025-02-30"}"#, "horizon"),
    (#"{"timeZone": "UTC", "weekly": []}"#, "weekly"),
    (#"{"timeZone": "UTC", "weekly": {"monday": []}}"#, "weekly.monday"),
    (#"{"timeZone": "UTC", "weekly": {"mon": "08:00-12:00"}}"#, "weekly.mon"),
    (#"{"timeZone": "UTC", "weekly": {"mon": ["08:00-12:00", "8-12"]}}"#, "weekly.mon[1]"),
    (#"{"timeZone": "UTC", "weekly": {"mon": ["09:00-09:00"]}}"#, "weekly.mon[0]"),
    (#"{"timeZone": "UTC", "weekly": {"mon": ["24:00-02:00"]}}"#, "weekly.mon[0]"),
    (#"{"timeZone": "UTC", "weekly": {"mon": ["08:60-12:00"]}}"#, "weekly.mon[0]"),
    (#"{"timeZone": "UTC", "weekly": {"mon": ["08:00-24:01"]}}"#, "weekly.mon[0]"),
    (#"{"timeZone": "UTC", "weekly": {"tue": ["08:00-12:00", "11:59-13:00"]}}"#, "weekly.tue[1]"),
    (#"{"timeZone": "UTC", "weekly": {"tue": ["22:00-02:00", "23:00-24:00"]}}"#, "weekly.tue[1]"),
    (#"{"timeZone": "UTC", "weekly": {"tue": ["13:00-18:00", "08:00-14:00"]}}"#, "weekly.tue[1]"),
    (#"{"timeZone": "UTC", "closures": {}}"#, "closures"),
    (#"{"timeZone": "UTC", "closures": ["2025-12-25"]}"#, "closures[0]"),
    (#"{"timeZone": "UTC", "closures": [{"name": "x"}]}"#, "closures[0]"),
    (#"{"timeZone": "UTC", "closures": [{"date": "2025-02-29"}]}"#, "closures[0].date"),
    (#"{"timeZone": "UTC", "closures": [{"date": "2025-12-25", "until": "12:00"}]}"#, "closures[0].until"),
    (#"{"timeZone": "UTC", "closures": [{"date": "2025-12-25", "time": "12:00"}]}"#, "closures[0].time"),
    (#"{"timeZone": "UTC", "closures": [{"from": "12-24"}]}"#, "closures[0].to"),
    (#"{"timeZone": "UTC", "closures": [{"from": "02-29", "to": "03-01"}]}"#, "closures[0].from"),
    (#"{"timeZone": "UTC", "closures": [{"from": "02-01", "to": "02-29"}]}"#, "closures[0].to"),
    (#"{"timeZone": "UTC", "closures": [{"from": "12-24", "to": "2026-01-02"}]}"#, "closures[0].to"),
    (#"{"timeZone": "UTC", "closures": [{"from": "2025-08-15", "to": "2025-08-14"}]}"#, "closures[0].to"),
    (
      #"{"timeZone": "UTC", "closures": [{"from": "2025-08-15T10:00:00Z", "to": "2025-08-15T10:00:00Z"}]}"#,
      "closures[0].to"
    ),
    (#"{"timeZone": "UTC", "closures": [{"rule": "FREQ=DAILY"}]}"#, "closures[0].start"),
    (#"{"timeZone": "UTC", "closures": [{"rule": "FREQ=HOURLY", "start": "2025-01-01"}]}"#, "closures[0].rule"),
    (#"{"timeZone": "UTC", "openings": [{"time": "10:00-12:00"}]}"#, "openings[0].date"),
    (#"{"timeZone": "UTC", "hours": {}}"#, "hours"),
    (#"[]"#, ""),
  ]

  @Test(arguments: faulty)
  func nameTheFieldThatIsAtFault(text: String, path: String) throws {
    let json = try JSON(parsing: text)
    let faults = faults { try CalendarDefinition(json: json).validate() }
    #expect(faults.map(\.path) == [path])
  }

  @Test func tellAllFaultsAtOnceBelowTheirPrefix() throws {
    let json = try JSON(parsing: #"{"weekly": {"mon": ["x"]}, "closures": [{"date": "x"}], "openings": [{}]}"#)
    let faults = faults { _ = try CalendarDefinition(json: json, at: "calendars.paris") }
    #expect(
      faults.map(\.path) == [
        "calendars.paris.timeZone", "calendars.paris.weekly.mon[0]", "calendars.paris.closures[0].date",
        "calendars.paris.openings[0].date",
      ])
  }

  @Test func acceptWindowsThatTouchOrFollowOverMidnight() throws {
    let definition = CalendarDefinition(
      timeZone: "UTC",
      weekly: [
        .monday: try ["08:00-12:00", "12:00-13:00", "18:00-00:00"].map { try Window(parsing: $0) },
        .tuesday: try ["00:00-01:00", "22:00-00:30"].map { try Window(parsing: $0) },
      ])
    #expect(definition.faults().isEmpty)
  }

  @Test func boundTheirLists() throws {
    var definition = CalendarDefinition(timeZone: "UTC")
    definition.weekly[.monday] = (0...24).compactMap { Window(start: $0 * 10, end: $0 * 10 + 5) }
    let day = Closure(.date(try date("2025-12-25"), nil), name: String(repeating: "x", count: 201))
    definition.closures = Array(repeating: day, count: CalendarDefinition.Limit.closures + 1)
    let recurring = Closure(.recurring(Recurrence(rule: "FREQ=DAILY", start: try date("2025-01-01"))))
    definition.openings = Array(
      repeating: Opening(date: try date("2025-12-25")), count: CalendarDefinition.Limit.openings + 1)
    let paths = definition.faults().map(\.path)
    #expect(paths.prefix(4) == ["weekly.mon", "closures", "openings", "closures[0].name"])
    definition.closures = Array(repeating: recurring, count: CalendarDefinition.Limit.recurrences + 5)
    #expect(definition.faults().last?.path == "closures[\(CalendarDefinition.Limit.recurrences)]")
  }

  @Test func refuseAZoneThatIsNotTheirs() throws {
    #expect(throws: MainstayError.self) {
      try BusinessCalendar(CalendarDefinition(timeZone: "Europe/Paris"), zone: zone("Europe/Berlin"))
    }
  }
}

extension CalendarDefinition {
  fileprivate func validate() throws {
    let faults = faults()
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
  }
}
