import Core
import Journal
import JournalUseCases
import Kernel
import PeopleUseCases
import Storage
import TestApp
import TestDatabases
import Testing
import TicketsUseCases

/// One way of changing the database by hand, and what verification must say first of that kind.
struct Tampering: Sendable, CustomTestStringConvertible {
  var what: String
  var statements: [String]
  var kind: JournalFinding.Kind
  /// Words that the finding's subject and message must have.
  var words: [String]

  init(_ what: String, _ statements: String..., finds kind: JournalFinding.Kind, _ words: String...) {
    (self.what, self.statements, self.kind, self.words) = (what, statements, kind, words)
  }

  var testDescription: String { what }

  static let entries: [Tampering] = [
    Tampering(
      "a payload is changed",
      "UPDATE journal_entry SET payload = '{\"reason\":\"lunch\"}' WHERE stream = 'ticket/:sealed' AND sequence = 3",
      finds: .changed, ":sealed", "entry 3", "ticket.held"),
    Tampering(
      "an actor is changed",
      "UPDATE journal_entry SET actor = 'nat' WHERE stream = 'ticket/:half' AND sequence = 1",
      finds: .changed, ":half", "entry 1"),
    Tampering(
      "an instant is moved",
      "UPDATE journal_entry SET at = at - 1 WHERE stream = 'ticket/:fresh' AND sequence = 1",
      finds: .changed, ":fresh", "entry 1"),
    Tampering(
      "an entry says that it was recorded earlier",
      "UPDATE journal_entry SET recorded_at = recorded_at - 1 WHERE stream = 'ticket/:sealed' AND sequence = 5",
      finds: .changed, ":sealed", "entry 5"),
    Tampering(
      "an entry becomes another kind",
      "UPDATE journal_entry SET kind = 'ticket.cancelled' WHERE stream = 'ticket/:sealed' AND sequence = 5",
      finds: .changed, ":sealed", "entry 5"),
    Tampering(
      "an entry gets white space",
      "UPDATE journal_entry SET payload = payload || ' ' WHERE stream = 'ticket/:sealed' AND sequence = 2",
      finds: .changed, ":sealed", "entry 2"),
    Tampering(
      "an entry in the middle is deleted",
      "DELETE FROM journal_entry WHERE stream = 'ticket/:sealed' AND sequence = 3",
      finds: .missing, ":sealed", "entry 3 should follow"),
    Tampering(
      "the first entry is deleted",
      "DELETE FROM journal_entry WHERE stream = 'ticket/:fresh' AND sequence = 1",
      finds: .truncated, ":fresh", "1 were written"),
    Tampering(
      "the last entry is deleted",
      "DELETE FROM journal_entry WHERE stream = 'ticket/:sealed' AND sequence = 5",
      finds: .truncated, ":sealed", "checkpoint 1 sealed entry 5"),
    Tampering(
      "the end is deleted and the head set back",
      "DELETE FROM journal_entry WHERE stream = 'ticket/:sealed' AND sequence = 5",
      """
      UPDATE journal_stream SET sequence = 4, sealed = 4, hash = (
        SELECT hash FROM journal_entry WHERE stream = 'ticket/:sealed' AND sequence = 4)
      WHERE stream = 'ticket/:sealed'
      """, finds: .truncated, ":sealed", "checkpoint 1 sealed entry 5"),
    Tampering(
      "two entries change places",
      "UPDATE journal_entry SET sequence = 100 WHERE stream = 'ticket/:sealed' AND sequence = 3",
      "UPDATE journal_entry SET sequence = 3 WHERE stream = 'ticket/:sealed' AND sequence = 4",
      "UPDATE journal_entry SET sequence = 4 WHERE stream = 'ticket/:sealed' AND sequence = 100",
      finds: .reordered, ":sealed", "entries 3 and 4 have changed places"),
    Tampering(
      "a sealed stream is deleted whole, its ticket too",
      "DELETE FROM journal_entry WHERE stream = 'ticket/:sealed'",
      "DELETE FROM journal_stream WHERE stream = 'ticket/:sealed'",
      "DELETE FROM message WHERE ticket = ':sealed'", "DELETE FROM clock WHERE ticket = ':sealed'",
      "DELETE FROM clock_rung WHERE ticket = ':sealed'", "DELETE FROM ticket WHERE id = ':sealed'",
      finds: .missing, ":sealed", "whole stream is gone"),
    Tampering(
      "a stream is deleted that no checkpoint seals yet",
      "DELETE FROM journal_entry WHERE stream = 'ticket/:fresh'",
      "DELETE FROM journal_stream WHERE stream = 'ticket/:fresh'",
      finds: .projection, ":fresh", "does not know this ticket"),
    Tampering(
      "a stream is no longer registered", "DELETE FROM journal_stream WHERE stream = 'ticket/:fresh'",
      finds: .unexpected, ":fresh", "not registered"),
    Tampering(
      "an entry is added at the end",
      """
      INSERT INTO journal_entry (stream, sequence, kind, actor, at, recorded_at, payload, hash)
      SELECT stream, 6, kind, actor, at, recorded_at, payload, hash FROM journal_entry
      WHERE stream = 'ticket/:sealed' AND sequence = 5
      """, finds: .unexpected, ":sealed", "entries up to 6"),
    Tampering(
      "a head gets another hash",
      "UPDATE journal_stream SET hash = (SELECT hash FROM journal_stream WHERE stream = 'ticket/:half') "
        + "WHERE stream = 'ticket/:fresh'",
      finds: .changed, ":fresh", "recorded head"),
  ]

  static let seals: [Tampering] = [
    Tampering(
      "the first checkpoint is deleted", "DELETE FROM journal_checkpoint WHERE number = 1",
      finds: .seal, "checkpoint 1 should follow"),
    Tampering(
      "the last checkpoint is deleted", "DELETE FROM journal_checkpoint WHERE number = 2",
      finds: .seal, "checkpoint 2 is gone"),
    Tampering(
      "the last checkpoint is deleted with its leaves", "DELETE FROM journal_checkpoint WHERE number = 2",
      "DELETE FROM journal_leaf WHERE checkpoint = 2", finds: .seal, "says it is sealed up to"),
    Tampering(
      "a root is exchanged",
      "UPDATE journal_checkpoint SET root = (SELECT root FROM journal_checkpoint WHERE number = 2) WHERE number = 1",
      finds: .seal, "the leaves of checkpoint 1"),
    Tampering(
      "a checkpoint is dated otherwise", "UPDATE journal_checkpoint SET at = at + 1 WHERE number = 1",
      finds: .signature, "signature of checkpoint 1"),
    Tampering(
      "a signature is exchanged",
      "UPDATE journal_checkpoint SET signature = (SELECT signature FROM journal_checkpoint WHERE number = 2) "
        + "WHERE number = 1", finds: .signature, "signature of checkpoint 1"),
    Tampering(
      "a leaf is deleted", "DELETE FROM journal_leaf WHERE stream = 'ticket/:sealed'",
      finds: .seal, ":sealed", "sealed up to entry 5"),
    Tampering(
      "a leaf names another entry",
      "UPDATE journal_leaf SET sequence = 2 WHERE stream = 'ticket/:sealed'",
      finds: .changed, ":sealed", "checkpoint 1 sealed entry 2"),
    Tampering(
      "a leaf is added",
      """
      INSERT INTO journal_leaf (checkpoint, stream, sequence, hash)
      SELECT 2, stream, sequence, hash FROM journal_stream WHERE stream = 'ticket/:fresh'
      """, finds: .seal, "checkpoint 2 seals"),
  ]

  static let records: [Tampering] = [
    Tampering(
      "a message is changed", "UPDATE message SET body = 'Nothing to see.' WHERE body = 'We are on our way.'",
      finds: .text, ":sealed", "message"),
    Tampering(
      "a message is deleted", "DELETE FROM message WHERE body = 'We are on our way.'", finds: .missing, ":sealed"),
    Tampering(
      "the text of a resolution is changed", "UPDATE message SET body = 'It never burned.' WHERE body = 'Put out.'",
      finds: .text, ":sealed"),
    Tampering(
      "a message is made up",
      """
      INSERT INTO message (id, ticket, at, author, side, is_public, body, salt)
      SELECT 'made-up', ticket, at, author, side, is_public, 'More', salt FROM message WHERE body = 'Looking.'
      """, finds: .unexpected, ":half", "made-up"),
    Tampering(
      "a note is made public", "UPDATE message SET is_public = TRUE WHERE body = 'Cable?'",
      finds: .projection, ":half", "public", "\"false\"", "\"true\""),
    Tampering(
      "a message gets another author", "UPDATE message SET author = 'kim' WHERE body = 'Cable?'",
      finds: .projection, ":half", "author", "\"lee\"", "\"kim\""),
    Tampering(
      "a message is dated earlier", "UPDATE message SET at = at - 3600000 WHERE body = 'Looking.'",
      finds: .projection, ":half", "is dated"),
    Tampering(
      "a title is changed", "UPDATE ticket SET title = 'Printer is fine' WHERE id = ':sealed'", finds: .text, ":sealed"),
    Tampering("a ticket's row is deleted", "DELETE FROM ticket WHERE id = ':half'", finds: .projection, "has no row"),
    Tampering(
      "a verdict is turned",
      "UPDATE clock SET state = 'met', breached_at = NULL "
        + "WHERE ticket = ':half' AND name = 'resolution'", finds: .clock, ":half", "resolution", "\"breached\"",
      "\"met\""),
    Tampering(
      "a target is eased", "UPDATE clock SET target_ms = target_ms * 2 WHERE ticket = ':half'",
      finds: .clock, ":half", "target"),
    Tampering(
      "time consumed is taken off", "UPDATE clock SET elapsed_ms = 0 WHERE ticket = ':sealed'", finds: .clock,
      ":sealed",
      "elapsed"),
    Tampering(
      "a clock is deleted", "DELETE FROM clock WHERE ticket = ':sealed' AND name = 'resolution'",
      finds: .clock, ":sealed", "the table does not"),
    Tampering(
      "a clock is made up",
      """
      INSERT INTO clock (ticket, name, cycle, metric, state, elapsed_ms, started_at, as_of)
      VALUES (':fresh', 'praise', 1, 'resolution', 'met', 0, 0, 0)
      """, finds: .clock, ":fresh", "praise"),
    Tampering(
      "a breach is no longer on record", "DELETE FROM clock_rung WHERE ticket = ':half' AND rung = 'breach'",
      finds: .clock, ":half", "not in the table"),
    Tampering(
      "a target is eased in the agreement's version",
      "UPDATE agreement_version SET body = replace(body, 'PT4H', 'PT9H') WHERE key = 'standard'",
      finds: .projection, "agreement/standard", "version 1, text"),
    Tampering(
      "an agreement is made to begin later",
      "UPDATE agreement_version SET effective_from = effective_from + 1 WHERE key = 'standard'",
      finds: .projection, "agreement/standard", "effective from"),
    Tampering(
      "a calendar opens later", "UPDATE calendar_version SET body = replace(body, '09:00', '10:00')",
      finds: .projection, "calendar/office", "version 1, text"),
    Tampering(
      "a version is added",
      """
      INSERT INTO calendar_version (key, version, body, applied_at, applied_by)
      SELECT key, 2, body, applied_at, applied_by FROM calendar_version
      """, finds: .projection, "calendar/office", "does not know version 2"),
    Tampering(
      "a requester becomes an administrator", "UPDATE person SET role = 'admin' WHERE name = 'ron'",
      finds: .projection, "role", "\"requester\"", "\"admin\""),
    Tampering(
      "somebody joins a team",
      "INSERT INTO team_member (team, person) SELECT 'network', id FROM person WHERE name = 'kim'",
      finds: .projection, "teams"),
    Tampering(
      "a team is renamed", "UPDATE team SET name = 'Nobody' WHERE key = 'network'", finds: .projection, "team/network"),
  ]

  /// Each column of a ticket's row that follows from the journal, and another value for it.
  static let columns: [Tampering] = [
    ("number", "'INC-777'"), ("kind", "'change'"), ("requester", "'ron'"), ("agreement", "NULL"),
    ("opened_at", "opened_at - 1"), ("state", "'closed'"), ("priority", "'P4'"), ("category", "'mouse'"),
    ("service", "'mail'"), ("organisation", "NULL"), ("team", "'network'"), ("assignee", "'nat'"), ("holds", "'x'"),
    ("vendors", "'acme'"), ("attributes", "'{}'"), ("resolved_at", "resolved_at - 1"), ("closed_at", "1"),
    ("merged_into", "'x'"), ("recorded_met", "TRUE"), ("version", "version + 1"), ("updated_at", "updated_at + 1"),
    ("due_at", "due_at - 1"), ("breached", "TRUE"), ("wake_at", "1"), ("returned_at", "1"), ("undecided_since", "1"),
    ("requester_version", "requester_version + 1"), ("requester_at", "requester_at + 1"),
  ].map { column, value in
    Tampering(
      "a ticket's \(column) is changed", "UPDATE ticket SET \(column) = \(value) WHERE id = ':sealed'",
      finds: .projection, ":sealed", column + ":")
  }
}

@Suite("Tampering is found and named", .timeLimit(.minutes(10)))
struct TamperTests {
  @Test("a clean journal is clean, and says what was looked at", arguments: TestEngine.available)
  func clean(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let report = try await TamperedDesk(test).verify()
      #expect(report.findings.first == [])
      #expect(report.isClean && report.isTrustChecked)
      #expect(report.counts.checkpoints == 2)
      #expect(report.last?.checkpoint.number == 2)
      #expect(report.keys == [TestApp.seal?.publicKey])
      #expect(report.counts.unsealed == 3)
      #expect(report.records[.tickets] == 3)
      #expect(report.records[.messages] == 4)
      #expect(report.records[.people] == TestApp.people.count)
      #expect((report.records[.clocks] ?? 0) >= 6)
      #expect((report.records[.rungs] ?? 0) >= 2)
      let streams = try await test.database.read {
        try $0.first("SELECT COUNT(*) FROM journal_stream") { try $0.int(0) }
      }
      #expect(report.counts.streams == streams)
    }
  }

  @Test("of entries", arguments: TestEngine.available, Tampering.entries)
  func entries(_ engine: TestEngine, _ tampering: Tampering) async throws { try await check(engine, tampering) }

  @Test("of checkpoints and leaves", arguments: TestEngine.available, Tampering.seals)
  func seals(_ engine: TestEngine, _ tampering: Tampering) async throws { try await check(engine, tampering) }

  @Test("of records beside the journal", arguments: TestEngine.available, Tampering.records)
  func records(_ engine: TestEngine, _ tampering: Tampering) async throws { try await check(engine, tampering) }

  @Test("of any column of a ticket", arguments: TestEngine.available, Tampering.columns)
  func columns(_ engine: TestEngine, _ tampering: Tampering) async throws { try await check(engine, tampering) }

  private func check(_ engine: TestEngine, _ tampering: Tampering) async throws {
    try await withTestApp(on: engine) { test async throws in
      let desk = try await TamperedDesk(test)
      try await desk.tamper(tampering.statements)
      let report = try await desk.verify()
      let finding = try #require(
        report.findings.first.first { $0.kind == tampering.kind }, "found only \(report.findings.first)")
      let said = "\(finding.subject) \(finding.message)"
      for word in tampering.words {
        let word = word.replacing(":sealed", with: desk.sealed.id.text).replacing(":half", with: desk.half.id.text)
          .replacing(":fresh", with: desk.fresh.id.text)
        #expect(said.contains(word), "\(said)")
      }
    }
  }

  @Test("a chain that was written anew does not reach its sealed head", arguments: TestEngine.available)
  func rewritten(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let desk = try await TamperedDesk(test)
      let stream = desk.stream(desk.sealed)
      try await test.database.write { transaction in
        let entries = try transaction.query(
          """
          SELECT sequence, kind, actor, at, recorded_at, payload FROM journal_entry WHERE stream = $1 ORDER BY sequence
          """, [.text(stream)]
        ) {
          JournalEntry(
            stream: stream, sequence: try $0.int64(0), kind: try $0.text(1), actor: try $0.text(2),
            at: Instant(milliseconds: try $0.int64(3)), recordedAt: Instant(milliseconds: try $0.int64(4)),
            payload: try $0.text(5))
        }
        var hash = HashChain.origin
        for var entry in entries {
          if entry.kind == "ticket.held" { entry.payload = "{\"reason\":\"lunch\"}" }
          hash = entry.hash(after: hash)
          try transaction.execute(
            "UPDATE journal_entry SET payload = $3, hash = $4 WHERE stream = $1 AND sequence = $2",
            [.text(stream), .integer(entry.sequence), .text(entry.payload), .bytes(hash)])
        }
        try transaction.execute("UPDATE journal_stream SET hash = $2 WHERE stream = $1", [.text(stream), .bytes(hash)])
      }
      let finding = try await desk.verify().findings.first.first
      #expect(finding?.kind == .changed && finding?.subject == stream)
      #expect(finding?.message.contains("checkpoint 1 sealed entry 5") == true)
    }
  }

  @Test("another history, sealed with another key, is not trusted", arguments: TestEngine.available)
  func otherKey(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let desk = try await TamperedDesk(test)
      let key = try #require(SealKey(secret: [UInt8](repeating: 9, count: 32)))
      let checkpoints = try await test.ask(ListCheckpoints(), as: "lee")
      try await test.database.write { transaction in
        for signed in checkpoints {
          let other = try SignedCheckpoint(signed.checkpoint, by: key)
          try transaction.execute(
            "UPDATE journal_checkpoint SET signature = $2, public_key = $3 WHERE number = $1",
            [.integer(signed.checkpoint.number), .bytes(other.signature), .bytes(other.publicKey)])
        }
      }
      let report = try await desk.verify()
      #expect(report.findings.first.map(\.kind) == [.signature])
      #expect(report.findings.counts[.signature] == 2)
      #expect(try await desk.verify(trusting: [key.publicKey]).isClean)
    }
  }

  @Test("a checkpoint's digest kept outside shows that all before it is as it was", arguments: TestEngine.available)
  func anchors(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let desk = try await TamperedDesk(test)
      let digest = try #require(try await test.ask(ListCheckpoints(), as: "lee").last?.checkpoint.digest)
      #expect(try await desk.verify(anchors: [1: digest]).isClean)
      #expect(try await desk.verify(anchors: [2: digest]).findings.first.map(\.kind) == [.seal])
      #expect(
        try await desk.verify(anchors: [9: digest]).findings.first.first?.message.contains("checkpoint 9 is gone")
          == true)
    }
  }

  @Test("every fault is counted, the first of each kind is named", arguments: TestEngine.available)
  func several(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let desk = try await TamperedDesk(test)
      try await desk.tamper([
        "UPDATE journal_entry SET actor = 'nobody' WHERE stream LIKE 'ticket/%' AND sequence = 1",
        "UPDATE ticket SET team = NULL", "DELETE FROM journal_checkpoint WHERE number = 1",
      ])
      let findings = try await desk.verify().findings
      #expect(findings.counts[.changed] == 3)
      #expect(findings.counts[.projection] == 3)
      #expect(findings.first.map(\.kind).count == Set(findings.first.map(\.kind)).count)
      #expect(findings.counts[.seal] != nil)
    }
  }

  @Test("one stream can be verified alone", arguments: TestEngine.available)
  func oneStream(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let desk = try await TamperedDesk(test)
      let stream = desk.stream(desk.sealed)
      let clean = try await test.ask(VerifyStream(stream), as: "lee")
      #expect(clean.isClean && clean.counts.entries == 5 && clean.counts.leaves == 1 && clean.records[.tickets] == 1)
      try await desk.tamper(["UPDATE ticket SET team = 'network' WHERE id = ':sealed'"])
      #expect(try await test.ask(VerifyStream(stream), as: "lee").findings.first.map(\.kind) == [.projection])
      #expect(try await test.ask(VerifyStream(desk.stream(desk.half)), as: "lee").isClean)
      await #expect(throws: MainstayError.notFound(kind: "stream", id: "ticket/none")) {
        try await test.ask(VerifyStream("ticket/none"), as: "lee")
      }
    }
  }
}
