import BusinessTime
import Kernel

/// A value that depends on one instant, and how it goes on while that instant moves: `value + slope * shift` for every
/// shift from 0 to `room`, all in milliseconds.
struct StraightValue: Hashable {
  var value: Int64
  /// 0 or 1: it stands, or moves along.
  var slope: Int64
  var room: Int64

  func value(after shift: Int64) -> Int64 { value + slope * shift }

  /// The same value where what it was asked of moves by `slope` itself.
  func moved(by slope: Int64) -> StraightValue {
    slope == 0 ? StraightValue(value: value, slope: 0, room: Int64.max) : self
  }

  /// The later of both for every shift within the room of the result.
  static func later(_ a: StraightValue, _ b: StraightValue) -> StraightValue {
    let (last, other) = (a.value, a.slope) >= (b.value, b.slope) ? (a, b) : (b, a)
    var room = min(a.room, b.room)
    if other.slope > last.slope { room = min(room, last.value - other.value) }
    return StraightValue(value: last.value, slope: last.slope, room: room)
  }

  /// The earlier of both for every shift within the room of the result.
  static func earlier(_ a: StraightValue, _ b: StraightValue) -> StraightValue {
    let (first, other) = (a.value, a.slope) <= (b.value, b.slope) ? (a, b) : (b, a)
    var room = min(a.room, b.room)
    if first.slope > other.slope { room = min(room, other.value - first.value) }
    return StraightValue(value: first.value, slope: first.slope, room: room)
  }
}

/// What is counted between two instants, and how it goes on while they move, all in milliseconds.
struct Supply {
  var from: Int64
  var to: Int64
  var amount: Int64
  /// Whether time counts at each of them, and how far each may move on before that changes.
  var startCounts: Bool
  var endCounts: Bool
  var startRoom: Int64
  var endRoom: Int64

  /// The same where both have moved on within their rooms.
  func moved(from: Int64, to: Int64) -> Supply {
    var moved = self
    if startCounts { moved.amount -= from - self.from }
    if endCounts { moved.amount += to - self.to }
    moved.startRoom -= from - self.from
    moved.endRoom -= to - self.to
    (moved.from, moved.to) = (from, to)
    return moved
  }

  /// By how much the amount changes while `from` and `to` move by these slopes.
  func slope(_ start: Int64, _ end: Int64) -> Int64 { (endCounts ? end : 0) - (startCounts ? start : 0) }

  /// How far it does so.
  func room(_ start: Int64, _ end: Int64) -> Int64 {
    min(start == 0 ? Int64.max : startRoom, end == 0 ? Int64.max : endRoom)
  }
}

/// The open time of a calendar less exclusions, as a line that is asked at many instants near each other: each answer
/// is kept and used again while what is asked lies on its straight. For one thread.
final class CountedLine {
  private let line: CalendarLine
  /// Exclusions, merged: `froms[i]..<tos[i]`.
  private let froms: [Int64]
  private let tos: [Int64]
  /// `openBefore[i]`: open time inside the exclusions before `i`; one entry more than exclusions.
  private let openBefore: [Int64]
  private var lastEndKept: Kept?
  private var lastStartKept: Kept?
  private var endKept: Kept?
  private var supplyKept: Supply?

  /// An answer, and what it was asked with.
  private struct Kept {
    var at: Int64
    var amount: Int64
    var answer: StraightValue

    /// The answer further on, where it is still the same straight.
    func answer(at: Int64, amount: Int64) -> StraightValue? {
      guard amount == self.amount, at >= self.at, at - self.at < answer.room else { return nil }
      let shift = at - self.at
      return StraightValue(value: answer.value(after: shift), slope: answer.slope, room: answer.room - shift)
    }
  }

  init(_ calendar: BusinessCalendar, less exclusions: [Exclusion] = []) {
    let line = CalendarLine(calendar)
    var froms: [Int64] = []
    var tos: [Int64] = []
    for piece in ExclusionLine(exclusions).pieces {
      if tos.last == piece.from {
        tos[tos.count - 1] = piece.to
      } else {
        froms.append(piece.from)
        tos.append(piece.to)
      }
    }
    var openBefore: [Int64] = [0]
    for index in froms.indices {
      openBefore.append(openBefore[index] + line.openTime(from: froms[index], to: tos[index]))
    }
    (self.line, self.froms, self.tos, self.openBefore) = (line, froms, tos, openBefore)
  }

  /// The time counted in `[from, to)`; zero when `to` is not after `from`.
  func counted(from: Int64, to: Int64) -> Int64 {
    guard from < to else { return 0 }
    let open = line.openTime(from: from, to: to)
    return froms.isEmpty ? open : open - (excluded(before: to) - excluded(before: from))
  }

  /// The time counted in `[from, to)`, `from` not after `to`, and how it goes on.
  func supply(from: Int64, to: Int64) -> Supply {
    if let kept = supplyKept, from >= kept.from, from - kept.from < kept.startRoom, to >= kept.to,
      to - kept.to < kept.endRoom
    {
      return kept.moved(from: from, to: to)
    }
    let (start, end) = (state(at: from), state(at: to))
    let supply = Supply(
      from: from, to: to, amount: counted(from: from, to: to), startCounts: start.counts, endCounts: end.counts,
      startRoom: start.room, endRoom: end.room)
    supplyKept = supply
    return supply
  }

  /// Whether time counts at an instant, and for how many milliseconds more that is known to stay so.
  func state(at instant: Int64) -> (counts: Bool, room: Int64) {
    let (isOpen, until) = line.state(at: instant)
    guard !froms.isEmpty else { return (isOpen, until - instant) }
    let index = first(endingAfter: instant)
    guard index < froms.count else { return (isOpen, until - instant) }
    if froms[index] <= instant { return (false, tos[index] - instant) }
    return (isOpen, (isOpen ? min(until, froms[index]) : until) - instant)
  }

  /// The first instant at which `amount` (more than zero) has been counted since `from`, and how it goes on while
  /// `from` moves; nil: never.
  func end(from: Int64, counting amount: Int64) -> StraightValue? {
    if let known = endKept?.answer(at: from, amount: amount) { return known }
    guard let end = instant(from: from, counting: amount) else { return nil }
    let start = state(at: from)
    var answer = StraightValue(value: end, slope: 0, room: start.room)
    if start.counts {
      answer.slope = 1
      answer.room = min(start.room, state(at: end - 1).room - 1, timeLeft(after: end))
    }
    endKept = Kept(at: from, amount: amount, answer: answer)
    return answer
  }

  /// The last instant from which `amount` (more than zero) is counted by `end`, and how it goes on while `end` moves;
  /// nil where it is not counted even from `floor` on.
  func lastStart(endingBy end: Int64, counting amount: Int64, notBefore floor: Int64) -> StraightValue? {
    if let known = lastStartKept?.answer(at: end, amount: amount) { return known.value < floor ? nil : known }
    let spare = counted(from: floor, to: end) - amount
    guard spare >= 0, let after = instant(from: floor, counting: spare + 1) else { return nil }
    let goesOn = state(at: end)
    var answer = StraightValue(value: after - 1, slope: 0, room: goesOn.room)
    if goesOn.counts {
      answer.slope = 1
      answer.room = min(goesOn.room, state(at: after - 1).room - 1)
    }
    lastStartKept = Kept(at: end, amount: amount, answer: answer)
    return answer
  }

  /// The last instant by which no more than `amount` has been counted since `from`, and how it goes on while `from`
  /// moves; `Instant.latest` where more is never counted.
  func lastEnd(from: Int64, counting amount: Int64) -> StraightValue {
    if let known = lastEndKept?.answer(at: from, amount: amount) { return known }
    guard amount < Int64.max, let after = instant(from: from, counting: amount + 1) else {
      return StraightValue(value: Instant.latest.milliseconds, slope: 0, room: Int64.max)
    }
    let start = state(at: from)
    var answer = StraightValue(value: after - 1, slope: 0, room: start.room)
    if start.counts {
      answer.slope = 1
      answer.room = min(start.room, state(at: after - 1).room - 1, timeLeft(after: after))
    }
    lastEndKept = Kept(at: from, amount: amount, answer: answer)
    return answer
  }

  /// Milliseconds from an instant to the last that can be named.
  private func timeLeft(after instant: Int64) -> Int64 { Instant.latest.milliseconds - instant }

  private func instant(from: Int64, counting amount: Int64) -> Int64? {
    guard !froms.isEmpty else { return line.instant(adding: amount, to: from) }
    // The exclusions that lie wholly before the end are those before which less than the amount is counted.
    let start = first(endingAfter: from)
    var (low, high) = (start, froms.count)
    while low < high {
      let middle = (low + high) / 2
      if counted(from: from, to: froms[middle]) < amount { low = middle + 1 } else { high = middle }
    }
    let passed = low > start ? openBefore[low] - excluded(before: from) : 0
    let (sum, overflow) = amount.addingReportingOverflow(passed)
    return overflow ? nil : line.instant(adding: sum, to: from)
  }

  /// Open time inside exclusions before an instant.
  private func excluded(before instant: Int64) -> Int64 {
    let index = first(endingAfter: instant)
    guard index < froms.count, froms[index] < instant else { return openBefore[index] }
    return openBefore[index] + line.openTime(from: froms[index], to: instant)
  }

  /// The first exclusion that ends after an instant.
  private func first(endingAfter instant: Int64) -> Int {
    var (low, high) = (0, tos.count)
    while low < high {
      let middle = (low + high) / 2
      if tos[middle] > instant { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
