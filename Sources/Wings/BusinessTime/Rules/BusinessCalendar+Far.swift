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
    // More than all time there is; also keeps the sums below from overflowing.
    guard from <= .latest, open <= Instant.latest - .earliest else { return nil }
    let start = named(from)
    let reach = tableReach
    var sum: Int64
    if start >= reach.from, start <= reach.to {
      var table = table(covering: start, start)
      while true {
        let wanted = table.open(before: start) + open.milliseconds
        if wanted <= table.total { return Instant(milliseconds: table.instant(open: wanted)) }
        sum = wanted - table.total
        guard table.to < reach.to else { break }
        table = self.table(covering: table.from, table.to + 1)
      }
      sum += yearIndex.opened[yearIndex.year(at: reach.to)]
    } else {
      sum = openSinceBeginning(before: start) + open.milliseconds
    }
    let index = yearIndex
    guard let year = index.year(open: sum) else { return nil }
    var rest = sum - index.opened[year]
    for window in windows(of: year...year) {
      if rest <= window.to - window.from {
        let result = Instant(milliseconds: window.from + rest)
        return result <= .latest ? result : nil
      }
      rest -= window.to - window.from
    }
    return nil
  }

  /// Open time since the beginning of the year index.
  private func openSinceBeginning(before instant: Int64) -> Int64 {
    let index = yearIndex
    let year = index.year(at: instant)
    return windows(of: year...year).reduce(index.opened[year]) { sum, window in
      sum + max(0, min(window.to, instant) - window.from)
    }
  }
}
