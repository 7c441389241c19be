import AgreementsUseCases
import Core
import DutyUseCases
import DirectoriesUseCases
import Documents
import Foundation
import ICalendarFiles
import ImportUseCases
import Journal
import JournalUseCases
import Kernel
import LDAP
import MessagesUseCases
import OIDC
import OperationsUseCases
import Outbound
import PasswordHashing
import People
import PeopleUseCases
import QRCodes
import ReachUseCases
import RecoveryUseCases
import Storage
import StoragePostgres
import StorageSQLite
import SystemZones
import TicketsUseCases
import Webhooks

/// The product, opened: a database with its schema brought up to date, and the use cases on it.
/// Servers, commands and tests begin here.
public struct Product: Sendable {
  public let configuration: Configuration
  public let database: any Database
  public private(set) var app: App
  /// Uploads that are being imported on this node.
  public let imports: BackgroundImports
  /// Rules that are being looked for on this node.
  public let recoveries: BackgroundRecoveries
  /// This process among those that serve the same database.
  public let node: Node
  let health: HealthWatch
  /// What whoever opened the database to look at it should know of how it was opened.
  public internal(set) var remark: String?

  /// Where time, chance and zone rules come from; a test hands in its own.
  public struct Seams: Sendable {
    public var clock: any Clock
    public var ids: any IDSource
    public var calendars: any CalendarSource
    /// Signs the journal; nil takes the keys from the configured file.
    public var seal: (any SealKeySource)?
    /// What nobody may choose as a password; nil takes the configured list.
    public var commonPasswords: (any CommonPasswords)?
    /// Seals the secrets of webhooks; nil takes the keys from the configured file.
    public var secrets: (any SecretsKeySource)?
    /// The ways to the outside; nil for those that the product has.
    public var channels: [Channel]?

    public init(
      clock: any Clock = SystemClock(), ids: any IDSource = SystemIDSource(),
      calendars: any CalendarSource = SystemCalendars(), seal: (any SealKeySource)? = nil,
      commonPasswords: (any CommonPasswords)? = nil, secrets: (any SecretsKeySource)? = nil,
      channels: [Channel]? = nil
    ) {
      (self.clock, self.ids, self.calendars, self.seal) = (clock, ids, calendars, seal)
      self.commonPasswords = commonPasswords
      (self.secrets, self.channels) = (secrets, channels)
    }
  }

  /// Opens the database that the configuration names and migrates it.
  ///
  /// - Parameters:
  ///   - creating: Whether a SQLite file that is not there is made.
  ///   - sealing: Whether this process seals the journal: then there must be a seal key or a place to make one, and
  ///     the register of keys is begun where there is none.
  /// - Throws: `MainstayError.unavailable` where the database is out of reach or its schema does not fit
  ///   this version, `invalid` where there is no such file.
  public static func open(
    _ configuration: Configuration, seams: Seams = Seams(), creating: Bool = true, sealing: Bool = true
  ) async throws -> Product {
    if creating, sealing { try refuseLeftKey(configuration) }
    let path = sealing && seams.seal == nil ? try configuration.requireSealKeyPath() : configuration.sealKeyPath
    let database = try connect(configuration.database, creating: creating)
    do {
      var seams = seams
      let files = seams.seal == nil ? path.map(SealKeyFiles.init) : nil
      if let files {
        seams.seal = files
        // Read now: a file that is no key, or that others can read, is refused at the start.
        if try files.keys().current == nil, sealing { _ = try files.offer(seams.ids) }
      }
      if seams.secrets == nil { seams.secrets = configuration.secretsKeyPath.map(SecretsKeyFile.init) }
      let product = try await Product(configuration, on: database, seams: seams, makesKeys: sealing)
      if sealing {
        try await product.app.run(BeginSealing(), as: .system("start"))
        try await product.app.run(BeginWords(), as: .system("start"))
        while try await product.app.run(CoverSideRecords(), as: .system("start")) >= CoverSideRecords.batch {}
        while try await product.app.run(CoverPersonKeys(), as: .system("start")) >= CoverPersonKeys.batch {}
      }
      return product
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
  ///
  /// - Parameter makesKeys: Whether a key for the secrets of webhooks is made where there is none.
  public init(
    _ configuration: Configuration, on database: any Database, seams: Seams, makesKeys: Bool = false
  ) async throws {
    try await Migrator(Wings.features.migrations).migrate(database)
    try self.init(configuration, asIs: database, seams: seams)
    try await prepareSecrets(makesKey: makesKeys)
    // A row that nobody understands is told of from the start, not once somebody misses it.
    try await app.run(NoteUnknownValues(), as: .system("start"))
    await app.board.refresh(app)
  }

  /// The product on a database that is open already and stays as it is.
  init(_ configuration: Configuration, asIs database: any Database, seams: Seams) throws {
    self.configuration = configuration
    self.database = database
    let passwords = try Argon2Passwords()
    app = App(
      database: database, clock: seams.clock, ids: seams.ids, features: Wings.features,
      channels: seams.channels ?? Product.channels(configuration)
    ) { parts in
      parts.use(calendars: seams.calendars)
      (parts.dutyZones, parts.dutyCalendars) = (SystemZones(), DutyCalendarFile())
      parts.passwords = passwords
      parts.qrCodes = QRCodes()
      parts.documents = Documents()
      parts.providers = OIDCClient(sender: HTTPSender(guard: Product.outbound(configuration)))
      parts.ldap = LDAPClient()
      parts.commonPasswords = seams.commonPasswords ?? CommonPasswordsFile(paths: configuration.commonPasswordsPaths)
      parts.sessionIdle = configuration.sessionIdle
      parts.desk = DeskSettings(reopenDays: configuration.reopenDays)
      parts.seal = seams.seal
      parts.secrets = seams.secrets
      parts.reach = ReachSurroundings(zones: SystemZones(), address: configuration.addressForLinks)
    }.with(retention: configuration.retention)
    imports = BackgroundImports(app)
    recoveries = BackgroundRecoveries(app, reader: Product.readCases)
    let now = app.clock.now()
    // A name that no other process has, and that says where to look.
    node = Node(
      name: "\(configuration.nodeLabel):\(app.ids.next(at: now))", startedAt: now,
      runsEngine: configuration.runsEngine)
    let looking = Looking(node: node, workers: [app.verifier, imports, recoveries], diskFloor: configuration.diskFloor)
    let present = app
    health = HealthWatch { await Product.look(present, on: database, looking) }
  }

  /// The same product, which also writes what it tells to the server's log.
  func telling(_ channel: Channel) -> Product {
    var product = self
    product.app = app.with(channels: app.channels + [channel])
    return product
  }

  /// Breaks off imports behind the portion that is being written, and searches for rules, then ends the database's connections.
  public func close() async {
    await imports.stop()
    await recoveries.stop()
    await database.close()
  }

  /// A key beside a database that is not there says that there was one.
  private static func refuseLeftKey(_ configuration: Configuration) throws {
    guard case .sqlite(let path) = configuration.database, configuration.sealKey == nil,
      let key = configuration.sealKeyPath
    else { return }
    let files = FileManager.default
    guard !files.fileExists(atPath: path), files.fileExists(atPath: key) else { return }
    throw MainstayError.field(
      "database",
      "there is no file \(path), but \(key), the key of a database that was there: put the "
        + "database back, or restore a backup to it; mainstay migrate makes an empty one on purpose")
  }

  /// The database alone, as it is.
  static func connect(_ location: DatabaseLocation, creating: Bool) throws -> any Database {
    switch location {
    case .sqlite(let path):
      try requireFile(path, creating: creating)
      let database = try SQLiteDatabase.open(path: path)
      OwnFiles.tighten(path)
      return database
    case .postgres(let url):
      return try PostgresDatabase.open(url: url)
    }
  }

  /// The database alone, to look at: a file is neither made nor changed.
  static func look(at location: DatabaseLocation) throws -> any Database {
    switch location {
    case .sqlite(let path):
      try requireFile(path, creating: false)
      return try SQLiteDatabase.look(at: path)
    case .postgres(let url):
      return try PostgresDatabase.open(url: url)
    }
  }

  /// - Throws: `invalid` where the file is not there and may not be made, or its log is there without it.
  private static func requireFile(_ path: String, creating: Bool) throws(MainstayError) {
    guard !FileManager.default.fileExists(atPath: path) else { return }
    guard creating else {
      throw .field("database", "there is no file \(path); name one with --database or MAINSTAY_DATABASE")
    }
    let log = path + "-wal"
    if FileManager.default.fileExists(atPath: log) {
      throw .field(
        "database",
        "there is no file \(path), but \(log), which belongs to it and may hold its newest changes: put the "
          + "database back beside it, or move it away to begin with an empty one")
    }
  }
}
