import Cryptography
import Kernel

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
