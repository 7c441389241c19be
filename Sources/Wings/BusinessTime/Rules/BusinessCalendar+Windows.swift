import Kernel

extension BusinessCalendar {
  /// Calls `body` with each open window that meets `[from, to)`, clipped to it, in order, until it returns false.
  /// Windows that touch are one.
  public func forEachWindow(from: Instant, to: Instant, _ body: (Range<Instant>) -> Bool) {
    let from = max(from, .earliest).milliseconds
    let to = min(to.milliseconds, Instant.latest.milliseconds + 1)
    guard from < to else { return }
    let reach = tableReach
    if from >= reach.from, to <= reach.to {
      let table = table(covering: from, to)
      var index = table.index(at: from)
      while index < table.starts.count, table.starts[index] < to {
        let window = table.window(index)
        if window.to > from, !body(range(max(from, window.from), min(to, window.to))) { return }
        index += 1
      }
      return
    }
    forEachFarWindow(from: from, to: to, body)
  }

  /// Years at a time; a window that reaches into the next year is held back until it ends.
  private func forEachFarWindow(from: Int64, to: Int64, _ body: (Range<Instant>) -> Bool) {
    let index = yearIndex
    var pending: Stretch?
    for year in index.year(at: from)...index.year(at: to - 1)
    where index.opened[year] < index.opened[year + 1] {
      for window in windows(of: year...year).clipped(from: from, to: to) {
        if let held = pending, held.to == window.from {
          pending = Stretch(from: held.from, to: window.to)
        } else {
          if let held = pending, !body(range(held.from, held.to)) { return }
          pending = window
        }
      }
    }
    if let held = pending { _ = body(range(held.from, held.to)) }
  }

  private func range(_ from: Int64, _ to: Int64) -> Range<Instant> {
    Instant(milliseconds: from)..<Instant(milliseconds: to)
  }

  /// The open windows that meet `[from, to)`, clipped to it, in order; the first `limit` of them.
  public func windows(from: Instant, to: Instant, limit: Int = maximumWindows) -> [Range<Instant>] {
    var result: [Range<Instant>] = []
    guard limit > 0 else { return result }
    forEachWindow(from: from, to: to) { window in
      result.append(window)
      return result.count < limit
    }
    return result
  }

  /// The first opening or closing after `instant`; nil: nothing changes any more.
  public func nextChange(after instant: Instant) -> Instant? {
    guard instant <= .latest else { return nil }
    let start = max(instant.milliseconds, Instant.earliest.milliseconds)
    let reach = tableReach
    if start >= reach.from, start < reach.to {
      var table = table(covering: start, start)
      while true {
        let index = table.index(at: start)
        let window = table.window(index)
        if start < window.to {
          if window.to < table.to { return Instant(milliseconds: window.to) }
        } else if index + 1 < table.starts.count {
          return Instant(milliseconds: table.starts[index + 1])
        }
        guard table.to < reach.to else { break }
        table = self.table(covering: table.from, table.to + 1)
      }
    }
    return farChange(after: start)
  }

  private func farChange(after start: Int64) -> Instant? {
    let index = yearIndex
    let first = index.year(at: start)
    var open: Bool?
    for year in first...YearIndex.years.upperBound {
      let (begins, ends) = (index.starts[year], index.starts[year + 1])
      let total = index.opened[year + 1] - index.opened[year]
      if let open, total == (open ? ends - begins : 0) { continue }
      let windows = windows(of: year...year)
      if open == nil { open = windows.contains { $0.from <= start && start < $0.to } }
      if open == true {
        // Open until the first window that reaches past `start` ends; at the year's beginning where none continues.
        let running = windows.first { $0.to > start && $0.from <= max(start, begins) }
        let change = running?.to ?? begins
        if change < ends { return named(change) }
      } else if let next = windows.first(where: { $0.from > start }) {
        return named(next.from)
      }
    }
    return nil
  }

  private func named(_ milliseconds: Int64) -> Instant? {
    let instant = Instant(milliseconds: milliseconds)
    return instant <= .latest ? instant : nil
  }
}
