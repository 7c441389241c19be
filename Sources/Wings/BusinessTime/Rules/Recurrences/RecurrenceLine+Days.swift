import Kernel

/// What the BY parts make of one period: the table of RFC 5545, 3.3.10, its two notes, and BYSETPOS.
extension RecurrenceLine {
  /// The occurrences of a period, ascending.
  func occurrences(of unit: Int, _ steps: inout Int) -> [Int64] {
    var result: [Int64] = []
    if rule.frequency >= .daily {
      for day in days(of: unit, &steps) {
        for time in times { result.append(Int64(day) * 86_400 + Int64(time)) }
      }
    } else {
      let begins = beginning(of: unit)
      for time in times { result.append(begins + Int64(time)) }
    }
    steps -= result.count
    return rule.setPositions.isEmpty ? result : chosen(from: result)
  }

  private func chosen(from all: [Int64]) -> [Int64] {
    let places = rule.setPositions.map { $0 > 0 ? $0 - 1 : all.count + $0 }.filter(all.indices.contains)
    return Set(places).sorted().map { all[$0] }
  }

  private func days(of unit: Int, _ steps: inout Int) -> [Int] {
    switch rule.frequency {
    case .yearly: rule.weekNumbers.isEmpty ? daysOfYear(unit, &steps) : daysOfWeeks(unit, &steps)
    case .monthly:
      rule.months.isEmpty || rule.months.contains(unit % 12 + 1)
        ? daysOfMonth(unit / 12, unit % 12 + 1, &steps) : spent(1, &steps)
    case .weekly: daysOfWeek(firstDay(ofWeek: unit), &steps)
    default: isNamed(day: unit) ? [unit] : spent(1, &steps)
    }
  }

  private func unique(_ days: [Int]) -> [Int] { days.count > 1 ? Set(days).sorted() : days }

  private func spent(_ number: Int, _ steps: inout Int) -> [Int] {
    steps -= number
    return []
  }

  private func daysOfYear(_ year: Int, _ steps: inout Int) -> [Int] {
    let first = dayNumber(year, 1, 1)
    let length = dayNumber(year + 1, 1, 1) - first
    if !rule.yearDays.isEmpty {
      steps -= rule.yearDays.count
      let days = rule.yearDays.compactMap { number in
        number.magnitude <= length ? first + (number > 0 ? number - 1 : length + number) : nil
      }
      return unique(days).filter { day in
        let date = CivilDate(daysSince1970: day)
        return isNamed(month: date.month) && isNamed(monthDay: date) && isNamed(weekdayOf: day, date)
      }
    }
    let months = rule.months.isEmpty ? Array(1...12) : rule.months
    if !rule.monthDays.isEmpty || (!rule.months.isEmpty && !rule.days.isEmpty) {
      return months.flatMap { daysOfMonth(year, $0, &steps) }
    }
    if !rule.days.isEmpty { return weekdays(in: first..<first + length, &steps) }
    return (rule.months.isEmpty ? [startDate.month] : months).flatMap { daysOfMonth(year, $0, &steps) }
  }

  /// Of a monthly rule, or a yearly one whose months are named or all meant.
  private func daysOfMonth(_ year: Int, _ month: Int, _ steps: inout Int) -> [Int] {
    let first = dayNumber(year, month, 1)
    let length = CivilDate.days(inMonth: month, of: year)
    if !rule.monthDays.isEmpty {
      steps -= rule.monthDays.count
      let days = rule.monthDays.compactMap { number in
        number.magnitude <= length ? first + (number > 0 ? number - 1 : length + number) : nil
      }
      return unique(days).filter { isNamed(weekdayOf: $0, CivilDate(daysSince1970: $0)) }
    }
    if !rule.days.isEmpty { return weekdays(in: first..<first + length, &steps) }
    steps -= 1
    return startDate.day <= length ? [first + startDate.day - 1] : []
  }

  /// BYDAY as a part that expands: weekdays of a month or year, counted in it where they have a number.
  private func weekdays(in days: Range<Int>, _ steps: inout Int) -> [Int] {
    var result: Set<Int> = []
    for part in rule.days {
      let first = days.lowerBound + (part.weekday - weekday(days.lowerBound) + 7) % 7
      let count = first < days.upperBound ? (days.upperBound - first + 6) / 7 : 0
      if part.ordinal == 0 {
        for index in 0..<count { result.insert(first + index * 7) }
        steps -= count
      } else {
        steps -= 1
        let index = part.ordinal > 0 ? part.ordinal - 1 : count + part.ordinal
        if (0..<count).contains(index) { result.insert(first + index * 7) }
      }
    }
    return result.sorted()
  }

  private func daysOfWeek(_ first: Int, _ steps: inout Int) -> [Int] {
    steps -= 7
    let named = rule.days.isEmpty ? [weekday(startDay)] : rule.days.map(\.weekday)
    return (first..<first + 7).filter { day in
      named.contains(weekday(day)) && (rule.months.isEmpty || isNamed(month: CivilDate(daysSince1970: day).month))
    }
  }

  private func daysOfWeeks(_ year: Int, _ steps: inout Int) -> [Int] {
    let weeks = WeekYear(year, weekStart: rule.weekStart)
    let isOpen = rule.days.isEmpty && rule.monthDays.isEmpty && rule.yearDays.isEmpty
    var result: Set<Int> = []
    for week in rule.weekNumbers.compactMap(weeks.week) {
      steps -= 7
      for day in week {
        let date = CivilDate(daysSince1970: day)
        guard isNamed(month: date.month), isNamed(monthDay: date), isNamed(yearDay: day, date) else { continue }
        if isOpen ? weekday(day) == weekday(startDay) : isNamed(weekdayOf: day, date) { result.insert(day) }
      }
    }
    return result.sorted()
  }

  /// Whether a day passes every part that limits rules of days and shorter periods.
  func isNamed(day: Int) -> Bool {
    guard !rule.months.isEmpty || !rule.monthDays.isEmpty || !rule.yearDays.isEmpty || !rule.days.isEmpty else {
      return true
    }
    let date = CivilDate(daysSince1970: day)
    return isNamed(month: date.month) && isNamed(monthDay: date) && isNamed(yearDay: day, date)
      && isNamed(weekdayOf: day, date)
  }

  private func isNamed(month: Int) -> Bool { rule.months.isEmpty || rule.months.contains(month) }

  private func isNamed(monthDay date: CivilDate) -> Bool {
    rule.monthDays.isEmpty || rule.monthDays.contains(date.day)
      || rule.monthDays.contains(date.day - CivilDate.days(inMonth: date.month, of: date.year) - 1)
  }

  private func isNamed(yearDay day: Int, _ date: CivilDate) -> Bool {
    rule.yearDays.isEmpty || rule.yearDays.contains(day - dayNumber(date.year, 1, 1) + 1)
      || rule.yearDays.contains(day - dayNumber(date.year + 1, 1, 1))
  }

  /// BYDAY as a part that limits; a number counts in the month where the rule is of months or names some, else in
  /// the year.
  private func isNamed(weekdayOf day: Int, _ date: CivilDate) -> Bool {
    guard !rule.days.isEmpty else { return true }
    let weekday = weekday(day)
    return rule.days.contains { part in
      guard part.weekday == weekday else { return false }
      guard part.ordinal != 0 else { return true }
      let isOfMonth = rule.frequency == .monthly || !rule.months.isEmpty
      let first = dayNumber(date.year, isOfMonth ? date.month : 1, 1)
      let end =
        isOfMonth
        ? first + CivilDate.days(inMonth: date.month, of: date.year) : dayNumber(date.year + 1, 1, 1)
      return part.ordinal > 0 ? (day - first) / 7 + 1 == part.ordinal : (end - 1 - day) / 7 + 1 == -part.ordinal
    }
  }

  private func weekday(_ day: Int) -> Int { ((day + 3) % 7 + 7) % 7 }
}
