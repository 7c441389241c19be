import Core
import Journal
import JournalUseCases
import Kernel
import MainstayServer
import MessagesUseCases
import Storage
import TestApp
import TestDatabases
import Testing

@Suite("Secrets of webhooks", .timeLimit(.minutes(10)))
struct SecretTests {
  private func secrets(_ test: TestApp, _ keys: TestSecrets) -> App {
    App(
      database: test.database, clock: test.clock, ids: CountingIDs(), calendars: ZonedCalendars(),
      passwords: PlainPasswords(), commonPasswords: FewCommonPasswords(), secrets: keys,
      channels: [.webhooks { _, _ in .delivered }])
  }

  private func stored(_ test: TestApp) async throws -> [String] {
    try await test.database.read { tx in try tx.query("SELECT secret FROM webhook") { try $0.text(0) } }
  }

  private func unavailable(_ app: App, _ hook: Hook) -> String? {
    do {
      _ = try app.secret(of: hook)
      return nil
    } catch {
      if case .unavailable(let reason) = error { return reason } else { return "another error" }
    }
  }

  @Test("the database never holds one that can be read, and a new key takes over", arguments: TestEngine.available)
  func rotation(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let keys = TestSecrets([9])
      let app = secrets(test, keys)
      let root = Principal.system("test")
      let made = try await app.run(AddHook(label: "pager", url: "https://example.org/in"), as: root)
      func found() async throws -> Hook {
        let hook = try await app.ask(FindHook(made.id.text), as: root)
        return try #require(hook)
      }
      #expect(try await stored(test).allSatisfy { $0.hasPrefix("sealed:1:") && !$0.contains("whsec") })
      #expect(try app.secret(of: await found()) == made.secret)

      keys.set([2, 9])
      let answer = try await app.run(SealHookSecrets(rotates: true), as: root)
      #expect(answer.sealed == 1 && answer.unreadable.isEmpty)
      keys.set([2])
      #expect(try app.secret(of: await found()) == made.secret)
      #expect(try await app.verify(as: test.person("lee")).isClean)

      keys.set([3])
      let reason = try #require(unavailable(app, try await found()))
      #expect(reason.contains("this node has") && reason.contains("is sealed with key"))
      await #expect {
        try await app.run(SealHookSecrets(rotates: true), as: root)
      } throws: { error in
        if case MainstayError.conflict("other-secrets-key", _) = error { true } else { false }
      }
      try await app.run(TakeSealingKey(othersAreLost: true), as: root)
      #expect(try await app.run(SealHookSecrets(rotates: true), as: root).unreadable == ["pager"])
      keys.set([])
      #expect(unavailable(app, try await found()) == "There is no secrets key.")
      await #expect {
        try await app.run(AddHook(label: "x", url: "https://example.org/"), as: root)
      } throws: { error in
        if case MainstayError.conflict("no-secrets-key", _) = error { true } else { false }
      }
    }
  }

  @Test("one that is exchanged holds beside the new one for as long as was said", arguments: TestEngine.available)
  func exchanged(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let keys = TestSecrets([9])
      let app = secrets(test, keys)
      let root = Principal.system("test")
      let made = try await app.run(AddHook(label: "pager", url: "https://example.org/in"), as: root)
      func found() async throws -> Hook {
        try #require(try await app.ask(FindHook(made.id.text), as: root))
      }
      func former() async throws -> String? { try app.formerSecret(of: try await found(), at: test.clock.now()) }
      #expect(try await former() == nil)
      let second = try await app.run(RotateHookSecret(made.id, grace: .hours(2)), as: root)
      #expect(second.secret.hasPrefix("whsec_") && second.secret != made.secret)
      #expect(second.formerUntil == test.clock.now() + .hours(2))
      #expect(try app.secret(of: try await found()) == second.secret)
      #expect(try await former() == made.secret)
      #expect(try await app.ask(ListHooks(), as: root).allSatisfy { $0.secret.isEmpty })
      let columns = try await test.database.read { tx in
        try tx.first("SELECT former FROM webhook") { try $0.text(0) }
      }
      #expect(columns?.hasPrefix("sealed:1:") == true)
      // Another key seals both anew; a change of the former behind the journal's back is found.
      keys.set([2, 9])
      #expect(try await app.run(SealHookSecrets(rotates: true), as: root).sealed == 1)
      keys.set([2])
      #expect(try await former() == made.secret)
      #expect(try app.secret(of: try await found()) == second.secret)
      #expect(try await app.verify(as: test.person("lee")).isClean)
      test.clock.advance(by: .hours(2))
      #expect(try await former() == nil, "at its end, whether it has been taken away or not")
      #expect(try await app.run(EndFormerSecrets(), as: root) == 1)
      #expect(try await app.run(EndFormerSecrets(), as: root) == 0)
      #expect(try await found().formerUntil == nil)
      let third = try await app.run(RotateHookSecret(made.id, grace: .zero), as: root)
      #expect(third.formerUntil == nil && third.secret != second.secret)
      #expect(try await app.verify(as: test.person("lee")).isClean)
      for grace in [Duration.milliseconds(-1), .days(7) + .milliseconds(1)] {
        await #expect(throws: MainstayError.field("graceHours", "is from 0 to 168")) {
          try await app.run(RotateHookSecret(made.id, grace: grace), as: root)
        }
      }
      try await test.database.write {
        try $0.execute("UPDATE webhook SET former = 'whsec_eA==', former_until = 9999999999999")
      }
      #expect(try await found().isDoubted)
      #expect(try await !app.verify(as: test.person("lee")).isClean)
    }
  }

  @Test("the sealed secret of one webhook opens none at another")
  func moved() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      let one = try await test.run(AddHook(label: "one", url: "https://example.org/1"), as: "ada")
      let two = try await test.run(AddHook(label: "two", url: "https://example.org/2"), as: "ada")
      var hook = try #require(try await test.ask(FindHook(one.id.text), as: "system"))
      hook.secret = try #require(try await test.ask(FindHook(two.id.text), as: "system")).secret
      #expect(unavailable(test.app, hook)?.contains("was changed in the database") == true)
    }
  }

  @Test(
    "webhooks and messages of a database from before are moved, and sealed at the first start",
    arguments: TestEngine.available)
  func upgraded(_ engine: TestEngine) async throws {
    let before = Wings.features.migrations.filter { $0.id < "0018" }
    try await withDatabase(on: engine, before) { database in
      try await database.write { tx in
        for statement in SecretTests.old { try tx.execute(statement) }
      }
      try await Migrator(Wings.features.migrations).migrate(database)
      let app = App(
        database: database, clock: ManualClock(TestApp.start), ids: CountingIDs(), calendars: ZonedCalendars(),
        passwords: PlainPasswords(), commonPasswords: FewCommonPasswords(), secrets: TestSecrets(),
        channels: [.webhooks { _, _ in .delivered }])
      let root = Principal.system("test")
      let messages = try await app.ask(ListMessages(), as: root)
      #expect(messages.map(\.id.text) == ["m4", "m3", "m2", "m1"])
      #expect(messages.map(\.state) == [.dead, .delivered, .waiting, .dead])
      #expect(messages.map(\.recipient) == ["log of the server", "log of the server", "pager", "pager"])
      #expect(
        messages[2].tries == 3 && messages[2].nextAt == Instant(milliseconds: 9) && messages[2].lastError == "500")
      #expect(messages[2].notice.body == #"{"data":{"number":"INC-1"},"type":"clock.rung"}"#)
      #expect(try await app.ask(HooksToSeal(), as: root))
      #expect(try await app.run(SealHookSecrets(), as: root).sealed == 2)
      #expect(try await !app.ask(HooksToSeal(), as: root))
      let hooks = try await app.ask(ListHooks(), as: root)
      #expect(hooks.map(\.kinds) == [["clock.breached", "clock.rung"], ["clock.breached"]])
      let hook = try #require(try await app.ask(FindHook("h1"), as: root))
      #expect(SealedText(hook.secret) != nil)
      #expect(try app.secret(of: hook) == "whsec_b25l")
      #expect(try await app.verify(as: root).isClean)
    }
  }

  private static let old =
    [
      "h1', 'pager', 'https://a.example/', 'whsec_b25l', ''",
      "h2', 'chat', 'https://b.example/', 'whsec_dHdv', 'clock.breached'",
    ]
    .enumerated().map { place, values in
      "INSERT INTO hook (id, label, url, secret, kinds, active, created_at) VALUES ('\(values), TRUE, \(place))"
    }
    + [
      "'m1', 'h1', 1, 'dead', 12, NULL, 'gone', NULL", "'m2', 'h1', 2, 'waiting', 3, 9, '500', NULL",
      "'m3', NULL, 3, 'delivered', 1, NULL, NULL, 4", "'m4', NULL, 4, 'waiting', 0, 4, NULL, NULL",
    ].map { values in
      """
      INSERT INTO outbox (id, hook, created_at, state, attempts, next_at, last_error, delivered_at, kind, subject,
        cause, body)
      VALUES (\(values), 'clock.rung', 'ticket/1', 'INC-1: passed', '{"data":{"number":"INC-1"},"type":"clock.rung"}')
      """
    }
}
