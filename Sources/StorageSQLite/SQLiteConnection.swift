import CSQLite
import Foundation
import Kernel
import Storage

/// One connection and its prepared statements, used by one thread only.
final class SQLiteConnection {
  let handle: OpaquePointer
  /// Set when the file answered in a way after which only a new connection is safe.
  private(set) var isBroken = false
  private let owner: SQLiteHandle
  private let role: SQLiteHandle.Role
  private let options: SQLiteDatabase.Options
  private let timer: StatementTimer
  private var dataVersion: Int64?
  private var statements: [String: SQLiteStatement] = [:]

  private init(_ owner: SQLiteHandle, role: SQLiteHandle.Role, options: SQLiteDatabase.Options) {
    (self.owner, self.role, self.options, handle) = (owner, role, options, owner.pointer)
    timer = StatementTimer(seconds: options.statementSeconds)
    timer.attach(to: handle)
  }

  // MARK: Serving

  /// The life of a connection's thread: runs bodies on its own connection until `jobs` is closed, and replaces a
  /// broken one.
  static func serve(
    _ jobs: JobQueue, path: String, role: SQLiteHandle.Role, options: SQLiteDatabase.Options, files: DatabaseFiles,
    first: SQLiteHandle, _ run: (Job, SQLiteConnection) -> Void
  ) {
    var ready: SQLiteHandle? = first
    while true {
      do {
        // Opened again where the file is gone, it would be a new and empty one.
        if ready == nil { try files.check() }
        let handle = try ready ?? SQLiteHandle(path: path, role: role, options: options)
        ready = nil
        let isOver = SQLiteConnection(handle, role: role, options: options).serve(jobs, run)
        // Here and not with the last reference, so that the files are free once the thread has ended.
        handle.close()
        if isOver { return }
      } catch {
        guard let job = jobs.next() else { return }
        // Its name alone: this reason is told to whoever asks.
        let name = URL(fileURLWithPath: path).lastPathComponent
        job.fail((error as? SQLiteOpeningFault).map { SQLiteFailure.openingAgain(name, $0) } ?? error)
        jobs.end(job)
      }
    }
  }

  /// Runs bodies as they come: true once no more will, false where only a new connection is safe. Nothing of it is used
  /// afterwards.
  private func serve(_ jobs: JobQueue, _ run: (Job, SQLiteConnection) -> Void) -> Bool {
    defer {
      timer.detach(from: handle)
      // Before their connection goes.
      statements.removeAll()
    }
    while let job = jobs.next() {
      run(job, self)
      jobs.end(job)
      if isBroken { return false }
    }
    return true
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
    guard let statement = try SQLiteStatement(ParameterNumbers.rewritten(sql), on: handle) else { throw failure(sql) }
    if statements[sql] == nil {
      if statements.count >= options.statementLimit { statements = statements.filter(\.value.isBusy) }
      statements[sql] = statement
    }
    statement.isBusy = true
    return statement
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
