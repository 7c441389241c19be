import Core
import Journal
import JournalUseCases
import Kernel
import MainstayServer
import MessagesUseCases
import PeopleUseCases
import Storage
import TestApp
import TestDatabases
import Testing

/// The desk of these tests is sealed with the key 9.
@Suite("The secrets key that seals", .timeLimit(.minutes(10)))
struct SealingKeyTests {
  private func node(_ keys: TestSecrets, on test: TestApp) -> App {
    App(
      database: test.database, clock: test.clock, ids: CountingIDs(), calendars: ZonedCalendars(),
      passwords: PlainPasswords(), commonPasswords: FewCommonPasswords(), seal: TestApp.seal, secrets: keys,
      channels: [.webhooks { _, _ in .delivered }])
  }

  private func id(_ key: UInt8) throws -> String {
    try #require(SecretsKey(secret: [UInt8](repeating: key, count: SecretsKey.length))).id
  }

  private let root = Principal.system("test")

  @Test(
    "another key in its place seals nothing, and is said where a server starts and where it is verified",
    arguments: TestEngine.available)
  func other(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let app = node(TestSecrets([3]), on: test)
      let standing = try await app.ask(AskSecretsStanding(), as: root)
      #expect(standing == .other(sealing: try id(9), here: [try id(3)]))
      #expect(standing.fault?.contains("Put the file with that key back") == true)
      await #expect {
        try await app.run(AddHook(label: "pager", url: "https://example.org/in"), as: root)
      } throws: { error in
        if case MainstayError.conflict("other-secrets-key", _) = error { true } else { false }
      }
      // The desk goes on; who comes meanwhile has a key that is sealed once the right one is back.
      _ = try await app.run(AddPerson(PersonDraft(name: "new", displayName: "New", role: .requester)), as: root)
      #expect(try await app.sealPersonKeys(as: root).sealed == 0)
      func sealed() async throws -> Set<String> {
        let keys = try await test.database.read { try $0.query("SELECT key FROM data_subject") { try $0.text(0) } }
        return Set(keys.map { SealedText($0)?.keyID ?? "plain" })
      }
      #expect(try await sealed() == [try id(9), "plain"])
      let report = try await app.verify(as: test.person("lee"))
      #expect(report.notes.contains { $0.contains("is not the one with which this database seals") })
      let right = node(TestSecrets([9]), on: test)
      #expect(try await right.sealPersonKeys(as: root).sealed == 1)
      #expect(try await sealed() == [try id(9)])
      #expect(try await right.ask(AskSecretsStanding(), as: root) == .good)
      #expect(try await right.verify(as: test.person("lee")).notes.isEmpty)
    }
  }

  @Test("a database from before it noted its key knows it by what is sealed", arguments: TestEngine.available)
  func earlier(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.database.write { try $0.execute("DELETE FROM sealing_key") }
      let other = node(TestSecrets([3]), on: test)
      #expect(try await other.run(NoteSealingKey(), as: root) == .other(sealing: try id(9), here: [try id(3)]))
      let right = node(TestSecrets([9]), on: test)
      #expect(try await right.run(NoteSealingKey(), as: root) == .good)
      let noted = try await test.database.read { try $0.query("SELECT key_id FROM sealing_key") { try $0.text(0) } }
      #expect(noted == [try id(9)])
    }
  }

  @Test("a new key takes over where the old one is there, and where that is said to be lost", arguments: [false, true])
  func takesOver(_ isLost: Bool) async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      let app = node(TestSecrets(isLost ? [3] : [3, 9]), on: test)
      if isLost {
        #expect(try await app.ask(MissingSealingKey(), as: root) == id(9))
        await #expect(throws: MainstayError.self) { try await app.run(TakeSealingKey(othersAreLost: false), as: root) }
      }
      // Before it takes over, the one seals that did.
      if !isLost { _ = try await app.run(AddHook(label: "one", url: "https://example.org/in"), as: root) }
      try await app.run(TakeSealingKey(othersAreLost: isLost), as: root)
      _ = try await app.run(AddHook(label: "two", url: "https://example.org/in"), as: root)
      let keys = try await test.database.read {
        try $0.query("SELECT secret FROM webhook ORDER BY label") { SealedText(try $0.text(0))?.keyID }
      }
      #expect(keys == (isLost ? [try id(3)] : [try id(9), try id(3)]))
      let answer = try await app.sealPersonKeys(rotating: true, as: root)
      #expect((answer.unreadable > 0) == isLost && (answer.sealed > 0) == !isLost)
    }
  }
}
