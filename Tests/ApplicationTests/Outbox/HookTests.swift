import Application
import Governance
import Kernel
import TestApp
import TestDatabases
import Testing

@Suite("Webhooks")
struct HookTests {
  private func hook(_ test: TestApp, kinds: Set<String> = []) async throws -> Hook {
    try await test.run(AddHook(label: "pager", url: "https://example.org/in", kinds: kinds), as: "ada")
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
      #expect(messages.map(\.id) == [id] && messages[0].kind == "webhook.test" && messages[0].hook == tested.id)
      #expect(try JSON(parsing: messages[0].body)["data"]?["label"]?.stringValue == "pager")
      let kinds = try await test.ask(StreamEntries("outbox"), as: "lee").entries.map(\.entry.kind)
      #expect(kinds == ["hook.added", "hook.added", "hook.tested"])
      await #expect { try await test.run(TestHook(tested.id), as: "ada") } throws: { conflict($0) == "test-underway" }
      let delivery = try #require(try await test.run(ClaimMessages(limit: 10), as: "system").first)
      try await test.run(SettleMessage(delivery.message, .delivered), as: "system")
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
        let delivery = try #require(try await test.run(ClaimMessages(limit: 10), as: "system").first)
        try await test.run(SettleMessage(delivery.message, outcome), as: "system")
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
    arguments: ["", "example.org", "ftp://example.org/", "https://", "https://" + String(repeating: "a", count: 1000)])
  func addresses(_ url: String) async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      await #expect {
        try await test.run(AddHook(label: "x", url: url), as: "ada")
      } throws: { error in
        if case MainstayError.invalid(let faults) = error { faults.map(\.path) == ["url"] } else { false }
      }
    }
  }
}
