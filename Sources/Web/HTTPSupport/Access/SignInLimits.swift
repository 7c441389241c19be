import Kernel

/// How often somebody may try to sign in (OWASP ASVS 6.1.1, 6.3): guessing is hopeless from anywhere, and wrong
/// passwords from elsewhere never keep the right person out.
///
/// Who was never there before is limited by address and by name and address together. Once many have tried a name, no
/// matter from where, each network that tries it waits: the first time a few minutes, and longer each time, so that many
/// addresses do not add up; the right person waits once and comes in. A device on which the person has signed in before
/// passes by all of that and has a limit of its own. Set-up and proofs of one's own password are counted apart.
public struct SignInLimits: Sendable {
  private let byAddress = RateLimit("sign-ins by address", limit: 50, window: .minutes(15))
  private let byNameThere = RateLimit("sign-ins by name and address", limit: 10, window: .minutes(15))
  /// More than these in the window, and networks wait.
  private let byName = RateLimit("sign-ins by name from new devices", limit: 300, window: .minutes(60))
  private let waits = GrowingWait("sign-ins by name and network", first: .minutes(5), longest: .hours(1))
  private let byDevice = RateLimit("sign-ins by name and device", limit: 10, window: .minutes(15))
  private let proofs = RateLimit("proofs of a password by person", limit: 10, window: .minutes(15))
  private let setUps = RateLimit("set-ups by address", limit: 20, window: .minutes(15))

  public init() {}

  /// One try to sign in, before its password is looked at.
  struct Attempt {
    /// Small letters; nil where nobody can be called so.
    var name: String?
    /// As `address(of:)` makes it.
    var address: String
    private var network: String
    /// The secret of a device that is known for the name.
    var knownDevice: String?

    init(name: String, remote: String, knownDevice: String? = nil) {
      self.name = TextBounds.signInName.fault(in: name) == nil ? name.lowercased() : nil
      address = SignInLimits.address(of: remote)
      network = NetworkAddress(remote: remote)?.network(v4: 24, v6: 48) ?? address
      self.knownDevice = knownDevice
    }

    fileprivate var nameThere: String { (name ?? "") + " " + address }
    /// What one site or one customer of a host has: 24 bits of IPv4, 48 of IPv6 (RFC 6177).
    fileprivate var nameInNetwork: String { (name ?? "") + " " + network }
    fileprivate func device(_ secret: String) -> String { (name ?? "") + " " + secret.prefix(utf8Bytes: 64) }
  }

  /// Counts one try.
  /// - Throws: `Problem` 429.
  func count(_ attempt: Attempt, at now: Instant) throws(Problem) {
    if let device = attempt.knownDevice { return try byDevice.count(attempt.device(device), at: now) }
    try byAddress.count(attempt.address, at: now)
    // A name that nobody can have needs no bucket.
    guard let name = attempt.name else { return }
    try byNameThere.count(attempt.nameThere, at: now)
    guard !byName.allows(name, at: now), let wait = waits.take(attempt.nameInNetwork, at: now) else { return }
    // Whoever is told to wait has not tried.
    byAddress.giveBack(attempt.address)
    byNameThere.giveBack(attempt.nameThere)
    throw .waiting(wait)
  }

  /// A right password gives its own tries back; others' failures stay counted.
  func succeeded(_ attempt: Attempt) {
    if let device = attempt.knownDevice { return byDevice.clear(attempt.device(device)) }
    byAddress.giveBack(attempt.address)
    byNameThere.clear(attempt.nameThere)
    waits.clear(attempt.nameInNetwork)
    if let name = attempt.name { byName.giveBack(name) }
  }

  /// Counts a proof of the own password by somebody who is signed in.
  func countProof(of person: RecordID, at now: Instant) throws(Problem) { try proofs.count(person.text, at: now) }
  func proved(_ person: RecordID) { proofs.clear(person.text) }

  func countSetUp(from remote: String, at now: Instant) throws(Problem) {
    try setUps.count(SignInLimits.address(of: remote), at: now)
  }

  /// What stands for an address: itself, or of IPv6 the network of 64 bits, all of which one subscriber has.
  public static func address(of remote: String) -> String {
    (NetworkAddress(remote: remote)?.network(v4: 32, v6: 64) ?? remote).prefix(utf8Bytes: 64)
  }
}
