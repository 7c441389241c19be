import BusinessTime
import Kernel
import Testing

@Suite(.timeLimit(.minutes(10))) struct CalendarQueryTests {
  static let paris = """
    {"timeZone": "Europe/Paris", "horizon": "2025-12-31", "weekly": {"mon": ["09:00-12:00", "12:00-17:00"],
     "tue": ["21:00-02:00"], "sat": ["00:00-24:00"], "sun": ["00:00-24:00"]}}
    """

  /// Instant, open, next change.
  static let states: [(String, Bool, String)] = [
    ("2025-06-02T08:59:59.999+02:00", false, "2025-06-02T09:00:00+02:00"),
    ("2025-06-02T09:00:00+02:00", true, "2025-06-02T17:00:00+02:00"),
    ("2025-06-02T12:00:00+02:00", true, "2025-06-02T17:00:00+02:00"),
    ("2025-06-02T17:00:00+02:00", false, "2025-06-03T21:00:00+02:00"),
    ("2025-06-04T01:59:59.999+02:00", true, "2025-06-04T02:00:00+02:00"),
    ("2025-06-06T10:00:00+02:00", false, "2025-06-07T00:00:00+02:00"),
    ("2025-06-07T00:00:00+02:00", true, "2025-06-09T00:00:00+02:00"),
    ("2101-01-01T12:00:00Z", true, "2101-01-02T23:00:00Z"),
    ("0001-01-01T12:00:00Z", true, "0001-01-01T16:50:39Z"),
  ]

  @Test(arguments: states)
  func tellOpenFromClosedAndWhatComesNext(at: String, open: Bool, next: String) throws {
    let calendar = try calendar("Europe/Paris", Self.paris)
    #expect(try calendar.isOpen(at: instant(at)) == open)
    let change = try calendar.nextChange(after: instant(at))
    #expect(try change == instant(next), "\(change?.rfc3339 ?? "none")")
  }

  @Test func listTheWindowsOfAWeek() throws {
    let calendar = try calendar("Europe/Paris", Self.paris)
    let windows = try calendar.windows(
      from: instant("2025-06-02T10:00:00+02:00"), to: instant("2025-06-08T12:00:00+02:00"))
    #expect(
      try windows == [
        instant("2025-06-02T10:00:00+02:00")..<instant("2025-06-02T17:00:00+02:00"),
        instant("2025-06-03T21:00:00+02:00")..<instant("2025-06-04T02:00:00+02:00"),
        instant("2025-06-07T00:00:00+02:00")..<instant("2025-06-08T12:00:00+02:00"),
      ])
    #expect(try calendar.windows(from: instant("2025-06-02T10:00:00Z"), to: .latest, limit: 2).count == 2)
    #expect(try calendar.windows(from: instant("2025-06-02T10:00:00Z"), to: .latest, limit: 0).isEmpty)
    #expect(try calendar.windows(from: .latest, to: instant("2025-06-02T10:00:00Z")).isEmpty)
    #expect(calendar.windows(from: .earliest, to: .latest).count == BusinessCalendar.maximumWindows)
  }

  @Test func keepWindowsWholeOverTheTurnOfDistantYears() throws {
    let calendar = try BusinessCalendar(.aroundTheClock(timeZone: "Europe/Paris"), zone: zone("Europe/Paris"))
    #expect(calendar.windows(from: .earliest, to: .latest) == [Instant.earliest..<Instant.latest])
    #expect(calendar.nextChange(after: .earliest) == nil)
    #expect(try calendar.nextChange(after: instant("2025-06-02T10:00:00Z")) == nil)
    #expect(calendar.openTime(from: .earliest, to: .latest) == Instant.latest - .earliest)
    let never = try BusinessCalendar(CalendarDefinition(timeZone: "Europe/Paris"), zone: zone("Europe/Paris"))
    #expect(never.windows(from: .earliest, to: .latest).isEmpty)
    #expect(never.nextChange(after: .earliest) == nil)
    #expect(never.openTime(from: .earliest, to: .latest) == .zero)
  }

  @Test func answerInstantsThatNoTextCanName() throws {
    let calendar = try calendar("Europe/Paris", Self.paris)
    let low = Instant(milliseconds: .min)
    let high = Instant(milliseconds: .max)
    #expect(calendar.openTime(from: low, to: high) == calendar.openTime(from: .earliest, to: high))
    #expect(!calendar.isOpen(at: high) && !calendar.isOpen(at: low))
    #expect(calendar.nextChange(after: high) == nil)
    #expect(calendar.nextChange(after: low) == calendar.nextChange(after: .earliest))
    #expect(calendar.instant(adding: .hours(1), to: high) == nil)
    #expect(calendar.instant(adding: .hours(1), to: low) == calendar.instant(adding: .hours(1), to: .earliest))
    #expect(calendar.instant(adding: .milliseconds(.min), to: high) == high)
    #expect(calendar.windows(from: low, to: high, limit: 1).count == 1)
    #expect(calendar.localDay(after: 1, from: high) == nil)
  }

  @Test func endTheirHorizonAtTheirOwnMidnight() throws {
    let calendar = try calendar("Europe/Paris", Self.paris)
    #expect(try calendar.horizonEnd == instant("2026-01-01T00:00:00+01:00"))
    #expect(try BusinessCalendar(.aroundTheClock(timeZone: "UTC"), zone: zone("UTC")).horizonEnd == nil)
    #expect(
      try calendar.localDay(after: 1, from: instant("2025-03-29T02:30:00+01:00"))
        == instant("2025-03-30T03:00:00+02:00"))
  }

  @Test func staySoundWithManyWindowsAndClosures() throws {
    let windows = (0..<24).compactMap { Window(start: $0 * 60, end: $0 * 60 + 1) }
    let closures = (0..<10_000).map { Closure(.date(CivilDate(daysSince1970: 20_000 + $0 * 3), nil)) }
    let openings = (0..<1440).compactMap { minute in
      Window(start: minute, end: minute == 1439 ? 1440 : minute + 1).map {
        Opening(date: CivilDate(daysSince1970: 20_241), window: minute.isMultiple(of: 2) ? $0 : nil)
      }
    }
    let calendar = try BusinessCalendar(
      CalendarDefinition(
        timeZone: "Europe/Paris", weekly: Dictionary(uniqueKeysWithValues: Weekday.allCases.map { ($0, windows) }),
        closures: closures, openings: openings), zone: zone("Europe/Paris"))
    let from = Instant(seconds: 20_000 * 86_400)
    let due = try #require(calendar.instant(adding: .hours(1000), to: from))
    #expect(calendar.openTime(from: from, to: due) == .hours(1000))
    #expect(calendar.windows(from: from, to: due).count > 10_000)
  }

  @Test func serveManyTasksWhileTheTableGrows() async throws {
    let definition = try CalendarDefinition(json: JSON(parsing: Self.paris))
    let shared = try BusinessCalendar(definition, zone: zone("Europe/Paris"))
    let points = (0..<200).map { Instant(seconds: Int64($0 * 7919 % 200) * 20_000_000 - 100_000_000) }
    let alone = try BusinessCalendar(definition, zone: zone("Europe/Paris"))
    let expected = points.map { alone.instant(adding: .hours(100), to: $0) }
    let same = await withTaskGroup(of: Bool.self) { group in
      for task in 0..<8 {
        group.addTask {
          let order = task.isMultiple(of: 2) ? Array(points.indices) : points.indices.reversed()
          return order.allSatisfy { shared.instant(adding: .hours(100), to: points[$0]) == expected[$0] }
        }
      }
      return await group.reduce(true) { $0 && $1 }
    }
    #expect(same)
  }
}
