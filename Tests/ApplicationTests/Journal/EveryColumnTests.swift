import Core
import DutyUseCases
import Duty
import Directories
import DirectoriesUseCases
import FirstStepsUseCases
import Journal
import JournalUseCases
import Kernel
import MessagesUseCases
import PeopleUseCases
import Reach
import ReachUseCases
import SearchesUseCases
import Storage
import TestApp
import TestDatabases
import Testing
import TicketsUseCases

/// How each table of the schema is verified, or why it need not be. A table without a line here fails the test below.
private enum Cover {
  /// Its columns are held against the journal; those named are not, for the reason given.
  case verified(but: [String: String] = [:])
  case not(String)

  static let tables: [String: Cover] = [
    "journal_stream": .verified(), "journal_entry": .verified(), "journal_checkpoint": .verified(),
    "journal_leaf": .verified(), "side_salt": .verified(), "data_subject": .verified(),
    "ticket": .verified(but: ["tallied": "says where compliance counts it; tallies are recomputed from it"]),
    "compliance_tally": .not("sums of tickets and clocks; verification recomputes them, as TallyTests show"),
    "foresight_model": .not("what was learnt of tickets' streams; it decides nothing and is learnt again"),
    "foreseen_clock": .not("what the model says of clocks that run; it is said anew every minute"),
    "tallied_ticket": .not("as compliance_tally"), "tallied_clock": .not("as compliance_tally"),
    "message": .verified(), "clock": .verified(), "clock_rung": .verified(), "structure_record": .verified(),
    "structure_link": .verified(), "person_profile": .verified(), "person_skill": .verified(), "outage": .verified(),
    "service_promise": .verified(), "service_statement": .verified(), "service_due": .verified(),
    "service_change": .verified(), "dispute": .verified(), "dispute_statement": .verified(),
    "recovery": .verified(but: ["examples": "cases of another tool's file, which are deleted in time"]),
    "agreement_proposal": .verified(), "ladder_telling": .verified(), "statement": .verified(), "offer": .verified(),
    "offer_round": .verified(), "offer_comment": .verified(), "offer_signature": .verified(), "offer_link": .verified(),
    "offer_figure": .verified(), "offer_code": .not("holds for minutes"), "offer_session": .not("ends within hours"),
    "person_word": .not("what people are found by; it follows from their records, which are verified"),
    "person": .verified(), "team": .verified(), "team_member": .verified(),
    "token": .verified(but: [
      "last_used_at": "changes with each use; opens nothing", "use_is_kept": "says only whether the use is known",
    ]),
    "access_role": .verified(), "reach_setting": .verified(), "saved_search": .verified(), "webhook": .verified(),
    "second_factor_rule": .verified(), "agreement_version": .verified(), "calendar_version": .verified(),
    "approval_rule": .verified(but: ["subject": "there is one row; another key is refused by the table"]),
    "access_grant": .verified(but: ["last_used_at": "changes with use; opens nothing"]),
    "way": .verified(but: [
      "code": "works once, within minutes, for its own way", "code_at": "as code", "code_tries": "as code",
    ]),
    "ladder_version": .verified(), "ladder_run": .verified(), "ladder_firing": .verified(),
    "ladder_look": .not("when a ticket's ladders are looked at next; the auditor finds what it leaves out"),
    "personal_try": .not("how they were told; nothing of the business"),
    "roster": .verified(), "roster_plan": .verified(), "duty_override": .verified(), "duty_swap": .verified(),
    "absence": .verified(), "broken_glass": .verified(), "duty_standing": .verified(), "duty_feed": .verified(),
    "word": .verified(but: ["used": "says only whether it may be taken away; nothing follows from it"]),
    "schema_step": .not("the program refuses to start on a step that it does not know or that was changed"),
    "once_answer": .not("answers of the last two days, for requests that are sent again"),
    "session": .not("ends within hours; that somebody signed in is journaled"),
    "second_factor": .verified(but: [
      "last_step": "moves with each code; one set back lets only the last minute's codes in again",
      "failures": "wrong codes in a row; fewer of them only shorten a wait", "wait_until": "as failures",
    ]),
    "recovery_code": .not("each lets in once, with the password; that they were made and used is journaled"),
    "pending_sign_in": .not("ends within minutes, and opens nothing without a code"),
    "sign_in": .not("shown to its person; that somebody signed in, and how, is journaled"),
    "directory": .verified(), "directory_account": .verified(), "directory_group": .verified(),
    "directory_member": .verified(),
    "provider_sign_in": .not("ends within minutes, and opens nothing without the provider's word"),
    "device": .not("on which somebody signed in before; it opens nothing without the password"),
    "refused_sign_in": .not("counts of refused sign-ins; those of note are journaled"),
    "desk": .verified(but: ["id": "there is one row; another key is a row that the journal does not know"]),
    "sign_in_link": .not("what stands is held against its person's stream; what is gone opens nothing"),
    "setup_link": .not("opens nothing once there is an administrator, and that one is journaled"),
    "destination": .not("how a destination fares; nothing of the business"),
    "notice": .not("what was told; it follows from the tickets' streams"), "personal_notice": .not("as notice"),
    "delivery": .not("messages under way; what they tell is in the tickets' streams"),
    "engine_cycle": .not("which node worked when; nothing of the business"), "node": .not("as engine_cycle"),
    "item_failure": .not("what fails at present; its beginning and its end are journaled"),
    "node_proof": .not("bytes that a node writes to see that it can"),
    "sealing_key": .not("the id of the key that seals; with another one nothing is sealed, and that is said"),
    "background_work": .not("how far verifications and imports are; who stops one is journaled"),
    "import_run": .not("how far an import is; what it wrote is in the tickets' streams"),
    "import_fault": .not("lines that were not imported; counted in the import's stream"),
    "import_key": .not("which foreign number became which ticket; the number is in the ticket's stream"),
    "number_incident": .not("the last number given; a number that comes twice is refused by the table of tickets"),
    "number_request": .not("as number_incident"), "number_problem": .not("as number_incident"),
    "number_change": .not("as number_incident"), "foresight_wish": .not("as foresight_model"),
  ]
}

/// A table as the database describes itself.
private struct Table: Sendable {
  struct Column: Sendable {
    var name: String
    var type: String
  }
  var name: String
  var columns: [Column]
  var key: [String]

  static func all(_ database: any Database) async throws -> [Table] {
    let isSQLite = database.dialect == .sqlite
    return try await database.read { tx in
      let names = try tx.query(
        isSQLite
          ? "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
          : """
          SELECT CAST(table_name AS TEXT) FROM information_schema.tables WHERE table_schema = current_schema()
          ORDER BY table_name
          """
      ) { try $0.text(0) }
      return try names.map { name in
        let columns = try tx.query(
          isSQLite
            ? "SELECT name, lower(type), pk FROM pragma_table_info('\(name)') ORDER BY cid"
            : """
            SELECT CAST(c.column_name AS TEXT), CAST(c.data_type AS TEXT), CAST((
              SELECT COUNT(*) FROM information_schema.table_constraints t
              JOIN information_schema.key_column_usage k ON k.constraint_name = t.constraint_name
                AND k.table_schema = t.table_schema
              WHERE t.constraint_type = 'PRIMARY KEY' AND t.table_schema = current_schema()
                AND t.table_name = '\(name)' AND k.table_name = '\(name)' AND k.column_name = c.column_name) AS BIGINT)
            FROM information_schema.columns c
            WHERE c.table_schema = current_schema() AND c.table_name = '\(name)' ORDER BY c.ordinal_position
            """
        ) { (Column(name: try $0.text(0), type: try $0.text(1)), try $0.int64(2)) }
        return Table(name: name, columns: columns.map(\.0), key: columns.filter { $0.1 > 0 }.map(\.0.name))
      }
    }
  }
}

extension Table.Column {
  /// Another value of the column, as an expression over the present one.
  var other: String {
    if type.contains("bool") { return "CASE WHEN \(name) IS NULL THEN TRUE ELSE NOT \(name) END" }
    if type.contains("int") { return "COALESCE(\(name), 0) + 1" }
    if type.contains("blob") || type.contains("bytea") { return "$1" }
    return "COALESCE(\(name), '') || 'x'"
  }

  var isBytes: Bool { type.contains("blob") || type.contains("bytea") }
}

@Suite("Every column is verified, or it says why not", .timeLimit(.minutes(10)))
struct EveryColumnTests {
  /// A row by its key, read so that it can be put back whole.
  private struct Stored: Sendable {
    var values: [SQLValue]
  }

  private func value(_ row: any Row, _ index: Int, _ column: Table.Column) throws -> SQLValue {
    if row.isNull(index) { return .null }
    if column.type.contains("bool") { return .bool(try row.bool(index)) }
    if column.type.contains("int") { return .integer(try row.int64(index)) }
    return column.isBytes ? .bytes(try row.bytes(index)) : .text(try row.text(index))
  }

  /// The row of a table that is changed: one of half-way down, so that it has neighbours.
  private func row(of table: Table, in database: any Database) async throws -> Stored? {
    let names = table.columns.map(\.name).joined(separator: ", ")
    let order = table.key.joined(separator: ", ")
    return try await database.read { tx in
      let rows = try tx.query("SELECT \(names) FROM \(table.name) ORDER BY \(order)") { row in
        Stored(values: try table.columns.enumerated().map { try value(row, $0.offset, $0.element) })
      }
      return rows.isEmpty ? nil : rows[rows.count / 2]
    }
  }

  private func condition(_ table: Table, from first: Int) -> String {
    table.key.enumerated().map { "\($0.element) = $\(first + $0.offset)" }.joined(separator: " AND ")
  }

  private func key(_ table: Table, _ row: Stored) -> [SQLValue] {
    table.key.compactMap { name in table.columns.firstIndex { $0.name == name }.map { row.values[$0] } }
  }

  /// What people would look for: the values of the key, or of a column that is called so.
  private func names(_ table: Table, _ row: Stored) -> [String] {
    let called = table.columns.firstIndex { $0.name == "key" }.map { [row.values[$0]] } ?? []
    return (key(table, row) + called).compactMap {
      switch $0 {
      case .text(let text): text.split(separator: "/").last.map(String.init) ?? text
      case .integer(let number): String(number)
      default: nil
      }
    }
  }

  private func restore(_ table: Table, _ row: Stored, in database: any Database, gone key: [SQLValue]?) async throws {
    let names = table.columns.map(\.name).joined(separator: ", ")
    let marks = table.columns.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
    try await database.write { tx in
      guard let key else {
        return _ = try tx.execute("INSERT INTO \(table.name) (\(names)) VALUES (\(marks))", row.values)
      }
      let settings = table.columns.enumerated().map { "\($0.element.name) = $\($0.offset + 1)" }
      let condition = condition(table, from: table.columns.count + 1)
      try tx.execute(
        "UPDATE \(table.name) SET \(settings.joined(separator: ", ")) WHERE \(condition)", row.values + key)
    }
  }

  /// False where the schema itself refuses the statement.
  private func tried(_ database: any Database, _ sql: String, _ values: [SQLValue]) async throws -> Bool {
    do {
      return try await database.write { try $0.execute(sql, values) == 1 }
    } catch is StorageError {
      return false
    }
  }

  private func check(_ what: String, _ desk: TamperedDesk, names: [String]) async throws {
    let findings = try await desk.verify().findings.first
    #expect(!findings.isEmpty, "\(what) goes unseen")
    let said = findings.map { "\($0.subject) \($0.message)" }.joined(separator: "\n")
    #expect(findings.isEmpty || names.contains { said.contains($0) }, "\(what): none of \(names) is named in\n\(said)")
  }

  @Test("each table of the schema has a line that says how it is verified", arguments: TestEngine.available)
  func lines(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let found = Set(try await Table.all(test.database).map(\.name))
      let sequences: Set<String> = engine == .postgres ? Set(Cover.tables.keys.filter { $0.hasPrefix("number_") }) : []
      let unsaid = found.subtracting(Cover.tables.keys).sorted()
      let gone = Set(Cover.tables.keys).subtracting(found).subtracting(sequences).sorted()
      #expect(unsaid == [], "Say in EveryColumnTests how these tables are verified, or why they are not.")
      #expect(gone == [], "These tables are no more.")
    }
  }

  @Test("one changed cell, one deleted row: each is found and names its record", arguments: TestEngine.available)
  func cells(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let desk = try await TamperedDesk(test)
      try await prepare(test)
      #expect(try await desk.verify().findings.first == [])
      for table in try await Table.all(test.database) {
        guard case .verified(let excepted) = Cover.tables[table.name] else { continue }
        let row = try #require(try await row(of: table, in: test.database), "\(table.name) has no row to change")
        // What compares is the same on both engines: on PostgreSQL one column shows that a table is read.
        for column in table.columns.filter({ excepted[$0.name] == nil }).suffix(engine == .sqlite ? .max : 1) {
          let bytes: [SQLValue] = column.isBytes ? [.bytes([UInt8](repeating: 5, count: 16))] : []
          let sql = """
            UPDATE \(table.name) SET \(column.name) = \(column.other) WHERE \(condition(table, from: bytes.count + 1))
            """
          guard try await tried(test.database, sql, bytes + key(table, row)) else { continue }
          let changed = try await changedKey(table, row, column, in: test.database)
          try await check("\(table.name).\(column.name)", desk, names: names(table, row))
          try await restore(table, row, in: test.database, gone: changed)
        }
        let delete = "DELETE FROM \(table.name) WHERE \(condition(table, from: 1))"
        if try await tried(test.database, delete, key(table, row)) {
          try await check("a row of \(table.name)", desk, names: names(table, row))
          try await restore(table, row, in: test.database, gone: nil)
        }
        let clean = try await desk.verify().findings.first
        #expect(clean == [], "\(table.name) was not put back")
      }
    }
  }

  /// The key under which the row stands after a column was changed.
  private func changedKey(
    _ table: Table, _ row: Stored, _ column: Table.Column, in database: any Database
  ) async throws -> [SQLValue] {
    table.key.compactMap { name in
      guard let index = table.columns.firstIndex(where: { $0.name == name }) else { return nil }
      guard name == column.name else { return row.values[index] }
      switch row.values[index] {
      case .text(let text): return .text(text + "x")
      case .integer(let number): return .integer(number + 1)
      default: return row.values[index]
      }
    }
  }

  /// Something in every table that is verified.
  private func prepare(_ test: TestApp) async throws {
    try await test.app.setPassword(of: "kim", to: "correct horse battery", as: test.person("ada"))
    for name in ["kim", "nat"] { _ = try await test.setUpSecondFactor(of: name) }
    try await test.run(RequireSecondFactor(of: [.requester, .agent, .lead]), as: "system")
    try await test.fillDirectory()
    let token = try await test.run(CreateToken(label: "Script", scopes: [.read], validFor: .days(1)), as: "kim").token
    try await test.run(CreateToken(label: "Other", scopes: [.read, .write], validFor: .days(2)), as: "lee")
    try await test.run(RevokeToken(token.id), as: "kim")
    let hook = try await test.run(AddHook(label: "Pager", url: "https://example.org/in"), as: "ada")
    try await test.run(AddHook(label: "Chat", url: "https://example.org/chat", kinds: ["*"]), as: "ada")
    try await test.run(SwitchHook(hook.id, isActive: false), as: "ada")
    try await test.run(NameDesk(name: "Alder", timeZone: "UTC"), as: "ada")
    try await test.run(SaveRole("helper", label: "Helper", permissions: ["tickets.see-all"]), as: "ada")
    try await test.run(
      GiveGrant("helper", to: .person("nat"), in: .team("desk"), until: test.clock.now() + .days(9)), as: "ada")
    try await test.run(
      GiveGrant("agent", to: .team("network"), in: .organisation("sales"), provenance: .group, source: "g"), as: "ada")
    let app = test.app.with(channels: WayKind.allCases.map { kind in Channel.personal(kind) { _, _ in .delivered } })
    for (name, kind, address) in [
      ("kim", .webhook, "https://example.org/kim"), ("lee", .push, "https://example.org/lee"),
      ("kim", .mail, "kim@example.org"),
    ] as [(String, WayKind, String)] {
      _ = try await app.run(AddWay(kind: kind, label: kind.rawValue, address: address), as: test.person(name))
      _ = try await app.run(
        ChangeReach(timeZone: "UTC", passing: kind != .mail ? .urgent : .nothing), as: test.person(name))
    }
    try await test.run(SaveSearch(name: "Mine", query: "assignee:me"), as: "kim")
    try await test.run(SaveSearch(name: "Urgent", query: "priority:P1", team: "desk"), as: "kim")
    try await test.fillStructure()
    try await test.fillServices()
    // A day goes by there: what lasts for hours alone is prepared behind it.
    try await test.fillLadders()
    try await test.fillProposals()
    try await test.fillDisputes()
    for prepare in [prepareDuty, prepareConfidential, prepareStatements, prepareOffers, prepareRecoveries] {
      try await prepare(test)
    }
  }

  @Test(
    "a payload, an agreement and a row that cannot be read are named, and the rest is verified",
    arguments: TestEngine.available)
  func unreadable(_ engine: TestEngine) async throws {
    for (statement, words) in [
      ("UPDATE agreement_version SET body = 'no JSON'", ["agreement_version", "body"]),
      ("UPDATE agreement_version SET body = replace(body, 'PT4H', 'soon')", ["agreement_version", "body"]),
      ("UPDATE calendar_version SET body = '[]'", ["calendar_version", "office"]),
      (
        "UPDATE journal_entry SET payload = '{}' WHERE kind = 'ticket.opened' AND stream = 'ticket/:sealed'",
        [":sealed", "entry 1", "number"]
      ),
      ("UPDATE clock SET state = 'odd' WHERE ticket = ':half'", [":half", "state"]),
      ("UPDATE clock SET metric = 'odd' WHERE ticket = ':half'", [":half", "metric"]),
    ] {
      try await withTestApp(on: engine) { test async throws in
        let desk = try await TamperedDesk(test)
        try await desk.tamper([statement, "UPDATE team SET name = 'Nobody' WHERE key = 'network'"])
        // As another node sees it, which has nothing in its memory.
        let other = App(
          database: test.database, clock: test.clock, ids: CountingIDs(), calendars: ZonedCalendars(),
          passwords: PlainPasswords(), commonPasswords: FewCommonPasswords(), seal: TestApp.seal)
        let report = try await other.verify(as: test.person("lee"))
        let said = report.findings.first.map { "\($0.subject) \($0.message)" }
        let wanted = words.map {
          $0.replacing(":sealed", with: desk.sealed.id.text).replacing(":half", with: desk.half.id.text)
        }
        #expect(said.contains { text in wanted.allSatisfy { text.contains($0) } }, "\(statement): \(said)")
        // It went on behind it, to the end.
        #expect(report.records[.teams] == 2 && report.records[.messages] == 4 && report.counts.checkpoints == 2)
        #expect((report.findings.counts[.projection] ?? 0) >= 1, "\(statement): \(said)")
      }
    }
  }
}

extension RosterDraft {
  /// The same as a new roster's.
  var anew: RosterDraft {
    var draft = self
    for index in draft.layers.indices { draft.layers[index].key = nil }
    return draft
  }
}
