import Agreements
import BusinessTime
import FirstSteps
import Kernel

/// A calendar as a form says it, field by field.
public struct CalendarForm: Hashable, Sendable {
  public typealias Hours = HoursForm.Hours

  public var timeZone: String
  /// How long a target of one day is; empty: no target may be in days.
  public var workingDay: String
  /// The last day whose closures are known; empty: no limit.
  public var horizon: String
  public var days: [Weekday: [Hours]]
  public var closures: [ClosureRow]
  public var openings: [OpeningRow]

  /// Rows that a form has room for; the others stay as they are.
  public enum Limit {
    public static let closures = 55
    public static let openings = 15
    /// Windows of one day.
    public static let windows = 5
  }

  public init(
    timeZone: String, workingDay: String = "", horizon: String = "", days: [Weekday: [Hours]] = [:],
    closures: [ClosureRow] = [], openings: [OpeningRow] = []
  ) {
    (self.timeZone, self.workingDay, self.horizon) = (timeZone, workingDay, horizon)
    (self.days, self.closures, self.openings) = (days, closures, openings)
  }

  /// What stands there before anybody has typed: the usual hours of an office.
  public static func office(timeZone: String) -> CalendarForm {
    CalendarForm(timeZone: timeZone, workingDay: "9 h", days: HoursForm.office(timeZone: timeZone).days)
  }

  /// The form that says a calendar.
  public init(_ definition: CalendarDefinition) {
    self.init(
      timeZone: definition.timeZone,
      workingDay: definition.workingDay.map { TargetText.text(ISO8601Duration(time: $0)) } ?? "",
      horizon: definition.horizon.map(DayText.text) ?? "",
      days: definition.weekly.mapValues { windows in
        windows.prefix(Limit.windows).map { Hours(from: ClockText.text($0.start), to: ClockText.text($0.end)) }
      },
      closures: definition.closures.prefix(Limit.closures).map(ClosureRow.init),
      openings: definition.openings.prefix(Limit.openings).map(OpeningRow.init))
  }

  /// The field of one end of a window: `mon.0.from`.
  public static func field(_ day: Weekday, _ place: Int, _ end: String) -> String { "\(day.rawValue).\(place).\(end)" }

  /// The calendar that it says.
  ///
  /// - Parameter base: The version that it was made from: what of it the form has no room for stays.
  /// - Throws: `invalid` with all faults by the names of fields.
  public func definition(base: CalendarDefinition?) throws(MainstayError) -> CalendarDefinition {
    var faults: [FieldFault] = []
    if timeZone.isEmpty { faults.append(FieldFault("timeZone", "is missing; choose a city like Paris")) }
    var result = CalendarDefinition(timeZone: timeZone)
    if !workingDay.trimmed.isEmpty {
      if let length = LengthText.read(workingDay.trimmed), length.days == 0 {
        result.workingDay = length.time
      } else {
        faults.append(FieldFault("workingDay", "is no length like 8 h or 7 h 30 min"))
      }
    }
    if !horizon.trimmed.isEmpty {
      if case .date(let date)? = DayText.read(horizon) {
        result.horizon = date
      } else {
        faults.append(FieldFault("horizon", "is no day like 31 Dec 2027"))
      }
    }
    for day in Weekday.allCases {
      var windows: [Window] = []
      for (place, hours) in (days[day] ?? []).enumerated() {
        if let window = CalendarForm.window(hours, day, place, &faults) { windows.append(window) }
      }
      windows += (base?.weekly[day] ?? []).dropFirst(Limit.windows)
      if !windows.isEmpty { result.weekly[day] = windows }
    }
    for (place, row) in closures.enumerated() where !row.isEmpty {
      if let closure = row.closure(at: "closures.\(place).", &faults) { result.closures.append(closure) }
    }
    for (place, row) in openings.enumerated() where !row.isEmpty {
      if let opening = row.opening(at: "openings.\(place).", &faults) { result.openings.append(opening) }
    }
    if !faults.isEmpty { throw .invalid(faults) }
    result.closures += (base?.closures ?? []).dropFirst(Limit.closures)
    result.openings += (base?.openings ?? []).dropFirst(Limit.openings)
    return result
  }

  private static func window(_ hours: Hours, _ day: Weekday, _ place: Int, _ faults: inout [FieldFault]) -> Window? {
    let (from, to) = (hours.from.trimmed, hours.to.trimmed)
    if from.isEmpty, to.isEmpty { return nil }
    let (start, end) = (ClockText.minutes(from), ClockText.minutes(to))
    if start == nil || start == 1440 {
      faults.append(FieldFault(field(day, place, "from"), from.isEmpty ? "is missing" : "is no time like 08:00"))
    }
    if end == nil {
      faults.append(FieldFault(field(day, place, "to"), to.isEmpty ? "is missing" : "is no time like 17:00"))
    }
    guard let start, let end, start < 1440 else { return nil }
    if let window = Window(start: start, end: start == 0 && end == 0 ? 1440 : end) { return window }
    faults.append(FieldFault(field(day, place, "to"), "is the time of the beginning; the whole day is 00:00 to 24:00"))
    return nil
  }

  /// What the form has no room for, a sentence each.
  public static func unshown(of definition: CalendarDefinition) -> [String] {
    func more(_ count: Int, _ limit: Int, _ one: String, _ many: String) -> String? {
      count > limit ? "\(count - limit) more \(count - limit == 1 ? one : many)" : nil
    }
    let windows = Weekday.allCases.compactMap { day in
      more(definition.weekly[day]?.count ?? 0, Limit.windows, "window", "windows").map { "\($0) of \(day.rawValue)" }
    }
    return [
      more(definition.closures.count, Limit.closures, "closure", "closures"),
      more(definition.openings.count, Limit.openings, "opening", "openings"),
    ].compactMap { $0 } + windows
  }

  /// Does what a button of the week says: `add.mon`, `remove.mon.1`, `copy.mon.rest` (to Monday to Friday), `copy.mon.all`.
  /// What is none of these changes nothing.
  public mutating func edit(_ act: String) {
    let parts = act.split(separator: ".").map(String.init)
    guard parts.count >= 2, let day = Weekday(rawValue: parts[1]) else { return }
    let own = days[day] ?? []
    switch (parts[0], parts.count == 3 ? parts[2] : nil) {
    case ("add", nil) where own.count < Limit.windows: days[day] = own + [Hours()]
    case ("remove", let place?):
      guard let place = Int(place), own.indices.contains(place) else { return }
      days[day]?.remove(at: place)
    case ("copy", let to?) where ["rest", "all"].contains(to):
      for other in Weekday.allCases.prefix(to == "all" ? 7 : 5) { days[other] = own }
    default: return
    }
  }

  /// The field that a path of the definition is about: `weekly.mon[1]` is `mon.1.from`, `closures[2].to` is
  /// `closures.2.to`.
  public static func field(_ path: String) -> String {
    let plain = path.replacing("[", with: ".").replacing("]", with: "")
    if plain.hasPrefix("weekly.") {
      let parts = plain.split(separator: ".").map(String.init)
      return parts.count > 1 ? "\(parts[1]).\(parts.count > 2 ? parts[2] : "0").from" : "mon.0.from"
    }
    guard plain.hasPrefix("closures.") || plain.hasPrefix("openings.") else { return plain }
    let parts = plain.split(separator: ".").map(String.init)
    let isClosure = parts[0] == "closures"
    let leaf = ["date": isClosure ? "from" : "day", "time": "hours", "rule": "kept"]
    let name = parts.count > 2 ? leaf[parts[2]] ?? parts[2] : isClosure ? "from" : "day"
    return "\(parts[0]).\(parts.count > 1 ? parts[1] : "0").\(name)"
  }
}
