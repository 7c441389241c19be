import Foundation
import Kernel
import Storage
import StoragePostgres
import StorageSQLite
import Testing

/// An engine that tests can run on.
public enum TestEngine: String, Sendable, CustomTestStringConvertible {
  case sqlite, postgres

  /// SQLite always; PostgreSQL when `MAINSTAY_TEST_POSTGRES` names a server on this machine.
  public static let available: [TestEngine] = TestServer.url == nil ? [.sqlite] : [.sqlite, .postgres]

  public var testDescription: String { rawValue }
}

/// Runs `body` on a fresh database of `engine` with `migrations` applied, which is gone afterwards.
@discardableResult
public func withDatabase<T: Sendable>(
  on engine: TestEngine, _ migrations: [Migration] = [],
  _ body: @Sendable (any Database) async throws -> T
) async throws -> T {
  switch engine {
  case .sqlite:
    return try await withTemporaryFolder { folder in
      var options = SQLiteDatabase.Options()
      options.readers = 2
      let path = folder + "/test.sqlite"
      if !migrations.isEmpty { try await TestTemplates.shared.file(migrations).write(to: URL(fileURLWithPath: path)) }
      return try await using(SQLiteDatabase.open(path: path, options: options), body)
    }
  case .postgres:
    guard !migrations.isEmpty else {
      return try await TestServer.withSchema { url, schema in
        try await using(PostgresDatabase.open(url: url, options: TestServer.options(schema)), body)
      }
    }
    return try await TestServer.withCopy(of: TestTemplates.shared.database(migrations)) { url in
      try await using(PostgresDatabase.open(url: url, options: TestServer.options()), body)
    }
  }
}

/// Runs `body` once on a fresh database of each engine. Where a failure should say which engine it was,
/// use `@Test(arguments: TestEngine.available)` and `withDatabase(on:)`.
public func withEachEngine(
  _ migrations: [Migration] = [], _ body: @Sendable (any Database) async throws -> Void
) async throws {
  for engine in TestEngine.available { try await withDatabase(on: engine, migrations, body) }
}

/// Runs `body` with the path of a new folder, which is gone afterwards.
public func withTemporaryFolder<T>(_ body: (String) async throws -> T) async throws -> T {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("mainstay-test-" + UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try await body(folder.path)
}

/// Runs `body`, then closes `database` whatever came of it.
private func using<T: Sendable>(
  _ database: any Database, _ body: @Sendable (any Database) async throws -> T
) async throws -> T {
  do {
    let value = try await body(database)
    await database.close()
    return value
  } catch {
    await database.close()
    throw error
  }
}
