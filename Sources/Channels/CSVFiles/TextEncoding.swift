/// How the letters of a file are written.
package enum TextEncoding: String, Sendable {
  case utf8 = "UTF-8"
  case utf16LittleEndian = "UTF-16LE"
  case utf16BigEndian = "UTF-16BE"
  case windows1252 = "Windows-1252"

  /// By the first bytes of a file: its byte order mark, or where the zero bytes of plain letters stand. What has
  /// neither is taken for UTF-8 until the whole file is known.
  package init(beginning bytes: [UInt8]) {
    if bytes.starts(with: [0xff, 0xfe]) {
      self = .utf16LittleEndian
    } else if bytes.starts(with: [0xfe, 0xff]) {
      self = .utf16BigEndian
    } else {
      let head = bytes.prefix(4096)
      let zeros = head.indices.filter { head[$0] == 0 }
      let odd = zeros.count { $0 % 2 == 1 }
      let isWide = zeros.count * 10 >= head.count * 4
      self = !isWide ? .utf8 : odd * 2 > zeros.count ? .utf16LittleEndian : .utf16BigEndian
    }
  }
}

/// The text of a file as UTF-8, however it is written. What is no letter in its encoding becomes a byte that
/// UTF-8 does not know, so that its row is refused and never read as something else.
package struct TextBytes<Source: ByteSource>: ByteSource {
  package private(set) var source: Source
  private let encoding: TextEncoding
  /// A byte of UTF-16 whose other half, or a high surrogate whose low one, has not come yet.
  private var rest: [UInt8] = []
  private var isOver = false

  package init(_ source: Source, encoding: TextEncoding) { (self.source, self.encoding) = (source, encoding) }

  package mutating func next() throws -> [UInt8]? {
    if encoding == .utf8 { return try source.next() }
    while !isOver {
      guard let portion = try source.next() else {
        isOver = true
        return rest.isEmpty ? nil : [TextBytes.noLetter]
      }
      let text = encoding == .windows1252 ? TextBytes.windows(portion) : wide(portion)
      if !text.isEmpty { return text }
    }
    return nil
  }

  private static var noLetter: UInt8 { 0xff }

  private static func windows(_ bytes: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count + bytes.count / 8)
    for byte in bytes {
      if byte < 0x80 {
        text.append(byte)
      } else {
        append(Windows1252.scalar(byte), to: &text)
      }
    }
    return text
  }

  private mutating func wide(_ portion: [UInt8]) -> [UInt8] {
    let bytes = rest.isEmpty ? portion : rest + portion
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count)
    var at = 0
    func unit(_ at: Int) -> UInt16 {
      encoding == .utf16LittleEndian
        ? UInt16(bytes[at]) | UInt16(bytes[at + 1]) << 8 : UInt16(bytes[at]) << 8 | UInt16(bytes[at + 1])
    }
    while at + 1 < bytes.count {
      let first = unit(at)
      if UTF16.isLeadSurrogate(first) {
        guard at + 3 < bytes.count else { break }
        let second = unit(at + 2)
        if UTF16.isTrailSurrogate(second) {
          let value = 0x10000 + (UInt32(first) & 0x3ff) << 10 + UInt32(second) & 0x3ff
          TextBytes.append(Unicode.Scalar(value), to: &text)
          at += 4
        } else {
          text.append(TextBytes.noLetter)
          at += 2
        }
      } else {
        TextBytes.append(Unicode.Scalar(first), to: &text)
        at += 2
      }
    }
    rest = Array(bytes[at...])
    return text
  }

  private static func append(_ scalar: Unicode.Scalar?, to text: inout [UInt8]) {
    guard let scalar, let encoded = UTF8.encode(scalar) else { return text.append(noLetter) }
    text.append(contentsOf: encoded)
  }
}

/// The letters of Windows-1252 that are not those of Latin-1.
package enum Windows1252 {
  private static let special: [UInt16] = [
    0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017d, 0,
    0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0, 0x017e,
    0x0178,
  ]

  /// Nil for the five bytes that mean nothing.
  package static func scalar(_ byte: UInt8) -> Unicode.Scalar? {
    guard (0x80...0x9f).contains(byte) else { return Unicode.Scalar(byte) }
    let value = special[Int(byte) - 0x80]
    return value == 0 ? nil : Unicode.Scalar(value)
  }
}

/// Counts what is UTF-8 beyond ASCII in bytes as they come, and what is not.
package struct UTF8Census {
  package init() {}

  /// Letters of several bytes.
  package private(set) var letters = 0
  /// Bytes that belong to no letter.
  package private(set) var strays = 0
  /// Of the strays, those that Windows-1252 does not know either.
  package private(set) var unknown = 0
  /// Strays that stand in runs of four and more bytes beyond ASCII.
  package private(set) var foreign = 0
  /// Strays that are signs to Windows-1252 and stand within a word, as letters of other code pages do.
  package private(set) var signsInWords = 0
  /// Strays since the last byte of ASCII.
  private var run = 0
  /// The byte before the one that is looked at, and whether it is a sign behind a letter.
  private var previous: UInt8 = 0
  private var isSignAfterLetter = false
  private var isOpen: (needed: Int, low: UInt8, high: UInt8, seen: Int) = (0, 0x80, 0xbf, 0)

  package mutating func take(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { bytes in
      var at = 0
      while at < bytes.count {
        if isOpen.needed == 0 {
          if run > 0, bytes[at] < 0x80 { endRun() }
          if isSignAfterLetter { endSign(bytes[at]) }
          // Eight plain letters at once.
          while at + 8 <= bytes.count,
            bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
          { at += 8 }
          if at > 0 { previous = bytes[at - 1] }
          if at == bytes.count { return }
        }
        if at > 0 { previous = bytes[at - 1] }
        if isSignAfterLetter { endSign(bytes[at]) }
        if bytes[at] >= 0x80, UTF8Census.signs.contains(bytes[at]), UTF8Census.isOfWord(previous) {
          isSignAfterLetter = true
        }
        take(bytes[at])
        at += 1
      }
      if let last = bytes.last { previous = last }
    }
  }

  private mutating func endSign(_ next: UInt8) {
    if UTF8Census.isOfWord(next) { signsInWords += 1 }
    isSignAfterLetter = false
  }

  /// Letters of ASCII, and what may be one of another code page.
  private static func isOfWord(_ byte: UInt8) -> Bool {
    byte >= 0x80 || (65...90).contains(byte) || (97...122).contains(byte)
  }

  /// What Windows-1252 has for signs that nobody writes within a word, as they do apostrophes and dashes.
  private static let signs = Set<UInt8>(
    [0x82, 0x84, 0x86, 0x87, 0x88, 0x89, 0x8b, 0x93, 0x94, 0x9b, 0xab, 0xac, 0xb6, 0xb8, 0xb9]
      + Array(0xa1...0xa9) + Array(0xae...0xb3) + Array(0xbb...0xbf))

  /// A letter that the end cuts off is a stray.
  package mutating func finish() {
    breakOff()
    endRun()
  }

  private mutating func endRun() {
    if run >= 4 { foreign += run }
    run = 0
  }

  private mutating func take(_ byte: UInt8) {
    if isOpen.needed > 0 {
      if byte >= isOpen.low, byte <= isOpen.high {
        isOpen = (isOpen.needed - 1, 0x80, 0xbf, isOpen.seen + 1)
        if isOpen.needed == 0 { letters += 1 }
        return
      }
      breakOff()
    }
    switch byte {
    case 0..<0x80: endRun()
    case 0xc2...0xdf: isOpen = (1, 0x80, 0xbf, 1)
    case 0xe0: isOpen = (2, 0xa0, 0xbf, 1)
    case 0xed: isOpen = (2, 0x80, 0x9f, 1)
    case 0xe1...0xef: isOpen = (2, 0x80, 0xbf, 1)
    case 0xf0: isOpen = (3, 0x90, 0xbf, 1)
    case 0xf1...0xf3: isOpen = (3, 0x80, 0xbf, 1)
    case 0xf4: isOpen = (3, 0x80, 0x8f, 1)
    default:
      (strays, run) = (strays + 1, run + 1)
      if Windows1252.scalar(byte) == nil { unknown += 1 }
    }
  }

  private mutating func breakOff() {
    if isOpen.needed > 0 { (strays, run) = (strays + isOpen.seen, run + isOpen.seen) }
    isOpen = (0, 0x80, 0xbf, 0)
  }
}
