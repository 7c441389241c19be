/// Opening hours with closed dates on the line of clock times, milliseconds as if it were UTC: how much open time lies
/// between two of them, in a few steps whatever the span. A night in which the clock changes counts as it shows.
struct OpenLine {
  static let day: Int64 = 86_400_000

  private let firstDay: Int
  /// Open time before each date, counted from the first.
  private let before: [Int64]
  /// The weekday of each date, Monday 0; 7 where it is closed.
  private let kinds: [UInt8]
  /// Beginnings and ends of the windows of each kind, four places a kind.
  private let starts: [Int64]
  private let ends: [Int64]

  /// Windows of one date that a hypothesis may have.
  private static let most = 4

  /// - Parameters:
  ///   - days: the dates of the line by their number since 1970.
  ///   - closed: dates without any open time.
  init(_ shape: HoursShape, days: Range<Int>, closed: Set<Int> = []) {
    var starts = [Int64](repeating: 0, count: 8 * OpenLine.most)
    var ends = starts
    var lengths = [Int64](repeating: 0, count: 8)
    for (kind, pieces) in shape.pieces.enumerated() {
      for (place, piece) in pieces.prefix(OpenLine.most).enumerated() {
        starts[kind * OpenLine.most + place] = Int64(piece.lowerBound) * 60_000
        ends[kind * OpenLine.most + place] = Int64(piece.upperBound) * 60_000
        lengths[kind] += Int64(piece.count) * 60_000
      }
    }
    firstDay = days.lowerBound
    (self.starts, self.ends) = (starts, ends)
    var kinds = [UInt8](repeating: 7, count: days.count)
    var before = [Int64](repeating: 0, count: days.count + 1)
    var kind = ((days.lowerBound + 3) % 7 + 7) % 7
    for place in 0..<days.count {
      let isClosed = !closed.isEmpty && closed.contains(days.lowerBound + place)
      kinds[place] = isClosed ? 7 : UInt8(kind)
      before[place + 1] = before[place] + (isClosed ? 0 : lengths[kind])
      kind = kind == 6 ? 0 : kind + 1
    }
    (self.kinds, self.before) = (kinds, before)
  }

  /// Open time before a clock time of the line.
  func open(before wall: Int64) -> Int64 {
    var place = Int(wall / OpenLine.day) - firstDay
    guard place >= 0 else { return 0 }
    guard place < kinds.count else { return before[kinds.count] }
    var rest = wall % OpenLine.day
    if rest < 0 {
      rest += OpenLine.day
      place -= 1
      if place < 0 { return 0 }
    }
    let at = Int(kinds[place]) * OpenLine.most
    var open = before[place]
    for window in at..<at + OpenLine.most {
      guard ends[window] > 0 else { break }
      if rest >= ends[window] {
        open += ends[window] - starts[window]
      } else if rest > starts[window] {
        open += rest - starts[window]
      }
    }
    return open
  }

  func open(_ from: Int64, _ to: Int64) -> Int64 { open(before: to) - open(before: from) }

  /// Whether a clock time lies in a window, or so near to one: where a due time may be.
  func isOpen(near wall: Int64, within: Int64) -> Bool {
    let day = wallDay(wall)
    guard kinds.indices.contains(day - firstDay) else { return false }
    let rest = wall - Int64(day) * OpenLine.day
    let at = Int(kinds[day - firstDay]) * OpenLine.most
    for window in at..<at + OpenLine.most where ends[window] > 0 {
      if starts[window] - within <= rest, rest <= ends[window] + within { return true }
    }
    return false
  }

  /// Open time of one date within `[from, to)`.
  func open(ofDay day: Int, _ from: Int64, _ to: Int64) -> Int64 {
    let midnight = Int64(day) * OpenLine.day
    let (from, to) = (max(from, midnight), min(to, midnight + OpenLine.day))
    return from < to ? open(from, to) : 0
  }

  /// The first clock time by which so much open time is used up since `from`; nil where the line ends before.
  func time(adding open: Int64, to from: Int64) -> Int64? {
    guard open > 0 else { return from }
    let sum = self.open(before: from) + open
    var (low, high) = (0, kinds.count)
    guard before[high] >= sum else { return nil }
    while low + 1 < high {
      let middle = (low + high) / 2
      if before[middle] < sum { low = middle } else { high = middle }
    }
    let at = Int(kinds[low]) * OpenLine.most
    var missing = sum - before[low]
    for window in at..<at + OpenLine.most {
      let length = ends[window] - starts[window]
      if missing <= length { return Int64(firstDay + low) * OpenLine.day + starts[window] + missing }
      missing -= length
    }
    return nil
  }
}
