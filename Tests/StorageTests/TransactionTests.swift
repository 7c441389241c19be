import Kernel
import Storage
import TestDatabases
import Testing

private let notes = Migration("0001-notes") { dialect in
  [
    """
    CREATE TABLE note (
      id BIGINT PRIMARY KEY, title \(dialect.textType) NOT NULL, size DOUBLE PRECISION, open BOOLEAN, body \(dialect.bytesType),
      CONSTRAINT note_title_short CHECK (length(title) < 20))
    """,
    "CREATE UNIQUE INDEX note_title ON note (title)",
    "CREATE TABLE line (note BIGINT NOT NULL REFERENCES note (id), number BIGINT NOT NULL, UNIQUE (note, number))",
  ]
}

private struct Stop: Error {}

@Suite(.timeLimit(.minutes(10))) struct TransactionTests {
  @Test("Every kind of value comes back as it went in", arguments: TestEngine.available)
  func values(_ engine: TestEngine) async throws {
    try await withDatabase(on: engine, [notes]) { database async throws in
      let bytes: [UInt8] = [0, 1, 39, 92, 255]
      try await database.write { t throws in
        try t.execute(
          "INSERT INTO note (id, title, size, open, body) VALUES ($1, $2, $3, $4, $5)",
          [.integer(.max), "naïve 'é' \\ 😀", .real(-0.1), true, .bytes(bytes)])
        try t.execute(
          "INSERT INTO note (id, title, size, open, body) VALUES ($1, $2, $3, $4, $5)",
          [.integer(.min), "", nil, false, .bytes([])])
        try t.execute("INSERT INTO note (id, title) VALUES ($1, $2)", [3, "nulls"])
      }
      try await database.read { t throws in
        let full: Void? = try t.first(
          "SELECT id, title, size, open, body FROM note WHERE id = $1", [.integer(.max)]
        ) { row throws in
          #expect(try row.int64(0) == .max)
          #expect(try row.text(1) == "naïve 'é' \\ 😀")
          #expect(try row.double(2) == -0.1)
          #expect(try row.bool(3))
          #expect(try row.bytes(4) == bytes)
        }
        #expect(full != nil)
        _ = try t.first("SELECT id, title, size, open, body FROM note WHERE id = $1", [.integer(.min)]) { row throws in
          #expect(try row.int64(0) == .min)
          #expect(try row.text(1).isEmpty)
          #expect(row.isNull(2) && !row.isNull(4))
          #expect(try row.bool(3) == false)
          #expect(try row.bytes(4).isEmpty)
        }
        _ = try t.first("SELECT id, title, size, open, body FROM note WHERE id = 3") { row throws in
          let nulls = [
            try row.optionalDouble(2) == nil, try row.optionalBool(3) == nil, try row.optionalBytes(4) == nil,
          ]
          #expect(nulls == [true, true, true])
          #expect(throws: StorageError.self) { _ = try row.double(2) }
          #expect(throws: StorageError.self) { _ = try row.int64(1) }
        }
      }
    }
  }

  @Test("Parameters may repeat and stand in any order", arguments: TestEngine.available)
  func parameters(_ engine: TestEngine) async throws {
    try await withDatabase(on: engine) { database async throws in
      let row = try await database.read { t throws in
        try t.first(
          "SELECT CAST($2 AS TEXT), '$1', CAST($1 AS TEXT), CAST($2 AS TEXT) -- $3", ["a", "b"]
        ) { try [$0.text(0), $0.text(1), $0.text(2), $0.text(3)] }
      }
      #expect(row == ["b", "$1", "a", "b"])
    }
  }

  @Test("Constraint violations are typed and named alike", arguments: TestEngine.available)
  func violations(_ engine: TestEngine) async throws {
    try await withDatabase(on: engine, [notes]) { database async throws in
      func failure(_ sql: String) async throws -> StorageError? {
        await #expect(throws: StorageError.self) { try await database.write { _ = try $0.execute(sql) } }
      }
      try await database.write {
        try $0.execute("INSERT INTO note (id, title) VALUES (1, 'one')")
        try $0.execute("INSERT INTO line (note, number) VALUES (1, 1)")
      }
      #expect(try await failure("INSERT INTO note (id, title) VALUES (1, 'x')") == .unique(constraint: "note_pkey"))
      #expect(try await failure("INSERT INTO note (id, title) VALUES (2, 'one')") == .unique(constraint: "note_title"))
      #expect(
        try await failure("INSERT INTO line (note, number) VALUES (1, 1)")
          == .unique(constraint: "line_note_number_key"))
      #expect(
        try await failure("INSERT INTO note (id, title) VALUES (3, 'a title that is too long')")
          == .check(constraint: "note_title_short"))
      #expect(try await failure("INSERT INTO note (id) VALUES (4)") == .notNull(column: "note.title"))
      guard case .foreignKey = try await failure("INSERT INTO line (note, number) VALUES (9, 1)") else {
        Issue.record("a foreign key was not held")
        return
      }
      guard case .foreignKey = try await failure("DELETE FROM note WHERE id = 1") else {
        Issue.record("a referred row was deleted")
        return
      }
      guard case .statement = try await failure("SELEKT 1") else {
        Issue.record("a faulty statement was taken")
        return
      }
    }
  }

  @Test("A body that throws leaves nothing behind", arguments: TestEngine.available)
  func rollback(_ engine: TestEngine) async throws {
    try await withDatabase(on: engine, [notes]) { database async throws in
      await #expect(throws: Stop.self) {
        try await database.write { t throws in
          try t.execute("INSERT INTO note (id, title) VALUES (1, 'one')")
          t.afterCommit { Issue.record("ran after a rollback") }
          throw Stop()
        }
      }
      let left = try await count(database)
      #expect(left == 0)
    }
  }

  @Test("Statements count the rows they changed", arguments: TestEngine.available)
  func counts(_ engine: TestEngine) async throws {
    try await withDatabase(on: engine, [notes]) { database async throws in
      try await database.write { t throws in
        let rows: [[SQLValue]] = (1...1000).map { [.int($0), .text("note \($0)")] }
        #expect(try t.executeBatch("INSERT INTO note (id, title) VALUES ($1, $2)", rows) == 1000)
        #expect(try t.execute("UPDATE note SET open = TRUE WHERE id <= $1", [10]) == 10)
        #expect(try t.execute("UPDATE note SET open = TRUE WHERE id < 0") == 0)
        #expect(try t.execute("CREATE INDEX note_open ON note (open)") == 0)
        #expect(try t.execute("DELETE FROM note WHERE id > 990") == 10)
        try t.enqueue("DELETE FROM note WHERE id = $1", [1])
        #expect(try t.first("SELECT count(*) FROM note") { try $0.int(0) } == 989)
      }
    }
  }

  @Test("An error in a batch or a queued statement fails the body", arguments: TestEngine.available)
  func batchErrors(_ engine: TestEngine) async throws {
    try await withDatabase(on: engine, [notes]) { database async throws in
      let twice: [[SQLValue]] = [[1, "a"], [1, "b"], [2, "c"]]
      await #expect(throws: StorageError.unique(constraint: "note_pkey")) {
        try await database.write { _ = try $0.executeBatch("INSERT INTO note (id, title) VALUES ($1, $2)", twice) }
      }
      await #expect(throws: StorageError.unique(constraint: "note_pkey")) {
        try await database.write { t throws in
          for row in twice { try t.enqueue("INSERT INTO note (id, title) VALUES ($1, $2)", row) }
        }
      }
      let left = try await count(database)
      #expect(left == 0)
    }
  }

  @Test("A statement may run inside the rows of another, even of the same text", arguments: TestEngine.available)
  func nesting(_ engine: TestEngine) async throws {
    try await withDatabase(on: engine, [notes]) { database async throws in
      try await database.write { t throws in
        try t.executeBatch("INSERT INTO note (id, title) VALUES ($1, $2)", [[1, "a"], [2, "b"], [3, "c"]])
      }
      let pairs = try await database.read { t throws in
        var pairs: [[Int]] = []
        try t.forEach("SELECT id FROM note ORDER BY id", []) { outer in
          try t.forEach("SELECT id FROM note ORDER BY id", []) { pairs.append([try outer.int(0), try $0.int(0)]) }
        }
        return pairs
      }
      #expect(pairs == [[1, 1], [1, 2], [1, 3], [2, 1], [2, 2], [2, 3], [3, 1], [3, 2], [3, 3]])
    }
  }

  @Test("A scan gives all rows of a large result", arguments: TestEngine.available)
  func scan(_ engine: TestEngine) async throws {
    try await withDatabase(on: engine, [notes]) { database async throws in
      try await database.write { t throws in
        try t.executeBatch(
          "INSERT INTO note (id, title) VALUES ($1, $2)", (1...12_345).map { [.int($0), .text("note \($0)")] })
      }
      let sum = try await database.read { t throws in
        var sum = 0
        try t.scan("SELECT id FROM note WHERE id > $1", [2345]) { sum += try $0.int(0) }
        return sum
      }
      #expect(sum == (2346...12_345).reduce(0, +))
    }
  }

  @Test("A reader cannot write", arguments: TestEngine.available)
  func readers(_ engine: TestEngine) async throws {
    try await withDatabase(on: engine, [notes]) { database async throws in
      await #expect(throws: StorageError.self) {
        try await database.read { _ = try $0.execute("INSERT INTO note (id, title) VALUES (1, 'one')") }
      }
      let left = try await count(database)
      #expect(left == 0)
    }
  }

  @Test("A closed database says so", arguments: TestEngine.available)
  func closing(_ engine: TestEngine) async throws {
    try await withDatabase(on: engine, [notes]) { database async throws in
      await database.close()
      await #expect(throws: MainstayError.self) { _ = try await count(database) }
      await #expect(throws: MainstayError.self) { try await database.write { _ in } }
    }
  }

  @Test("A zero character in a text is refused", arguments: TestEngine.available)
  func zeroCharacter(_ engine: TestEngine) async throws {
    try await withDatabase(on: engine, [notes]) { database async throws in
      await #expect(throws: MainstayError.self) {
        try await database.write { _ = try $0.execute("INSERT INTO note (id, title) VALUES (1, $1)", ["a\0b"]) }
      }
    }
  }
}

private func count(_ database: any Database) async throws -> Int? {
  try await database.read { try $0.first("SELECT count(*) FROM note") { try $0.int(0) } }
}
