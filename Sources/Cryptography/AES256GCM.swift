import CLibCrypto

/// A key of AES-256 in Galois/counter mode (NIST SP 800-38D); its memory is wiped when nobody holds it.
// Its bytes are never changed while anybody holds it.
public final class AES256GCM: @unchecked Sendable {
  public static let keyLength = 32
  public static let nonceLength = 12
  public static let tagLength = 16

  private let key: UnsafeMutableBufferPointer<UInt8>

  /// From 32 secret bytes; nil for any other count.
  public init?(key: [UInt8]) {
    guard key.count == AES256GCM.keyLength else { return nil }
    self.key = .allocate(capacity: key.count)
    _ = self.key.initialize(from: key)
  }

  deinit {
    OPENSSL_cleanse(key.baseAddress, key.count)
    key.deallocate()
  }

  /// Nonce, ciphertext and tag, one behind the other.
  ///
  /// - Parameters:
  ///   - nonce: 12 bytes that this key sealed nothing else with.
  ///   - context: Bytes that are not in the box, but without which it does not open.
  public func seal(
    _ plain: [UInt8], nonce: [UInt8], authenticating context: [UInt8]
  ) throws(CryptographyError) -> [UInt8] {
    guard nonce.count == AES256GCM.nonceLength else {
      throw CryptographyError("A nonce has \(AES256GCM.nonceLength) bytes, not \(nonce.count).")
    }
    let cipher = LibCrypto.present(EVP_CIPHER_CTX_new(), "memory")
    defer { EVP_CIPHER_CTX_free(cipher) }
    var sealed = [UInt8](repeating: 0, count: plain.count)
    var tag = [UInt8](repeating: 0, count: AES256GCM.tagLength)
    guard EVP_EncryptInit_ex2(cipher, LibCrypto.aes256GCM, key.baseAddress, nonce, nil) == 1,
      run(cipher, EVP_EncryptUpdate, context, plain, &sealed), end(cipher, EVP_EncryptFinal_ex),
      EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_GET_TAG, Int32(tag.count), &tag) == 1
    else { throw CryptographyError("The text could not be sealed.") }
    return nonce + sealed + tag
  }

  /// What was sealed in `box`; nil where it was sealed with another key or context, or was changed since.
  public func open(_ box: [UInt8], authenticating context: [UInt8]) -> [UInt8]? {
    guard box.count >= AES256GCM.nonceLength + AES256GCM.tagLength else { return nil }
    let nonce = Array(box.prefix(AES256GCM.nonceLength))
    let sealed = Array(box.dropFirst(AES256GCM.nonceLength).dropLast(AES256GCM.tagLength))
    var tag = Array(box.suffix(AES256GCM.tagLength))
    let cipher = LibCrypto.present(EVP_CIPHER_CTX_new(), "memory")
    defer { EVP_CIPHER_CTX_free(cipher) }
    var plain = [UInt8](repeating: 0, count: sealed.count)
    guard EVP_DecryptInit_ex2(cipher, LibCrypto.aes256GCM, key.baseAddress, nonce, nil) == 1,
      run(cipher, EVP_DecryptUpdate, context, sealed, &plain),
      EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_SET_TAG, Int32(tag.count), &tag) == 1,
      end(cipher, EVP_DecryptFinal_ex)
    else { return nil }
    return plain
  }

  private typealias Update = (
    OpaquePointer?, UnsafeMutablePointer<UInt8>?, UnsafeMutablePointer<Int32>?, UnsafePointer<UInt8>?, Int32
  ) -> Int32
  private typealias Final = (OpaquePointer?, UnsafeMutablePointer<UInt8>?, UnsafeMutablePointer<Int32>?) -> Int32

  /// Takes the context in, and then the text, which has as many bytes afterwards as before.
  private func run(
    _ cipher: OpaquePointer?, _ update: Update, _ context: [UInt8], _ text: [UInt8], _ out: inout [UInt8]
  ) -> Bool {
    guard let known = Int32(exactly: context.count), let size = Int32(exactly: text.count) else { return false }
    var length: Int32 = 0
    guard known == 0 || update(cipher, nil, &length, context, known) == 1 else { return false }
    guard size > 0 else { return true }
    return update(cipher, &out, &length, text, size) == 1 && length == size
  }

  private func end(_ cipher: OpaquePointer?, _ final: Final) -> Bool {
    var (rest, length): ([UInt8], Int32) = ([UInt8](repeating: 0, count: AES256GCM.tagLength), 0)
    return final(cipher, &rest, &length) == 1
  }
}
