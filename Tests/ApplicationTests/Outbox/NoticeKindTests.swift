import Core
import Foundation
import Kernel
import MessagesUseCases
import Storage
import TestApp
import TestDatabases
import MainstayServer
import Testing
import Tickets
import TicketsUseCases

@Suite("Kinds of notice", .timeLimit(.minutes(10)))
struct NoticeKindTests {
  @Test(
    "a template leaves out what has no value",
    arguments: [
      (["number": "INC-1", "reason": "parts"], "INC-1 was held (parts)"),
      (["number": "INC-1", "reason": "parts", "until": "noon"], "INC-1 was held (parts) until noon"),
      (["number": "INC-1"], "INC-1 was held"),
    ])
  func template(_ values: [String: String], _ text: String) {
    let kind = NoticeKind("x", "X", "X.", template: "{number} was held[ ({reason})][ until {until}]", fields: [])
    #expect(kind.words(values) == text)
  }

  @Test("each has a name of its own, words and a schema, and is described in the documents")
  func described() throws {
    let kinds = Wings.features.notices.all
    #expect(Set(kinds.map(\.name)).count == kinds.count && kinds.count == 52)
    #expect(
      Wings.features.notices.usual == ["clock.rung", "clock.breached"], "what webhooks got before there were others")
    let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../docs/messages.md")
    let document = try String(contentsOf: path, encoding: .utf8)
    for kind in kinds {
      #expect(kind.fields.contains { $0.name == "text" } && kind.occasion.hasSuffix("."), "\(kind.name)")
      #expect(document.contains("`\(kind.name)`"), "\(kind.name)")
      for field in kind.fields { #expect(document.contains("`\(field.name)`"), "\(kind.name).\(field.name)") }
    }
  }

  /// Everything that a desk does with a ticket, told to a webhook that wants all.
  private func told(_ test: TestApp) async throws -> [Delivery] {
    _ = try await test.run(AddHook(label: "all", url: "https://example.org/in", kinds: ["*"]), as: "ada")
    let ticket = try await test.run(OpenTicket(title: "Secret merger", description: "Nobody may know"), as: "rita")
    let key = TicketKey(ticket.id)
    let steps: [any Command & Sendable] = [
      AssignTicket(key, team: "network", assignee: "nat"), UnassignTicket(key),
      AnswerTicket(key, body: "A public word", isPublic: true),
      AnswerTicket(key, body: "An inner word", isPublic: false),
      HoldTicket(key, reason: "parts", until: test.clock.now() + .hours(2)), ResumeTicket(key, reason: "parts"),
      HandOffTicket(key, vendor: "acme", reference: "A-7"), AcknowledgeHandoff(key, vendor: "acme"),
      HandBackTicket(key, vendor: "acme"), ResolveTicket(key, code: "fixed", text: "A closing word"),
      ReopenTicket(key, reason: "a private reason"), ResolveTicket(key, text: "Again"), CloseTicket(key),
    ]
    for step in steps {
      test.clock.advance(by: .seconds(1))
      try await perform(step, test)
    }
    let other = try await test.run(OpenTicket(title: "Mistake"), as: "rita")
    try await test.run(CancelTicket(TicketKey(other.id), reason: "a private reason"), as: "rita")
    let merged = try await test.run(OpenTicket(title: "Again"), as: "ron")
    try await test.run(ReopenTicket(key), as: "kim")
    try await test.run(MergeTicket(TicketKey(merged.id), into: key), as: "lee")
    try await test.run(ResolveTicket(key, text: "A closing word"), as: "kim")
    return try await test.ask(ListMessages(limit: 100), as: "lee").reversed()
  }

  private func perform(_ command: some Command, _ test: TestApp) async throws {
    _ = try await test.run(command, as: "kim")
  }

  @Test(
    "what happens to a ticket is told as it happens, each by its kind, within the schema",
    arguments: TestEngine.available)
  func tickets(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let told = try await told(test)
      #expect(
        told.map(\.notice.kind).sorted()
          == [
            "opened", "assigned", "assigned", "answered", "noted", "held", "resumed", "handed-off", "acknowledged",
            "handed-back", "resolved", "reopened", "resolved", "closed", "opened", "cancelled", "opened", "reopened",
            "merged", "resolved", "outcome",
          ].map { "ticket." + $0 }.sorted())
      for delivery in told {
        let kind = try #require(Wings.features.notices.named(delivery.notice.kind))
        let data = try #require(delivery.notice.data?.objectValue)
        #expect(Set(data.keys).isSubset(of: kind.fields.map(\.name)), "\(kind.name)")
        for field in kind.fields where !field.isOptional {
          #expect(data[field.name] != nil, "\(kind.name).\(field.name)")
        }
        #expect(data["text"]?.stringValue == delivery.notice.cause && !delivery.notice.cause.contains("{"))
      }
      let held = try #require(told.first { $0.notice.kind == "ticket.held" })
      #expect(held.notice.cause.hasPrefix("INC-") && held.notice.cause.contains("on hold (parts) until 2025-06-02T"))
      #expect(held.notice.cause.hasSuffix("by kim") && held.notice.data?["actor"] == "kim")
    }
  }

  @Test("what people wrote never leaves, nor who asked")
  func privacy() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      let bodies = try await told(test).map(\.notice.body).joined()
      for word in [
        "Secret merger", "Nobody may know", "public word", "inner word", "closing word", "private reason", "rita",
      ] {
        #expect(!bodies.contains(word), "\(word)")
      }
    }
  }

  @Test("where nobody listens nothing is written", arguments: TestEngine.available)
  func silence(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      try await test.applyAgreement()
      let hook = try await test.run(AddHook(label: "off", url: "https://example.org/in", kinds: ["*"]), as: "ada")
      try await test.run(SwitchHook(hook.id, isActive: false), as: "ada")
      let ticket = try await test.run(OpenTicket(title: "Printer"), as: "rita")
      try await test.run(AnswerTicket(TicketKey(ticket.id), body: "Hello"), as: "kim")
      let counts = try await test.database.read { tx in
        try ["notice", "delivery"].map { table in try tx.first("SELECT COUNT(*) FROM \(table)") { try $0.int(0) } }
      }
      #expect(counts == [0, 0])
      try await test.run(SwitchHook(hook.id, isActive: true), as: "ada")
      try await test.run(AnswerTicket(TicketKey(ticket.id), body: "Hello again"), as: "kim")
      #expect(try await test.ask(ListMessages(), as: "lee").count == 1, "at once, on the node that switched it")
    }
  }
}
