import Forecasting
import Testing

@Suite("Series", .timeLimit(.minutes(10)))
struct SmoothingTests {
  @Test("Holt and Winters give the published forecasts") func holtWinters() throws {
    let values: [Double] = [20, 30, 40, 30, 24, 34, 44, 34, 28, 38, 50, 38]
    let model = try #require(HoltWinters(values, period: 4, level: 0.5, trend: 0.1, season: 0.3))
    let expected = [31.269548, 41.694840, 52.704217, 43.121340]
    for (index, value) in expected.enumerated() { #expect(isNear(model.expected(after: index + 1), value, 1e-7)) }
    // A season later: the same season, four steps of the trend on.
    #expect(isNear(model.expected(after: 5), model.expected(after: 1) + 4 * model.trend))
    #expect(HoltWinters([1, 2, 3], period: 2, level: 0.5, trend: 0.1, season: 0.3) == nil)
  }

  /// 56 days of a trend and a week, and one day with 40 too many.
  private var weeks: [Double] {
    let week: [Double] = [10, 6, 0, -4, -8, -6, 2]
    return (0..<56).map { day in
      let usual = 50 + 0.2 * Double(day) + week[day % 7]
      return day == 38 ? usual + 40 : usual
    }
  }

  @Test("STL that is robust leaves an odd day where it is") func robust() throws {
    let parts = try #require(SeasonalTrend(weeks, period: 7, isRobust: true))
    for (day, rest) in parts.rest.enumerated() { #expect(abs(rest - (day == 38 ? 40 : 0)) < 1e-6, "\(day): \(rest)") }
    for day in 0..<56 { #expect(abs(parts.trend[day] - (50 + 0.2 * Double(day))) < 1e-6) }
  }

  @Test("STL that is not robust lets it ring in the next week, as published") func echo() throws {
    let parts = try #require(SeasonalTrend(weeks, period: 7, isRobust: false))
    #expect(abs(parts.rest[38] - 27.0128) < 1e-4)
    #expect(abs(parts.rest[45] + 7.289) < 1e-3)
    for day in 0..<56 { #expect(abs(parts.season[day] + parts.trend[day] + parts.rest[day] - weeks[day]) < 1e-9) }
  }

  @Test("STL is told of too few values, and of too many") func bounds() {
    #expect(SeasonalTrend(Array(weeks.prefix(13)), period: 7, isRobust: true) == nil)
    #expect(SeasonalTrend(Array(repeating: 1, count: SeasonalTrend.most + 1), period: 7, isRobust: true) == nil)
    #expect(SeasonalTrend(weeks, period: 1, isRobust: true) == nil)
    #expect(
      SeasonalTrend(Array(repeating: 5, count: 30), period: 7, isRobust: true)?.rest.allSatisfy { abs($0) < 1e-9 }
        == true)
  }

  @Test("what is usual is not moved by one odd week, as published") func baseline() throws {
    let baseline = try #require(TimeOfWeekBaseline([12, 15, 11, 14, 13, 16, 12, 40]))
    #expect(baseline.median == 13.5)
    #expect(baseline.deviation == 1.5)
    #expect(isNear(baseline.limit(deviations: 3), 20.1717, 1e-9))
    #expect(TimeOfWeekBaseline([]) == nil)
  }

  @Test("where weeks were all alike, a floor keeps the next one from being unusual") func floor() throws {
    let baseline = try #require(TimeOfWeekBaseline([5, 5, 5, 5]))
    #expect(baseline.limit(deviations: 3) == 5)
    #expect(baseline.limit(deviations: 3, floor: 1) == 8)
  }
}
