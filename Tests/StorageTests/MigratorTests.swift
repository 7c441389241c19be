import Kernel
import Storage
import TestDatabases
import Testing

private let first = Migration("0001-first") { _ in ["CREATE TABLE first (id BIGINT PRIMARY KEY)"] }
private let second = Migration("0002-second") { dialect in
  ["CREATE TABLE second (id BIGINT PRIMARY KEY, body \(dialect.bytesType))", "INSERT INTO second (id) VALUES (1)"]
}

@Suite(.timeLimit(.minutes(10))) struct MigratorTests {
  @Test("Pending steps run once, in the order of their ids", arguments: TestEngine.available)
  func order(_ engine: TestEngine) async throws {
    try await withDatabase(on: engine) { database async throws in
      let migrator = Migrator([second, first])
      #expect(try await migrator.status(database).map(\.state) == [.pending, .pending])
      #expect(try await migrator.migrate(database) == ["0001-first", "0002-second"])
      #expect(try await migrator.migrate(database).isEmpty)
      #expect(try await migrator.status(database).map(\.state) == [.applied, .applied])
    }
  }

  @Test("Several nodes that start together make each step once", arguments: TestEngine.available)
  func together(_ engine: TestEngine) async throws {
    try await withDatabase(on: engine) { database async throws in
      let made = try await withThrowingTaskGroup(of: [String].self) { group in
        for _ in 0..<4 { group.addTask { try await Migrator([first, second]).migrate(database) } }
        return try await group.reduce(into: []) { $0 += $1 }
      }
      #expect(made.sorted() == ["0001-first", "0002-second"])
    }
  }

  @Test("A changed, unknown, doubled or late step is refused", arguments: TestEngine.available)
  func refusals(_ engine: TestEngine) async throws {
    try await withDatabase(on: engine, [first, second]) { database async throws in
      let changed = Migration("0001-first") { _ in ["CREATE TABLE first (id BIGINT)"] }
      await #expect(throws: Migrator.Refusal.changed("0001-first")) {
        try await Migrator([changed, second]).migrate(database)
      }
      #expect(try await Migrator([changed, second]).status(database).map(\.state) == [.changed, .applied])
      await #expect(throws: Migrator.Refusal.unknown("0002-second")) { try await Migrator([first]).migrate(database) }
      #expect(try await Migrator([first]).status(database).map(\.state) == [.applied, .unknown])
      await #expect(throws: Migrator.Refusal.duplicate("0002-second")) {
        try await Migrator([first, second, second]).migrate(database)
      }
      let late = Migration("0001-later") { _ in ["CREATE TABLE late (id BIGINT)"] }
      await #expect(throws: Migrator.Refusal.outOfOrder(pending: "0001-later", applied: "0002-second")) {
        try await Migrator([first, late, second]).migrate(database)
      }
    }
  }

  @Test("A step that fails half way leaves nothing and may be tried again", arguments: TestEngine.available)
  func failure(_ engine: TestEngine) async throws {
    try await withDatabase(on: engine, [first]) { database async throws in
      let broken = Migration("0002-second") { _ in
        ["CREATE TABLE second (id BIGINT)", "CREATE TABLE first (id BIGINT)"]
      }
      await #expect(throws: Migrator.Refusal.self) { try await Migrator([first, broken]).migrate(database) }
      #expect(try await Migrator([first, second]).migrate(database) == ["0002-second"])
    }
  }

  @Test("The digest of a step never changes")
  func digest() {
    #expect(
      Migrator.digest(first, .sqlite) == "7da4f39c5eef46be0dfb1d09affb4d3e662391e78fb8fb5b2e960fff73b093c2")
  }
}
