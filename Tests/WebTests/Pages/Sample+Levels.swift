import Agreements
import AgreementsPages
import AgreementsUseCases
import BusinessTime
import Components
import Journal
import Kernel
import ProposalsPages
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

  static let agreements: AgreementsPage = {
    var gold = AgreementsPage.Row(
      key: "gold", name: "Gold", version: 3, scope: "organisation is Northwind", validity: "since 1 Jan 2025",
      objectives: 2)
    (gold.life, gold.isNegotiated, gold.kind) = (.inForce, true, .sla)
    var nights = AgreementsPage.Row(
      key: "nights", name: "Nights <1>", version: 0, scope: "", validity: "", objectives: 0)
    (nights.life, nights.kind, nights.proposal) = (.inNegotiation, .ola, "/agreement-proposals/0199a")
    var page = AgreementsPage(rows: [gold, nights])
    page.reviews = [
      .init(name: "Gold", path: "/agreements/gold", date: CivilDate(daysSince1970: 20_300), isOver: true),
      .init(name: "Odd <2>", path: "/agreements/odd", date: CivilDate(daysSince1970: 20_400), isOver: false),
    ]
    return page
  }()

  static let noAgreementsThere: AgreementsPage = {
    var page = AgreementsPage(rows: [])
    (page.life, page.isOfReviews) = (.terminated, true)
    return page
  }()

  static let ending: EndingPage = EndingPage(
    key: "gold", name: "Gold <1>", version: 3, noticePeriod: NoticePeriod(90, .days),
    termination: AgreementTermination(
      effective: at("2026-01-01T00:00:00Z"), toldAt: at("2025-12-01T00:00:00Z"), reason: "Nobody <needs> it."),
    form: FormState(["effective": "someday"], faults: [FieldFault("effective", "is no time")]))

  static let agreement: AgreementPage = {
    var page = plainAgreement
    page.exclusions = [
      Exclusion(from: at("2025-11-27T00:00:00Z"), to: at("2025-12-05T00:00:00Z"), reason: "move", clause: "<9.2>")
    ]
    page.particulars.kind = .underpinningContract
    (page.particulars.provider, page.particulars.customer) = (.init(.vendor, "acme"), .init(.name, "Alder <IT>"))
    page.particulars.signatories = [.init(name: "Ann <Ode>", role: "Head", side: .provider)]
    page.particulars.scopeWords = "Lines between <here> and there."
    page.particulars.clauses = [.init(name: "<4>", text: "Maintenance is told & announced.")]
    page.particulars.assumptions = ["At most 40 calls <a day>."]
    page.particulars.documents = [
      .init(title: "Contract <1>", link: "https://example.org/c", hash: hash), .init(title: "Paper"),
    ]
    (page.particulars.reviewDate, page.particulars.noticePeriod) = (
      CivilDate(daysSince1970: 20_300), NoticePeriod(3, .months)
    )
    page.termination = AgreementTermination(
      effective: at("2026-01-01T00:00:00Z"), toldAt: at("2025-12-01T00:00:00Z"), reason: "Nobody <needs> it.")
    var standing = AgreementStanding(key: "gold", name: "Gold", life: .inForce)
    standing.proposal = ProposedAgreement(
      key: "gold", name: "Gold", kind: nil, title: "Less", isOpen: true, path: "/agreement-proposals/0199a")
    page.standing = standing
    return page
  }()

  static let agreementToEnd: AgreementPage = {
    var page = agreement
    page.mayPropose = true
    return page
  }()

  private static let plainAgreement = AgreementPage(
    key: "gold", agreement: gold, scope: "organisation is Northwind", validity: "since 1 Jan 2025", version: 2,
    versions: [
      VersionLine(version: 3, madeAt: at("2025-05-02T09:00:00Z"), madeBy: "mo", note: "shorter response"),
      VersionLine(version: 2, madeAt: at("2025-02-02T09:00:00Z"), madeBy: "mo"),
      VersionLine(version: 1, madeAt: at("2025-01-01T09:00:00Z"), madeBy: "mo"),
    ], calendars: ["paris": ("paris, version 2", "/calendars/paris")])

  static let diffInWords: VersionDiffPage = {
    var page = diff
    page.changes = [
      ClauseChange("First response for P1", before: "30 min", after: "15 min"),
      ClauseChange("Covers", before: nil, after: "organisation is <Northwind>"),
    ]
    return page
  }()

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
