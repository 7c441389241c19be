import CLibCrypto

/// SHA-256 (FIPS 180-4) of bytes that come in parts.
public struct SHA256: ~Copyable {
  /// Bytes of a digest.
  public static let length = 32

  private let context: OpaquePointer?
  private var isBegun = false

  public init() { context = LibCrypto.present(EVP_MD_CTX_new(), "memory") }

  deinit { EVP_MD_CTX_free(context) }

  private mutating func begin() {
    guard !isBegun else { return }
    LibCrypto.succeed(EVP_DigestInit_ex2(context, LibCrypto.sha256, nil), "SHA-256")
    isBegun = true
  }

  public mutating func update(_ bytes: some Sequence<UInt8>) {
    begin()
    let context = context
    func add(_ bytes: UnsafeBufferPointer<UInt8>) {
      LibCrypto.succeed(EVP_DigestUpdate(context, bytes.baseAddress, bytes.count), "SHA-256")
    }
    if bytes.withContiguousStorageIfAvailable(add) == nil { Array(bytes).withUnsafeBufferPointer(add) }
  }

  /// The digest of what was added; what is added after it begins another.
  public mutating func finalize() -> [UInt8] {
    begin()
    isBegun = false
    let context = context
    return [UInt8](unsafeUninitializedCapacity: SHA256.length) { buffer, count in
      LibCrypto.succeed(EVP_DigestFinal_ex(context, buffer.baseAddress, nil), "SHA-256")
      count = SHA256.length
    }
  }

  /// The digest of these bytes.
  public static func hash(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    var hash = SHA256()
    hash.update(bytes)
    return hash.finalize()
  }
}

// It has one owner at a time, and libcrypto's context is bound to no thread.
extension SHA256: @unchecked Sendable {}
