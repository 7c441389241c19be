import Kernel

/// The two escapings of HTML: of text and of double-quoted attribute values.
enum Escaping {
  static func text(_ text: String, into out: inout ByteWriter) { write(text, quotes: false, into: &out) }
  static func attribute(_ text: String, into out: inout ByteWriter) { write(text, quotes: true, into: &out) }

  private static func write(_ text: String, quotes: Bool, into out: inout ByteWriter) {
    var text = text
    text.withUTF8 { source in
      // Most texts need none.
      if source.allSatisfy({ isPlain($0) }) { return out.append(source) }
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
