import Agreements
@testable import Core
import ImportUseCases
import JournalUseCases
import Kernel
import MainstayServer
@testable import OperationsUseCases
import People
@testable import PeopleUseCases
import Storage
import TestApp
import TestDatabases
import Testing
import Tickets
@testable import TicketsUseCases

@Suite("What a column may hold is refused by the database, and told where it is there", .timeLimit(.minutes(10)))
struct KnownValuesTests {
  /// As a person would edit a row by hand, one for each column.
  private static let edits = [
    "UPDATE ticket SET state = 'openx'", "UPDATE ticket SET kind = ''", "UPDATE message SET side = 'vendor'",
    "UPDATE clock SET state = 'runing'", "UPDATE clock SET metric = 'luck'", "UPDATE person SET role = 'boss'",
    "UPDATE token SET scopes = 'read wirte'", "UPDATE background_work SET kind = 'game'",
  ]

  private func fill(_ test: TestApp) async throws {
    try await test.applyAgreement()
    let ticket = try await test.run(OpenTicket(title: "Printer"), as: "rita")
    try await test.run(AnswerTicket(TicketKey(ticket.id), body: "Hello"), as: "kim")
    try await test.run(CreateToken(label: "Script", scopes: [.read, .write], validFor: .days(1)), as: "kim")
    let work = WorkReport(
      id: RecordID("run"), kind: .import, name: "log", startedBy: "mo", startedAt: TestApp.start, progress: 1)
    _ = try await test.run(
      SeeNode(Node(name: "a:1", startedAt: TestApp.start, runsEngine: true), work: [work]), as: "x")
  }

  @Test("the sets are those that the program knows; a value that is new takes a step of the schema")
  func sets() throws {
    func values(_ table: String, _ column: String) throws -> Set<String> {
      let found = KnownValuesMigrations.tables.first { $0.table == table }?.columns.first { $0.name == column }
      return Set(try #require(found).values)
    }
    #expect(try values("ticket", "kind") == Set(TicketKind.allCases.map(\.rawValue)))
    #expect(try values("ticket", "state") == Set(TicketState.allCases.map(\.rawValue)))
    #expect(try values("message", "side") == Set(TicketEvent.Side.allCases.map(\.rawValue)))
    #expect(try values("clock", "metric") == Set(Metric.allCases.map(\.rawValue)))
    #expect(try values("clock", "state") == Set(ClockState.allCases.map(\.rawValue)))
    #expect(try values("person", "role") == Set(Role.allCases.map(\.rawValue)))
    #expect(try values("background_work", "kind") == Set(Wings.features.workKinds.map(\.name)))
    let scopes = try values("token", "scopes").map { Set($0.split(separator: " ").map(String.init)) }
    #expect(Set(scopes) == [["read"], ["write"], ["read", "write"]])
    #expect(Set(TokenScopes.all) == ["read", "write"])
  }

  @Test("an edit by hand to what nobody knows is refused, in each column", arguments: TestEngine.available)
  func refused(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test in
      try await fill(test)
      for edit in KnownValuesTests.edits {
        let table = edit.split(separator: " ")[1]
        await #expect(throws: StorageError.check(constraint: "\(table)_known"), "\(edit)") {
          try await test.database.write { _ = try $0.execute(edit) }
        }
      }
      let insert = """
        INSERT INTO message (id, ticket, at, author, side, is_public, body, salt)
        SELECT 'other', ticket, at, author, 'vendor', is_public, body, salt FROM message
        """
      await #expect(throws: StorageError.check(constraint: "message_known")) {
        try await test.database.write { _ = try $0.execute(insert) }
      }
      #expect(try await test.app.verify(as: test.person("lee")).isClean, "our own triggers are no finding")
      #expect(try await test.run(NoteUnknownValues(), as: "engine") == 0)
    }
  }

  @Test(
    "a database that has such rows is upgraded, says so loudly, and says so no more once they are mended",
    arguments: TestEngine.available)
  func upgraded(_ engine: TestEngine) async throws {
    let landed = Wings.features.migrations.filter { $0.id < "0034" }
    // The use cases that fill it need who is who; that goes again before the upgrade.
    let subjects = try #require(Wings.features.migrations.first { $0.id == "0036-data-subjects" })
    let before = landed + [Migration("0033-subjects-for-this-test", subjects.statements)]
    try await withTestApp(on: engine, schema: before) { test in
      try await fill(test)
      let row = try #require(try await test.ask(ListTickets(TicketFilter()), as: "kim").items.first?.ticket)
      for edit in KnownValuesTests.edits { try await test.database.write { _ = try $0.execute(edit) } }
      try await test.database.write { tx in
        try tx.execute("DROP TABLE data_subject")
        try tx.execute("DROP INDEX message_author")
        try tx.execute("DELETE FROM schema_step WHERE id = '0033-subjects-for-this-test'")
      }
      try await Migrator(Wings.features.migrations).migrate(test.database)
      let count = try await test.run(NoteUnknownValues(), as: "engine")
      #expect(count == 3 + TestApp.people.count + 2, "\(count): a ticket, a message, its clocks, people, a token, work")
      let health = try await test.ask(EngineHealth(), as: "engine")
      #expect(health.failing == count)
      let told = try #require(health.failures.first { $0.item.key == "ticket/\(row.id)" })
      #expect(told.error.contains("state is \"openx\" and no open, resolved") && told.error.contains("kind is \"\""))
      #expect(test.app.failures.take().count == count, "each goes to the log, once")
      _ = try await test.run(NoteUnknownValues(), as: "engine")
      #expect(test.app.failures.take().isEmpty)
      // It is found by no filter, and every list of the desk says so; nobody else hears of it.
      for text in ["is:open", "is:resolved", "nothing"] {
        let filter = try TicketFilter(parsing: text, by: test.person("ada"), now: test.clock.now())
        let page = try await test.app.ask(ListTickets(filter), as: Principal.system("x"))
        #expect(
          page.items.isEmpty && page.unreadable.contains { $0.contains("ticket \(row.id)") }, "\(page.unreadable)")
      }
      #expect(try await test.ask(ListTickets(TicketFilter()), as: "rita").unreadable.isEmpty)
      try await test.database.write { tx in
        try tx.execute("UPDATE ticket SET state = 'open', kind = 'incident'")
        try tx.execute("UPDATE message SET side = 'staff'")
        try tx.execute("UPDATE clock SET state = 'running', metric = 'resolution'")
        try tx.execute("UPDATE person SET role = 'agent'")
        try tx.execute("UPDATE token SET scopes = 'read write'")
        try tx.execute("UPDATE background_work SET kind = 'import'")
      }
      #expect(try await test.run(NoteUnknownValues(), as: "engine") == 0)
      #expect(try await test.ask(EngineHealth(), as: "engine").failing == 0)
      await #expect(throws: StorageError.self) {
        try await test.database.write { _ = try $0.execute(KnownValuesTests.edits[0]) }
      }
    }
  }

  static let pairs = TestEngine.available.flatMap { from in TestEngine.available.map { (from, $0) } }

  @Test("a backup with such a row is restored as it is, and the new database refuses others", arguments: pairs)
  func restored(_ from: TestEngine, _ to: TestEngine) async throws {
    try await withTemporaryFolder { folder in
      let path = folder + "/desk.backup"
      try await withTestApp(on: from) { test in
        try await fill(test)
        try await test.database.write { tx in
          let checks = try tx.liftKnownValues()
          try tx.execute(KnownValuesTests.edits[0])
          for check in checks { try tx.execute(check) }
        }
        _ = try await Backup.take(of: test.database, to: path, at: TestApp.start)
      }
      try await withDatabase(on: to) { database in
        _ = try await Backup.restore(
          path, into: database, migrations: Wings.features.migrations, isEmpty: Wings.features.holdsNothing)
        let states = try await database.read { tx in try tx.query("SELECT state FROM ticket") { try $0.text(0) } }
        #expect(states == ["openx"])
        for edit in KnownValuesTests.edits {
          await #expect(throws: StorageError.self, "\(edit)") {
            try await database.write { _ = try $0.execute(edit) }
          }
        }
      }
    }
  }

  @Test("what names them reads an index, never a table")
  func plan() async throws {
    try await withTestApp(on: .sqlite) { test in
      for table in KnownValuesMigrations.tables {
        let sql =
          "EXPLAIN QUERY PLAN SELECT \(table.key) FROM \(table.table) WHERE \(table.isUnknown) ORDER BY \(table.key)"
        let plan = try await test.database.read { tx in try tx.query(sql) { try $0.text(3) }.joined(separator: "; ") }
        #expect(plan.contains("INDEX \(table.table)_unknown"), "\(plan)")
      }
    }
  }
}

/// The scopes that tokens may have, as texts.
private enum TokenScopes {
  static let all = APIToken.Scope.allCases.map(\.rawValue)
}
