import Application
import Foundation
import Governance
import Kernel
import PasswordHashing
import Storage
import StoragePostgres
import StorageSQLite

/// The product, opened: a database with its schema brought up to date, and the use cases on it.
/// Servers, commands and tests begin here.
public struct Product: Sendable {
  public let configuration: Configuration
  public let database: any Database
  public let app: App
  /// Uploads that are being imported on this node.
  public let imports: BackgroundImports
  /// This process among those that serve the same database.
  public let node: Node
  let health: HealthWatch

  /// Where time, chance and zone rules come from; a test hands in its own.
  public struct Seams: Sendable {
    public var clock: any Clock
    public var ids: any IDSource
    public var calendars: any CalendarSource
    /// Signs the journal; nil takes the key from the configured file.
    public var seal: SealKey?

    public init(
      clock: any Clock = SystemClock(), ids: any IDSource = SystemIDSource(),
      calendars: any CalendarSource = SystemCalendars(), seal: SealKey? = nil
    ) {
      (self.clock, self.ids, self.calendars, self.seal) = (clock, ids, calendars, seal)
    }
  }

  /// Opens the database that the configuration names and migrates it.
  ///
  /// - Parameter creating: Whether a SQLite file, or a seal key, that is not there is made.
  /// - Throws: `MainstayError.unavailable` where the database is out of reach or its schema does not fit
  ///   this version, `invalid` where there is no such file.
  public static func open(
    _ configuration: Configuration, seams: Seams = Seams(), creating: Bool = true
  ) async throws -> Product {
    if creating { try refuseLeftKey(configuration) }
    let database = try connect(configuration.database, creating: creating)
    do {
      var seams = seams
      if seams.seal == nil {
        let path = configuration.sealKeyPath
        seams.seal = creating ? try SealKeyFile.readOrMake(path, ids: seams.ids) : try SealKeyFile.read(path)
      }
      return try await Product(configuration, on: database, seams: seams)
    } catch let refusal as Migrator.Refusal {
      await database.close()
      throw MainstayError.unavailable(
        reason: "The database \(configuration.database.described) does not fit this version: \(refusal).")
    } catch {
      await database.close()
      throw error
    }
  }

  /// The product on a database that is open already, which is migrated.
  public init(_ configuration: Configuration, on database: any Database, seams: Seams) async throws {
    try await Migrator(Schema.migrations).migrate(database)
    self.configuration = configuration
    self.database = database
    app = App(
      database: database, clock: seams.clock, ids: seams.ids, calendars: seams.calendars,
      passwords: try Argon2Passwords(), seal: seams.seal
    ).with(retention: configuration.retention)
    imports = BackgroundImports(app)
    let now = app.clock.now()
    // A name that no other process has, and that says where to look.
    node = Node(
      name: "\(ProcessInfo.processInfo.hostName):\(app.ids.next(at: now))", startedAt: now,
      runsEngine: configuration.runsEngine)
    let (present, node, workers) = (app, node, [app.verifier, imports] as [any BackgroundWorker])
    let told = ToldWork()
    health = HealthWatch { await Product.look(present, node: node, workers: workers, told: told) }
  }

  /// Breaks off imports behind the portion that is being written, then ends the database's connections.
  public func close() async {
    await imports.stop()
    await database.close()
  }

  /// A key beside a database that is not there says that there was one.
  private static func refuseLeftKey(_ configuration: Configuration) throws {
    guard case .sqlite(let path) = configuration.database, configuration.sealKey == nil else { return }
    let files = FileManager.default
    guard !files.fileExists(atPath: path), files.fileExists(atPath: configuration.sealKeyPath) else { return }
    throw MainstayError.field(
      "database",
      "there is no file \(path), but \(configuration.sealKeyPath), the key of a database that was there: put the "
        + "database back, or restore a backup to it; mainstay migrate makes an empty one on purpose")
  }

  /// The database alone, as it is.
  static func connect(_ location: DatabaseLocation, creating: Bool) throws -> any Database {
    switch location {
    case .sqlite(let path):
      if !creating, !FileManager.default.fileExists(atPath: path) {
        throw MainstayError.field(
          "database", "there is no file \(path); name one with --database or MAINSTAY_DATABASE")
      }
      let log = path + "-wal"
      if !FileManager.default.fileExists(atPath: path), FileManager.default.fileExists(atPath: log) {
        throw MainstayError.field(
          "database",
          "there is no file \(path), but \(log), which belongs to it and may hold its newest changes: put the "
            + "database back beside it, or move it away to begin with an empty one")
      }
      return try SQLiteDatabase.open(path: path)
    case .postgres(let url):
      return try PostgresDatabase.open(url: url)
    }
  }
}
