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

@Suite("Sealing, exporting and reading the journal", .timeLimit(.minutes(10)))
struct SealTests {
  @Test("what has grown is sealed in batches, each chained to the one before", arguments: TestEngine.available)
  func batches(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      var sizes: [Int] = []
      while true {
        let outcome = try await test.run(SealJournal(limit: 4), as: "system")
        guard let checkpoint = outcome.checkpoint else { break }
        #expect(checkpoint.size == outcome.streams && checkpoint.number == Int64(sizes.count + 1))
        sizes.append(outcome.streams)
      }
      // Two teams, seven people, seven lists of words, and the register of keys.
      #expect(sizes == [4, 4, 4, 4, 1])
      try await test.run(OpenTicket(title: "Mouse"), as: "rita")
      #expect(try await test.ask(SealStatus(), as: "lee").unsealedStreams == 1)
      #expect(try await test.run(SealJournal(), as: "system").streams == 1)
      let status = try await test.ask(SealStatus(), as: "lee")
      #expect(status.unsealedStreams == 0 && status.last?.checkpoint.number == 6)
      #expect(try await test.app.verify(as: test.person("lee")).isClean)
    }
  }

  @Test("several sealers at once leave no gap and seal nothing twice", arguments: TestEngine.available)
  func together(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let system = test.system
      try await withThrowingTaskGroup(of: Void.self) { group in
        for index in 0..<4 {
          group.addTask { for _ in 0..<6 { _ = try await test.app.run(SealJournal(limit: 2), as: system) } }
          group.addTask {
            for n in 0..<6 { try await test.run(OpenTicket(title: "Ticket \(index) \(n)"), as: "rita") }
          }
        }
        try await group.waitForAll()
      }
      while try await test.run(SealJournal(), as: "system").checkpoint != nil {}
      let report = try await test.app.verify(as: test.person("lee"))
      #expect(report.findings.first == [])
      #expect(report.counts.unsealed == 0 && report.records[.tickets] == 24)
      #expect(report.counts.leaves == report.counts.streams)
    }
  }

  @Test("only the engine seals, and only with a key", arguments: TestEngine.available)
  func refusals(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      await #expect(throws: MainstayError.forbidden(permission: "engine.run")) {
        try await test.run(SealJournal(), as: "ada")
      }
      let keyless = App(
        database: test.database, clock: test.clock, ids: CountingIDs(), calendars: ZonedCalendars(),
        passwords: PlainPasswords(), commonPasswords: FewCommonPasswords())
      await #expect(throws: MainstayError.self) { try await keyless.run(SealJournal(), as: test.system) }
    }
  }

  @Test("the journal is for those who may see it", arguments: ["rita", "kim"])
  func permissions(_ name: String) async throws {
    try await withTestApp(on: .sqlite) { test async throws in
      let refusal = MainstayError.forbidden(permission: "journal.see")
      await #expect(throws: refusal) { try await test.ask(ListJournal(), as: name) }
      await #expect(throws: refusal) { try await test.ask(StreamEntries("team/desk"), as: name) }
      await #expect(throws: refusal) { try await test.ask(ListCheckpoints(), as: name) }
      await #expect(throws: refusal) { try await test.ask(SealStatus(), as: name) }
      await #expect(throws: refusal) { try await test.ask(ProveInclusion("team/desk"), as: name) }
      await #expect(throws: refusal) { try await test.ask(VerifyStream("team/desk"), as: name) }
      await #expect(throws: refusal) { try await test.app.verify(as: test.person(name)) }
      await #expect(throws: refusal) {
        try await test.app.exportJournal(as: test.person(name), to: { _ in })
      }
    }
  }

  @Test("a sealed head is proved by its checkpoint alone", arguments: TestEngine.available)
  func inclusion(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let desk = try await TamperedDesk(test)
      for stream in [desk.stream(desk.sealed), desk.stream(desk.half), "person/\(test.person("kim").id)"] {
        let proof = try #require(try await test.ask(ProveInclusion(stream), as: "lee"))
        #expect(proof.holds && proof.head.stream == stream)
        var other = proof
        other.head.sequence += 1
        #expect(!other.holds)
      }
      #expect(try await test.ask(ProveInclusion(desk.stream(desk.fresh)), as: "lee") == nil)
      await #expect(throws: MainstayError.notFound(kind: "stream", id: "none")) {
        try await test.ask(ProveInclusion("none"), as: "lee")
      }
    }
  }

  @Test("the latest entries come page by page, under any filter, each once", arguments: TestEngine.available)
  func list(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let desk = try await TamperedDesk(test)
      let all = try await pages(test, ListJournal(limit: 7))
      let count = try await desk.verify().counts.entries
      #expect(all.count == count && Set(all).count == count)
      #expect(all.map(\.entry.recordedAt) == all.map(\.entry.recordedAt).sorted(by: >))
      let answers = try await pages(test, ListJournal(kind: "ticket.answered", limit: 1))
      #expect(
        answers.map(\.entry.actor) == ["lee", "nat", "kim"] || answers.map(\.entry.actor) == ["nat", "lee", "kim"])
      let ron = try await pages(test, ListJournal(actor: "ron", limit: 2))
      #expect(ron.map(\.entry.stream) == [desk.stream(desk.fresh)])
      let teams = try await pages(test, ListJournal(streamPrefix: "team/", limit: 1))
      #expect(Set(teams.map(\.entry.stream)) == ["team/desk", "team/network"])
      #expect(try await pages(test, ListJournal(kind: "none")).isEmpty)
      await #expect(throws: MainstayError.self) {
        try await test.ask(ListJournal(kind: String(repeating: "x", count: 201)), as: "lee")
      }
    }
  }

  private func pages(_ test: TestApp, _ query: ListJournal) async throws -> [StoredEntry] {
    var query = query
    var found: [StoredEntry] = []
    repeat {
      let page = try await test.ask(query, as: "lee")
      found += page.entries
      query.before = page.next
    } while query.before != nil
    return found
  }

  @Test("a stream's entries come in order, with its head and its seal", arguments: TestEngine.available)
  func streamEntries(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let desk = try await TamperedDesk(test)
      let first = try await test.ask(StreamEntries(desk.stream(desk.sealed), limit: 3), as: "lee")
      #expect(first.entries.map(\.entry.sequence) == [1, 2, 3])
      #expect(first.hasMore && first.head.sequence == 5 && first.lastSeal == 1)
      let rest = try await test.ask(StreamEntries(desk.stream(desk.sealed), after: 3), as: "lee")
      #expect(rest.entries.map(\.entry.kind) == ["ticket.resumed", "ticket.resolved"])
      #expect(!rest.hasMore && rest.entries.last?.hash == rest.head.hash)
      #expect(try await test.ask(StreamEntries(desk.stream(desk.fresh)), as: "lee").lastSeal == nil)
    }
  }

  @Test("an exported journal verifies without a database", arguments: TestEngine.available)
  func export(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let desk = try await TamperedDesk(test)
      let (bytes, counts) = try await exported(test)
      var offline = OfflineJournal(trusting: [try #require(TestApp.seal?.publicKey)])
      try offline.read(bytes)
      let outcome = try offline.finish()
      #expect(outcome.findings.first == [])
      let report = try await desk.verify()
      #expect(outcome.counts == report.counts && outcome.last == report.last)
      #expect(counts.entries == report.counts.entries && counts.leaves == report.counts.leaves)
    }
  }

  @Test("an export shows what was tampered with before it", arguments: TestEngine.available)
  func exportOfTampered(_ engine: TestEngine) async throws {
    try await withTestApp(on: engine) { test async throws in
      let desk = try await TamperedDesk(test)
      try await desk.tamper([
        "UPDATE journal_entry SET payload = 'no JSON' WHERE stream = 'ticket/:sealed' AND sequence = 3",
        "DELETE FROM journal_entry WHERE stream = 'ticket/:fresh'",
        "DELETE FROM journal_leaf WHERE checkpoint = 2",
      ])
      var offline = OfflineJournal()
      try offline.read(try await exported(test).bytes)
      let findings = try offline.finish().findings
      #expect(Set(findings.first.map(\.kind)) == [.changed, .truncated, .seal])
    }
  }

  private func exported(_ test: TestApp) async throws -> (bytes: [UInt8], counts: JournalCounts) {
    let file = Mutex<[UInt8]>([])
    let counts = try await test.app.exportJournal(as: test.person("lee")) { part in
      file.withLock { $0 += part }
    }
    return (file.withLock { $0 }, counts)
  }
}
