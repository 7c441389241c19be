import Foundation

/// Who may read and write a file, as `chmod` writes it.
struct FileMode: CustomStringConvertible {
  private let bits: UInt16

  /// Nil where the file cannot be looked at.
  init?(of path: String) {
    guard
      // Of the file itself where a link leads to it.
      let found =
        (try? FileManager.default.attributesOfItem(
          atPath: URL(fileURLWithPath: path).resolvingSymlinksInPath().path))?[.posixPermissions] as? NSNumber
    else { return nil }
    bits = found.uint16Value & 0o777
  }

  var isOwnersAlone: Bool { bits & 0o077 == 0 }
  var description: String { String(bits, radix: 8) }
}
