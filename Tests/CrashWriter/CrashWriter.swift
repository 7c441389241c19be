import Foundation
import Kernel
import Storage
import StoragePostgres
import StorageSQLite

/// Half of the crash test of the storage layer; `Tests/Crash/storage.py` is the other.
///
///     CrashWriter write DATABASE ROUND   writes from many tasks for ever; a line for each entry once acknowledged
///     CrashWriter check DATABASE         a line for each entry that is there: `whole ID` or `broken ID`
@main struct CrashWriter {
  /// Tasks that write at the same time.
  private static let writers = 32
  /// Rows that belong to one entry and are there together or not at all.
  private static let parts = 5

  static func main() async {
    let arguments = CommandLine.arguments.dropFirst()
    do {
      switch (arguments.first, arguments.count) {
      case ("write", 3):
        let database = try await open(arguments[2])
        await write(database, round: arguments[3])
      case ("check", 2):
        let database = try await open(arguments[2])
        try await check(database)
        await database.close()
      default: fail("usage: CrashWriter write DATABASE ROUND | check DATABASE")
      }
    } catch {
      fail("\(error)")
    }
  }

  private static let schema = Migration("0001-entries") { dialect in
    [
      "CREATE TABLE entry (id \(dialect.textType) PRIMARY KEY, sum BIGINT NOT NULL)",
      """
      CREATE TABLE part (
        entry \(dialect.textType) NOT NULL REFERENCES entry (id), number BIGINT NOT NULL, value BIGINT NOT NULL,
        PRIMARY KEY (entry, number))
      """,
    ]
  }

  private static func open(_ name: String) async throws -> any Database {
    let database: any Database =
      name.hasPrefix("postgresql://") ? try PostgresDatabase.open(url: name) : try SQLiteDatabase.open(path: name)
    try await Migrator([schema]).migrate(database)
    return database
  }

  private static func write(_ database: any Database, round: String) async {
    await withTaskGroup(of: Void.self) { group in
      for writer in 0..<writers {
        group.addTask {
          for number in 0... {
            // Every seventh is given up half way and must never be seen.
            let isGivenUp = number % 7 == 3
            let id = (isGivenUp ? "never-" : "entry-") + "\(round)-\(writer)-\(number)"
            do {
              try await database.write { try insert(id, isGivenUp: isGivenUp, $0) }
              say(id)
            } catch {
              // Given up, or the server is away: go on, as the product would.
              await Task.yield()
            }
          }
        }
      }
    }
  }

  private struct GivenUp: Error {}

  private static func insert(_ id: String, isGivenUp: Bool, _ t: any Transaction) throws {
    let values = (1...parts).map { Int64(id.utf8.reduce(0) { $0 &+ Int($1) } * $0) }
    try t.execute("INSERT INTO entry (id, sum) VALUES ($1, $2)", [.text(id), .integer(values.reduce(0, +))])
    for (number, value) in values.enumerated() {
      if isGivenUp, number == 3 { throw GivenUp() }
      try t.enqueue(
        "INSERT INTO part (entry, number, value) VALUES ($1, $2, $3)", [.text(id), .int(number), .integer(value)])
    }
  }

  private static func check(_ database: any Database) async throws {
    let lines = try await database.read { t in
      try t.query(
        """
        SELECT e.id, e.sum = COALESCE(sum(p.value), 0) AND count(p.entry) = $1
        FROM entry AS e LEFT JOIN part AS p ON p.entry = e.id GROUP BY e.id, e.sum
        """, [.int(parts)]
      ) { (try $0.bool(1) ? "whole " : "broken ") + (try $0.text(0)) }
    }
    try FileHandle.standardOutput.write(contentsOf: Data(lines.joined(separator: "\n").utf8))
  }

  /// One write a line, so that what was said before a kill has arrived.
  private static func say(_ line: String) {
    try? FileHandle.standardOutput.write(contentsOf: Data((line + "\n").utf8))
  }

  private static func fail(_ message: String) -> Never {
    FileHandle.standardError.write(Data((message + "\n").utf8))
    exit(3)
  }
}
