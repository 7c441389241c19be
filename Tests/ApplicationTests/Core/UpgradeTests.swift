import Governance
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
  private static let landed = "0008-import"

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
    let fresh = try await withDatabase(on: engine, Schema.migrations) { try await shape(of: $0) }
    let old = Schema.migrations.filter { $0.id <= UpgradeTests.landed }
    try await withTestApp(on: engine, schema: old) { test in
      try await test.applyAgreement()
      let ticket = try await test.run(OpenTicket(title: "From before"), as: "rita")
      try await test.run(HoldTicket(TicketKey(ticket.id), reason: "awaiting-requester"), as: "kim")
      let before = try await test.ask(ShowTicket(TicketKey(ticket.id)), as: "kim")

      try await Migrator(Schema.migrations).migrate(test.database)
      #expect(try await shape(of: test.database) == fresh)
      let after = try await test.ask(ShowTicket(TicketKey(ticket.id)), as: "kim")
      #expect(after.row == before.row && after.clocks == before.clocks && after.text == before.text)
      #expect(try await test.app.verify(as: test.person("lee")).isClean)
      try await test.run(ResumeTicket(TicketKey(ticket.id)), as: "kim")
    }
  }
}
