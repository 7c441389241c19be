import Kernel

/// The open time of every local year from 0 to 10000: for queries far from the present, and to say "never".
/// The first and the last hours that can be named are in those years where the zone is west or east of UTC.
///
/// Years far from any change of the zone, dated closure or opening depend only on the weekday of their
/// first day and on leap days about them, so few of them are compiled.
final class YearIndex: Sendable {
  static let years = 0...10_000
  /// `starts[i]` is the beginning of the local year `i`; the last entry ends the last year.
  let starts: [Int64]
  /// `opened[i]`: open time before the local year `i`.
  let opened: [Int64]

  private struct Kind: Hashable {
    var afterHistory: Bool
    var firstWeekday: Int
    var leap: [Bool]
  }

  init(_ compiler: CalendarCompiler) {
    let irregular = YearIndex.irregularYears(compiler)
    var starts: [Int64] = []
    var opened: [Int64] = [0]
    starts.reserveCapacity(YearIndex.years.count + 1)
    opened.reserveCapacity(YearIndex.years.count + 1)
    var known: [Kind: Int64] = [:]
    for year in YearIndex.years {
      let first = dayNumber(year, 1, 1)
      starts.append(compiler.start(ofDay: first))
      let kind = Kind(
        afterHistory: year > irregular.lastOfZone, firstWeekday: ((first + 3) % 7 + 7) % 7,
        leap: (year - 1...year + 1).map(CivilDate.isLeap))
      var total = irregular.years.contains(year) ? nil : known[kind]
      if total == nil {
        total = compiler.windows(fromDay: first, toDay: dayNumber(year + 1, 1, 1)).reduce(0) { $0 + $1.to - $1.from }
        if !irregular.years.contains(year) { known[kind] = total }
      }
      opened.append((opened.last ?? 0) + (total ?? 0))
    }
    starts.append(compiler.start(ofDay: dayNumber(YearIndex.years.upperBound + 1, 1, 1)))
    self.starts = starts
    self.opened = opened
  }

  private static func irregularYears(_ compiler: CalendarCompiler) -> (years: Set<Int>, lastOfZone: Int) {
    var years: Set<Int> = []
    func mark(_ from: Int64, _ to: Int64) {
      func localYear(_ milliseconds: Int64) -> Int {
        let instant = Instant(
          milliseconds: min(max(milliseconds, Instant.earliest.milliseconds), Instant.latest.milliseconds))
        return compiler.zone.local(instant).date.year
      }
      years.formUnion(localYear(from) - 1...localYear(to) + 1)
    }
    for stretch in [compiler.closed, compiler.opened].joined() { mark(stretch.from, stretch.to) }
    if let occurrences = compiler.occurrences { years.formUnion(occurrences.years.clamped(to: YearIndex.years)) }
    var lastOfZone = 0
    if let firstChange = compiler.zone.changes.first, let lastChange = compiler.zone.changes.last {
      let end = compiler.zone.cycleStart ?? lastChange
      mark(firstChange * 1000, end * 1000)
      lastOfZone = compiler.zone.local(Instant(seconds: end)).date.year
    }
    return (years, lastOfZone)
  }

  /// The year that contains a covered instant.
  func year(at instant: Int64) -> Int {
    max(0, min(countLeading(starts) { $0 <= instant } - 1, YearIndex.years.upperBound))
  }

  /// The first year by whose end `open` has been open since the beginning; nil: never.
  func year(open: Int64) -> Int? {
    let year = countLeading(opened) { $0 < open } - 1
    return YearIndex.years.contains(year) ? year : nil
  }
}
