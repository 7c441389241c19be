import Foundation
import Glibc
import Governance
import Kernel

/// The file that holds the key which signs the journal's checkpoints: outside the database, so that
/// whoever can change rows cannot also sign them. One line: 32 bytes in hexadecimal, mode 0600.
public enum SealKeyFile {
  /// The key in the file at `path`; nil where there is no such file.
  ///
  /// Throws `unavailable` for a file that cannot be read or holds no key.
  public static func read(_ path: String) throws(MainstayError) -> SealKey? {
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw .unavailable(reason: "The seal key \(path) cannot be read.")
    }
    let digits = text.trimmingCharacters(in: .whitespacesAndNewlines)
    guard let secret = bytes(hexadecimal: digits), let key = SealKey(secret: secret) else {
      throw .unavailable(reason: "The seal key \(path) is not 32 bytes in hexadecimal.")
    }
    return key
  }

  /// The key in the file at `path`, made of new secret bytes where there is none yet. Of several
  /// processes that start at once, all get the same key.
  public static func readOrMake(_ path: String, ids: any IDSource) throws(MainstayError) -> SealKey {
    if let key = try read(path) { return key }
    let draft = path + "." + hexadecimal(ids.secret(bytes: 8))
    defer { unlink(draft) }
    let file = Glibc.open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw failure(path) }
    let line = Array((hexadecimal(ids.secret(bytes: 32)) + "\n").utf8)
    let isWritten = write(file, line, line.count) == line.count && fsync(file) == 0
    guard Glibc.close(file) == 0, isWritten else { throw failure(path) }
    // Linking fails where another process was first; its key counts then.
    guard link(draft, path) == 0 || errno == EEXIST else { throw failure(path) }
    guard let key = try read(path) else { throw failure(path) }
    return key
  }

  private static func failure(_ path: String) -> MainstayError {
    .unavailable(reason: "The seal key \(path) cannot be written: \(String(cString: strerror(errno))).")
  }
}

extension Configuration {
  /// Where the seal key is: as set, or beside the database.
  public var sealKeyPath: String {
    if let sealKey { return sealKey }
    return switch database {
    case .sqlite(let path): path + ".seal-key"
    case .postgres: "mainstay.seal-key"
    }
  }
}
