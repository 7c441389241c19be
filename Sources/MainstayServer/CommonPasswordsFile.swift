import Foundation
import Kernel
import People
import Synchronization

/// The list of common passwords as `scripts/common-passwords` places it: small letters, a line each, sorted by bytes.
/// Read when it is first asked for. Without it no password is accepted.
final class CommonPasswordsFile: CommonPasswords {
  /// Fewer lines are no list that anybody should rely on (OWASP ASVS 6.2.4 asks for 3,000).
  static let fewest = 3000
  /// A larger file is something else.
  static let bytes = 64 << 20

  private struct Lines {
    var bytes: [UInt8]
    /// Where each line begins.
    var starts: [Int]
  }
  private let paths: [String]
  private let lines = Mutex<Lines?>(nil)

  /// - Parameter paths: Where it may be; the first that is there counts.
  init(paths: [String]) { self.paths = paths }

  func contains(_ password: String) throws -> Bool {
    let wanted = Array(password.utf8)
    return try lines.withLock { lines in
      let list = try lines ?? read()
      lines = list
      var (low, high) = (0, list.starts.count)
      while low < high {
        let middle = (low + high) / 2
        let line = CommonPasswordsFile.line(middle, of: list)
        if line.elementsEqual(wanted) { return true }
        if line.lexicographicallyPrecedes(wanted) { low = middle + 1 } else { high = middle }
      }
      return false
    }
  }

  private static func line(_ number: Int, of list: Lines) -> ArraySlice<UInt8> {
    let end = number + 1 < list.starts.count ? list.starts[number + 1] - 1 : list.bytes.count
    let line = list.bytes[list.starts[number]..<end]
    return line.last == 10 ? line.dropLast() : line
  }

  private func read() throws -> Lines {
    guard let path = paths.first(where: { FileManager.default.fileExists(atPath: $0) }),
      let data = FileManager.default.contents(atPath: path), data.count <= CommonPasswordsFile.bytes
    else { throw missing("is not there") }
    let bytes = Array(data)
    var starts: [Int] = bytes.isEmpty ? [] : [0]
    for (index, byte) in bytes.enumerated() where byte == 10 && index + 1 < bytes.count { starts.append(index + 1) }
    let list = Lines(bytes: bytes, starts: starts)
    guard starts.count >= CommonPasswordsFile.fewest else {
      throw missing("has fewer than \(CommonPasswordsFile.fewest) lines")
    }
    for number in starts.indices.dropFirst() {
      let before = CommonPasswordsFile.line(number - 1, of: list)
      guard before.lexicographicallyPrecedes(CommonPasswordsFile.line(number, of: list)) else {
        throw missing("is not sorted at line \(number + 1)")
      }
    }
    return list
  }

  private func missing(_ what: String) -> MainstayError {
    .unavailable(
      reason: "No password can be set: the list of common passwords (\(paths.first ?? "no path")) \(what). "
        + "scripts/common-passwords places it; MAINSTAY_COMMON_PASSWORDS names another place.")
  }
}

extension Configuration {
  /// Where the list of common passwords may be: as set, else in `Lists` beside the folder of assets, or in or above
  /// the program's own folder.
  var commonPasswordsPaths: [String] {
    if let commonPasswords { return [commonPasswords] }
    let name = "Lists/common-passwords.txt"
    var paths = [URL(fileURLWithPath: assets).deletingLastPathComponent().appendingPathComponent(name).path]
    var folder = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    for _ in 0..<4 {
      paths.append(folder.appendingPathComponent(name).path)
      folder = folder.deletingLastPathComponent()
    }
    return paths
  }
}
