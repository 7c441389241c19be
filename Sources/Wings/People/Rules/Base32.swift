/// Bytes as letters that people read out and type (RFC 4648, section 6), without padding.
public enum Base32 {
  private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

  /// Capital letters and the digits 2 to 7; eight for every five bytes, the last bits filled up with zeros.
  public static func text(_ bytes: [UInt8]) -> String {
    var (text, bits, held): ([UInt8], UInt32, Int) = ([], 0, 0)
    for byte in bytes {
      bits = (bits << 8 | UInt32(byte)) & 0xffff
      held += 8
      while held >= 5 {
        held -= 5
        text.append(letters[Int(bits >> UInt32(held)) & 31])
      }
    }
    if held > 0 { text.append(letters[Int(bits << UInt32(5 - held)) & 31]) }
    return String(decoding: text, as: UTF8.self)
  }

  /// The bytes of a text; nil where a letter is none of its own. Bits that fill no byte are left out.
  public static func bytes(_ text: String) -> [UInt8]? {
    var (bytes, bits, held): ([UInt8], UInt32, Int) = ([], 0, 0)
    for letter in text.utf8 {
      guard let value = letters.firstIndex(of: letter) else { return nil }
      bits = (bits << 5 | UInt32(value)) & 0xffff
      held += 5
      if held >= 8 {
        held -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(held)))
      }
    }
    return bytes
  }

  /// Whether it is made of its letters alone.
  public static func isText(_ text: String) -> Bool { text.utf8.allSatisfy(letters.contains) }
}
