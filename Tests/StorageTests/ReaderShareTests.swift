import Dispatch
import Kernel
import Storage
import TestDatabases
import Testing

private let schema = Migration("0001-items") { _ in ["CREATE TABLE item (id BIGINT PRIMARY KEY)"] }

@Suite(.timeLimit(.minutes(10))) struct ReaderShareTests {
  @Test("However long people's reads take, the product itself still reads and writes", arguments: TestEngine.available)
  func share(_ engine: TestEngine) async throws {
    try await withDatabase(on: engine, [schema]) { database async throws in
      let gate = DispatchSemaphore(value: 0)
      let (reads, begun) = AsyncStream.makeStream(of: Void.self)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<12 {
          group.addTask {
            try await Job.Asker.$current.withValue(.request) {
              try await database.read { _ in
                begun.yield()
                gate.wait()
              }
            }
          }
        }
        for await _ in reads { break }
        try await database.write { try $0.execute("INSERT INTO item (id) VALUES (1)") }
        let count = try await database.read { try $0.first("SELECT count(*) FROM item") { try $0.int(0) } }
        #expect(count == 1)
        for _ in 0..<12 { gate.signal() }
        try await group.waitForAll()
      }
    }
  }

  @Test("Of the reads of people only so many run at once, in their order; others pass them")
  func order() async throws {
    let queue = JobQueue(limit: 10, waitSeconds: 60, readsAtOnce: 1)
    let (names, said) = AsyncStream.makeStream(of: String.self)
    func submit(_ kind: Job.Kind, _ asker: Job.Asker, _ name: String, behind count: Int) async {
      Task {
        try await Job.Asker.$current.withValue(asker) { try await queue.submit(kind) { _ in _ = said.yield(name) } }
      }
      while queue.waiting <= count { await Task.yield() }
    }
    await submit(.read, .request, "first", behind: 0)
    await submit(.read, .request, "second", behind: 1)
    await submit(.read, .product, "engine", behind: 2)
    await submit(.write, .request, "write", behind: 3)
    let first = try #require(queue.poll())
    let others = [queue.poll(), queue.poll()].compactMap { $0 }
    #expect(others.count == 2)
    #expect(queue.poll() == nil)
    queue.end(first)
    let second = try #require(queue.poll())
    for job in [first] + others + [second] { try job.run(NoTransaction())() }
    said.finish()
    #expect(await names.reduce(into: []) { $0.append($1) } == ["first", "engine", "write", "second"])
  }
}

/// For bodies that have no statements.
private final class NoTransaction: Transaction {
  struct None: Error {}
  let dialect = Dialect.sqlite
  func execute(_ sql: String, _ values: [SQLValue]) throws -> Int { throw None() }
  func forEach(_ sql: String, _ values: [SQLValue], _ body: (any Row) throws -> Void) throws { throw None() }
  func notify(_ channel: String, _ payload: String) throws { throw None() }
  func afterCommit(_ action: @escaping @Sendable () -> Void) {}
  func setTimeLimit(seconds: Int) throws { throw None() }
}
