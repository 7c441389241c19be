import Kernel

/// How often somebody may try to sign in (OWASP ASVS 6.3): by name, so that one password is not guessed
/// from many addresses, and by address, so that one address does not try many names.
public struct SignInLimits: Sendable {
  private let byName = RateLimit("sign-ins by name", limit: 10, window: .minutes(15))
  private let byAddress = RateLimit("sign-ins by address", limit: 50, window: .minutes(15))

  public init() {}

  /// Counts one try.
  /// - Throws: `Problem` 429.
  public func count(name: String, address: String, at now: Instant) throws(Problem) {
    try byAddress.count(address, at: now)
    try byName.count(String(name.lowercased().prefix(100)), at: now)
  }

  /// A right password gives its name all its tries back.
  public func succeeded(name: String) { byName.clear(String(name.lowercased().prefix(100))) }
}
