import Agreements
import AgreementsPages
import BusinessTime
import Components
import Journal
import Kernel
import ServiceLevels
import ServiceLevelsPages

extension Sample {
  static func attainment(_ met: Int, _ breached: Int) -> Attainment {
    let share = Double(met) / Double(max(1, met + breached))
    return Attainment(met: met, breached: breached, low: max(0, share - 0.02), high: min(1, share + 0.02), goal: 0.9)
  }

  static let compliance = CompliancePage(
    form: FormState(["objective": "resolution", "by": "priority"]),
    objectives: [Choice("resolution", "resolution"), Choice("first-response", "first response")],
    groupings: [Choice("priority", "priority"), Choice("team", "team")], by: "priority", objective: "resolution",
    period: "all time",
    total: ComplianceRow(
      group: .all, attainment: attainment(9312, 5570), running: 4, paused: 0, cancelled: 0, coverage: 0.9997,
      tickets: 14_886, confusion: Confusion(metMet: 9310, metMissed: 2, missedMet: 2, missedMissed: 5568)),
    rows: [
      ComplianceRow(
        group: .named("P1"), attainment: attainment(120, 41), running: 0, paused: 0, cancelled: 0, coverage: 1,
        tickets: 161,
        confusion: Confusion(metMet: 120, metMissed: 0, missedMet: 0, missedMissed: 41)),
      ComplianceRow(
        group: .named("P3"), attainment: attainment(9000, 5000), running: 4, paused: 0, cancelled: 0, coverage: 0.999,
        tickets: 14_004, confusion: Confusion(metMet: 8998, metMissed: 2, missedMet: 2, missedMissed: 4998)),
    ],
    reading: ["The difference between the two readings is the automatic closure five days after the resolution."],
    query: [("objective", "resolution")])

  static let complianceTickets = ComplianceTicketsPage(
    title: "Recorded met, computed missed", back: "/compliance?objective=resolution", lead: "2 tickets, priority P3.",
    rows: [
      .init(
        number: "INC-1024", subject: "No network", group: "P3", openedAt: at("2025-06-02T09:00:00+02:00"),
        clock: breached, recordedMet: true)
    ], pager: Pager(shows: "1 ticket"))

  static let gold = Agreement(
    name: "Gold", pauseReasons: ["awaiting-requester", "awaiting-vendor"],
    objectives: [
      Objective(
        name: "first-response", metric: .firstResponse, calendar: "paris",
        targets: [
          Target(
            when: [Condition("priority", anyOf: ["P1", "P2"])], length: .open(ISO8601Duration(time: .minutes(30)))),
          Target(length: .open(ISO8601Duration(time: .hours(4)))),
        ]),
      Objective(
        name: "resolution", metric: .resolution, calendar: "paris",
        targets: [
          Target(when: [Condition("priority", anyOf: ["P1"])], length: .open(ISO8601Duration(time: .hours(4)))),
          Target(length: .open(ISO8601Duration(days: 3, time: .zero))),
        ], stopAt: .closed),
    ])

  static let agreements = AgreementsPage(rows: [
    .init(
      key: "gold", name: "Gold", version: 3, scope: "organisation is Northwind", validity: "since 1 Jan 2025",
      objectives: 2)
  ])

  static let agreement = AgreementPage(
    key: "gold", agreement: gold, scope: "organisation is Northwind", validity: "since 1 Jan 2025", version: 2,
    versions: [
      VersionLine(version: 3, madeAt: at("2025-05-02T09:00:00Z"), madeBy: "mo", note: "shorter response"),
      VersionLine(version: 2, madeAt: at("2025-02-02T09:00:00Z"), madeBy: "mo"),
      VersionLine(version: 1, madeAt: at("2025-01-01T09:00:00Z"), madeBy: "mo"),
    ], calendars: ["paris": ("paris, version 2", "/calendars/paris")])

  static let diff = VersionDiffPage(
    place: .agreements, crumbs: [Crumb("Agreements", "/agreements"), Crumb("Gold", "/agreements/gold")], name: "Gold",
    from: 2, to: 3,
    lines: DiffLine.between(
      ["name: Gold", "  - target: PT8H", "  - target: P3D"], ["name: Gold", "  - target: PT4H", "  - target: P3D"]))

  static let calendars = CalendarsPage(rows: [
    .init(
      key: "paris", name: "paris", version: 2, timeZone: "Europe/Paris", hours: "Mon to Fri 08:00-18:00",
      horizon: CivilDate(year: 2025, month: 7, day: 31)),
    .init(key: "always", name: "always", version: 1, timeZone: "UTC", hours: "around the clock", horizon: nil),
  ])

  static var year: YearFigure {
    let start = CivilDate(year: 2025, month: 1, day: 1)?.daysSince1970 ?? 0
    let days = (0..<365).map { number -> YearFigure.Day in
      let date = CivilDate(daysSince1970: start + number)
      if date.month == 12, date.day == 25 { return .init(date, .closed, open: .zero, name: "Christmas") }
      if date.month == 12, date.day == 24 { return .init(date, .part, open: .hours(4), name: "Christmas Eve") }
      if date.month == 12, date.day == 27 { return .init(date, .extra, open: .hours(4), name: "stocktaking") }
      if date.month == 3, date.day == 30 { return .init(date, .shut, open: .zero, shift: .hours(1)) }
      return .init(date, date.weekday < 5 ? .open : .shut, open: date.weekday < 5 ? .hours(10) : .zero)
    }
    return YearFigure(year: 2025, days: days, today: CivilDate(year: 2025, month: 6, day: 3))
  }

  static let calendar = CalendarPage(
    key: "paris", name: "paris",
    definition: CalendarDefinition(
      timeZone: "Europe/Paris", workingDay: .hours(10),
      weekly: [.monday: [.wholeDay], .tuesday: [.wholeDay]],
      closures: CivilDate(year: 2025, month: 12, day: 25).map { [Closure(.date($0, nil), name: "Christmas")] } ?? []),
    version: 2, versions: [VersionLine(version: 2, madeAt: at("2025-05-02T09:00:00Z"), madeBy: "mo")], year: year,
    usedBy: [("Gold", "/agreements/gold")])
}
