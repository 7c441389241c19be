import ImportUseCases
import Kernel
import ServiceNowLog
import Testing
import Tickets

/// A row in few words: minutes after the opening, the state, and what else it shows.
private func row(
  _ minute: Int, _ state: IncidentState?, count: Int? = nil, reopened: Int = 0, group: String? = "A",
  owner: String? = nil, priority: String = "P3", category: String? = nil, resolved: Int? = nil, closed: Int? = nil,
  sla: Bool? = nil
) -> IncidentRow {
  func at(_ minute: Int?) -> Instant? { minute.map { Instant(seconds: Int64($0 * 60)) } }
  return IncidentRow(
    number: "INC1", state: state, count: count ?? minute, updatedAt: Instant(seconds: Int64(minute * 60)),
    updatedBy: "kim", openedAt: Instant(seconds: 0), openedBy: "lee", resolvedAt: at(resolved), closedAt: at(closed),
    closedCode: "code 1", reopenCount: reopened, madeSLA: sla, caller: "ann", group: group, assignee: owner,
    attributes: [priority, nil, nil, category])
}

private let day = 24 * 60

private func unknownResolution(_ row: IncidentRow) -> IncidentRow {
  var row = row
  row.isResolutionUnknown = true
  return row
}

/// `10 held awaiting-vendor`, a line an event.
private func story(_ rows: [IncidentRow]) -> [String] {
  (IncidentHistory.history(of: rows)?.steps ?? []).map { step in
    let what =
      switch step.event {
      case .held(let reason, _): "held \(reason)"
      case .resumed(let reason): "resumed \(reason ?? "all")"
      case .changed(let set, _):
        "changed " + set.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value ?? "-")" }.joined(separator: " ")
      case .assigned(let team, let assignee): "assigned \(team ?? "-") \(assignee ?? "-")"
      case .resolved: "resolved"
      case .reopened: "reopened"
      case .closed(let byTimer): byTimer ? "closed by timer" : "closed"
      case .cancelled: "cancelled"
      case .verdictRecorded(_, let met): met ? "recorded met" : "recorded missed"
      default: "\(step.event)"
      }
    return "\(step.at.milliseconds / 60_000) \(what)"
  }
}

@Suite("The history of an incident", .timeLimit(.minutes(10)))
struct IncidentHistoryTests {
  private static let stories: [(String, [IncidentRow], [String])] = [
    ("nothing but new", [row(5, .working)], []),
    (
      "resolved and closed by the timer",
      [row(5, .working), row(60, .resolved), row(60 + 5 * day, .closed, sla: true)],
      ["60 resolved", "\(60 + 5 * day) closed by timer", "\(60 + 5 * day) recorded met"]
    ),
    (
      "closed by a person, or sooner than the timer",
      [row(5, .working), row(60, .resolved), row(60 + 4 * day, .closed, sla: false)],
      ["60 resolved", "\(60 + 4 * day) closed", "\(60 + 4 * day) recorded missed"]
    ),
    (
      "a closing that also changes something is a person's",
      [row(5, .working), row(60, .resolved), row(60 + 6 * day, .closed, category: "mail")],
      ["60 resolved", "\(60 + 6 * day) changed category=mail", "\(60 + 6 * day) closed"]
    ),
    (
      "born resolved",
      [row(9, .resolved, resolved: 7), row(20, .closed)], ["7 resolved", "20 closed"]
    ),
    (
      "closed without a resolution",
      [row(5, .working), row(30, .closed, closed: 30)], ["30 resolved", "30 closed"]
    ),
    (
      "born closed, with instants of its own", [row(90, .closed, resolved: 50, closed: 80)],
      ["50 resolved", "80 closed"]
    ),
    (
      "what changes beside a resolution or a closing is in force when that happens",
      [
        row(5, .working), row(60, .resolved, priority: "P2", resolved: 50),
        row(90, .closed, owner: "x", priority: "P2", resolved: 50, closed: 80),
      ],
      ["50 changed priority=P2", "50 resolved", "80 assigned - x", "80 closed"]
    ),
    (
      "the log's own instant of the last resolution counts, however early a row shows it",
      [
        row(5, .working, resolved: 50, closed: 90), row(20, .resolved, resolved: 50, closed: 90),
        row(50, .resolved, resolved: 50, closed: 90), row(90, .closed, resolved: 50, closed: 90),
      ],
      ["50 resolved", "90 closed"]
    ),
    (
      "it says nothing about the resolutions before it",
      [
        row(10, .resolved, resolved: 50), row(20, .working, reopened: 1, resolved: 50),
        row(55, .resolved, reopened: 1, resolved: 50), row(90, .closed, reopened: 1, resolved: 50),
      ],
      ["10 resolved", "20 reopened", "50 resolved", "90 closed"]
    ),
    (
      "an unknown instant of the resolution is that of the closing",
      [
        unknownResolution(row(10, .resolved)), unknownResolution(row(20, .resolved, owner: "x")),
        unknownResolution(row(20 + 5 * day, .closed, owner: "x")),
      ],
      ["20 assigned - x", "\(20 + 5 * day) resolved", "\(20 + 5 * day) closed by timer"]
    ),
    (
      "or of its row, where it is not closed",
      [row(5, .working), unknownResolution(row(10, .resolved))], ["10 resolved"]
    ),
    (
      "a final value between two rows dates what the later one is the first to show",
      [row(5, .working, resolved: 15), row(20, .resolved, resolved: 15)], ["15 resolved"]
    ),
    (
      "waits, one after another",
      [
        row(5, .working), row(10, .waiting("awaiting-requester")), row(15, .waiting("awaiting-requester")),
        row(20, .waiting("awaiting-vendor")), row(30, .working), row(40, .waiting("awaiting-problem")),
        row(50, .resolved),
      ],
      [
        "10 held awaiting-requester", "20 resumed awaiting-requester", "20 held awaiting-vendor",
        "30 resumed awaiting-vendor", "40 held awaiting-problem", "50 resolved",
      ]
    ),
    (
      "reopened after a resolution and after a closing",
      [
        row(5, .working), row(10, .resolved), row(20, .working, reopened: 1), row(30, .resolved, reopened: 1),
        row(40, .closed, reopened: 1), row(41, .closed, reopened: 1), row(50, .working, reopened: 2),
        row(60, .resolved, reopened: 2), row(70, .closed, reopened: 2),
      ],
      [
        "10 resolved", "20 reopened", "30 resolved", "40 closed", "50 reopened", "60 resolved", "70 closed",
      ]
    ),
    (
      "reopened into a wait",
      [row(10, .resolved), row(20, .waiting("awaiting-requester"))],
      ["10 resolved", "20 reopened", "20 held awaiting-requester"]
    ),
    (
      "reopened and resolved between two rows that were kept",
      [row(10, .resolved), row(30, .resolved, reopened: 1)], ["10 resolved", "30 reopened", "30 resolved"]
    ),
    (
      "an older row that was written late does not reopen",
      [row(70, .working, count: 1), row(52, .working, count: 1), row(63, .resolved, count: 2), row(80, .closed)],
      ["63 resolved", "80 closed"]
    ),
    (
      "rows out of order are put in order of time",
      [row(5, .working), row(30, .resolved), row(10, .waiting("awaiting-vendor"))],
      ["10 held awaiting-vendor", "30 resolved"]
    ),
    (
      "rows of one minute keep the order of their counts",
      [row(5, .working), row(10, .resolved, count: 8), row(10, .waiting("awaiting-vendor"), count: 7)],
      ["10 held awaiting-vendor", "10 resolved"]
    ),
    (
      "a code without a name says nothing",
      [row(5, .working), row(10, .waiting("awaiting-vendor")), row(20, nil), row(30, .working)],
      ["10 held awaiting-vendor", "30 resumed awaiting-vendor"]
    ),
    (
      "groups, owners and attributes as they change; what is unknown says nothing",
      [
        row(5, .working), row(10, .working, owner: "x"), row(11, .working, group: nil), row(12, .working, group: "B"),
        row(13, .working, group: "B", owner: "x"), row(14, .working, group: "C", owner: "x"),
        row(20, .working, group: "C", owner: "x", priority: "P2", category: "mail"),
        row(21, .working, group: "C", owner: "x", priority: "P2"),
      ],
      [
        "10 assigned - x", "12 assigned B -", "13 assigned - x", "14 assigned C x",
        "20 changed category=mail priority=P2",
      ]
    ),
    (
      "a row dated before the opening happens at the opening",
      [row(-5, .waiting("awaiting-vendor")), row(10, .working)],
      ["0 held awaiting-vendor", "10 resumed awaiting-vendor"]
    ),
    (
      "nothing comes after a cancellation",
      [row(5, .working), row(10, .cancelled), row(20, .working)], ["10 cancelled"]
    ),
    (
      "the verdict counts only once it is closed",
      [row(5, .working, sla: true), row(10, .resolved, sla: true)], ["10 resolved"]
    ),
  ]

  @Test("is told from its snapshots", arguments: stories.indices)
  func table(index: Int) {
    let (name, rows, expected) = Self.stories[index]
    #expect(story(rows) == expected, "\(name)")
  }

  @Test("begins with the first row: who, what and for whom")
  func opening() throws {
    let history = try #require(
      IncidentHistory.history(of: [row(5, .working, group: "A", owner: "x", category: "mail")]))
    #expect(history.number == "INC1")
    #expect(history.openedAt == Instant(seconds: 0))
    #expect(history.openedBy == "lee")
    #expect(history.opening.requester == "ann")
    #expect(history.opening.team == "A")
    #expect(history.opening.assignee == "x")
    #expect(history.opening.attributes == ["source": "servicenow", "priority": "P3", "category": "mail"])
    #expect(history.title == "mail")
  }

  @Test("there is none without rows")
  func none() { #expect(IncidentHistory.history(of: []) == nil) }

  @Test("its events are in order and fit a ticket's life", arguments: stories.indices)
  func lifelike(index: Int) throws {
    let history = try #require(IncidentHistory.history(of: Self.stories[index].1))
    var ticket = Ticket(id: RecordID("x"))
    ticket.apply(.opened(history.opening), at: history.openedAt)
    var last = history.openedAt
    for step in history.steps {
      #expect(step.at >= last)
      last = step.at
      switch step.event {
      case .held: #expect(ticket.state == .open)
      case .resolved: #expect(ticket.state == .open)
      case .closed: #expect(ticket.state == .resolved)
      case .reopened: #expect(ticket.state == .resolved || ticket.state == .closed)
      case .resumed(let reason): #expect(ticket.holds == [reason].compactMap { $0 })
      default: break
      }
      ticket.apply(step.event, at: step.at)
    }
  }
}
