import CLibCrypto

/// What is used of OpenSSL's libcrypto, looked up once: a look-up by name costs more than hashing a journal entry.
enum LibCrypto {
  /// A context of our own: whatever the machine's `openssl.cnf` says, the same algorithms are there.
  // Made once, never changed, and OpenSSL lets all threads use it at once.
  nonisolated(unsafe) static let context: OpaquePointer? = {
    // The library stays whole until the process is gone: a thread may still hash while it exits.
    OPENSSL_init_crypto(UInt64(OPENSSL_INIT_NO_ATEXIT), nil)
    return present(OSSL_LIB_CTX_new(), "a context")
  }()
  // Algorithms are like the context.
  nonisolated(unsafe) static let sha256 = present(EVP_MD_fetch(context, "SHA256", nil), "SHA-256")
  nonisolated(unsafe) static let aes256GCM = present(EVP_CIPHER_fetch(context, "AES-256-GCM", nil), "AES-256-GCM")

  /// What only a broken library, or a machine without memory, does not give: nothing may go on with a wrong digest.
  static func present(_ pointer: OpaquePointer?, _ name: String) -> OpaquePointer? {
    precondition(pointer != nil, "OpenSSL's libcrypto does not give \(name).")
    return pointer
  }

  /// The same for what answers 1 where it succeeds.
  static func succeed(_ result: Int32, _ name: String) {
    precondition(result == 1, "OpenSSL's libcrypto does not do \(name).")
  }
}

/// The library refused to compute.
public struct CryptographyError: Error, Hashable, Sendable, CustomStringConvertible {
  public var description: String

  init(_ description: String) { self.description = description }
}
