import Kernel
import Synchronization

/// A calendar compiled for arithmetic: how much open time lies between two instants, and when an amount of
/// open time is used up. Safe to share between threads; reading takes no lock.
///
/// Windows lie sorted on the UTC line with running totals, so that every answer costs two short
/// searches whatever the span. The table grows on demand within `tableYears`; farther instants are answered
/// through totals of whole years. Tables that were outgrown live as long as the calendar, since other
/// threads may be reading them; growth by doubling keeps them smaller together than the newest.
public final class BusinessCalendar: Sendable {
  public let definition: CalendarDefinition
  public let zone: ZoneRules

  /// Local years that the table of windows may reach.
  public static let tableYears = 1970...2100
  /// Windows that `windows(from:to:)` returns at most.
  public static let maximumWindows = 100_000

  /// Where the first, empty table lies: after every instant that can be named.
  private static let nowhere: Int64 = 1 << 60

  let compiler: CalendarCompiler
  private let current: Atomic<Unmanaged<WindowTable>>
  /// Every table so far, the newest last; the lock is held while one is made.
  private let tables: Mutex<[WindowTable]>
  private let years = AtomicLazyReference<YearIndex>()

  /// Throws `MainstayError.invalid` where the definition has faults or `zone` is not the one it names.
  public init(_ definition: CalendarDefinition, zone: ZoneRules) throws(MainstayError) {
    var faults = definition.faults()
    if definition.timeZone != zone.identifier {
      faults.append(FieldFault("timeZone", "is \(definition.timeZone), but the rules are those of \(zone.identifier)"))
    }
    guard faults.isEmpty else { throw .invalid(faults) }
    self.definition = definition
    self.zone = zone
    compiler = CalendarCompiler(definition, zone: zone)
    let empty = WindowTable(from: BusinessCalendar.nowhere, to: BusinessCalendar.nowhere, windows: [])
    current = Atomic(Unmanaged.passUnretained(empty))
    tables = Mutex([empty])
  }

  /// Open time in `[from, to)`; zero when `to` is not after `from`.
  public func openTime(from: Instant, to: Instant) -> Duration {
    guard from < to else { return .zero }
    let open: Int64? = withTable { table in
      guard from.milliseconds >= table.from, to.milliseconds <= table.to else { return nil }
      return table.open(before: to.milliseconds) - table.open(before: from.milliseconds)
    }
    return Duration(milliseconds: open ?? farOpenTime(from: from, to: to))
  }

  /// The first instant at or after `from` at which exactly `open` of open time has been used since `from`:
  /// the closing instant, not the next opening, where it is used up at closing time. No open time (or less)
  /// gives `from`. Nil: never, or not by 9999-12-31.
  public func instant(adding open: Duration, to from: Instant) -> Instant? {
    guard open > .zero else { return from }
    let found: Int64? = withTable { table in
      guard from.milliseconds >= table.from, from.milliseconds <= table.to else { return nil }
      let (sum, overflow) = table.open(before: from.milliseconds).addingReportingOverflow(open.milliseconds)
      return overflow || sum > table.total ? nil : table.instant(open: sum)
    }
    if let found { return Instant(milliseconds: found) }
    return farInstant(adding: open, to: from)
  }

  /// Whether `instant` lies in an open window.
  public func isOpen(at instant: Instant) -> Bool {
    instant <= .latest && openTime(from: instant, to: instant + .milliseconds(1)) > .zero
  }

  /// The first instant after the horizon date, by the calendar's own midnight; nil without a horizon.
  public var horizonEnd: Instant? {
    definition.horizon.map { Instant(milliseconds: compiler.start(ofDay: $0.daysSince1970 + 1)) }
  }

  /// The same clock time `days` local dates after `from`, whatever the opening hours: the first instant
  /// after the gap where that time is skipped, the first where it occurs twice. Nil after 9999-12-31.
  public func localDay(after days: Int, from: Instant) -> Instant? { zone.instant(days: days, after: from) }
}

extension BusinessCalendar {
  @inline(__always)
  func withTable<Result>(_ body: (WindowTable) -> Result) -> Result {
    current.load(ordering: .acquiring)._withUnsafeGuaranteedRef(body)
  }

  var yearIndex: YearIndex { years.load() ?? years.storeIfNil(YearIndex(compiler)) }

  /// The part of the UTC line that the table may cover.
  var tableReach: Stretch {
    Stretch(
      from: compiler.start(ofDay: dayNumber(BusinessCalendar.tableYears.lowerBound, 1, 1)),
      to: compiler.start(ofDay: dayNumber(BusinessCalendar.tableYears.upperBound + 1, 1, 1)))
  }

  /// A table that covers `[from, to]`, which lies within `tableReach`, made if there is none yet.
  func table(covering from: Int64, _ to: Int64) -> WindowTable {
    tables.withLock { tables in
      if let newest = tables.last, newest.from <= from, to <= newest.to { return newest }
      let wider = widened(tables.last, from: from, to: to)
      tables.append(wider)
      current.store(Unmanaged.passUnretained(wider), ordering: .releasing)
      return wider
    }
  }

  private func widened(_ old: WindowTable?, from: Int64, to: Int64) -> WindowTable {
    func localYear(_ milliseconds: Int64) -> Int { zone.local(Instant(milliseconds: milliseconds)).date.year }
    let reach = BusinessCalendar.tableYears
    func table(_ years: ClosedRange<Int>, _ windows: [Stretch]) -> WindowTable {
      WindowTable(
        from: compiler.start(ofDay: dayNumber(years.lowerBound, 1, 1)),
        to: compiler.start(ofDay: dayNumber(years.upperBound + 1, 1, 1)), windows: windows)
    }
    guard let old, old.from < old.to else {
      let years = (localYear(from) - 1...localYear(to) + 4).clamped(to: reach)
      return table(years, windows(of: years))
    }
    var years = localYear(old.from)...localYear(old.to - 1)
    let span = years.count
    var all = old.windows
    if from < old.from {
      let first = max(reach.lowerBound, min(localYear(from) - 1, years.lowerBound - span))
      all = joined(windows(of: first...years.lowerBound - 1), all)
      years = first...years.upperBound
    }
    if to > old.to {
      let last = min(reach.upperBound, max(localYear(to) + 1, years.upperBound + span))
      all = joined(all, windows(of: years.upperBound + 1...last))
      years = years.lowerBound...last
    }
    return table(years, all)
  }

  /// The windows of whole local years.
  func windows(of years: ClosedRange<Int>) -> [Stretch] {
    compiler.windows(fromDay: dayNumber(years.lowerBound, 1, 1), toDay: dayNumber(years.upperBound + 1, 1, 1))
  }

  private func joined(_ earlier: [Stretch], _ later: [Stretch]) -> [Stretch] {
    guard let first = later.first else { return earlier }
    var result = earlier
    result.reserveCapacity(earlier.count + later.count)
    result.appendMerging(first)
    result += later.dropFirst()
    return result
  }
}
