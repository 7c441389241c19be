import Kernel

/// Reads the JSON shape of a calendar; every fault goes into the log of the field. Values it could not read are left
/// out.
struct DefinitionReader {
  private static let keys = ["timeZone", "workingDay", "horizon", "weekly", "closures", "openings"]

  func calendar(_ field: Field) -> CalendarDefinition {
    var result = CalendarDefinition(timeZone: "")
    guard let members = field.members(DefinitionReader.keys, of: "timeZone, weekly") else { return result }
    let zone = members.required("timeZone", "is missing; write it like Europe/Paris")
    result.timeZone = zone?.text() ?? ""
    result.workingDay = members["workingDay"].flatMap(workingDay)
    result.horizon = members["horizon"]?.date()
    result.weekly = members["weekly"].map(weekly) ?? [:]
    result.closures = rows(members["closures"], CalendarDefinition.Limit.closures, closure)
    result.openings = rows(members["openings"], CalendarDefinition.Limit.openings) { opening($1) }
    return result
  }

  private func rows<Row>(_ field: Field?, _ limit: Int, _ read: (Field, Members) -> Row?) -> [Row] {
    (field?.elements(limit: limit) ?? []).compactMap { row in
      row.anyMembers(of: "date, from and to, or rule").flatMap { read(row, $0) }
    }
  }

  private func workingDay(_ field: Field) -> Duration? {
    guard let duration = field.duration() else { return nil }
    if duration.days == 0 { return duration.time }
    field.fault("says how long a day is, so it has hours and minutes: PT8H")
    return nil
  }

  private func weekly(_ field: Field) -> [Weekday: [Window]] {
    guard let members = field.members(Weekday.allCases.map(\.rawValue), of: "weekdays and their windows") else {
      return [:]
    }
    var result: [Weekday: [Window]] = [:]
    for weekday in Weekday.allCases {
      guard let day = members[weekday.rawValue] else { continue }
      result[weekday] = day.elements(limit: CalendarDefinition.Limit.windowsPerDay)?.compactMap(window)
    }
    return result
  }

  private func closure(_ row: Field, _ members: Members) -> Closure? {
    if members.has("rule") { return recurring(members).map { Closure(.recurring($0), name: self.name(members)) } }
    if members.has("date") {
      members.refuseOthers(than: ["date", "time", "name"])
      let (window, name) = (members["time"].flatMap(self.window), self.name(members))
      return members.required("date")?.date().map { Closure(.date($0, window), name: name) }
    }
    guard members.has("from") || members.has("to") else {
      row.fault("must name a date, from and to, or a rule")
      return nil
    }
    members.refuseOthers(than: ["from", "to", "name"])
    let name = self.name(members)
    let (from, to) = (members.required("from").flatMap(end), members.required("to").flatMap(end))
    guard let from, let to else { return nil }
    switch (from, to) {
    case (.date(let from), .date(let to)): return Closure(.once(from: from, to: to), name: name)
    case (.monthDay(let from), .monthDay(let to)): return Closure(.yearly(from: from, to: to), name: name)
    case (.instant(let from), .instant(let to)): return Closure(.interval(from: from, to: to), name: name)
    default:
      members["to"]?.fault("must be of the same kind as from: both MM-DD, dates, or instants")
      return nil
    }
  }

  private func recurring(_ members: Members) -> Recurrence? {
    members.refuseOthers(than: ["rule", "start", "time", "days", "except", "also", "name"])
    let rule = members.required("rule")?.text()
    let start = members.required("start", "is missing: the date of the first occurrence")?.date()
    let days = members["days"].map { $0.whole() } ?? 1
    let window = members["time"].flatMap(self.window)
    let (except, also) = (dates(members["except"]), dates(members["also"]))
    guard let rule, let start, let days else { return nil }
    return Recurrence(rule: rule, start: start, window: window, days: days, except: except, also: also)
  }

  private func opening(_ members: Members) -> Opening? {
    members.refuseOthers(than: ["date", "time", "name"])
    let (name, window) = (self.name(members), members["time"].flatMap(self.window))
    return members.required("date")?.date().map { Opening(date: $0, window: window, name: name) }
  }

  private func name(_ members: Members) -> String? { members["name"]?.text() }

  private func dates(_ field: Field?) -> [CivilDate] {
    (field?.elements(limit: CalendarDefinition.Limit.recurrenceDates) ?? []).compactMap { $0.date() }
  }

  private func window(_ field: Field) -> Window? {
    guard let text = field.value.stringValue else {
      field.fault("must be a window like \"08:00-12:00\"")
      return nil
    }
    do {
      return try Window(parsing: text)
    } catch {
      field.fault("is not a window: \(error.reason)")
      return nil
    }
  }

  private enum End {
    case date(CivilDate)
    case monthDay(MonthDay)
    case instant(Instant)
  }

  private func end(_ field: Field) -> End? {
    let text = field.value.stringValue ?? ""
    if let date = CivilDate(parsing: text) { return .date(date) }
    if let monthDay = MonthDay(parsing: text) { return .monthDay(monthDay) }
    if text.utf8.count > 10, let instant = try? Instant(parsing: text) { return .instant(instant) }
    field.fault(
      text == "02-29"
        ? "is a day that most years lack; end at 02-28 or 03-01"
        : "must be a day of every year like 12-24, or a date like 2025-12-24")
    return nil
  }
}
