import CSQLite
import Foundation
import Kernel
import Storage

/// What SQLite's result codes mean to us.
enum SQLiteFailure {
  static func opening(_ path: String, _ fault: SQLiteOpeningFault) -> MainstayError {
    .unavailable(
      reason: "the database file \(path) cannot be opened: "
        + (remedy(path, fault) ?? fault.message))
  }

  /// As `opening` of a server that runs, for whoever asks it: without the folder.
  static func openingAgain(_ name: String, _ fault: SQLiteOpeningFault) -> MainstayError {
    .unavailable(reason: "the database file \(name) cannot be opened: \(fault.message)")
  }

  /// What keeps the file from being opened, and how to mend it; nil where only SQLite's words say more.
  private static func remedy(_ path: String, _ fault: SQLiteOpeningFault) -> String? {
    let files = FileManager.default
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    var isFolder: ObjCBool = false
    switch fault.code {
    case SQLITE_NOTADB: return "it is no SQLite database; name another file, or restore a backup into a new one"
    case SQLITE_CORRUPT: return "it is damaged; restore the last backup into a new file"
    case SQLITE_FULL: return "its disk is full"
    case SQLITE_CANTOPEN, SQLITE_READONLY, SQLITE_IOERR:
      guard files.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
        return "there is no folder \(folder)"
      }
      if files.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
        return "it is a folder; name a file in it"
      }
      if ReadOnlyDisk.holds(files.fileExists(atPath: path) ? path : folder) {
        return "it stands on a disk that is mounted read-only, where a server cannot write: mount it for writing, or "
          + "copy the database to another disk. Commands that only read, such as mainstay verify, look at it there"
      }
      if let free = try? files.attributesOfFileSystem(forPath: folder)[.systemFreeSize] as? NSNumber,
        free.int64Value < 1 << 16
      {
        return "its disk is full; free some of it"
      }
      let isWritable =
        files.isWritableFile(atPath: folder) && (!files.fileExists(atPath: path) || files.isWritableFile(atPath: path))
      return isWritable ? nil : "it, and files beside it in \(folder), must be writable; look at permissions and disk"
    default: return nil
    }
  }

  static func classify(_ code: CInt, _ message: String, sql: String, seconds: Int) -> any Error {
    switch code {
    case SQLITE_CONSTRAINT | (6 << 8), SQLITE_CONSTRAINT | (8 << 8), SQLITE_CONSTRAINT | (10 << 8):
      return StorageError.unique(constraint: detail(message))
    case SQLITE_CONSTRAINT | (3 << 8): return StorageError.foreignKey(constraint: nil)
    // A check, or a trigger that stands for one.
    case SQLITE_CONSTRAINT | (1 << 8), SQLITE_CONSTRAINT | (7 << 8):
      return StorageError.check(constraint: detail(message))
    case SQLITE_CONSTRAINT | (5 << 8): return StorageError.notNull(column: detail(message))
    default: break
    }
    switch code & 0xFF {
    case SQLITE_FULL: return MainstayError.unavailable(reason: "the disk that holds the database is full")
    case SQLITE_READONLY:
      return MainstayError.unavailable(reason: "the database file cannot be written (\(message))")
    case SQLITE_BUSY, SQLITE_LOCKED:
      return MainstayError.unavailable(reason: "another program holds the database file")
    case SQLITE_PROTOCOL:
      return MainstayError.unavailable(
        reason: "the database file could not be locked in time; its disk may stand still")
    case SQLITE_PERM, SQLITE_AUTH:
      return MainstayError.unavailable(reason: "the database file may not be read or written (\(message))")
    case SQLITE_NOLFS: return MainstayError.unavailable(reason: "the disk takes no file as large as the database's")
    case SQLITE_INTERRUPT:
      return MainstayError.unavailable(reason: "a statement took longer than its limit of \(seconds) s")
    case SQLITE_IOERR:
      return MainstayError.unavailable(reason: "the database file cannot be read or written (\(message))")
    case SQLITE_CANTOPEN: return MainstayError.unavailable(reason: "the database file cannot be opened")
    case SQLITE_CORRUPT, SQLITE_NOTADB:
      return MainstayError.unavailable(reason: "the database file is damaged (\(message))")
    case SQLITE_NOMEM: return MainstayError.unavailable(reason: "the database has run out of memory")
    case SQLITE_TOOBIG: return MainstayError.limit(name: "bytes of a value", limit: 1_000_000_000)
    default: return StorageError.statement(code: "\(code)", message: message, sql: sql)
    }
  }

  /// Whether only a new connection is safe after this.
  static func breaksConnection(_ code: CInt) -> Bool {
    switch code & 0xFF {
    case SQLITE_IOERR, SQLITE_CANTOPEN, SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_NOMEM, SQLITE_READONLY: true
    default: false
    }
  }

  /// `UNIQUE constraint failed: ticket.number` names its columns after the colon.
  private static func detail(_ message: String) -> String? {
    message.split(separator: ": ", maxSplits: 1).dropFirst().first.map(String.init)
  }

  /// The name of the unique constraint that SQLite describes by its columns (`ticket.a, ticket.b`) or,
  /// for an index on an expression, by `index 'name'`.
  static func constraintName(_ description: String, on handle: OpaquePointer) -> String {
    if description.hasPrefix("index '") { return String(description.dropFirst(7).dropLast()) }
    let columns = description.split(separator: ", ").map { $0.split(separator: ".", maxSplits: 1) }
    guard let table = columns.first?.first, columns.allSatisfy({ $0.count == 2 }) else { return description }
    let names = columns.map { String($0[1]) }
    for index in rows("SELECT name, origin FROM pragma_index_list(?1) WHERE \"unique\"", String(table), on: handle) {
      guard rows("SELECT name, '' FROM pragma_index_info(?1) ORDER BY seqno", index.0, on: handle).map(\.0) == names
      else { continue }
      if index.1 == "pk" { return "\(table)_pkey" }
      return index.1 == "c" ? index.0 : "\(table)_\(names.joined(separator: "_"))_key"
    }
    return "\(table)_pkey"
  }

  private static func rows(_ sql: String, _ argument: String, on handle: OpaquePointer) -> [(String, String)] {
    var pointer: OpaquePointer?
    guard sqlite3_prepare_v2(handle, sql, -1, &pointer, nil) == SQLITE_OK, let pointer else { return [] }
    defer { sqlite3_finalize(pointer) }
    sqlite3_bind_text(pointer, 1, argument, -1, unsafeBitCast(-1, to: sqlite3_destructor_type.self))
    var rows: [(String, String)] = []
    while sqlite3_step(pointer) == SQLITE_ROW {
      let row = SQLiteRow(pointer: pointer)
      guard let name = try? row.text(0), let second = try? row.text(1) else { continue }
      rows.append((name, second))
    }
    return rows
  }
}
