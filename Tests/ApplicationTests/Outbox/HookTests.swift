import Core
import Journal
import JournalUseCases
import Kernel
import MessagesUseCases
import OperationsUseCases
import Storage
import TestApp
import TestDatabases
import Testing

@Suite("Webhooks", .timeLimit(.minutes(10)))
struct HookTests {
  private func hook(_ test: TestApp, kinds: Set<String>? = nil) async throws -> Hook {
    try await test.run(AddHook(label: "pager", url: "https://example.org/in", kinds: kinds), as: "ada")
  }

  /// The next that is due to a webhook, tried with this outcome.
  private func deliver(_ test: TestApp, _ hook: Hook, _ outcome: DeliveryOutcome) async throws {
    let claimed = try #require(try await test.run(NextDelivery(at: hook.destination), as: "system"))
    try await test.run(SettleDelivery(claimed.delivery, outcome), as: "system")
  }

  private func conflict(_ error: any Error) -> String? {
    if case MainstayError.conflict(let code, _) = error { code } else { nil }
  }

  @Test(
    "a test goes to its webhook alone, through the outbox and the journal, one at a time",
    arguments: TestEngine.available)
  func test(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let tested = try await hook(test, kinds: ["clock.breached"])
      _ = try await test.run(AddHook(label: "other", url: "https://example.org/other"), as: "ada")
      let id = try await test.run(TestHook(tested.id), as: "ada")
      let messages = try await test.ask(ListMessages(), as: "lee")
      #expect(
        messages.map(\.id) == [id] && messages[0].notice.kind == "webhook.test" && messages[0].webhook == tested.id)
      #expect(messages[0].notice.data?["label"]?.stringValue == "pager")
      let kinds = try await test.ask(StreamEntries("webhook/" + tested.id.text), as: "lee").entries.map(\.entry.kind)
      #expect(kinds == ["webhook.added", "webhook.tested"])
      await #expect { try await test.run(TestHook(tested.id), as: "ada") } throws: { conflict($0) == "test-underway" }
      try await deliver(test, tested, .delivered)
      #expect(try await test.run(TestHook(tested.id), as: "ada") != id)
      #expect(try await test.app.verify(as: test.person("lee")).isClean)
    }
  }

  @Test("none goes to a webhook that is switched off or not there")
  func off() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      let hook = try await hook(test)
      try await test.run(SwitchHook(hook.id, isActive: false), as: "ada")
      await #expect { try await test.run(TestHook(hook.id), as: "ada") } throws: { conflict($0) == "webhook-off" }
      await #expect(throws: MainstayError.notFound(kind: "webhook", id: "none")) {
        try await test.run(TestHook(RecordID("none")), as: "ada")
      }
      #expect(try await test.ask(ListMessages(), as: "lee").isEmpty)
    }
  }

  @Test("its record says how its last messages fared, and keeps the secret", arguments: TestEngine.available)
  func record(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let hook = try await hook(test)
      for outcome in [DeliveryOutcome.delivered, .refused("410 Gone"), .delivered, .failed("503 Busy")] {
        test.clock.advance(by: .minutes(1))
        _ = try await test.run(TestHook(hook.id), as: "ada")
        try await deliver(test, hook, outcome)
      }
      let record = try #require(try await test.ask(ListHookRecords(), as: "lee").first)
      #expect(record.hook.id == hook.id && record.hook.secret.isEmpty)
      #expect(record.recent.map(\.state) == [.waiting, .delivered, .dead, .delivered])
      #expect(record.tried == 4 && record.delivered == 2 && record.lastError == "503 Busy")
      #expect(record.lastDeliveredAt == test.clock.now() - .minutes(1))
    }
  }

  @Test(
    "faults of an address name its field",
    arguments: [
      "", "example.org", "ftp://example.org/", "https://", "https://" + String(repeating: "a", count: 1000),
      "https://example.org:0/", "https://example.org:65536/", "https://example.org/\r\nX-Evil: 1",
      "https://example.org/a b",
      "https://①②⑦.⓪.⓪.①/", "https://１２７.0.0.1/", "https://münchen.example/", "https://ann:secret@example.org/",
      "https://example.org@127.0.0.1/",
    ])
  func addresses(_ url: String) async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      await #expect {
        try await test.run(AddHook(label: "x", url: url), as: "ada")
      } throws: { error in
        if case MainstayError.invalid(let faults) = error { faults.map(\.path) == ["url"] } else { false }
      }
    }
  }

  @Test("what it gets, its name and its address can be changed, and each change is in the journal with all columns")
  func change() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      let made = try await hook(test)
      #expect(made.kinds == ["clock.breached", "clock.rung"], "the usual ones")
      let changed = try await test.run(
        ChangeHook(made.id, label: "chat", url: "https://example.org/chat", kinds: ["*"]), as: "ada")
      #expect(changed.secret.isEmpty && changed.label == "chat" && changed.wants("ticket.answered"))
      try await test.run(SwitchHook(made.id, isActive: false), as: "ada")
      let entries = try await test.ask(StreamEntries("webhook/" + made.id.text), as: "lee").entries.map(\.entry)
      #expect(entries.map(\.kind) == ["webhook.added", "webhook.changed", "webhook.switched-off"])
      let last = try JSON(parsing: try #require(entries.last).payload)
      #expect(last["label"] == "chat" && last["url"] == "https://example.org/chat" && last["active"] == false)
      #expect(last["kinds"] == ["*"] && last["createdAt"] == .integer(TestApp.start.milliseconds))
      #expect(last["secret"]?.stringValue?.count == 64 && !entries.contains { $0.payload.contains(made.secret) })
      #expect(try await test.app.verify(as: test.person("lee")).isClean)
      await #expect {
        try await test.run(ChangeHook(made.id, label: "", url: "http://h:0/", kinds: ["odd"]), as: "ada")
      } throws: { error in
        if case MainstayError.invalid(let faults) = error {
          faults.map(\.path) == ["label", "url", "kinds"]
        } else {
          false
        }
      }
    }
  }

  @Test("one that is taken away leaves its last word in the journal, and what waited for it is refused")
  func remove() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      let made = try await hook(test)
      _ = try await test.run(TestHook(made.id), as: "ada")
      try await test.run(RemoveHook(made.id), as: "ada")
      #expect(try await test.ask(ListHooks(), as: "ada").isEmpty)
      #expect(try await test.ask(FindHook(made.id.text), as: "system") == nil)
      #expect(try await test.ask(DueDestinations(limit: 5), as: "system") == [made.destination])
      #expect(try await test.app.verify(as: test.person("lee")).isClean)
    }
  }

  @Test(
    "a change of any column behind the journal's back is named",
    arguments: [
      "label = 'other'", "url = 'https://evil.example/'", "secret = 'whsec_AAAA'", "salt = CAST('x' AS BLOB)",
      "kinds = '*'", "active = FALSE", "created_at = created_at + 1",
    ])
  func tampering(_ edit: String) async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      let made = try await hook(test)
      try await test.database.write { tx in _ = try tx.execute("UPDATE webhook SET " + edit) }
      let report = try await test.app.verify(as: test.person("lee"))
      #expect(report.findings.first.map(\.subject) == ["webhook/" + made.id.text])
      // It is not used, not changed, and not sealed as if it were ours; whoever takes it away is rid of it.
      let hook = try #require(try await test.ask(FindHook(made.id.text), as: "system"))
      #expect(throws: MainstayError.self) { try test.app.secret(of: hook) }
      await #expect(throws: MainstayError.self) { try await test.run(ChangeHook(made.id, label: "other"), as: "ada") }
      let answer = try await test.run(SealHookSecrets(rotates: true), as: "system")
      #expect(answer.sealed == 0 && answer.doubted.count == 1)
      #expect(try await test.ask(EngineHealth(), as: "system").failures.map(\.item.key) == ["webhook/" + made.id.text])
      #expect(try await !test.app.verify(as: test.person("lee")).isClean)
      try await test.run(RemoveHook(made.id), as: "ada")
      #expect(try await test.ask(EngineHealth(), as: "system").failures.isEmpty)
      #expect(try await test.app.verify(as: test.person("lee")).isClean)
    }
  }
}
