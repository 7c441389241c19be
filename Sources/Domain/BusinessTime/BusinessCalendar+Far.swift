import Kernel

/// Answers that the present table does not hold: it is widened, or whole years are skipped.
extension BusinessCalendar {
  /// The end of what can be named: after `Instant.latest`.
  private static let end = Instant.latest.milliseconds + 1

  private func named(_ instant: Instant) -> Int64 {
    min(max(instant.milliseconds, Instant.earliest.milliseconds), BusinessCalendar.end)
  }

  @inline(never)
  func farOpenTime(from: Instant, to: Instant) -> Int64 {
    let from = named(from)
    let to = named(to)
    guard from < to else { return 0 }
    let reach = tableReach
    if from >= reach.from, to <= reach.to {
      let table = table(covering: from, to)
      return table.open(before: to) - table.open(before: from)
    }
    return openSinceBeginning(before: to) - openSinceBeginning(before: from)
  }

  @inline(never)
  func farInstant(adding open: Duration, to from: Instant) -> Instant? {
    guard from <= .latest else { return nil }
    let start = named(from)
    let reach = tableReach
    var sum: Int64
    if start >= reach.from, start <= reach.to {
      var table = table(covering: start, start)
      while true {
        let (wanted, overflow) = table.open(before: start).addingReportingOverflow(open.milliseconds)
        guard !overflow else { return nil }
        if wanted <= table.total { return Instant(milliseconds: table.instant(open: wanted)) }
        sum = wanted - table.total
        guard table.to < reach.to else { break }
        table = self.table(covering: table.from, table.to + 1)
      }
      sum += yearIndex.opened[yearIndex.position(at: reach.to)]
    } else {
      let (wanted, overflow) = openSinceBeginning(before: start).addingReportingOverflow(open.milliseconds)
      guard !overflow else { return nil }
      sum = wanted
    }
    let index = yearIndex
    guard let position = index.position(open: sum) else { return nil }
    var rest = sum - index.opened[position]
    for window in windows(of: position + 1...position + 1) {
      if rest <= window.to - window.from {
        let result = Instant(milliseconds: window.from + rest)
        return result <= .latest ? result : nil
      }
      rest -= window.to - window.from
    }
    return nil
  }

  /// Open time from the beginning of the local year 1.
  private func openSinceBeginning(before instant: Int64) -> Int64 {
    let index = yearIndex
    let position = index.position(at: instant)
    return windows(of: position + 1...position + 1).reduce(index.opened[position]) { sum, window in
      sum + max(0, min(window.to, instant) - window.from)
    }
  }
}
