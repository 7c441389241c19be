import BusinessTime
import Kernel
import Testing

/// Rules of dates against somebody who knows nothing of periods that are skipped: every day is asked by itself
/// whether it meets each part, and BYSETPOS counts through all days of its period.
@Suite(.timeLimit(.minutes(10))) struct RecurrencePropertyTests {
  @Test(arguments: 0..<80)
  func `the dates of a rule are those that a look at each day finds`(_ seed: Int) throws {
    var random = FixedRandom(seed: UInt64(seed + 1))
    let text = NaiveRule.text(&random)
    let rule = try RecurrenceRule(parsing: text)
    let start = CivilDate(daysSince1970: Int.random(in: 9000...15_000, using: &random))
    let end = start.daysSince1970 + 2000
    var expected = NaiveRule(rule, start: start).days(before: end).map(CivilDate.init(daysSince1970:))
    if let count = rule.count { expected = Array(expected.prefix(count)) }
    let through = CivilDate(daysSince1970: end - 1)
    #expect(rule.dates(start: start, from: start, through: through).dates == expected, "\(text) from \(start.iso8601)")
    // From the middle on, the same.
    let middle = CivilDate(daysSince1970: start.daysSince1970 + Int.random(in: 0..<2000, using: &random))
    #expect(rule.dates(start: start, from: middle, through: through).dates == expected.filter { $0 >= middle })
  }
}

/// A rule of dates without UNTIL, asked day by day.
struct NaiveRule {
  private let rule: RecurrenceRule
  private let start: CivilDate

  init(_ rule: RecurrenceRule, start: CivilDate) { (self.rule, self.start) = (rule, start) }

  /// The days that the rule names, from its start up to and without `end`; COUNT is not looked at.
  func days(before end: Int) -> [Int] {
    var result: [Int] = []
    // More than a year about what is wanted, so that each of its periods is whole.
    var day = start.daysSince1970 - 400
    while day < end + 400 {
      let period = period(of: day)
      var named: [Int] = []
      while self.period(of: day) == period {
        if isNamed(day) { named.append(day) }
        day += 1
      }
      guard (period - self.period(of: start.daysSince1970)) % rule.interval == 0 else { continue }
      for (place, day) in named.enumerated()
      where rule.setPositions.isEmpty || rule.setPositions.contains(place + 1)
        || rule.setPositions.contains(place - named.count)
      {
        result.append(day)
      }
    }
    return result.filter { start.daysSince1970 <= $0 && $0 < end }
  }

  private func date(_ day: Int) -> CivilDate { CivilDate(daysSince1970: day) }

  /// The number of the year, month, week or day in which a day lies.
  private func period(of day: Int) -> Int {
    switch rule.frequency {
    case .yearly: date(day).year
    case .monthly: date(day).year * 12 + date(day).month
    case .weekly: (day - (date(day).weekday - rule.weekStart + 7) % 7 + 7000) / 7
    default: day
    }
  }

  private func isNamed(_ day: Int) -> Bool {
    let it = date(day)
    let monthLength = (28...31).last { CivilDate(year: it.year, month: it.month, day: $0) != nil } ?? 28
    let yearLength = CivilDate(year: it.year, month: 2, day: 29) == nil ? 365 : 366
    let yearDay = (1...12).filter { $0 < it.month }.reduce(it.day) { sum, month in
      sum + ((28...31).last { CivilDate(year: it.year, month: month, day: $0) != nil } ?? 28)
    }
    func meets(_ values: [Int], _ value: Int, of length: Int) -> Bool {
      values.isEmpty || values.contains(value) || values.contains(value - length - 1)
    }
    guard rule.months.isEmpty || rule.months.contains(it.month), meets(rule.monthDays, it.day, of: monthLength),
      meets(rule.yearDays, yearDay, of: yearLength)
    else { return false }
    if !rule.days.isEmpty {
      let inMonth = rule.frequency == .monthly || !rule.months.isEmpty
      let (place, length) = inMonth ? (it.day, monthLength) : (yearDay, yearLength)
      return rule.days.contains { part in
        guard part.weekday == it.weekday else { return false }
        return part.ordinal == 0 || part.ordinal == (place + 6) / 7 || part.ordinal == -((length - place) / 7 + 1)
      }
    }
    // What the rule leaves open is as it was at the beginning.
    switch rule.frequency {
    case .weekly: return it.weekday == start.weekday
    case .monthly: return !rule.monthDays.isEmpty || it.day == start.day
    case .yearly:
      guard rule.monthDays.isEmpty, rule.yearDays.isEmpty else { return true }
      return it.day == start.day && (!rule.months.isEmpty || it.month == start.month)
    default: return true
    }
  }

  /// A rule of dates by chance, with every part but BYWEEKNO and UNTIL.
  static func text(_ random: inout FixedRandom) -> String {
    let weekdays = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
    func some<T>(_ values: [T], _ random: inout FixedRandom) -> [T] {
      (0...Int.random(in: 0...2, using: &random)).compactMap { _ in values.randomElement(using: &random) }
    }
    func list(_ values: [Int], _ random: inout FixedRandom) -> String {
      some(values, &random).map { Bool.random(using: &random) ? "\($0)" : "-\($0)" }.joined(separator: ",")
    }
    let frequency = ["YEARLY", "MONTHLY", "WEEKLY", "DAILY"].randomElement(using: &random) ?? "DAILY"
    var parts = ["FREQ=\(frequency)"]
    var chooses = false
    func chance(_ percent: Int, _ random: inout FixedRandom) -> Bool {
      Int.random(in: 0..<100, using: &random) < percent
    }
    if chance(40, &random) { parts.append("INTERVAL=\(Int.random(in: 2...6, using: &random))") }
    if chance(35, &random) {
      parts.append("BYMONTH=" + some(Array(1...12), &random).map(String.init).joined(separator: ","))
      chooses = true
    }
    if frequency != "WEEKLY", chance(40, &random) {
      parts.append("BYMONTHDAY=" + list(Array(1...31), &random))
      chooses = true
    }
    if frequency == "YEARLY", chance(20, &random) {
      parts.append("BYYEARDAY=" + list(Array(1...366), &random))
      chooses = true
    }
    if chance(55, &random) {
      let counts = frequency == "YEARLY" || frequency == "MONTHLY"
      let days = some(weekdays, &random).map { day in
        counts && chance(50, &random)
          ? ["1", "-1", "2", "-2", "4", "5"].randomElement(using: &random).map { $0 + day } ?? day : day
      }
      parts.append("BYDAY=" + days.joined(separator: ","))
      chooses = true
    }
    if chooses, chance(30, &random) { parts.append("BYSETPOS=" + list([1, 2, 3], &random)) }
    if chance(30, &random) { parts.append("WKST=" + (weekdays.randomElement(using: &random) ?? "MO")) }
    if chance(30, &random) { parts.append("COUNT=\(Int.random(in: 1...60, using: &random))") }
    return parts.joined(separator: ";")
  }
}
