import Foundation

/// The files of a SQLite database, which hold password hashes and everybody's texts.
enum OwnFiles {
  private static let endings = ["", "-wal", "-shm"]
  private static let others: Int16 = 0o077

  /// Takes others' rights away from the files of a database of before; where the process may not, says so.
  static func tighten(_ path: String) {
    for file in endings.map({ path + $0 }) {
      let known = try? FileManager.default.attributesOfItem(atPath: file)
      guard let mode = (known?[.posixPermissions] as? NSNumber)?.int16Value, mode & others != 0 else { continue }
      do {
        try FileManager.default.setAttributes(
          [.posixPermissions: NSNumber(value: mode & ~others)], ofItemAtPath: file)
      } catch {
        // A log that takes nothing is no reason not to serve.
        try? FileHandle.standardError.write(
          contentsOf: Data(
            "Others on this machine can read \(file), and its mode cannot be changed: chmod 600 it.\n".utf8))
      }
    }
  }
}
