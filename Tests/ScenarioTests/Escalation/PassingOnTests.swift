import Core
import Escalation
import EscalationUseCases
import Journal
import JournalUseCases
import Kernel
import Reach
import ReachUseCases
import TestApp
import TestDatabases
import Testing
import Tickets
import TicketsUseCases

@Suite("Promise: a ladder passes on where nobody is reached, and tells nobody ahead of time", .timeLimit(.minutes(10)))
struct PassingOnTests {
  private func desk(
    _ engine: TestEngine, reaching people: [String] = ["kim", "nat", "lee", "mo"],
    _ body: @Sendable (LadderDesk) async throws -> Void
  ) async throws {
    try await withTestApp(on: engine) { test async throws in try await body(LadderDesk(test, reaching: people)) }
  }

  @Test("where a rung reaches nobody, later ones keep their moments", arguments: TestEngine.available)
  func moments(_ engine: TestEngine) async throws {
    try await desk(engine, reaching: ["kim", "lee"]) { desk async throws in
      try await desk.save(
        """
        {"name":"x","objectives":["resolution"],"rungs":[{"when":"50%","tell":["person:nat"]},
          {"when":"75%","tell":["person:kim"]},{"when":"breach","tell":["requester"]}]}
        """)
      let ticket = try await desk.open()
      try await desk.go("11:55")
      #expect(try await desk.came(ticket) == ["1 nobody"])
      #expect(desk.letters("kim").isEmpty && desk.letters("lee").isEmpty)
      try await desk.go("12:05")
      #expect(try await desk.came(ticket) == ["1 nobody", "2 told"] && desk.letters("lee").isEmpty)
      try await desk.go("13:05")
      #expect(try await desk.came(ticket) == ["1 nobody", "2 told", "3 told"])
      #expect(desk.letters("lee").count == 1 && desk.letters("lee")[0].contains("has passed its target"))
    }
  }

  @Test("a requester is told at their moment, though nobody acknowledges before it", arguments: TestEngine.available)
  func requester(_ engine: TestEngine) async throws {
    try await desk(engine) { desk async throws in
      try await desk.save(
        """
        {"name":"x","objectives":["resolution"],"rungs":[
          {"when":"50%","tell":["person:kim"],"acknowledge":{"within":"PT10M"}},
          {"when":"breach","tell":["requester"]},{"when":"+PT1H","tell":["role:manager"]}]}
        """)
      let ticket = try await desk.open()
      try await desk.go("11:20")
      #expect(try await desk.came(ticket) == ["1 told", "3 told"])
      #expect(desk.letters("lee").isEmpty)
      #expect(desk.letters("mo").first?.contains("is due 2 June, 13:00") == true, "\(desk.letters("mo"))")
      try await desk.go("13:05")
      #expect(desk.letters("lee").count == 1 && desk.letters("mo").count == 1)
    }
  }

  @Test("where no message arrives, the next is told and it is said why", arguments: TestEngine.available)
  func lost(_ engine: TestEngine) async throws {
    try await desk(engine) { desk async throws in
      try await desk.save(
        """
        {"name":"x","objectives":["resolution"],"rungs":[
          {"when":"50%","tell":["person:kim"],"acknowledge":{"within":"PT2H"}},
          {"when":"after the one before","tell":["person:nat"]}]}
        """)
      let ticket = try await desk.open()
      try await desk.go("11:00")
      desk.reach.letters.answer(.mail, .declined("There is no such mailbox."))
      try await desk.go("11:02", by: .minutes(1))
      desk.reach.letters.answer(.mail, nil)
      try await desk.go("11:05", by: .minutes(1))
      #expect(try await desk.came(ticket) == ["1 told", "2 told"])
      let fired = try await desk.reach.ask(ShowEscalations(TicketKey(ticket.id)), as: "lee").fired
      let first = try #require(fired.last)
      #expect(first.firing.failedAt != nil && first.firing.why == "not one of its messages arrived")
      #expect(first.people.map(\.standing?.state) == [.failed] && fired[0].firing.cause == .nobody)
      #expect(desk.letters("kim").isEmpty)
      #expect(desk.letters("nat").first?.contains("nobody could be told before") == true, "\(desk.letters("nat"))")
      // Whoever was asked can still take it up.
      try await desk.reach.run(AcknowledgeEscalation(TicketKey(ticket.id)), as: "kim")
      #expect(try await desk.app.auditEscalations(as: .system("engine")) == 0)
      #expect(try await desk.app.verify(as: desk.test.person("lee")).isClean)
    }
  }

  @Test(
    "whose quiet hours hold a message is not told by it: the next is, and a dry run says the same",
    arguments: TestEngine.available)
  func quiet(_ engine: TestEngine) async throws {
    try await desk(engine) { desk async throws in
      for name in ["kim", "mo"] {
        try await desk.reach.run(ChangeReach(timeZone: "UTC", quiet: "10:00-12:30"), as: name)
      }
      try await desk.save(
        """
        {"name":"x","objectives":["resolution"],"rungs":[
          {"when":"50%","tell":["person:kim"],"acknowledge":{"within":"PT2H"}},
          {"when":"after the one before","tell":["person:mo","person:nat"]}]}
        """)
      let ticket = try await desk.open()
      let morning = try Instant(parsing: "2025-06-02T12:30:00Z")
      let start = try Instant(parsing: "2025-06-02T09:00:00Z")
      let dry = try await desk.reach.ask(
        DryRunLadder(
          .kept("majors"), agreement: "standard", objective: "resolution", .starts(start),
          attributes: ["priority": "P1"], team: "desk"),
        as: "lee")
      let coming = try await desk.reach.ask(ShowEscalations(TicketKey(ticket.id)), as: "lee").coming
      for lines in [dry.lines.map { ($0.firing, $0.people) }, coming.map { ($0.firing, $0.people) }]
      where !lines.isEmpty {
        #expect(lines.map(\.0.step.rung) == [0, 1] && lines.map(\.0.state) == [.told, .told])
        #expect(lines[0].0.failedAt == lines[0].0.firedAt && lines[0].0.why == LadderTold.heldWords)
        #expect(lines[0].1.map(\.heldUntil) == [morning] && lines[1].0.failedAt == nil)
        #expect(lines[1].1.map(\.heldUntil) == [morning, nil] && lines[1].1.map(\.isToldAtOnce) == [false, true])
      }
      #expect(!dry.lines.isEmpty)
      try await desk.go("11:05")
      #expect(try await desk.came(ticket) == ["1 told", "2 told"])
      #expect(desk.letters("kim").isEmpty && desk.letters("mo").isEmpty && desk.letters("nat").count == 1)
      let fired = try await desk.reach.ask(ShowEscalations(TicketKey(ticket.id)), as: "lee").fired
      #expect(fired.last?.firing.why == LadderTold.heldWords && fired.first?.firing.cause == .nobody)
      #expect(fired.last?.people.map(\.standing?.state) == [.waiting])
      #expect(fired.last?.people.first?.standing?.why.contains("held until 12:30") == true)
      // They are told when their quiet hours end, and can still take it up.
      try await desk.go("12:35")
      #expect(desk.letters("kim").count == 1 && desk.letters("mo").count == 1)
      try await desk.reach.run(AcknowledgeEscalation(TicketKey(ticket.id)), as: "kim")
      #expect(try await desk.app.auditEscalations(as: .system("engine")) == 0)
      #expect(try await desk.app.verify(as: desk.test.person("lee")).isClean)
    }
  }

  @Test("who wants nothing of escalations counts as nobody, at once", arguments: TestEngine.available)
  func unwanted(_ engine: TestEngine) async throws {
    try await desk(engine) { desk async throws in
      try await desk.reach.run(
        ChangeReach(choices: ["escalated.ordinary": "nothing", "escalated.urgent": "nothing"]), as: "kim")
      try await desk.save(
        """
        {"name":"x","objectives":["resolution"],"rungs":[{"when":"50%","tell":["person:kim"]},
          {"when":"after the one before","tell":["person:nat"]}]}
        """)
      let ticket = try await desk.open()
      try await desk.go("11:05")
      #expect(try await desk.came(ticket) == ["1 nobody", "2 told"])
      let fired = try await desk.reach.ask(ShowEscalations(TicketKey(ticket.id)), as: "lee").fired
      #expect(fired.last?.firing.why == "not one of its messages could be sent")
    }
  }

  @Test("a ladder for what is not there is refused by its field, and what is retired is said")
  func words() async throws {
    try await desk(.sqlite) { desk async throws in
      for (text, path) in [
        (#""when":{"priority":["P9"]}"#, "when.priority"), (#""when":{"category":["gold"]}"#, "when.category"),
        (#""when":{"team":["desk"]}"#, "when.team"), (#""agreements":["gold"]"#, "agreements[0]"),
        (#""objectives":["luck"]"#, "objectives[0]"),
      ] {
        do {
          try await desk.save(#"{"name":"x",\#(text),"rungs":[{"when":"breach","tell":["team"]}]}"#)
          Issue.record("taken: \(text)")
        } catch MainstayError.invalid(let faults) {
          #expect(faults.map(\.path) == [path])
        }
      }
      do {
        try await desk.save(#"{"name":"x","rungs":[{"when":"+PT4383000H","tell":["team:gold"]}]}"#)
        Issue.record("taken")
      } catch MainstayError.invalid(let faults) {
        #expect(faults.map(\.path) == ["rungs[0].when", "rungs[0].tell[0]"])
      }
      try await desk.save(
        #"{"name":"x","when":{"category":["mouse"]},"rungs":[{"when":"breach","tell":["team"]}]}"#)
      #expect(try await desk.reach.ask(ShowLadder("majors"), as: "kim").newest.remarks.isEmpty)
      try await desk.reach.run(ChangeWord(.category, "mouse", isActive: false), as: "ada")
      let remarks = try await desk.reach.ask(ShowLadder("majors"), as: "kim").newest.remarks
      #expect(remarks == ["when.category: mouse is retired, so that no new ticket gets it."])
    }
  }

  @Test("a dry run where nothing is served takes the ways that people have verified to work, and says so")
  func notServed() async throws {
    try await desk(.sqlite, reaching: ["kim"]) { desk async throws in
      try await desk.save(#"{"name":"x","rungs":[{"when":"breach","tell":["person:kim","person:nat"]}]}"#)
      var question = DryRunLadder(
        .kept("majors"), agreement: "standard", objective: "resolution", .starts(desk.test.clock.now()),
        attributes: ["priority": "P1"])
      // This one has no channel to people at all.
      let here = try await desk.test.ask(question, as: "mo")
      #expect(here.lines.map(\.firing.state) == [.nobody] && here.assumed == nil)
      question.isServed = false
      let there = try await desk.test.ask(question, as: "mo")
      #expect(there.lines.map(\.firing.state) == [.told] && there.assumed?.contains("is taken to work") == true)
      #expect(there.lines[0].people.map(\.obstacle) == [nil, "has said no way to be reached"])
    }
  }

  @Test("what will fire is narrowed to a team, to oneself, and to what nobody has acknowledged")
  func narrowed() async throws {
    try await desk(.sqlite) { desk async throws in
      try await desk.save(
        """
        {"name":"x","objectives":["resolution"],"rungs":[
          {"when":"50%","tell":["person:kim"],"acknowledge":{"within":"PT2H"}},
          {"when":"breach","tell":["person:nat"]}]}
        """)
      let (first, second) = (try await desk.open(), try await desk.open(team: "network"))
      try await desk.work()
      func coming(_ query: ListComing, as name: String) async throws -> [String] {
        try await desk.reach.ask(query, as: name).tickets.compactMap { $0.first?.number }
      }
      #expect(try await coming(ListComing(), as: "lee") == [first.number, second.number])
      #expect(try await coming(ListComing(team: "network"), as: "lee") == [second.number])
      #expect(try await coming(ListComing(mine: true), as: "kim").count == 2)
      #expect(try await coming(ListComing(mine: true), as: "mo").isEmpty)
      #expect(try await coming(ListComing(unacknowledged: true), as: "lee").isEmpty)
      try await desk.go("11:05")
      #expect(try await coming(ListComing(unacknowledged: true), as: "lee").count == 2)
      try await desk.reach.run(AcknowledgeEscalation(TicketKey(first.id)), as: "kim")
      #expect(try await coming(ListComing(unacknowledged: true), as: "lee") == [second.number])
      #expect(try await desk.reach.ask(ListComing(), as: "lee").unacknowledged == 1)
    }
  }
}
