import CLibCrypto

/// HMAC (RFC 2104) with the hashes that codes of other makers are computed with. `HMACSHA256` is for our own.
public enum HMAC {
  public enum Hash: String, CaseIterable, Sendable {
    case sha1 = "SHA1"
    case sha256 = "SHA256"
    case sha512 = "SHA512"

    /// Bytes of a code.
    public var length: Int {
      switch self {
      case .sha1: 20
      case .sha256: 32
      case .sha512: 64
      }
    }
  }

  /// The code of `hash.length` bytes that authenticates `message`.
  public static func code(for message: [UInt8], key: [UInt8], hash: Hash) throws(CryptographyError) -> [UInt8] {
    // Keys are filled up with zeros, so an empty one is the same as one zero; OpenSSL takes no empty one.
    let key = key.isEmpty ? [0] : key
    var length = 0
    var code = [UInt8](repeating: 0, count: hash.length)
    let made = EVP_Q_mac(
      LibCrypto.context, "HMAC", nil, hash.rawValue, nil, key, key.count, message, message.count, &code, code.count,
      &length)
    guard made != nil, length == hash.length else { throw CryptographyError("The HMAC could not be computed.") }
    return code
  }
}

/// Whether two texts are the same, in a time that does not tell where they differ; how long they are is no secret.
public func isSameInConstantTime(_ one: [UInt8], _ other: [UInt8]) -> Bool {
  one.count == other.count && (one.isEmpty || CRYPTO_memcmp(one, other, one.count) == 0)
}
