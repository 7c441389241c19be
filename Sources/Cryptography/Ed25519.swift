import CLibCrypto

/// Signatures by Ed25519 (RFC 8032).
public enum Ed25519 {
  /// Bytes of a public key, and of the secret that a private one is made of.
  public static let keyLength = 32
  public static let signatureLength = 64

  /// A private key; its memory is wiped when nobody holds it.
  // OpenSSL lets several threads sign with one key at once, and nothing here changes it.
  public final class PrivateKey: @unchecked Sendable {
    private let key: OpaquePointer
    public let publicKey: [UInt8]

    /// From 32 secret bytes; nil for any other count.
    public init?(secret: [UInt8]) {
      guard secret.count == keyLength,
        let key = EVP_PKEY_new_raw_private_key_ex(LibCrypto.context, "ED25519", nil, secret, secret.count)
      else { return nil }
      var length = keyLength
      var publicKey = [UInt8](repeating: 0, count: keyLength)
      guard EVP_PKEY_get_raw_public_key(key, &publicKey, &length) == 1, length == keyLength else {
        EVP_PKEY_free(key)
        return nil
      }
      (self.key, self.publicKey) = (key, publicKey)
    }

    deinit { EVP_PKEY_free(key) }

    /// 64 bytes, the same for the same message.
    public func signature(over message: [UInt8]) throws(CryptographyError) -> [UInt8] {
      let context = LibCrypto.present(EVP_MD_CTX_new(), "memory")
      defer { EVP_MD_CTX_free(context) }
      var length = signatureLength
      var signature = [UInt8](repeating: 0, count: signatureLength)
      guard EVP_DigestSignInit_ex(context, nil, nil, LibCrypto.context, nil, key, nil) == 1,
        EVP_DigestSign(context, &signature, &length, message, message.count) == 1, length == signatureLength
      else { throw CryptographyError("The signature could not be made.") }
      return signature
    }
  }

  /// Whether `signature` was made over `message` by the owner of `publicKey`; false where one of them is malformed.
  public static func verify(_ signature: [UInt8], over message: [UInt8], by publicKey: [UInt8]) -> Bool {
    guard signature.count == signatureLength, publicKey.count == keyLength,
      let key = EVP_PKEY_new_raw_public_key_ex(LibCrypto.context, "ED25519", nil, publicKey, publicKey.count)
    else { return false }
    defer { EVP_PKEY_free(key) }
    let context = LibCrypto.present(EVP_MD_CTX_new(), "memory")
    defer { EVP_MD_CTX_free(context) }
    return EVP_DigestVerifyInit_ex(context, nil, nil, LibCrypto.context, nil, key, nil) == 1
      && EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
  }
}
