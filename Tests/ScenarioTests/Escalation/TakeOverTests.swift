import Core
import Escalation
import EscalationUseCases
import Journal
import JournalUseCases
import Kernel
import Storage
import TestApp
import TestDatabases
import Testing
import TicketsUseCases

@Suite("Promise: whoever takes over a ladder from a node that was killed tells each once", .timeLimit(.minutes(10)))
struct TakeOverTests {
  /// Two rungs that come in the same look, to three people.
  private static let ladder = """
    {"name":"Majors","objectives":["resolution"],"rungs":[
      {"when":"1%","tell":["person:kim","person:nat"],"acknowledge":{"within":"PT1M"}},
      {"when":"after the one before","tell":["role:manager"]}]}
    """

  /// Climbs as a node does that is killed at some point, and answers whether it was.
  private func climb(_ desk: LadderDesk, _ death: DyingDatabase.Death) async throws -> Bool {
    let dying = DyingDatabase(desk.test.database, dying: death)
    let node = App(
      database: dying, clock: desk.test.clock, ids: desk.app.ids, calendars: ZonedCalendars(),
      passwords: PlainPasswords(), commonPasswords: FewCommonPasswords(), seal: TestApp.seal, secrets: TestSecrets(),
      channels: desk.app.channels)
    _ = try? await node.advanceEscalations(limit: 10, as: .system("engine"))
    return dying.isDead
  }

  /// What came on a ticket to whom, and how often each was written to.
  private func told(_ desk: LadderDesk, _ ticket: TicketChange) async throws -> [String] {
    let sql = """
      SELECT f.rung, f.attempt, t.person, COUNT(n.id) FROM ladder_firing f
      LEFT JOIN ladder_telling t ON t.ticket = f.ticket AND t.rung = f.rung AND t.attempt = f.attempt
      LEFT JOIN personal_notice n ON n.id = t.message
      WHERE f.ticket = $1 GROUP BY f.rung, f.attempt, t.person ORDER BY f.rung, f.attempt, t.person
      """
    let notices = try await desk.test.database.read { tx in
      try tx.query(
        "SELECT COUNT(*) FROM personal_notice WHERE ticket = $1 AND kind = 'escalation.rung'", [.text(ticket.id.text)]
      ) { try $0.int(0) }
    }
    let rows = try await desk.test.database.read { tx in
      try tx.query(sql, [.text(ticket.id.text)]) { "\(try $0.int(0) + 1).\(try $0.int(1)) \(try $0.int(3))" }
    }
    return rows + ["\(notices[0]) in all"]
  }

  @Test(
    "however far the node came: before each statement, and behind each commit", arguments: TestEngine.available)
  func killed(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let desk = try await LadderDesk(test)
      try await desk.save(Self.ladder)
      var tickets: [(ticket: TicketChange, death: DyingDatabase.Death)] = []
      for kind in [DyingDatabase.Death.statement, DyingDatabase.Death.commit] {
        for number in 1...200 {
          let ticket = try await desk.open()
          try await desk.work()
          // Past one percent of four hours, and past the minute that was asked for: a node that was away is late for both.
          test.clock.advance(by: .minutes(4))
          let first = try await climb(desk, kind(number))
          try await desk.work()
          test.clock.advance(by: .minutes(2))
          let second = try await climb(desk, kind(number))
          try await desk.work()
          tickets.append((ticket, kind(number)))
          try await desk.reach.run(ResolveTicket(TicketKey(ticket.id), text: "done"), as: "kim")
          if !first, !second { break }
          // The office closes at 17:00.
          if tickets.count % 60 == 0 { test.clock.set(TestApp.start + .days(Int64(tickets.count / 60))) }
        }
      }
      #expect(tickets.count > 20, "it was killed at \(tickets.count) places")
      for (ticket, death) in tickets {
        #expect(try await told(desk, ticket) == ["1.0 1", "1.0 1", "2.0 1", "3 in all"], "\(death)")
      }
      for name in ["kim", "nat", "mo"] {
        let letters = desk.letters(name)
        for (ticket, death) in tickets {
          #expect(letters.count { $0.hasPrefix(ticket.number + ":") } == 1, "\(name), \(death)")
        }
      }
      #expect(try await desk.app.verify(as: test.person("lee")).isClean)
    }
  }
}
