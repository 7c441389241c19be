import Core
import Journal
import JournalUseCases
import Kernel
import Storage
import Synchronization
import TestApp
import TestDatabases
import Testing
import TicketsUseCases

/// The key files of a node, in memory.
final class NodeKeys: SealKeySource {
  let node: String
  private let held: Mutex<SealKeys>

  init(_ node: String, current: UInt8? = nil, offered: UInt8? = nil) {
    self.node = node
    held = Mutex(SealKeys(current: current.flatMap(Self.key), offered: offered.flatMap(Self.key)))
  }

  static func key(_ seed: UInt8) -> SealKey? { SealKey(secret: [UInt8](repeating: seed, count: 32)) }

  func keys() throws(MainstayError) -> SealKeys { held.withLock { $0 } }
  func offer(_ seed: UInt8) { held.withLock { $0.offered = Self.key(seed) } }

  func settle(_ publicKey: [UInt8]) {
    held.withLock { held in
      guard held.offered?.publicKey == publicKey else { return }
      held = SealKeys(current: held.offered)
    }
  }

  let hasSigned = true
  private let memory = Mutex<RememberedSeal?>(nil)
  func remembered() throws(MainstayError) -> RememberedSeal? { memory.withLock { $0 } }
  func remember(_ seal: RememberedSeal?) { memory.withLock { $0 = seal } }

  var current: [UInt8]? { held.withLock { $0.current?.publicKey } }
}

@Suite("Seal keys of several nodes", .timeLimit(.minutes(10)))
struct SealKeyTests {
  private func node(_ keys: NodeKeys, on test: TestApp) -> App {
    App(
      database: test.database, clock: test.clock, ids: CountingIDs(), calendars: ZonedCalendars(),
      passwords: PlainPasswords(), commonPasswords: FewCommonPasswords(), seal: keys)
  }

  private func open(_ title: String, on test: TestApp) async throws {
    try await test.run(OpenTicket(title: title), as: "rita")
    test.clock.advance(by: .minutes(1))
  }

  private func findings(_ app: App, _ test: TestApp, trusting keys: [[UInt8]] = []) async throws -> [JournalFinding] {
    try await app.verify(as: test.person("lee"), trusting: keys).findings.first
  }

  @Test("two nodes with keys of their own seal by turns and both find it clean", arguments: TestEngine.available)
  func twoNodes(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let (oneKeys, twoKeys) = (NodeKeys("one", offered: 1), NodeKeys("two", offered: 2))
      let (one, two) = (node(oneKeys, on: test), node(twoKeys, on: test))
      let key = try #require(NodeKeys.key(2)?.publicKey)
      #expect(try await one.run(BeginSealing(), as: test.system) == nil)
      #expect(oneKeys.current == NodeKeys.key(1)?.publicKey)
      // The second is not registered: it says so, does not seal, and finds the journal clean all the same.
      #expect(try await two.run(BeginSealing(), as: test.system)?.contains(hexadecimal(key)) == true)
      #expect(try await two.ask(SealObstacle(), as: test.system) != nil)
      await #expect(throws: MainstayError.self) { try await two.run(SealJournal(), as: test.system) }
      try await one.run(SealJournal(), as: test.system)
      #expect(twoKeys.current == nil)
      #expect(try await findings(one, test) == [])
      #expect(try await findings(two, test) == [])

      #expect(try await !two.ask(HasWaitingSealKey(), as: test.system))
      try await one.run(AddSealKey(key, node: "two"), as: test.system)
      // It takes the key into use by itself, without sealing anything.
      #expect(try await two.ask(HasWaitingSealKey(), as: test.system))
      try await two.takeWaitingSealKey(as: test.system)
      #expect(twoKeys.current == key)
      #expect(try await !two.ask(HasWaitingSealKey(), as: test.system))
      try await open("Mouse", on: test)
      try await two.run(SealJournal(), as: test.system)
      try await open("Screen", on: test)
      try await one.run(SealJournal(), as: test.system)
      for app in [one, two] {
        let report = try await app.verify(as: test.person("lee"))
        #expect(report.findings.first == [] && report.isTrustChecked)
        #expect(report.keys.count == 2 && report.counts.checkpoints == 3)
      }
      #expect(try await findings(test.app, test).map(\.kind) == [.signature], "a key that nobody added")
    }
  }

  @Test("a rotated key's seals stay good, and it seals no more", arguments: TestEngine.available)
  func rotation(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let keys = NodeKeys("one", current: 1)
      let app = node(keys, on: test)
      try await app.run(SealJournal(), as: test.system)
      await #expect(throws: MainstayError.self) { try await app.run(RotateSealKey(), as: test.system) }
      keys.offer(2)
      let new = try await app.run(RotateSealKey(), as: test.system)
      #expect(new == NodeKeys.key(2)?.publicKey && keys.current == new)
      try await open("Mouse", on: test)
      try await app.run(SealJournal(), as: test.system)
      #expect(try await findings(app, test) == [])
      let members = try await app.ask(ListSealKeys(), as: test.person("lee")).members
      #expect(members.map(\.state) == [.retired, .active])
      #expect(members.map(\.through) == [1, nil])

      // The old key, in another's hands, seals on: by its own node it is refused, by hand it is found.
      let old = node(NodeKeys("thief", current: 1), on: test)
      await #expect(throws: MainstayError.self) { try await old.run(SealJournal(), as: test.system) }
      try await resign(from: 2, by: try #require(NodeKeys.key(1)), in: test)
      #expect(try await findings(app, test).map(\.kind) == [.signature])
    }
  }

  @Test("a stopped rotation goes on where it was", arguments: TestEngine.available)
  func stoppedRotation(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let keys = NodeKeys("one", current: 1)
      let app = node(keys, on: test)
      try await app.run(SealJournal(), as: test.system)
      keys.offer(2)
      let new = try await app.run(RotateSealKey(), as: test.system)
      // As it stands where the process ended before the files changed places.
      let halfway = NodeKeys("one", current: 1, offered: 2)
      let again = node(halfway, on: test)
      #expect(try await findings(again, test) == [])
      #expect(try await again.run(RotateSealKey(), as: test.system) == new && halfway.current == new)
      let sealing = NodeKeys("one", current: 1, offered: 2)
      try await open("Mouse", on: test)
      try await node(sealing, on: test).run(SealJournal(), as: test.system)
      #expect(sealing.current == new)
      #expect(try await app.ask(ListSealKeys(), as: test.person("lee")).members.count == 2)
    }
  }

  @Test(
    "keys are refused that come twice, that nobody has, and the last one cannot go", arguments: TestEngine.available)
  func refusals(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let one = node(NodeKeys("one", current: 1), on: test)
      try await one.run(SealJournal(), as: test.system)
      let (first, second) = (try #require(NodeKeys.key(1)?.publicKey), try #require(NodeKeys.key(2)?.publicKey))
      await #expect(throws: MainstayError.self) { try await one.run(AddSealKey(first, node: "x"), as: test.system) }
      await #expect(throws: MainstayError.self) { try await one.run(AddSealKey([1, 2], node: "x"), as: test.system) }
      await #expect(throws: MainstayError.self) { try await one.run(RetireSealKey(first), as: test.system) }
      await #expect(throws: MainstayError.self) { try await one.run(RetireSealKey(second), as: test.system) }
      await #expect(throws: MainstayError.self) { try await one.run(AdoptSealKey(reason: "x"), as: test.system) }
      let two = node(NodeKeys("two", current: 2), on: test)
      await #expect(throws: MainstayError.self) { try await two.run(AddSealKey(second, node: "x"), as: test.system) }
      await #expect(throws: MainstayError.forbidden(permission: "engine.run")) {
        try await one.run(AddSealKey(second, node: "x"), as: test.person("ada"))
      }
      try await one.run(AddSealKey(second, node: "two"), as: test.system)
      try await one.run(RetireSealKey(second, reason: "never built"), as: test.system)
      await #expect(throws: MainstayError.self) { try await two.run(SealJournal(), as: test.system) }
      await #expect(throws: MainstayError.self) { try await one.run(AddSealKey(second, node: "two"), as: test.system) }
    }
  }

  @Test("where all keys are lost one begins anew, which only who has it trusts", arguments: TestEngine.available)
  func adoption(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await node(NodeKeys("one", current: 1), on: test).run(SealJournal(), as: test.system)
      let keys = NodeKeys("new", offered: 5)
      let new = node(keys, on: test)
      await #expect(throws: MainstayError.self, "nobody has said that the first is lost") {
        try await new.run(AdoptSealKey(reason: "the machine burned"), as: test.system)
      }
      let key = try await new.run(
        AdoptSealKey(reason: "the machine burned", allKeysAreLost: true), as: test.system
      ).key
      try await open("Mouse", on: test)
      try await new.run(SealJournal(), as: test.system)
      #expect(try await findings(new, test) == [])
      let keyless = node(NodeKeys("auditor"), on: test)
      #expect(try await findings(keyless, test).map(\.kind) == [.signature])
      #expect(try await findings(keyless, test, trusting: [key]) == [])
    }
  }

  @Test("seals from before there was a register stay good", arguments: TestEngine.available)
  func upgrade(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      // Two checkpoints by two keys, as two nodes made them that knew no register.
      for number in [1, 2] {
        try await open("Ticket \(number)", on: test)
        try await test.run(SealJournal(), as: "system")
      }
      try await test.database.write { transaction in
        for table in ["journal_entry", "journal_stream", "journal_leaf"] {
          try transaction.execute("DELETE FROM \(table) WHERE stream = 'seal-keys'")
        }
      }
      let one = node(NodeKeys("one", current: 1), on: test)
      try await reseal(in: test, by: [1, 2])
      try await open("Mouse", on: test)
      try await one.run(SealJournal(), as: test.system)
      #expect(try await findings(one, test) == [])
      let members = try await one.ask(ListSealKeys(), as: test.person("lee")).members
      #expect(Set(members.map(\.state)) == [.active, .earlier])
      let two = node(NodeKeys("two", current: 2), on: test)
      await #expect(throws: MainstayError.self) { try await two.run(SealJournal(), as: test.system) }
      try await one.run(AddSealKey(try #require(NodeKeys.key(2)?.publicKey), node: "two"), as: test.system)
      try await open("Screen", on: test)
      try await two.run(SealJournal(), as: test.system)
      #expect(try await findings(one, test) == [])
      #expect(try await findings(two, test) == [])
    }
  }

  // MARK: What somebody can do who may write the database and has no key

  @Test("a register that was made up is found where a key of one's own is", arguments: TestEngine.available)
  func exchanged(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let one = node(NodeKeys("one", current: 1), on: test)
      try await one.run(SealJournal(), as: test.system)
      try await test.database.write { transaction in
        for table in ["journal_entry", "journal_stream", "journal_leaf"] {
          try transaction.execute("DELETE FROM \(table) WHERE stream = 'seal-keys'")
        }
        try transaction.execute("DELETE FROM journal_checkpoint")
        try transaction.execute("DELETE FROM journal_leaf")
        try transaction.execute("UPDATE journal_stream SET sealed = 0")
      }
      let thief = node(NodeKeys("thief", current: 9), on: test)
      try await thief.run(SealJournal(), as: test.system)
      #expect(try await findings(thief, test) == [])
      #expect(try await Set(findings(one, test).map(\.kind)) == [.signature, .seal], "its key, and its last seal")
      let keyless = node(NodeKeys("auditor"), on: test)
      #expect(try await findings(keyless, test) == [], "nothing from outside: nothing to hold it against")
      let known = try #require(NodeKeys.key(1)?.publicKey)
      #expect(try await findings(keyless, test, trusting: [known]).map(\.kind) == [.signature])
    }
  }

  @Test(
    "an entry that adds a key without a registered key's signature counts for nothing", arguments: TestEngine.available)
  func smuggled(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let one = node(NodeKeys("one", current: 1), on: test)
      try await one.run(SealJournal(), as: test.system)
      let thief = try #require(NodeKeys.key(9))
      let entries = try await test.ask(StreamEntries(SealRegister.stream), as: "lee").entries
      let last = try #require(entries.last)
      let statement = try SealKeyStatement(
        .added, key: thief.publicKey, node: "thief", at: test.clock.now(), after: nil, previous: last.hash,
        signedBy: thief)
      let entry = JournalEntry(
        stream: SealRegister.stream, sequence: last.entry.sequence + 1, kind: statement.act.rawValue,
        actor: "system:start", at: test.clock.now(), recordedAt: test.clock.now(), payload: statement.payload.canonical)
      let hash = entry.hash(after: last.hash)
      try await test.database.write { transaction in
        try transaction.execute(
          """
          INSERT INTO journal_entry (stream, sequence, kind, actor, at, recorded_at, payload, hash)
          VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
          """,
          [
            .text(entry.stream), .integer(entry.sequence), .text(entry.kind), .text(entry.actor),
            .integer(entry.at.milliseconds), .integer(entry.recordedAt.milliseconds), .text(entry.payload),
            .bytes(hash),
          ])
        try transaction.execute(
          "UPDATE journal_stream SET sequence = $1, hash = $2 WHERE stream = 'seal-keys'",
          [.integer(entry.sequence), .bytes(hash)])
      }
      let found = try await findings(one, test)
      #expect(found.map(\.kind) == [.signature] && found.first?.sequence == entry.sequence)
      await #expect(throws: MainstayError.self) {
        try await node(NodeKeys("thief", current: 9), on: test).run(SealJournal(), as: test.system)
      }
    }
  }

  /// Signs a checkpoint anew, as whoever has that key can.
  private func resign(from number: Int64, by key: SealKey, in test: TestApp) async throws {
    let signed = try await test.ask(ListCheckpoints(), as: "lee").filter { $0.checkpoint.number == number }
    try await test.database.write { transaction in
      for old in signed {
        let new = try SignedCheckpoint(old.checkpoint, by: key)
        try transaction.execute(
          "UPDATE journal_checkpoint SET signature = $2, public_key = $3 WHERE number = $1",
          [.integer(number), .bytes(new.signature), .bytes(new.publicKey)])
      }
    }
  }

  /// Makes the checkpoints anew over the leaves that are there, each by the key of its turn.
  private func reseal(in test: TestApp, by seeds: [UInt8]) async throws {
    let old = try await test.ask(ListCheckpoints(), as: "lee").map(\.checkpoint).sorted { $0.number < $1.number }
    try await test.database.write { transaction in
      var previous = HashChain.origin
      for (checkpoint, seed) in zip(old, seeds) {
        let heads = try transaction.query(
          "SELECT stream, sequence, hash FROM journal_leaf WHERE checkpoint = $1 ORDER BY stream",
          [.integer(checkpoint.number)]
        ) { StreamHead(stream: try $0.text(0), sequence: try $0.int64(1), hash: try $0.bytes(2)) }
        let new = Checkpoint(sealing: heads, number: checkpoint.number, at: checkpoint.at, after: previous)
        guard let key = NodeKeys.key(seed) else { continue }
        let signed = try SignedCheckpoint(new, by: key)
        try transaction.execute(
          """
          UPDATE journal_checkpoint SET size = $2, root = $3, previous = $4, signature = $5, public_key = $6
          WHERE number = $1
          """,
          [
            .integer(new.number), .int(new.size), .bytes(new.root), .bytes(new.previous), .bytes(signed.signature),
            .bytes(signed.publicKey),
          ])
        previous = new.digest
      }
    }
  }
}
