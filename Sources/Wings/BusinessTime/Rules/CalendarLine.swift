import Kernel

/// A calendar read by one reader who asks about many instants near each other: what the calendar answers, and how far
/// the answer goes on unchanged. All instants and lengths in milliseconds.
///
/// Inside the calendar's own table it reads that. Farther instants are read from tables of single years, of which it
/// keeps the last few, so that a long way into the future costs no more than the first question about it. Not for
/// several threads: each makes its own.
package final class CalendarLine {
  package let calendar: BusinessCalendar

  /// What of the line was read last, the latest first; none lies within another.
  private var pages: [Page] = []

  private struct Page {
    var table: WindowTable
    /// Open time since the beginning of the year index; nil until two pages are held against each other.
    var opened: Int64?
  }

  /// Pages kept: where a stage begins, where it ends, and room for the turn of a year.
  private static let mostPages = 4

  package init(_ calendar: BusinessCalendar) { self.calendar = calendar }

  /// Whether `instant` is open, and until when that stays so by what has been read: the closing or the next opening,
  /// or an earlier instant from which it is to be asked again.
  package func state(at instant: Int64) -> (isOpen: Bool, until: Int64) {
    let table = pages[page(at: instant)].table
    let index = table.index(at: instant)
    let window = table.window(index)
    if instant < window.to { return (true, window.to) }
    return (false, index + 1 < table.starts.count ? table.starts[index + 1] : table.to)
  }

  /// Open time in `[from, to)`; zero when `to` is not after `from`.
  package func openTime(from: Int64, to: Int64) -> Int64 {
    guard from < to else { return 0 }
    let table = pages[page(at: from)].table
    if to <= table.to { return table.open(before: to) - table.open(before: from) }
    return openedSinceBeginning(before: to) - openedSinceBeginning(before: from)
  }

  /// The first instant at which `open` (more than zero) of open time has been used since `from`; nil: never, or not by
  /// `Instant.latest`.
  package func instant(adding open: Int64, to from: Int64) -> Int64? {
    let place = page(at: from)
    let table = pages[place].table
    let (sum, overflow) = table.open(before: from).addingReportingOverflow(open)
    guard !overflow else { return nil }
    if sum <= table.total { return named(table.instant(open: sum)) }
    if pages.count > 1, let opened = pages[place].opened {
      for other in pages.indices where other != place {
        guard let base = pages[other].opened else { continue }
        let rest = opened + sum - base
        if rest > 0, rest <= pages[other].table.total { return named(pages[other].table.instant(open: rest)) }
      }
    }
    guard let end = calendar.instant(adding: Duration(milliseconds: open), to: Instant(milliseconds: from)) else {
      return nil
    }
    // So that the next question about this part of the line is answered above.
    let far = pages[page(at: end.milliseconds - 1)].table
    if end.milliseconds > far.from, !(far.from <= from && from < far.to) { holdAgainstEachOther() }
    return end.milliseconds
  }

  private func named(_ instant: Int64) -> Int64? { instant <= Instant.latest.milliseconds ? instant : nil }

  private func openedSinceBeginning(before instant: Int64) -> Int64 {
    let place = page(at: instant)
    if pages[place].opened == nil { holdAgainstEachOther() }
    return (pages[place].opened ?? 0) + pages[place].table.open(before: instant)
  }

  private func holdAgainstEachOther() {
    let index = calendar.yearIndex
    for place in pages.indices where pages[place].opened == nil {
      pages[place].opened = index.opened[index.year(at: pages[place].table.from)]
    }
  }

  /// The place in `pages` of one that covers `instant` and something after it.
  @inline(__always)
  private func page(at instant: Int64) -> Int {
    for place in pages.indices
    where pages[place].table.from <= instant && instant < pages[place].table.to { return place }
    return read(instant)
  }

  @inline(never)
  private func read(_ instant: Int64) -> Int {
    let reach = calendar.tableReach
    let table: WindowTable
    if instant >= reach.from, instant < reach.to {
      table = calendar.table(covering: instant, instant + 1)
    } else {
      let index = calendar.yearIndex
      let year = index.year(at: instant)
      table = WindowTable(
        from: index.starts[year], to: index.starts[year + 1], windows: calendar.windows(of: year...year))
    }
    pages.removeAll { table.from <= $0.table.from && $0.table.to <= table.to }
    pages.insert(Page(table: table), at: 0)
    if pages.count > CalendarLine.mostPages { pages.removeLast() }
    return 0
  }
}
