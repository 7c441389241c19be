import CSVFiles
import Kernel
import Organisation

extension Product {
  /// The text of a file in UTF-8. How its letters are written is decided from the whole of it, and what was assumed is
  /// said; where it cannot be decided, somebody is asked.
  ///
  /// - Parameter said: What somebody said; nil: nothing.
  /// - Throws: `invalid` with path `file` where it is empty or no text, `encoding` where somebody has to say.
  public static func plainTable(_ bytes: [UInt8], as said: TableEncoding?) throws -> PlainTable {
    guard !bytes.isEmpty else { throw MainstayError.field("file", "is empty") }
    if let said { return PlainTable(text: try decoded(bytes, TextEncoding(said))) }
    let beginning = TextEncoding(beginning: bytes)
    if beginning != .utf8 {
      let hasMark = bytes.starts(with: [0xff, 0xfe]) || bytes.starts(with: [0xfe, 0xff])
      let text = try decoded(bytes, beginning)
      return PlainTable(
        text: text,
        notes: ["The file was read as \(beginning.rawValue)\(hasMark ? "" : ", by where its zero bytes stand")."])
    }
    guard !bytes.prefix(4096).contains(0) else {
      throw MainstayError.field("file", "is no text; save the table as \u{201c}CSV UTF-8\u{201d} and send that")
    }
    var census = UTF8Census()
    census.take(bytes)
    census.finish()
    guard census.strays > 0 else { return PlainTable(text: bytes) }
    let line = firstStray(bytes)
    guard census.letters == 0 else {
      throw MainstayError.field(
        "encoding",
        "has to be said: line \(line) is no UTF-8, unlike other lines. With utf-8 such rows are refused, with windows-1252 "
          + "letters of the others read wrongly; better save the file as \u{201c}CSV UTF-8\u{201d}")
    }
    guard census.unknown == 0 else {
      throw MainstayError.field(
        "file",
        "is written neither in UTF-8, UTF-16 nor Windows-1252, as line \(line) shows; save it as "
          + "\u{201c}CSV UTF-8\u{201d} and send that")
    }
    let text = try decoded(bytes, .windows1252)
    return PlainTable(
      text: text,
      notes: [
        "The file is no UTF-8 and was read as Windows-1252: \(samples(of: text).joined(separator: ", ")). Where that looks "
          + "wrong, save it as \u{201c}CSV UTF-8\u{201d}."
      ])
  }

  private static func decoded(_ bytes: [UInt8], _ encoding: TextEncoding) throws -> [UInt8] {
    if encoding == .utf8 { return bytes }
    var source = TextBytes(MemoryBytes(bytes), encoding: encoding)
    var text: [UInt8] = []
    while let portion = try source.next() { text += portion }
    return text
  }

  /// The first line with bytes that are no UTF-8, counted from 1.
  private static func firstStray(_ bytes: [UInt8]) -> Int {
    for (index, line) in bytes.split(separator: 0x0a, omittingEmptySubsequences: false).enumerated()
    where String(validating: line, as: UTF8.self) == nil { return index + 1 }
    return 1
  }

  /// Words with letters beyond ASCII, the first few: by them somebody sees whether a file was read rightly.
  private static func samples(of text: [UInt8]) -> [String] {
    var found: [String] = []
    for line in text.split(whereSeparator: { $0 == 0x0a || $0 == 0x0d }) where line.contains(where: { $0 >= 0x80 }) {
      for word in String(decoding: line, as: UTF8.self).split(whereSeparator: { !$0.isLetter }) {
        let word = String(word.prefix(40))
        if word.utf8.contains(where: { $0 >= 0x80 }), !found.contains(word) { found.append(word) }
        if found.count == 4 { return found }
      }
    }
    return found.isEmpty ? ["signs, and no letters beyond A to Z"] : found
  }
}

extension TextEncoding {
  fileprivate init(_ said: TableEncoding) {
    self =
      switch said {
      case .utf8: .utf8
      case .utf16LittleEndian: .utf16LittleEndian
      case .utf16BigEndian: .utf16BigEndian
      case .windows1252: .windows1252
      }
  }
}
