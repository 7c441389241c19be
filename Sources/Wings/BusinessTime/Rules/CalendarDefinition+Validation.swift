import Kernel

extension CalendarDefinition {
  /// Everything that is wrong with the definition, by paths like `weekly.mon[1]` and `closures[2].from`
  /// after `prefix`. Whether the time zone exists is the `ZoneSource`'s to say.
  /// The work is bounded: all rules together are looked through for `RecurrenceRule.Limit.checkingSteps`.
  public func faults(at prefix: String = "") -> [FieldFault] {
    let faults = FaultLog(below: prefix)
    if timeZone.isEmpty { faults.add("timeZone", "is missing; write it like Europe/Paris") }
    if let workingDay, workingDay <= .zero || workingDay > .hours(24) {
      faults.add("workingDay", "must be more than zero and at most 24 hours")
    }
    for weekday in Weekday.allCases { check(weekday, faults) }
    if closures.count > Limit.closures { faults.add("closures", "may be at most \(Limit.closures)") }
    if openings.count > Limit.openings { faults.add("openings", "may be at most \(Limit.openings)") }
    var recurring = 0
    var steps = RecurrenceRule.Limit.checkingSteps
    for (index, closure) in closures.prefix(Limit.closures).enumerated() {
      let path = "closures[\(index)]"
      check(name: closure.name, path, faults)
      switch closure.extent {
      case .date, .yearly: break
      case .once(let from, let to):
        if to < from { faults.add("\(path).to", "is before \(from.iso8601), its beginning") }
      case .interval(let from, let to):
        if to <= from { faults.add("\(path).to", "is not after \(from.rfc3339), its beginning") }
      case .recurring(let recurrence):
        recurring += 1
        if recurring == Limit.recurrences + 1 {
          faults.add(path, "is one recurrence too many; a calendar has at most \(Limit.recurrences)")
        } else if recurring <= Limit.recurrences {
          check(recurrence, path, faults, &steps)
        }
      }
    }
    for (index, opening) in openings.prefix(Limit.openings).enumerated() {
      check(name: opening.name, "openings[\(index)]", faults)
    }
    return faults.faults
  }

  private func check(_ weekday: Weekday, _ faults: FaultLog) {
    let windows = weekly[weekday] ?? []
    let path = "weekly.\(weekday.rawValue)"
    guard windows.count <= Limit.windowsPerDay else {
      return faults.add(path, "has more than \(Limit.windowsPerDay) windows")
    }
    for (index, window) in windows.enumerated() {
      let earlier = windows[..<index].first {
        $0.start < window.endFromOwnMidnight && window.start < $0.endFromOwnMidnight
      }
      if let earlier { faults.add("\(path)[\(index)]", "\(window.text) overlaps \(earlier.text)") }
    }
  }

  private func check(name: String?, _ path: String, _ faults: FaultLog) {
    if let name, name.utf16.count > Limit.nameLength {
      faults.add("\(path).name", "is longer than \(Limit.nameLength) characters")
    }
  }

  private func check(
    _ recurrence: Recurrence, _ path: String, _ faults: FaultLog, _ steps: inout Int
  ) {
    if recurrence.rule.utf8.count > Limit.ruleLength {
      faults.add("\(path).rule", "is longer than \(Limit.ruleLength) characters")
    } else if let fault = RecurrenceRule.faultOfDates(recurrence.rule, start: recurrence.start, &steps) {
      faults.add("\(path).rule", fault)
    }
    if !(1...Limit.recurrenceDays).contains(recurrence.days) {
      faults.add("\(path).days", "must be from 1 to \(Limit.recurrenceDays)")
    } else if recurrence.window != nil, recurrence.days != 1 {
      faults.add("\(path).days", "stands without a time only")
    }
    for (key, dates) in [("except", recurrence.except), ("also", recurrence.also)]
    where dates.count > Limit.recurrenceDates {
      faults.add("\(path).\(key)", "names more than \(Limit.recurrenceDates) dates")
    }
  }
}
