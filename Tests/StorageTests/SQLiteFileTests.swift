import Dispatch
import Foundation
import Kernel
import Storage
import StorageSQLite
import TestDatabases
import Testing

private let schema = Migration("0001-items") { _ in ["CREATE TABLE item (id BIGINT PRIMARY KEY, body BLOB)"] }

@Suite("The files of a SQLite database", .timeLimit(.minutes(10)))
struct SQLiteFileTests {
  private func insert(_ id: Int, into database: SQLiteDatabase) async throws {
    try await database.write { try $0.execute("INSERT INTO item (id) VALUES ($1)", [.int(id)]) }
  }

  private func ids(in database: SQLiteDatabase) async throws -> [Int] {
    try await database.read { try $0.query("SELECT id FROM item ORDER BY id") { try $0.int(0) } }
  }

  private func refusal(of id: Int, by database: SQLiteDatabase) async throws -> String? {
    do {
      try await insert(id, into: database)
      return nil
    } catch MainstayError.unavailable(let reason) {
      return reason
    }
  }

  @Test("a file that was moved away takes no writes, and takes them again once it is back")
  func moved() async throws {
    try await withTemporaryFolder { folder in
      let path = folder + "/desk.sqlite"
      let database = try SQLiteDatabase.open(path: path)
      try await Migrator([schema]).migrate(database)
      try await insert(1, into: database)
      try FileManager.default.moveItem(atPath: path, toPath: path + ".away")
      let reason = try #require(try await refusal(of: 2, by: database))
      #expect(reason.contains("desk.sqlite was moved or removed") && reason.contains("put it back"))
      #expect(try await ids(in: database) == [1], "it can still be read")
      #expect(!FileManager.default.fileExists(atPath: path), "no empty one is made in its place")
      try FileManager.default.moveItem(atPath: path + ".away", toPath: path)
      try await insert(3, into: database)
      #expect(try await ids(in: database) == [1, 3])
      await database.close()
    }
  }

  @Test("another file in its place takes no writes either")
  func replaced() async throws {
    try await withTemporaryFolder { folder in
      let path = folder + "/desk.sqlite"
      let database = try SQLiteDatabase.open(path: path)
      try await Migrator([schema]).migrate(database)
      try FileManager.default.moveItem(atPath: path, toPath: path + ".away")
      try FileManager.default.copyItem(atPath: path + ".away", toPath: path)
      #expect(try await refusal(of: 1, by: database) != nil)
      await database.close()
    }
  }

  @Test("without its log nothing is acknowledged, and what was acknowledged is kept", arguments: ["-wal", "-shm"])
  func withoutLog(_ ending: String) async throws {
    try await withTemporaryFolder { folder in
      let path = folder + "/desk.sqlite"
      let database = try SQLiteDatabase.open(path: path)
      try await Migrator([schema]).migrate(database)
      for id in 1...5 { try await insert(id, into: database) }
      try FileManager.default.removeItem(atPath: path + ending)
      let reason = try #require(try await refusal(of: 6, by: database))
      #expect(reason.contains("desk.sqlite\(ending)") && reason.contains("SIGTERM"))
      // As after a kill: what the process still had in its hands is gone.
      try FileManager.default.copyItem(atPath: path, toPath: folder + "/left.sqlite")
      if ending == "-wal" {
        let left = try SQLiteDatabase.open(path: folder + "/left.sqlite")
        #expect(try await ids(in: left) == [1, 2, 3, 4, 5])
        await left.close()
      }
      await database.close()
    }
  }

  @Test("a log that grew behind a long reader is cut back once the reader has ended")
  func logGrowth() async throws {
    try await withTemporaryFolder { folder in
      var options = SQLiteDatabase.Options()
      options.logBytes = 100_000
      let path = folder + "/desk.sqlite"
      let database = try SQLiteDatabase.open(path: path, options: options)
      try await Migrator([schema]).migrate(database)
      let gate = DispatchSemaphore(value: 0)
      let (reading, reads) = AsyncStream.makeStream(of: Void.self)
      async let reader: Void = database.read { t in
        _ = try t.first("SELECT COUNT(*) FROM item") { try $0.int(0) }
        reads.finish()
        gate.wait()
      }
      for await _ in reading {}
      for id in 1...30 {
        try await database.write {
          try $0.execute(
            "INSERT INTO item (id, body) VALUES ($1, $2)", [.int(id), .bytes(Array(repeating: 1, count: 200_000))])
        }
      }
      func size() throws -> Int {
        try #require(try FileManager.default.attributesOfItem(atPath: path + "-wal")[.size] as? Int)
      }
      #expect(try size() > 5_000_000)
      gate.signal()
      try await reader
      for id in 31...33 { try await insert(id, into: database) }
      #expect(try size() <= 100_000)
      await database.close()
    }
  }
}
