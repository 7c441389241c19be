import Kernel
import Storage
import TestApp
import TestDatabases
import Testing
import Tickets

@testable import Application

/// The schema of the last landed version, in use, brought to the present one.
@Suite("Upgrades")
struct UpgradeTests {
  /// The last step of the landed version.
  private static let landed = "0011-exclusions"

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

  /// Rows as the landed version wrote them; its code is no more, so they are written out.
  private static let rows = [
    """
    INSERT INTO person (id, name, display_name, email, role, organisation, password, active, version, created_at)
    VALUES ('p1', 'kim', 'Kim Agent', 'kim@example.org', 'agent', NULL, 'plain:secret', TRUE, 3, 1000)
    """,
    "INSERT INTO team (key, name, created_at) VALUES ('desk', 'Service desk', 1000)",
    "INSERT INTO team_member (team, person) VALUES ('desk', 'p1')",
    """
    INSERT INTO token (id, person, label, digest, scopes, created_at, expires_at, revoked_at)
    VALUES ('t1', 'p1', 'backup', 'd1', 'read', 1000, 9000000000000, NULL)
    """,
    """
    INSERT INTO ticket (id, number, kind, state, title, description, salt, requester, priority, category, service,
      organisation, team, assignee, holds, vendors, attributes, agreement, opened_at, resolved_at, closed_at,
      merged_into, recorded_met, version, updated_at, due_at, breached, wake_at)
    VALUES ('i1', 'INC-1', 'incident', 'closed', 'From before', 'It was so.', $1, 'rita', 'P3', NULL, NULL, NULL,
      'desk', 'kim', '', '', '{"priority":"P3"}', NULL, 2000, 3000, 4000, NULL, NULL, 3, 4000, 9000, FALSE, NULL)
    """,
    """
    INSERT INTO message (id, ticket, at, author, side, is_public, withdrawn_at, body, salt)
    VALUES ('m1', 'i1', 2500, 'rita', 'requester', TRUE, NULL, 'Hello', $1)
    """,
  ]

  @Test("keep all data and end with the schema of a new database", arguments: TestEngine.available)
  func fromTheLandedVersion(_ engine: TestEngine) async throws {
    let fresh = try await withDatabase(on: engine, Schema.migrations) { try await shape(of: $0) }
    let old = Schema.migrations.filter { $0.id <= UpgradeTests.landed }
    try await withDatabase(on: engine, old) { database in
      try await database.write { tx in
        for row in UpgradeTests.rows { try tx.execute(row, row.contains("$1") ? [.bytes([1, 2, 3])] : []) }
      }
      try await Migrator(Schema.migrations).migrate(database)
      #expect(try await shape(of: database) == fresh)
      try await database.read { tx in
        let row = try #require(try TicketStore.row(RecordID("i1"), in: tx))
        #expect(row.number == "INC-1" && row.state == .closed && row.closedAt == Instant(milliseconds: 4000))
        #expect(row.team == "desk" && row.assignee == "kim" && row.version == 3)
        #expect(row.returnedAt == nil, "answers of before meant nothing of the kind")
        #expect(try TicketStore.text(of: RecordID("i1"), in: tx)?.description == "It was so.")
        #expect(try MessageStore.last(of: RecordID("i1"), by: .requester, in: tx) == "Hello")
        let person = try #require(try PeopleStore.person(named: "kim", in: tx))
        #expect(person.displayName == "Kim Agent" && person.teams == ["desk"] && person.isActive)
        let token = try #require(try TokenStore.tokens(of: RecordID("p1"), in: tx).first)
        #expect(token.label == "backup" && token.revokedAt == nil)
        #expect(token.lastUsedAt == nil && !token.isUseKept, "nobody knows whether it was used")
      }
    }
  }
}
