import Foundation
import Kernel
import Storage
import Synchronization
import TestDatabases
import Testing

private let now = Instant(seconds: 1_750_000_000)

private let things = Migration("0001-things") { dialect in
  [
    """
    CREATE TABLE thing (
      id \(dialect.textType) PRIMARY KEY, title TEXT, size DOUBLE PRECISION, open BOOLEAN NOT NULL,
      body \(dialect.bytesType), count BIGINT NOT NULL
    )
    """,
    "CREATE TABLE part (id BIGINT PRIMARY KEY, thing \(dialect.textType) NOT NULL REFERENCES thing (id))",
    "INSERT INTO thing (id, open, count) VALUES ('made by the step', FALSE, 0)",
  ] + dialect.makeSequence("thing_number")
}
private let later = Migration("0002-later") { _ in ["ALTER TABLE part ADD COLUMN note TEXT"] }

private let titles = [
  "plain", "a \"quoted\" one\n\twith lines", "ünïcödé \u{1F600}", "",
]

private func fill(_ database: any Database, rows: Int = 1200) async throws {
  try await database.write { tx in
    try tx.execute("DELETE FROM thing WHERE id = $1", ["made by the step"])
    for n in 0..<rows {
      try tx.execute(
        "INSERT INTO thing (id, title, size, open, body, count) VALUES ($1, $2, $3, $4, $5, $6)",
        [
          .text("thing-\(n)"), n % 7 == 0 ? .null : .text(titles[n % titles.count]),
          n % 5 == 0 ? .null : .real(Double(n) / 3), .bool(n % 2 == 0),
          .bytes([UInt8(n % 256), 0, 255]), .integer(Int64.max - Int64(n)),
        ])
      if n % 3 == 0 {
        try tx.execute("INSERT INTO part (id, thing) VALUES ($1, $2)", [.int(n), .text("thing-\(n)")])
      }
    }
    for _ in 0..<3 { try tx.forEach(tx.dialect.takeNumber("thing_number"), []) { _ in } }
  }
}

private func contents(_ database: any Database) async throws -> [String] {
  try await database.read { tx in
    try tx.query("SELECT id, title, size, open, body, count FROM thing ORDER BY id") { row in
      """
      \(try row.text(0))|\(try row.optionalText(1) ?? "-")|\(try row.optionalDouble(2).map { "\($0)" } ?? "-")|\
      \(try row.bool(3))|\(try row.optionalBytes(4) ?? [])|\(try row.int64(5))
      """
    } + tx.query("SELECT id, thing FROM part ORDER BY id") { "\(try $0.int64(0))|\(try $0.text(1))" }
  }
}

private func isEmpty(_ tx: any Transaction) throws -> Bool {
  try tx.first("SELECT 1 FROM part") { _ in true } == nil
}

@Suite("Backup and restore", .timeLimit(.minutes(10)))
struct BackupTests {
  static let pairs = TestEngine.available.flatMap { from in TestEngine.available.map { (from, $0) } }

  @Test("a restored database holds the same rows, from any engine to any engine", arguments: pairs)
  func roundTrip(_ from: TestEngine, _ to: TestEngine) async throws {
    try await withTemporaryFolder { folder in
      let path = folder + "/b.backup"
      let (before, taken) = try await withDatabase(on: from, [things]) { database in
        try await fill(database)
        return (try await contents(database), try await Backup.take(of: database, to: path, at: now))
      }
      #expect(taken.rows == ["thing": 1200, "part": 400])
      #expect(taken.takenAt == now)
      try await withDatabase(on: to) { database in
        let restored = try await Backup.restore(path, into: database, migrations: [things, later], isEmpty: isEmpty)
        #expect(restored == taken)
        #expect(try await contents(database) == before)
        let next = try await database.write { tx in
          try tx.first(tx.dialect.takeNumber("thing_number")) { try $0.int64(0) }
        }
        #expect(next == 4)
        #expect(try await Migrator([things, later]).status(database).map(\.state) == [.applied, .applied])
      }
    }
  }

  @Test("a backup under way stands nowhere, and what an ended one left is cleared away")
  func unnamed() async throws {
    try await withTemporaryFolder { folder in
      let (path, left) = (folder + "/b.backup", folder + "/b.backup.partial")
      try Data("secret".utf8).write(to: URL(filePath: left))
      let seen = Mutex<[[String]]>([])
      try await withDatabase(on: .sqlite, [things]) { database in
        try await fill(database)
        _ = try await Backup.take(of: database, to: path, at: now) { _ in
          let names = try? FileManager.default.contentsOfDirectory(atPath: folder)
          seen.withLock { $0.append(names ?? ["unreadable"]) }
        }
      }
      #expect(seen.withLock { !$0.isEmpty && $0.allSatisfy(\.isEmpty) })
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["b.backup"])
      let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
      #expect(mode?.intValue == 0o600)
    }
  }

  @Test("a database that holds something is left alone", arguments: TestEngine.available)
  func notEmpty(_ engine: TestEngine) async throws {
    try await withTemporaryFolder { folder in
      try await withDatabase(on: engine, [things]) { database in
        try await fill(database, rows: 10)
        let path = folder + "/b.backup"
        _ = try await Backup.take(of: database, to: path, at: now)
        let before = try await contents(database)
        await #expect(throws: MainstayError.self) {
          try await Backup.restore(path, into: database, migrations: [things], isEmpty: isEmpty)
        }
        #expect(try await contents(database) == before)
      }
    }
  }

  @Test("a file that was cut short or changed is refused, with its line")
  func damaged() async throws {
    try await withTemporaryFolder { folder in
      let path = folder + "/b.backup"
      try await withDatabase(on: .sqlite, [things]) { database in
        try await fill(database, rows: 20)
        _ = try await Backup.take(of: database, to: path, at: now)
      }
      let whole = try Data(contentsOf: URL(filePath: path))
      #expect(throws: Never.self) { try Backup.check(path) }
      for length in [0, 1, whole.count / 2, whole.count - 1] {
        try whole.prefix(length).write(to: URL(filePath: path))
        #expect(throws: MainstayError.self, "cut to \(length) bytes") { try Backup.check(path) }
      }
      var changed = try #require(String(data: whole, encoding: .utf8))
      changed.replace("thing-7", with: "thing-x")
      try Data(changed.utf8).write(to: URL(filePath: path))
      #expect(throws: MainstayError.self) { try Backup.check(path) }
    }
  }

  @Test("a backup of a newer program is refused")
  func newer() async throws {
    try await withTemporaryFolder { folder in
      let path = folder + "/b.backup"
      try await withDatabase(on: .sqlite, [things, later]) { database in
        _ = try await Backup.take(of: database, to: path, at: now)
      }
      try await withDatabase(on: .sqlite) { database in
        await #expect(throws: MainstayError.self) {
          try await Backup.restore(path, into: database, migrations: [things], isEmpty: isEmpty)
        }
      }
    }
  }

  @Test("nothing stands under the file's name when a backup cannot be finished")
  func unwritable() async throws {
    try await withDatabase(on: .sqlite, [things]) { database in
      await #expect(throws: MainstayError.self) {
        try await Backup.take(of: database, to: "/nowhere/at/all.backup", at: now)
      }
    }
  }
}
