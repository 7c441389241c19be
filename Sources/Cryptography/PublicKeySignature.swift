import CLibCrypto

/// Signatures that others make and publish the keys of: RSA (RFC 8017, PKCS #1 v1.5) and ECDSA on P-256 (FIPS 186-5), both
/// with SHA-256.
public enum PublicKeySignature {
  /// Bits that a modulus has at least (NIST SP 800-131A) and at most.
  public static let modulusBits = 2048...8192

  /// Whether `signature` was made over `message` by the owner of an RSA key; false where one of them is malformed, or the
  /// key is too short.
  ///
  /// - Parameters:
  ///   - modulus: Big endian.
  ///   - exponent: Big endian.
  public static func isRSA(
    _ signature: [UInt8], over message: [UInt8], modulus: [UInt8], exponent: [UInt8]
  ) -> Bool {
    let (modulus, exponent) = (DER.trimmed(modulus), DER.trimmed(exponent))
    let bits = modulus.count * 8 - (modulus.first.map { $0.leadingZeroBitCount } ?? 0)
    guard modulusBits.contains(bits), exponent.count <= 8, exponent.last.map({ $0 & 1 == 1 }) ?? false, exponent != [1],
      signature.count == modulus.count
    else { return false }
    let key = DER.sequence(DER.integer(modulus) + DER.integer(exponent))
    let algorithm = DER.sequence([0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00])
    return verify(signature, over: message, by: DER.sequence(algorithm + DER.bits(key)))
  }

  /// Whether `signature`, 64 bytes of r and s, was made over `message` by the owner of a point on P-256; false where one of
  /// them is malformed.
  public static func isP256(_ signature: [UInt8], over message: [UInt8], x: [UInt8], y: [UInt8]) -> Bool {
    guard signature.count == 64, x.count == 32, y.count == 32 else { return false }
    // id-ecPublicKey, prime256v1.
    let algorithm = DER.sequence([
      0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07,
    ])
    let key = DER.sequence(algorithm + DER.bits([4] + x + y))
    let (r, s) = (DER.trimmed(Array(signature.prefix(32))), DER.trimmed(Array(signature.suffix(32))))
    guard !r.isEmpty, !s.isEmpty else { return false }
    return verify(DER.sequence(DER.integer(r) + DER.integer(s)), over: message, by: key)
  }

  /// - Parameter key: A SubjectPublicKeyInfo (RFC 5280).
  private static func verify(_ signature: [UInt8], over message: [UInt8], by key: [UInt8]) -> Bool {
    let found = key.withUnsafeBufferPointer { buffer -> OpaquePointer? in
      var place = buffer.baseAddress
      return d2i_PUBKEY_ex(nil, &place, key.count, LibCrypto.context, nil)
    }
    guard let key = found else { return false }
    defer { EVP_PKEY_free(key) }
    let context = LibCrypto.present(EVP_MD_CTX_new(), "memory")
    defer { EVP_MD_CTX_free(context) }
    return EVP_DigestVerifyInit_ex(context, nil, "SHA256", LibCrypto.context, nil, key, nil) == 1
      && EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
  }
}

/// What keys and signatures are written in (X.690), as far as that is needed.
private enum DER {
  static func sequence(_ content: [UInt8]) -> [UInt8] { tagged(0x30, content) }

  static func bits(_ content: [UInt8]) -> [UInt8] { tagged(0x03, [0] + content) }

  /// - Parameter bytes: Big endian, not negative, without zeros in front.
  static func integer(_ bytes: [UInt8]) -> [UInt8] {
    tagged(0x02, (bytes.first.map { $0 & 0x80 != 0 } ?? true) ? [0] + bytes : bytes)
  }

  static func trimmed(_ bytes: [UInt8]) -> [UInt8] { Array(bytes.drop { $0 == 0 }) }

  private static func tagged(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
    guard content.count >= 128 else { return [tag, UInt8(content.count)] + content }
    var (length, rest): ([UInt8], Int) = ([], content.count)
    while rest > 0 {
      length.insert(UInt8(truncatingIfNeeded: rest), at: 0)
      rest >>= 8
    }
    return [tag, 0x80 | UInt8(length.count)] + length + content
  }
}
