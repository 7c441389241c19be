/// The target that divides met from missed with the fewest errors, and how far it may lie either way.
struct Threshold {
  /// Verdicts that it contradicts.
  var misses: Int
  /// The longest that it calls met, in milliseconds.
  var from: Int64
  /// The shortest beyond it; nil where there is none.
  var to: Int64?

  /// - Parameter packed: used time in milliseconds, times two, plus one where the verdict was missed; sorted here.
  init(_ packed: inout [Int64]) {
    packed.sort()
    // With no target at all every met one is wrong.
    var misses = packed.reduce(0) { $0 + Int(1 - $1 & 1) }
    var best = Threshold(misses: misses, from: 0, to: packed.first.map { $0 >> 1 })
    var place = 0
    while place < packed.count {
      let used = packed[place] >> 1
      while place < packed.count, packed[place] >> 1 == used {
        misses += packed[place] & 1 == 1 ? 1 : -1
        place += 1
      }
      let next = place < packed.count ? packed[place] >> 1 : nil
      let found = Threshold(misses: misses, from: used, to: next)
      if misses < best.misses || (misses == best.misses && found.width > best.width) { best = found }
    }
    self = best
  }

  private init(misses: Int, from: Int64, to: Int64?) { (self.misses, self.from, self.to) = (misses, from, to) }

  private var width: Int64 { to.map { $0 - from } ?? .max }

  /// The same without the ranges.
  static func misses(_ packed: inout [Int64]) -> Int {
    packed.sort()
    var misses = packed.reduce(0) { $0 + Int(1 - $1 & 1) }
    var best = misses
    var place = 0
    while place < packed.count {
      let used = packed[place] >> 1
      while place < packed.count, packed[place] >> 1 == used {
        misses += packed[place] & 1 == 1 ? 1 : -1
        place += 1
      }
      best = min(best, misses)
    }
    return best
  }
}

/// Lengths as people would have written them.
enum RoundLength {
  private static let minutes: [Int64] = [1440, 480, 240, 120, 60, 30, 15, 5, 1]

  /// The roundest length in `[from, to]`, in milliseconds: whole days of `day` before hours before minutes; the middle
  /// where there is not even a whole second.
  static func roundest(_ from: Int64, _ to: Int64, day: Int64) -> Int64 {
    let steps = [day] + minutes.map { $0 * 60_000 } + [1000]
    for step in steps where step > 0 {
      let middle = from / 2 + to / 2
      let near = (middle + step / 2) / step * step
      for value in [near, (from + step - 1) / step * step, to / step * step]
      where value >= from && value <= to && value > 0 {
        return value
      }
    }
    return max(1, from / 2 + to / 2)
  }
}
