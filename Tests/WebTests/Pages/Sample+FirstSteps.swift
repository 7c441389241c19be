import Components
import FirstSteps
import FirstStepsPages
import FirstStepsUseCases
import ImportPages
@testable import ImportUseCases
import Kernel
import PeoplePages
import Tickets

extension Sample {
  static let firstSteps = FirstStepsPage(
    FirstStepsShown(
      standing: DeskStanding(isNamed: true, calendars: 1, people: 1),
      desk: Desk(name: "Alder <IT>", timeZone: "Europe/Berlin")))

  static let hoursStep: HoursStepPage = {
    var page = HoursStepPage(
      form: FormState(
        [
          "timeZone": "Europe/Berlin", "mon-from-1": "08:00", "mon-to-1": "soon", "more": "<b>never</b>",
          "key": "office",
        ],
        faults: [FieldFault("mon-to-1", "is no time like 17:00"), FieldFault("closures.0.day", "begin with a date")]),
      zones: ["Europe/Berlin", "UTC"], existing: ["always, around the clock"], remarks: ["Called <off> is left out"])
    page.closures = RowEditor(
      "closures", [.init("day", "Day"), .init("name", "What it is called")],
      rows: [["day": "<b>never</b>", "name": ""], ["day": "12-25", "name": "Christmas \"Day\""]], most: 200)
    page.closures.edit("remove.1")
    page.review = .init(
      week: "Mon to Fri 08:00-17:00", examples: ["A ticket opened now with 4 h is due Mon 2 Jun, 15:00."],
      notes: ["No day is closed beside the week."], plan: "Once it is put in force, the calendar office is new.",
      file: "calendars:\n  office:\n    timeZone: Europe/Berlin\n", digest: hash)
    return page
  }()

  static let promiseStep: PromiseStepPage = {
    var page = PromiseStepPage(
      form: FormState(
        ["name": "Standard", "response:P1": "soon", "pause:parts": "yes"],
        faults: [FieldFault("response:P1", "is no length like 4 h")]),
      calendars: [Choice("office", "office, Mon to Fri")],
      priorities: [Choice("P1", "P1 <urgent>"), Choice("P2", "P2")], holdReasons: [Choice("parts", "waits for parts")])
    page.review = .init(
      sentences: ["Standard covers every ticket."],
      rows: [
        .init(
          priority: "P1", now: .init(response: "Mon 2 Jun, 11:15", resolution: "Mon 2 Jun, 15:00"),
          late: .init(response: "no promise", resolution: "Mon 2 Jun, 12:00"))
      ],
      plan: "Once it is put in force, the agreement standard is new.", file: "agreements: {}\n", digest: hash)
    return page
  }()

  static let peopleStep = PeopleStepPage(
    form: FormState(["lines": "<Kim>"], faults: [FieldFault("lines", "a line cannot be used")]), teams: ["desk"],
    needsProof: true,
    rows: [
      .init(line: 1, display: "Kim <Berg>", name: "kim", email: "kim@example.org", role: "agent", teams: "desk"),
      .init(
        line: 2, display: "", name: "", email: "", role: "agent", teams: "", faults: ["The name must not be empty"]),
    ], asksForTickets: true)

  private static let link = SignInLinkLine(
    display: "Kim <Berg>", name: "kim", address: "https://desk.example.org/welcome?token=" + String(hash.prefix(48)),
    expiresAt: at("2025-06-10T09:00:00Z"))

  static let links = SignInLinksPage(links: [link, link], next: Crumb("Back to Kim", "/people/kim"))

  private static var tally: ImportTally {
    var tally = ImportTally()
    (tally.tickets, tally.events, tally.held, tally.faults) = (24_918, 120_000, 3, 3)
    (tally.first, tally.last) = (at("2016-02-29T01:00:00Z"), at("2017-02-18T12:00:00Z"))
    (tally.recordedMet, tally.recordedMissed, tally.withoutAgreement) = (20_000, 4918, 24_918)
    (tally.states, tally.priorities) = (["closed": 24_918], ["P3": 20_000, "": 4918])
    tally.retiredWords = ["category": ["Category <42>"]]
    return tally
  }

  private static let reading = ImportReading(
    encoding: "UTF-8", delimiter: ",", order: .dayFirst, dates: "day first, as 29/2/2016 shows", states: "words",
    notes: ["Not used: <sys_id>."])
  private static let importFaults = [ImportFault(line: 17, number: "INC1 <x>", reason: "opened_at is no time")]

  private static let importHistory = ImportedHistory(
    number: "INC1 <x>", title: "Lamp & door",
    opening: .init(
      number: "INC1 <x>", kind: .incident, requester: "kai", attributes: ["priority": "P3 <3>"],
      text: .init(digest: "")),
    openedAt: at("2025-06-02T09:00:00Z"), openedBy: "kai",
    steps: [.init(at("2025-06-02T10:00:00Z"), by: "mo", .held(reason: "on-hold", until: nil))])

  static let importReview = ImportReviewPage(
    ImportReport(
      run: nil, isDryRun: true, wasFinished: false, resumedAt: 0, rows: 141_712, tally: tally, faults: importFaults,
      reading: reading, samples: [ImportSample(importHistory, clocks: [])]),
    name: "incidents <2016>.csv", zone: "America/Sao_Paulo", key: hash)

  static func watchedImport(_ course: ImportCourse) -> WatchedImport {
    WatchedImport(
      run: ImportRun(
        id: RecordID("0199"),
        identity: ImportIdentity(
          source: "servicenow", name: "incidents <2016>.csv", digest: hash, zone: "UTC", reading: reading),
        isFinished: course == .finished, position: 3000, tally: tally, startedAt: at("2025-06-03T09:00:00Z"),
        startedBy: "mo.lang", updatedAt: at("2025-06-03T09:01:00Z")),
      course: course)
  }

  static let imports = ImportsPage(
    form: FormState(["zone": "UTC"], faults: [FieldFault("dates", "say whether the day or the month comes first")]),
    zones: ["UTC"], tools: [.init(name: "jira", title: "Jira <issues>")],
    rows: [.init(watchedImport(.finished), path: "/imports/0199")])
}

extension Gallery {
  static let firstSteps: [(name: String, page: any Page, role: Role)] = [
    ("first-steps", Sample.firstSteps, .admin),
    (
      "first-steps-over",
      FirstStepsPage(
        FirstStepsShown(
          standing: DeskStanding(calendars: 1, teams: 1, people: 2, agreements: 1, hasClock: true),
          firstClock: FirstClock(ticket: "INC-1", clock: "resolution", cycle: 1)), hasImports: true), .admin
    ),
    (
      "first-steps-left-out",
      FirstStepsPage(FirstStepsShown(standing: DeskStanding(people: 1), version: 1, isLeftOut: true)), .admin
    ),
    (
      "desk-step",
      DeskStepPage(
        form: FormState(["name": ""], faults: [FieldFault("name", "must not be empty")]), version: 0, zones: ["UTC"]),
      .admin
    ),
    ("hours-step", Sample.hoursStep, .admin), ("promise-step", Sample.promiseStep, .admin),
    (
      "promise-step-without-hours",
      PromiseStepPage(form: FormState(), calendars: [], priorities: [], holdReasons: []), .admin
    ),
    (
      "teams-step",
      TeamsStepPage(
        form: FormState(["lines": "Desk"], faults: [FieldFault("lines", "a line cannot be used")]),
        existing: ["Network"],
        rows: [.init(line: 1, key: "desk", name: "Desk <1>", faults: ["There is a team with this key"])]), .admin
    ),
    ("people-step", Sample.peopleStep, .admin), ("sign-in-links", Sample.links, .admin),
    ("welcome", WelcomePage(link: ("00", "kim", "Kim <Berg>")), .requester),
    ("welcome-used", WelcomePage(link: nil), .requester),
    ("imports", Sample.imports, .manager), ("import-review", Sample.importReview, .manager),
    ("import", ImportPage(Sample.watchedImport(.finished)), .manager),
    ("import-under-way", ImportPage(Sample.watchedImport(.underWay(share: 0.4))), .manager),
    ("import-begun", ImportPage(Sample.watchedImport(.underWay(share: nil))), .manager),
    ("import-stopped", ImportPage(Sample.watchedImport(.stopped(by: "Stopped by lee."))), .manager),
  ]
}
