import Agreements
import AgreementsUseCases
import Core
import Journal
import JournalUseCases
import Kernel
import MainstayServer
import PeopleUseCases
import Storage
import TestApp
import TestDatabases
import Testing
import Tickets

@testable import TicketsUseCases

@Suite("Words of a desk of before", .timeLimit(.minutes(10)))
struct WordUpgradeTests {
  private static func entry(_ kind: String, _ payload: String, _ sequence: Int) -> String {
    """
    INSERT INTO journal_entry (stream, sequence, kind, actor, at, recorded_at, payload, hash)
    VALUES ('ticket/t1', \(sequence), '\(kind)', 'kim', 1, 1, '\(payload)', :hash)
    """
  }

  /// A ticket with words of its own, as the version before kept it.
  private static let before = [
    """
    INSERT INTO ticket (id, number, kind, state, title, description, salt, requester, priority, category, holds,
      vendors, attributes, opened_at, version, updated_at, due_at, breached, requester_version, requester_at)
    VALUES ('t1', 'INC-1', 'incident', 'open', 'x', '', :hash, 'rita', 'Urgent', 'Roof & walls', 'rain', 'Acme Ltd.',
      '{}', 1, 1, 1, 1, FALSE, 1, 1)
    """,
    entry("ticket.held", #"{"reason":"rain","until":5}"#, 1), entry("ticket.held", #"{"reason":"snow"}"#, 2),
    entry("ticket.handed-off", #"{"reference":"A-7","vendor":"Acme Ltd."}"#, 3),
    entry("ticket.handed-off", #"{"vendor":"The \"Best\" \\ Co"}"#, 8),
    entry("ticket.resolved", #"{"code":"mended","text":"d"}"#, 4), entry("ticket.resolved", #"{"text":"d"}"#, 5),
    entry("ticket.held", #"{"reason":"awaiting-requester"}"#, 6), entry("ticket.held", "no JSON", 7),
  ]

  @Test("what tickets have becomes words, in use and readable", arguments: TestEngine.available)
  func inUse(_ engine: TestEngine) async throws {
    try await withDatabase(on: engine, Wings.features.migrations.filter { $0.id < "0037" }) { database in
      try await database.write { tx in
        for statement in WordUpgradeTests.before {
          let hash = tx.dialect == .sqlite ? "X'00'" : "'\\x00'"
          try tx.execute(statement.replacing(":hash", with: hash))
        }
      }
      try await Migrator(Wings.features.migrations).migrate(database)
      let words = try await database.read { try WordStore.all(Word.List.allCases, in: $0) }
      func keys(_ list: Word.List) -> [String] { words.filter { $0.list == list }.map(\.key) }
      #expect(keys(.priority) == ["P1", "P2", "P3", "P4", "P5", "Urgent"])
      #expect(keys(.category) == ["Roof & walls"])
      #expect(keys(.holdReason) == ["awaiting-requester", "awaiting-vendor", "rain", "snow"])
      #expect(keys(.vendor) == ["Acme Ltd.", #"The "Best" \ Co"#] && keys(.resolutionCode) == ["mended"])
      #expect(words.allSatisfy { $0.isActive })
      let used = try await database.read { tx in
        try words.filter { try WordStore.word(.init($0.list, $0.key), in: tx)?.isUsed == true }.map(\.key)
      }
      #expect(
        Set(used) == [
          "Urgent", "Roof & walls", "awaiting-requester", "rain", "snow", "Acme Ltd.", #"The "Best" \ Co"#, "mended",
          "incident",
        ])
    }
  }

  @Test("are journaled once, with those that agreements name, and held against the journal from then on")
  func begun() async throws {
    for engine in TestEngine.available {
      try await withTestApp(on: engine) { test async throws in
        try await test.database.write { tx in
          // As a database is that was migrated and not served yet.
          try tx.execute("DELETE FROM word WHERE list = 'hold-reason' AND key = 'parts'")
          try tx.execute("DELETE FROM journal_entry WHERE stream = 'word/hold-reason'")
          try tx.execute("DELETE FROM journal_stream WHERE stream = 'word/hold-reason'")
        }
        var drafts = try TestApp.drafts()
        drafts.agreements[0].agreement.pauseReasons.append("rain")
        try await test.run(ApplyAgreements(drafts), as: "mo")
        #expect(try await test.run(BeginWords(), as: "system") == 1)
        #expect(try await test.run(BeginWords(), as: "system") == 0)
        let reasons = try await test.ask(ListWords(.holdReason), as: "kim").words.map(\.key)
        #expect(reasons == ["awaiting-requester", "awaiting-vendor", "rain"])
        #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
        for (statement, says) in [
          ("UPDATE word SET label = 'Sun' WHERE key = 'rain'", "rain, label"),
          ("UPDATE word SET active = FALSE WHERE key = 'P1'", "P1, active"),
          ("UPDATE word SET prefix = 'REX' WHERE key = 'request'", "request, prefix"),
          ("DELETE FROM word WHERE key = 'acme'", "the word acme has no record"),
          (
            """
            INSERT INTO word (list, key, label, place, active, is_default, used, version)
            VALUES ('vendor', 'friend', 'Friend', 9, TRUE, FALSE, FALSE, 1)
            """, "does not know the word friend"
          ),
        ] {
          try await test.database.write { try $0.execute(statement) }
          let findings = try await test.app.verify(as: test.person("lee")).findings.kept
          #expect(
            findings.contains { $0.kind == .projection && $0.message.contains(says) && $0.subject.hasPrefix("word/") },
            "\(statement): \(findings)")
        }
      }
    }
  }

  @Test("a desk in use is brought to words of its own, and goes on", arguments: TestEngine.available)
  func desk(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.applyAgreement()
      let key = TicketKey(
        try await test.run(
          OpenTicket(title: "Printer", attributes: ["category": "print", "priority": "P1"]), as: "kim"
        ).id)
      try await test.run(HoldTicket(key, reason: "parts"), as: "kim")
      try await test.run(HandOffTicket(key, vendor: "acme"), as: "kim")
      let done = TicketKey(try await test.run(OpenTicket(kind: .request, title: "Chair"), as: "rita").id)
      try await test.run(ResolveTicket(done, code: "solved", text: "There it is."), as: "kim")
      let before = try await test.ask(ShowTicket(key), as: "kim")
      // As the version before left it.
      try await test.database.write { tx in
        for statement in [
          "DROP TABLE recovery", "DROP TABLE ladder_telling", "DROP TABLE ladder_firing", "DROP TABLE ladder_run",
          "DROP TABLE ladder_look",
          "DROP TABLE ladder_version", "DROP TABLE agreement_proposal", "DROP TABLE approval_rule",
          "DROP TABLE word", "DELETE FROM journal_entry WHERE stream LIKE 'word/%'",
          "DELETE FROM journal_stream WHERE stream LIKE 'word/%'", "DELETE FROM schema_step WHERE id >= '0037'",
          // What steps of after made, which are made again too.
          "DROP TABLE node_proof", "DROP TABLE sealing_key", "DROP TABLE desk", "DROP TABLE sign_in_link",
          "DROP TABLE second_factor", "DROP TABLE recovery_code", "DROP TABLE second_factor_rule",
          "DROP TABLE directory_member", "DROP TABLE directory_group", "DROP TABLE directory_account",
          "DROP TABLE provider_sign_in", "DROP TABLE directory",
          "DROP TABLE pending_sign_in", "DROP TABLE sign_in", "ALTER TABLE session DROP COLUMN second_factor",
          "DROP INDEX journal_entry_solved", "DROP INDEX ticket_resolved", "DROP INDEX ticket_dropped",
          "DROP INDEX ticket_untallied", "DROP INDEX ticket_closed", "DROP INDEX ticket_faulty", "DROP INDEX clock_due",
          "DROP INDEX clock_open", "DROP INDEX clock_cancelled", "DROP INDEX clock_faulty",
          "ALTER TABLE ticket DROP COLUMN tallied", "DROP TABLE compliance_tally", "DROP TABLE tallied_ticket",
          "DROP TABLE tallied_clock", "DROP TABLE foresight_model", "DROP TABLE foresight_wish",
          "DROP TABLE foreseen_clock", "DROP INDEX clock_can_miss",
          "DROP TABLE broken_glass", "ALTER TABLE ticket DROP COLUMN class",
          "DROP TABLE access_grant", "DROP TABLE access_role", "ALTER TABLE person DROP COLUMN reach",
          "DROP TABLE roster_plan", "DROP TABLE duty_override", "DROP TABLE duty_swap", "DROP TABLE roster",
          "DROP TABLE absence", "DROP TABLE duty_standing", "DROP TABLE duty_feed",
          "DROP TABLE way", "DROP TABLE reach_setting", "DROP TABLE personal_try", "DROP TABLE personal_notice",
          "DROP TABLE person_word", "DROP TABLE person_skill", "DROP TABLE person_profile", "DROP TABLE structure_link",
          "DROP TABLE structure_record", "DROP INDEX person_organisation",
          "DROP TABLE outage", "DROP TABLE service_promise", "DROP TABLE service_statement", "DROP TABLE service_due",
          "DROP TABLE service_change", "DROP TABLE statement", "DROP TABLE dispute_statement", "DROP TABLE dispute",
          "DROP TABLE offer_session", "DROP TABLE offer_code", "DROP TABLE offer_link", "DROP TABLE offer_figure",
          "DROP TABLE offer_signature", "DROP TABLE offer_comment", "DROP TABLE offer_round", "DROP TABLE offer",
          "DROP INDEX clock_met", "DROP INDEX clock_breached", "DROP INDEX journal_entry_hands",
          "DROP INDEX person_role", "DROP INDEX person_mail",
        ] { try tx.execute(statement) }
        let former = KnownValues(
          "ticket", key: "id",
          [
            ("kind", ["incident", "request", "problem", "change"]),
            ("state", ["open", "resolved", "closed", "cancelled", "merged"]),
          ])
        for statement in former.statementsAnew(tx.dialect) { try tx.execute(statement) }
      }
      try await Migrator(Wings.features.migrations).migrate(test.database)
      #expect(try await test.run(BeginWords(), as: "system") == Word.List.allCases.count)
      let after = try await test.ask(ShowTicket(key), as: "kim")
      #expect(after.row == before.row && after.clocks == before.clocks && after.history == before.history)
      let words = try await test.ask(ListWords(), as: "kim").words
      func keys(_ list: Word.List) -> [String] { words.filter { $0.list == list }.map(\.key) }
      #expect(keys(.category) == ["print"] && keys(.vendor) == ["acme"] && keys(.resolutionCode) == ["solved"])
      #expect(keys(.holdReason) == ["awaiting-requester", "awaiting-vendor", "parts"])
      for name in ["print", "P1", "parts", "acme", "solved", "request"] {
        let word = try #require(words.first { $0.key == name })
        #expect(try await test.ask(ShowWord(word.list, name), as: "ada").isUsed, "\(name)")
      }
      try await test.run(ResumeTicket(key), as: "kim")
      try await test.run(HoldTicket(key, reason: "parts"), as: "kim")
      let kind = try #require(TicketKind(rawValue: "visit"))
      try await test.run(AddWord(.kind, "visit", prefix: "VIS"), as: "ada")
      #expect(try await test.run(OpenTicket(kind: kind, title: "Come by"), as: "kim").number == "VIS-1")
      #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
    }
  }

  static let pairs = TestEngine.available.flatMap { from in TestEngine.available.map { (from, $0) } }

  @Test("a backup brings the numbers of a kind that was added", arguments: pairs)
  func backup(_ from: TestEngine, _ to: TestEngine) async throws {
    try await withTemporaryFolder { folder in
      let path = folder + "/desk.backup"
      try await withTestApp(on: from) { test async throws in
        try await test.run(AddWord(.kind, "on-site", prefix: "VIS"), as: "ada")
        let kind = try #require(TicketKind(rawValue: "on-site"))
        #expect(try await test.run(OpenTicket(kind: kind, title: "Come by"), as: "kim").number == "VIS-1")
        _ = try await Backup.take(of: test.database, to: path, at: test.clock.now())
      }
      try await withDatabase(on: to) { database in
        _ = try await Backup.restore(
          path, into: database, migrations: Wings.features.migrations, isEmpty: Wings.features.holdsNothing)
        let next = try await database.write { tx in
          try tx.first(tx.dialect.takeNumber("number_on_site")) { try $0.int64(0) }
        }
        #expect(next == 2)
      }
    }
  }

  @Test("the table itself refuses what can be no word", arguments: TestEngine.available)
  func checks(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      for change in [
        "list = 'colour'", "key = ''", "label = ''", "place = 0", "measure = 'guess'", "hold_end = 'never'",
        "version = 0",
        "prefix = 'X'", "is_default = TRUE", "measure = 'resolution'",
      ] {
        await #expect(throws: StorageError.self, "\(change)") {
          try await test.database.write { try $0.execute("UPDATE word SET \(change) WHERE key = 'mail'") }
        }
      }
      for change in ["active = FALSE", "prefix = NULL", "prefix = 'REQ'"] {
        await #expect(throws: StorageError.self, "\(change)") {
          try await test.database.write { try $0.execute("UPDATE word SET \(change) WHERE key = 'incident'") }
        }
      }
      await #expect(throws: StorageError.self) {
        try await test.database.write { try $0.execute("UPDATE word SET is_default = TRUE WHERE key = 'P1'") }
      }
    }
  }
}
