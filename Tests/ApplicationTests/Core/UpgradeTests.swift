import Journal
import Kernel
import MainstayServer
import Storage
import TestApp
import TestDatabases
import Testing
import Tickets
@testable import Core
@testable import JournalUseCases
@testable import PeopleUseCases
@testable import TicketsUseCases

/// The schema of the last landed version, in use, brought to the present one.
@Suite("Upgrades", .timeLimit(.minutes(10)))
struct UpgradeTests {
  /// The oldest step on which the use cases of this version can still work.
  private static let landed = "0125-tallied-tickets"

  /// Every table, column and index, a line each.
  private func shape(of database: any Database) async throws -> [String] {
    let statements =
      database.dialect == .sqlite
      ? ["SELECT type || ' ' || name || ' ' || COALESCE(sql, '') FROM sqlite_schema"]
      : [
        """
        SELECT table_name || ' ' || column_name || ' ' || data_type || ' ' || is_nullable
        FROM information_schema.columns WHERE table_schema = current_schema()
        """,
        "SELECT replace(indexdef, current_schema() || '.', '') FROM pg_indexes WHERE schemaname = current_schema()",
      ]
    return try await database.read { tx in
      try statements.flatMap { try tx.query($0) { try $0.text(0) } }.sorted()
    }
  }

  @Test("keep all data and end with the schema of a new database", arguments: TestEngine.available)
  func fromTheLandedVersion(_ engine: TestEngine) async throws {
    let fresh = try await withDatabase(on: engine, Wings.features.migrations) { try await shape(of: $0) }
    let old = Wings.features.migrations.filter { $0.id <= UpgradeTests.landed }
    try await withTestApp(on: engine, schema: old) { test in
      try await test.applyAgreement()
      let ticket = try await test.run(OpenTicket(title: "From before"), as: "rita")
      try await test.run(HoldTicket(TicketKey(ticket.id), reason: "awaiting-requester"), as: "kim")
      // Its page shows tables, too, that this schema does not have.
      let before = try await test.database.read { tx in
        (whole: try TicketStore.whole(ticket.id, in: tx), clocks: try ClockStore.all(of: ticket.id, in: tx))
      }

      try await Migrator(Wings.features.migrations).migrate(test.database)
      #expect(try await shape(of: test.database) == fresh)
      let after = try await test.ask(ShowTicket(TicketKey(ticket.id)), as: "kim")
      #expect(after.row == before.whole?.0 && after.clocks == before.clocks && after.text == before.whole?.1)
      #expect(try await test.app.verify(as: test.person("lee")).isClean)
      try await test.run(ResumeTicket(TicketKey(ticket.id)), as: "kim")
    }
  }

  /// A database as version 0011 left it: rows of every table that later steps move, change or cover.
  private static let before = [
    """
    INSERT INTO person (id, name, display_name, email, role, password, active, version, created_at)
    VALUES ('p1', 'kim', 'Kim', 'kim@example.org', 'agent', 'plain:secret', TRUE, 1, 1)
    """,
    "INSERT INTO team (key, name, created_at) VALUES ('desk', 'Desk', 1)",
    "INSERT INTO team_member (team, person) VALUES ('desk', 'p1')",
    "INSERT INTO session (digest, person, csrf, created_at, expires_at) VALUES ('d', 'p1', 'c', 1, 2)",
    """
    INSERT INTO token (id, person, label, digest, scopes, created_at, expires_at)
    VALUES ('t1', 'p1', 'Script', 'x', 'read', 1, 2)
    """,
    """
    INSERT INTO hook (id, label, url, secret, kinds, active, created_at)
    VALUES ('h1', 'pager', 'https://example.org', 'whsec_AAAA', '', TRUE, 1)
    """,
    """
    INSERT INTO outbox (id, kind, subject, cause, hook, body, created_at, state, attempts, next_at)
    VALUES ('o1', 'clock.rung', 'ticket/x', 'why', 'h1', '{}', 1, 'waiting', 0, 1)
    """,
    """
    INSERT INTO outbox (id, kind, subject, cause, body, created_at, state, attempts, delivered_at)
    VALUES ('o2', 'clock.rung', 'ticket/x', 'why', '{}', 1, 'delivered', 1, 2)
    """,
  ]

  @Test("move what stood in older tables, and cover what nobody kept a digest of", arguments: TestEngine.available)
  func moved(_ engine: TestEngine) async throws {
    let fresh = try await withDatabase(on: engine, Wings.features.migrations) { try await shape(of: $0) }
    try await withDatabase(on: engine, Wings.features.migrations.filter { $0.id <= "0011-exclusions" }) { database in
      try await database.write { tx in for statement in UpgradeTests.before { try tx.execute(statement) } }
      try await Migrator(Wings.features.migrations).migrate(database)
      #expect(try await shape(of: database) == fresh)
      let counts = try await database.read { tx in
        try ["person", "team_member", "token", "session", "webhook", "notice", "delivery"].map { table in
          try tx.first("SELECT COUNT(*) FROM \(table)") { try $0.int(0) }
        }
      }
      #expect(counts == [1, 1, 1, 0, 1, 2, 2])
      let token = try await database.read { try TokenStore.tokens(of: RecordID("p1"), in: $0).first }
      #expect(token?.lastUsedAt == nil && token?.isUseKept == false, "nobody knows whether it was used")
      let app = App(
        database: database, clock: ManualClock(TestApp.start), ids: CountingIDs(), calendars: ZonedCalendars(),
        passwords: PlainPasswords(), commonPasswords: FewCommonPasswords(), seal: TestApp.seal)
      let system = Principal.system("start")
      #expect(try await app.run(CoverSideRecords(), as: system) == 2)
      #expect(try await app.run(CoverSideRecords(), as: system) == 0)
      try await database.write { try $0.execute("UPDATE token SET scopes = 'write' WHERE id = 't1'") }
      let findings = try await app.verify(as: system).findings.first.filter { $0.kind == .text }
      #expect(findings.contains { $0.subject == "person/p1" && $0.message.contains("token t1") })
    }
  }
}
