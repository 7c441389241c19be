import Foundation
import Kernel
import Storage
import StoragePostgres
import TestDatabases
import Testing

/// A way to the server through a link, which is cut by taking the link away.
private struct Way: Sendable {
  let link: String
  let url: String

  /// Nil where the server is not reached by a folder of sockets.
  init?(to server: String, in folder: String) throws {
    guard let range = server.firstRange(of: "host=/") else { return nil }
    let sockets = String(server[range.lowerBound...].dropFirst("host=".count).prefix { $0 != "&" })
    link = folder + "/s"
    url = server.replacing("host=" + sockets, with: "host=" + link)
    target = sockets
    try open()
  }

  private let target: String
  func open() throws { try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: target) }
  func cut() throws { try FileManager.default.removeItem(atPath: link) }
}

@Suite("A PostgreSQL server that is away", .timeLimit(.minutes(10)), .enabled(if: TestServer.url != nil))
struct PostgresOutageTests {
  private func isAway(_ error: any Error) -> Bool {
    if case MainstayError.away = error { true } else { false }
  }

  @Test("who asks is told soon, later ones at once, and all goes on by itself when it is back")
  func outage() async throws {
    try await TestServer.withSchema { url, schema in
      try await withTemporaryFolder { folder in
        guard let way = try Way(to: url, in: folder) else { return }
        var options = TestServer.options(schema)
        // Whoever waited for a connection as long as that would break the limit of this suite.
        options.waitSeconds = 3600
        options.outageMilliseconds = 50
        // So that the one session that is ended is all there are.
        options.pool = 1
        let database = try PostgresDatabase.open(url: way.url, options: options)
        let session = try await database.read { try $0.first("SELECT pg_backend_pid()") { try $0.int(0) } }
        try way.cut()
        try await TestServer.administer(url, "SELECT pg_terminate_backend(\(try #require(session)), 5000)")
        for _ in 1...20 {
          let error = await #expect(throws: MainstayError.self) {
            try await database.write { try $0.execute("SELECT 1") }
          }
          #expect(error.map(isAway) == true)
        }
        try way.open()
        var back = false
        while !back { back = (try? await database.write { try $0.first("SELECT 1") { try $0.int(0) } }) == 1 }
        // Many at once, on the connection that was made anew.
        try await withThrowingTaskGroup(of: Void.self) { group in
          for _ in 1...50 {
            group.addTask { _ = try await database.read { try $0.first("SELECT 1") { try $0.int(0) } } }
          }
          try await group.waitForAll()
        }
        await database.close()
      }
    }
  }

  @Test("closing does not wait for a server that is away, and nobody is left waiting")
  func closing() async throws {
    try await TestServer.withSchema { url, schema in
      try await withTemporaryFolder { folder in
        guard let way = try Way(to: url, in: folder) else { return }
        var options = TestServer.options(schema)
        options.waitSeconds = 3600
        options.outageMilliseconds = 3_600_000
        let database = try PostgresDatabase.open(url: way.url, options: options)
        try way.cut()
        let waiting = Task { try await database.write { try $0.execute("SELECT 1") } }
        await database.close()
        await #expect(throws: MainstayError.self) { _ = try await waiting.value }
      }
    }
  }

  @Test("a server that takes no more connections is not away for those that have theirs")
  func noPlaces() async throws {
    try await TestServer.withSchema { url, schema in
      let role = "few_" + schema
      try await TestServer.administer(url, "CREATE ROLE \(role) LOGIN CONNECTION LIMIT 1")
      var options = TestServer.options(schema)
      // Until the first has its connection none is there, which is an outage that ends with it.
      options.outageMilliseconds = 60_000
      let parts = url.split(separator: "@", maxSplits: 1)
      let database = try PostgresDatabase.open(url: "postgresql://\(role)@\(parts[1])", options: options)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 1...50 { group.addTask { _ = try await database.read { try $0.first("SELECT 1") { try $0.int(0) } } } }
        try await group.waitForAll()
      }
      await database.close()
      try await TestServer.administer(url, "DROP ROLE \(role)")
    }
  }
}
