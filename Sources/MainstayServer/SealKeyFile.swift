import Foundation
import Glibc
import Journal
import JournalUseCases
import Kernel

/// A file that holds a seal key: outside the database, so that whoever can change rows cannot also sign them.
/// One line: 32 bytes in hexadecimal, mode 0600.
public enum SealKeyFile {
  /// The key in the file at `path`; nil where there is no such file.
  ///
  /// Throws `unavailable` for a file that cannot be read, that others can read, or that holds no key.
  public static func read(_ path: String) throws(MainstayError) -> SealKey? {
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    guard let mode = FileMode(of: path) else {
      throw .unavailable(reason: "The seal key \(path) cannot be read: \(reason()).")
    }
    guard mode.isOwnersAlone else {
      throw .unavailable(
        reason: "The seal key \(path) can be read or changed by others than its owner (mode \(mode)), so it proves "
          + "nothing. Mend it: chmod 600 '\(path)'. If others may have read it: mainstay seal-key rotate.")
    }
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
    .unavailable(reason: "The seal key \(path) cannot be written: \(reason()).")
  }

  static func reason() -> String { String(cString: strerror(errno)) }
}

/// The seal keys of a node in files: the one in use, and beside it the one that waits to be registered (`.next`) and
/// the checkpoint that was signed last (`.last`).
public struct SealKeyFiles: SealKeySource {
  /// Where the key in use lies, absolute.
  public let path: String
  public var offeredPath: String { path + ".next" }
  public var rememberedPath: String { path + ".last" }

  public init(_ path: String) { self.path = path }

  public func keys() throws(MainstayError) -> SealKeys {
    SealKeys(current: try SealKeyFile.read(path), offered: try SealKeyFile.read(offeredPath))
  }

  /// Makes a key that waits to be registered, where none waits yet.
  public func offer(_ ids: any IDSource) throws(MainstayError) -> SealKey {
    try SealKeyFile.readOrMake(offeredPath, ids: ids)
  }

  public func settle(_ publicKey: [UInt8]) {
    guard let offered = try? SealKeyFile.read(offeredPath), offered.publicKey == publicKey else { return }
    // Where it fails both files stay, and both are looked at until a later cycle succeeds.
    rename(offeredPath, path)
  }

  public var node: String { ProcessInfo.processInfo.hostName }
  /// A key waits in another file until it has signed.
  public var hasSigned: Bool { true }
}

extension SealKeyFiles {
  /// One line: the number of the checkpoint, a colon, and its digest in hexadecimal.
  public func remembered() throws(MainstayError) -> RememberedSeal? {
    guard access(rememberedPath, F_OK) == 0 else { return nil }
    guard let mode = FileMode(of: rememberedPath), mode.isOwnersAlone else {
      throw .unavailable(
        reason:
          "\(rememberedPath), where this node remembers the checkpoint that it signed last, can be read or changed "
          + "by others than its owner. Mend it: chmod 600 '\(rememberedPath)'.")
    }
    let text = try? String(contentsOfFile: rememberedPath, encoding: .utf8)
    guard let seal = text.flatMap({ RememberedSeal($0.trimmingCharacters(in: .whitespacesAndNewlines)) }) else {
      throw .unavailable(
        reason:
          "\(rememberedPath), where this node remembers the checkpoint that it signed last, cannot be read. Where "
          + "`mainstay verify --key` finds all well without it, move it away; the next checkpoint is remembered again.")
    }
    return seal
  }

  public func remember(_ seal: RememberedSeal?) {
    guard let seal else {
      unlink(rememberedPath)
      return
    }
    if let reason = replace(seal.text + "\n") {
      // The older one that stays is in the database too, so that nothing is refused wrongly.
      try? FileHandle.standardError.write(
        contentsOf: Data(
          "Checkpoint \(seal.number) was signed and cannot be remembered: \(rememberedPath): \(reason).\n".utf8))
    }
  }

  /// Puts a text in the file's place, whole or not at all; why it could not.
  private func replace(_ text: String) -> String? {
    let draft = "\(rememberedPath).\(getpid())"
    let file = Glibc.open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0 else { return SealKeyFile.reason() }
    let bytes = Array(text.utf8)
    let isWritten = write(file, bytes, bytes.count) == bytes.count && fsync(file) == 0
    guard Glibc.close(file) == 0, isWritten, rename(draft, rememberedPath) == 0 else {
      let reason = SealKeyFile.reason()
      unlink(draft)
      return reason
    }
    return nil
  }
}

extension Configuration {
  /// Where the seal key lies, absolute: as set, or beside a SQLite file; nil on PostgreSQL where it is not set.
  public var sealKeyPath: String? {
    if let sealKey { return sealKey }
    guard case .sqlite(let path) = database else { return nil }
    return URL(fileURLWithPath: path).standardizedFileURL.path + ".seal-key"
  }

  /// - Throws: `invalid` where the path has to be set and is not.
  func requireSealKeyPath() throws(MainstayError) -> String {
    guard let sealKeyPath else {
      throw .field(
        Setting.sealKey.rawValue,
        "must name the file of this node's seal key by its absolute path, such as /var/lib/mainstay/seal-key: it signs "
          + "the journal and lies outside the database. It is made where it is not there yet.")
    }
    return sealKeyPath
  }
}

extension Product {
  /// Makes a key for this node that waits to be registered, where none waits yet.
  @discardableResult
  public func offerSealKey() throws(MainstayError) -> SealKey {
    try SealKeyFiles(configuration.requireSealKeyPath()).offer(SystemIDSource())
  }

  /// Who runs this process, as the machine knows them.
  public var user: String { NSUserName() }

  /// Whether this node has no key, neither in use nor waiting.
  public func hasNoSealKey() throws(MainstayError) -> Bool {
    let keys = try SealKeyFiles(configuration.requireSealKeyPath()).keys()
    return keys.current == nil && keys.offered == nil
  }
}
