import Kernel

/// Lays the windows of a definition on the UTC line, some local dates at a time.
struct CalendarCompiler: Sendable {
  let zone: ZoneRules
  /// The windows of each weekday from Monday on, by start.
  private let week: [[Window]]
  private let yearly: [(from: MonthDay, to: MonthDay)]
  /// One-off closures and openings, merged.
  let closed: [Stretch]
  let opened: [Stretch]
  let occurrences: Occurrences?

  init(_ definition: CalendarDefinition, zone: ZoneRules) {
    self.zone = zone
    week = Weekday.allCases.map { (definition.weekly[$0] ?? []).sorted { $0.start < $1.start } }
    var yearly: [(from: MonthDay, to: MonthDay)] = []
    var closed: [Stretch] = []
    var recurring: [Recurrence] = []
    for closure in definition.closures {
      switch closure.extent {
      case .date(let date, let window): zone.append(window, on: date.daysSince1970, to: &closed)
      case .once(let from, let to):
        zone.append(datesFrom: from.daysSince1970, to: to.daysSince1970, to: &closed)
      case .yearly(let from, let to): yearly.append((from, to))
      case .interval(let from, let to): closed.append(Stretch(from: from.milliseconds, to: to.milliseconds))
      case .recurring(let recurrence): recurring.append(recurrence)
      }
    }
    self.yearly = yearly
    self.closed = closed.merged()
    var opened: [Stretch] = []
    for opening in definition.openings { zone.append(opening.window, on: opening.date.daysSince1970, to: &opened) }
    self.opened = opened.merged()
    occurrences = recurring.isEmpty ? nil : Occurrences(recurring, zone: zone)
  }

  /// The instant at which a local date begins.
  func start(ofDay day: Int) -> Int64 { zone.line(clock: Int64(day) * dayLength) }

  /// The open windows, merged, from the beginning of one local date to that of another.
  func windows(fromDay first: Int, toDay end: Int) -> [Stretch] {
    let from = start(ofDay: first)
    let to = start(ofDay: end)
    guard from < to else { return [] }
    let closures = closures(fromDay: first, toDay: end, from: from, to: to)
    var open: [Stretch] = []
    if closures.first.map({ $0.from <= from && $0.to >= to }) != true {
      open = weeklyWindows(fromDay: first - 1, toDay: end).clipped(from: from, to: to).subtracting(closures)
    }
    let openings = opened.clipped(from: from, to: to)
    return openings.isEmpty ? open : (open + openings).merged()
  }

  private func weeklyWindows(fromDay first: Int, toDay end: Int) -> [Stretch] {
    var result: [Stretch] = []
    result.reserveCapacity(end - first)
    var cursor = ZoneCursor(zone)
    var weekday = ((first + 3) % 7 + 7) % 7
    for day in first..<end {
      let midnight = Int64(day) * dayLength
      for window in week[weekday] {
        let stretch = Stretch(
          from: cursor.line(clock: midnight + Int64(window.start) * 60_000),
          to: cursor.line(clock: midnight + Int64(window.endFromOwnMidnight) * 60_000))
        if stretch.from < stretch.to { result.appendMerging(stretch) }
      }
      weekday = weekday == 6 ? 0 : weekday + 1
    }
    return result
  }

  private func closures(fromDay first: Int, toDay end: Int, from: Int64, to: Int64) -> [Stretch] {
    var result = closed.clipped(from: from, to: to)
    let fixed = result.count
    if !yearly.isEmpty {
      for year in year(ofDay: first) - 1...year(ofDay: end) + 1 {
        for range in yearly {
          let begins = dayNumber(year, range.from.month, range.from.day)
          let ends = dayNumber(range.to < range.from ? year + 1 : year, range.to.month, range.to.day)
          if ends >= first - 1, begins <= end { zone.append(datesFrom: begins, to: ends, to: &result) }
        }
      }
    }
    if let occurrences { result += occurrences.closed(fromDay: first, toDay: end) }
    return result.count == fixed ? result : result.merged()
  }
}

extension ZoneRules {
  /// Appends the stretch of a window, or of a whole date, that begins on a local date.
  func append(_ window: Window?, on day: Int, to result: inout [Stretch]) {
    let midnight = Int64(day) * dayLength
    guard let window else {
      return result += stretches(clockFrom: midnight, to: midnight + dayLength)
    }
    let stretch = Stretch(
      from: line(clock: midnight + Int64(window.start) * 60_000),
      to: line(clock: midnight + Int64(window.endFromOwnMidnight) * 60_000))
    if stretch.from < stretch.to { result.append(stretch) }
  }

  /// Appends the instants of the local dates from `first` to `last`, both included.
  func append(datesFrom first: Int, to last: Int, to result: inout [Stretch]) {
    append(nil, on: first, to: &result)
    guard first < last else { return }
    append(nil, on: last, to: &result)
    let inner = Stretch(from: line(clock: Int64(first + 1) * dayLength), to: line(clock: Int64(last) * dayLength))
    if inner.from < inner.to { result.append(inner) }
  }
}
