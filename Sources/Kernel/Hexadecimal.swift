/// Hexadecimal in small letters, two digits a byte.
public func hexadecimal(_ bytes: [UInt8]) -> String {
  var out = ByteWriter(capacity: bytes.count * 2)
  for byte in bytes { out.append(hexadecimal: byte) }
  return out.text
}

/// The bytes of hexadecimal text in small or capital letters; nil for anything else.
public func bytes(hexadecimal text: String) -> [UInt8]? {
  let digits = Array(text.utf8)
  guard digits.count.isMultiple(of: 2) else { return nil }
  var out: [UInt8] = []
  out.reserveCapacity(digits.count / 2)
  for index in stride(from: 0, to: digits.count, by: 2) {
    guard let high = hexadecimalValue(digits[index]), let low = hexadecimalValue(digits[index + 1]) else { return nil }
    out.append(high << 4 | low)
  }
  return out
}

/// What a hexadecimal digit is worth; nil for any other byte.
public func hexadecimalValue(_ digit: UInt8) -> UInt8? {
  switch digit {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
  case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
  case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
  default: nil
  }
}

extension ByteWriter {
  /// Two digits, small letters.
  public mutating func append(hexadecimal byte: UInt8) {
    append(ByteWriter.digit(byte >> 4))
    append(ByteWriter.digit(byte & 15))
  }

  private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 48 + value : 87 + value }
}
