import Core
import Engine
import Journal
import JournalUseCases
import Kernel
import MainstayServer
import OperationsUseCases
import Storage
import TestApp
import TestDatabases
import Testing
import TicketsUseCases

@Suite("Promise: one record that cannot be read stops nothing else", .timeLimit(.minutes(10)))
struct BrokenRecordTests {
  private func execute(_ desk: PromiseDesk, _ sql: String, _ values: [SQLValue] = []) async throws {
    try await desk.product.database.write { try $0.execute(sql, values) }
  }

  private func text(_ desk: PromiseDesk, _ sql: String, _ values: [SQLValue] = []) async throws -> String {
    try #require(try await desk.product.database.read { tx in try tx.first(sql, values) { try $0.text(0) } })
  }

  private func breaches(_ desk: PromiseDesk, _ ticket: TicketKey) async throws -> [String] {
    let sql = "SELECT rung, at, recorded_at FROM clock_rung WHERE ticket = $1 ORDER BY at"
    return try await desk.product.database.read { tx in
      try tx.query(sql, [.text(ticket.text)]) { "\(try $0.text(0)) \(Instant(milliseconds: try $0.int64(1)).rfc3339)" }
    }
  }

  @Test(
    "an agreement, a journal entry, a stream and a row are broken by hand; every other breach is recorded at its instant",
    arguments: TestEngine.available)
  func others(_ engine: TestEngine) async throws {
    try await PromiseDesk.open(on: engine, at: "2025-06-02T08:00:00Z", PromiseDesk.hourToRespond) { desk in
      // One ticket under an old version of the agreement, the others under a newer one.
      let old = try await desk.open("Old agreement")
      desk.clock.advance(by: .seconds(1))
      try await desk.apply(PromiseDesk.hourToRespond.replacing("\"50%\"", with: "\"50%\", \"75%\""))
      let noEntry = try await desk.open("Journal row")
      let noStream = try await desk.open("Stream")
      let noRow = try await desk.open("Ticket row")
      var others: [TicketKey] = []
      for number in 1...20 { others.append(try await desk.open("Ticket \(number)")) }

      // Sealed as it is, so that what is broken is not sealed under another name.
      try await desk.engine().catchUp()
      let version = try await text(
        desk, "SELECT agreement FROM ticket WHERE id = $1", [.text(old.text)])
      let body = try await text(desk, "SELECT body FROM agreement_version WHERE id = $1", [.text(version)])
      try await execute(
        desk, "UPDATE agreement_version SET body = '[1]' WHERE id = $1", [.text(version)])
      let stream = "ticket/" + noEntry.text
      try await execute(desk, "UPDATE journal_entry SET stream = 'lost' WHERE stream = $1", [.text(stream)])
      let head = "ticket/" + noStream.text
      try await execute(desk, "UPDATE journal_stream SET stream = 'gone' WHERE stream = $1", [.text(head)])
      if engine == .sqlite {
        try await execute(desk, "UPDATE ticket SET wake_at = 'x' WHERE id = $1", [.text(noRow.text)])
      }

      // The engine of this node has compiled nothing yet, as after a restart.
      let node = try await desk.restarted()
      try node.set("2025-06-02T10:00:00Z")
      try await node.engine().catchUp()

      let expected = ["50% 2025-06-02T08:30:01Z", "75% 2025-06-02T08:45:01Z", "breach 2025-06-02T09:00:01Z"]
      for ticket in others + [noRow] { #expect(try await breaches(node, ticket) == expected) }
      for ticket in [old, noEntry, noStream] { #expect(try await breaches(node, ticket) == []) }

      let health = try await node.app.ask(EngineHealth(), as: .system("test"))
      #expect(Set(health.failures.map(\.item.key)) == Set([old, noEntry, noStream].map { "ticket/" + $0.text }))
      #expect(health.failing == 3 && health.dueTickets == 0)
      #expect(health.failures.allSatisfy { $0.tries == 1 && $0.name.hasPrefix("INC-") && !$0.error.isEmpty })
      #expect(node.app.failures.take().count == 3, "each is told to the log once")

      // Tried again with growing pauses, journaled and logged no second time.
      for pause in [10, 20, 40] {
        node.clock.advance(by: .seconds(Int64(pause)) - .milliseconds(1))
        #expect(try await node.engine().catchUp() == 0)
        node.clock.advance(by: .milliseconds(1))
        _ = try await node.engine().catchUp()
      }
      let again = try await node.app.ask(EngineHealth(), as: .system("test"))
      #expect(again.failures.allSatisfy { $0.tries == 4 } && node.app.failures.take().isEmpty)

      // A try that was to come before the clock was put back comes now.
      let reached = node.clock.now()
      node.clock.advance(by: .days(-1))
      _ = try await node.engine().catchUp()
      let early = try await node.app.ask(EngineHealth(), as: .system("test"))
      #expect(early.failures.allSatisfy { $0.tries == 5 && $0.nextAt < reached })
      node.clock.set(reached)

      // Put back by hand, and tried at once.
      try await execute(desk, "UPDATE agreement_version SET body = $2 WHERE id = $1", [.text(version), .text(body)])
      try await execute(desk, "UPDATE journal_entry SET stream = $1 WHERE stream = 'lost'", [.text(stream)])
      try await execute(desk, "UPDATE journal_stream SET stream = $1 WHERE stream = 'gone'", [.text(head)])
      #expect(try await node.app.run(RetryFailures(), as: .system("test")) == 3)
      _ = try await node.engine().catchUp()
      for ticket in [noEntry, noStream] { #expect(try await breaches(node, ticket) == expected) }
      #expect(
        try await breaches(node, old) == ["50% 2025-06-02T08:30:00Z", "breach 2025-06-02T09:00:00Z"])
      #expect(try await node.app.ask(EngineHealth(), as: .system("test")).failing == 0)
      let entries = try await node.app.ask(ListJournal(streamPrefix: "engine"), as: .system("test")).entries
      #expect(entries.count { $0.entry.kind == "work.failed" } == 3)
      #expect(entries.count { $0.entry.kind == "work.mended" } == 3)
      #expect(entries.count { $0.entry.kind == "work.retried" } == 1)
    }
  }

  @Test("a stream head that cannot be read is left out of checkpoints; the others go on being sealed")
  func sealing() async throws {
    try await PromiseDesk.open(on: .sqlite, at: "2025-06-02T08:00:00Z", PromiseDesk.hourToRespond) { desk in
      try await desk.engine().catchUp()
      let broken = try await desk.open("Broken")
      let stream = "ticket/" + broken.text
      let hash = try #require(
        try await desk.product.database.read { tx in
          try tx.first("SELECT hash FROM journal_stream WHERE stream = $1", [.text(stream)]) { try $0.bytes(0) }
        })
      try await execute(desk, "UPDATE journal_stream SET hash = 'x' WHERE stream = $1", [.text(stream)])
      _ = try await desk.open("Whole")
      let outcome = try await desk.run(SealJournal(), as: "engine")
      #expect(outcome.streams >= 1 && outcome.failed == 1)
      #expect(try await desk.run(SealJournal(), as: "engine").failed == 0, "it rests")
      let health = try await desk.app.ask(EngineHealth(), as: .system("test"))
      #expect(health.failures.map(\.item.key) == [stream] && health.failures[0].item.module == SealJournal.module)
      try await execute(
        desk, "UPDATE journal_stream SET hash = $2 WHERE stream = $1", [.text(stream), .bytes(hash)])
      desk.clock.advance(by: .seconds(10))
      _ = try await desk.run(SealJournal(), as: "engine")
      #expect(try await desk.app.ask(EngineHealth(), as: .system("test")).failing == 0)
    }
  }
}
