import Agreements
import Core
import Duty
import DutyUseCases
import Escalation
import EscalationUseCases
import Journal
import JournalUseCases
import Kernel
import OrganisationUseCases
import PeopleUseCases
import Reach
import ReachUseCases
import Storage
import TestApp
import TestDatabases
import Testing
import Tickets
import TicketsUseCases

/// A desk with an agreement, people who can be reached, and ladders.
struct LadderDesk: Sendable {
  let reach: ReachDesk
  var test: TestApp { reach.test }
  var app: App { reach.app }

  static func mail(_ name: String) -> String { "\(name)@example.org" }

  init(_ test: TestApp, reaching people: [String] = ["kim", "nat", "lee", "mo"]) async throws {
    reach = ReachDesk(test)
    try await test.applyAgreement()
    for name in people { try await reach.add(.mail, LadderDesk.mail(name), of: name) }
    // What tickets tell by themselves is not looked at here.
    for name in people {
      try await reach.run(
        ChangeReach(
          choices: [
            "assigned.ordinary": "nothing", "assigned.urgent": "nothing", "clock.ordinary": "nothing",
            "clock.urgent": "nothing", "team.ordinary": "nothing", "team.urgent": "nothing",
          ]), as: name)
    }
  }

  func save(_ text: String, as key: String = "majors") async throws {
    try await reach.run(SaveLadder(key, try Ladder(json: JSON(parsing: text))), as: "mo")
    test.clock.advance(by: .seconds(3))
  }

  /// Lets the engine do all that is due now.
  func work() async throws {
    _ = try await app.advanceClocks(limit: 500, as: .system("engine"))
    _ = try await app.advanceEscalations(limit: 500, as: .system("engine"))
    try await reach.settle()
  }

  /// Lets time pass, a look at every step.
  func pass(_ length: Duration, by step: Duration = .minutes(1)) async throws {
    let end = test.clock.now() + length
    while test.clock.now() < end {
      test.clock.set(min(end, test.clock.now() + step))
      try await work()
    }
  }

  /// To an instant of the test's first day, like `09:30`.
  func go(_ time: String, by step: Duration = .minutes(5)) async throws {
    let end = try Instant(parsing: "2025-06-02T\(time):00Z")
    while test.clock.now() < end {
      test.clock.set(min(end, test.clock.now() + step))
      try await work()
    }
  }

  func letters(_ name: String) -> [String] { reach.letters.told(LadderDesk.mail(name)) }

  func open(_ priority: String = "P1", team: String = "desk") async throws -> TicketChange {
    let ticket = try await reach.run(
      OpenTicket(title: "All is down", attributes: ["priority": priority]), as: "lee")
    return try await reach.run(AssignTicket(TicketKey(ticket.id), team: team), as: "lee")
  }

  /// What came on a ticket, oldest first: `1 told`.
  func came(_ ticket: TicketChange) async throws -> [String] {
    try await reach.ask(ShowEscalations(TicketKey(ticket.id)), as: "lee").fired
      .sorted { ($0.firing.dueAt, $0.firing.step) < ($1.firing.dueAt, $1.firing.step) }
      .map { "\($0.firing.step.rung + 1) \($0.firing.state.rawValue)" }
  }
}

@Suite("Promise: ladders tell the right people at the right instants, once", .timeLimit(.minutes(10)))
struct EscalationTests {
  private static let usual = """
    {"name":"Majors","objectives":["resolution"],"rungs":[
      {"when":"50%","tell":["team"]},
      {"when":"-PT1H","tell":["person:kim","lead"],"acknowledge":{"within":"PT10M"}},
      {"when":"after the one before","tell":["role:manager"]},
      {"when":"breach","tell":["person:lee"],"unlessAcknowledged":true}]}
    """

  private func desk(_ engine: TestEngine, _ body: @Sendable (LadderDesk) async throws -> Void) async throws {
    try await withTestApp(on: engine) { test async throws in try await body(LadderDesk(test)) }
  }

  @Test("rungs come at the clock's own instants, to whom they say, and each once", arguments: TestEngine.available)
  func climbs(_ engine: TestEngine) async throws {
    try await desk(engine) { desk async throws in
      try await desk.save(Self.usual)
      let ticket = try await desk.open()
      try await desk.go("10:59")
      #expect(desk.letters("kim").isEmpty)
      // Half of four hours.
      try await desk.go("11:01", by: .minutes(1))
      #expect(desk.letters("kim").count == 1 && desk.letters("kim")[0].contains(ticket.number))
      try await desk.go("12:01", by: .minutes(1))
      #expect(desk.letters("kim").count == 2 && desk.letters("mo").isEmpty)
      // Nobody acknowledges within ten minutes.
      try await desk.go("12:11", by: .minutes(1))
      #expect(desk.letters("mo").count == 1 && desk.letters("lee").count == 1)
      try await desk.go("13:01", by: .minutes(1))
      #expect(desk.letters("lee").count == 2)
      for _ in 1...3 { try await desk.work() }
      #expect(try await desk.came(ticket) == ["1 told", "2 told", "3 told", "4 told"])
      let fired = try await desk.reach.ask(ListFired(), as: "lee").items
      #expect(fired.count == 4 && Set(fired.map(\.number)) == [ticket.number])
      let start = try #require(fired.last).firing.dueAt
      // A breach is the first millisecond beyond the target.
      #expect(fired[0].firing.dueAt - start == .hours(2) + .milliseconds(1))
      #expect(
        fired[2].firing.dueAt - start == .hours(1) && fired[1].firing.dueAt - fired[2].firing.firedAt == .minutes(10))
      #expect(try await desk.app.verify(as: desk.test.person("lee")).isClean)
    }
  }

  @Test(
    "an acknowledgement in time keeps the next rung from coming; a late one is noted as late",
    arguments: TestEngine.available)
  func acknowledged(_ engine: TestEngine) async throws {
    try await desk(engine) { desk async throws in
      try await desk.save(Self.usual)
      let (one, other) = (try await desk.open(), try await desk.open())
      await #expect(throws: MainstayError.self) {
        try await desk.reach.run(AcknowledgeEscalation(TicketKey(one.id)), as: "kim")
      }
      try await desk.go("12:05")
      let asked = try await desk.reach.ask(ListComing(), as: "kim").asked
      #expect(Set(asked.map(\.number)) == [one.number, other.number])
      // Who was not told cannot.
      await #expect(throws: MainstayError.self) {
        try await desk.reach.run(AcknowledgeEscalation(TicketKey(one.id)), as: "mo")
      }
      let answer = try await desk.reach.run(AcknowledgeEscalation(TicketKey(one.id)), as: "kim")
      #expect(answer.acknowledged == 1 && answer.late == 0)
      try await desk.go("12:15")
      let late = try await desk.reach.run(AcknowledgeEscalation(TicketKey(other.id)), as: "kim")
      #expect(late.acknowledged == 1 && late.late == 1)
      try await desk.go("13:30")
      // The breach of one is told to nobody, as it was taken up; of the other too, once it was.
      #expect(try await desk.came(one) == ["1 told", "2 told", "4 lapsed"])
      #expect(try await desk.came(other) == ["1 told", "2 told", "3 told", "4 lapsed"])
      #expect(desk.letters("mo").count == 1)
      #expect(try await desk.app.verify(as: desk.test.person("lee")).isClean)
    }
  }

  @Test(
    "an engine that was away tells late, once, and says so; nothing comes twice over several at once",
    arguments: TestEngine.available)
  func away(_ engine: TestEngine) async throws {
    try await desk(engine) { desk async throws in
      try await desk.save(#"{"name":"x","rungs":[{"when":"50%","tell":["team"]}],"objectives":["resolution"]}"#)
      let ticket = try await desk.open()
      desk.test.clock.set(try Instant(parsing: "2025-06-02T11:40:00Z"))
      let app = desk.app
      // As many nodes as there are would.
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 1...6 { group.addTask { _ = try await app.advanceEscalations(limit: 50, as: .system("engine")) } }
        try await group.waitForAll()
      }
      try await desk.work()
      #expect(desk.letters("kim").count == 1 && desk.letters("kim")[0].contains("noticed late"))
      #expect(desk.letters("lee").count == 1)
      let fired = try await desk.reach.ask(ShowEscalations(TicketKey(ticket.id)), as: "lee").fired
      #expect(fired.count == 1 && fired[0].firing.firedAt - fired[0].firing.dueAt > .minutes(30))
    }
  }

  @Test("a hold moves what has not come, a resolution ends it, a reopening goes on", arguments: TestEngine.available)
  func moves(_ engine: TestEngine) async throws {
    try await desk(engine) { desk async throws in
      try await desk.save(Self.usual)
      let (held, resolved) = (try await desk.open(), try await desk.open())
      try await desk.go("10:00")
      try await desk.reach.run(HoldTicket(TicketKey(held.id), reason: "awaiting-requester"), as: "kim")
      try await desk.reach.run(ResolveTicket(TicketKey(resolved.id), text: "done"), as: "kim")
      try await desk.go("11:30")
      #expect(try await desk.came(held).isEmpty)
      #expect(try await desk.came(resolved).isEmpty)
      let runs = try await desk.reach.ask(ShowEscalations(TicketKey(resolved.id)), as: "lee").runs
      #expect(runs.count == 1 && runs[0].why == "the clock was met")
      try await desk.reach.run(ResumeTicket(TicketKey(held.id)), as: "kim")
      try await desk.go("12:25")
      #expect(try await desk.came(held).isEmpty)
      try await desk.go("12:31", by: .minutes(1))
      #expect(try await desk.came(held) == ["1 told"], "an hour and a half later than without the hold")
      // What is left of the promise is three hours, in a cycle of its own.
      try await desk.reach.run(ReopenTicket(TicketKey(resolved.id), reason: "again"), as: "kim")
      try await desk.go("14:03", by: .minutes(1))
      #expect(try await desk.came(resolved) == ["1 told"])
      try await desk.reach.run(CancelTicket(TicketKey(held.id), reason: "no"), as: "lee")
      try await desk.go("16:00")
      #expect(try await desk.came(held) == ["1 told", "2 told", "3 told"], "the breach of half past two does not come")
      #expect(try await desk.app.verify(as: desk.test.person("lee")).isClean)
    }
  }

  @Test(
    "a run keeps the version that it began with, and a ladder that is turned off begins nothing",
    arguments: TestEngine.available)
  func versions(_ engine: TestEngine) async throws {
    try await desk(engine) { desk async throws in
      try await desk.save(#"{"name":"x","rungs":[{"when":"50%","tell":["person:kim"]}],"objectives":["resolution"]}"#)
      let old = try await desk.open()
      try await desk.save(#"{"name":"y","rungs":[{"when":"50%","tell":["person:nat"]}],"objectives":["resolution"]}"#)
      let new = try await desk.open()
      try await desk.reach.run(SwitchLadder("majors", on: false, expecting: 2), as: "mo")
      desk.test.clock.advance(by: .seconds(3))
      let none = try await desk.open()
      try await desk.go("12:00")
      #expect(desk.letters("kim").count == 1 && desk.letters("kim")[0].contains(old.number))
      #expect(desk.letters("nat").count == 1 && desk.letters("nat")[0].contains(new.number))
      #expect(try await desk.came(none).isEmpty)
      let shown = try await desk.reach.ask(ShowLadder("majors"), as: "kim")
      #expect(shown.versions.map(\.isOn) == [false, true, true] && shown.running == 2)
      await #expect(throws: MainstayError.self) {
        try await desk.reach.run(SwitchLadder("majors", on: true, expecting: 1), as: "mo")
      }
    }
  }

  @Test(
    "nobody is told of a ticket that they may not see, and who has no way counts as nobody",
    arguments: TestEngine.available)
  func sight(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let desk = try await LadderDesk(test, reaching: ["kim", "lee"])
      try await desk.save(
        #"{"name":"x","rungs":[{"when":"50%","tell":["person:nat","assignee"]},"#
          + #"{"when":"after the one before","tell":["person:kim","requester"]}],"objectives":["resolution"]}"#)
      let ticket = try await desk.open()
      try await desk.go("11:05")
      #expect(try await desk.came(ticket) == ["1 nobody", "2 told"])
      let fired = try await desk.reach.ask(ShowEscalations(TicketKey(ticket.id)), as: "lee").fired
      let first = try #require(fired.last)
      #expect(first.people.map(\.obstacle) == ["has said no way to be reached"])
      #expect(first.firing.why.contains("nobody has the ticket"))
      #expect(desk.letters("kim").count == 1)
    }
  }

  @Test("who is on duty at the instant is told, and the lead of the team", arguments: TestEngine.available)
  func duty(_ engine: TestEngine) async throws {
    try await desk(engine) { desk async throws in
      try await desk.reach.run(
        MakeRoster(
          team: "desk",
          RosterDraft(
            name: "Turns", timeZone: "UTC",
            layers: [
              .init(
                name: "Hours", people: ["kim", "lee"], every: 1, unit: "hours", handover: "09:00", start: "2025-06-02")
            ])), as: "mo")
      try await desk.save(
        #"{"name":"x","rungs":[{"when":"50%","tell":["duty"]},{"when":"75%","tell":["duty"]}],"objectives":["resolution"]}"#
      )
      let ticket = try await desk.open()
      let coming = try await desk.reach.ask(ListComing(hours: 8), as: "lee").items
      #expect(coming.isEmpty, "the engine has not seen it yet")
      try await desk.work()
      let foreseen = try await desk.reach.ask(ListComing(hours: 8), as: "lee").items
      #expect(foreseen.map { $0.people.map(\.name) } == [["kim"], ["lee"]])
      try await desk.go("12:05")
      let fired = try await desk.reach.ask(ShowEscalations(TicketKey(ticket.id)), as: "lee").fired
      #expect(fired.reversed().map { $0.people.map(\.name) } == foreseen.map { $0.people.map(\.name) })
    }
  }

  @Test("a storm tells one person by five messages and one more for all others", arguments: TestEngine.available)
  func storm(_ engine: TestEngine) async throws {
    try await desk(engine) { desk async throws in
      try await desk.save(#"{"name":"x","rungs":[{"when":"50%","tell":["person:kim"]}],"objectives":["resolution"]}"#)
      for _ in 1...12 { _ = try await desk.open() }
      try await desk.go("11:10")
      // Nodes that tell at the same instant do not know of each other's messages.
      let single = desk.letters("kim").count - 1
      #expect(engine == .sqlite ? single == 5 : (5..<12).contains(single))
      #expect(desk.letters("kim").last?.hasPrefix("\(12 - single) more rungs of ladders") == true)
      let links = desk.reach.letters.all.compactMap(\.message.link)
      #expect(
        links.last == "https://desk.example.org/escalations" && links.first?.contains("/escalations/INC-") == true)
      let fired = try await desk.reach.ask(ListFired(), as: "lee").items
      #expect(fired.count == 12 && fired.allSatisfy { $0.people[0].standing?.state == .arrived })
    }
  }

  @Test(
    "the auditor finds a rung that should have come and did not, and the watcher is told nothing until it has",
    arguments: TestEngine.available)
  func audited(_ engine: TestEngine) async throws {
    try await desk(engine) { desk async throws in
      try await desk.save(Self.usual)
      let ticket = try await desk.open()
      try await desk.work()
      let system = Principal.system("engine")
      #expect(try await desk.app.auditEscalations(as: system) == 0)
      #expect(try await desk.app.ask(EscalationAlarm(), as: system) == nil)
      // Somebody takes the look away behind the product's back.
      try await desk.test.database.write { try $0.execute("DELETE FROM ladder_look", []) }
      desk.test.clock.set(try Instant(parsing: "2025-06-02T11:20:00Z"))
      _ = try await desk.app.advanceEscalations(limit: 10, as: system)
      #expect(try await desk.came(ticket).isEmpty)
      #expect(try await desk.app.auditEscalations(as: system) == 1)
      #expect(try await desk.app.ask(EscalationAlarm(), as: system)?.contains("has not") == true)
      try await desk.work()
      #expect(try await desk.came(ticket) == ["1 told"])
      #expect(try await desk.app.auditEscalations(as: system) == 0)
      #expect(try await desk.app.ask(EscalationAlarm(), as: system) == nil)
    }
  }

  @Test("each column that somebody changes behind the journal's back is named", arguments: TestEngine.available)
  func tampered(_ engine: TestEngine) async throws {
    for (statement, words) in [
      ("UPDATE ladder_firing SET due_at = due_at + 1 WHERE rung = 0", "due_at"),
      ("UPDATE ladder_telling SET acknowledged_at = 5 WHERE rung = 1", "acknowledged_at"),
      ("UPDATE ladder_run SET version = 1, started_at = 7", "started_at"),
      ("DELETE FROM ladder_telling", "is missing"), ("UPDATE ladder_version SET is_on = 0", "is_on"),
    ] {
      try await desk(engine) { desk async throws in
        try await desk.save(Self.usual)
        _ = try await desk.open()
        try await desk.go("12:05")
        try await desk.test.database.write { try $0.execute(statement, []) }
        let found = try await desk.app.verify(as: desk.test.person("lee"))
        #expect(
          !found.isClean && found.findings.first.contains { $0.message.contains(words) },
          "\(statement): \(found.findings)")
      }
    }
  }

  @Test("a dry run says what would happen in the night in which the clocks change")
  func dryRun() async throws {
    try await desk(.sqlite) { desk async throws in
      try await desk.save(
        #"{"name":"x","rungs":[{"when":"-PT1H","tell":["team"]},{"when":"breach","tell":["person:kim"],"acknowledge":{"within":"PT15M"}},"#
          + #"{"when":"after the one before","tell":["role:manager"],"hours":{"calendar":"office"}}]}"#)
      // The second 02:30 of 26 October in Berlin; the office is closed, so that nothing can breach then.
      let at = try Instant(parsing: "2025-10-26T01:30:00Z")
      let run = try await desk.reach.ask(
        DryRunLadder(
          .kept("majors"), agreement: "standard", objective: "resolution", .breaches(at),
          attributes: ["priority": "P1"], team: "desk"),
        as: "kim")
      // The last start whose target ends by then is Friday's; the next that ends, ends on Monday.
      #expect(run.note?.contains("No clock of this target can end at that instant") == true)
      #expect(run.due == (try Instant(parsing: "2025-10-27T09:00:00.001Z")))
      #expect(run.lines.map(\.firing.step.rung) == [0, 1, 2])
      #expect(run.lines[2].people.map(\.name) == ["mo"] && run.lines[2].firing.state == .told)
      let start = try await desk.reach.ask(
        DryRunLadder(
          .kept("majors"), agreement: "standard", objective: "resolution",
          .starts(try Instant(parsing: "2025-10-24T12:50:00Z")), attributes: ["priority": "P1"], team: "desk"),
        as: "kim")
      #expect(start.due == (try Instant(parsing: "2025-10-24T16:50:00Z")))
      // Five past five the office is closed: the third rung waits until Monday.
      #expect(start.lines.map(\.firing.state) == [.told, .told, .waiting, .told])
      #expect(start.lines.last?.firing.dueAt == (try Instant(parsing: "2025-10-24T17:05:00.001Z")))
      #expect(start.lines.last?.firing.firedAt == (try Instant(parsing: "2025-10-27T09:00:00Z")))
      #expect(try await desk.reach.ask(ListFired(), as: "lee").items.isEmpty)
      #expect(desk.letters("kim").isEmpty)
    }
  }
}
