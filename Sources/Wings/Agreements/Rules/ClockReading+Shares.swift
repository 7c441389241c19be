import Kernel

/// One holder's part of the stretches of one clock.
public struct ClockShare: Hashable, Sendable {
  public var holder: Holder
  /// What counted against the target.
  public var counted: Duration
  /// What did not: closed hours, holds that pause it, exclusions.
  public var uncounted: Duration

  public init(holder: Holder, counted: Duration = .zero, uncounted: Duration = .zero) {
    (self.holder, self.counted, self.uncounted) = (holder, counted, uncounted)
  }
}

extension ClockReading {
  /// Whose time this clock's own stretches were, in order of first appearance: what counted adds up to `elapsed`, and
  /// all of it to the stretches. Nil where they are too many to be told apart (`Because.Cause.summary`), so that
  /// nobody knows whose they were.
  public var shares: [ClockShare]? {
    guard !segments.contains(where: { $0.because.cause == .summary }) else { return nil }
    var shares: [ClockShare] = []
    for segment in segments {
      let place = shares.firstIndex { $0.holder == segment.holder } ?? shares.endIndex
      if place == shares.endIndex { shares.append(ClockShare(holder: segment.holder)) }
      let length = segment.to - segment.from
      if segment.counted {
        shares[place].counted = shares[place].counted + length
      } else {
        shares[place].uncounted = shares[place].uncounted + length
      }
    }
    return shares
  }

  /// The times between its stretches, in which the ticket stood resolved and this cycle stood still, until a
  /// reopening had it go on (rule 13).
  public var standstills: [Range<Instant>] {
    zip(segments, segments.dropFirst()).compactMap { before, after in
      before.to < after.from ? before.to..<after.from : nil
    }
  }
}
