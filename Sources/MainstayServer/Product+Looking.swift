import Core
import Foundation
import Kernel
import Storage
import StorageSQLite

extension Product {
  /// Opens a database to look at it and to change nothing in it: it is neither made nor migrated, no secret is sealed,
  /// nothing is covered, and a write is refused. For verification, which must find what stands there.
  ///
  /// - Throws: `invalid` where there is no database, or a file that is none; `unavailable` where its schema is not
  ///   that of this version.
  public static func openUnchanged(_ configuration: Configuration, seams: Seams = Seams()) async throws -> Product {
    if case .sqlite(let path) = configuration.database { try requireDatabaseFile(path) }
    var seams = seams
    if seams.seal == nil, let path = configuration.sealKeyPath {
      let files = SealKeyFiles(path)
      _ = try files.keys()
      seams.seal = files
    }
    if seams.secrets == nil { seams.secrets = configuration.secretsKeyPath.map(SecretsKeyFile.init) }
    let database = try look(at: configuration.database)
    do {
      try await requireSchema(of: database, called: configuration.database.described)
      var product = try Product(configuration, asIs: UnchangedDatabase(database), seams: seams)
      product.remark = remark(on: database, configuration)
      return product
    } catch {
      await database.close()
      throw error
    }
  }

  /// Whether the database is a file on a disk that is mounted read-only, so that it can be looked at and no more.
  public static func standsStill(_ configuration: Configuration) -> Bool {
    guard case .sqlite(let path) = configuration.database else { return false }
    return SQLiteDatabase.standsOnReadOnlyDisk(path)
  }

  private static func remark(on database: any Database, _ configuration: Configuration) -> String? {
    guard let file = database as? SQLiteDatabase, file.isStill else { return nil }
    return "\(configuration.database.described) stands on a disk that is mounted read-only: it is read as it stands."
  }

  /// The first bytes of every SQLite file (https://www.sqlite.org/fileformat.html, section 1.3).
  private static let sqliteMark = Array("SQLite format 3\0".utf8)

  private static func requireDatabaseFile(_ path: String) throws(MainstayError) {
    var isFolder: ObjCBool = false
    // What is not there is refused when it is connected to.
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return }
    guard !isFolder.boolValue else { throw .field("database", "\(path) is a folder, not a database") }
    guard let file = FileHandle(forReadingAtPath: path) else {
      throw .unavailable(reason: "The database \(path) cannot be read.")
    }
    defer { try? file.close() }
    let start = (try? file.read(upToCount: sqliteMark.count)).flatMap { $0 } ?? Data()
    if start.isEmpty { throw .field("database", "the file \(path) is empty: it is no database, and nothing to verify") }
    guard Array(start) == sqliteMark else { throw .field("database", "the file \(path) is no SQLite database") }
  }

  private static func requireSchema(of database: any Database, called name: String) async throws {
    let steps = try await Migrator(Wings.features.migrations).status(database)
    if steps.allSatisfy({ $0.state == .pending }) {
      throw MainstayError.field("database", "\(name) holds no tables of Mainstay: it is empty, or another program's")
    }
    if let newer = steps.first(where: { $0.state == .unknown }) {
      throw MainstayError.unavailable(
        reason:
          "The database \(name) is of a newer version: it has schema step \(newer.id), which this one does not know.")
    }
    if let other = steps.first(where: { $0.state == .changed }) {
      throw MainstayError.unavailable(
        reason: "The database \(name) does not fit this version: schema step \(other.id) differs from the one that it "
          + "was made with.")
    }
    if let missing = steps.first(where: { $0.state == .pending }) {
      throw MainstayError.unavailable(
        reason:
          "The database \(name) is of an older version: schema step \(missing.id) has not been made. This changes "
          + "nothing by itself: run `mainstay migrate` first, on the database or on a copy of it.")
    }
  }
}

/// A database that is read and never written to.
private struct UnchangedDatabase: Database {
  private let whole: any Database

  init(_ whole: any Database) { self.whole = whole }

  var dialect: Dialect { whole.dialect }

  func read<T: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> T) async throws -> T {
    try await whole.read(body)
  }

  func write<T: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> T) async throws -> T {
    throw MainstayError.unavailable(
      reason: (whole as? SQLiteDatabase)?.isStill == true
        ? "The database stands on a disk that is mounted read-only, so nothing in it can be changed. Mount it for "
          + "writing, or copy the database to another disk."
        : "The database was opened to be looked at, and is not changed.")
  }

  func notifications(_ channel: String) -> AsyncStream<String> { whole.notifications(channel) }

  var freeBytes: Int64? { whole.freeBytes }

  func inEmptySchema<T: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> T) async throws -> T {
    try await whole.inEmptySchema(body)
  }

  func scrub() async throws {}

  func close() async { await whole.close() }
}
