import Kernel
import Storage
import TestDatabases
import Testing

private let schema = [
  Migration("0001-items") { dialect in
    [
      """
      CREATE TABLE item (
        id BIGINT PRIMARY KEY, name \(dialect.textType) NOT NULL DEFAULT 'none', size BIGINT CHECK (size > 0)
      )
      """,
      "CREATE INDEX item_name ON item (name)",
    ] + dialect.makeSequence("number")
  },
  Migration("0002-more") { _ in ["ALTER TABLE item ADD COLUMN colour TEXT"] },
]

@Suite("A schema held against its migrations", .timeLimit(.minutes(10)))
struct SchemaComparisonTests {
  private func differences(_ engine: TestEngine, after statements: [String] = []) async throws -> [String] {
    try await withDatabase(on: engine, schema) { database in
      try await database.write { for statement in statements { try $0.execute(statement) } }
      return try await SchemaComparison.differences(of: database, from: schema).map { "\($0.kind) \($0.name)" }
    }
  }

  @Test("one that was made by them does not differ", arguments: TestEngine.available)
  func same(_ engine: TestEngine) async throws { #expect(try await differences(engine) == []) }

  @Test("tables, columns and indexes that are gone or too many are named", arguments: TestEngine.available)
  func objects(_ engine: TestEngine) async throws {
    #expect(try await differences(engine, after: ["DROP INDEX item_name"]) == ["index item.item_name"])
    #expect(
      try await differences(engine, after: ["CREATE UNIQUE INDEX own ON item (size)"]) == ["index item.own"])
    #expect(try await differences(engine, after: ["CREATE TABLE other (id BIGINT)"]).contains("table other"))
    let column = try await differences(engine, after: ["ALTER TABLE item ADD COLUMN own TEXT"])
    #expect(column == [engine == .sqlite ? "table item" : "column item.own"])
    let gone = try await differences(engine, after: ["ALTER TABLE item DROP COLUMN colour"])
    #expect(gone == [engine == .sqlite ? "table item" : "column item.colour"])
  }

  @Test("a constraint and a default that were changed by hand are named, with what they should be")
  func constraints() async throws {
    for engine in TestEngine.available {
      let statements =
        engine == .sqlite
        ? [
          "PRAGMA writable_schema = ON",
          "UPDATE sqlite_schema SET sql = replace(sql, ' CHECK (size > 0)', '') WHERE name = 'item'",
          "PRAGMA writable_schema = OFF",
        ]
        : [
          "ALTER TABLE item DROP CONSTRAINT item_size_check", "ALTER TABLE item ALTER COLUMN name SET DEFAULT 'other'",
          "ALTER TABLE item ALTER COLUMN name DROP NOT NULL",
        ]
      try await withDatabase(on: engine, schema) { database in
        try await database.write { for statement in statements { try $0.execute(statement) } }
        let found = try await SchemaComparison.differences(of: database, from: schema)
        #expect(
          found.map { "\($0.kind) \($0.name)" }
            == (engine == .sqlite ? ["table item"] : ["column item.name", "constraint item.item_size_check"]))
        let words = found.map(\.words).joined(separator: "; ")
        #expect(engine == .sqlite ? words.contains("CHECK (size > 0)") : words.contains("'none'"), "\(words)")
      }
    }
  }

  @Test(
    "number sequences that are made in use are well, other tables of such a name are not",
    arguments: TestEngine.available)
  func sequences(_ engine: TestEngine) async throws {
    try await withDatabase(on: engine, schema) { database in
      try await database.write { tx in
        for statement in tx.dialect.makeSequence("number_visit") { try tx.execute(statement) }
        try tx.execute("CREATE TABLE number_own (id BIGINT)")
      }
      let found = try await SchemaComparison.differences(of: database, from: schema, sequencesBehind: ["number_"])
      #expect(Set(found.map(\.name)).isSubset(of: ["number_own", "number_own.id"]) && !found.isEmpty)
      let strict = try await SchemaComparison.differences(of: database, from: schema)
      #expect(strict.contains { $0.name == "number_visit" })
    }
  }

  @Test("the comparison leaves nothing behind", arguments: TestEngine.available)
  func nothingKept(_ engine: TestEngine) async throws {
    try await withDatabase(on: engine, schema) { database in
      let count = try await database.inEmptySchema { tx in
        try tx.execute("CREATE TABLE item (id BIGINT)")
        try tx.execute("INSERT INTO item (id) VALUES (1)")
        return try tx.first("SELECT COUNT(*) FROM item") { try $0.int(0) }
      }
      let own = try await database.read { try $0.first("SELECT COUNT(*) FROM item") { try $0.int(0) } }
      #expect(count == 1 && own == 0)
      #expect(try await SchemaComparison.differences(of: database, from: schema).isEmpty)
    }
  }
}
