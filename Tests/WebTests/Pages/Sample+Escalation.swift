import Components
import Escalation
import EscalationPages
import Kernel
import Reach
import ReachUseCases
@testable import EscalationUseCases

extension Sample {
  private static let ladderOfServices = Ladder(
    name: "Critical <services>", agreements: ["critical"], when: [],
    rungs: [
      LadderRung(.breach, tells: [.team(nil), .person("kim")], ask: LadderAsk(within: .minutes(15), repeats: 1)),
      LadderRung(
        .afterTheOneBefore, tells: [.role("manager")], window: LadderWindow("desk", outside: .wait),
        onlyUnacknowledged: true),
    ], again: 1)

  private static let ladderRun = RunKey(ticket: RecordID("0199t"), ladder: "critical", clock: "resolution", cycle: 1)

  private static func ladderFiring(
    _ state: LadderFiring.State, rung: Int = 0, asks: Bool = false, people: [Escalated.Reached]
  ) -> Escalated {
    Escalated(
      run: ladderRun, number: "INC-1024", ladder: "Critical <services>", version: 2, rung: ladderOfServices.rungs[rung],
      firing: LadderFiring(
        LadderStep(rung: rung), rung == 0 ? .moment : .unacknowledged, dueAt: now - .minutes(30),
        firedAt: now - .minutes(20), state: state, opensAt: state == .waiting ? now + .hours(9) : nil,
        needed: asks ? 1 : 0, why: state == .told ? "" : "nobody of the team <desk> can be given work"),
      askedUntil: asks ? now + .minutes(3) : nil, isAsking: asks, people: people)
  }

  private static let ladderKim = Escalated.Reached(
    name: "kim", displayName: "Kim Berg", audience: .team(nil), obstacle: nil,
    standing: ToldStanding(state: .arrived, why: "Mail, the first in your order"), seenAt: nil, acknowledgedAt: nil)
  private static let ladderLee = Escalated.Reached(
    name: "lee", displayName: "Lee Wong", audience: .lead(nil), obstacle: "has said no way to be reached",
    standing: nil,
    seenAt: nil, acknowledgedAt: nil)
  private static let ladderSeen = Escalated.Reached(
    name: "mo", displayName: "Mo Lund", audience: .role("manager"), obstacle: nil, standing: nil,
    seenAt: now - .minutes(5), acknowledgedAt: nil)
  private static let ladderHeld = Escalated.Reached(
    name: "nat", displayName: "Nat Roth", audience: .lead(nil), heldUntil: now + .hours(9))

  private static let ladderFired = [
    ladderFiring(.told, asks: true, people: [ladderKim, ladderLee, ladderSeen, ladderHeld]),
    ladderFiring(.nobody, rung: 1, people: [ladderLee]),
    ladderFiring(.waiting, rung: 1, people: []), ladderFiring(.lapsed, people: []), ladderFiring(.passed, people: []),
  ]

  static let escalations = EscalationsPage(
    hours: 8,
    coming: Coming(
      until: now + .hours(8), items: ladderFired, asked: [ladderFired[0]], hasMore: true,
      unreadable: ["ladder_run 0199x, version: it is text"]))
  static let firedPage = FiredPage(
    fired: Fired(items: ladderFired, next: nil, unreadable: []),
    pager: Pager(shows: "5 rungs", next: "/escalations/fired?after=x"))
  static let ticketEscalations = TicketEscalationsPage(
    TicketEscalations(
      id: RecordID("0199t"), number: "INC-1024", fired: ladderFired, coming: [ladderFired[0]],
      runs: [
        .init(
          key: ladderRun, ladder: "Critical <services>", version: 2, startedAt: now - .hours(1), endedAt: nil, why: nil),
        .init(
          key: ladderRun, ladder: "Former", version: 1, startedAt: now - .hours(3), endedAt: now,
          why: "the clock was met"),
      ], mayAcknowledge: true), fault: "Nothing on INC-1024 waits for your acknowledgement.")

  private static let ladderVersion = LadderVersion(
    key: "critical", version: 2, ladder: ladderOfServices, isOn: true, from: now, madeAt: now, madeBy: "mo")
  private static let ladderChoices = LadderChoices.Answer(
    agreements: ["critical": "Critical services"], objectives: ["critical": ["first response", "resolution"]],
    calendars: ["desk"], teams: ["desk": "Service desk"])
  static let ladders = LaddersPage(
    LadderList(
      items: [
        ladderVersion,
        LadderVersion(
          key: "old", version: 3, ladder: ladderOfServices, isOn: false, from: now, madeAt: now, madeBy: "mo"),
      ],
      running: ["critical": 12], unreadable: ["ladder_version old, body: it is no ladder"]))
  static let ladder = LadderPage(
    LadderDetail(
      versions: [ladderVersion], running: 12, people: ["kim": "Kim Berg"], teams: ["desk": "Service desk"],
      unreadable: []),
    choices: ladderChoices,
    form: FormState(["at": "yesterday 9:30"], faults: [FieldFault("agreement", "there is none")]))
  static let ladderForm = LadderFormPage(
    rows: 2, choices: ladderChoices, preview: ["INC-1024: resolution is due 2 June, 15:00."],
    form: FormState(["name": "", "rung-0-when": "soon"], faults: [FieldFault("rung-0-when", "is a moment like 75%")]))
}

extension Gallery {
  static let escalation: [(name: String, page: any Page, role: Role)] = [
    ("escalations", Sample.escalations, .agent),
    (
      "escalations-none",
      EscalationsPage(
        hours: 24, coming: Coming(until: Sample.now, items: [], asked: [], hasMore: false, unreadable: [])), .lead
    ),
    ("escalations-fired", Sample.firedPage, .agent),
    (
      "escalations-nothing-fired",
      FiredPage(fired: Fired(items: [], next: nil, unreadable: []), pager: Pager(shows: "")), .lead
    ),
    ("ticket-escalations", Sample.ticketEscalations, .agent), ("ladders", Sample.ladders, .manager),
    ("ladders-none", LaddersPage(LadderList(items: [], running: [:], unreadable: [])), .manager),
    ("ladder", Sample.ladder, .manager), ("ladder-form", Sample.ladderForm, .manager),
  ]
}
