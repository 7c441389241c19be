import Dispatch
import Kernel
import Storage
import StoragePostgres
import Synchronization
import TestDatabases
import Testing

private let schema = Migration("0001-items") { _ in
  [
    "CREATE TABLE item (id BIGINT PRIMARY KEY, size BIGINT NOT NULL)",
    "INSERT INTO item (id, size) VALUES (1, 0), (2, 0)",
  ]
}

/// Counts across the runs of a body.
private final class Counter: Sendable {
  private let value = Mutex(0)
  func next() -> Int {
    value.withLock {
      $0 += 1
      return $0
    }
  }
  var count: Int { value.withLock { $0 } }
}

private struct Server {
  var url: String
  var schema: String
}

private func withPostgres(
  pool: Int = 4, _ body: @Sendable (PostgresDatabase, _ server: Server) async throws -> Void
) async throws {
  try await TestServer.withSchema { url, name in
    var options = TestServer.options(name)
    options.pool = pool
    let database = try PostgresDatabase.open(url: url, options: options)
    do {
      try await Migrator([schema]).migrate(database)
      try await body(database, Server(url: url, schema: name))
    } catch {
      await database.close()
      throw error
    }
    await database.close()
  }
}

private func processID(_ t: any Transaction) throws -> Int {
  try t.first("SELECT pg_backend_pid()") { try $0.int(0) } ?? 0
}

@Suite(.timeLimit(.minutes(10)), .enabled(if: TestServer.url != nil)) struct PostgresTests {
  @Test("A deadlock is resolved by running a body again")
  func deadlock() async throws {
    try await withPostgres { database, _ async throws in
      let meeting = Meeting()
      let runs = Counter()
      @Sendable func change(_ first: Int, _ second: Int) async throws {
        let isFirstRun = Counter()
        try await database.write { t throws in
          _ = runs.next()
          try t.execute("UPDATE item SET size = size + 1 WHERE id = $1", [.int(first)])
          if isFirstRun.next() == 1 { meeting.wait() }
          try t.execute("UPDATE item SET size = size + 1 WHERE id = $1", [.int(second)])
        }
      }
      async let one: Void = change(1, 2)
      async let other: Void = change(2, 1)
      _ = try await (one, other)
      let sizes = try await database.read { try $0.query("SELECT size FROM item ORDER BY id") { try $0.int(0) } }
      #expect(sizes == [2, 2])
      // The one that comes back may take its first row again before the other has woken, and they meet once more.
      #expect(runs.count >= 3)
    }
  }

  @Test("A connection that was cut while idle is replaced unnoticed")
  func killedIdle() async throws {
    try await withPostgres(pool: 1) { database, server async throws in
      for _ in 0..<3 {
        let id = try await database.read(processID)
        try await TestServer.administer(server.url, "SELECT pg_terminate_backend(\(id), 5000)")
        try await database.write { try $0.execute("UPDATE item SET size = size + 1 WHERE id = 1") }
      }
      let size = try await database.read { try $0.first("SELECT size FROM item WHERE id = 1") { try $0.int(0) } }
      #expect(size == 3)
    }
  }

  @Test("A connection that is cut inside a body runs it again, and only once to its end")
  func killedInside() async throws {
    try await withPostgres(pool: 1) { database, server async throws in
      let runs = Counter()
      let gate = DispatchSemaphore(value: 0)
      let (ids, id) = AsyncStream.makeStream(of: Int.self)
      async let write: Void = database.write { t throws in
        let run = runs.next()
        try t.execute("UPDATE item SET size = size + 1 WHERE id = 1")
        if run == 1 {
          id.yield(try processID(t))
          gate.wait()
        }
        try t.execute("UPDATE item SET size = size + 1 WHERE id = 2")
      }
      for await id in ids {
        try await TestServer.administer(server.url, "SELECT pg_terminate_backend(\(id), 5000)")
        gate.signal()
        break
      }
      try await write
      let sizes = try await database.read { try $0.query("SELECT size FROM item ORDER BY id") { try $0.int(0) } }
      #expect(sizes == [1, 1])
      #expect(runs.count == 2)
    }
  }

  @Test("Listeners whose connection is cut are told to look again and go on hearing")
  func killedListener() async throws {
    try await withPostgres { database, server async throws in
      let messages = database.notifications("tickets")
      try await database.write { try $0.notify("tickets", "before") }
      var heard: [String] = []
      for await message in messages {
        heard.append(message)
        if message == "before" {
          // What this node says itself is heard before its listener has a connection that could be cut.
          let cutting = """
            DO $$ BEGIN
              LOOP
                PERFORM pg_terminate_backend(pid, 5000) FROM pg_stat_activity
                WHERE application_name = 'mainstay messages \(server.schema)' AND state = 'idle' AND query <> '';
                EXIT WHEN FOUND;
                PERFORM pg_sleep(0.01), pg_stat_clear_snapshot();
              END LOOP;
            END $$
            """
          try await TestServer.administer(server.url, cutting)
        }
        if message.isEmpty {
          try await database.write { try $0.notify("tickets", "after") }
        }
        if message == "after" { break }
      }
      #expect(heard.first == "before" && heard.contains("") && heard.last == "after")
    }
  }

  @Test("A kept statement survives a change of its table")
  func replanned() async throws {
    try await withPostgres(pool: 1) { database, _ async throws in
      let all = "SELECT * FROM item WHERE id = $1"
      _ = try await database.read { try $0.first(all, [1]) { try $0.int(1) } }
      try await database.write { try $0.execute("ALTER TABLE item ADD COLUMN title TEXT") }
      let size = try await database.read { try $0.first(all, [1]) { try $0.int(1) } }
      #expect(size == 0)
    }
  }

  @Test("Statements beyond the limit are prepared anew")
  func manyStatements() async throws {
    try await TestServer.withSchema { url, name in
      var options = TestServer.options(name)
      options.pool = 1
      options.statementLimit = 5
      let database = try PostgresDatabase.open(url: url, options: options)
      for round in 0..<3 {
        let sum = try await database.read { t throws in
          try (0..<20).reduce(0) { sum, number in
            sum + (try t.first("SELECT \(number) + CAST($1 AS BIGINT)", [.int(round)]) { try $0.int(0) } ?? 0)
          }
        }
        #expect(sum == 190 + 20 * round)
      }
      let kept = try await database.read {
        try $0.first("SELECT count(*) FROM pg_prepared_statements") { try $0.int(0) }
      }
      #expect(try #require(kept) <= 6)
      await database.close()
    }
  }

  @Test("A server that is not there is named as the reason")
  func unreachable() async throws {
    let error = #expect(throws: MainstayError.self) {
      _ = try PostgresDatabase.open(url: "postgresql://nobody@/none?host=/nowhere")
    }
    guard case .unavailable(let reason) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(reason.contains("/nowhere"))
  }
}

/// Two bodies wait here for each other.
private final class Meeting: Sendable {
  private let arrived = Mutex(0)
  private let gate = DispatchSemaphore(value: 0)

  func wait() {
    let isSecond = arrived.withLock {
      $0 += 1
      return $0 == 2
    }
    if isSecond { gate.signal() } else { gate.wait() }
  }
}
