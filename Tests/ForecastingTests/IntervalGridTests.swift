import BusinessTime
import Forecasting
import Kernel
import Testing

@Suite("Intervals of the clock", .timeLimit(.minutes(10)))
struct IntervalGridTests {
  private func day(_ date: String, _ zoneName: String, every: Duration) throws -> [IntervalGrid.Interval] {
    let grid = try IntervalGrid(every: every, zone: zone(zoneName))
    guard let date = CivilDate(parsing: date) else { return [] }
    let next = CivilDate(daysSince1970: date.daysSince1970 + 1)
    return grid.intervals(
      from: grid.zone.instant(of: date, secondOfDay: 0), to: grid.zone.instant(of: next, secondOfDay: 0))
  }

  @Test(
    "a day has as many intervals as it is long",
    arguments: [
      ("2026-03-29", "Europe/Berlin", 30, 46), ("2026-10-25", "Europe/Berlin", 30, 50),
      ("2026-06-01", "Europe/Berlin", 30, 48), ("2026-10-25", "Europe/Berlin", 1440, 1),
      ("2026-03-29", "Europe/Berlin", 1440, 1), ("2026-10-25", "Europe/Berlin", 60, 25),
      ("2026-10-04", "Australia/Lord_Howe", 30, 47), ("2026-04-05", "Australia/Lord_Howe", 30, 49),
      ("2026-10-04", "Australia/Lord_Howe", 60, 24), ("2011-12-30", "Pacific/Apia", 60, 0),
      ("2026-06-01", "Asia/Kathmandu", 15, 96), ("2026-03-29", "Europe/Berlin", 240, 6),
    ] as [(String, String, Int64, Int)])
  func lengths(_ date: String, _ zoneName: String, _ minutes: Int64, _ count: Int) throws {
    #expect(try day(date, zoneName, every: .minutes(minutes)).count == count)
  }

  @Test("the repeated hour has its clock times twice") func repeated() throws {
    let slots = try day("2026-10-25", "Europe/Berlin", every: .minutes(30)).map(\.slot)
    #expect(slots.prefix(9) == [0, 1, 2, 3, 4, 5, 4, 5, 6])
  }

  @Test(
    "every minute lies in the interval that begins last before it",
    arguments: [
      "Europe/Berlin", "Australia/Lord_Howe", "America/St_Johns", "UTC",
    ])
  func minutes(_ zoneName: String) throws {
    for minutes in [5, 30, 60, 120, 480, 1440] as [Int64] {
      let grid = try IntervalGrid(every: .minutes(minutes), zone: zone(zoneName))
      for start in [
        "2026-03-07T20:00:00Z", "2026-03-28T12:00:00Z", "2026-04-04T02:00:00Z", "2026-10-03T09:00:00Z",
        "2026-10-24T20:00:00Z", "2026-10-31T20:00:00Z",
      ] {
        let from = try instant(start)
        let intervals = grid.intervals(from: from, to: from + .hours(40))
        #expect(intervals[0].start <= from)
        for (interval, next) in zip(intervals, intervals.dropFirst()) {
          #expect(grid.end(at: interval.start) == next.start)
          #expect(interval.start < next.start)
        }
        var place = 0
        for minute in stride(from: 0, to: 40 * 60, by: 7) as StrideTo<Int64> {
          let at = from + .minutes(minute) + .milliseconds(minute * 11 % 60_000)
          guard at < from + .hours(40) else { break }
          while place + 1 < intervals.count, intervals[place + 1].start <= at { place += 1 }
          let found = grid.interval(at: at)
          #expect(found == intervals[place], "\(at.rfc3339) \(minutes)")
          if found != intervals[place] { return }
          let local = grid.zone.local(at)
          #expect(found.day == local.date.daysSince1970)
          #expect(found.slot == local.secondOfDay / 60 / Int(minutes))
        }
      }
    }
  }

  @Test("a length that does not divide a day is refused", arguments: [0, 7, 50, 1441, 2880] as [Int64])
  func odd(_ minutes: Int64) throws {
    let utc = try zone("UTC")
    #expect(throws: MainstayError.self) { _ = try IntervalGrid(every: .minutes(minutes), zone: utc) }
    #expect(throws: MainstayError.self) { _ = try IntervalGrid(every: .seconds(90), zone: utc) }
  }
}
