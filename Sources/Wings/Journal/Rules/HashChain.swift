import Cryptography

/// A chain in which each link's hash covers the one before: SHA-256(previous hash || content).
public enum HashChain {
  /// What the first link follows: 32 zero bytes.
  public static let origin = [UInt8](repeating: 0, count: 32)

  public static func link(_ content: [UInt8], after previous: [UInt8]) -> [UInt8] {
    var hasher = SHA256()
    hasher.update(previous)
    hasher.update(content)
    return hasher.finalize()
  }
}

/// SHA-256 of a salt and a text: what the journal keeps of personal text, which stands beside and can be erased.
public func saltedDigest(_ text: String, salt: [UInt8]) -> String {
  var hasher = SHA256()
  hasher.update(salt)
  hasher.update(text.utf8)
  return hexadecimal(hasher.finalize())
}

/// Plain SHA-256 in hexadecimal.
public func sha256Hex(_ bytes: some Sequence<UInt8>) -> String {
  hexadecimal(SHA256.hash(bytes))
}

/// Lower-case hexadecimal.
public func hexadecimal(_ bytes: [UInt8]) -> String {
  let digits = Array("0123456789abcdef".utf8)
  var out: [UInt8] = []
  out.reserveCapacity(bytes.count * 2)
  for byte in bytes {
    out.append(digits[Int(byte >> 4)])
    out.append(digits[Int(byte & 15)])
  }
  return String(decoding: out, as: UTF8.self)
}

/// The bytes of hexadecimal text; nil for anything else.
public func bytes(hexadecimal text: String) -> [UInt8]? {
  let digits = Array(text.utf8)
  guard digits.count.isMultiple(of: 2) else { return nil }
  var out: [UInt8] = []
  out.reserveCapacity(digits.count / 2)
  for index in stride(from: 0, to: digits.count, by: 2) {
    guard let high = nibble(digits[index]), let low = nibble(digits[index + 1]) else { return nil }
    out.append(high << 4 | low)
  }
  return out
}

private func nibble(_ digit: UInt8) -> UInt8? {
  switch digit {
  case 48...57: digit - 48
  case 97...102: digit - 87
  case 65...70: digit - 55
  default: nil
  }
}
