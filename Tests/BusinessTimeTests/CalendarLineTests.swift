import BusinessTime
import Kernel
import Testing

/// What a reader of the line is told is what the calendar answers, near and far.
@Suite(.timeLimit(.minutes(10))) struct CalendarLineTests {
  static let calendars = [
    #"{"timeZone": "Europe/Paris", "weekly": {"mon": ["09:00-12:00", "13:00-17:00"], "fri": ["21:00-02:00"]}}"#,
    #"{"timeZone": "Australia/Lord_Howe", "weekly": {"tue": ["00:00-24:00"], "sat": ["01:30-02:30"]}}"#,
    #"{"timeZone": "UTC", "weekly": {}, "openings": [{"date": "2026-06-01"}, {"date": "2400-02-29"}]}"#,
    #"{"timeZone": "UTC", "weekly": {}}"#,
  ]
  static let starts = [
    "0001-01-02T00:00:00Z", "1969-12-20T00:00:00Z", "2026-03-20T00:00:00Z", "2100-12-15T00:00:00Z",
    "2399-12-30T00:00:00Z", "9999-10-01T00:00:00Z",
  ]

  @Test(arguments: calendars, starts)
  func `it answers as the calendar does`(_ json: String, _ start: String) throws {
    let zoneName = try #require(try JSON(parsing: json)["timeZone"]?.stringValue)
    let calendar = try calendar(zoneName, json)
    let line = CalendarLine(calendar)
    var numbers = FixedRandom(seed: UInt64(json.count + start.count))
    let from = try instant(start)
    for _ in 0..<150 {
      let at = from + .milliseconds(Int64.random(in: 0...3_000_000_000, using: &numbers))
      let span: Int64 = [1000, 90_000_000, 100_000_000_000].randomElement(using: &numbers) ?? 1
      let to = min(.latest, at + .milliseconds(Int64.random(in: 1...span, using: &numbers)))
      let open = calendar.openTime(from: at, to: to)
      #expect(line.openTime(from: at.milliseconds, to: to.milliseconds) == open.milliseconds)
      let amount = Duration.milliseconds(Int64.random(in: 1...span, using: &numbers))
      let end = calendar.instant(adding: amount, to: at)
      #expect(line.instant(adding: amount.milliseconds, to: at.milliseconds) == end?.milliseconds)
      let state = line.state(at: at.milliseconds)
      #expect(state.isOpen == calendar.isOpen(at: at))
      #expect(state.until > at.milliseconds)
      if let change = calendar.nextChange(after: at) { #expect(state.until <= change.milliseconds) }
    }
  }

  @Test(arguments: [
    "Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Casablanca", "UTC",
  ])
  func `local days run as straight as they say`(_ name: String) throws {
    let zone = try zone(name)
    var numbers = FixedRandom(seed: UInt64(name.count))
    for start in ["2011-12-20T00:00:00Z", "2026-03-01T00:00:00Z", "2026-10-01T00:00:00Z", "2437-03-01T00:00:00Z"] {
      for _ in 0..<400 {
        let from = try instant(start) + .milliseconds(Int64.random(in: 0...4_000_000_000, using: &numbers))
        let days = Int64.random(in: 1...40, using: &numbers)
        let step = zone.localDay(after: days, from: from.milliseconds)
        let first = try #require(step.instant)
        #expect(zone.instant(days: Int(days), after: from)?.milliseconds == first)
        let room = min(step.room, 40_000_000_000)
        for shift in [0, 1, room / 3, room / 2, room - 1, room] where shift >= 0 && shift <= room {
          let later = zone.instant(days: Int(days), after: from + .milliseconds(shift))?.milliseconds
          #expect(later == (step.stands ? first : first + shift), "\(from.rfc3339) + \(shift), \(days) days")
        }
      }
    }
  }
}
