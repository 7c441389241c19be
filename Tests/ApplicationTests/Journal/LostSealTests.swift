import Core
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

@Suite("A node remembers the seal that it made last", .timeLimit(.minutes(10)))
struct LostSealTests {
  private func node(_ keys: NodeKeys, on test: TestApp) -> App {
    App(
      database: test.database, clock: test.clock, ids: CountingIDs(), calendars: ZonedCalendars(),
      passwords: PlainPasswords(), commonPasswords: FewCommonPasswords(), seal: keys,
      secrets: TestSecrets())
  }

  private func sealTwice(_ app: App, _ test: TestApp) async throws {
    try await app.run(SealJournal(), as: test.system)
    try await test.run(OpenTicket(title: "Mouse"), as: "rita")
    test.clock.advance(by: .minutes(1))
    try await app.run(SealJournal(), as: test.system)
  }

  private func findings(_ app: App, _ test: TestApp) async throws -> [JournalFinding] {
    try await app.verify(as: test.person("lee")).findings.kept
  }

  private func execute(_ statements: [String], on test: TestApp) async throws {
    try await test.database.write { for statement in statements { try $0.execute(statement) } }
  }

  /// What somebody does who can write the database and has no key: take seals away, so that the past can be rewritten.
  private static let takenAway: [(what: String, statements: [String])] = [
    (
      "all seals",
      ["DELETE FROM journal_checkpoint", "DELETE FROM journal_leaf", "UPDATE journal_stream SET sealed = 0"]
    ),
    (
      "all seals and the register",
      [
        "DELETE FROM journal_checkpoint", "DELETE FROM journal_leaf", "UPDATE journal_stream SET sealed = 0",
        "DELETE FROM journal_entry WHERE stream = 'seal-keys'", "DELETE FROM journal_stream WHERE stream = 'seal-keys'",
      ]
    ),
    (
      "the newest seal",
      [
        "DELETE FROM journal_checkpoint WHERE number = 2", "DELETE FROM journal_leaf WHERE checkpoint = 2",
        """
        UPDATE journal_stream SET sealed = COALESCE(
          (SELECT MAX(l.sequence) FROM journal_leaf l WHERE l.stream = journal_stream.stream), 0)
        """,
      ]
    ),
  ]

  @Test(
    "seals that were taken away are found, and nothing is signed until somebody accepts that",
    arguments: TestEngine.available, [0, 1, 2])
  func takenAway(_ engine: TestEngine, _ place: Int) async throws {
    try await withTestApp(on: engine) { test async throws in
      let app = node(NodeKeys("one", current: 1), on: test)
      try await sealTwice(app, test)
      #expect(try await findings(app, test) == [])
      try await execute(LostSealTests.takenAway[place].statements, on: test)
      let found = try await findings(app, test)
      #expect(
        found.contains { $0.kind == .seal && $0.message.contains("checkpoint 2 is gone, which this node signed") })

      // Neither the engine nor a start signs, whatever else there is to sign.
      try await test.run(OpenTicket(title: "Screen"), as: "rita")
      let before = try await app.ask(ListCheckpoints(), as: test.person("lee"))
      await #expect {
        try await app.run(SealJournal(), as: test.system)
      } throws: { error in
        if case MainstayError.conflict("seal-lost", _) = error { true } else { false }
      }
      #expect(try await app.run(BeginSealing(), as: test.system)?.contains("signed checkpoint 2") == true)
      #expect(try await app.sealObstacle(as: test.system)?.contains("seal-key adopt") == true)
      #expect(try await app.ask(ListCheckpoints(), as: test.person("lee")) == before)
      let failures = try await app.ask(EngineHealth(), as: test.system).failures
      #expect(failures.map(\.item.key) == ["last-seal/one"])
      #expect(failures.first?.error.contains("signs nothing more") == true)
      #expect(failures.first.map { Wings.features.remedy(for: $0.item).contains("seal-key adopt") } == true)

      let answer = try await app.run(AdoptSealKey(reason: "a backup of last week", by: "root"), as: test.system)
      #expect(answer.forgotten?.number == 2)
      let kinds = try await test.ask(ListJournal(kind: "seal.loss-accepted"), as: "lee").entries.map(\.entry.payload)
      #expect(kinds.count == 1 && kinds.first?.contains(#""by":"root""#) == true)
      #expect(try await app.sealObstacle(as: test.system) == nil)
      try await app.run(SealJournal(), as: test.system)
      #expect(try await findings(app, test) == [])
      #expect(try await app.ask(EngineHealth(), as: test.system).failures.isEmpty)
    }
  }

  @Test("another checkpoint of that number is not taken for the remembered one", arguments: TestEngine.available)
  func exchanged(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let keys = NodeKeys("one", current: 1)
      let app = node(keys, on: test)
      try await sealTwice(app, test)
      // As it stands where the journal was sealed anew after the node had signed another second checkpoint.
      let there = try #require(try keys.remembered())
      keys.remember(RememberedSeal(number: 2, digest: [UInt8](repeating: 1, count: 32)))
      #expect(try await findings(app, test).map(\.subject) == ["checkpoint/2"])
      #expect(try await app.sealObstacle(as: test.system)?.contains("another digest") == true)
      // Put back, it goes on by itself.
      keys.remember(there)
      #expect(try await app.sealObstacle(as: test.system) == nil)
      try await app.run(SealJournal(), as: test.system)
      #expect(try await app.ask(EngineHealth(), as: test.system).failures.isEmpty)
    }
  }

  @Test(
    "a backup from before the key was exchanged is said to be one, and the command that is named mends it",
    arguments: TestEngine.available, [true, false])
  func beforeRotation(_ engine: TestEngine, _ remembers: Bool) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await sealTwice(node(NodeKeys("one", current: 1), on: test), test)
      // Today's key file, and what it remembers of the checkpoints after the backup.
      let keys = NodeKeys("one", current: 2)
      if remembers { keys.remember(RememberedSeal(number: 9, digest: [UInt8](repeating: 1, count: 32))) }
      let app = node(keys, on: test)
      let reason = try #require(try await app.run(BeginSealing(), as: test.system))
      #expect(reason.contains("before the key was exchanged") && reason.contains("adopt --all-keys-lost"))
      #expect(try await app.sealObstacle(as: test.system) == reason)
      let answer = try await app.run(AdoptSealKey(reason: "an old backup", allKeysAreLost: true), as: test.system)
      #expect(answer.isAdopted && (answer.forgotten?.number == 9) == remembers)
      try await app.run(SealJournal(), as: test.system)
      #expect(try await app.sealObstacle(as: test.system) == nil)
    }
  }

  @Test("who has no memory hears that old entries are not sealed, and who has none yet that it has none")
  func notes() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      let app = node(NodeKeys("one", current: 1), on: test)
      try await sealTwice(app, test)
      try await test.run(OpenTicket(title: "Screen"), as: "rita")
      let auditor = node(NodeKeys("auditor"), on: test)
      #expect(try await auditor.verify(as: test.person("lee")).notes == [])
      test.clock.advance(by: .hours(2))
      #expect(try await auditor.verify(as: test.person("lee")).notes.count == 1)
      #expect(try await app.verify(as: test.person("lee")).notes == [])
      let upgraded = try await node(NodeKeys("one", current: 1), on: test).verify(as: test.person("lee"))
      #expect(upgraded.isClean && upgraded.notes.count == 2)
      #expect(upgraded.notes.first?.contains("does not remember") == true)
    }
  }

  @Test("a key that has signed nothing in this journal is found, the node's own and a named one")
  func emptied() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      let keys = NodeKeys("one", current: 1)
      let app = node(keys, on: test)
      try await sealTwice(app, test)
      keys.remember(nil)
      try await execute(
        [
          "journal_checkpoint", "journal_leaf", "journal_entry", "journal_stream",
        ].map { "DELETE FROM \($0)" }, on: test)
      let own = try await app.verify(as: test.person("lee"))
      #expect(own.findings.kept.contains { $0.kind == .signature && $0.message.contains("this node's own key") })
      #expect(own.notes.contains { $0.contains("The journal is empty") })
      let key = try #require(NodeKeys.key(1)?.publicKey)
      let auditor = node(NodeKeys("auditor"), on: test)
      let named = try await auditor.verify(as: test.person("lee"), trusting: [key]).findings.kept
      #expect(named.contains { $0.kind == .signature && $0.message.contains(hexadecimal(key)) })
    }
  }

  @Test("a checkpoint that cannot be read is not said to be gone")
  func unreadable() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      let app = node(NodeKeys("auditor"), on: test)
      try await sealTwice(node(NodeKeys("one", current: 1), on: test), test)
      try await execute(["UPDATE journal_checkpoint SET root = 'x' WHERE number = 1"], on: test)
      let found = try await findings(app, test)
      #expect(found.map(\.subject) == ["checkpoint/1"], "\(found)")
      #expect(found.first?.message.contains("cannot be read") == true)
    }
  }

  @Test("a trigger in the database is found")
  func trigger() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      try await execute(["CREATE TRIGGER quiet AFTER INSERT ON message BEGIN SELECT 1; END"], on: test)
      let found = try await test.app.verify(as: test.person("lee")).findings.kept
      #expect(found.map(\.subject) == ["table/message"] && found.first?.message.contains("quiet") == true)
    }
  }

  @Test("no key is taken for which anybody can sign")
  func smallOrder() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      await #expect(throws: MainstayError.self) {
        try await test.app.run(AddSealKey([UInt8](repeating: 0, count: 32), node: "x"), as: test.system)
      }
    }
  }

  @Test("who retires a key again hears when that was done")
  func retiredTwice() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      let app = node(NodeKeys("one", current: 1), on: test)
      let second = try #require(NodeKeys.key(2)?.publicKey)
      try await app.run(AddSealKey(second, node: "two"), as: test.system)
      try await app.run(RetireSealKey(second), as: test.system)
      let at = test.clock.now().rfc3339
      test.clock.advance(by: .hours(1))
      await #expect {
        try await app.run(RetireSealKey(second), as: test.system)
      } throws: { error in
        if case MainstayError.conflict("seal-key-gone", let message) = error { message.contains(at) } else { false }
      }
    }
  }
}
