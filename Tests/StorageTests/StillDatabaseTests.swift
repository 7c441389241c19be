import Foundation
import Kernel
import Storage
import TestDatabases
import Testing
@testable import StorageSQLite

private let schema = Migration("0001-items") { _ in ["CREATE TABLE item (id BIGINT PRIMARY KEY)"] }

@Suite("A database that is looked at", .timeLimit(.minutes(10)))
struct StillDatabaseTests {
  private func made(in folder: String) async throws -> String {
    let path = folder + "/a name?.sqlite"
    let database = try SQLiteDatabase.open(path: path)
    try await Migrator([schema]).migrate(database)
    try await database.write { try $0.execute("INSERT INTO item (id) VALUES (7)") }
    await database.close()
    return path
  }

  @Test("read as it stands it needs no file beside it, and takes no write")
  func still() async throws {
    try await withTemporaryFolder { folder in
      let path = try await made(in: folder)
      var options = SQLiteDatabase.Options()
      options.access = .still
      let database = try SQLiteDatabase.open(path: path, options: options)
      let ids = try await database.read { try $0.query("SELECT id FROM item") { try $0.int(0) } }
      #expect(ids == [7] && database.isStill)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["a name?.sqlite"])
      await #expect(throws: MainstayError.self) { try await database.write { try $0.execute("DELETE FROM item") } }
      await database.close()
    }
  }

  @Test(
    "looked at, a file of another program keeps its kind of log and its bytes, and one that is not there is not made")
  func looking() async throws {
    try await withTemporaryFolder { folder in
      let path = folder + "/other.sqlite"
      let made = try SQLiteDatabase.open(path: path)
      try await made.write { try $0.execute("CREATE TABLE other (id BIGINT)") }
      // As other programs leave theirs: without a write-ahead log (bytes 18 and 19 of the header).
      await made.close()
      var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
      (bytes[18], bytes[19]) = (1, 1)
      try bytes.write(to: URL(fileURLWithPath: path))
      let database = try SQLiteDatabase.look(at: path)
      let names = try await database.read {
        try $0.query("SELECT name FROM sqlite_schema WHERE type = 'table'") { try $0.text(0) }
      }
      #expect(names == ["other"])
      await #expect(throws: MainstayError.self) { try await database.write { try $0.execute("DROP TABLE other") } }
      await database.close()
      #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == bytes)
      #expect(throws: MainstayError.self) { try SQLiteDatabase.look(at: folder + "/none.sqlite") }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["other.sqlite"])
    }
  }

  @Test("how much room there is on its disk is known")
  func room() async throws {
    try await withDatabase(on: .sqlite, [schema]) { database in
      let free = try #require(database.freeBytes)
      #expect(free > 0)
    }
    #expect(DatabaseFiles.freeBytes(beside: "/nowhere/at/all.sqlite") == nil)
  }
}
