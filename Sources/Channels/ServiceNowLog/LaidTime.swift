import BusinessTime
import Kernel

/// What a clock time of a file is as an instant: the first of two equal ones, with the second beside it, and a skipped
/// one by the offset before the gap, as RFC 5545, 3.3.5, has it and calendar files are read.
package struct LaidTime: Hashable {
  package var first: Instant
  /// Where the clock showed this time twice.
  package var second: Instant?
  /// Whether the clock never showed this time.
  package var isSkipped = false

  init(first: Instant) { self.first = first }

  package init(_ date: CivilDate, millisecondOfDay: Int, in zone: ZoneRules) {
    let secondOfDay = millisecondOfDay / 1000
    let rest = Duration.milliseconds(Int64(millisecondOfDay % 1000))
    let laid = zone.instant(of: date, secondOfDay: secondOfDay)
    let clock = Int64(date.daysSince1970) * 86_400 + Int64(secondOfDay)
    func instant(_ offset: Int) -> Instant { Instant(seconds: clock - Int64(offset)) }
    let before = zone.offset(at: laid - .milliseconds(1))
    let at = zone.offset(at: laid)
    // A day is longer than any gap and shorter than the time between two changes.
    let after = zone.offset(at: laid + .days(1))
    if before < at, instant(at) != laid {
      (first, isSkipped) = (instant(before) + rest, true)
    } else {
      first = laid + rest
      if after < at, zone.offset(at: instant(after)) == after { second = instant(after) + rest }
    }
  }
}
