import BusinessTime
import Kernel

/// Opening hours as somebody types them who has never seen a calendar file: two windows a day, and a line for each
/// closure. It says the same as a file does, or what of it is wrong, by the names of its fields.
public struct HoursForm: Hashable, Sendable {
  /// What agreements call the calendar.
  public var key: String
  /// IANA name.
  public var timeZone: String
  /// Of each day, from and to of each window as they were typed; both empty: no window.
  public var days: [Weekday: [Hours]]
  /// A closure a line.
  public var closures: String

  public struct Hours: Hashable, Sendable {
    public var from: String
    public var to: String
    public init(from: String = "", to: String = "") { (self.from, self.to) = (from, to) }
  }

  /// Windows of a day that the form has room for; a file may have more.
  public static let windows = 2

  public init(key: String, timeZone: String, days: [Weekday: [Hours]] = [:], closures: String = "") {
    (self.key, self.timeZone, self.days, self.closures) = (key, timeZone, days, closures)
  }

  /// What stands there before anybody has typed: the usual hours of an office.
  public static func office(timeZone: String) -> HoursForm {
    HoursForm(
      key: "office", timeZone: timeZone,
      days: Dictionary(
        uniqueKeysWithValues: Weekday.allCases.prefix(5).map { ($0, [Hours(from: "08:00", to: "17:00")]) }))
  }

  /// The field of one end of a window: `mon-from-1`.
  public static func field(_ day: Weekday, _ end: String, _ number: Int) -> String {
    "\(day.rawValue)-\(end)-\(number)"
  }

  /// The calendar that a file of these hours would hold.
  ///
  /// - Throws: `invalid` with all faults of form; what a calendar is held to besides is asked of the definition.
  public func definition() throws(MainstayError) -> CalendarDefinition {
    var faults: [FieldFault] = []
    if !HoursForm.isKey(key) {
      faults.append(
        FieldFault("key", "begins with a small letter; small letters, digits and dashes follow, 40 in all"))
    }
    if timeZone.isEmpty { faults.append(FieldFault("timeZone", "is missing; choose one like Europe/Paris")) }
    var weekly: [Weekday: [Window]] = [:]
    for day in Weekday.allCases {
      for (index, hours) in (days[day] ?? []).enumerated() {
        let (from, to) = (HoursForm.field(day, "from", index + 1), HoursForm.field(day, "to", index + 1))
        if let window = HoursForm.window(hours, from, to, &faults) { weekly[day, default: []].append(window) }
      }
      weekly[day]?.sort { $0.start < $1.start }
    }
    if weekly.isEmpty, !faults.contains(where: { $0.path.contains("-from-") || $0.path.contains("-to-") }) {
      faults.append(FieldFault(HoursForm.field(.monday, "from", 1), "no day is open; say from when to when one is"))
    }
    let read = ClosureLines.read(closures)
    faults += read.faults
    if !faults.isEmpty { throw .invalid(faults) }
    return CalendarDefinition(
      timeZone: timeZone, workingDay: HoursForm.workingDay(weekly), weekly: weekly, closures: read.closures)
  }

  public static func isKey(_ text: String) -> Bool {
    guard let first = text.utf8.first, (97...122).contains(first), text.utf8.count <= 40 else { return false }
    return text.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 0x2d }
  }

  /// What a target of one day means: the open time of the first open day, at most 24 hours.
  private static func workingDay(_ weekly: [Weekday: [Window]]) -> Duration? {
    guard let first = Weekday.allCases.compactMap({ weekly[$0] }).first(where: { !$0.isEmpty }) else { return nil }
    return .minutes(Int64(min(1440, first.reduce(0) { $0 + $1.endFromOwnMidnight - $1.start })))
  }

  private static func window(
    _ hours: Hours, _ from: String, _ to: String, _ faults: inout [FieldFault]
  ) -> Window? {
    if hours.from.isEmpty, hours.to.isEmpty { return nil }
    guard !hours.from.isEmpty else {
      faults.append(FieldFault(from, "is missing: from when"))
      return nil
    }
    guard !hours.to.isEmpty else {
      faults.append(FieldFault(to, "is missing: until when"))
      return nil
    }
    let (start, end) = (ClockText.minutes(hours.from), ClockText.minutes(hours.to))
    if start == nil { faults.append(FieldFault(from, "is no time like 08:00")) }
    if end == nil { faults.append(FieldFault(to, "is no time like 17:00")) }
    guard let start, let end else { return nil }
    // Midnight as an end is the end of the day; so 00:00 to 00:00 is the whole of it.
    if let window = Window(start: start % 1440, end: end == 0 ? 1440 : end) { return window }
    faults.append(FieldFault(to, "is the time of the beginning; the whole day is 00:00 to 24:00"))
    return nil
  }
}

extension HoursForm {
  /// The form that says a calendar; nil where it holds what the form has no room for.
  public init?(key: String, _ definition: CalendarDefinition) {
    self.init(
      key: key, timeZone: definition.timeZone,
      days: definition.weekly.filter { !$0.value.isEmpty }.mapValues { windows in
        windows.map { Hours(from: ClockText.text($0.start), to: ClockText.text($0.end)) }
      }, closures: definition.closures.map(ClosureLines.line).joined(separator: "\n"))
    guard days.allSatisfy({ $0.value.count <= HoursForm.windows }), (try? self.definition()) == definition else {
      return nil
    }
  }
}
