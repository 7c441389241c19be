import Foundation
import Glibc
import Kernel

/// A folder for one document, which nobody else can read and which is gone afterwards.
enum OwnFolder {
  static func with<T>(_ body: (_ folder: String) throws -> T) throws -> T {
    var template = Array((FileManager.default.temporaryDirectory.path + "/mainstay-document-XXXXXX").utf8CString)
    guard let made = mkdtemp(&template) else {
      throw MainstayError.unavailable(
        reason: "No temporary folder can be made for a document: \(String(cString: strerror(errno))).")
    }
    let folder = String(cString: made)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try body(folder)
  }

  static func write(_ bytes: [UInt8], to path: String) throws {
    do {
      try Data(bytes).write(to: URL(fileURLWithPath: path))
    } catch {
      throw MainstayError.unavailable(reason: "A document cannot be written: \(error.localizedDescription)")
    }
  }

  /// - Parameter most: Bytes that it may have.
  static func read(_ path: String, most: Int) throws -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: path), data.count <= most else {
      throw MainstayError.unavailable(reason: "No document was made, or one that is too large.")
    }
    return Array(data)
  }
}
