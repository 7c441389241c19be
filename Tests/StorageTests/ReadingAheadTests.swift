import Kernel
import Storage
import TestDatabases
import Testing

@Suite("Reading ahead", .timeLimit(.minutes(10))) struct ReadingAheadTests {
  private static let pairs = Migration("0001-pairs") { dialect in
    ["CREATE TABLE pair (name \(dialect.textType) PRIMARY KEY, value BIGINT NOT NULL)"]
  }

  private func withPairs(
    on engine: TestEngine, _ body: @Sendable (any Database) async throws -> Void
  ) async throws {
    try await withDatabase(on: engine, [ReadingAheadTests.pairs]) { database async throws in
      try await database.write { tx in
        _ = try tx.executeBatch("INSERT INTO pair (name, value) VALUES ($1, $2)", [["a", 1], ["b", 2]])
      }
      try await body(database)
    }
  }

  private static func value(_ name: String, in tx: any Transaction) throws -> Int64? {
    try tx.first("SELECT value FROM pair WHERE name = $1", [.text(name)]) { try $0.int64(0) }
  }

  @Test("answers are the same in any order, asked for or not, once and again", arguments: TestEngine.available)
  func answers(_ engine: TestEngine) async throws {
    try await withPairs(on: engine) { database async throws in
      let found = try await database.read { tx -> [Int64?] in
        try tx.readAhead { ahead in
          for name in ["a", "b", "never asked for"] { _ = try ReadingAheadTests.value(name, in: ahead) }
        }
        let first = try ["b", "nobody's", "a", "a"].map { try ReadingAheadTests.value($0, in: tx) }
        try tx.readAhead { _ = try ReadingAheadTests.value("b", in: $0) }
        return try first + [ReadingAheadTests.value("b", in: tx)]
      }
      #expect(found == [2, nil, 1, 1, 2])
      // Nor does the next transaction of the connection hear of what this one left.
      let next = try await database.read { try ReadingAheadTests.value("never asked for", in: $0) }
      #expect(next == nil)
    }
  }

  @Test("a statement that fails ends the transaction", arguments: TestEngine.available)
  func failure(_ engine: TestEngine) async throws {
    try await withPairs(on: engine) { database async throws in
      await #expect(throws: StorageError.self) {
        try await database.read { tx in
          try tx.readAhead { _ = try $0.first("SELECT nothing FROM pair") { try $0.int64(0) } }
          _ = try ReadingAheadTests.value("a", in: tx)
          _ = try tx.first("SELECT nothing FROM pair") { try $0.int64(0) }
        }
      }
      let value = try await database.read { try ReadingAheadTests.value("a", in: $0) }
      #expect(value == 1)
    }
  }

  @Test("an answer holds until the transaction changes something", arguments: TestEngine.available)
  func writing(_ engine: TestEngine) async throws {
    try await withPairs(on: engine) { database async throws in
      let values = try await database.write { tx -> [Int64?] in
        func ahead() throws {
          try tx.readAhead { for name in ["a", "b"] { _ = try ReadingAheadTests.value(name, in: $0) } }
        }
        try ahead()
        let before = try ReadingAheadTests.value("a", in: tx)
        try tx.execute("UPDATE pair SET value = 3")
        let executed = try ReadingAheadTests.value("b", in: tx)
        try ahead()
        try tx.enqueue("UPDATE pair SET value = 4", [])
        return try [before, executed, ReadingAheadTests.value("a", in: tx)]
      }
      #expect(values == [1, 3, 4])
    }
  }

  @Test("PostgreSQL answers it before what is asked for first", .enabled(if: TestEngine.available.contains(.postgres)))
  func roundTrip() async throws {
    try await withPairs(on: .postgres) { database async throws in
      @Sendable func clock(_ name: String) -> String {
        "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1e6 AS BIGINT) AS \(name)"
      }
      let (early, asked) = try await database.read { tx -> (Int64, Int64) in
        try tx.readAhead { _ = try $0.first(clock("early")) { try $0.int64(0) } }
        let asked = try tx.first(clock("asked")) { try $0.int64(0) }
        return (try tx.first(clock("early")) { try $0.int64(0) } ?? .max, asked ?? .min)
      }
      #expect(early <= asked)
      // What changes something is none of it.
      await #expect(throws: StorageError.self) {
        try await database.read { tx in try tx.readAhead { try $0.execute("DELETE FROM pair") } }
      }
    }
  }
}
