import Agreements

/// How the clocks of a group stand (rule 18): what ended or breached, and apart from it what did not.
public struct ComplianceTally: Hashable, Sendable {
  public var met = 0
  public var breached = 0
  public var running = 0
  public var paused = 0
  public var cancelled = 0
  /// Calendars that can never supply the target.
  public var neverDue = 0

  public init(met: Int = 0, breached: Int = 0, running: Int = 0, paused: Int = 0, cancelled: Int = 0, neverDue: Int = 0)
  {
    (self.met, self.breached, self.running) = (met, breached, running)
    (self.paused, self.cancelled, self.neverDue) = (paused, cancelled, neverDue)
  }

  /// met / (met + breached).
  public var compliance: Share { Share(met, of: met + breached) }

  public static func + (a: ComplianceTally, b: ComplianceTally) -> ComplianceTally {
    ComplianceTally(
      met: a.met + b.met, breached: a.breached + b.breached, running: a.running + b.running,
      paused: a.paused + b.paused, cancelled: a.cancelled + b.cancelled, neverDue: a.neverDue + b.neverDue)
  }
}

extension ComplianceTally {
  /// Clocks.
  public var count: Int { met + breached + running + paused + cancelled + neverDue }

  /// What is paused or never due counts among what runs: whether it is depends on no target.
  public mutating func add(open state: ClockState) {
    switch state {
    case .met: met += 1
    case .breached: breached += 1
    case .running, .paused, .neverDue: running += 1
    case .cancelled: cancelled += 1
    case .idle, .noTarget: break
    }
  }
}

/// The verdicts that another tool recorded beside ours, ticket by ticket: recorded first, computed second.
public struct Confusion: Hashable, Sendable {
  public var metMet = 0
  public var metMissed = 0
  public var missedMet = 0
  public var missedMissed = 0

  public init(metMet: Int = 0, metMissed: Int = 0, missedMet: Int = 0, missedMissed: Int = 0) {
    (self.metMet, self.metMissed, self.missedMet, self.missedMissed) = (metMet, metMissed, missedMet, missedMissed)
  }

  public mutating func count(recordedMet: Bool, computedMet: Bool, times: Int = 1) {
    switch (recordedMet, computedMet) {
    case (true, true): metMet += times
    case (true, false): metMissed += times
    case (false, true): missedMet += times
    case (false, false): missedMissed += times
    }
  }

  public var total: Int { metMet + metMissed + missedMet + missedMissed }
  public var disagreeing: Int { metMissed + missedMet }
  /// Tickets of which both say the same.
  public var agreement: Share { Share(metMet + missedMissed, of: total) }

  public static func + (a: Confusion, b: Confusion) -> Confusion {
    Confusion(
      metMet: a.metMet + b.metMet, metMissed: a.metMissed + b.metMissed, missedMet: a.missedMet + b.missedMet,
      missedMissed: a.missedMissed + b.missedMissed)
  }
}

/// Verdicts that another tool recorded.
public struct RecordedTally: Hashable, Sendable {
  public var met = 0
  public var missed = 0

  public init(met: Int = 0, missed: Int = 0) { (self.met, self.missed) = (met, missed) }

  public mutating func count(met isMet: Bool, times: Int) {
    if isMet { met += times } else { missed += times }
  }

  public var compliance: Share { Share(met, of: met + missed) }

  public static func + (a: RecordedTally, b: RecordedTally) -> RecordedTally {
    RecordedTally(met: a.met + b.met, missed: a.missed + b.missed)
  }
}
