import Foundation
import GRDB
import GRDBSQLite
import Kernel
import Storage

/// One connection and its prepared statements, used by one thread only.
final class SQLiteConnection {
  enum Role { case writer, reader }

  let handle: OpaquePointer
  /// Set when the file answered in a way after which only a new connection is safe.
  private(set) var isBroken = false
  private let database: GRDB.Database
  private let role: Role
  private let options: SQLiteDatabase.Options
  private let timer: StatementTimer
  private var dataVersion: Int64?
  private var statements: [String: SQLiteStatement] = [:]

  private init?(_ database: GRDB.Database, role: Role, options: SQLiteDatabase.Options) {
    guard let handle = database.sqliteConnection else { return nil }
    (self.database, self.role, self.options, self.handle) = (database, role, options, handle)
    timer = StatementTimer(seconds: options.statementSeconds)
    timer.attach(to: handle)
  }

  deinit { timer.detach(from: handle) }

  // MARK: Opening

  /// GRDB's serial access to a new connection, with our settings.
  static func queue(path: String, role: Role, options: SQLiteDatabase.Options) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.foreignKeysEnabled = true
    // Looks often, as the gap that another process leaves is short.
    let tries = options.lockSeconds * 1000
    configuration.busyMode = .callback { attempt in
      Thread.sleep(forTimeInterval: 0.001)
      return attempt < tries
    }
    configuration.label = role == .writer ? "sqlite-writer" : "sqlite-reader"
    configuration.prepareDatabase { database in
      if role == .writer { try database.execute(sql: "PRAGMA journal_mode = WAL") }
      try database.execute(
        sql: """
          PRAGMA synchronous = FULL;
          PRAGMA temp_store = MEMORY;
          PRAGMA journal_size_limit = \(options.logBytes);
          PRAGMA case_sensitive_like = ON;
          PRAGMA secure_delete = ON;
          PRAGMA cache_size = -\(role == .writer ? options.writerCache : options.readerCache);
          """)
      if role == .reader { try database.execute(sql: "PRAGMA query_only = ON") }
      if let handle = database.sqliteConnection { SQLiteFunctions.register(on: handle) }
    }
    return try DatabaseQueue(path: path, configuration: configuration)
  }

  /// The life of a connection's thread: stays inside GRDB's queue for good, so that a body costs no
  /// hop, and leaves it only to replace a broken connection or when `jobs` is closed.
  static func serve(
    _ jobs: JobQueue, path: String, role: Role, options: SQLiteDatabase.Options, files: DatabaseFiles,
    first: DatabaseQueue, _ run: (Job, SQLiteConnection) -> Void
  ) {
    var ready: DatabaseQueue? = first
    while true {
      do {
        // Opened again where the file is gone, it would be a new and empty one.
        if ready == nil { try files.check() }
        let queue = try ready ?? queue(path: path, role: role, options: options)
        ready = nil
        let isOver = queue.writeWithoutTransaction { database -> Bool in
          guard let connection = SQLiteConnection(database, role: role, options: options) else { return true }
          while let job = jobs.next() {
            run(job, connection)
            jobs.end(job)
            if connection.isBroken { return false }
          }
          return true
        }
        try? queue.close()
        if isOver { return }
      } catch {
        guard let job = jobs.next() else { return }
        job.fail((error as? DatabaseError).map { SQLiteFailure.opening(path, $0) } ?? error)
        jobs.end(job)
      }
    }
  }

  // MARK: Other processes

  /// Whether another connection has committed since the last time this was asked.
  func othersHaveCommitted() -> Bool {
    guard let statement = try? prepare("PRAGMA data_version") else { return false }
    defer { statement.reset() }
    guard sqlite3_step(statement.pointer) == SQLITE_ROW else { return false }
    let version = sqlite3_column_int64(statement.pointer, 0)
    defer { dataVersion = version }
    return dataVersion.map { $0 != version } ?? false
  }

  // MARK: Transactions

  func read(_ job: Job) {
    timer.seconds = options.statementSeconds
    do {
      try control("BEGIN")
      let transaction = SQLiteTransaction(self)
      defer { transaction.end() }
      let finish = try job.run(transaction)
      if let failure = transaction.failure { throw failure }
      try control("COMMIT")
      finish()
    } catch {
      rollBack()
      job.fail(error)
    }
  }

  /// Whether a transaction is open: SQLite itself rolls back after some failures.
  var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

  /// Runs a statement without parameters or rows.
  func control(_ sql: String) throws {
    let statement = try prepare(sql)
    defer { statement.reset() }
    let code = sqlite3_step(statement.pointer)
    guard code == SQLITE_DONE || code == SQLITE_ROW else { throw failure(sql) }
  }

  func rollBack() {
    if isInTransaction { try? control("ROLLBACK") }
    if isInTransaction { isBroken = true }
  }

  /// Lets the statements of the present body run for `seconds`; nil is the database's own limit.
  func setTimeLimit(seconds: Int?) {
    timer.seconds = seconds ?? options.statementSeconds
  }

  // MARK: Statements

  /// A statement ready to be bound: the kept one, or a new one while that is in use further out.
  func prepare(_ sql: String) throws -> SQLiteStatement {
    timer.begin()
    if let kept = statements[sql], !kept.isBusy {
      kept.isBusy = true
      return kept
    }
    do {
      let statement = try SQLiteStatement(database.makeStatement(sql: ParameterNumbers.rewritten(sql)))
      if statements[sql] == nil {
        if statements.count >= options.statementLimit { statements = statements.filter(\.value.isBusy) }
        statements[sql] = statement
      }
      statement.isBusy = true
      return statement
    } catch let error as DatabaseError {
      throw classify(error.extendedResultCode.rawValue, error.message ?? "", sql)
    }
  }

  /// The error of the call that has just failed.
  func failure(_ sql: String) -> any Error {
    let code = sqlite3_extended_errcode(handle)
    let error = classify(code, String(cString: sqlite3_errmsg(handle)), sql)
    guard case StorageError.unique(let columns?) = error else { return error }
    return StorageError.unique(constraint: SQLiteFailure.constraintName(columns, on: handle))
  }

  private func classify(_ code: CInt, _ message: String, _ sql: String) -> any Error {
    // A reader's is our own `query_only`, so the statement is at fault and not the file.
    if code & 0xFF == SQLITE_READONLY, role == .reader {
      return StorageError.statement(code: "\(code)", message: "a reader cannot write", sql: sql)
    }
    if SQLiteFailure.breaksConnection(code) { isBroken = true }
    return SQLiteFailure.classify(code, message, sql: sql, seconds: timer.seconds)
  }
}

extension GRDB.Database {
  /// Where SQLite has the database's file: absolute, with links followed.
  var filePath: String {
    sqliteConnection.flatMap { sqlite3_db_filename($0, "main") }.map { String(cString: $0) } ?? ""
  }
}
