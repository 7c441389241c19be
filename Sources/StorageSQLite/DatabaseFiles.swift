import Foundation
import Kernel
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The files of an open database, and whether they still stand where they were opened. Whoever writes on into a
/// file that was moved or removed writes into the void: the system keeps it only until the process ends.
final class DatabaseFiles: Sendable {
  private struct Identity: Equatable {
    var device: UInt64
    var number: UInt64
  }

  /// The database, its write-ahead log, and the index of that, by what is added to the path.
  private static let endings = ["", "-wal", "-shm"]

  /// Absolute, with links followed, as SQLite has it.
  private let path: String
  private let known = Mutex<[String: Identity]>([:])

  init(path: String) {
    self.path = path
    guard let identity = DatabaseFiles.identity(of: path) else { return }
    known.withLock { $0[""] = identity }
  }

  /// What is looked at for the first time is remembered, so the first call is made inside a transaction, when all
  /// files are there.
  ///
  /// - Throws: `unavailable` naming the file that is gone or is another one.
  func check() throws(MainstayError) {
    let lost = known.withLock { known -> String? in
      for ending in DatabaseFiles.endings {
        let present = DatabaseFiles.identity(of: path + ending)
        if let expected = known[ending] {
          if present != expected { return ending }
        } else if known[""] != nil {
          known[ending] = present
        }
      }
      return nil
    }
    guard let lost else { return }
    // Its name alone: who asks for the health of a server need not learn where its files lie.
    let name = URL(fileURLWithPath: path).lastPathComponent
    throw .unavailable(
      reason: lost.isEmpty
        ? "the database file \(name) was moved or removed while it was in use, so nothing more is written: "
          + "put it back under its name, or stop the server and restore a backup"
        : "\(name)\(lost), which belongs to the database, was moved or removed while it was in use, so nothing more "
          + "is written: put it back, or stop the server with SIGTERM and start it again")
  }

  /// Bytes that files beside a path can still take; nil where that cannot be told. The administrator's share counts for
  /// the administrator alone.
  static func freeBytes(beside path: String) -> Int64? {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    var status = statvfs()
    guard !path.isEmpty, statvfs(folder, &status) == 0 else { return nil }
    let blocks = geteuid() == 0 ? status.f_bfree : status.f_bavail
    let (bytes, isMore) = Int64(clamping: blocks).multipliedReportingOverflow(by: Int64(clamping: status.f_frsize))
    return isMore ? .max : bytes
  }

  private static func identity(of path: String) -> Identity? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return Identity(
      device: UInt64(truncatingIfNeeded: status.st_dev), number: UInt64(truncatingIfNeeded: status.st_ino))
  }
}
