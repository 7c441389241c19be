import Core
import Journal
import JournalUseCases
import Kernel
import MainstayServer
import PeopleUseCases
import SearchesUseCases
import Storage
import TestApp
import TestDatabases
import Testing
import Tickets
import TicketsUseCases

/// A desk of the version before names stood beside the journal: its entries hold them in plain.
private struct OlderDesk {
  private var head: [String: (sequence: Int64, hash: [UInt8])] = [:]
  private var rows: [[SQLValue]] = []
  static let at = Instant(milliseconds: 1_748_000_000_000)

  mutating func entry(_ stream: String, _ kind: String, by actor: String, _ payload: JSON) {
    let last = head[stream] ?? (0, HashChain.origin)
    let entry = JournalEntry(
      stream: stream, sequence: last.sequence + 1, kind: kind, actor: actor, at: OlderDesk.at, recordedAt: OlderDesk.at,
      payload: payload.canonical)
    let hash = entry.hash(after: last.hash)
    head[stream] = (entry.sequence, hash)
    rows.append([
      .text(stream), .integer(entry.sequence), .text(kind), .text(actor), .integer(OlderDesk.at.milliseconds),
      .integer(OlderDesk.at.milliseconds), .text(entry.payload), .bytes(hash),
    ])
  }

  /// Somebody with an account, whose name stands in the journal.
  mutating func person(_ id: String, _ name: String, _ display: String, role: String, in tx: any Transaction) throws {
    let salt = [UInt8](repeating: UInt8(name.utf8.count), count: 16)
    let side = saltedDigest(JSON.array([.string(display), .null, .null]).canonical, salt: salt)
    entry(
      "person/" + id, "person.added", by: "system:command-line",
      ["name": .string(name), "role": .string(role), "teams": [], "active": true, "side": .string(side)])
    try tx.execute(
      """
      INSERT INTO person (id, name, display_name, role, active, version, created_at)
      VALUES ($1, $2, $3, $4, TRUE, 1, $5)
      """, [.text(id), .text(name), .text(display), .text(role), .integer(OlderDesk.at.milliseconds)])
    try tx.execute(
      "INSERT INTO side_salt (record, salt) VALUES ($1, $2)", [.text("person/" + id), .bytes(salt)])
  }

  /// A ticket with an answer; no agreement covers it.
  mutating func ticket(
    _ id: String, _ number: String, for requester: String, title: String, in tx: any Transaction
  ) throws {
    let (salt, message) = ([UInt8](repeating: 1, count: 16), "m-" + id)
    entry(
      "ticket/" + id, "ticket.opened", by: requester,
      [
        "number": .string(number), "kind": "incident", "requester": .string(requester),
        "attributes": ["priority": "P3"], "text": .string(saltedDigest(title + "\n\n", salt: salt)),
      ])
    entry(
      "ticket/" + id, "ticket.answered", by: requester,
      [
        "id": .string(message), "by": "requester", "public": true,
        "text": .string(saltedDigest("Hello from \(requester)", salt: salt)),
      ])
    entry("ticket/" + id, "ticket.assigned", by: "kim", ["assignee": "kim"])
    entry("ticket/" + id, "ticket.closed", by: "kim", ["byTimer": false])
    let at: SQLValue = .integer(OlderDesk.at.milliseconds)
    try tx.execute(
      """
      INSERT INTO ticket (id, number, kind, title, description, salt, requester, opened_at, state, priority, assignee,
        holds, vendors, attributes, resolved_at, closed_at, version, updated_at, due_at, breached, requester_version,
        requester_at)
      VALUES ($1, $2, 'incident', $3, '', $4, $5, $6, 'closed', 'P3', 'kim', '', '', '{"priority":"P3"}', $6, $6, 4, $6,
        $7, FALSE, 3, $6)
      """,
      [
        .text(id), .text(number), .text(title), .bytes(salt), .text(requester), at,
        .integer(Instant.latest.milliseconds),
      ])
    try tx.execute(
      """
      INSERT INTO message (id, ticket, at, author, side, is_public, body, salt)
      VALUES ($1, $2, $3, $4, 'requester', TRUE, $5, $6)
      """, [.text(message), .text(id), at, .text(requester), .text("Hello from \(requester)"), .bytes(salt)])
  }

  /// A search that somebody saved for themselves.
  mutating func search(_ id: String, by saver: String, in tx: any Transaction) throws {
    let salt = [UInt8](repeating: 2, count: 16)
    entry(
      "search/" + id, "search.saved", by: saver,
      [
        "text": .string(saltedDigest(JSON.array(["Mine", "is:open"]).canonical, salt: salt)), "saver": .string(saver),
        "createdAt": .integer(OlderDesk.at.milliseconds), "version": 1,
      ])
    try tx.execute(
      """
      INSERT INTO saved_search (id, name, query, saver, created_at, version, salt)
      VALUES ($1, 'Mine', 'is:open', $2, $3, 1, $4)
      """, [.text(id), .text(saver), .integer(OlderDesk.at.milliseconds), .bytes(salt)])
  }

  func write(in tx: any Transaction) throws {
    try tx.executeBatch(
      """
      INSERT INTO journal_entry (stream, sequence, kind, actor, at, recorded_at, payload, hash)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
      """, rows)
    try tx.executeBatch(
      "INSERT INTO journal_stream (stream, sequence, hash) VALUES ($1, $2, $3)",
      head.sorted { $0.key < $1.key }.map { [.text($0.key), .integer($0.value.sequence), .bytes($0.value.hash)] })
  }
}

@Suite("Erasing in a database of before", .timeLimit(.minutes(10)))
struct ErasureUpgradeTests {
  private static let landed = "0035-saved-searches"

  private func open<T: Sendable>(
    on engine: TestEngine, _ body: @Sendable (App, any Database) async throws -> T
  ) async throws {
    try await withDatabase(on: engine, Wings.features.migrations.filter { $0.id <= ErasureUpgradeTests.landed }) {
      database in
      try await database.write { tx in
        var old = OlderDesk()
        try old.person("p-kim", "kim", "Kim Agent", role: "agent", in: tx)
        try old.person("p-rita", "rita", "Rita Roy", role: "requester", in: tx)
        try old.person("p-ada", "ada", "Ada Admin", role: "admin", in: tx)
        try old.ticket("t1", "INC-901", for: "rita", title: "Payslip", in: tx)
        try old.ticket("t2", "INC-902", for: "Caller 9", title: "Imported", in: tx)
        try old.search("s1", by: "kim", in: tx)
        try old.write(in: tx)
      }
      try await Migrator(Wings.features.migrations).migrate(database)
      let app = App(
        database: database, clock: ManualClock(TestApp.start), ids: CountingIDs(), calendars: ZonedCalendars(),
        passwords: PlainPasswords(), commonPasswords: FewCommonPasswords(), seal: TestApp.seal, secrets: TestSecrets())
      _ = try await body(app, database)
    }
  }

  private let system = Principal.system("test")

  @Test("old entries read as before, and names are covered at the next start", arguments: TestEngine.available)
  func reads(_ engine: TestEngine) async throws {
    try await open(on: engine) { app, database in
      #expect(try await app.verify(as: system).findings.first == [])
      #expect(try await app.run(CoverPersonKeys(), as: system) == 3)
      #expect(try await app.run(CoverPersonKeys(), as: system) == 0)
      #expect(try await app.verify(as: system).findings.first == [])
      let shown = try await app.ask(ShowTicket(TicketKey("INC-901")), as: system)
      #expect(shown.history.map(\.actor) == ["rita", "rita", "kim", "kim"] && shown.ticket.assignee == "kim")
      try await database.write { try $0.execute("UPDATE data_subject SET name = 'vera' WHERE id = 'p-rita'") }
      let findings = try await app.verify(as: system).findings.kept
      #expect(findings.contains { $0.subject == "person/p-rita" && $0.message.contains("vera") })
    }
  }

  @Test("what cannot be erased is named entry by entry, and all else goes", arguments: TestEngine.available)
  func erase(_ engine: TestEngine) async throws {
    try await open(on: engine) { app, database in
      _ = try await app.run(CoverPersonKeys(), as: system)
      // Something of the present version stands beside.
      let rita = try await app.ask(ShowPerson("rita"), as: system)
      let new = try await app.run(OpenTicket(title: "New", team: nil), as: rita.principal)
      let plan = try await app.ask(PlanErasure(of: "rita"), as: system)
      #expect(
        plan.remains.entries.map { "\($0.stream) \($0.sequence) \($0.kind)" } == [
          "person/p-rita 1 person.added", "ticket/t1 1 ticket.opened", "ticket/t1 2 ticket.answered",
        ])
      #expect(plan.remains.entries.allSatisfy { $0.hasName })
      let request = ErasureRequest(name: "rita", confirmation: "rita", texts: .written, reason: "asked for it")
      let report = try await app.erase(request, as: system)
      let verified = try await app.verify(as: system)
      #expect(verified.findings.first == [] && verified.erased.persons == 1)
      for number in ["INC-901", new.number] {
        let shown = try await app.ask(ShowTicket(TicketKey(number)), as: system)
        #expect(shown.row.requester == report.name && shown.ticket.requester == report.name)
        #expect(shown.history.first?.actor == report.name)
      }
      let journal = try await app.ask(StreamEntries("ticket/t1"), as: system)
      #expect(journal.entries.allSatisfy { !$0.entry.payload.contains("rita") && $0.entry.actor != "rita" })
      // Nobody can take the name that the old entries hold, and read what was theirs.
      await #expect(throws: MainstayError.self) {
        _ = try await app.run(
          AddPerson(PersonDraft(name: "rita", displayName: "Another", role: .requester)), as: system)
      }
      let plain = try await database.read { tx in
        try tx.query("SELECT stream FROM journal_entry WHERE actor = 'rita' OR payload LIKE '%\"rita\"%'") {
          try $0.text(0)
        }
      }
      #expect(plain.sorted() == ["person/p-rita", "ticket/t1", "ticket/t1"], "as the plan said, and no more")
    }
  }

  @Test("a search of before goes with its saver", arguments: TestEngine.available)
  func searches(_ engine: TestEngine) async throws {
    try await open(on: engine) { app, database in
      _ = try await app.run(CoverPersonKeys(), as: system)
      let plan = try await app.ask(PlanErasure(of: "kim"), as: system)
      #expect(plan.gone[.searches] == 1 && plan.remains.entries.contains { $0.stream == "search/s1" && $0.hasName })
      let request = ErasureRequest(name: "kim", confirmation: "kim", texts: .written, reason: "left")
      let report = try await app.erase(request, as: system)
      #expect(report.gone[.searches] == 1)
      let left = try await database.read { tx in try tx.query("SELECT saver FROM saved_search") { try $0.text(0) } }
      #expect(left == [])
      #expect(try await app.verify(as: system).findings.first == [])
    }
  }

  @Test("whom only tickets of before name is erased too", arguments: TestEngine.available)
  func outsiders(_ engine: TestEngine) async throws {
    try await open(on: engine) { app, _ in
      let plan = try await app.ask(PlanErasure(of: "Caller 9"), as: system)
      #expect(plan.id == nil && plan.gone[.tickets] == 1 && plan.remains.entries.count == 2)
      let request = ErasureRequest(name: "Caller 9", confirmation: "Caller 9", texts: .about, reason: "asked for it")
      let report = try await app.erase(request, as: system)
      let shown = try await app.ask(ShowTicket(TicketKey("INC-902")), as: system)
      #expect(shown.row.requester == report.name && shown.text.title == "Erased")
      #expect(shown.history.map(\.actor) == [report.name, report.name, "kim", "kim"])
      #expect(try await app.verify(as: system).findings.first == [])
    }
  }
}
