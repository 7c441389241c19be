import Kernel

/// Compliance of all clocks of a row at any target: of those whose course depends on no target by a look into their
/// curve, and of the others by a replay under each target that is asked for, once.
public struct WholeCurve {
  /// A target, and how all clocks stand at it.
  public struct Point: Hashable, Sendable {
    public var target: Duration
    public var tally: ComplianceTally

    public init(target: Duration, tally: ComplianceTally) { (self.target, self.tally) = (target, tally) }
  }

  private let curve: TargetCurve
  /// Milliseconds of open time after which clocks stopped, ascending, each once.
  private let times: [Int64]
  private let replay: (Duration) throws(MainstayError) -> ComplianceTally
  private var replayed: [Int64: ComplianceTally] = [:]

  /// - Parameters:
  ///   - stopped: Milliseconds of open time after which clocks beside the curve stopped, in any order.
  ///   - replay: What the clocks beside the curve come to under a target.
  public init(
    _ curve: TargetCurve, stopped: [Int64] = [],
    replay: @escaping (Duration) throws(MainstayError) -> ComplianceTally = { _ in ComplianceTally() }
  ) {
    (self.curve, self.replay) = (curve, replay)
    var times: [Int64] = []
    for time in (curve.stopped + stopped).sorted() where time > 0 && times.last != time { times.append(time) }
    self.times = times
  }

  /// How all clocks would stand at a target; what is paused counts among what runs.
  public mutating func tally(at target: Duration) throws(MainstayError) -> ComplianceTally {
    let time = target.milliseconds
    let others: ComplianceTally
    if let known = replayed[time] {
      others = known
    } else {
      others = try replay(target)
      replayed[time] = others
    }
    return curve.tally(at: target) + others
  }

  /// The tightest target that a share of the decided clocks would have met, among the times after which one stopped.
  ///
  /// As the target grows, clocks of the curve turn from breached to met, or from breached to undecided, and never back; so
  /// their share grows, and so does the lower end of its Wilson interval (the score statistic grows with each such step).
  /// The time that a running clock has used so far is no candidate: at it the share grows only because that clock is not
  /// late yet. The answer is found by halving: at it the share is reached, at the next shorter time it is not. Clocks
  /// beside the curve need not turn in one direction, so that a shorter target may exist that these favour by chance.
  ///
  /// - Parameters:
  ///   - percent: 1 to 100.
  ///   - surely: Whether the lower end of the 95 % interval has to reach it, not the share alone.
  /// - Returns: Nil where no such time reaches it, as where nothing has stopped yet.
  public mutating func tightest(percent: Int, surely: Bool = false) throws(MainstayError) -> Point? {
    var (low, high) = (0, times.count)
    var found: Point?
    while low < high {
      let middle = (low + high) / 2
      let target = Duration(milliseconds: times[middle])
      let tally = try tally(at: target)
      if WholeCurve.reaches(tally, percent, surely) {
        (high, found) = (middle, Point(target: target, tally: tally))
      } else {
        low = middle + 1
      }
    }
    return found
  }

  private static func reaches(_ tally: ComplianceTally, _ percent: Int, _ surely: Bool) -> Bool {
    guard tally.met > 0 else { return false }
    guard surely else { return tally.met * 100 >= (tally.met + tally.breached) * percent }
    return (tally.compliance.interval?.low ?? 0) >= Double(percent) / 100
  }

  /// Where the share of met clocks changes, for a drawing: at most `most` targets from the shortest time to the longest,
  /// by even parts of the clocks, each with how all stand at exactly this target.
  public mutating func points(most: Int) throws(MainstayError) -> [Point] {
    guard !times.isEmpty, most > 1 else { return [] }
    // By clocks rather than by times, so that many that took the same time weigh as many.
    // What was done at once needs no target.
    let known = curve.stopped.filter { $0 > 0 }
    let all = known.isEmpty ? times : known
    var points: [Point] = []
    for step in 0..<most {
      let target = Duration(milliseconds: all[step * (all.count - 1) / (most - 1)])
      if points.last?.target != target { points.append(Point(target: target, tally: try tally(at: target))) }
    }
    return points
  }
}
