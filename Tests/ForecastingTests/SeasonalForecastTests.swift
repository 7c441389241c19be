import BusinessTime
import CSVFiles
import Forecasting
import Kernel
import Testing

@Suite("Forecasts from past weeks", .timeLimit(.minutes(10)))
struct SeasonalForecastTests {
  /// What a Monday to Friday desk gets in an hour, from 08:00 to 18:00.
  private static func usual(_ interval: IntervalGrid.Interval, level: Double = 1) -> Double? {
    let weekday = (interval.day + 3) % 7
    guard weekday < 5, (8..<18).contains(interval.slot) else { return nil }
    let hour = Double(interval.slot - 8)
    return level * (60 - Double(weekday) * 6) * (1 + 0.1 * hour - 0.012 * hour * hour)
  }

  private func series(
    days: Int, scattered: UInt64? = nil, level: (Int) -> Double = { _ in 1 }
  ) throws -> CountSeries {
    let grid = try IntervalGrid(every: .hours(1), zone: zone("Europe/Berlin"))
    let from = try instant("2026-01-04T23:00:00Z")
    var random = FixedRandom(seed: scattered ?? 1)
    let rows = grid.intervals(from: from, to: from + .days(Int64(days))).compactMap { interval -> (Instant, Double)? in
      guard let mean = SeasonalForecastTests.usual(interval, level: level(interval.day)) else { return nil }
      return (interval.start, scattered == nil ? mean : random.count(mean))
    }
    return try CountSeries(counts: rows, on: grid)
  }

  @Test("weeks that are all alike are forecast as they are, across a change of the clock") func alike() throws {
    let series = try series(days: 61)
    let forecast = try SeasonalForecast(series, lookingAhead: 28)
    #expect(forecast.pastError < 1e-9)
    for interval in series.grid.intervals(from: series.end, to: series.end + .days(28)) {
      guard let mean = SeasonalForecastTests.usual(interval) else {
        #expect(forecast.row(interval) == nil)
        continue
      }
      let row = try #require(forecast.row(interval))
      #expect(isNear(row.expected, mean, 1e-6))
      #expect(row.low <= row.expected && row.expected <= row.high)
    }
  }

  @Test("what is left out teaches nothing") func closures() throws {
    let usual = try series(days: 70)
    // A Tuesday in the sixth week.
    let odd = 20_494
    let spoilt = try series(days: 70, level: { $0 == odd ? 9 : 1 })
    let forecast = try SeasonalForecast(usual.leavingOut { $0.day == odd }, lookingAhead: 7)
    let mended = try SeasonalForecast(spoilt.leavingOut { $0.day == odd }, lookingAhead: 7)
    let fooled = try SeasonalForecast(spoilt, lookingAhead: 7)
    var differs = false
    #expect(spoilt.observed.contains { $0.interval.day == odd })
    for interval in usual.grid.intervals(from: usual.end, to: usual.end + .days(7)) {
      #expect(mended.row(interval) == forecast.row(interval))
      if fooled.row(interval) != forecast.row(interval) { differs = true }
    }
    #expect(differs)
  }

  @Test("the interval holds about four of five counts, the level drifting or not", arguments: [0, 1, 2, 3] as [UInt64])
  func coverage(_ seed: UInt64) throws {
    let series = try series(days: 26 * 7, scattered: seed + 1) { day in
      // The level of a week lies up to a twentieth off, to and fro.
      1 + 0.05 * Double((day / 7 * 37) % 11 - 5) / 5
    }
    let assessment = try ForecastAssessment(series, holdingBack: 28)
    let coverage = try #require(assessment.coverage)
    #expect(coverage > 0.7 && coverage < 0.9, "\(coverage)")
    let (error, lastWeek) = (try #require(assessment.error), try #require(assessment.lastWeekError))
    #expect(error < lastWeek)
    #expect(assessment.intervals == 200)
  }

  @Test("rare events are forecast as rates, with nothing below zero") func rareEvents() throws {
    let grid = try IntervalGrid(every: .hours(1), zone: zone("UTC"))
    var random = FixedRandom(seed: 3)
    let from = try instant("2026-01-05T00:00:00Z")
    var events: [Instant] = []
    for hour in 0..<(24 * 70) as Range<Int64> where (8..<18).contains(hour % 24) {
      for _ in 0..<Int(random.count(0.3)) { events.append(from + .hours(hour) + .minutes(7)) }
    }
    let series = try CountSeries(events: events, on: grid)
    let forecast = try SeasonalForecast(series, lookingAhead: 7)
    let rows = grid.intervals(from: series.end, to: series.end + .days(7)).compactMap(forecast.row)
    #expect(rows.count == 24 * 7)
    #expect(rows.allSatisfy { $0.low >= 0 && $0.expected.isFinite && $0.high.isFinite })
    let sum = rows.reduce(0) { $0 + $1.expected }
    #expect(sum > 14 && sum < 28, "\(sum)")
    #expect(rows.allSatisfy { (8..<18).contains($0.interval.slot) || $0.expected < 0.05 })
  }

  @Test("nothing at all is forecast as nothing") func allZero() throws {
    let series = try series(days: 40, level: { _ in 0 })
    let forecast = try SeasonalForecast(series, lookingAhead: 14)
    let rows = series.grid.intervals(from: series.end, to: series.end + .days(7)).compactMap(forecast.row)
    #expect(!rows.isEmpty)
    #expect(rows.allSatisfy { $0.expected == 0 && $0.low == 0 && $0.high == 0 })
    #expect(try ForecastAssessment(series, holdingBack: 7).error == nil)
  }

  @Test("fewer than three weeks teach too little") func short() throws {
    let series = try series(days: 19)
    let error = #expect(throws: MainstayError.self) { _ = try SeasonalForecast(series, lookingAhead: 7) }
    #expect(error?.fieldFaults.first?.message.contains("21") == true)
    let enough = try self.series(days: 26)
    #expect(throws: MainstayError.self) { _ = try ForecastAssessment(enough, holdingBack: 14) }
  }

  @Test("counts of one interval are added up, and one without any is not known") func sums() throws {
    let grid = try IntervalGrid(every: .minutes(30), zone: zone("UTC"))
    let at = try instant("2026-06-01T08:00:00Z")
    let series = try CountSeries(
      counts: [(at + .minutes(35), 4), (at, 1), (at + .minutes(29), 2), (at + .minutes(90), 0)], on: grid)
    #expect(series.observed.map(\.count) == [3, 4, 0])
    #expect(series.end == at + .minutes(120))
  }

  @Test("of events the first and the last interval are not known, and those between have none or some")
  func events() throws {
    let grid = try IntervalGrid(every: .minutes(30), zone: zone("UTC"))
    let at = try instant("2026-06-01T08:00:00Z")
    let series = try CountSeries(
      events: [at + .minutes(5), at + .minutes(65), at + .minutes(61), at + .minutes(125)], on: grid)
    #expect(series.observed.map(\.count) == [0, 2, 0])
    #expect(series.observed.first?.interval.start == at + .minutes(30))
    #expect(series.end == at + .minutes(120))
  }

  /// The bank's calls of 2003: the last 28 days are held back. Nothing was chosen by them.
  @Test(
    "the calls of a bank are forecast better than by last week, with an interval that is right",
    .enabled(if: sharedData("call-centre") != nil, "shared/data/call-centre is not beside the project"))
  func bank() throws {
    let path = try #require(sharedData("call-centre/bank_calls_5min_2003_dev.csv.gz"))
    let rules = try zone("America/New_York")
    let file = try CountFile(at: "DateTime", count: "Calls", zone: rules) { try FileBytes(path: path) }
    let series = try CountSeries(counts: file.rows, on: IntervalGrid(every: .minutes(5), zone: rules))
    #expect(series.observed.count == 17_069)
    let assessment = try ForecastAssessment(series, holdingBack: 28)
    let (error, lastWeek) = (try #require(assessment.error), try #require(assessment.lastWeekError))
    let (fourWeeks, coverage) = (try #require(assessment.fourWeeksError), try #require(assessment.coverage))
    // The yardsticks as they were published for this series.
    #expect(abs(lastWeek - 0.123) < 0.0005)
    #expect(abs(fourWeeks - 0.091) < 0.0005)
    #expect(error <= 0.71 * lastWeek, "\(error)")
    #expect(coverage >= 0.75 && coverage <= 0.85, "\(coverage)")
  }
}
