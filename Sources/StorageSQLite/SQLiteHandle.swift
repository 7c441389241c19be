import CSQLite
import Foundation
import Kernel
import Storage
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// An open connection of SQLite with our settings. One thread uses it at a time, and `run` sees to that by itself; with
/// its last reference it is closed.
final class SQLiteHandle: @unchecked Sendable {
  enum Role { case writer, reader }

  let pointer: OpaquePointer
  private let isClosed = Mutex(false)
  /// The library is told once how this process uses it.
  private static let isPrepared = sqlite3_count_no_memory() == SQLITE_OK

  /// Opens the file at `path`; where all may be done the writer makes it where there is none, and turns on the
  /// write-ahead log.
  init(path: String, role: Role, options: SQLiteDatabase.Options) throws(SQLiteOpeningFault) {
    _ = Self.isPrepared
    var opened: OpaquePointer?
    let (name, flags) =
      switch options.access {
      case .all: (path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)
      case .looking: (path, SQLITE_OPEN_READWRITE)
      // Nobody else can write it either, so that it needs neither locks nor the files beside it
      // (https://www.sqlite.org/uri.html#uriimmutable).
      case .still: ("file:" + PercentCoding.encode(path) + "?immutable=1", SQLITE_OPEN_READONLY | SQLITE_OPEN_URI)
      }
    let code = sqlite3_open_v2(name, &opened, flags | SQLITE_OPEN_NOMUTEX, nil)
    guard code == SQLITE_OK, let opened else {
      // Also what could not be opened has to be closed.
      defer { sqlite3_close_v2(opened) }
      throw SQLiteOpeningFault(code, opened)
    }
    pointer = opened
    try configure(role, options)
  }

  deinit { close() }

  func close() {
    isClosed.withLock { isClosed in
      if !isClosed { sqlite3_close_v2(pointer) }
      isClosed = true
    }
  }

  private func configure(_ role: Role, _ options: SQLiteDatabase.Options) throws(SQLiteOpeningFault) {
    sqlite3_extended_result_codes(pointer, 1)
    sqlite3_refuse_quoted_strings(pointer)
    // Looks often, as the gap that another process leaves is short. The context is the number of tries.
    sqlite3_busy_handler(
      pointer,
      { tries, attempt in
        Thread.sleep(forTimeInterval: 0.001)
        return Int(attempt) < Int(bitPattern: tries) ? 1 : 0
      }, UnsafeMutableRawPointer(bitPattern: options.lockSeconds * 1000))
    try run("PRAGMA foreign_keys = ON")
    let mayWrite = options.access == .all
    if role == .writer, mayWrite { try run("PRAGMA journal_mode = WAL") }
    try run(
      """
      PRAGMA synchronous = FULL;
      PRAGMA temp_store = MEMORY;
      PRAGMA journal_size_limit = \(options.logBytes);
      PRAGMA case_sensitive_like = ON;
      PRAGMA secure_delete = ON;
      PRAGMA cache_size = -\(role == .writer ? options.writerCache : options.readerCache);
      """)
    if role == .reader || !mayWrite { try run("PRAGMA query_only = ON") }
    SQLiteFunctions.register(on: pointer)
  }

  /// Runs statements without parameters whose rows nobody wants.
  func run(_ sql: String) throws(SQLiteOpeningFault) {
    let fault = isClosed.withLock { isClosed -> SQLiteOpeningFault? in
      guard !isClosed else { return SQLiteOpeningFault(SQLITE_MISUSE, nil) }
      let code = sqlite3_exec(pointer, sql, nil, nil, nil)
      return code == SQLITE_OK ? nil : SQLiteOpeningFault(code, pointer)
    }
    if let fault { throw fault }
  }

  /// Where SQLite has the database's file: absolute, with links followed.
  var filePath: String { sqlite3_db_filename(pointer, "main").map { String(cString: $0) } ?? "" }
}

/// What may be done with a database's file.
enum SQLiteAccess: Hashable, Sendable {
  case all
  /// Read beside others who may write; it is neither made nor changed.
  case looking
  /// Read as it stands, on a disk that nobody can write.
  case still
}

/// A disk that is mounted read-only.
enum ReadOnlyDisk {
  /// Whether the file at a path stands on one; false for a file that is not there.
  static func holds(_ path: String) -> Bool {
    var status = statvfs()
    return statvfs(path, &status) == 0 && status.f_flag & UInt(ST_RDONLY) != 0
  }

  /// How long a file is; 0 for one that is not there.
  static func bytes(of path: String) -> Int64 {
    var status = stat()
    return stat(path, &status) == 0 ? Int64(status.st_size) : 0
  }
}

/// Why a file could not be opened as a database.
struct SQLiteOpeningFault: Error {
  /// SQLite's result code without its extension.
  var code: CInt
  var message: String

  init(_ code: CInt, _ handle: OpaquePointer?) {
    self.code = code & 0xFF
    message = String(cString: handle.map { sqlite3_errmsg($0) } ?? sqlite3_errstr(code))
  }
}
