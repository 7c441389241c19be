import Foundation
import Kernel

/// Bytes as they come, in portions.
public protocol ByteSource {
  /// The next portion, never empty; nil at the end.
  mutating func next() throws -> [UInt8]?
}

/// The bytes of a file.
public struct FileBytes: ByteSource {
  /// Bytes read at a time.
  public static let portion = 1 << 18

  private let path: String
  private let handle: FileHandle
  /// Bytes in the file when it was opened.
  public let size: Int
  /// Bytes read so far.
  public private(set) var position = 0

  /// Throws `MainstayError.invalid` where there is no such file, `unavailable` where it cannot be read.
  public init(path: String) throws(MainstayError) {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw .field("file", "there is no file \(path)")
    }
    guard !isFolder.boolValue else { throw .field("file", "\(path) is a folder, not a file") }
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw .unavailable(reason: "The file \(path) cannot be read.")
    }
    self.path = path
    self.handle = handle
    size = Int((try? handle.seekToEnd()) ?? 0)
    try? handle.seek(toOffset: 0)
  }

  public mutating func next() throws -> [UInt8]? {
    do {
      guard let data = try handle.read(upToCount: FileBytes.portion), !data.isEmpty else { return nil }
      position += data.count
      return [UInt8](data)
    } catch {
      throw MainstayError.unavailable(reason: "The file \(path) cannot be read after \(position) bytes.")
    }
  }
}

/// Bytes that are in memory already.
public struct MemoryBytes: ByteSource {
  private let bytes: [UInt8]
  /// Bytes given out so far.
  public private(set) var position = 0
  public var size: Int { bytes.count }

  public init(_ bytes: [UInt8]) { self.bytes = bytes }

  public mutating func next() -> [UInt8]? {
    guard position < bytes.count else { return nil }
    let portion = bytes[position..<min(position + FileBytes.portion, bytes.count)]
    position = portion.endIndex
    return Array(portion)
  }
}
