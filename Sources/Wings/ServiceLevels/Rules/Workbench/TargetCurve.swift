import Kernel

/// The open time that clocks used up, as any target of open time would find them: compliance at a target is a look into
/// sorted numbers.
///
/// A clock counts by the same rules as the clock engine: one that stopped is met where it used at most the target; one
/// that used more is breached, whether it stopped, still runs, or was ended by something else; what still runs within
/// the target, or was ended within it, is not decided and stands apart (rule 18 of the clocks).
public struct TargetCurve: Hashable, Sendable {
  /// How a clock stands.
  public enum End: UInt8, Sendable {
    /// By what it measures.
    case stopped
    /// Not yet: it runs, pauses, or has nothing that could ever be due.
    case running
    /// By something else: the ticket was cancelled or merged, or its agreement ended.
    case cancelled
  }

  /// Milliseconds of open time, each list ascending.
  public private(set) var stopped: [Int64] = []
  public private(set) var running: [Int64] = []
  public private(set) var cancelled: [Int64] = []

  /// - Parameters: milliseconds of open time used, in any order.
  public init(stopped: [Int64] = [], running: [Int64] = [], cancelled: [Int64] = []) {
    self.stopped = stopped.sorted()
    self.running = running.sorted()
    self.cancelled = cancelled.sorted()
  }

  /// Clocks.
  public var count: Int { stopped.count + running.count + cancelled.count }

  /// How the clocks would stand at a target; what is paused counts among what runs.
  public func tally(at target: Duration) -> ComplianceTally {
    let limit = target.milliseconds
    let met = TargetCurve.upTo(limit, in: stopped)
    let open = TargetCurve.upTo(limit, in: running)
    let ended = TargetCurve.upTo(limit, in: cancelled)
    return ComplianceTally(met: met, breached: count - met - open - ended, running: open, cancelled: ended)
  }

  /// How many of ascending numbers are at most `limit`.
  static func upTo(_ limit: Int64, in sorted: [Int64]) -> Int {
    var (low, high) = (0, sorted.count)
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle] <= limit { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
