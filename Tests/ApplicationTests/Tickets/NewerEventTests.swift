import Core
import Journal
import JournalUseCases
import Kernel
import PeopleUseCases
import Storage
import TestApp
import TestDatabases
import Testing
import Tickets
import TicketsUseCases

@Suite("What a newer version wrote, and what is damaged", .timeLimit(.minutes(10)))
struct NewerEventTests {
  /// Appends an entry to a ticket's stream, as another version of the product would.
  private func append(_ kind: String, _ payload: String, to id: RecordID, in test: TestApp) async throws {
    let stream = "ticket/" + id.text
    let last = try #require(try await test.ask(StreamEntries(stream, limit: 200), as: "lee").entries.last)
    let now = test.clock.now()
    let entry = JournalEntry(
      stream: stream, sequence: last.entry.sequence + 1, kind: kind, actor: "kim", at: now, recordedAt: now,
      payload: payload)
    let hash = entry.hash(after: last.hash)
    try await test.database.write { transaction in
      try transaction.execute(
        """
        INSERT INTO journal_entry (stream, sequence, kind, actor, at, recorded_at, payload, hash)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        """,
        [
          .text(stream), .integer(entry.sequence), .text(kind), .text(entry.actor), .integer(now.milliseconds),
          .integer(now.milliseconds), .text(payload), .bytes(hash),
        ])
      try transaction.execute(
        "UPDATE journal_stream SET sequence = $2, hash = $3 WHERE stream = $1",
        [.text(stream), .integer(entry.sequence), .bytes(hash)])
    }
  }

  static let newer = [
    ("ticket.surveyed", #"{"stars":5}"#), ("ticket.resumed", #"{"until":7}"#), ("review.begun", "{}"),
  ]

  @Test("a ticket that a newer version wrote to is only read here; others go on", arguments: newer)
  func readOnly(_ kind: String, _ payload: String) async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      try await test.applyAgreement()
      let ticket = try await test.run(OpenTicket(title: "Printer"), as: "rita")
      let other = try await test.run(OpenTicket(title: "Mouse"), as: "rita")
      try await append(kind, payload, to: ticket.id, in: test)
      let detail = try await test.ask(ShowTicket(TicketKey(ticket.id)), as: "kim")
      #expect(detail.readOnly?.contains("entry 2") == true)
      let key = TicketKey(ticket.id)
      for attempt: @Sendable () async throws -> Void in [
        { try await test.run(AnswerTicket(key, body: "x"), as: "kim") },
        { try await test.run(AssignTicket(key, team: "network"), as: "kim") },
        { try await test.run(ResolveTicket(key, text: "x"), as: "kim") },
        { try await test.run(MergeTicket(key, into: TicketKey(other.id)), as: "lee") },
        { try await test.run(MergeTicket(TicketKey(other.id), into: key), as: "lee") },
      ] {
        let error = await #expect(throws: MainstayError.self) { try await attempt() }
        guard case .conflict("ticket-read-only", let message) = error else {
          Issue.record("\(String(describing: error))")
          continue
        }
        #expect(message.contains(ticket.number) && message.contains("entry 2"))
      }
      let explained = await #expect(throws: MainstayError.self) { try await test.ask(ExplainClocks(key), as: "kim") }
      guard case .unreadable(let record, _) = explained else {
        Issue.record("\(String(describing: explained))")
        return
      }
      #expect(record == "ticket/\(ticket.id), entry 2")
      try await test.run(AnswerTicket(TicketKey(other.id), body: "On our way."), as: "kim")
      #expect(try await test.ask(ShowTicket(TicketKey(other.id)), as: "kim").readOnly == nil)
      let findings = try await test.app.verify(as: test.person("lee")).findings.first
      #expect(findings.map(\.kind) == [.unreadable] && findings.first?.sequence == 2)
    }
  }

  /// A change by hand, who reads what of it, and the record that the refusal must name.
  static let damages: [(statement: String, record: String)] = [
    ("UPDATE journal_entry SET payload = '{}' WHERE stream = 'ticket/:id' AND sequence = 1", "ticket/:id, entry 1"),
    (
      "UPDATE journal_entry SET payload = 'no JSON' WHERE stream = 'ticket/:id' AND sequence = 1", "ticket/:id, entry 1"
    ),
    ("UPDATE ticket SET state = 'opne' WHERE id = ':id'", "ticket :id, state"),
    ("UPDATE ticket SET kind = '' WHERE id = ':id'", "ticket :id, kind"),
    ("UPDATE clock SET state = 'runing' WHERE ticket = ':id'", "clock of ticket :id, state"),
    ("UPDATE clock SET metric = 'luck' WHERE ticket = ':id'", "clock of ticket :id, metric"),
    ("UPDATE message SET side = 'vendor' WHERE ticket = ':id'", "message"),
  ]

  @Test("what is damaged is named and never guessed", arguments: TestEngine.available, damages.indices)
  func damaged(_ engine: TestEngine, _ index: Int) async throws {
    let damage = Self.damages[index]
    try await withTestApp(on: engine) { test async throws in
      try await test.applyAgreement()
      let ticket = try await test.run(OpenTicket(title: "Printer"), as: "rita")
      try await test.run(AnswerTicket(TicketKey(ticket.id), body: "Hello"), as: "kim")
      let other = try await test.run(OpenTicket(title: "Mouse"), as: "rita")
      try await test.database.write { tx in
        _ = try tx.liftKnownValues()
        try tx.execute(damage.statement.replacing(":id", with: ticket.id.text))
      }
      let error = await #expect(throws: MainstayError.self) {
        try await test.ask(ShowTicket(TicketKey(ticket.id)), as: "kim")
      }
      guard case .unreadable(let record, _) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(record.hasPrefix(damage.record.replacing(":id", with: ticket.id.text)), "\(record)")
      #expect(try await test.ask(ShowTicket(TicketKey(other.id)), as: "kim").readOnly == nil)
    }
  }

  @Test("nobody writes to a ticket that cannot be shown", arguments: TestEngine.available)
  func unwritten(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      for damage in ["UPDATE ticket SET kind = 'no kind' WHERE id = ':id'", "DELETE FROM ticket WHERE id = ':id'"] {
        let ticket = try await test.run(OpenTicket(title: "Printer"), as: "rita")
        try await test.database.write { tx in
          _ = try tx.liftKnownValues()
          try tx.execute(damage.replacing(":id", with: ticket.id.text))
        }
        let error = await #expect(throws: MainstayError.self) {
          try await test.run(AnswerTicket(TicketKey(ticket.id), body: "x", isPublic: false), as: "kim")
        }
        guard case .unreadable(let record, _) = error else {
          Issue.record("\(String(describing: error))")
          return
        }
        #expect(record.hasPrefix("ticket \(ticket.id)"))
        #expect(try await test.ask(StreamEntries("ticket/" + ticket.id.text, limit: 9), as: "lee").entries.count == 1)
      }
    }
  }

  @Test("a damaged row or clock hides none of its neighbours in a list", arguments: TestEngine.available)
  func neighbours(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.applyAgreement()
      let ticket = try await test.run(OpenTicket(title: "Printer"), as: "rita")
      let other = try await test.run(OpenTicket(title: "Mouse"), as: "rita")
      try await test.database.write { tx in
        _ = try tx.liftKnownValues()
        try tx.execute("UPDATE ticket SET kind = 'no kind' WHERE id = '\(ticket.id)'")
        try tx.execute("UPDATE clock SET metric = 'luck' WHERE ticket = '\(other.id)' AND name = 'resolution'")
      }
      let page = try await test.ask(ListTickets(TicketFilter()), as: "kim")
      #expect(page.items.map(\.ticket.id) == [other.id] && page.items.first?.clocks.map(\.name) == ["first response"])
      #expect(page.unreadable.count == 2 && page.unreadable[0].contains("ticket \(ticket.id), kind"))
      #expect(page.unreadable.last?.contains("clock of ticket \(other.id), metric") == true)
    }
  }

  @Test("a role or a scope that nobody knows opens nothing", arguments: TestEngine.available)
  func access(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let token = try await test.run(CreateToken(label: "Script", scopes: [.read], validFor: .days(1)), as: "kim")
      #expect(try await test.ask(IdentityOfToken(secret: token.secret), as: "sign-in") != nil)
      try await test.database.write { tx in
        _ = try tx.liftKnownValues()
        try tx.execute("UPDATE token SET scopes = 'read wirte'")
      }
      await #expect(throws: MainstayError.self) {
        try await test.ask(IdentityOfToken(secret: token.secret), as: "sign-in")
      }
      try await test.database.write { try $0.execute("UPDATE token SET scopes = 'read'") }
      try await test.database.write { try $0.execute("UPDATE person SET role = 'boss' WHERE name = 'kim'") }
      let error = await #expect(throws: MainstayError.self) {
        try await test.ask(IdentityOfToken(secret: token.secret), as: "sign-in")
      }
      guard case .unreadable(let record, _) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(record.hasPrefix("person ") && record.hasSuffix(", role"))
    }
  }

  @Test("digests of what was written before there were any are journaled once", arguments: TestEngine.available)
  func covered(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      // As a database of before: no salts, and no digests in what the journal has.
      try await test.database.write { tx in
        try tx.execute("DELETE FROM side_salt")
        try tx.execute("UPDATE journal_entry SET payload = replace(payload, '\"side\":', '\"eids\":')")
      }
      #expect(try await test.run(CoverSideRecords(), as: "system") == TestApp.people.count)
      #expect(try await test.run(CoverSideRecords(), as: "system") == 0)
      let kinds: Set<JournalFinding.Kind> = [.text, .missing, .projection]
      let clean = try await test.app.verify(as: test.person("lee")).findings.first.map(\.kind)
      #expect(kinds.isDisjoint(with: clean))
      try await test.database.write { try $0.execute("UPDATE person SET email = 'x@example.org' WHERE name = 'kim'") }
      let found = try await test.app.verify(as: test.person("lee")).findings.first.first { $0.kind == .text }
      #expect(found?.subject == "person/\(test.person("kim").id)")
      // A salt that is gone is not made anew over what stands there now.
      try await test.database.write { try $0.execute("DELETE FROM side_salt") }
      #expect(try await test.run(CoverSideRecords(), as: "system") == 0)
    }
  }
}
