import Foundation
import Kernel
import Storage
import StoragePostgres
import StorageSQLite

/// Databases in which steps were made once in this process. A test's own is copied from one, as to make some fifty
/// steps anew takes longer than most tests.
actor TestTemplates {
  static let shared = TestTemplates()

  private var files: [[String]: Task<Data, any Error>] = [:]
  private var databases: [[String]: Task<String, any Error>] = [:]

  /// What tells lists of steps apart: tests have short ones of their own, which are called alike.
  private static func texts(_ steps: [Migration], _ dialect: Dialect) -> [String] {
    steps.flatMap { [$0.id] + $0.statements(dialect) }
  }

  /// The bytes of a SQLite database's file.
  func file(_ steps: [Migration]) async throws -> Data {
    let key = Self.texts(steps, .sqlite)
    if let task = files[key] { return try await task.value }
    let task = Task {
      try await withTemporaryFolder { folder in
        let path = folder + "/template.sqlite"
        let database = try SQLiteDatabase.open(path: path)
        try await making(steps, in: database)
        return try Data(contentsOf: URL(fileURLWithPath: path))
      }
    }
    files[key] = task
    return try await task.value
  }

  /// The name of a database of the server. It goes with the server.
  func database(_ steps: [Migration]) async throws -> String {
    let key = Self.texts(steps, .postgres)
    if let task = databases[key] { return try await task.value }
    let task = Task {
      let name = "template_" + UUID().uuidString.lowercased().replacing("-", with: "")
      try TestServer.command("CREATE DATABASE \(name)")
      let url = try TestServer.url(ofDatabase: name)
      try await making(steps, in: PostgresDatabase.open(url: url, options: TestServer.options()))
      return name
    }
    databases[key] = task
    return try await task.value
  }
}

/// Makes `steps` in a database, and closes it.
private func making(_ steps: [Migration], in database: any Database) async throws {
  do {
    try await Migrator(steps).migrate(database)
    await database.close()
  } catch {
    await database.close()
    throw error
  }
}
