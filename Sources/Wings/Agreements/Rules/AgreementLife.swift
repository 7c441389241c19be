import Kernel

/// Where an agreement stands in its life, as the versions and proposals that there are of it say.
public enum AgreementLife: String, CaseIterable, Hashable, Sendable {
  /// Written down, and before nobody: its proposal was taken back or refused, and there is no version.
  case draft
  /// Proposed, and not decided about; there is no version.
  case inNegotiation = "in-negotiation"
  /// Approved, or applied: it begins later.
  case agreed
  case inForce = "in-force"
  /// Its time has passed.
  case expired
  /// It was ended before.
  case terminated

  /// What of a version decides.
  public struct Version: Hashable, Sendable {
    /// From when on it counts.
    public var effectiveFrom: Instant
    public var validFrom: Instant?
    public var validTo: Instant?
    public var termination: AgreementTermination?

    public init(
      effectiveFrom: Instant, validFrom: Instant? = nil, validTo: Instant? = nil,
      termination: AgreementTermination? = nil
    ) {
      (self.effectiveFrom, self.validFrom, self.validTo) = (effectiveFrom, validFrom, validTo)
      self.termination = termination
    }

    var begins: Instant { max(effectiveFrom, validFrom ?? effectiveFrom) }
    var end: Instant? { [validTo, termination?.effective].compactMap { $0 }.min() }
    /// Whether it is the termination that ends it.
    var endsEarly: Bool { termination.map { $0.effective == end } ?? false }
  }

  /// The state at an instant; nil where there is neither a version nor a proposal.
  ///
  /// The version that counts is the newest that has become effective. One that is over is not the end where a newer one
  /// begins later.
  ///
  /// - Parameters:
  ///   - versions: Oldest first.
  ///   - isProposed: Whether a proposal waits that would make a version of it.
  ///   - wasProposed: Whether one was taken back or refused.
  public static func state(
    of versions: [Version], isProposed: Bool, wasProposed: Bool, at now: Instant
  ) -> AgreementLife? {
    guard !versions.isEmpty else { return isProposed ? .inNegotiation : wasProposed ? .draft : nil }
    let counting = versions.lastIndex { $0.effectiveFrom <= now }
    guard let counting else { return .agreed }
    let version = versions[counting]
    if now < version.begins { return .agreed }
    guard let end = version.end, end <= now else { return .inForce }
    if versions[(counting + 1)...].contains(where: { $0.end.map { now < $0 } ?? true }) { return .agreed }
    return version.endsEarly ? .terminated : .expired
  }
}
