import Agreements
import Components
import Kernel
import Tickets
import TicketsPages

extension Sample {
  static let rows: [QueueRow] = [
    QueueRow(
      number: "INC-1024", subject: "No network on the third floor, phones and docking stations dead",
      requester: "Anna Lindqvist", category: "network", priority: "P2", state: .open, team: "network",
      assignee: "kim.berg", clock: breached, updatedAt: at("2025-06-03T12:55:00+02:00")),
    QueueRow(
      number: "INC-1031", subject: "Mailbox full, cannot send", requester: "J. Moreau", category: "mail",
      priority: "P3", state: .open, team: "service desk", clock: running, updatedAt: at("2025-06-03T13:19:40+02:00")),
    QueueRow(
      number: "INC-1007", subject: "Payroll export <fails> with \"timeout\" & no message", requester: "payroll",
      category: "finance", priority: "P1", state: .open, holds: ["awaiting-requester"], vendors: ["acme"],
      team: "applications", assignee: "ola", clock: paused, updatedAt: at("2025-06-01T09:00:00+02:00")),
    QueueRow(
      number: "INC-998", subject: "Printer jams", requester: "Reception", priority: "P4", state: .resolved,
      team: "service desk", assignee: "kim.berg", clock: met, updatedAt: at("2025-05-28T10:00:00+02:00")),
    QueueRow(
      number: "INC-1040", subject: "شاشة سوداء بعد التحديث", requester: "Layla", priority: nil, state: .open,
      clock: nil, updatedAt: at("2025-06-03T13:20:00+02:00")),
  ]

  static let queue = QueuePage(
    views: [
      SavedView("Open", query: "is:open", count: 42), SavedView("Mine", query: "is:open assignee:me", count: 7),
      SavedView("Unassigned", query: "is:open is:unassigned", count: 3),
      SavedView("Late or due in 2 h", query: "is:open due:<2h", count: 5),
      SavedView("Breached", query: "is:open is:breached", count: 4),
      SavedView("On hold", query: "is:open is:held", count: 9),
    ], query: "is:open",
    facets: [
      Facet(
        "Priority",
        ["P1", "P2", "P3", "P4"].map { Facet.Option($0, query: "is:open priority:\($0)", isOn: $0 == "P2") }),
      Facet("Team", ["network", "mail"].map { Facet.Option($0, query: "is:open team:\($0)", isOn: false) }),
    ], rows: rows, pager: Pager(shows: "5 tickets", next: "/queue?after=x"),
    assignees: [Choice("kim.berg", "Kim Berg"), Choice("ola", "Ola Nordmann")],
    teams: [Choice("network", "network"), Choice("service-desk", "service desk")],
    live: LivePart([.list, .line("INC-1024")], since: "0-0", path: "/queue"))

  static let queueWithFewColumns: QueuePage = {
    var page = queue
    page.columns = [.state, .opened]
    return page
  }()

  static let queueBeside: QueuePage = {
    var page = queue
    page.columns = [.priority, .deadline]
    page.beside = BesideTicket(
      ticket: facts, clocks: [breached, running], timeline: Array(timeline.suffix(3)), path: "/tickets/INC-1024",
      list: "/queue?q=is%3Aopen")
    for index in page.rows.indices {
      page.rows[index].besidePath = "/queue?q=is%3Aopen&beside=" + page.rows[index].number
    }
    return page
  }()

  static let assignMany = AssignManyPage(
    rows: rows.map { .init(number: $0.number, subject: $0.subject, team: $0.team, assignee: $0.assignee) },
    team: "network", assignee: nil, back: "/queue")

  static let timeline: [TimelineEntry] = [
    TimelineEntry(
      at: at("2025-06-02T09:00:00+02:00"), actor: "Anna Lindqvist", kind: .message, did: "opened it",
      said: "Since this morning nothing on the third floor has network.\n\nPhones and docking stations are dead too.",
      sequence: 1),
    TimelineEntry(
      at: at("2025-06-02T09:42:00+02:00"), actor: "kim.berg", kind: .message, did: "answered",
      said: "We are looking at the switch in your corridor. Which rooms work?", sequence: 2),
    TimelineEntry(
      at: at("2025-06-02T10:30:00+02:00"), actor: "kim.berg", kind: .change,
      did: "put it on hold, awaiting requester", sequence: 3),
    TimelineEntry(
      at: at("2025-06-02T13:30:00+02:00"), actor: "kim.berg", kind: .change, did: "gave it to team network",
      sequence: 4),
    TimelineEntry(
      at: at("2025-06-02T14:00:00+02:00"), actor: "ola", kind: .note, did: "noted",
      said: "Power supply of sw-3-2 is gone. Spare ordered.", sequence: 5),
    TimelineEntry(
      at: at("2025-06-03T10:00:00+02:00"), actor: "Clock", kind: .clock, did: "breached"),
  ]

  static let choices = TicketChoices(
    holdReasons: [Choice("awaiting-requester", "awaiting requester"), Choice("awaiting-vendor", "awaiting vendor")],
    priorities: ["P1", "P2", "P3", "P4"].map { Choice($0, $0) }, categories: [Choice("network", "network")],
    teams: [Choice("network", "network")], people: [Choice("kim.berg", "Kim Berg")], vendors: [Choice("acme", "acme")])

  static let facts = TicketFacts(
    number: "INC-1024", subject: "No network on the third floor, phones and docking stations dead", state: .open,
    version: 12, requester: "Anna Lindqvist", priority: "P2", priorityReason: "raised: whole floor affected",
    team: "network", assignee: "kim.berg", attributes: [("category", "network"), ("service", "office network")],
    agreement: ("Gold, version 3", "/agreements/gold?version=3"), openedAt: at("2025-06-02T09:00:00+02:00"),
    relations: [(.causedBy, "PRB-12", "Old power supplies in the access switches")])

  static let acts: [TicketAct] = [
    .reply, .note, .resolve, .hold, .assign, .change, .handOff, .link, .merge, .cancel,
  ]

  static let ticket = TicketPage(
    ticket: facts, clocks: [met, breached, running, paused], attribution: shares, timeline: timeline, acts: acts,
    choices: choices)

  static var conflict: TicketPage {
    var page = ticket
    page.attempted = TicketPage.Attempt(
      .resolve,
      FormState(["text": "Replaced the power supply."], faults: [FieldFault("resolution", "choose how it was solved")]))
    page.conflict = TicketPage.Conflict(seen: 10, current: 12, changes: Array(timeline[3...4]))
    return page
  }

  static let clock = ClockPage(
    number: "INC-1024", subject: facts.subject, clock: breached, siblings: [met, breached, running],
    origin: ClockPage.Origin(
      agreement: ("Gold, version 3", "/agreements/gold?version=3"), calendar: ("paris, version 2", "/calendars/paris"),
      zone: "Europe/Paris",
      reasons: [
        .init(since: at("2025-06-02T09:00:00+02:00"), target: "8 h", words: "no row before it fits"),
        .init(
          since: at("2025-06-02T10:00:00+02:00"), target: "4 h", words: "the ticket's service is <mail>",
          events: [.init("set service to <mail>", path: "/tickets/INC-1024#e2")]),
      ], pauseReasons: ["awaiting-requester"], stopAt: "resolved",
      reopen: "continues with the time that was left"),
    shares: [
      ClockShare(holder: .team("network"), counted: .minutes(260)), ClockShare(holder: .closed, uncounted: .hours(15)),
    ],
    events: [2: ClockPage.Event("kim.berg put it on hold", path: "/tickets/INC-1024#e3")])

  static let newTicket: NewTicketPage = {
    var page = NewTicketPage(
      form: FormState(
        ["description": "It <broke>"], faults: [FieldFault("title", "say in a few words what it is about")]),
      isForDesk: false)
    page.kinds = [Choice("incident", "Something is broken"), Choice("request", "I need something")]
    return page
  }()

  static let myTickets = MyTicketsPage(
    rows: [
      .init(
        number: "INC-1024", subject: "No network on the third floor", state: .open, needsAnswer: true,
        updatedAt: at("2025-06-03T12:55:00+02:00")),
      .init(
        number: "INC-900", subject: "New monitor", state: .closed, updatedAt: at("2025-04-03T12:55:00+02:00")),
      .init(
        number: "INC-899", subject: "Monitor\u{200b}", state: .merged, updatedAt: at("2025-04-03T12:55:00+02:00"),
        outcome: .resolved),
    ], pager: Pager(shows: "3 tickets"))

  static let myTicket = MyTicketPage(
    number: "INC-1024", subject: "No network on the third floor", state: .open, needsAnswer: true, version: 3,
    timeline: Array(timeline[0...2]), mayReply: true, openedAt: at("2025-06-02T09:00:00+02:00"))
}

extension Sample {
  /// Somebody resolved it while its reader wrote the same.
  static var missedAct: TicketPage {
    var page = ticket
    page.ticket.state = .resolved
    page.acts = [.reply, .note, .withdraw, .reopen, .close, .link]
    page.attempted = TicketPage.Attempt(
      .resolve,
      FormState(["csrf": "token", "version": "10", "text": "Replaced the power supply.", "resolution": "fixed"]))
    page.conflict = TicketPage.Conflict(seen: 10, current: 12, changes: Array(timeline[3...4]))
    return page
  }

  /// The same of an act that brings no version along.
  static var missedReply: TicketPage {
    var page = ticket
    page.ticket.state = .merged
    page.acts = []
    page.attempted = TicketPage.Attempt(
      .reply,
      FormState(
        ["text": "Which rooms?"], faults: [FieldFault("", "INC-1024 is merged; answering it is no longer possible.")]))
    return page
  }
}
