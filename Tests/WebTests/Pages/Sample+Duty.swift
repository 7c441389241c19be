import BusinessTime
import Components
import Duty
import DutyPages
@testable import DutyUseCases
import Kernel
@testable import PeopleUseCases

extension Sample {
  private static let kim = RecordID("0199a")
  private static let lee = RecordID("0199b")
  private static let dutyNames: [RecordID: PersonName] = [
    kim: PersonName("kim", display: "Kim <Berg>"), lee: PersonName("lee", display: "Lee Wong"),
  ]
  private static func span(_ from: String, _ to: String) -> DutySpan { DutySpan(from: at(from), to: at(to)) }

  private static let dutyShifts = [
    DutyShift(
      span: span("2025-06-02T00:00:00Z", "2025-06-02T10:00:00Z"),
      place: DutyPlace(holder: .person(kim), source: .rotation(layer: "1-1", turn: 3))),
    DutyShift(
      span: span("2025-06-02T10:00:00Z", "2025-06-03T10:00:00Z"),
      place: DutyPlace(holder: .deputy(lee, for: kim), source: .rotation(layer: "1-1", turn: 3))),
    DutyShift(
      span: span("2025-06-03T10:00:00Z", "2025-06-04T10:00:00Z"),
      place: DutyPlace(holder: .nobody(.absent(kim, deputy: nil)), source: .override(RecordID("0199c")))),
    DutyShift(
      span: span("2025-06-04T10:00:00Z", "2025-06-09T00:00:00Z"),
      place: DutyPlace(holder: .nobody(.notNeeded), source: .none)),
  ]

  private static let plan = RosterPlan(
    name: "First & foremost", timeZone: "UTC",
    layers: [
      DutyLayer(
        key: "1-1", name: "Weeks", people: [kim, lee],
        rotation: Rotation(every: 1, unit: .weeks, handover: 540, start: CivilDate(daysSince1970: 20_000)))
    ], standby: lee)

  private static let swap = DutySwap(
    id: RecordID("0199d"), asker: kim, taker: lee, given: span("2025-06-05T10:00:00Z", "2025-06-06T10:00:00Z"),
    returned: span("2025-06-07T10:00:00Z", "2025-06-08T10:00:00Z"), askedAt: at("2025-06-01T10:00:00Z"))

  private static let overlaps: OverlapsOfRoster = {
    var overlaps = OverlapsOfRoster()
    overlaps.items = [
      .init(
        overlap: DutyOverlap(
          person: kim, span: span("2025-06-05T10:00:00Z", "2025-06-05T12:00:00Z"), roster: RecordID("0199k")),
        roster: DutyRoster(id: RecordID("0199k"), team: "desk", name: "Nights <1>"))
    ]
    overlaps.hasMore = true
    return overlaps
  }()

  private static let dutyOverride = DutyOverride(
    id: RecordID("0199f"), person: kim, span: span("2025-06-05T10:00:00Z", "2025-06-05T12:00:00Z"), maker: lee,
    madeAt: at("2025-06-01T10:00:00Z"))

  private static let detail = RosterDetail(
    roster: DutyRoster(id: RecordID("0199e"), team: "network", name: "First & foremost"), teamName: "Network",
    version: 2, closedAt: nil, plan: plan, remarks: [.covered(layer: "Nights <1>", by: ["Days", "Weeks"])], zone: .utc,
    plans: [.init(number: 1, from: at("2025-05-01T00:00:00Z"), maker: lee, madeAt: at("2025-05-01T00:00:00Z"))],
    span: span("2025-06-02T00:00:00Z", "2025-06-09T00:00:00Z"), shifts: dutyShifts, now: dutyShifts[1].place,
    next: .other(dutyShifts[0]),
    reasons: [
      .plan(version: 1, since: at("2025-05-01T00:00:00Z")), .passed(layer: "Nights", .outsideHours), .result(lee),
    ],
    gaps: [dutyShifts[2]], gapDays: 91, overlaps: overlaps, overrides: [dutyOverride], swaps: [swap], people: [:],
    reach: [kim: DutyReachability(hasWay: true, kinds: ["push"], obstacle: "has quiet hours <until> 7")],
    mayChange: true)

  static let rosters = RostersPage(
    rows: [
      .init(
        id: "0199e", name: "First & foremost", team: "Network", now: dutyShifts[1], next: .other(dutyShifts[0]), gaps: 2
      ),
      .init(id: "0199g", name: "Later", team: "Network", now: nil, next: .goesOn, gaps: 0),
      .init(id: "0199h", name: "Empty", team: "Network", now: dutyShifts[2], next: .nobody, gaps: 1),
    ], until: at("2025-06-30T10:00:00Z"), pager: Pager(shows: "3 rosters on this page", next: "/rosters?after=x"),
    names: dutyNames)

  static let roster = RosterPage(
    detail: detail, days: (0...7).map { at("2025-06-02T00:00:00Z") + .days($0) }, names: dutyNames,
    mails: [kim: "kim@example.org"], staff: [Choice("kim", "Kim (kim)")],
    asked: .init(
      at: at("2025-06-02T12:00:00Z"), place: dutyShifts[2].place, reasons: detail.reasons, names: dutyNames),
    form: FormState(["to": "2025-06-02T12:00"], faults: [FieldFault("to", "must be after the beginning")]),
    first: 20_241, otherZone: .utc)

  static let myDuty = MyDutyPage(
    duty: MyDuty(
      shifts: dutyShifts.prefix(3).map { .init(roster: detail.roster, shift: $0, words: "Layer Weeks, turn 4.") },
      swaps: [.init(roster: detail.roster, swap: swap, isExpired: false)],
      overrides: [.init(roster: detail.roster, override: dutyOverride)],
      absences: [
        Absence(
          id: RecordID("0199i"), person: lee, span: span("2025-06-10T10:00:00Z", "2025-06-11T10:00:00Z"), deputy: kim,
          madeAt: at("2025-06-01T10:00:00Z"))
      ], feeds: [DutyFeed(id: RecordID("0199j"), madeAt: at("2025-06-01T10:00:00Z"))], people: [:],
      teams: ["network": "Network"], until: at("2025-07-14T10:00:00Z"), told: at("2026-07-14T10:00:00Z")), me: lee,
    names: dutyNames, staff: [],
    form: FormState(["awayTo": "x"], faults: [FieldFault("awayTo", "is a date and a time, like 2026-12-01 09:00")]),
    fresh: "https://desk.example.org/duty/calendar/0123")

  private static let swapShifts = dutyShifts.prefix(3).map {
    MyDuty.Shift(roster: detail.roster, shift: $0, words: "Layer Weeks, turn 4.")
  }
  static let swapPage = SwapPage(
    choices: SwapChoices(
      own: swapShifts, theirs: swapShifts,
      taker: Person(
        id: kim, name: "kim", displayName: "Kim <Berg>", email: nil, role: .agent, organisation: nil, teams: [],
        isActive: true, version: 1, reach: .everything),
      teams: ["network": "Network"], told: at("2026-07-14T10:00:00Z")),
    staff: [Choice("kim", "Kim <Berg>")], given: [SwapPage.value(swapShifts[1])],
    form: FormState(["person": "kim", "from": "x"], faults: [FieldFault("from", "is a date and a time")]))
  static let dutyCalendars = DutyCalendarsPage(
    ListDutyFeeds.Answer(
      items: [.init(feed: DutyFeed(id: RecordID("0199k"), madeAt: at("2025-06-01T10:00:00Z")), person: kim)],
      people: [:], next: RecordID("0199k")))

  static let dutyGaps = DutyGapsPage(
    rows: [.init(roster: "0199e", name: "First & foremost", team: "Network", gap: dutyShifts[2], mayChange: true)],
    rosters: 4,
    until: at("2025-06-16T10:00:00Z"), next: "/rosters/gaps?after=x", names: dutyNames)
}

extension Gallery {
  static let duty: [(name: String, page: any Page, role: Role)] = [
    ("rosters", Sample.rosters, .lead),
    (
      "rosters-empty",
      RostersPage(rows: [], until: Instant(seconds: 1_750_000_000), pager: Pager(shows: ""), names: [:]), .lead
    ),
    ("roster", Sample.roster, .lead), ("my-duty", Sample.myDuty, .agent), ("swap", Sample.swapPage, .agent),
    ("duty-calendars", Sample.dutyCalendars, .admin), ("duty-gaps", Sample.dutyGaps, .lead),
    ("duty-gaps-none", DutyGapsPage(rows: [], rosters: 1, until: Instant(seconds: 1_750_000_000), names: [:]), .agent),
    (
      "roster-form",
      RosterFormPage(
        roster: nil, teams: [Choice("desk", "Service desk")], zones: ["Europe/Paris", "UTC"], rows: 2,
        form: FormState(
          ["layer-0-unit": "weeks", "layer-0-people": "kim, nobody"],
          faults: [FieldFault("layer-0-people", "nobody signs in as nobody")])), .lead
    ),
  ]
}
