import Kernel

/// Periods of a rule: years, months since year 0, weeks, days, hours, minutes or seconds, by index.
extension RecurrenceLine {
  static func firstUnit(_ rule: RecurrenceRule, _ start: Int64, _ day: Int, _ date: CivilDate) -> Int {
    guard rule.frequency == .yearly, !rule.weekNumbers.isEmpty else { return unit(rule, at: start) }
    // Where the first occurrence lies in a named week, the years are counted from the year of that week.
    for year in [date.year, date.year + 1, date.year - 1] {
      let weeks = WeekYear(year, weekStart: rule.weekStart)
      if weeks.days.contains(day), rule.weekNumbers.contains(where: { weeks.week($0)?.contains(day) == true }) {
        return year
      }
    }
    return date.year
  }

  private static func unit(_ rule: RecurrenceRule, at time: Int64) -> Int {
    let day = Int(floorDivide(time, 86_400))
    switch rule.frequency {
    case .yearly: return CivilDate(daysSince1970: day).year
    case .monthly:
      let date = CivilDate(daysSince1970: day)
      return date.year * 12 + date.month - 1
    // 1970-01-01 was a Thursday.
    case .weekly: return Int(floorDivide(Int64(day + 3 - rule.weekStart), 7))
    case .daily: return day
    case .hourly: return Int(floorDivide(time, 3600))
    case .minutely: return Int(floorDivide(time, 60))
    case .secondly: return Int(time)
    }
  }

  func unit(at time: Int64) -> Int { RecurrenceLine.unit(rule, at: time) }

  /// The first second of a period.
  func beginning(of unit: Int) -> Int64 {
    switch rule.frequency {
    case .yearly:
      rule.weekNumbers.isEmpty
        ? Int64(dayNumber(unit, 1, 1)) * 86_400
        : Int64(WeekYear(unit, weekStart: rule.weekStart).days.lowerBound) * 86_400
    case .monthly: Int64(firstDay(ofMonth: unit)) * 86_400
    case .weekly: Int64(firstDay(ofWeek: unit)) * 86_400
    case .daily: Int64(unit) * 86_400
    case .hourly: Int64(unit) * 3600
    case .minutely: Int64(unit) * 60
    case .secondly: Int64(unit)
    }
  }

  func firstDay(ofMonth unit: Int) -> Int { dayNumber(unit / 12, unit % 12 + 1, 1) }

  func firstDay(ofWeek unit: Int) -> Int { unit * 7 - 3 + rule.weekStart }

  /// The period of the rule's sequence that begins latest by `time`, or the first of all.
  func unit(notAfter time: Int64) -> Int {
    // A year of weeks begins up to three days before its January.
    let unit = unit(at: time) - (rule.weekNumbers.isEmpty ? 0 : 1)
    return unit <= firstUnit ? firstUnit : unit - (unit - firstUnit) % rule.interval
  }

  func alignedUnit(notBefore unit: Int) -> Int {
    let past = (unit - firstUnit) % rule.interval
    return past == 0 ? unit : unit + rule.interval - past
  }

  /// The second before which no occurrence can lie, where a part that limits leaves out the whole of this period
  /// and more; nil: the period is to be looked at.
  func skipped(_ unit: Int, _ steps: inout Int) -> Int64? {
    guard rule.frequency <= .weekly else { return nil }
    let begins = beginning(of: unit)
    let day = Int(floorDivide(begins, 86_400))
    if !rule.months.isEmpty {
      let date = CivilDate(daysSince1970: day)
      let last = rule.frequency == .weekly ? CivilDate(daysSince1970: day + 6) : date
      if !rule.months.contains(date.month), !rule.months.contains(last.month) {
        steps -= 1
        return Int64(firstDay(ofMonth: last.year * 12 + last.month)) * 86_400
      }
    }
    guard rule.frequency < .daily else { return nil }
    steps -= 1
    if !isNamed(day: day) { return Int64(day + 1) * 86_400 }
    let hour = Int(floorDivide(begins, 3600))
    if !rule.hours.isEmpty, !rule.hours.contains(hour - day * 24) { return Int64(hour + 1) * 3600 }
    guard rule.frequency < .hourly else { return nil }
    let minute = Int(floorDivide(begins, 60))
    if !rule.minutes.isEmpty, !rule.minutes.contains(minute - hour * 60) { return Int64(minute + 1) * 60 }
    guard rule.frequency < .minutely else { return nil }
    return rule.seconds.isEmpty || rule.seconds.contains(Int(begins) - minute * 60) ? nil : begins + 1
  }
}

/// The weeks of a year by ISO 8601, but that weeks may begin on another day: week 1 has at least four days in it.
struct WeekYear {
  let days: Range<Int>

  init(_ year: Int, weekStart: Int) {
    func first(_ year: Int) -> Int {
      let fourth = dayNumber(year, 1, 4)
      return fourth - (((fourth + 3) % 7 + 7) % 7 - weekStart + 7) % 7
    }
    days = first(year)..<first(year + 1)
  }

  /// The days of a week; negative numbers count from the last. Nil: the year has no such week.
  func week(_ number: Int) -> Range<Int>? {
    let index = number > 0 ? number - 1 : days.count / 7 + number
    guard (0..<days.count / 7).contains(index) else { return nil }
    return days.lowerBound + index * 7..<days.lowerBound + index * 7 + 7
  }
}
