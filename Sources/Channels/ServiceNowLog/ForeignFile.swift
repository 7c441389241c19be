import Kernel

/// Files that people take for a CSV file, called what they are, with what to do.
package enum ForeignFile {
  /// Nil where the first bytes may be those of a table of text.
  package static func fault(beginning bytes: [UInt8]) -> String? {
    for (beginnings, words) in kinds where beginnings.contains(where: { bytes.starts(with: $0) }) { return words }
    let head = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? bytes.dropFirst(3) : bytes[...]
    let text = String(decoding: head.prefix(512), as: UTF8.self).lowercased().drop(while: \.isWhitespace)
    if text.hasPrefix("<!doctype html") || text.hasPrefix("<html") || text.hasPrefix("<table") {
      return "is a web page (HTML), perhaps the answer of a sign-in page; \(saveAsCSV)"
    }
    if text.hasPrefix("<?xml") || text.hasPrefix("<") { return "is an XML file; \(saveAsCSV)" }
    if text.hasPrefix("{") || text.hasPrefix("[") { return "is a JSON file; \(saveAsCSV)" }
    return nil
  }

  private static let saveAsCSV = "export the list as CSV and import that"
  private static let unpack = "unpack it and import the CSV file, plain or as gzip"

  private static let kinds: [(beginnings: [[UInt8]], words: String)] = [
    (
      [[0x50, 0x4b, 0x03, 0x04], [0x50, 0x4b, 0x05, 0x06]],
      "is a spreadsheet (xlsx, ods) or another zip archive, whatever its name says; "
        + "open it, save the sheet as CSV UTF-8 and import that"
    ),
    (
      [[0xd0, 0xcf, 0x11, 0xe0]],
      "is an old spreadsheet (xls) or another Office document, whatever its name says; "
        + "open it, save the sheet as CSV UTF-8 and import that"
    ),
    ([Array("%PDF".utf8)], "is a PDF document; \(saveAsCSV)"),
    ([[0xff, 0xfe, 0x00, 0x00], [0x00, 0x00, 0xfe, 0xff]], "is written in UTF-32; save it as UTF-8"),
    ([Array("BZh".utf8)], "is packed by bzip2; \(unpack)"),
    ([[0xfd, 0x37, 0x7a, 0x58, 0x5a]], "is packed by xz; \(unpack)"),
    ([[0x28, 0xb5, 0x2f, 0xfd]], "is packed by zstd; \(unpack)"),
    ([[0x37, 0x7a, 0xbc, 0xaf], Array("Rar!".utf8)], "is an archive (7z, rar); \(unpack)"),
    ([Array("SQLite format 3".utf8)], "is a database, no table of text; \(saveAsCSV)"),
  ]
}
