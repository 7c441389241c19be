import Kernel

extension ZoneRules {
  /// The same clock time `days` local dates after an instant, as `instant(days:after:)` has it, and how it goes on.
  package struct LocalDayStep: Hashable, Sendable {
    /// In milliseconds; nil where there is no such date by 9999-12-31.
    package var instant: Int64?
    /// Whether it stays where it is while the beginning moves on: the clock time is one that daylight saving skipped.
    package var stands: Bool
    /// Milliseconds by which the beginning may move on with this rule.
    package var room: Int64
  }

  /// - Parameters:
  ///   - days: more than zero.
  ///   - from: in milliseconds, from `Instant.earliest` to `Instant.latest`.
  package func localDay(after days: Int64, from: Int64) -> LocalDayStep {
    let room = offsetRoom(from)
    guard let whole = Int(exactly: days), let end = instant(days: whole, after: Instant(milliseconds: from)) else {
      return LocalDayStep(instant: nil, stands: true, room: room)
    }
    let clock = from + Int64(offset(at: Instant(milliseconds: from))) * 1000 + days * dayLength
    let target = lineRoom(clock: clock)
    let left = Instant.latest.milliseconds - end.milliseconds
    return LocalDayStep(
      instant: end.milliseconds, stands: target.stands,
      room: min(room, target.room, target.stands ? Int64.max : left))
  }

  /// How far an instant may move on before the offset changes, in milliseconds.
  private func offsetRoom(_ instant: Int64) -> Int64 {
    let (seconds, _) = wholeSeconds(instant)
    let reduced = inCycle(seconds)
    let index = segment(at: reduced)
    var next = index < changes.count ? changes[index] : Int64.max
    if let cycleStart { next = min(next, cycleStart + ZoneRules.cycle) }
    return room(from: instant, to: next, shift: seconds - reduced)
  }

  /// Whether a clock time lies in a gap, and how far it may move on before another rule lays it on the line.
  private func lineRoom(clock: Int64) -> (stands: Bool, room: Int64) {
    var (seconds, _) = wholeSeconds(clock)
    let shift = cycleShift(clock: seconds)
    seconds -= shift
    let index = countLeading(clockEnds) { $0 <= seconds }
    var next = index < clockEnds.count ? clockEnds[index] : Int64.max
    if let cycleStart { next = min(next, cycleStart + ZoneRules.cycle + 172_800) }
    let end = room(from: clock, to: next, shift: shift)
    guard index > 0 else { return (false, end) }
    let gap = (changes[index - 1] + shift) * 1000 - (clock - offsets[index] * 1000)
    return gap > 0 ? (true, min(gap, end)) : (false, end)
  }

  /// Milliseconds from `place` to the last one before a change at `next` seconds, which was brought back by `shift`.
  private func room(from place: Int64, to next: Int64, shift: Int64) -> Int64 {
    next == Int64.max ? Int64.max : max(0, (next + shift) * 1000 - place - 1)
  }
}
