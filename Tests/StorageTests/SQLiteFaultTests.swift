import Dispatch
import Foundation
import Kernel
import Storage
import TestDatabases
import Testing
@testable import StorageSQLite

private let schema = Migration("0001-items") { _ in ["CREATE TABLE item (id BIGINT PRIMARY KEY, body BLOB)"] }

@Suite(.timeLimit(.minutes(10))) struct SQLiteFaultTests {
  @Test("A full disk is named, loses nothing that was written, and passes by itself")
  func full() async throws {
    try await withDatabase(on: .sqlite, [schema]) { database async throws in
      try await database.write { try $0.execute("INSERT INTO item (id) VALUES (1)") }
      let pages = try await database.read { try $0.first("PRAGMA page_count") { try $0.int(0) } } ?? 0
      try await database.write { try $0.forEach("PRAGMA max_page_count = \(pages + 2)", []) { _ in } }
      await #expect(throws: MainstayError.unavailable(reason: "the disk that holds the database is full")) {
        try await database.write { t in
          try t.execute("INSERT INTO item (id, body) VALUES (2, $1)", [.bytes(Array(repeating: 1, count: 100_000))])
        }
      }
      try await database.write { try $0.forEach("PRAGMA max_page_count = 1000000", []) { _ in } }
      try await database.write { try $0.execute("INSERT INTO item (id) VALUES (3)") }
      let ids = try await database.read { try $0.query("SELECT id FROM item ORDER BY id") { try $0.int(0) } }
      #expect(ids == [1, 3])
    }
  }

  @Test("What a comparison would not find is not read either: bytes for a text, another number for a truth")
  func otherTypes() async throws {
    try await withDatabase(on: .sqlite, [schema]) { database async throws in
      try await database.read { t throws in
        for value in ["CAST('open' AS BLOB)", "7", "1.5", "NULL"] {
          #expect(throws: StorageError.self, "\(value)") { try t.first("SELECT \(value)") { try $0.text(0) } }
        }
        for value in ["2", "-1", "NULL", "'1'"] {
          #expect(throws: StorageError.self, "\(value)") { try t.first("SELECT \(value)") { try $0.bool(0) } }
        }
        let text = try t.first("SELECT 'open'") { try $0.text(0) }
        let truths = try t.first("SELECT 1, 0") { [try $0.bool(0), try $0.bool(1)] }
        #expect(text == "open" && truths == [true, false])
      }
      await #expect(throws: StorageError.self, "two statements") {
        try await database.read { try $0.first("SELECT 1; SELECT 2") { try $0.int(0) } }
      }
    }
  }

  /// A result code, and what the reason says.
  static let passing: [(code: Int32, words: String)] = [
    (3, "may not be read or written"), (5, "another program"), (6, "another program"),
    (10, "cannot be read or written"),
    (13, "full"), (14, "cannot be opened"), (15, "disk may stand still"), (22, "as large"), (23, "may not be"),
    (10 | 15 << 8, "cannot be read or written"), (5 | 1 << 8, "another program"),
  ]

  @Test("What may pass is unavailable, in words, and never an error of the statement", arguments: passing)
  func unavailable(_ code: Int32, _ words: String) {
    let error = SQLiteFailure.classify(code, "message", sql: "SELECT 1", seconds: 10)
    guard case MainstayError.unavailable(let reason) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(reason.contains(words))
  }

  @Test("A file that another program holds is named as the reason, and is taken again when it is free")
  func locked() async throws {
    try await withTemporaryFolder { folder in
      var options = SQLiteDatabase.Options()
      options.lockSeconds = 1
      let other = try SQLiteDatabase.open(path: folder + "/shared.sqlite")
      let database = try SQLiteDatabase.open(path: folder + "/shared.sqlite", options: options)
      try await Migrator([schema]).migrate(database)
      let gate = DispatchSemaphore(value: 0)
      let (holding, holds) = AsyncStream.makeStream(of: Void.self)
      async let holder: Void = other.write { t in
        try t.execute("INSERT INTO item (id) VALUES (1)")
        holds.finish()
        gate.wait()
      }
      for await _ in holding {}
      await #expect(throws: MainstayError.unavailable(reason: "another program holds the database file")) {
        try await database.write { try $0.execute("INSERT INTO item (id) VALUES (2)") }
      }
      gate.signal()
      try await holder
      try await database.write { try $0.execute("INSERT INTO item (id) VALUES (3)") }
      let ids = try await database.read { try $0.query("SELECT id FROM item ORDER BY id") { try $0.int(0) } }
      #expect(ids == [1, 3])
      await database.close()
      await other.close()
    }
  }

  @Test("A process that writes without end leaves others their turn")
  func turns() async throws {
    try await withTemporaryFolder { folder in
      let busy = try SQLiteDatabase.open(path: folder + "/shared.sqlite")
      let other = try SQLiteDatabase.open(path: folder + "/shared.sqlite")
      try await Migrator([schema]).migrate(busy)
      let (started, hasStarted) = AsyncStream.makeStream(of: Void.self)
      let importing = Task {
        var first = 1000
        while !Task.isCancelled {
          let ids = (first..<first + 20_000).map { [SQLValue.int($0)] }
          first += ids.count
          try await busy.write { _ = try $0.executeBatch("INSERT INTO item (id) VALUES ($1)", ids) }
          hasStarted.finish()
        }
      }
      defer { importing.cancel() }
      for await _ in started {}
      for id in 1...5 {
        try await other.write { try $0.execute("INSERT INTO item (id) VALUES ($1)", [.int(id)]) }
      }
      importing.cancel()
      _ = try? await importing.value
      await busy.close()
      await other.close()
    }
  }

  @Test("A file that is no database, or cannot be made, is named as the reason")
  func unusable() async throws {
    try await withTemporaryFolder { folder in
      try "words in a file, and no database at all".write(
        toFile: folder + "/words", atomically: true, encoding: .utf8)
      for (path, remedy) in [
        (folder, "it is a folder"), (folder + "/none/test.sqlite", "there is no folder \(folder)/none"),
        (folder + "/words", "it is no SQLite database; name another file"),
      ] {
        let error = #expect(throws: MainstayError.self) { _ = try SQLiteDatabase.open(path: path) }
        guard case .unavailable(let reason) = error else {
          Issue.record("\(String(describing: error))")
          return
        }
        #expect(reason.contains(path) && reason.contains(remedy))
      }
    }
  }

  @Test("Statements that are used again and again are not more than the connection keeps")
  func manyStatements() async throws {
    try await withTemporaryFolder { folder in
      var options = SQLiteDatabase.Options()
      options.statementLimit = 5
      options.readers = 1
      let database = try SQLiteDatabase.open(path: folder + "/many.sqlite", options: options)
      for round in 0..<3 {
        let sum = try await database.read { t in
          try (0..<20).reduce(0) { sum, number in
            sum + (try t.first("SELECT \(number) + $1", [.int(round)]) { try $0.int(0) } ?? 0)
          }
        }
        #expect(sum == 190 + 20 * round)
      }
      await database.close()
    }
  }
}
