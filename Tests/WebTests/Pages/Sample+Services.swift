import Agreements
import BusinessTime
import Components
import Kernel
import Organisation
import OrganisationUseCases
import Services
import ServicesPages
import ServicesUseCases

extension Sample {
  private static let june = ServicePeriod(.month, containing: CivilDate(daysSince1970: 20_240))

  private static func outage(
    _ number: Int, _ from: String, _ to: String?, _ state: OutageState, _ cause: OutageCause = .fault
  ) -> Outage {
    Outage(
      id: RecordID("0199-\(number)"), number: number, service: "payments & <cards>", from: at(from), to: to.map(at),
      state: state, cause: cause, evidence: number == 1 ? "Monitor: <connection refused>" : nil,
      toldAt: at("2025-06-20T10:00:00+02:00"), toldBy: "0199-kim")
  }

  private static let outages = [
    outage(1, "2025-06-02T22:30:00+02:00", "2025-06-03T01:15:00+02:00", .down),
    outage(2, "2025-06-09T10:00:00+02:00", "2025-06-09T11:30:00+02:00", .degraded, .supplier),
    outage(3, "2025-06-12T02:00:00+02:00", "2025-06-12T04:00:00+02:00", .excluded, .maintenance),
    outage(4, "2025-06-15T02:00:00+02:00", "2025-06-15T02:02:00+02:00", .down),
    outage(5, "2025-06-18T14:00:00+02:00", "2025-06-18T16:00:00+02:00", .unknown, .other),
  ]

  private static let promise = AvailabilityPromise(
    target: ExactDecimal(units: 999, places: 1), timeZone: "Europe/Berlin", calendar: "office",
    rule: AvailabilityRule(uncovered: .up, degraded: ExactDecimal(units: 5, places: 1)), shortest: .minutes(5),
    notice: .hours(48))

  private static let versions = [
    PromiseVersion(
      number: 1, from: june.first, promise: promise, madeAt: at("2025-05-20T10:00:00+02:00"), madeBy: "0199-mo"),
    PromiseVersion(
      number: 2, from: CivilDate(daysSince1970: 20_270), promise: nil, madeAt: at("2025-06-20T10:00:00+02:00"),
      madeBy: "0199-mo"),
  ]

  private static func period(running: Bool, rule: AvailabilityRule? = nil, theirs: String? = nil) -> ServiceView {
    var view = ServiceView(service: "payments & <cards>", line: PromiseLine(versions))
    let zone = ZoneRules(identifier: "Europe/Berlin", offset: 7200, changes: [])
    var asked = outages
    asked[2].approvedAt = running ? nil : at("2025-06-20T12:00:00+02:00")
    let question = ServiceQuestion(
      service: view.service, promise: promise, period: june, zone: zone, hours: nil, outages: asked,
      asOf: running ? at("2025-06-19T12:00:00+02:00") : .latest)
    guard let own = try? question.answered(), let shown = try? question.answered(by: rule) else { return view }
    let said = theirs.flatMap { try? ExactDecimal(parsing: $0) }
    view.period = PeriodView(
      period: june, version: versions[0], calendar: 3, own: own, shown: shown, rule: rule,
      statements: running
        ? []
        : (1...2).map { number in
          AvailabilityStatement(
            service: view.service, period: june, number: number, promise: 1, calendar: 3, figure: own.stated,
            reason: number == 1 ? nil : "OUT-1 was corrected: <b>the log</b>",
            statedAt: at("2025-07-0\(number)T00:01:00+02:00"), statedBy: number == 1 ? "system:engine" : "0199-kim")
        }, theirs: said.map { TheirFigure($0, against: own) })
    (view.before, view.after) = (
      running ? june.before : nil, running ? nil : ServicePeriod(.month, containing: june.next)
    )
    (view.outages, view.tickets) = (asked, [1: "INC-1024"])
    view.people = ["0199-kim": "Kim <Berg>"]
    return view
  }

  fileprivate static let standing = ServicePage(period(running: true), form: FormState())

  fileprivate static let stated = ServicePage(period(running: false))

  fileprivate static let otherRule = ServicePage(
    period(
      running: false,
      rule: AvailabilityRule(uncovered: .up, unknown: .down, degraded: ExactDecimal(units: 1, places: 0)),
      theirs: "99.4"), theirs: FormState(["theirs": "99.4"]))

  fileprivate static let services: ServicesPage = {
    let view = period(running: true)
    let list = ServiceList(
      services: [
        ServiceStanding(
          service: view.service, answer: view.period?.own, running: 1,
          last: period(running: false).period?.statements.last),
        ServiceStanding(service: "mail", fault: "calendar <x>: it is not there"), ServiceStanding(service: "print"),
      ], next: nil, total: 3)
    return ServicesPage(list, pager: Pager(shows: "3 services"))
  }()

  fileprivate static let outageList = OutagesPage(
    OutageList(
      outages: outages.map { OutageShown(outage: $0, ticket: $0.number == 1 ? "INC-1024" : nil, toldBy: "Kim <Berg>") },
      next: nil, unreadable: ["outage 0199, state: it is \"odd\", and should be one of down, degraded"]),
    pager: Pager(shows: "5 records"),
    form: FormState(["service": "payments"], faults: [FieldFault("from", "is missing: since when")]))

  fileprivate static let outage: OutagePage = {
    var shown = OutageShown(outage: outages[2], ticket: nil, toldBy: "Kim <Berg>")
    (shown.isApproved, shown.notice) = (false, .hours(48))
    shown.unapproved = [
      UnapprovedTime(
        period: june, why: .beyond(heldUntil: at("2025-06-12T03:00:00+02:00")), notice: .hours(48),
        mostAnnounced: .hours(8))
    ]
    shown.waiting = 1
    shown.tellings = ["their <mail>", nil].compactMap { evidence in
      var told = outages[2]
      told.evidence = evidence
      return OutageTelling(at: told.toldAt, by: "person/0199-kim", entry: told.said).map { ($0, "Kim <Berg>") }
    }
    return OutagePage(
      shown,
      form: FormState(["from": "2 Jun 2025 22:30", "state": "excluded", "cause": "maintenance", "version": "1"]),
      mayApprove: true)
  }()

  fileprivate static let promises = PromisePage(
    period(running: true),
    form: FormState(["target": "99.9", "period": "month", "timeZone": "Europe/Berlin", "version": "2"]),
    calendars: ["office"], zones: ["Europe/Berlin", "UTC"])

  fileprivate static let outageReview: OutageReviewPage = {
    var (first, second) = (ImportLine(line: 2), ImportLine(line: 3))
    (first.key, second.key) = ("payments from 2025-06-02T22:30:00Z", "<mail>")
    var page = OutageReviewPage(
      [
        ImportOutcome(first, .new, changes: [.init("state", "", "down"), .init("to", "", "goes on")]),
        ImportOutcome(second, .refused, faults: [FieldFault("from", "<x> is no instant")]),
      ], name: "monitor.csv", isDone: false)
    page.file = file
    page.notes = ["Read as Windows-1252.", "<End> is read as to."]
    return page
  }()

  private static let file = SentOutages(
    PlainTable(text: Array("\nservice,from\npayments,2025-06-02T22:30:00Z\n".utf8)), name: "monitor <1>.csv",
    columns: [1: "from"])

  fileprivate static let outageColumns = OutageColumnsPage(
    file, OutageTable.table.matches(of: ["service", "<Beginn>"]), samples: ["payments", "<2 June>"],
    form: FormState(faults: [FieldFault("line 1, column 2", "<Beginn> is none of service, from")]))

  private static func change(_ kind: ServiceChange.Kind, _ number: Int) -> ServiceChangeShown {
    let stated =
      period(running: false).period?.own.stated
      ?? StatedFigure(
        target: "99.9", availability: nil, met: nil, seconds: [:])
    var better = stated
    (better.availability, better.met) = ("99.950000", true)
    var body = outages[1].said
    if kind == .promise { body = ["promise": promise.json, "from": .string(june.first.iso8601)] }
    return ServiceChangeShown(
      change: ServiceChange(
        id: RecordID("0199-c\(number)"), number: number, service: "payments & <cards>", kind: kind,
        outage: kind == .correct || kind == .withdraw ? 2 : nil, seen: 1, body: body, reason: "<b>it was mail</b>",
        moves: [FigureMove(period: june, before: stated, after: better)], askedAt: at("2025-07-03T10:00:00+02:00"),
        askedBy: "0199-kim"), askedBy: "Kim <Berg>", decidedBy: nil)
  }

  fileprivate static let changes: ServiceChangesPage = {
    var refused = change(.record, 3)
    (refused.change.state, refused.change.note) = (.refused, "the <log> says otherwise")
    (refused.change.decidedAt, refused.decidedBy) = (at("2025-07-04T10:00:00+02:00"), "Mo")
    return ServiceChangesPage(
      waiting: .init(
        changes: [change(.withdraw, 1), change(.promise, 2)], unreadable: ["service_change 9: it is odd"]),
      decided: .init(changes: [refused], next: 3), pager: Pager(shows: "1 change"))
  }()

  fileprivate static let change: ServiceChangePage = {
    var shown = change(.correct, 1)
    shown.mayDecide = true
    return ServiceChangePage(shown, form: FormState(faults: [FieldFault("note", "must not be empty")]))
  }()

  fileprivate static let ownChange: ServiceChangePage = {
    var shown = change(.promise, 2)
    shown.mayTakeBack = true
    return ServiceChangePage(shown)
  }()

  fileprivate static let ahead: ServicePage = {
    var view = period(running: true)
    if var one = view.period {
      one.own.question.asOf = at("2025-05-20T12:00:00+02:00")
      if let own = try? one.own.question.answered() { (one.own, one.shown) = (own, own) }
      view.period = one
    }
    view.waiting = [change(.promise, 2).change]
    return ServicePage(view)
  }()
}

extension Gallery {
  static let services: [(name: String, page: any Page, role: Role)] = [
    ("services", Sample.services, .agent), ("service-running", Sample.standing, .agent),
    ("service-stated", Sample.stated, .manager), ("service-other-rule", Sample.otherRule, .manager),
    (
      "service-new", NewServicePage(form: FormState(["target": "99.9"]), calendars: ["office"], zones: ["UTC"]),
      .manager
    ),
    ("service-promise", Sample.promises, .manager), ("outages", Sample.outageList, .agent),
    ("outage", Sample.outage, .manager), ("outage-import", OutageFilePage(form: FormState()), .agent),
    ("outage-review", Sample.outageReview, .agent), ("outage-columns", Sample.outageColumns, .agent),
    ("service-changes", Sample.changes, .manager), ("service-change", Sample.change, .manager),
    ("service-change-own", Sample.ownChange, .manager), ("service-ahead", Sample.ahead, .agent),
  ]
}
