import CLibCrypto

/// HMAC with SHA-256 (RFC 2104).
public enum HMACSHA256 {
  /// The code of 32 bytes that authenticates `message`.
  public static func code(for message: [UInt8], key: [UInt8]) throws(CryptographyError) -> [UInt8] {
    // Keys are filled up with zeros, so an empty one is the same as one zero; OpenSSL takes no empty one.
    let key = key.isEmpty ? [0] : key
    var length = 0
    var code = [UInt8](repeating: 0, count: SHA256.length)
    let made = EVP_Q_mac(
      LibCrypto.context, "HMAC", nil, "SHA256", nil, key, key.count, message, message.count, &code, code.count, &length)
    guard made != nil, length == SHA256.length else { throw CryptographyError("The HMAC could not be computed.") }
    return code
  }

  /// Whether `code` authenticates `message`; compares in constant time.
  public static func isValid(_ code: [UInt8], for message: [UInt8], key: [UInt8]) -> Bool {
    guard code.count == SHA256.length, let right = try? HMACSHA256.code(for: message, key: key) else { return false }
    return CRYPTO_memcmp(right, code, right.count) == 0
  }
}
