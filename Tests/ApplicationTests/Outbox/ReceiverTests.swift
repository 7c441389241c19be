import Core
import Journal
import JournalUseCases
import Kernel
import MessagesUseCases
import TestApp
import TestDatabases
import Testing

@Suite("Receivers that fail, recover, and are gone", .timeLimit(.minutes(10)))
struct ReceiverTests {
  private func hook(_ test: TestApp) async throws -> Hook {
    try await test.run(AddHook(label: "pager", url: "https://example.org/in"), as: "ada")
  }

  /// A test message to a webhook, tried with this outcome.
  @discardableResult
  private func send(_ test: TestApp, _ hook: Hook, _ outcome: DeliveryOutcome) async throws -> RecordID {
    test.clock.advance(by: .minutes(11))
    let id = try await test.run(TestHook(hook.id), as: "ada")
    let claimed = try #require(try await test.run(NextDelivery(at: hook.destination), as: "system"))
    try await test.run(SettleDelivery(claimed.delivery, outcome), as: "system")
    return id
  }

  private func record(_ test: TestApp) async throws -> HookRecord {
    try #require(try await test.ask(ListHookRecords(), as: "lee").first)
  }

  private func conflict(_ error: any Error) -> String? {
    if case MainstayError.conflict(let code, _) = error { code } else { nil }
  }

  @Test(
    "one that refuses counts as failing, is tried all the same, and is told of once", arguments: TestEngine.available)
  func refuses(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let hook = try await hook(test)
      for _ in 0..<4 { try await send(test, hook, .refused("410: it wants no more")) }
      #expect(try await record(test).failures == 4)
      #expect(try await record(test).pausedUntil == nil, "the next is tried all the same")
      let began = test.app.destinations.take()
      #expect(began.map(\.name) == ["pager"] && began.map(\.error) == ["410: it wants no more"])
      try await send(test, hook, .delivered)
      try await send(test, hook, .delivered)
      #expect(try await record(test).failures == 0)
      #expect(test.app.destinations.take().map(\.error) == [nil])
    }
  }

  @Test("another address, and switching it on again, end its pause and what was counted", arguments: [true, false])
  func renewed(byAddress: Bool) async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      let hook = try await hook(test)
      _ = try await test.run(TestHook(hook.id), as: "ada")
      for _ in 0..<DestinationHealth.patience {
        test.clock.advance(by: .minutes(11))
        let claimed = try #require(try await test.run(NextDelivery(at: hook.destination), as: "system"))
        try await test.run(SettleDelivery(claimed.delivery, .failed("503")), as: "system")
      }
      #expect(try await record(test).pausedUntil != nil)
      try await test.run(ChangeHook(hook.id, label: "other"), as: "ada")
      #expect(try await record(test).pausedUntil != nil, "a label changes nothing about it")
      if byAddress {
        try await test.run(ChangeHook(hook.id, url: "https://example.org/new"), as: "ada")
      } else {
        try await test.run(SwitchHook(hook.id, isActive: false), as: "ada")
        try await test.run(SwitchHook(hook.id, isActive: true), as: "ada")
      }
      #expect(try await record(test).pausedUntil == nil)
      #expect(try await record(test).failures == 0)
    }
  }

  @Test("an address that is known to lead inside is refused when it is saved, by its field")
  func addresses() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      let hook = try await hook(test)
      let channel = Channel.webhooks(addressFault: { $0.contains("10.0.0.1") ? "leads inside" : nil }) { _, _ in
        .delivered
      }
      let app = test.app.with(channels: [channel])
      let ada = test.person("ada")
      let fault = MainstayError.field("url", "leads inside")
      await #expect(throws: fault) { try await app.run(AddHook(label: "x", url: "https://10.0.0.1/"), as: ada) }
      await #expect(throws: fault) { try await app.run(ChangeHook(hook.id, url: "https://10.0.0.1/"), as: ada) }
      _ = try await app.run(ChangeHook(hook.id, url: "https://192.0.2.1/"), as: ada)
    }
  }

  @Test(
    "dead letters are sent again together, and not to one that is off or was taken away",
    arguments: TestEngine.available)
  func deadLetters(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let hook = try await hook(test)
      let other = try await test.run(AddHook(label: "other", url: "https://example.org/other"), as: "ada")
      let dead = try await send(test, hook, .refused("410"))
      try await send(test, hook, .delivered)
      try await send(test, hook, .refused("410"))
      try await send(test, other, .refused("410"))
      try await test.run(SwitchHook(hook.id, isActive: false), as: "ada")
      await #expect { try await test.run(ResendDeadLetters(to: hook.id), as: "lee") } throws: {
        conflict($0) == "webhook-off"
      }
      await #expect { try await test.run(ResendMessage(dead), as: "lee") } throws: { conflict($0) == "webhook-off" }
      try await test.run(SwitchHook(hook.id, isActive: true), as: "ada")
      let sent = try await test.run(ResendDeadLetters(to: hook.id), as: "lee")
      #expect(sent.count == 2 && !sent.hasMore)
      #expect(try await record(test).recent.map(\.state) == [.waiting, .delivered, .waiting])
      #expect(try await test.run(ResendDeadLetters(to: hook.id), as: "lee").count == 0)
      let said = try await test.ask(StreamEntries("outbox"), as: "lee").entries.map(\.entry.kind)
      #expect(said == ["messages.resent"])
      let claimed = try #require(try await test.run(NextDelivery(at: hook.destination), as: "system"))
      try await test.run(SettleDelivery(claimed.delivery, .refused("410")), as: "system")
      try await test.run(RemoveHook(hook.id), as: "ada")
      await #expect { try await test.run(ResendMessage(claimed.delivery.id), as: "lee") } throws: {
        conflict($0) == "webhook-gone"
      }
      #expect(try await test.app.verify(as: test.person("lee")).isClean)
    }
  }
}
