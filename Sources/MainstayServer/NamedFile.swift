import Foundation
import Glibc
import Kernel
import Storage

/// A file that an operator names for something to be written to it: never one of the installation's own, and in the
/// place of another only where that is of the same kind.
public struct NamedFile: Sendable {
  /// What is written to named files.
  public enum Kind: Hashable, Sendable {
    case journal, backup
    /// A document, by how its name ends: `pdf`, `xlsx`, `html`, or `json` of a signed statement.
    case document(String)

    fileprivate var name: String {
      switch self {
      case .journal: "exported journal"
      case .backup: "backup"
      case .document(let ending): "such document (\(ending))"
      }
    }

    /// Whether these first bytes are those of one.
    fileprivate func begins(_ start: [UInt8]) -> Bool {
      if case .document(let ending) = self {
        let beginnings = ["pdf": "%PDF-", "xlsx": "PK\u{3}\u{4}", "html": "<!DOCTYPE html>", "json": "{\"digest\":\""]
        return beginnings[ending].map { start.starts(with: $0.utf8) } ?? false
      }
      let format = self == .journal ? "\"format\":\"mainstay-journal\"" : "\"format\":\"mainstay-backup\""
      let line = start.prefix { $0 != UInt8(ascii: "\n") }
      return line.first == UInt8(ascii: "{") && String(decoding: line, as: UTF8.self).contains(format)
    }
  }

  public let path: String

  /// - Parameter field: What the operator named it by.
  /// - Throws: `invalid` where it is a file of the installation, a folder, or something else that would be lost.
  public init(_ path: String, for kind: Kind, field: String, besides configuration: Configuration)
    throws(MainstayError)
  {
    guard !path.isEmpty else { throw .field(field, "names no file") }
    // What a link leads to is written, and the link stays.
    let real = realpath(path, nil)
    defer { free(real) }
    self.path = real.map { String(cString: $0) } ?? path
    // Both writers put the whole file together under this name first.
    for name in [path, path + NamedFile.draftEnding, self.path + NamedFile.draftEnding] {
      guard let own = configuration.ownFiles.first(where: { NamedFile.isSame(name, $0) }) else { continue }
      throw .field(field, "\(path) would overwrite \(own), which this installation needs; name another file")
    }
    var found = stat()
    guard stat(path, &found) == 0 else { return }
    switch found.st_mode & S_IFMT {
    case S_IFDIR: throw .field(field, "\(path) is a folder; name a file in it")
    case S_IFREG: break
    default:
      guard kind == .journal else { throw .field(field, "\(path) is no ordinary file") }
      return
    }
    guard found.st_size > 0 else { return }
    guard let file = FileHandle(forReadingAtPath: path) else {
      throw .field(field, "\(path) is there already and cannot be read, so it is left alone; name another file")
    }
    defer { try? file.close() }
    let start = (try? file.read(upToCount: 4096)).flatMap { $0 } ?? Data()
    guard kind.begins(Array(start)) else {
      throw .field(
        field,
        "\(path) is there already and is no \(kind.name), so it is left alone; name another file, or move it away")
    }
  }

  /// Behind the name while it is being written.
  static let draftEnding = ".partial"

  /// Whether it is a device or a pipe, which is written to and not replaced.
  private var isStream: Bool {
    var found = stat()
    return stat(path, &found) == 0 && found.st_mode & S_IFMT != S_IFREG
  }

  /// Writes the file through `body`; it gets its name only when it is whole, and only its owner may read it.
  public func write<T>(_ body: (FileHandle) async throws -> T) async throws -> T {
    let target = isStream ? path : path + NamedFile.draftEnding
    if target != path { unlink(target) }
    let flags = O_WRONLY | O_CLOEXEC | (target == path ? 0 : O_CREAT | O_EXCL)
    let file = Glibc.open(target, flags, 0o600)
    guard file >= 0 else { throw failure() }
    let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
    do {
      let value = try await body(handle)
      if target != path {
        guard fsync(file) == 0 else { throw failure() }
        guard rename(target, path) == 0 else { throw failure() }
      }
      try handle.close()
      return value
    } catch {
      try? handle.close()
      if target != path { unlink(target) }
      throw error
    }
  }

  private func failure() -> MainstayError {
    .unavailable(
      reason: "\(path) cannot be written: \(String(cString: strerror(errno))). Name a file in a folder that you may "
        + "write to.")
  }

  /// Whether two names lead to one file, by what they are where both are there, and by where they lie otherwise.
  private static func isSame(_ a: String, _ b: String) -> Bool {
    var (first, second) = (stat(), stat())
    if stat(a, &first) == 0, stat(b, &second) == 0 {
      return first.st_dev == second.st_dev && first.st_ino == second.st_ino
    }
    return place(a) == place(b)
  }

  /// The folder without links, and the name in it.
  private static func place(_ path: String) -> String {
    let url = URL(fileURLWithPath: path).standardizedFileURL
    let resolved = url.resolvingSymlinksInPath()
    if FileManager.default.fileExists(atPath: resolved.path) { return resolved.path }
    return url.deletingLastPathComponent().resolvingSymlinksInPath().appendingPathComponent(url.lastPathComponent).path
  }
}

extension Configuration {
  /// The files that this installation keeps, there or not.
  var ownFiles: [String] {
    var files: [String] = []
    if case .sqlite(let path) = database {
      // A link to the database leads to its log as well.
      let real = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
      for base in Set([path, real]).sorted() { files += ["", "-wal", "-shm", "-journal"].map { base + $0 } }
    }
    if let sealKeyPath {
      let keys = SealKeyFiles(sealKeyPath)
      files += [keys.path, keys.offeredPath, keys.rememberedPath]
    }
    if let secretsKeyPath { files.append(secretsKeyPath) }
    return files
  }
}
