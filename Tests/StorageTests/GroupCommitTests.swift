import Dispatch
import Kernel
import Storage
import StorageSQLite
import TestDatabases
import Testing

private let schema = Migration("0001-items") { _ in
  [
    "CREATE TABLE item (id BIGINT PRIMARY KEY)",
    "CREATE TABLE part (item BIGINT REFERENCES item (id) DEFERRABLE INITIALLY DEFERRED)",
  ]
}

private struct Stop: Error {}

/// Opens a database, holds its writer, lets `bodies` queue up behind, lets go, and gives each body's
/// outcome (true: committed), the ids that are there, and how many commits it took.
private func together(
  _ options: SQLiteDatabase.Options, _ bodies: [@Sendable (any Transaction) throws -> Void]
) async throws -> (outcomes: [Bool], ids: [Int], commits: Int) {
  try await withTemporaryFolder { folder in
    let database = try SQLiteDatabase.open(path: folder + "/group.sqlite", options: options)
    try await Migrator([schema]).migrate(database)
    let before = database.writeCounts.commits
    let gate = Gate()
    let (holding, held) = AsyncStream.makeStream(of: Void.self)
    let outcomes = try await withThrowingTaskGroup(of: (Int, Bool).self) { group in
      group.addTask {
        // Once: it is run again when another body ends the transaction for all.
        try await database.write { _ in
          held.yield()
          gate.wait()
        }
        return (-1, true)
      }
      // A body that came before it would be served, and never be seen to wait.
      for await _ in holding { break }
      for (index, body) in bodies.enumerated() {
        // One after the other, so that they stand in the queue in this order.
        while database.writeCounts.waiting < index { try Task.checkCancellation(); await Task.yield() }
        group.addTask {
          do {
            try await database.write(body)
            return (index, true)
          } catch {
            return (index, false)
          }
        }
      }
      while database.writeCounts.waiting < bodies.count { try Task.checkCancellation(); await Task.yield() }
      gate.open()
      return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }
    let ids = try await database.read { try $0.query("SELECT id FROM item ORDER BY id") { try $0.int(0) } }
    let commits = database.writeCounts.commits - before
    await database.close()
    return (bodies.indices.map { outcomes[$0] ?? false }, ids, commits)
  }
}

/// Holds whoever comes until it is opened, and nobody after.
private final class Gate: Sendable {
  private let semaphore = DispatchSemaphore(value: 0)
  func open() { semaphore.signal() }
  func wait() {
    semaphore.wait()
    semaphore.signal()
  }
}

/// Waits for as long as a test may take: on a busy machine it takes its time to line the bodies up.
private func patient() -> SQLiteDatabase.Options {
  var options = SQLiteDatabase.Options()
  options.readers = 1
  options.groupMilliseconds = 600_000
  options.waitSeconds = 600
  return options
}

private func insert(_ id: Int) -> @Sendable (any Transaction) throws -> Void {
  { try $0.execute("INSERT INTO item (id) VALUES ($1)", [.int(id)]) }
}

@Suite(.timeLimit(.minutes(10))) struct GroupCommitTests {
  @Test("Writers that wait together share one commit")
  func shared() async throws {
    let result = try await together(patient(), (1...40).map(insert))
    #expect(!result.outcomes.contains(false))
    #expect(result.ids == Array(1...40))
    #expect(result.commits == 1)
  }

  @Test("A group is bounded")
  func bounded() async throws {
    var options = patient()
    options.groupLimit = 10
    let result = try await together(options, (1...39).map(insert))
    #expect(result.ids == Array(1...39))
    #expect(result.commits == 4)
  }

  @Test("A body's error undoes that body alone")
  func isolated() async throws {
    let result = try await together(
      patient(),
      [
        insert(1),
        {
          try insert(2)($0)
          throw Stop()
        },
        insert(3),
        { try $0.executeBatch("INSERT INTO item (id) VALUES ($1)", [[4], [3]]) },
        {
          try insert(5)($0)
          // A body may swallow a failed statement, but then it is not committed.
          _ = try? $0.execute("INSERT INTO item (id) VALUES (1)")
        },
        insert(6),
      ])
    #expect(result.outcomes == [true, false, true, false, false, true])
    #expect(result.ids == [1, 3, 6])
    #expect(result.commits == 1)
  }

  @Test("A constraint that is checked at the commit fails its own body alone")
  func deferred() async throws {
    let result = try await together(
      patient(),
      [
        insert(1), { try $0.execute("INSERT INTO part (item) VALUES (99)") },
        {
          try $0.execute("INSERT INTO part (item) VALUES (2)")
          try insert(2)($0)
        },
      ])
    #expect(result.outcomes == [true, false, true])
    #expect(result.ids == [1, 2])
  }

  @Test("A statement stopped by its time limit takes no other body with it")
  func timeLimit() async throws {
    var options = patient()
    options.statementSeconds = 3
    let result = try await together(
      options,
      [
        insert(1),
        {
          try $0.execute(
            "INSERT INTO item (id) WITH RECURSIVE n(i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
          )
        },
        insert(3),
      ])
    #expect(result.outcomes == [true, false, true])
    #expect(result.ids == [1, 3])
  }

  @Test("What is too much to wait is refused at once")
  func overload() async throws {
    var options = patient()
    options.waitingLimit = 1
    try await held(options) { database, gate in
      async let waiter: Void = database.write { _ in }
      while database.writeCounts.waiting < 1 { try Task.checkCancellation(); await Task.yield() }
      await #expect(throws: MainstayError.unavailable(reason: "more than 1 requests wait for the database")) {
        try await database.write { _ in }
      }
      gate.signal()
      try await waiter
    }
  }

  @Test("What waits too long is told so")
  func late() async throws {
    var options = patient()
    options.waitSeconds = 3
    try await held(options) { database, gate in
      await #expect(throws: MainstayError.unavailable(reason: "no database connection was free within 3 s")) {
        try await database.write { _ in }
      }
      gate.signal()
    }
  }

  /// Runs `body` while the writer is held, which has to let it go.
  private func held(
    _ options: SQLiteDatabase.Options,
    _ body: @escaping @Sendable (SQLiteDatabase, _ gate: DispatchSemaphore) async throws -> Void
  ) async throws {
    try await withTemporaryFolder { folder in
      let database = try SQLiteDatabase.open(path: folder + "/full.sqlite", options: options)
      let gate = DispatchSemaphore(value: 0)
      let (holding, started) = AsyncStream.makeStream(of: Void.self)
      async let holder: Void = database.write { _ in
        started.finish()
        gate.wait()
      }
      for await _ in holding {}
      try await body(database, gate)
      try await holder
      await database.close()
    }
  }
}
