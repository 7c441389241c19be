import CSodium
import Foundation
import Kernel
import Synchronization

/// Password hashes by argon2id (RFC 9106) through libsodium: 19 MiB, two passes, one lane, about 25 ms
/// each (the OWASP password storage setting), on a few threads of its own.
///
/// A hash is a text that names its own settings, so older hashes stay valid when these change.
public final class Argon2Passwords: Sendable {
  /// Bytes of memory of one hash.
  public static let memory = 19 << 20
  /// Passes over the memory.
  public static let passes = 2
  /// Bytes of a password that are read; longer ones are refused, for they would only cost time.
  public static let passwordBytes = 1024

  /// Threads that hash: the bound of memory is this times `memory`.
  public let threads: Int
  /// Hashes that may wait; one more is refused as unavailable.
  public let waitingLimit: Int
  private let queue: OperationQueue
  private let waiting = Atomic<Int>(0)

  /// - Throws: `unavailable` where libsodium does not start.
  public init(threads: Int = 2, waitingLimit: Int = 64) throws(MainstayError) {
    guard sodium_init() >= 0 else { throw .unavailable(reason: "libsodium does not start") }
    self.threads = max(1, threads)
    self.waitingLimit = waitingLimit
    queue = OperationQueue()
    queue.name = "passwords"
    queue.maxConcurrentOperationCount = self.threads
  }

  /// A new hash with its own salt.
  /// - Throws: `invalid` for a password that is too long, `unavailable` when too many wait.
  public func hash(_ password: String) async throws -> String {
    try Argon2Passwords.check(password)
    return try await onThread { try Argon2Passwords.hashNow(password) }
  }

  /// Whether the password is the one that the hash was made of. A text that is no hash never matches.
  /// - Throws: `unavailable` when too many wait.
  public func verify(_ password: String, against hash: String) async throws -> Bool {
    guard password.utf8.count <= Argon2Passwords.passwordBytes else { return false }
    return try await onThread { Argon2Passwords.verifyNow(password, hash) }
  }

  /// Spends the time of a check without one, so that an unknown name cannot be told by its time.
  public func verifyNobody(_ password: String) async throws {
    _ = try await verify(password, against: Argon2Passwords.nobody)
  }

  /// Whether a hash was made with other settings and should be made anew at the next sign-in.
  public func isOutdated(_ hash: String) -> Bool {
    crypto_pwhash_str_needs_rehash(hash, UInt64(Argon2Passwords.passes), Argon2Passwords.memory) != 0
  }

  private func onThread<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T {
    guard waiting.add(1, ordering: .relaxed).newValue <= waitingLimit else {
      waiting.subtract(1, ordering: .relaxed)
      throw MainstayError.unavailable(reason: "more than \(waitingLimit) passwords are being checked")
    }
    defer { waiting.subtract(1, ordering: .relaxed) }
    return try await withCheckedThrowingContinuation { continuation in
      queue.addOperation { continuation.resume(with: Result { try work() }) }
    }
  }

  private static func check(_ password: String) throws(MainstayError) {
    guard password.utf8.count <= passwordBytes else {
      throw .field("password", "is longer than \(passwordBytes) bytes")
    }
  }

  /// The hash of a password that nobody knows, with the present settings.
  private static let nobody =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

  private static func hashNow(_ password: String) throws -> String {
    var out = [CChar](repeating: 0, count: Int(crypto_pwhash_STRBYTES))
    let bytes = password.utf8.map { CChar(bitPattern: $0) }
    let status = crypto_pwhash_str_alg(
      &out, bytes, UInt64(bytes.count), UInt64(passes), memory, crypto_pwhash_ALG_ARGON2ID13)
    guard status == 0 else { throw MainstayError.unavailable(reason: "not enough memory to hash a password") }
    return String(decoding: out.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private static func verifyNow(_ password: String, _ hash: String) -> Bool {
    guard hash.utf8.count < Int(crypto_pwhash_STRBYTES) else { return false }
    let bytes = password.utf8.map { CChar(bitPattern: $0) }
    return crypto_pwhash_str_verify(hash, bytes, UInt64(bytes.count)) == 0
  }
}
