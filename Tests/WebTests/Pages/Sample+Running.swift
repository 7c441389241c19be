import Components
import Journal
import JournalPages
import Kernel
import MessagesPages
import OperationsPages
import PeoplePages
import TicketsPages

extension Sample {
  static let hash = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"

  static let journal = JournalPage(
    entries: (1...4).map { number in
      JournalPage.Entry(
        stream: .init(name: "ticket/0199", title: "INC-1024", path: "/tickets/INC-1024"), sequence: number,
        kind: "ticket.held", actor: "kim.berg", at: at("2025-06-02T10:30:00+02:00"),
        recordedAt: at("2025-06-02T10:30:01+02:00"), payload: #"{"reason":"awaiting-requester","until":null}"#,
        hash: hash, previous: hash)
    }, pager: Pager(shows: "4 entries"),
    seal: .init(number: 18, at: at("2025-06-03T13:00:00+02:00"), streams: 42, root: hash),
    check: .init(streams: 42, entries: 1220, seals: 18, findings: []))

  static var tampered: JournalPage {
    var page = journal
    page.stream = .init(name: "ticket/0199", title: "INC-1024", path: "/tickets/INC-1024")
    page.check = .init(
      streams: 1, entries: 4, seals: 18,
      findings: [JournalFinding(.changed, "ticket/0199", 3, "entry 3 (ticket.held) hashes to 2c26, stored is 2d00")])
    return page
  }

  static let outbox = OutboxPage(
    show: .dead, counts: [.waiting: 2, .delivered: 1200, .dead: 1],
    rows: [
      .init(
        id: "0199", channel: "webhook", recipient: "https://hooks.example.org/breaches", kind: "clock.breached",
        cause: ("INC-1024", "/tickets/INC-1024"), createdAt: at("2025-06-03T10:00:02+02:00"), attempts: 12,
        lastError: "503 Service Unavailable")
    ], pager: Pager(shows: "1 message"))

  static let engine = engineWhere(
    failures: [
      .init(
        module: "clocks", item: "ticket/0199", name: "INC-1024", path: "/tickets/0199",
        error: "column 4 is text, not an integer", remedy: "Put it back from a backup, then try again.",
        since: at("2025-06-03T12:00:00+02:00"), tries: 7, nextTry: at("2025-06-03T13:40:00+02:00"))
    ])

  private static func engineWhere(failures: [EnginePage.Failure]) -> EnginePage {
    var page = healthy
    (page.failures, page.failing) = (failures, "1")
    page.work = [
      .init(
        id: "0199", title: "Import of incidents.csv", node: "alpha", startedBy: "mo.lang",
        startedAt: at("2025-06-03T13:00:00+02:00"), progress: 420, standing: "under way", mayStop: true),
      .init(
        id: "0198", title: "Verification of the journal", node: "beta", startedBy: "lee.wong",
        startedAt: at("2025-06-03T12:00:00+02:00"), progress: 1000, standing: "Everything holds.", mayStop: false),
    ]
    return page
  }

  private static let healthy = EnginePage(
    modules: [
      .init(
        name: "clocks", does: "records thresholds and breaches", lastCycle: at("2025-06-03T13:19:58+02:00"),
        outcome: "3 clocks", node: "alpha"),
      .init(name: "seals", does: "links all streams", lastCycle: nil),
      .init(
        name: "outbox", does: "delivers messages", lastCycle: at("2025-06-03T13:10:00+02:00"),
        fault: "no route to host",
        isLate: true),
    ], dueNow: "0", nextDue: at("2025-06-03T14:20:00+02:00"), waiting: "2", deadLetters: "1")

  static let people = PeoplePage(
    refusals: [
      RefusalLine(
        name: "kim.berg", day: at("2025-06-03T00:00:00Z"), count: 12, lastAt: at("2025-06-03T09:00:00Z"),
        lastAddress: "192.0.2.1"),
      RefusalLine(
        name: nil, day: at("2025-06-02T00:00:00Z"), count: 3, lastAt: at("2025-06-02T09:00:00Z"),
        lastAddress: "2001:db8::1"),
    ], needsProof: true,
    rows: [
      .init(name: "kim.berg", display: "Kim Berg", role: .agent, teams: ["network", "service-desk"]),
      .init(name: "old", display: "Old Timer", role: .lead, teams: [], isActive: false),
    ], pager: Pager(shows: "2 people"), form: FormState(faults: [FieldFault("name", "is taken")]))

  static let person = PersonPage(
    person: .init(name: "kim.berg", display: "Kim Berg", role: .agent, teams: ["network"]), version: 3,
    form: FormState(["role": "agent", "teams": "network", "active": "yes"]))

  static let account = AccountPage(
    tokens: [
      .init(
        id: "1", name: "backup script", scope: "read only", madeAt: at("2025-05-01T00:00:00Z"),
        expiresAt: at("2025-08-01T00:00:00Z"), usedAt: at("2025-06-03T09:00:00Z"))
    ],
    sessions: [
      SessionLine(
        id: "s1", isCurrent: true, device: "Firefox on Linux", address: "192.0.2.1",
        beganAt: at("2025-06-03T07:00:00Z"), usedAt: at("2025-06-03T11:14:00Z")),
      SessionLine(
        id: "s2", isCurrent: false, device: "a <b>browser</b>", address: "2001:db8::1",
        beganAt: at("2025-06-02T07:00:00Z"), usedAt: at("2025-06-02T11:14:00Z")),
    ], fresh: "ms_0123456789abcdef")

  static let signIn = SignInPage(
    form: FormState(["name": "kim"], faults: [FieldFault("", "name and password do not fit together")]),
    demo: [.init(name: "kim", password: "demo", role: .agent)])

  static let fault = FaultPage(
    title: "There is no such ticket", happened: "INC-9999 does not exist, or you may not see it.",
    next: "Check the number, or search the queue.", requestID: "0199", isSignedIn: false)
}

/// Every page with a reader of a role that may see it.
enum Gallery {
  static let pages: [(name: String, page: any Page, role: Role)] =
    [
      ("sign-in", Sample.signIn, .requester), ("setup", SetupPage(token: "x"), .requester),
      ("fault", Sample.fault, .agent), ("queue", Sample.queue, .admin),
      ("queue-few-columns", Sample.queueWithFewColumns, .agent), ("assign-many", Sample.assignMany, .agent),
      ("my-tickets-none-found", MyTicketsPage(rows: [], pager: Pager(shows: ""), search: "unicorn"), .requester),
      ("queue-empty", QueuePage(views: [], query: "is:open", rows: [], pager: Pager(shows: "")), .agent),
      ("ticket", Sample.ticket, .agent), ("ticket-conflict", Sample.conflict, .lead), ("clock", Sample.clock, .agent),
      ("ticket-of-a-list", Sample.ticketOfAList, .lead), ("find", Sample.found, .agent),
      ("queue-in-groups", Sample.queueInGroups, .agent), ("ticket-missed-act", Sample.missedAct, .agent),
      ("ticket-missed-reply", Sample.missedReply, .agent),
      ("new-ticket", Sample.newTicket, .requester), ("my-tickets", Sample.myTickets, .requester),
      ("my-ticket", Sample.myTicket, .requester), ("compliance", Sample.compliance, .manager),
      ("compliance-tickets", Sample.complianceTickets, .manager), ("agreements", Sample.agreements, .manager),
      ("agreement", Sample.agreement, .manager), ("diff", Sample.diff, .manager),
      ("diff-in-words", Sample.diffInWords, .manager), ("queue-beside", Sample.queueBeside, .agent),
      ("style", StylePage(), .agent),
      ("calendars", Sample.calendars, .manager), ("calendar", Sample.calendar, .manager),
      ("journal", Sample.journal, .admin), ("journal-tampered", Sample.tampered, .admin),
      ("outbox", Sample.outbox, .lead), ("engine", Sample.engine, .admin), ("people", Sample.people, .admin),
      ("person", Sample.person, .admin), ("account", Sample.account, .agent),
    ] + proof + access + searches + organisation + services + duty + reach + escalation + words + erasure + firstSteps
    + homes + secondFactors + directories + proposals + workbench + foresight + editors + disputes + statements + offers
    + visits + recovery + definitions
}
