import Kernel

/// A stretch of time laid along a line of 100 percent, with round marks on it.
package struct TimeAxis {
  let from: Instant
  package let to: Instant

  /// The axis that holds all of `clocks` and, while one of them is open, the present.
  init(_ clocks: [ClockFigure], now: Instant) {
    var low = Instant.latest
    var high = Instant.earliest
    for clock in clocks {
      guard let start = clock.startedAt else { continue }
      low = min(low, start)
      high = max(high, start, clock.stoppedAt ?? start)
      // A deadline years ahead would squeeze everything else into a point.
      if let due = clock.due {
        let known = max((clock.stoppedAt ?? now) - start, .hours(1))
        if (due - start).milliseconds < known.milliseconds * 40 || clock.stoppedAt == nil { high = max(high, due) }
      }
      if clock.isOpen { high = max(high, now) }
    }
    if low > high { (low, high) = (now - .hours(1), now) }
    let length = max((high - low).milliseconds, 60_000)
    from = low
    to = Instant(milliseconds: low.milliseconds + length + length / 20)
  }

  /// Percent from the left, 0 to 100.
  package func place(_ instant: Instant) -> Double {
    let share = Double((instant - from).milliseconds) / Double((to - from).milliseconds)
    return min(100, max(0, share * 100))
  }

  struct Mark {
    var at: Instant
    var label: String
    /// Left out where the drawing is narrow.
    var isMinor: Bool
  }

  /// Three to seven marks at round local times.
  func marks(for reader: Reader) -> [Mark] {
    let length = (to - from).milliseconds
    let hour: Int64 = 3_600_000
    let steps: [Int64] = [
      hour / 12, hour / 4, hour / 2, hour, 2 * hour, 4 * hour, 12 * hour, 24 * hour, 48 * hour, 168 * hour, 336 * hour,
      730 * hour, 2190 * hour, 8760 * hour, 87_600 * hour,
    ]
    let step = steps.first { length / $0 <= 6 } ?? length
    let offset = Int64(reader.zone.local(from).offset) * 1000
    var at = ((from.milliseconds + offset) / step + 1) * step - offset
    var marks: [Mark] = []
    var lastDate = ""
    while at < to.milliseconds, marks.count < 8 {
      let moment = reader.zone.local(Instant(milliseconds: at))
      let date = "\(moment.date.day) \(Words.months[moment.date.month - 1])"
      let label: String
      if step >= 8760 * hour {
        label = "\(moment.date.year)"
      } else if step >= 24 * hour {
        label = step >= 730 * hour ? "\(date) \(moment.date.year)" : date
      } else {
        label = date == lastDate ? Words.time(moment) : "\(date), \(Words.time(moment))"
      }
      lastDate = date
      marks.append(Mark(at: Instant(milliseconds: at), label: label, isMinor: !marks.count.isMultiple(of: 2)))
      at += step
    }
    return marks
  }
}
