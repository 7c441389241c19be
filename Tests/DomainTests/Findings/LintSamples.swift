import Agreements
import BusinessTime
import Kernel
import ServiceLevels
import SystemZones

/// Definitions to look through, as short as they can be.
enum Lint {
  /// Monday 2026-06-01, 09:00 UTC.
  static let now = Instant(milliseconds: 1_780_304_400_000)

  static func window(_ text: String) -> Window { (try? Window(parsing: text)) ?? .wholeDay }

  static func rung(_ text: String) -> Rung? { try? Rung(parsing: text) }

  static func calendar(
    _ hours: String = "09:00-17:00", days: Int = 5, workingDay: Duration? = .hours(8), horizon: String? = nil,
    closures: [Closure] = []
  ) -> BusinessCalendar? {
    let weekly = Weekday.allCases.prefix(days).map { ($0, [window(hours)]) }
    let definition = CalendarDefinition(
      timeZone: "UTC", workingDay: workingDay, horizon: horizon.flatMap { CivilDate(parsing: $0) },
      weekly: Dictionary(uniqueKeysWithValues: weekly), closures: closures)
    return try? BusinessCalendar(definition, zone: .utc)
  }

  static let office = calendar()
  static let always = calendar("00:00-24:00", days: 7)

  static func open(_ text: String) -> TargetLength {
    .open((try? ISO8601Duration(parsing: text)) ?? ISO8601Duration(time: .zero))
  }

  /// A row: `("PT4H", ["priority": ["P1"]])`.
  static func row(_ length: String, _ when: [String: [String]] = [:]) -> Target {
    Target(
      when: when.sorted { $0.key < $1.key }.map { Condition($0.key, anyOf: $0.value) }, length: open(length))
  }

  static func objective(
    _ name: String = "resolution", _ metric: Metric = .resolution, _ rows: [Target] = [row("PT8H")],
    calendar: String = "office", team: String? = nil, pauses: [String]? = nil, stopAt: StopPoint = .resolved,
    thresholds: [String] = []
  ) -> Objective {
    Objective(
      name: name, metric: metric, calendar: calendar, targets: rows, team: team, pauseReasons: pauses, stopAt: stopAt,
      thresholds: thresholds.compactMap(rung))
  }

  static func agreement(
    _ key: String = "a", _ scope: [String: [String]] = [:], from: Instant = .earliest, to: Instant? = nil,
    objectives: [Objective] = [objective()], calendars: [String: BusinessCalendar?] = [:]
  ) -> LintedAgreement {
    let all = ["office": office, "always": always].merging(calendars) { $1 }
    return LintedAgreement(
      key: key, agreement: Agreement(name: key, objectives: objectives), scope: scope, from: from, to: to,
      calendars: all.compactMapValues { $0 })
  }

  static func kinds(_ agreements: [LintedAgreement], closesAfter: Duration? = nil) -> [AgreementFinding.Kind] {
    DefinitionLint(agreements, closesAfter: closesAfter, now: now).report().findings.map(\.kind)
  }

  static func findings(_ objectives: Objective..., closesAfter: Duration? = nil) -> [AgreementFinding] {
    DefinitionLint([agreement("a", objectives: objectives)], closesAfter: closesAfter, now: now).report().findings
  }

  static func kinds(
    _ objectives: Objective..., calendars: [String: BusinessCalendar?] = [:], closesAfter: Duration? = nil
  )
    -> [AgreementFinding.Kind]
  { kinds([agreement("a", objectives: objectives, calendars: calendars)], closesAfter: closesAfter) }
}
