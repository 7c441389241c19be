/// Percent-encoding of RFC 3986.
public enum PercentCoding {
  /// The text with everything but unreserved characters encoded.
  public static func encode(_ text: String) -> String {
    // Most are names and numbers that stand for themselves.
    if text.utf8.allSatisfy(isUnreserved) { return text }
    var out = ByteWriter(capacity: text.utf8.count * 3)
    encode(text, into: &out)
    return out.text
  }

  /// As `encode`, behind what has been written.
  public static func encode(_ text: String, into out: inout ByteWriter) {
    for byte in text.utf8 {
      if isUnreserved(byte) {
        out.append(byte)
      } else {
        out.append(UInt8(ascii: "%"))
        out.append(capitalDigit(byte >> 4))
        out.append(capitalDigit(byte & 15))
      }
    }
  }

  @inline(__always)
  private static func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
      UInt8(ascii: "~"):
      true
    default: false
    }
  }

  /// RFC 3986 asks for capital letters.
  private static func capitalDigit(_ half: UInt8) -> UInt8 { half < 10 ? 48 + half : 55 + half }

  /// The decoded text; nil for a broken escape or what is not UTF-8.
  public static func decode(_ text: Substring, plusIsSpace: Bool = false) -> String? {
    let bytes = Array(text.utf8)
    guard bytes.contains(UInt8(ascii: "%")) || (plusIsSpace && bytes.contains(UInt8(ascii: "+"))) else {
      return String(validating: bytes, as: UTF8.self)
    }
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count)
    var position = 0
    while position < bytes.count {
      let byte = bytes[position]
      if byte == UInt8(ascii: "%") {
        guard position + 2 < bytes.count, let high = hexadecimalValue(bytes[position + 1]),
          let low = hexadecimalValue(bytes[position + 2])
        else { return nil }
        out.append(high << 4 | low)
        position += 3
      } else {
        out.append(plusIsSpace && byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
        position += 1
      }
    }
    return String(validating: out, as: UTF8.self)
  }

  /// The pairs of a query or a form body, in their order; nil where an escape is broken or there are
  /// more than `limit`.
  public static func pairs(_ text: Substring, limit: Int) -> [(name: String, value: String)]? {
    var pairs: [(name: String, value: String)] = []
    for part in text.split(separator: "&") {
      guard pairs.count < limit else { return nil }
      let name: Substring
      let value: Substring
      if let equals = part.utf8.firstIndex(of: UInt8(ascii: "=")) {
        name = part[..<equals]
        value = part[part.utf8.index(after: equals)...]
      } else {
        name = part
        value = ""
      }
      guard let name = decode(name, plusIsSpace: true), let value = decode(value, plusIsSpace: true) else {
        return nil
      }
      pairs.append((name, value))
    }
    return pairs
  }
}
