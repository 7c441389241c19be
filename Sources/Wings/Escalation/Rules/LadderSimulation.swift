import Kernel

/// One thing that a ladder does as things stand, if nobody acknowledges and the ticket does not change.
public struct LadderLine: Hashable, Sendable {
  public var firing: LadderFiring
  /// Whom it tells, as far as can be said ahead.
  public var people: [LadderReached]

  public init(_ firing: LadderFiring, _ people: [LadderReached]) { (self.firing, self.people) = (firing, people) }
}

/// Somebody whom a rung tells, or would.
public struct LadderReached: Hashable, Sendable {
  /// Id, or a sign-in name.
  public var person: String
  /// Because of which audience.
  public var audience: LadderAudience
  /// Why they cannot be told; nil where they can.
  public var obstacle: String?
  /// Until when their quiet hours hold what they are told; nil where none do.
  public var heldUntil: Instant?

  public init(
    _ person: String, _ audience: LadderAudience, obstacle: String? = nil, heldUntil: Instant? = nil
  ) {
    (self.person, self.audience, self.obstacle, self.heldUntil) = (person, audience, obstacle, heldUntil)
  }
}

extension LadderRun {
  /// Steps of one simulation at most: repeats and passes are bounded, and so is this.
  static let mostSteps = 500

  /// What comes up to an instant, in order.
  ///
  /// - Parameters:
  ///   - moments: When the rungs' moments are, also those ahead, by place.
  ///   - audience: Whom a rung tells at an instant, and why nobody.
  public func foreseen(
    from now: Instant, until end: Instant, moments: [Int: Instant],
    opening: (LadderWindow, Instant) throws -> LadderOpening,
    audience: (Int, Instant) throws -> (people: [LadderReached], why: String)
  ) rethrows -> [LadderLine] {
    var (run, at, steps) = (self, now, 0)
    var lines: [LadderLine] = []
    while let wake = run.wake(after: at, moments: moments), wake <= end, steps < LadderRun.mostSteps {
      (at, steps) = (wake, steps + 1)
      var reached: [LadderStep: [LadderReached]] = [:]
      let changed = try run.advance(to: at, moments: moments, opening: opening) { firing in
        let found = try audience(firing.step.rung, at)
        reached[firing.step] = found.people
        let able = found.people.filter { $0.obstacle == nil }
        let told = able.count { $0.heldUntil == nil }
        return LadderTold(told, held: able.count - told, why: able.isEmpty ? found.why : "")
      }
      guard !changed.isEmpty else { break }
      lines += changed.map { LadderLine($0, reached[$0.step] ?? []) }
    }
    return lines
  }
}
