/// Lays clock times that ascend, as a walk from day to day does, on the UTC line: the offset found last is
/// used as long as it holds.
struct ZoneCursor {
  let zone: ZoneRules
  /// Clock times in milliseconds for which `offset` holds and none is skipped.
  private var steady: Range<Int64> = 0..<0
  private var offset: Int64 = 0

  init(_ zone: ZoneRules) { self.zone = zone }

  @inline(__always)
  mutating func line(clock: Int64) -> Int64 {
    if steady.contains(clock) { return clock - offset }
    (steady, offset) = zone.steadyClock(at: clock)
    return zone.line(clock: clock)
  }
}

extension ZoneRules {
  /// The clock times about `clock`, in milliseconds, that are laid by one offset, and that offset in milliseconds;
  /// without `clock` itself where it is skipped.
  func steadyClock(at clock: Int64) -> (Range<Int64>, offset: Int64) {
    let (seconds, _) = wholeSeconds(clock)
    let shift = cycleShift(clock: seconds)
    let index = countLeading(clockEnds) { $0 <= seconds - shift }
    // Clock times before this one belong to the change before: they may be skipped, or occur there first.
    var from = index == 0 ? Int64.min / 2000 : max(changes[index - 1] + offsets[index], clockEnds[index - 1]) + shift
    var to = index == clockEnds.count ? Int64.max / 2000 : clockEnds[index] + shift
    if let cycleStart {
      // Not across the seam between two cycles.
      let seam = cycleStart + ZoneRules.cycle + 172_800 + shift
      if seconds < seam { to = min(to, seam) } else { from = max(from, seam) }
    }
    return (from * 1000..<max(from, to) * 1000, offsets[index] * 1000)
  }
}
