import Core
import Kernel
import Storage

/// One step of the schema and where a database stands with it.
public struct SchemaStep: Hashable, Sendable {
  public var id: String
  /// `applied`, `pending`, `changed` (applied with another text) or `unknown` (of a newer version).
  public var state: String
  public var isApplied: Bool
}

/// What a backup file holds.
public struct BackupContents: Hashable, Sendable {
  public var takenAt: Instant
  /// Number of rows by table.
  public var rows: [String: Int]
  public var total: Int

  init(_ summary: Backup.Summary) { (takenAt, rows, total) = (summary.takenAt, summary.rows, summary.total) }
}

extension Product {
  /// What each schema step is in a database, without changing it.
  public static func schemaStatus(of configuration: Configuration) async throws -> [SchemaStep] {
    try await using(look(at: configuration.database)) { database in
      try await Migrator(Wings.features.migrations).status(database).map {
        SchemaStep(id: $0.id, state: $0.state.rawValue, isApplied: $0.state == .applied)
      }
    }
  }

  /// Brings a database's schema up to date; the ids of the steps that were made.
  public static func migrate(_ configuration: Configuration) async throws -> [String] {
    try await using(connect(configuration.database, creating: true)) { database in
      do {
        return try await Migrator(Wings.features.migrations).migrate(database)
      } catch let refusal as Migrator.Refusal {
        throw MainstayError.unavailable(
          reason: "The database \(configuration.database.described) does not fit this version: \(refusal).")
      }
    }
  }

  /// Writes everything into one file; see `Backup`.
  public static func backUp(
    _ configuration: Configuration, to path: String, at now: Instant, progress: @escaping @Sendable (Int) -> Void
  ) async throws -> BackupContents {
    let file = try NamedFile(path, for: .backup, field: "file", besides: configuration)
    return try await using(look(at: configuration.database)) { database in
      BackupContents(try await Backup.take(of: database, to: file.path, at: now, progress: progress))
    }
  }

  /// Fills an empty database from a backup.
  public static func restore(
    _ path: String, to configuration: Configuration, progress: @escaping @Sendable (Int) -> Void
  ) async throws -> BackupContents {
    _ = try Backup.check(path)
    return try await using(connect(configuration.database, creating: true)) { database in
      do {
        let summary = try await Backup.restore(
          path, into: database, migrations: Wings.features.migrations, isEmpty: Wings.features.holdsNothing,
          progress: progress)
        try await database.write { try Wings.features.freeRestored($0) }
        return BackupContents(summary)
      } catch let refusal as Migrator.Refusal {
        throw MainstayError.unavailable(
          reason: "The database \(configuration.database.described) does not fit this backup: \(refusal).")
      }
    }
  }

  /// Runs `body`, then closes `database` whatever came of it.
  private static func using<T: Sendable>(
    _ database: any Database, _ body: (any Database) async throws -> T
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
}
