import Components
import Kernel
import Reach
import ReachPages

extension Sample {
  private static let wayChoices = [
    Choice("in-order", "in my order"), Choice("nothing", "nothing"), Choice("all", "all at once"),
    Choice("0199a", "My <phone>"),
  ]

  /// - Parameter adding: Whether the form that adds a way was refused, and not that of what is chosen.
  static func reach(adding: Bool) -> ReachPage {
    var page = reach
    if adding { page.settings.faults = [] } else { page.add.faults = [] }
    return page
  }

  private static let reach = ReachPage(
    ways: [
      .init(
        id: "0199a", kind: .push, label: "My <phone>", hint: "https://push.example.org/...", isVerified: true,
        fault: "The address answered 503."),
      .init(id: "0199b", kind: .mail, label: "Mail", hint: "k...@example.org", isVerified: true),
      .init(
        id: "0199c", kind: .webhook, label: "Mine", hint: "https://receiver.example.org/...", isVerified: false,
        codeUntil: at("2025-06-03T13:40:00+02:00")),
      .init(id: "0199d", kind: .mail, label: "Old mail", hint: nil, isVerified: true, isOffered: false),
    ], kinds: WayKind.allCases, cells: ReachSettings.Cell.all, choices: wayChoices, version: 3,
    zones: ["Europe/Berlin", "UTC"],
    recent: [
      .init(
        at: at("2025-06-03T12:00:00+02:00"), words: "INC-1024: first response passed its target.",
        path: "/tickets/INC-1024", reason: .clock, isUrgent: true, state: .underway,
        why: "Mail too, for nothing arrived within 2 minutes",
        sent: ["My <phone>: is tried again, for: The address answered 503.", "Mail: arrived"]),
      .init(
        at: at("2025-06-02T23:30:00+02:00"), words: "INC-1023 was answered.", path: "/tickets/INC-1023",
        reason: .answered, isUrgent: false, state: .waiting, why: "held until 07:00 by your quiet hours", sent: []),
      .init(
        at: at("2025-06-02T12:00:00+02:00"), words: "A test.", path: nil, reason: .test, isUrgent: false,
        state: .failed, why: "it did not arrive", sent: ["a way that is gone: did not arrive"]),
    ], older: "/account/reach?before=x#lately", unreadable: ["way 0199e, verified_at: it is text"],
    settings: FormState(
      [
        "timeZone": "Europe/Berlin", "quiet": "22-7", "day-sun": "yes", "choices.clock.urgent": "all",
        "choices.team.ordinary": "nothing",
      ], faults: [FieldFault("quiet", "are hours like 22:00-07:00: write it like 08:00-12:00")]),
    add: FormState(["address": "x"], faults: [FieldFault("address", "is no mail address, like kim@example.org")]),
    codes: [
      "0199c": FormState([:], faults: [FieldFault("code", "is another one than was sent; 4 more tries are left")])
    ],
    fresh: .init(label: "Mine", secret: "whsec_AAAA"))

  static let reachEmpty = ReachPage(
    ways: [], kinds: [.mail], cells: ReachSettings.Cell.all.filter { $0.reason.isForRequesters }, choices: wayChoices,
    version: 0, zones: [], recent: [], settings: FormState())

  static let reachable = ReachablePage(
    rows: [
      .init(person: PersonName("kim", display: "Kim <Berg>"), kinds: [.push, .mail], failing: "push fails at present"),
      .init(person: PersonName("lee", display: "Lee Wong"), kinds: [], obstacle: "has no way to be reached by"),
      .init(
        person: "mo", kinds: [.mail], obstacle: "has quiet hours until 2025-06-03T05:00:00Z",
        quietUntil: at("2025-06-03T07:00:00+02:00")),
      .init(person: "nat", kinds: [.push]),
    ], onlyWithoutWay: false, pager: Pager(shows: "4 people", next: "/people/reach?after=nat"))
}

extension Gallery {
  static let reach: [(name: String, page: any Page, role: Role)] = [
    ("reach", Sample.reach(adding: true), .agent), ("reach-lead", Sample.reach(adding: false), .lead),
    ("last-way", LastWayPage(way: "0199a", follows: "Mine <1> is your last way."), .agent),
    ("reach-empty", Sample.reachEmpty, .requester),
    ("reachable", Sample.reachable, .lead),
    (
      "reachable-empty", ReachablePage(rows: [], onlyWithoutWay: true, pager: Pager(shows: "")), .admin
    ),
  ]
}
