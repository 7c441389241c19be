import BusinessTime
import Kernel

/// Intervals of one length on the clock of a zone, from each local midnight on.
///
/// An interval begins where the clock shows a multiple of the length, and where it jumps past one; so days of 23 and 25
/// hours have as many intervals as they are long, and each stands for the clock time that people see.
public struct IntervalGrid: Sendable {
  public let zone: ZoneRules
  /// Whole minutes, a part of 24 hours.
  public let every: Duration
  /// Intervals of a day of 24 hours.
  public let slots: Int

  /// An interval by its beginning, and by what the clock shows then.
  public struct Interval: Hashable, Sendable {
    public var start: Instant
    /// The local date, in days since 1970-01-01.
    public var day: Int
    /// Which interval of a day of 24 hours, from 0 at midnight.
    public var slot: Int

    /// 0 on Mondays.
    var weekday: Int { ((day + 3) % 7 + 7) % 7 }
  }

  /// - Throws: `MainstayError.invalid` at `every` where that is no whole number of minutes that divides 24 hours.
  public init(every: Duration, zone: ZoneRules) throws(MainstayError) {
    guard every >= .minutes(1), every.milliseconds % 60_000 == 0,
      Duration.hours(24).milliseconds % every.milliseconds == 0
    else { throw .field("every", "must be whole minutes that divide a day, like PT30M") }
    (self.every, self.zone) = (every, zone)
    slots = Int(Duration.hours(24).milliseconds / every.milliseconds)
  }

  /// The interval that holds an instant.
  public func interval(at instant: Instant) -> Interval {
    let (day, slot, into) = shown(at: instant)
    let start = instant - into
    guard zone.offset(at: start) != zone.offset(at: instant) else {
      return Interval(start: start, day: day, slot: slot)
    }
    let change = change(after: start, through: instant)
    let before = change - .milliseconds(1)
    let (dayBefore, slotBefore, _) = shown(at: before)
    guard dayBefore == day, slotBefore == slot, shown(at: change).into > .zero else {
      return Interval(start: change, day: day, slot: slot)
    }
    return Interval(start: interval(at: before).start, day: day, slot: slot)
  }

  /// Where the interval that holds `instant` ends and the next begins.
  public func end(at instant: Instant) -> Instant {
    let (day, slot, into) = shown(at: instant)
    let end = instant + every - into
    guard zone.offset(at: end) != zone.offset(at: instant) else { return end }
    let change = change(after: instant, through: end)
    let after = shown(at: change)
    // A change within an interval leaves it one.
    guard after.day == day, after.slot == slot, after.into > .zero else { return change }
    return self.end(at: change)
  }

  /// All intervals from the one that holds `from` to the last that begins before `to`.
  public func intervals(from: Instant, to: Instant) -> [Interval] {
    var result: [Interval] = []
    var next = interval(at: from)
    while next.start < to {
      result.append(next)
      let end = end(at: next.start)
      let (day, slot, _) = shown(at: end)
      next = Interval(start: end, day: day, slot: slot)
    }
    return result
  }

  /// The first instant of a local date.
  func start(ofDay day: Int) -> Instant { zone.instant(of: CivilDate(daysSince1970: day), secondOfDay: 0) }

  private func shown(at instant: Instant) -> (day: Int, slot: Int, into: Duration) {
    let local = zone.local(instant)
    let ofDay = Int64(local.secondOfDay) * 1000 + Int64(local.millisecond)
    return (
      local.date.daysSince1970, Int(ofDay / every.milliseconds), .milliseconds(ofDay % every.milliseconds)
    )
  }

  /// The first instant with the offset that holds at `end`, where `start` has another.
  private func change(after start: Instant, through end: Instant) -> Instant {
    let offset = zone.offset(at: end)
    var (before, after) = (start.milliseconds, end.milliseconds)
    while after - before > 1 {
      let middle = before + (after - before) / 2
      if zone.offset(at: Instant(milliseconds: middle)) == offset { after = middle } else { before = middle }
    }
    return Instant(milliseconds: after)
  }
}
