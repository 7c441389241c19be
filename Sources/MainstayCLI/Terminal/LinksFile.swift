import Foundation
import Glibc
import Kernel
import Synchronization

/// A new file for links by which people get in: its owner alone may read it, and it takes the place of no other.
final class LinksFile: Sendable {
  private let path: String
  private let file: Int32
  private let hasLines = Mutex(false)

  /// - Throws: `invalid` at `field` where there is such a file already, `unavailable` where none can be made.
  init(_ path: String, at field: String) throws(MainstayError) {
    self.path = path
    file = Glibc.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file < 0 else { return }
    guard errno != EEXIST else {
      throw .field(field, "\(path) is there already and is left alone; name another file")
    }
    throw .unavailable(reason: "\(path) cannot be written: \(String(cString: strerror(errno))).")
  }

  /// Writes a line of cells as CSV. A cell that a spreadsheet would take for a formula gets a quote in front.
  func write(_ cells: [String]) throws(MainstayError) {
    let line = cells.map { cell in
      let plain = "=+-@\t".contains(cell.first ?? " ") ? "'" + cell : cell
      return plain.contains(where: { ",\"\n\r".contains($0) })
        ? "\"" + plain.replacingOccurrences(of: "\"", with: "\"\"") + "\"" : plain
    }.joined(separator: ",")
    hasLines.withLock { $0 = true }
    let bytes = Array((line + "\n").utf8)
    guard Glibc.write(file, bytes, bytes.count) == bytes.count, fsync(file) == 0 else {
      throw .unavailable(reason: "\(path) cannot be written: \(String(cString: strerror(errno))).")
    }
  }

  /// Closes it; one in which nothing stands is taken away.
  func close() {
    _ = Glibc.close(file)
    if !hasLines.withLock({ $0 }) { unlink(path) }
  }
}
