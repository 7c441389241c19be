import Kernel

/// Reads the JSON shape of a calendar and keeps every fault. Values it could not read are left out.
struct DefinitionReader {
  var faults: FaultList

  init(prefix: String) { faults = FaultList(prefix: prefix) }

  mutating func calendar(_ json: JSON) -> CalendarDefinition {
    var result = CalendarDefinition(timeZone: "")
    guard let members = json.objectValue else {
      faults.add("", "must be a mapping with timeZone and weekly")
      return result
    }
    known(members, "", ["timeZone", "workingDay", "horizon", "weekly", "closures", "openings"])
    if members["timeZone"] == nil {
      faults.add("timeZone", "is missing; write it like Europe/Paris")
    } else {
      result.timeZone = text(members, "timeZone", "") ?? ""
    }
    if let text = text(members, "workingDay", "") { result.workingDay = workingDay(text) }
    result.horizon = date(members, "horizon", "")
    if let weekly = present(members["weekly"]) { result.weekly = self.weekly(weekly) }
    for (path, row) in rows(members, "closures", CalendarDefinition.Limit.closures) {
      if let closure = closure(row, path) { result.closures.append(closure) }
    }
    for (path, row) in rows(members, "openings", CalendarDefinition.Limit.openings) {
      if let opening = opening(row, path) { result.openings.append(opening) }
    }
    return result
  }

  private mutating func workingDay(_ text: String) -> Duration? {
    do {
      let duration = try ISO8601Duration(parsing: text)
      if duration.days == 0 { return duration.time }
      faults.add("workingDay", "says how long a day is, so it has hours and minutes: PT8H")
    } catch {
      faults.add("workingDay", "is not a duration: \(error.reason)")
    }
    return nil
  }

  private mutating func weekly(_ json: JSON) -> [Weekday: [Window]] {
    guard let members = json.objectValue else {
      faults.add("weekly", "must be a mapping of weekdays to windows")
      return [:]
    }
    known(members, "weekly", Weekday.allCases.map(\.rawValue))
    var result: [Weekday: [Window]] = [:]
    for weekday in Weekday.allCases {
      guard let day = present(members[weekday.rawValue]) else { continue }
      let path = "weekly.\(weekday.rawValue)"
      guard let entries = day.arrayValue else {
        faults.add(path, "must be a list of windows like [\"08:00-12:00\"]")
        continue
      }
      guard entries.count <= CalendarDefinition.Limit.windowsPerDay else {
        faults.add(path, "has more than \(CalendarDefinition.Limit.windowsPerDay) windows")
        continue
      }
      result[weekday] = entries.enumerated().compactMap { window($1, "\(path)[\($0)]") }
    }
    return result
  }

  private mutating func closure(_ members: [String: JSON], _ path: String) -> Closure? {
    let name = text(members, "name", path)
    if members["rule"] != nil { return recurring(members, path).map { Closure(.recurring($0), name: name) } }
    if members["date"] != nil {
      known(members, path, ["date", "time", "name"])
      let window = window(members, path)
      return date(members, "date", path).map { Closure(.date($0, window), name: name) }
    }
    guard members["from"] != nil || members["to"] != nil else {
      faults.add(path, "must name a date, from and to, or a rule")
      return nil
    }
    known(members, path, ["from", "to", "name"])
    guard let from = end(members, "from", path), let to = end(members, "to", path) else { return nil }
    switch (from, to) {
    case (.date(let from), .date(let to)): return Closure(.once(from: from, to: to), name: name)
    case (.monthDay(let from), .monthDay(let to)): return Closure(.yearly(from: from, to: to), name: name)
    case (.instant(let from), .instant(let to)): return Closure(.interval(from: from, to: to), name: name)
    default:
      faults.add("\(path).to", "must be of the same kind as from: both MM-DD, dates, or instants")
      return nil
    }
  }

  private mutating func recurring(_ members: [String: JSON], _ path: String) -> Recurrence? {
    known(members, path, ["rule", "start", "time", "days", "except", "also", "name"])
    if members["start"] == nil { faults.add("\(path).start", "is missing: the date of the first occurrence") }
    var days = 1
    if let value = present(members["days"]) {
      if let number = value.integerValue, let small = Int(exactly: number) {
        days = small
      } else {
        faults.add("\(path).days", "must be a whole number")
      }
    }
    let window = window(members, path)
    let except = dates(members, "except", path)
    let also = dates(members, "also", path)
    guard let rule = text(members, "rule", path), let start = date(members, "start", path) else { return nil }
    return Recurrence(rule: rule, start: start, window: window, days: days, except: except, also: also)
  }

  private mutating func opening(_ members: [String: JSON], _ path: String) -> Opening? {
    known(members, path, ["date", "time", "name"])
    if members["date"] == nil { faults.add("\(path).date", "is missing") }
    let name = text(members, "name", path)
    let window = window(members, path)
    return date(members, "date", path).map { Opening(date: $0, window: window, name: name) }
  }
}

extension DefinitionReader {
  private enum End {
    case date(CivilDate)
    case monthDay(MonthDay)
    case instant(Instant)
  }

  private mutating func end(_ members: [String: JSON], _ key: String, _ path: String) -> End? {
    guard let value = present(members[key]) else {
      faults.add("\(path).\(key)", "is missing")
      return nil
    }
    let text = value.stringValue ?? ""
    if let date = CivilDate(parsing: text) { return .date(date) }
    if let monthDay = MonthDay(parsing: text) { return .monthDay(monthDay) }
    if text.utf8.count > 10, let instant = try? Instant(parsing: text) { return .instant(instant) }
    if text == "02-29" {
      faults.add("\(path).\(key)", "is a day that most years lack; end at 02-28 or 03-01")
    } else {
      faults.add("\(path).\(key)", "must be a day of every year like 12-24, or a date like 2025-12-24")
    }
    return nil
  }

  private func present(_ value: JSON?) -> JSON? { value == .null ? nil : value }

  private mutating func known(_ members: [String: JSON], _ path: String, _ keys: [String]) {
    for key in members.keys.sorted() where !keys.contains(key) {
      faults.add(path.isEmpty ? key : "\(path).\(key)", "is not known here; known are \(keys.joined(separator: ", "))")
    }
  }

  private mutating func text(_ members: [String: JSON], _ key: String, _ path: String) -> String? {
    guard let value = present(members[key]) else { return nil }
    if let text = value.stringValue { return text }
    faults.add(path.isEmpty ? key : "\(path).\(key)", "must be a text")
    return nil
  }

  private mutating func date(_ members: [String: JSON], _ key: String, _ path: String) -> CivilDate? {
    guard let value = members[key], !(value == .null && path.isEmpty) else { return nil }
    return date(value, path.isEmpty ? key : "\(path).\(key)")
  }

  private mutating func date(_ value: JSON, _ path: String) -> CivilDate? {
    if let text = value.stringValue, let date = CivilDate(parsing: text) { return date }
    faults.add(path, "must be a date that exists, like 2025-12-25")
    return nil
  }

  private mutating func dates(_ members: [String: JSON], _ key: String, _ path: String) -> [CivilDate] {
    guard let value = present(members[key]) else { return [] }
    guard let entries = value.arrayValue, entries.count <= CalendarDefinition.Limit.recurrenceDates else {
      faults.add("\(path).\(key)", "must be a list of at most \(CalendarDefinition.Limit.recurrenceDates) dates")
      return []
    }
    return entries.enumerated().compactMap { date($1, "\(path).\(key)[\($0)]") }
  }

  private mutating func window(_ members: [String: JSON], _ path: String) -> Window? {
    present(members["time"]).flatMap { window($0, "\(path).time") }
  }

  private mutating func window(_ value: JSON, _ path: String) -> Window? {
    guard let text = value.stringValue else {
      faults.add(path, "must be a window like \"08:00-12:00\"")
      return nil
    }
    do {
      return try Window(parsing: text)
    } catch {
      faults.add(path, "is not a window: \(error.reason)")
      return nil
    }
  }

  private mutating func rows(_ members: [String: JSON], _ key: String, _ limit: Int) -> [(String, [String: JSON])] {
    guard let value = present(members[key]) else { return [] }
    guard let entries = value.arrayValue else {
      faults.add(key, "must be a list")
      return []
    }
    guard entries.count <= limit else {
      faults.add(key, "may be at most \(limit)")
      return []
    }
    return entries.enumerated().compactMap { index, row in
      if let members = row.objectValue { return ("\(key)[\(index)]", members) }
      faults.add("\(key)[\(index)]", "must be a mapping")
      return nil
    }
  }
}
