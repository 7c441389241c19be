import BusinessTime
import Kernel
import Testing

/// Random calendars about the awkward days of zones, against the minute walk.
@Suite(.timeLimit(.minutes(10))) struct CalendarPropertyTests {
  /// A zone and a date with a change near it.
  static let places: [(String, String)] = [
    ("Europe/Berlin", "2025-03-30"), ("Europe/Berlin", "2025-10-26"), ("America/New_York", "2024-11-03"),
    ("America/New_York", "2024-03-10"), ("Australia/Lord_Howe", "2025-04-06"), ("Australia/Lord_Howe", "2025-10-05"),
    ("Pacific/Apia", "2011-12-30"), ("Pacific/Apia", "2012-04-01"), ("Africa/Casablanca", "2024-03-10"),
    ("Africa/Casablanca", "2024-04-14"), ("America/Sao_Paulo", "2018-02-18"), ("America/Sao_Paulo", "2018-11-04"),
    ("America/St_Johns", "2006-10-29"), ("America/St_Johns", "2007-03-11"), ("Asia/Kathmandu", "2025-12-31"),
    ("Pacific/Chatham", "2025-09-28"), ("America/Havana", "2024-11-03"), ("Asia/Beirut", "2021-03-28"),
    ("Africa/Cairo", "2010-08-11"), ("Antarctica/Troll", "2025-10-26"), ("America/Asuncion", "2023-03-26"),
    ("Pacific/Kwajalein", "1993-08-21"), ("Asia/Tehran", "2021-09-22"), ("Europe/Lisbon", "1996-10-27"),
    ("UTC", "2024-02-29"),
  ]

  @Test(arguments: places)
  func agreeWithAWalkOverEveryMinute(name: String, about: String) throws {
    var random = FixedRandom(seed: UInt64(about.utf8.reduce(0) { $0 &* 31 &+ Int($1) }))
    let middle = try date(about).daysSince1970
    var wrong: [String] = []
    let walk = MinuteWalk(name, firstDay: middle - 8, days: 16)
    for round in 0..<6 {
      let definition = Self.definition(name, about: middle, &random)
      let calendar = try BusinessCalendar(definition, zone: zone(name))
      let naive = NaiveCalendar(definition, over: walk)
      func some() -> Instant {
        let days = Int64(middle - 8) * 86_400_000
        let step: Int64 = [1, 1000, 60_000, 900_000].randomElement(using: &random) ?? 1
        return Instant(milliseconds: days + Int64.random(in: 0..<16 * 86_400_000 / step, using: &random) * step)
      }
      for _ in 0..<25 {
        let (a, b) = (some(), some())
        let amount = Duration(
          milliseconds: Int64.random(in: 0...3, using: &random) * 3_600_000 + Int64(a.milliseconds % 977))
        let expected = (
          naive.openTime(a, b), naive.instant(adding: amount, to: a), naive.isOpen(a), naive.nextChange(a)
        )
        let got = (
          calendar.openTime(from: a, to: b), calendar.instant(adding: amount, to: a), calendar.isOpen(at: a),
          calendar.nextChange(after: a)
        )
        if got.0 != expected.0 { wrong.append("round \(round): open \(a.rfc3339) \(b.rfc3339) \(got.0) \(expected.0)") }
        if let due = expected.1, due.milliseconds < Int64(middle + 8) * 86_400_000, got.1 != due {
          wrong.append(
            "round \(round): add \(amount.iso8601) to \(a.rfc3339): \(got.1?.rfc3339 ?? "nil") \(due.rfc3339)")
        }
        if got.2 != expected.2 { wrong.append("round \(round): is open \(a.rfc3339) \(got.2)") }
        if let change = expected.3, change.milliseconds < Int64(middle + 8) * 86_400_000, got.3 != change {
          wrong.append("round \(round): change after \(a.rfc3339) \(got.3?.rfc3339 ?? "nil") \(change.rfc3339)")
        }
        if a < b {
          let windows = calendar.windows(from: a, to: b)
          let sum = windows.reduce(Duration.zero) { $0 + ($1.upperBound - $1.lowerBound) }
          if sum != got.0 || zip(windows, windows.dropFirst()).contains(where: { $0.upperBound >= $1.lowerBound }) {
            wrong.append("round \(round): windows \(a.rfc3339) \(b.rfc3339)")
          }
        }
        if let due = got.1, calendar.openTime(from: a, to: due) != amount {
          wrong.append("round \(round): back \(a.rfc3339)")
        }
      }
    }
    #expect(wrong.isEmpty, "\(wrong.count): \(wrong.prefix(5))")
  }

  static func definition(_ zone: String, about day: Int, _ random: inout FixedRandom) -> CalendarDefinition {
    func window() -> Window? {
      let step = [1, 15, 30, 60].randomElement(using: &random) ?? 1
      return Window(
        start: Int.random(in: 0..<1440 / step, using: &random) * step,
        end: Int.random(in: 0...1440 / step, using: &random) * step)
    }
    func near() -> CivilDate { CivilDate(daysSince1970: day + Int.random(in: -6...6, using: &random)) }
    func monthDay() -> MonthDay? {
      let date = near()
      return MonthDay(month: date.month, day: date.day)
    }
    var definition = CalendarDefinition(timeZone: zone)
    for weekday in Weekday.allCases where Int.random(in: 0...3, using: &random) > 0 {
      for _ in 0...Int.random(in: 0...2, using: &random) {
        guard let window = Int.random(in: 0...7, using: &random) == 0 ? .wholeDay : window() else { continue }
        definition.weekly[weekday, default: []].append(window)
        if !definition.faults().isEmpty { definition.weekly[weekday]?.removeLast() }
      }
    }
    for _ in 0..<Int.random(in: 0...4, using: &random) {
      var extents: [Closure.Extent] = [.date(near(), nil), .date(near(), window())]
      let (from, to) = (near(), near())
      extents.append(.once(from: min(from, to), to: max(from, to)))
      if let from = monthDay(), let to = monthDay() { extents.append(.yearly(from: from, to: to)) }
      let begins = Instant(
        seconds: Int64(near().daysSince1970) * 86_400 + Int64.random(in: 0...1440, using: &random) * 60)
      extents.append(.interval(from: begins, to: begins + .minutes(Int64.random(in: 1...3000, using: &random))))
      if let extent = extents.randomElement(using: &random) { definition.closures.append(Closure(extent)) }
    }
    for _ in 0..<Int.random(in: 0...2, using: &random) {
      definition.openings.append(Opening(date: near(), window: Bool.random(using: &random) ? nil : window()))
    }
    return definition
  }

  @Test func comeBackFromEveryDeadlineNearAndFar() throws {
    var random = FixedRandom(seed: 5)
    var wrong: [String] = []
    for name in ["Europe/Paris", "America/St_Johns", "Africa/Casablanca", "Pacific/Apia"] {
      for _ in 0..<6 {
        let definition = Self.definition(name, about: Int.random(in: -200_000...400_000, using: &random), &random)
        let calendar = try BusinessCalendar(definition, zone: zone(name))
        for _ in 0..<20 {
          let from = Instant(
            milliseconds: Int64.random(
              in: Instant.earliest.milliseconds...Instant.latest.milliseconds, using: &random))
          let amount = Duration(
            milliseconds: Int64.random(in: 1...1 << Int64.random(in: 10...44, using: &random), using: &random))
          guard let due = calendar.instant(adding: amount, to: from) else {
            if calendar.openTime(from: from, to: .latest) >= amount { wrong.append("never: \(name) \(from.rfc3339)") }
            continue
          }
          let middle = Instant(milliseconds: (from.milliseconds + due.milliseconds) / 2)
          let halves = calendar.openTime(from: from, to: middle) + calendar.openTime(from: middle, to: due)
          if calendar.openTime(from: from, to: due) != amount || halves != amount
            || calendar.openTime(from: from, to: due - .milliseconds(1)) != amount - .milliseconds(1)
          {
            wrong.append("\(name) \(from.rfc3339) + \(amount.iso8601) = \(due.rfc3339)")
          }
        }
      }
    }
    #expect(wrong.isEmpty, "\(wrong.count): \(wrong.prefix(5))")
  }

  @Test func answerTheSameInWhateverOrderTheyAreAsked() throws {
    let definition = try CalendarDefinition(json: JSON(parsing: CalendarDefinitionTests.complete))
    var plain = definition
    plain.closures.removeAll { if case .recurring = $0.extent { true } else { false } }
    let years = [
      "2025-06-02", "1969-12-31", "2100-12-31", "2101-01-01", "1990-01-01", "2024-02-29", "9999-12-31", "0001-01-01",
    ]
    let points = try years.map { try date($0) }.map { Instant(seconds: Int64($0.daysSince1970) * 86_400 + 40_000) }
    func answers(_ order: [Instant]) throws -> [Instant: [Duration]] {
      let calendar = try BusinessCalendar(plain, zone: zone("Europe/Paris"))
      return Dictionary(uniqueKeysWithValues: order.map { a in (a, points.map { calendar.openTime(from: a, to: $0) }) })
    }
    let forwards = try answers(points)
    #expect(try forwards == answers(points.reversed()))
    #expect(try forwards == answers(points.sorted()))
  }
}
