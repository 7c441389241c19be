import Kernel

/// The two escapings of HTML: of text and of double-quoted attribute values.
enum Escaping {
  static func text(_ text: String, into out: inout ByteWriter) { write(text, quotes: false, into: &out) }
  static func attribute(_ text: String, into out: inout ByteWriter) { write(text, quotes: true, into: &out) }

  private static func write(_ text: String, quotes: Bool, into out: inout ByteWriter) {
    var text = text
    text.withUTF8 { source in
      // Most texts need none.
      if isPlain(source) { return out.append(source) }
      var clean = 0
      for position in 0..<source.count {
        guard let replacement = replacement(for: source[position], quotes: quotes) else { continue }
        out.append(source[clean..<position])
        out.append(replacement)
        clean = position + 1
      }
      out.append(source[clean..<source.count])
    }
  }

  /// Whether each byte stands for itself.
  @inline(__always)
  private static func isPlain(_ source: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let start = source.baseAddress else { return true }
    var position = 0
    while source.count - position >= 8 {
      let word = UnsafeRawPointer(start + position).loadUnaligned(as: UInt64.self)
      if !isPlain(word: word) { return false }
      position += 8
    }
    while position < source.count {
      if !isPlain(start[position]) { return false }
      position += 1
    }
    return true
  }

  /// As `isPlain` of eight bytes at once: taking one from each byte, or 0x20, sets the highest bit of those that were
  /// zero, or less than 0x20; what they borrow from their neighbours shows only where there is one such already.
  @inline(__always)
  private static func isPlain(word: UInt64) -> Bool {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let high: UInt64 = 0x8080_8080_8080_8080
    func zero(_ x: UInt64) -> UInt64 { (x &- ones) & ~x }
    let low = (word &- 0x20 &* ones) & ~word
    let quote = zero(word ^ (0x22 &* ones))
    // `&` and `'` differ in the lowest bit, `<` and `>` in the second.
    let ampersand = zero((word & ~ones) ^ (0x26 &* ones))
    let angle = zero((word & ~(2 &* ones)) ^ (0x3c &* ones))
    let delete = zero(word ^ (0x7f &* ones))
    return (low | quote | ampersand | angle | delete) & high == 0
  }

  /// Whether a byte stands for itself in text and in attributes.
  @inline(__always)
  private static func isPlain(_ byte: UInt8) -> Bool {
    byte >= 0x40 ? byte != 0x7f : byte >= 0x20 && byte != 0x22 && byte != 0x26 && byte != 0x27 && byte & 0x3d != 0x3c
  }

  @inline(__always)
  private static func replacement(for byte: UInt8, quotes: Bool) -> StaticString? {
    switch byte {
    case UInt8(ascii: "&"): return "&amp;"
    case UInt8(ascii: "<"): return "&lt;"
    case UInt8(ascii: ">"): return "&gt;"
    case UInt8(ascii: "\""): return quotes ? "&quot;" : nil
    case UInt8(ascii: "'"): return quotes ? "&#39;" : nil
    // Characters that no HTML text may hold; browsers differ in what they make of them.
    case 0..<9, 0x0b, 0x0c, 0x0e..<0x20, 0x7f: return "\u{fffd}"
    default: return nil
    }
  }
}
