import Kernel

/// The rules of one time zone, compiled from a TZif file (RFC 9636).
///
/// Offsets are kept as a table of the changes that the file lists, continued by its POSIX footer for
/// one Gregorian cycle of 400 years, after which the rules repeat exactly.
public final class ZoneRules: Sendable {
  /// The name that was asked for: `Europe/Paris`.
  public let identifier: String

  /// Instants of change in seconds, ascending.
  let changes: [Int64]
  /// Seconds east of UTC: `offsets[i]` before `changes[i]`, the last one after the last change.
  let offsets: [Int64]
  /// The highest clock time (in seconds, as if UTC) that was reached before `changes[i]`, ascending.
  let clockEnds: [Int64]
  /// From here on the rules repeat every 400 years; nil where the last offset stays.
  let cycleStart: Int64?

  static let cycle: Int64 = 146_097 * 86_400

  init(identifier: String, changes: [Int64], offsets: [Int64], cycleStart: Int64?) {
    self.identifier = identifier
    self.changes = changes
    self.offsets = offsets
    self.cycleStart = cycleStart
    var highest = Int64.min
    self.clockEnds = changes.indices.map { index in
      highest = max(highest, changes[index] + offsets[index])
      return highest
    }
  }

  /// Rules that a calendar file describes: an offset in seconds east of UTC, and the instants, ascending, at which
  /// another one begins. The last one stays.
  public convenience init(identifier: String, offset: Int, changes: [(at: Instant, offset: Int)]) {
    self.init(
      identifier: identifier, changes: changes.map { floorDivide($0.at.milliseconds, 1000) },
      offsets: [Int64(offset)] + changes.map { Int64($0.offset) }, cycleStart: nil)
  }

  /// Seconds east of UTC.
  public func offset(at instant: Instant) -> Int {
    let (seconds, _) = wholeSeconds(instant.milliseconds)
    return Int(offsets[segment(at: inCycle(seconds))])
  }

  /// The instant of a clock time, `secondOfDay` 0...86400 (24:00 is 00:00 of the next date).
  ///
  /// A clock time that is skipped means the first instant after the gap; one that occurs twice, the first.
  public func instant(of date: CivilDate, secondOfDay: Int) -> Instant {
    Instant(milliseconds: line(clock: (Int64(date.daysSince1970) * 86_400 + Int64(secondOfDay)) * 1000))
  }

  /// The date and clock time at an instant.
  public func local(_ instant: Instant) -> LocalTime {
    let offset = offset(at: instant)
    let (seconds, millisecond) = wholeSeconds(instant.milliseconds)
    let clock = seconds + Int64(offset)
    let day = floorDivide(clock, 86_400)
    return LocalTime(
      date: CivilDate(daysSince1970: Int(day)), secondOfDay: Int(clock - day * 86_400),
      millisecond: Int(millisecond), offset: offset)
  }

  /// The same clock time `days` local dates later; gaps and repeated times as in `instant(of:secondOfDay:)`.
  /// Zero days give `from` itself. Nil after 9999-12-31 and before 0001-01-01.
  public func instant(days: Int, after from: Instant) -> Instant? {
    guard days != 0 else { return from }
    guard from >= .earliest, from <= .latest, days.magnitude < 4_000_000 else { return nil }
    let clock = from.milliseconds + Int64(offset(at: from)) * 1000
    let result = Instant(milliseconds: line(clock: clock + Int64(days) * 86_400_000))
    return result >= .earliest && result <= .latest ? result : nil
  }
}

extension ZoneRules {
  /// Milliseconds on the UTC line of a clock time in milliseconds (as if UTC), as rule 8 lays it.
  func line(clock: Int64) -> Int64 {
    var (seconds, _) = wholeSeconds(clock)
    let shift = cycleShift(clock: seconds)
    seconds -= shift
    let index = countLeading(clockEnds) { $0 <= seconds }
    let direct = clock - offsets[index] * 1000
    return index == 0 ? direct : max(direct, (changes[index - 1] + shift) * 1000)
  }

  /// Whole cycles, in seconds, by which a clock time is moved to meet the table.
  func cycleShift(clock seconds: Int64) -> Int64 {
    // Two days of margin keep both sides of a change that a clock time may meet inside the table.
    guard let cycleStart, seconds >= cycleStart + ZoneRules.cycle + 172_800 else { return 0 }
    return (seconds - cycleStart - 172_800) / ZoneRules.cycle * ZoneRules.cycle
  }

  /// The instants whose clock time lies in `[from, to)`, all in milliseconds: one stretch, two where the
  /// clock went back over an end, none where it skipped all of it. For short stretches, as a date is.
  func stretches(clockFrom from: Int64, to: Int64) -> [Stretch] {
    let margin: Int64 = 2 * 86_400_000
    var result: [Stretch] = []
    var start = from - margin
    while start < to + margin {
      let (seconds, _) = wholeSeconds(start)
      let reduced = inCycle(seconds)
      let index = segment(at: reduced)
      let end = index < changes.count ? (changes[index] + seconds - reduced) * 1000 : Int64.max
      let stretch = Stretch(
        from: max(start, from - offsets[index] * 1000), to: min(end, to - offsets[index] * 1000))
      if stretch.from < stretch.to { result.appendMerging(stretch) }
      start = end
    }
    return result
  }

  func segment(at seconds: Int64) -> Int { countLeading(changes) { $0 <= seconds } }

  func inCycle(_ seconds: Int64) -> Int64 {
    guard let cycleStart, seconds >= cycleStart + ZoneRules.cycle else { return seconds }
    return seconds - (seconds - cycleStart) / ZoneRules.cycle * ZoneRules.cycle
  }
}

/// How many of the leading elements satisfy `belongs`, which no element does after one that does not.
@inline(__always)
func countLeading(_ sorted: [Int64], while belongs: (Int64) -> Bool) -> Int {
  var low = 0
  var high = sorted.count
  while low < high {
    let middle = (low + high) / 2
    if belongs(sorted[middle]) { low = middle + 1 } else { high = middle }
  }
  return low
}

@inline(__always)
func floorDivide(_ value: Int64, _ by: Int64) -> Int64 {
  value % by < 0 ? value / by - 1 : value / by
}

@inline(__always)
func wholeSeconds(_ milliseconds: Int64) -> (seconds: Int64, rest: Int64) {
  let rest = milliseconds % 1000
  return rest < 0 ? (milliseconds / 1000 - 1, rest + 1000) : (milliseconds / 1000, rest)
}

extension ZoneRules {
  /// Coordinated Universal Time, which needs no file.
  public static let utc = ZoneRules(identifier: "UTC", changes: [], offsets: [0], cycleStart: nil)
}
