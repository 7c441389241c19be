import Dispatch
import Kernel
import Storage
import TestDatabases
import Testing

private let schema = Migration("0001-items") { _ in ["CREATE TABLE item (id BIGINT PRIMARY KEY)"] }

@Suite(.timeLimit(.minutes(10))) struct SnapshotTests {
  @Test("A reader sees one state from its first statement to its last", arguments: TestEngine.available)
  func stable(_ engine: TestEngine) async throws {
    try await withDatabase(on: engine, [schema]) { database async throws in
      let gate = DispatchSemaphore(value: 0)
      let (looked, hasLooked) = AsyncStream.makeStream(of: Void.self)
      async let counts = database.read { t throws in
        let before = try t.first("SELECT count(*) FROM item") { try $0.int(0) }
        hasLooked.finish()
        gate.wait()
        return [before, try t.first("SELECT count(*) FROM item") { try $0.int(0) }]
      }
      for await _ in looked {}
      try await database.write { try $0.execute("INSERT INTO item (id) VALUES (1)") }
      gate.signal()
      #expect(try await counts == [0, 0])
      let after = try await database.read { try $0.first("SELECT count(*) FROM item") { try $0.int(0) } }
      #expect(after == 1)
    }
  }

  @Test("An action after the commit sees its transaction made", arguments: TestEngine.available)
  func afterCommit(_ engine: TestEngine) async throws {
    try await withDatabase(on: engine, [schema]) { database async throws in
      let (done, isDone) = AsyncStream.makeStream(of: Void.self)
      try await database.write { t throws in
        try t.execute("INSERT INTO item (id) VALUES (1)")
        t.afterCommit { isDone.finish() }
      }
      for await _ in done {}
      let count = try await database.read { try $0.first("SELECT count(*) FROM item") { try $0.int(0) } }
      #expect(count == 1)
    }
  }

  @Test("A statement that runs too long is stopped and says its limit", arguments: TestEngine.available)
  func timeLimit(_ engine: TestEngine) async throws {
    try await withDatabase(on: engine) { database async throws in
      let endless =
        engine == .postgres
        ? "SELECT pg_sleep(1000)"
        : "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
      await #expect(throws: MainstayError.unavailable(reason: "a statement took longer than its limit of 1 s")) {
        try await database.read { t throws in
          try t.setTimeLimit(seconds: 1)
          try t.forEach(endless, []) { _ in }
        }
      }
    }
  }
}
