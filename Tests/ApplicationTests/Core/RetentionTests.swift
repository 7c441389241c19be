import Core
import ImportUseCases
import Journal
import JournalUseCases
import Kernel
import PeopleUseCases
import TestApp
import TestDatabases
import Testing

@Suite("What is deleted once it has ended for long enough", .timeLimit(.minutes(10)))
struct RetentionTests {
  @Test(
    "tokens go after their days, journaled as counts, and verification misses none", arguments: TestEngine.available)
  func tokens(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      func make(_ label: String, _ days: Int64) async throws -> RecordID {
        try await test.run(CreateToken(label: label, scopes: [.read], validFor: .days(days)), as: "kim").token.id
      }
      func labels() async throws -> [String] {
        try await test.ask(ListTokens(), as: "kim").map(\.label).sorted()
      }
      _ = try await make("short", 1)
      _ = try await make("long", 300)
      try await test.run(RevokeToken(try await make("revoked", 300)), as: "kim")
      test.clock.advance(by: .days(90) - .milliseconds(1))
      #expect(try await test.app.applyRetention(as: test.system) == 0)
      test.clock.advance(by: .milliseconds(2))
      #expect(try await test.app.applyRetention(as: test.system) == 1)
      #expect(try await labels() == ["long", "short"])
      test.clock.advance(by: .days(1))
      #expect(try await test.app.applyRetention(as: test.system) == 1)
      #expect(try await labels() == ["long"])
      let journal = try await test.ask(ListJournal(kind: "retention.applied"), as: "lee").entries
      #expect(journal.map(\.entry.payload) == [#"{"tokens":1}"#, #"{"tokens":1}"#])
      #expect(try await test.app.verify(as: test.person("lee")).findings.first == [])
    }
  }

  @Test("background work is remembered for its days")
  func work() async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      let report = WorkReport(
        id: RecordID("a"), kind: .import, name: "log.csv", startedBy: "mo", startedAt: TestApp.start, progress: 1000,
        outcome: "Imported.")
      let node = Node(name: "alpha:1", startedAt: TestApp.start, runsEngine: true)
      _ = try await test.run(SeeNode(node, work: [report]), as: "system")
      test.clock.advance(by: .days(90))
      #expect(try await test.app.applyRetention(as: test.system) == 0)
      test.clock.advance(by: .milliseconds(1))
      #expect(try await test.app.applyRetention(as: test.system) == 1)
      #expect(try await test.ask(ListWork(), as: "lee").isEmpty)
    }
  }

  @Test(
    "what an import could not use is told for its days; the run and its counts stay", arguments: TestEngine.available)
  func importFaults(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let run = try await test.run(
        BeginImport(ImportIdentity(source: "servicenow", name: "log.csv", digest: "d", zone: "UTC")), as: "mo")
      let faults = (1...3).map { ImportFault(line: $0, number: "INC\($0)", reason: "it has no date") }
      let item = ImportItem(history: nil, faults: faults, isHeld: true, line: 1, position: 3)
      _ = try await test.run(ImportHistories(run: run.id, from: 0, [item]), as: "mo")
      _ = try await test.run(FinishImport(run.id), as: "mo")
      test.clock.advance(by: .days(90))
      #expect(try await test.app.applyRetention(as: test.system) == 0)
      #expect(try await test.ask(ListImportFaults(of: run.id), as: "mo") == faults)
      test.clock.advance(by: .milliseconds(1))
      #expect(try await test.app.applyRetention(as: test.system) == 3)
      #expect(try await test.ask(ListImportFaults(of: run.id), as: "mo").isEmpty)
      let detail = try await test.ask(ShowImport(run.id), as: "mo")
      #expect(detail.run.tally.faults == 3)
    }
  }
}
