import CSVFiles
import Kernel
import ServiceNowLog

/// The text of a file of cases, which can be read again and again: unpacked, as UTF-8 however its letters are written,
/// with what stands between its fields.
struct CaseText {
  typealias Bytes = TextBytes<BoundedBytes>

  let isPacked: Bool
  let delimiter: UInt8
  private(set) var encoding: TextEncoding
  /// How its letters were read, where that is not plain.
  private(set) var notes: [String] = []
  private let open: () throws -> BoundedBytes
  /// Whether the first line only names the delimiter, as spreadsheets write it for each other: `sep=;`.
  private let namesDelimiter: Bool

  /// Looks through the whole of it.
  /// - Parameters:
  ///   - most: bytes that it may have when it is unpacked.
  ///   - source: gives the bytes from their beginning, as often as it is called.
  /// - Throws: `MainstayError.invalid` naming `file` where it is empty, no text, or longer.
  init<Source: ByteSource>(most: Int, _ source: @escaping () throws -> Source) throws {
    var probe = try source()
    let isPacked = try probe.next()?.starts(with: [0x1f, 0x8b]) ?? false
    self.isPacked = isPacked
    open = {
      if isPacked { return BoundedBytes(try GunzippedBytes(source()), most: most) }
      return BoundedBytes(try source(), most: most)
    }
    var bytes = try open()
    let head = try bytes.next() ?? []
    if head.isEmpty { throw MainstayError.field("file", "is empty; its first row names the columns") }
    if let fault = ForeignFile.fault(beginning: head) { throw MainstayError.field("file", fault) }
    encoding = TextEncoding(beginning: head)
    if encoding == .utf8, head.prefix(4096).contains(0) {
      throw MainstayError.field("file", "is no table of text: its beginning has bytes that no text has")
    }
    var text = TextBytes(MemoryBytes(head), encoding: encoding)
    let line = CaseText.firstLine(try text.next() ?? [])
    let named = CaseText.namedDelimiter(line)
    namesDelimiter = named != nil
    delimiter = named ?? CaseText.delimiter(line)
    if encoding == .utf8 { try settle(head, bytes) }
  }

  /// Reads it from the names of its columns on.
  func reader() throws -> CSVReader<Bytes> {
    var reader = CSVReader(TextBytes(try open(), encoding: encoding), delimiter: delimiter)
    if namesDelimiter { _ = try reader.next() }
    return reader
  }

  /// Decides between UTF-8 and Windows-1252 by every byte.
  private mutating func settle(_ head: [UInt8], _ rest: BoundedBytes) throws {
    var rest = rest
    var census = UTF8Census()
    census.take(head)
    while let portion = try rest.next() { census.take(portion) }
    census.finish()
    guard census.strays > 0 else { return }
    guard census.letters == 0 else {
      return notes.append("\(census.strays) bytes are no UTF-8, unlike the rest; a column with them cannot be used.")
    }
    guard census.unknown == 0, census.foreign * 2 <= census.strays else {
      throw MainstayError.field(
        "file", "is written neither in UTF-8, UTF-16 nor in Windows-1252; save it as CSV UTF-8")
    }
    encoding = .windows1252
    notes.append("Letters are read as Windows-1252, as they are no UTF-8.")
  }

  private static func firstLine(_ text: [UInt8]) -> ArraySlice<UInt8> {
    text.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
  }

  private static let delimiters = [",", ";", "\t", "|"].map { UInt8(ascii: $0) }

  private static func namedDelimiter(_ line: ArraySlice<UInt8>) -> UInt8? {
    guard let last = line.last, delimiters.contains(last) else { return nil }
    let words = String(decoding: line.dropLast(), as: UTF8.self).lowercased()
    return words == "sep=" || words == "\u{feff}sep=" ? last : nil
  }

  /// Comma, semicolon, tab or bar: whichever the first line has the most of.
  private static func delimiter(_ line: ArraySlice<UInt8>) -> UInt8 {
    delimiters.max { one, other in line.count { $0 == one } < line.count { $0 == other } } ?? delimiters[0]
  }
}

/// Bytes that end with a refusal where there are more than may be, and as soon as nobody waits for them any more.
struct BoundedBytes: ByteSource {
  private var source: any ByteSource
  private let most: Int
  private var count = 0

  init(_ source: any ByteSource, most: Int) { (self.source, self.most) = (source, most) }

  mutating func next() throws -> [UInt8]? {
    try Task.checkCancellation()
    guard let portion = try source.next() else { return nil }
    count += portion.count
    guard count <= most else {
      throw MainstayError.field("file", "has more than \(most >> 20) MB unpacked; give it to mainstay recover")
    }
    return portion
  }
}
