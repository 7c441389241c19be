import Kernel

/// Three shares of clocks that were done within a target, where some still run: nobody knows yet how these end.
public struct DoneWithin: Hashable, Sendable {
  /// Of those that stopped alone. Too kind while long ones still run.
  public var naive: Share
  /// As if everything that still runs within the target were missed.
  public var pessimistic: Share
  /// What the product-limit estimator makes of both, 0 to 1; nil where the target lies behind everything that was seen
  /// and the last of it had not stopped.
  public var estimate: Double?

  public init(naive: Share, pessimistic: Share, estimate: Double?) {
    (self.naive, self.pessimistic, self.estimate) = (naive, pessimistic, estimate)
  }
}

extension TargetCurve {
  /// What share is done within each of these targets, what still runs being censored at the time that it has used so far,
  /// and what was ended by something else at its end.
  ///
  /// The estimate is 1 - S(t), S(t) being the product over all distinct times t(i) <= t at which clocks stopped of
  /// 1 - d(i) / n(i): d(i) stopped at t(i), n(i) had used at least t(i). What is censored at t(i) counts among n(i).
  /// Source: E. L. Kaplan and P. Meier, "Nonparametric estimation from incomplete observations" (1958), section 2.
  public func doneWithin(_ targets: [Duration]) -> [DoneWithin] {
    let order = targets.indices.sorted { targets[$0] < targets[$1] }
    var estimates = [Double?](repeating: nil, count: targets.count)
    var left = 1.0
    // Places in the three lists: what lies before them has used less than the time that is looked at.
    var (ended, open, other) = (0, 0, 0)
    let last = [stopped.last, running.last, cancelled.last].compactMap { $0 }.max()
    for index in order {
      let limit = targets[index].milliseconds
      while ended < stopped.count, stopped[ended] <= limit {
        let time = stopped[ended]
        while open < running.count, running[open] < time { open += 1 }
        while other < cancelled.count, cancelled[other] < time { other += 1 }
        let atRisk = stopped.count - ended + running.count - open + cancelled.count - other
        var next = ended
        while next < stopped.count, stopped[next] == time { next += 1 }
        left *= 1 - Double(next - ended) / Double(atRisk)
        ended = next
      }
      guard let last, limit <= last || left == 0 else { continue }
      estimates[index] = 1 - left
    }
    return targets.indices.map { index in
      let tally = tally(at: targets[index])
      return DoneWithin(
        naive: Share(tally.met, of: stopped.count),
        pessimistic: Share(tally.met, of: tally.met + tally.breached + tally.running), estimate: estimates[index])
    }
  }
}
