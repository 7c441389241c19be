import BusinessTime
import Kernel

extension Availability {
  /// Answers the question in one pass over the edges of hours, exclusions and intervals.
  /// - Throws: `MainstayError.invalid` at `intervals` where the ledger would be longer than `Limit.ledger`.
  public func report() throws(MainstayError) -> AvailabilityReport {
    let until = max(from, min(to, asOf))
    let approved = ExclusionLine(
      exclusions.filter(\.isApproved).map { Exclusion(from: $0.from, to: $0.to, reason: $0.reason) })
    let reasons = exclusions.filter(\.isApproved).map(\.reason)
    var time = AvailabilityTime()
    time.period = until - from
    for window in hours(from, to) {
      time.wholeService = time.wholeService + (window.upperBound - window.lowerBound)
      time.wholeExcluded = time.wholeExcluded + approved.covered(window)
    }
    var ledger = Ledger()
    var states = ActiveStates(intervals, from: from, until: until, asOf: asOf)
    for window in hours(from, until) {
      var at = window.lowerBound.milliseconds
      while at < window.upperBound.milliseconds {
        states.move(to: at)
        let piece = approved.piece(at: at)
        let end = min(window.upperBound.milliseconds, states.nextEdge, approved.nextPieceEdge(after: at) ?? Int64.max)
        let deciding = states.deciding
        let state = deciding ?? (rule.uncovered == .up ? .up : .unknown)
        time.add(Duration(milliseconds: end - at), state, isExcluded: piece != nil)
        if let piece {
          try ledger.add(at, end, .excluded, reason: reasons[Int(piece)])
        } else if let deciding {
          try ledger.add(at, end, state.kind, version: states.version(of: deciding)) { states.sources(of: deciding) }
        } else {
          try ledger.add(at, end, state.kind)
        }
        at = end
      }
    }
    return AvailabilityReport(
      from: from, to: to, asOf: asOf, target: target, rule: rule, time: time,
      figure: time.figure(by: rule, target: target),
      unapproved: exclusions.filter { !$0.isApproved }, ledger: ledger.rows)
  }

  /// The service time of `[from, to)`.
  private func hours(_ from: Instant, _ to: Instant) -> [Range<Instant>] {
    guard from < to else { return [] }
    guard let serviceHours else { return [from..<to] }
    var windows: [Range<Instant>] = []
    serviceHours.forEachWindow(from: from, to: to) { window in
      windows.append(window)
      return true
    }
    return windows
  }
}

extension ServiceState {
  fileprivate var kind: AvailabilityReport.Kind {
    switch self {
    case .down: .down
    case .degraded: .degraded
    case .unknown: .unknown
    case .up: .up
    }
  }
}

extension AvailabilityTime {
  fileprivate mutating func add(_ length: Duration, _ state: ServiceState, isExcluded: Bool) {
    service = service + length
    if isExcluded { excluded = excluded + length }
    switch (state, isExcluded) {
    case (.down, false): down = down + length
    case (.degraded, false): degraded = degraded + length
    case (.unknown, false): unknown = unknown + length
    case (.up, false): up = up + length
    case (.down, true): excludedDown = excludedDown + length
    case (.degraded, true): excludedDegraded = excludedDegraded + length
    case (.unknown, true): excludedUnknown = excludedUnknown + length
    case (.up, true): break
    }
  }
}

extension ExclusionLine {
  /// Index of the exclusion that owns an instant.
  fileprivate func piece(at instant: Int64) -> Int32? {
    let index = first(endingAfter: instant)
    return index < pieces.count && pieces[index].from <= instant ? pieces[index].index : nil
  }

  /// The next instant after `instant` at which another exclusion, or none, owns the time.
  fileprivate func nextPieceEdge(after instant: Int64) -> Int64? {
    let index = first(endingAfter: instant)
    guard index < pieces.count else { return nil }
    return pieces[index].from > instant ? pieces[index].from : pieces[index].to
  }

  /// How much of a window exclusions cover.
  fileprivate func covered(_ window: Range<Instant>) -> Duration {
    let (from, to) = (window.lowerBound.milliseconds, window.upperBound.milliseconds)
    var sum: Int64 = 0
    var index = first(endingAfter: from)
    while index < pieces.count, pieces[index].from < to {
      sum += min(to, pieces[index].to) - max(from, pieces[index].from)
      index += 1
    }
    return Duration(milliseconds: sum)
  }
}

/// The rows of a ledger as they come, in order of time.
private struct Ledger {
  private(set) var rows: [AvailabilityReport.Row] = []
  /// Rows and the sources that they name.
  private var size = 0
  private var lastVersion = 0

  /// - Parameter version: the same number for the same set of sources as that of the stretch before.
  mutating func add(
    _ from: Int64, _ to: Int64, _ kind: AvailabilityReport.Kind, reason: String? = nil, version: Int = 0,
    sources: () -> [String] = { [] }
  ) throws(MainstayError) {
    if let row = rows.last, row.to.milliseconds == from, row.kind == kind, row.reason == reason,
      lastVersion == version
    {
      rows[rows.count - 1].to = Instant(milliseconds: to)
      return
    }
    let names = sources()
    size += 1 + names.count
    guard size <= Availability.Limit.ledger else {
      throw .field("intervals", "make a ledger of more than \(Availability.Limit.ledger) rows and sources")
    }
    rows.append(
      AvailabilityReport.Row(
        from: Instant(milliseconds: from), to: Instant(milliseconds: to), kind: kind, sources: names, reason: reason))
    lastVersion = version
  }
}

/// Which intervals hold at an instant that only moves on.
private struct ActiveStates {
  /// The intervals that hold in one state.
  private struct State {
    /// How many.
    var count = 0
    /// By source, how many name it.
    var bySource: [Int32]
    /// Sources named at present, ascending.
    var sources: [Int32] = []
    /// Another number for each set of sources; 0 for none.
    var version = 0
  }

  /// Each source once, by code point.
  private let names: [String]
  private let intervals: [(from: Int64, to: Int64, state: Int, source: Int32)]
  /// Indexes of `intervals` by beginning and by end.
  private let begins: [Int]
  private let ends: [Int]
  private var begun = 0
  private var ended = 0
  private var states: [State]
  private var versions = 0

  private static let order: [ServiceState] = [.down, .degraded, .unknown, .up]

  init(_ all: [StateInterval], from: Instant, until: Instant, asOf: Instant) {
    let names = Set(all.compactMap(\.source)).sorted { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) }
    var numbers: [String: Int32] = [:]
    for (number, name) in names.enumerated() { numbers[name] = Int32(number) }
    var intervals: [(from: Int64, to: Int64, state: Int, source: Int32)] = []
    for interval in all {
      let begin = max(interval.from, from).milliseconds
      let end = min(interval.to ?? asOf, until).milliseconds
      guard begin < end, let state = ActiveStates.order.firstIndex(of: interval.state) else { continue }
      intervals.append((begin, end, state, interval.source.flatMap { numbers[$0] } ?? -1))
    }
    self.names = names
    self.intervals = intervals
    begins = intervals.indices.sorted { intervals[$0].from < intervals[$1].from }
    ends = intervals.indices.sorted { intervals[$0].to < intervals[$1].to }
    states = ActiveStates.order.map { _ in State(bySource: Array(repeating: 0, count: names.count)) }
  }

  /// The first state in order that an interval has now; nil: no interval holds.
  var deciding: ServiceState? {
    states.firstIndex { $0.count > 0 }.map { ActiveStates.order[$0] }
  }

  /// The next instant at which an interval begins or ends.
  var nextEdge: Int64 {
    min(
      begun < begins.count ? intervals[begins[begun]].from : Int64.max,
      ended < ends.count ? intervals[ends[ended]].to : Int64.max)
  }

  mutating func move(to instant: Int64) {
    // Beginnings first, so that a source that goes on in another interval is there all along.
    while begun < begins.count, intervals[begins[begun]].from <= instant {
      change(begins[begun], by: 1)
      begun += 1
    }
    while ended < ends.count, intervals[ends[ended]].to <= instant {
      change(ends[ended], by: -1)
      ended += 1
    }
  }

  private mutating func change(_ index: Int, by step: Int) {
    let (state, source) = (intervals[index].state, intervals[index].source)
    states[state].count += step
    guard source >= 0 else { return }
    let before = states[state].bySource[Int(source)]
    states[state].bySource[Int(source)] = before + Int32(step)
    guard before == 0 || before + Int32(step) == 0 else { return }
    let place = states[state].sources.partitionPoint { $0 < source }
    if step > 0 { states[state].sources.insert(source, at: place) } else { states[state].sources.remove(at: place) }
    versions += 1
    states[state].version = states[state].sources.isEmpty ? 0 : versions
  }

  /// A number for the sources of the intervals in a state: another one when they change.
  func version(of state: ServiceState) -> Int { states[place(of: state)].version }

  /// The sources of the intervals in a state.
  func sources(of state: ServiceState) -> [String] { states[place(of: state)].sources.map { names[Int($0)] } }

  private func place(of state: ServiceState) -> Int { ActiveStates.order.firstIndex(of: state) ?? 0 }
}

extension [Int32] {
  /// How many of the leading elements satisfy `belongs`, which no element does after one that does not.
  fileprivate func partitionPoint(_ belongs: (Int32) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if belongs(self[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
