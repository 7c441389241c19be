import Foundation
import Kernel

/// Reads what a command is given, within a bound.
enum InputFile {
  /// At most one byte more than `limit`, so that the reader of the format can say that it is too long;
  /// `-` is standard input. Throws `MainstayError.invalid` naming `field` where there is no such file, `unavailable`
  /// where it cannot be read.
  static func read(_ path: String, limit: Int, as field: String = "file") throws(MainstayError) -> [UInt8] {
    var isFolder: ObjCBool = false
    let handle: FileHandle
    if path == "-" {
      handle = .standardInput
    } else {
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
        throw .field(field, "there is no file \(path)")
      }
      guard !isFolder.boolValue else { throw .field(field, "\(path) is a folder, not a file") }
      guard let file = FileHandle(forReadingAtPath: path) else {
        throw .unavailable(reason: "The file \(path) cannot be read.")
      }
      handle = file
    }
    defer { if path != "-" { try? handle.close() } }
    var bytes: [UInt8] = []
    do {
      while bytes.count <= limit, let part = try handle.read(upToCount: min(1 << 20, limit + 1 - bytes.count)),
        !part.isEmpty
      {
        bytes.append(contentsOf: part)
      }
    } catch {
      throw .unavailable(reason: "The file \(path) cannot be read.")
    }
    return bytes
  }

  /// Whether it can be read from its beginning as often as one likes, as standard input and pipes cannot.
  static func isOrdinary(_ path: String) -> Bool {
    let attributes = try? FileManager.default.attributesOfItem(
      atPath: URL(fileURLWithPath: path).resolvingSymlinksInPath().path)
    return path != "-" && attributes?[.type] as? FileAttributeType == .typeRegular
  }
}
