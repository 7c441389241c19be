import Core
import DirectoriesUseCases
import Foundation
import Glibc
import Journal
import Kernel
import MessagesUseCases
import PeopleUseCases

/// The file with the keys that seal the secrets of webhooks and the keys of people: outside the database, so that who
/// reads the database or a backup cannot sign in our name. A key a line, 32 bytes in hexadecimal, the present one first,
/// then those that it took the place of; mode 0600. All nodes of an installation share the same keys.
public struct SecretsKeyFile: SecretsKeySource {
  /// Absolute.
  public let path: String

  public init(_ path: String) { self.path = path }

  /// Throws `unavailable` for a file that is not there, that others can read, or that holds anything but keys.
  public func keys() throws(MainstayError) -> [SecretsKey] {
    try lines().map { line throws(MainstayError) in
      guard let secret = bytes(hexadecimal: line), let key = SecretsKey(secret: secret) else {
        throw .unavailable(reason: "The secrets key \(path) holds a line that is not 32 bytes in hexadecimal.")
      }
      return key
    }
  }

  public var exists: Bool { access(path, F_OK) == 0 }

  private func lines() throws(MainstayError) -> [String] {
    guard exists else {
      throw .unavailable(reason: "The secrets key \(path) cannot be read: \(SecretsKeyFile.reason()).")
    }
    let file = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    let mode = (try? FileManager.default.attributesOfItem(atPath: file))?[.posixPermissions] as? Int
    guard let mode, mode & 0o077 == 0 else {
      let shown = mode.map { String($0, radix: 8) } ?? "unknown"
      throw .unavailable(
        reason: "The secrets key \(path) can be read or changed by others than its owner (mode \(shown)). Mend it: "
          + "chmod 600 '\(path)'. If others may have read it: mainstay secrets-key rotate.")
    }
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw .unavailable(reason: "The secrets key \(path) cannot be read.")
    }
    let lines = text.split(whereSeparator: \.isNewline).map(String.init)
    guard !lines.isEmpty else { throw .unavailable(reason: "The secrets key \(path) is empty.") }
    return lines
  }

  /// Makes the file with a new key where there is none. Of several processes that start at once, all get the same.
  public func make(_ ids: any IDSource) throws(MainstayError) {
    guard !exists else { return }
    let draft = try write([newLine(ids)], ids)
    defer { unlink(draft) }
    // Linking fails where another process was first; its key counts then.
    guard link(draft, path) == 0 || errno == EEXIST else { throw failure() }
  }

  /// Puts a new key before the present ones, which then seals.
  public func add(_ ids: any IDSource) throws(MainstayError) { try replace([newLine(ids)] + lines(), ids) }

  /// Takes all keys away but the present one.
  public func forgetOld(_ ids: any IDSource) throws(MainstayError) { try replace(Array(lines().prefix(1)), ids) }

  private func replace(_ lines: [String], _ ids: any IDSource) throws(MainstayError) {
    let draft = try write(lines, ids)
    guard rename(draft, path) == 0 else {
      unlink(draft)
      throw failure()
    }
  }

  private func newLine(_ ids: any IDSource) -> String { hexadecimal(ids.secret(bytes: SecretsKey.length)) }

  /// Writes lines into a file beside, durably; its path.
  private func write(_ lines: [String], _ ids: any IDSource) throws(MainstayError) -> String {
    let draft = path + "." + hexadecimal(ids.secret(bytes: 8))
    let file = Glibc.open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw failure() }
    let text = Array((lines.joined(separator: "\n") + "\n").utf8)
    let isWritten = Glibc.write(file, text, text.count) == text.count && fsync(file) == 0
    guard Glibc.close(file) == 0, isWritten else {
      unlink(draft)
      throw failure()
    }
    return draft
  }

  private func failure() -> MainstayError {
    .unavailable(reason: "The secrets key \(path) cannot be written: \(SecretsKeyFile.reason()).")
  }

  private static func reason() -> String { String(cString: strerror(errno)) }
}

extension Configuration {
  /// Where the secrets key lies, absolute: as set, or beside a SQLite file; nil on PostgreSQL where it is not set.
  public var secretsKeyPath: String? {
    if let secretsKey { return secretsKey }
    guard case .sqlite(let path) = database else { return nil }
    return URL(fileURLWithPath: path).standardizedFileURL.path + ".secrets-key"
  }
}

extension Product {
  /// Makes the key that seals the secrets of webhooks and the keys of people where there is none, and seals what is not
  /// sealed yet. A key is not made where another one has sealed: it would open nothing.
  ///
  /// - Parameter makesKey: Whether one is made at all.
  func prepareSecrets(makesKey: Bool) async throws {
    let start = Principal.system("start")
    if makesKey, let path = configuration.secretsKeyPath {
      let file = SecretsKeyFile(path)
      if !file.exists, try await !app.ask(HasSealedSecrets(), as: start) {
        // Where it cannot be made webhooks wait and say so, and nothing else.
        try? file.make(SystemIDSource())
      }
    }
    if makesKey { _ = try await app.run(NoteSealingKey(), as: start) }
    if try await app.ask(HooksToSeal(), as: start) { try await app.run(SealHookSecrets(), as: start) }
    if (try? app.secretsKeys()) != nil { try await app.sealPersonKeys(as: start) }
  }

  /// Takes a new key into use: the file keeps the old ones behind it, so that a stop in between harms nothing.
  ///
  /// - Parameters:
  ///   - forgetsOld: Whether old keys are taken out of the file in the end. Backups from before then cannot be used for
  ///     webhooks any more.
  ///   - oldKeyIsLost: No file has the key any more with which the database seals: what it sealed stays closed.
  /// - Throws: `invalid` where no path is known, `conflict` with what to do where the file has not the key with which the
  ///   database seals, and that is not said to be lost.
  public func rotateSecretsKey(
    forgetsOld: Bool, oldKeyIsLost: Bool = false
  ) async throws -> (
    webhooks: SealHookSecrets.Answer, people: SealPersonKeys.Answer, directories: SealDirectorySecrets.Answer
  ) {
    guard let path = configuration.secretsKeyPath else {
      throw MainstayError.field(
        Setting.secretsKey.rawValue, "must name the file of the secrets key by its absolute path")
    }
    let file = SecretsKeyFile(path)
    let system = Principal.system("command-line")
    // Before a new key is made: beside another one it would only hide which is missing.
    if !oldKeyIsLost, let sealing = try await app.ask(MissingSealingKey(), as: system) {
      throw MainstayError.conflict(
        code: "other-secrets-key",
        message: "This database seals with the secrets key \(sealing), which \(path) does not hold, so nothing was "
          + "exchanged. Put the file with that key back, or add its line to the end of the present one, and rotate again. "
          + "Only where that key is lost for good: mainstay secrets-key rotate --old-key-lost")
    }
    if file.exists { try file.add(SystemIDSource()) } else { try file.make(SystemIDSource()) }
    try await app.run(TakeSealingKey(othersAreLost: oldKeyIsLost), as: system)
    let hooks = try await app.run(SealHookSecrets(rotates: true), as: .system("command-line"))
    let people = try await app.sealPersonKeys(rotating: true, as: .system("command-line"))
    let directories = try await app.run(SealDirectorySecrets(), as: .system("command-line"))
    if forgetsOld, hooks.unreadable.isEmpty, hooks.doubted.isEmpty, people.unreadable == 0,
      directories.unreadable.isEmpty
    {
      try file.forgetOld(SystemIDSource())
    }
    return (hooks, people, directories)
  }
}
