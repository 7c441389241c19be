import Cryptography
import Foundation
import Glibc
import Kernel

/// Writes lines through a buffer into a file that gets its name only when it is whole. Until then it has none at all,
/// so that nothing is left of it however the process ends.
struct BackupWriter: ~Copyable {
  private static let bufferSize = 1 << 20
  /// Linux: a file without a name, in a folder (open(2)).
  private static let unnamed = 0o20_000_000 | O_DIRECTORY

  private let path: String
  /// Stands for the moment between the last byte and the final name; on a file system that knows no files without
  /// a name, from the beginning.
  private let partial: String
  private let isUnnamed: Bool
  private let handle: FileHandle
  private var buffer = ByteWriter(capacity: bufferSize + 4096)
  private var hash = SHA256()

  init(path: String) throws {
    self.path = path
    partial = path + ".partial"
    // What a process left that was ended in that moment, or before there were files without a name.
    unlink(partial)
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    // Only the owner may read it: it holds what the database holds.
    var file = Glibc.open(folder, O_WRONLY | O_CLOEXEC | BackupWriter.unnamed, 0o600)
    isUnnamed = file >= 0
    if file < 0 { file = Glibc.open(partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600) }
    guard file >= 0 else {
      throw MainstayError.unavailable(reason: "\(path) cannot be written: \(String(cString: strerror(errno))).")
    }
    handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
  }

  mutating func line(_ value: JSON) throws {
    try line { value.write(into: &$0) }
  }

  mutating func line(_ body: (inout ByteWriter) throws -> Void) throws {
    try body(&buffer)
    buffer.append(UInt8(ascii: "\n"))
    if buffer.count >= BackupWriter.bufferSize { try flush() }
  }

  /// Ends with the digest of everything before, waits for the disk, and gives the file its name.
  mutating func finish(rows: Int) throws {
    try flush()
    let digest = hexadecimal(hash.finalize())
    try line(["end": true, "rows": .integer(Int64(rows)), "sha256": .string(digest)])
    try flush()
    try keepingReason {
      try handle.synchronize()
      if isUnnamed {
        let own = "/proc/self/fd/\(handle.fileDescriptor)"
        guard linkat(AT_FDCWD, own, AT_FDCWD, partial, AT_SYMLINK_FOLLOW) == 0 else {
          throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
        }
      }
      try handle.close()
      _ = rename(partial, path) == 0 ? () : try { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }()
    }
  }

  /// Removes what was written so far.
  func discard() {
    try? handle.close()
    unlink(partial)
  }

  private mutating func flush() throws {
    let bytes = buffer.bytes
    hash.update(bytes)
    try keepingReason { try handle.write(contentsOf: bytes) }
    buffer.removeAll()
  }

  private func keepingReason(_ body: () throws -> Void) throws {
    do {
      try body()
    } catch {
      throw MainstayError.unavailable(reason: "\(path) cannot be written: \(error.localizedDescription)")
    }
  }
}

/// Reads a backup line by line, in bounded memory.
struct BackupReader: ~Copyable {
  private static let portion = 1 << 20

  private let path: String
  private let handle: FileHandle
  private var buffer: [UInt8] = []
  private var position = 0
  private var isAtEnd = false
  private(set) var lineNumber = 0
  private var hash = SHA256()

  init(path: String) throws {
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw MainstayError.field("file", "\(path) cannot be read")
    }
    (self.path, self.handle) = (path, handle)
  }

  /// The next line; nil at the end of the file.
  mutating func next() throws -> JSON? {
    var searched = position
    while true {
      if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        let line = buffer[position..<end]
        position = end + 1
        lineNumber += 1
        do {
          let value = try JSON(parsing: line)
          // The last line is not part of what it attests.
          if value["end"] == nil {
            hash.update(line)
            hash.update([UInt8(ascii: "\n")])
          }
          return value
        } catch {
          throw broken("is not a line of a backup")
        }
      }
      if isAtEnd {
        guard position == buffer.count else { throw broken("is cut short") }
        return nil
      }
      guard buffer.count - position <= Backup.longestLine else { throw broken("is too long") }
      buffer.removeFirst(position)
      position = 0
      searched = buffer.count
      do {
        let more = try handle.read(upToCount: BackupReader.portion) ?? Data()
        isAtEnd = more.isEmpty
        buffer.append(contentsOf: more)
      } catch {
        throw MainstayError.unavailable(reason: "\(path) cannot be read: \(error.localizedDescription)")
      }
    }
  }

  /// SHA-256 of the lines read so far, the last one of the file not among them.
  mutating func digest() -> String {
    hexadecimal(hash.finalize())
  }

  func broken(_ what: String) -> MainstayError {
    .field("file", "\(path), line \(lineNumber): \(what)")
  }
}
