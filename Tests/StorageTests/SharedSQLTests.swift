import Kernel
import Storage
import TestDatabases
import Testing

/// A statement of the subset that both engines share, and the first column of what it gives.
private struct Sample: CustomTestStringConvertible, Sendable {
  var sql: String
  var values: [SQLValue]
  var expected: [String?]
  var testDescription: String { sql }

  init(_ sql: String, _ values: [SQLValue] = [], _ expected: [String?]) {
    (self.sql, self.values, self.expected) = (sql, values, expected)
  }
}

private let schema = Migration("0001-words") { dialect in
  [
    "CREATE TABLE word (id BIGINT PRIMARY KEY, text \(dialect.textType), size BIGINT, rare BOOLEAN NOT NULL DEFAULT FALSE)",
    """
    INSERT INTO word (id, text, size, rare) VALUES
      (1, 'Zebra', 5, TRUE), (2, 'apple', 5, FALSE), (3, 'Ähre', 4, FALSE), (4, 'äpfel', NULL, TRUE), (5, NULL, 0, FALSE)
    """,
  ]
}

private let samples: [Sample] = [
  Sample("SELECT text FROM word WHERE text IS NOT NULL ORDER BY text", [], ["Zebra", "apple", "Ähre", "äpfel"]),
  Sample("SELECT text FROM word WHERE text LIKE $1 ESCAPE '!' ORDER BY id", ["%p%"], ["apple", "äpfel"]),
  Sample("SELECT text FROM word WHERE text LIKE 'z%'", [], []),
  Sample("SELECT text FROM word WHERE lower(text) LIKE lower($1) ESCAPE '!'", ["Z%"], ["Zebra"]),
  Sample("SELECT text FROM word ORDER BY size DESC NULLS LAST, id LIMIT $1 OFFSET $2", [2, 1], ["apple", "Ähre"]),
  Sample("SELECT text FROM word WHERE rare AND size = $1", [5], ["Zebra"]),
  Sample("SELECT text FROM word WHERE rare = $1 AND size IS NOT NULL ORDER BY id", [true], ["Zebra"]),
  Sample("SELECT text FROM word WHERE (size, id) > ($1, $2) ORDER BY size, id", [4, 3], ["Zebra", "apple"]),
  Sample("SELECT text FROM word WHERE size IS NOT DISTINCT FROM $1 ORDER BY id", [nil], ["äpfel"]),
  Sample("SELECT text FROM word WHERE CAST($1 AS TEXT) IS NULL OR text = $1 ORDER BY id LIMIT 1", [nil], ["Zebra"]),
  Sample("SELECT COALESCE(text, '-') FROM word WHERE id = $1", [5], ["-"]),
  Sample(
    "SELECT CASE WHEN rare THEN 'rare' ELSE 'common' END FROM word WHERE id < 3 ORDER BY id", [], ["rare", "common"]),
  Sample("SELECT text || $1 FROM word WHERE id = 2", ["s"], ["apples"]),
  Sample("SELECT substr(text, 2, 3) FROM word WHERE id = 4", [], ["pfe"]),
  Sample("SELECT replace(trim(' a b '), ' ', '_')", [], ["a_b"]),
  Sample("SELECT CAST(length(text) AS TEXT) FROM word WHERE id = 3", [], ["4"]),
  Sample("SELECT CAST(count(*) AS TEXT) FROM word", [], ["5"]),
  Sample("SELECT CAST(count(*) FILTER (WHERE rare) AS TEXT) FROM word", [], ["2"]),
  Sample("SELECT CAST(sum(size) AS TEXT) FROM word", [], ["14"]),
  Sample("SELECT min(text) FROM word GROUP BY size HAVING count(*) > 1", [], ["Zebra"]),
  Sample(
    "SELECT text FROM (SELECT text, row_number() OVER (PARTITION BY rare ORDER BY id) AS n FROM word) AS w WHERE n = 2 ORDER BY text",
    [], ["Ähre", "äpfel"]),
  Sample(
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT CAST(sum(i) AS TEXT) FROM n",
    [], ["15"]),
  Sample("SELECT text FROM word WHERE id IN (1, 2) EXCEPT SELECT text FROM word WHERE id = 1", [], ["apple"]),
  Sample("SELECT w.text FROM word AS w LEFT JOIN word AS v ON v.id = w.id + 4 WHERE v.id IS NOT NULL", [], ["Zebra"]),
  Sample(
    "SELECT text FROM word AS w WHERE EXISTS (SELECT 1 FROM word WHERE size = w.size AND id <> w.id) ORDER BY id", [],
    ["Zebra", "apple"]),
  Sample("VALUES ('x'), ('y')", [], ["x", "y"]),
  Sample("SELECT NULL", [], [nil]),
  Sample("SELECT CAST(7 / 2 AS TEXT)", [], ["3"]),
  Sample("SELECT CAST(7 % 3 AS TEXT)", [], ["1"]),
  Sample("SELECT CAST(abs(-3) AS TEXT)", [], ["3"]),
  Sample(
    "INSERT INTO word (id, text) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET text = excluded.text RETURNING text",
    [1, "again"], ["again"]),
  Sample("INSERT INTO word (id, text) VALUES (1, 'x') ON CONFLICT (id) DO NOTHING RETURNING text", [], []),
  Sample(
    "INSERT INTO word (id, text) SELECT id, text FROM word WHERE TRUE ON CONFLICT (id) DO NOTHING RETURNING text", [],
    []),
  Sample(
    "UPDATE word SET size = v.size FROM (SELECT 1 AS id, 9 AS size) AS v WHERE v.id = word.id RETURNING CAST(word.size AS TEXT)",
    [], ["9"]),
  Sample("DELETE FROM word WHERE id = $1 RETURNING text", [2], ["apple"]),
]

@Suite(.timeLimit(.minutes(10))) struct SharedSQLTests {
  @Test("The shared subset means the same on each engine", arguments: TestEngine.available)
  func subset(_ engine: TestEngine) async throws {
    try await withDatabase(on: engine, [schema]) { database async throws in
      struct Undo: Error { var rows: [String?] }
      for sample in samples {
        do {
          // Thrown, so that no statement sees the changes of another.
          _ = try await database.write { t throws in
            throw Undo(rows: try t.query(sample.sql, sample.values) { try $0.optionalText(0) })
          }
        } catch let undo as Undo {
          #expect(undo.rows == sample.expected, "\(sample.sql)")
        } catch {
          Issue.record(error, "\(sample.sql)")
        }
      }
    }
  }

  @Test("Small and capital letters are paired alike on each engine", arguments: TestEngine.available)
  func letters(_ engine: TestEngine) async throws {
    // Latin, Greek, Cyrillic, Armenian, with the letters that change their number: ß İ ŉ ǰ.
    let scalars = (UInt32(0x20)...0x58F).compactMap(Unicode.Scalar.init).filter { $0.properties.isAlphabetic }
    let text = String(String.UnicodeScalarView(scalars))
    try await withDatabase(on: engine) { database async throws in
      let changed = try await database.read { t throws in
        try t.first("SELECT lower(CAST($1 AS TEXT)), upper(CAST($1 AS TEXT))", [.text(text)]) {
          [try $0.text(0), try $0.text(1)]
        }
      }
      let pairs = try #require(changed)
      for (index, scalar) in scalars.enumerated() {
        let small = Array(pairs[0].unicodeScalars)[index]
        let expected = scalar.properties.lowercaseMapping.unicodeScalars.first
        #expect(small == expected, "lower of \(scalar)")
        if small != expected { break }
      }
      #expect(pairs[1].unicodeScalars.count == scalars.count)
    }
  }

  @Test(
    "The letters of ASCII change, what lies around them does not, and the empty text stays a text",
    arguments: TestEngine.available)
  func asciiLetters(_ engine: TestEngine) async throws {
    let all = String(String.UnicodeScalarView((0x01...0x7f).compactMap(Unicode.Scalar.init)))
    try await withDatabase(on: engine) { database async throws in
      for text in [all, ""] {
        let changed = try await database.read { t throws in
          try t.first("SELECT lower(CAST($1 AS TEXT)), upper(CAST($1 AS TEXT))", [.text(text)]) {
            [try $0.text(0), try $0.text(1)]
          }
        }
        #expect(changed == [text.lowercased(), text.uppercased()])
      }
    }
  }

  @Test("A list matches any of its members", arguments: TestEngine.available)
  func lists(_ engine: TestEngine) async throws {
    try await withDatabase(on: engine, [schema]) { database async throws in
      try await database.read { t throws in
        let texts = try t.query(
          "SELECT id FROM word WHERE text \(t.dialect.anyText("$1")) ORDER BY id",
          [.list(["Zebra", "it's \"x\" \\ \n", "Ähre"])]
        ) { try $0.int(0) }
        #expect(texts == [1, 3])
        let numbers = try t.query(
          "SELECT id FROM word WHERE id \(t.dialect.anyInteger("$1")) ORDER BY id", [.list([2, 5, 9] as [Int64])]
        ) { try $0.int(0) }
        #expect(numbers == [2, 5])
        let none = try t.query("SELECT id FROM word WHERE text \(t.dialect.anyText("$1"))", [.list([String]())]) {
          try $0.int(0)
        }
        #expect(none.isEmpty)
      }
    }
  }

  @Test("Named differences give the same on each engine", arguments: TestEngine.available)
  func dialect(_ engine: TestEngine) async throws {
    try await withDatabase(on: engine, [schema]) { database async throws in
      try await database.write { t throws in
        let d = t.dialect
        #expect(
          try t.first("SELECT \(d.greatest("3", "7", "5")), \(d.least("3", "7"))") { [try $0.int(0), try $0.int(1)] }
            == [7, 3])
        #expect(try t.first("SELECT \(d.lower("text")) FROM word WHERE id = 3") { try $0.text(0) } == "ähre")
        try t.execute("CREATE INDEX word_lower ON word (\(d.lower("text")))")
        let joined = try t.first("SELECT \(d.joined("text", separator: "', "))  FROM word WHERE id = 1") {
          try $0.text(0)
        }
        #expect(joined == "Zebra")
        #expect(try t.first(d.tableExists, ["word"]) { _ in true } == true)
        #expect(try t.first(d.tableExists, ["wordless"]) { _ in true } == nil)
        for statement in d.makeSequence("numbers") { try t.execute(statement) }
        #expect(
          try t.first(d.takeNumber("numbers", and: "(SELECT COUNT(*) FROM word)", "$1"), ["x"]) {
            [try $0.text(2), "\(try $0.int(0)) \(try $0.int(1) > 0)"]
          } == ["x", "1 true"])
        #expect(try (1...3).map { _ in try t.first(d.takeNumber("numbers")) { try $0.int(0) } } == [2, 3, 4])
        let locked = try t.query("SELECT id FROM word WHERE size = 5 ORDER BY id" + d.skipLocked) { try $0.int(0) }
        #expect(locked == [1, 2])
      }
    }
  }
}
