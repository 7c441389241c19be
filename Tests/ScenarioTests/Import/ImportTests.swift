import Agreements
import AgreementsUseCases
import ImportUseCases
import JournalUseCases
import Kernel
import MessagesUseCases
import TestApp
import TestDatabases
import Testing
import Tickets
import TicketsUseCases

@Suite("Importing histories", .timeLimit(.minutes(10)))
struct ImportTests {
  private static let lives = [
    Life(number: "INC1", resolved: 10, closed: 130, byTimer: true, recordedMet: true).history,
    Life(number: "INC2", priority: "P1", team: "Group 2", resolved: 20, closed: 140, recordedMet: false).history,
    Life(number: "INC3", priority: "P4").history,
    Life(number: "INC4", priority: "P2", resolved: 5, closed: 6, recordedMet: true).history,
  ]

  /// What is seen of a ticket.
  private struct Seen: Hashable {
    var row: TicketRow
    var clocks: [ClockRow]
    var events: [Instant]
  }

  private func everything(in app: TestApp) async throws -> [Seen] {
    var seen: [Seen] = []
    for number in ["INC1", "INC2", "INC3", "INC4"] {
      let detail = try await app.ask(ShowTicket(TicketKey(number)), as: "lee")
      seen.append(Seen(row: detail.row, clocks: detail.clocks, events: detail.history.map(\.at)))
    }
    return seen
  }

  @Test(
    "keeps each event at its own time, by its own actor, with clocks, teams and the recorded verdict",
    arguments: TestEngine.available)
  func imports(engine: TestEngine) async throws {
    try await withTestApp(on: engine) { app in
      try await app.run(ApplyAgreements(LogAgreement.drafts()), as: "mo")
      let report = try await app.app.importHistories(
        .source("a"), from: GivenHistories(Self.lives), as: app.person("mo"))
      #expect(report.tally.tickets == 4)
      #expect(report.tally.states == ["closed": 3, "open": 1])
      #expect(report.tally.priorities == ["P1": 1, "P2": 1, "P3": 1, "P4": 1])
      #expect(report.tally.recordedMet == 2 && report.tally.recordedMissed == 1)
      #expect(report.tally.first == Life.monday)
      #expect(report.run?.isFinished == true)

      let second = try await app.ask(ShowTicket(TicketKey("INC2")), as: "lee")
      #expect(second.history.map(\.at) == [Life.monday, Life.at(20), Life.at(140), Life.at(140)])
      #expect(second.history.map(\.actor) == ["lee", "kim", "kim", "timer"])
      #expect(second.history.allSatisfy { $0.recordedAt == app.clock.now() })
      #expect(second.ticket.recordedMet == false)
      #expect(second.clocks.first { $0.name == "urgent" }?.breachedAt == Life.at(8))
      #expect(second.clocks.first { $0.name == "resolution" }?.state == .noTarget)
      #expect(second.rungs.map(\.rung) == [RungFired.breach])
      let third = try await app.ask(ShowTicket(TicketKey("INC3")), as: "lee")
      #expect(third.row.state == .open && third.row.isBreached)

      // Of the past nobody is told.
      #expect(try await app.ask(OutboxCounts(), as: "lee").values.reduce(0, +) == 0)
      #expect(try await app.app.verify(as: app.person("lee")).isClean)
    }
  }

  @Test("a second import of the same source changes nothing", arguments: TestEngine.available)
  func twice(engine: TestEngine) async throws {
    try await withTestApp(on: engine) { app in
      let mo = app.person("mo")
      _ = try await app.app.importHistories(.source("a"), from: GivenHistories(Self.lives), as: mo)
      let before = try await everything(in: app)
      app.clock.advance(by: .hours(1))
      let again = try await app.app.importHistories(.source("a"), from: GivenHistories(Self.lives), as: mo)
      #expect(again.wasFinished)
      #expect(try await everything(in: app) == before)
      let other = try await app.app.importHistories(
        .source("b"), from: GivenHistories(Self.lives + [Life(number: "INC5").history]), as: mo)
      #expect(other.tally.known == 4 && other.tally.tickets == 1)
      #expect(try await everything(in: app) == before)
    }
  }

  @Test(
    "what was read before a source broke off is kept, and the next import goes on behind it",
    arguments: TestEngine.available)
  func resumes(engine: TestEngine) async throws {
    try await withTestApp(on: engine) { app in
      let mo = app.person("mo")
      await #expect(throws: GivenHistories.BrokenOff.self) {
        _ = try await app.app.importHistories(.source("a"), from: GivenHistories(Self.lives, breaksAt: 2), as: mo)
      }
      let run = try #require(try await app.ask(ListImports(), as: "mo").first)
      #expect(!run.isFinished && run.position == 6 && run.tally.tickets == 2)
      let report = try await app.app.importHistories(.source("a"), from: GivenHistories(Self.lives), as: mo)
      #expect(report.resumedAt == 6 && report.tally.tickets == 4 && report.tally.faults == 0)
      #expect(try await everything(in: app).map(\.row.number) == ["INC1", "INC2", "INC3", "INC4"])
      #expect(try await app.app.verify(as: app.person("lee")).isClean)
    }
  }

  @Test(
    "a portion that another import has done already is a conflict and changes nothing", arguments: TestEngine.available)
  func moved(engine: TestEngine) async throws {
    try await withTestApp(on: engine) { app in
      let run = try await app.run(BeginImport(.source("a")), as: "mo")
      let items = GivenHistories(Self.lives).items
      let first = ImportHistories(run: run.id, from: 0, Array(items.prefix(2)))
      _ = try await app.run(first, as: "mo")
      await #expect {
        _ = try await app.run(first, as: "mo")
      } throws: { error in
        guard case .conflict("import-moved", _) = error as? MainstayError else { return false }
        return true
      }
      #expect(try await app.ask(ListImports(), as: "mo").first?.tally.tickets == 2)
    }
  }

  @Test("what cannot be used is listed with line and reason, and the rest is kept", arguments: TestEngine.available)
  func faults(engine: TestEngine) async throws {
    try await withTestApp(on: engine) { app in
      var backwards = Life(number: "INC9", resolved: 10, closed: 20).history
      backwards.steps.reverse()
      var nameless = Life(number: "INC8").history
      nameless.title = ""
      var items = GivenHistories([Self.lives[0], backwards, nameless, Self.lives[0], Self.lives[1]]).items
      items[0].faults = [ImportFault(line: 3, number: "INC1", reason: "has 5 fields, the header has 6")]
      let report = try await app.app.importHistories(.source("a"), from: GivenHistories(items), as: app.person("mo"))
      #expect(report.tally.tickets == 2)
      #expect(
        report.faults.map { "\($0.line) \($0.number ?? "-") \($0.reason)" } == [
          "3 INC1 has 5 fields, the header has 6", "5 INC9 its events are not in order",
          "8 INC8 title must not be empty", "11 INC1 its rows do not stand together; these were left out",
        ])
      #expect(report.tally.faults == 4)
    }
  }

  @Test("a dry run says what would come in and writes nothing", arguments: TestEngine.available)
  func dryRun(engine: TestEngine) async throws {
    try await withTestApp(on: engine) { app in
      try await app.run(ApplyAgreements(LogAgreement.drafts()), as: "mo")
      let mo = app.person("mo")
      let dry = try await app.app.importHistories(.source("a"), from: GivenHistories(Self.lives), as: mo, dryRun: true)
      #expect(dry.isDryRun && dry.run == nil && dry.rows == 12)
      #expect(try await app.ask(ListImports(), as: "mo").isEmpty)
      let done = try await app.app.importHistories(.source("a"), from: GivenHistories(Self.lives), as: mo)
      #expect(dry.tally == done.tally)
      let after = try await app.app.importHistories(
        .source("b"), from: GivenHistories(Self.lives), as: mo, dryRun: true)
      #expect(after.tally.known == 4 && after.tally.tickets == 0)
    }
  }

  @Test("only those who may import do", arguments: ["rita", "kim", "lee"])
  func forbidden(name: String) async throws {
    try await withTestApp(on: .sqlite) { app in
      for isDry in [true, false] {
        await #expect(throws: MainstayError.forbidden(permission: "import.run")) {
          _ = try await app.app.importHistories(
            .source("a"), from: GivenHistories(Self.lives), as: app.person(name), dryRun: isDry)
        }
      }
    }
  }
}
