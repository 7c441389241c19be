import Core
import Kernel
import ServiceLevels
import Storage
import TicketsUseCases

/// Bounds of what is kept and read of tallies.
public enum TallyLimits {
  /// Tickets that no tally counts and that are added one by one where figures are read; where there are more, figures
  /// are counted from the rows.
  static let waiting = 3000
  /// Tickets that wait before the engine folds them into tallies: a ticket that is being worked on is better folded once.
  static let folded = 200
  /// Tickets that are folded in one transaction.
  static let portion = 200
}

/// Figures that are read from tallies, with what has changed since taken off and added, so that they are those of the
/// rows: sums over whole stretches of time, and the tickets of what lies in no whole stretch.
final class TalliedFigures {
  struct Number: Hashable {
    var figure: TallyFigure
    var value: String?
  }
  typealias Sums = [Number: Int]

  private struct Asked: Hashable {
    var end: Instant
    var dimension: TallyDimension
    var condition: TallyCondition
  }

  let look: Look
  /// Tickets that no tally counts, as the reader sees them, and what tallies count of tickets that have changed.
  let waiting: [TallyRecord]
  let former: [TallyRecord]
  private var known: [Asked: Sums] = [:]
  private var windows: [Range<Instant>: [TallyRecord]] = [:]

  /// Nil where figures are to be counted from the rows: nothing is tallied, too much waits for it, something of it
  /// cannot be read, or the reader sees some tickets alone.
  init?(_ sight: TicketSight, in look: Look) throws {
    let tx = look.transaction
    guard sight.takesInAllOpenly, try !TallyStore.isEmpty(in: tx),
      try !TallyStore.isRecounting(in: tx),
      try TalliedTickets.countUntallied(openly: false, bound: TallyLimits.waiting + 1, in: tx) <= TallyLimits.waiting
    else { return nil }
    self.look = look
    let seen = sight.condition(after: 0)
    do {
      waiting = try TallySource.present.records(
        where: TalliedTickets.isUntallied + (seen.map { " AND \($0.sql)" } ?? ""), seen?.values ?? [], in: look)
      former = try TallySource.former.records(where: "TRUE", [], in: look)
    } catch MainstayError.unreadable {
      return nil
    }
  }

  /// Where time ends.
  static let end = Instant(milliseconds: Instant.latest.milliseconds + 1)

  /// What counts before an instant.
  func before(_ end: Instant, by dimension: TallyDimension, _ condition: TallyCondition) throws -> Sums {
    guard end > .earliest else { return [:] }
    let asked = Asked(end: end, dimension: dimension, condition: condition)
    if let sums = known[asked] { return sums }
    var sums: Sums = [:]
    let grain = TallySums.finest(dimension)
    let edge = TalliedFigures.edge(nearest: end, grain)
    try TallyStore.sums(
      dimension, condition, over: TalliedFigures.stretches(until: edge, grain), in: look.transaction
    ) { figure, value, amount in sums[Number(figure: figure, value: value), default: 0] += amount }
    for record in former { add(record, -1, to: &sums, dimension, condition) { $0 < edge } }
    for record in waiting { add(record, 1, to: &sums, dimension, condition) { $0 < end } }
    if edge != end {
      let between = min(edge, end)..<max(edge, end)
      for record in try tallied(within: between) {
        add(record, edge < end ? 1 : -1, to: &sums, dimension, condition, between.contains)
      }
    }
    sums = sums.filter { $0.value != 0 }
    known[asked] = sums
    return sums
  }

  /// Where whole stretches of a grain end that is nearest to an instant: what lies between is added, or taken off, ticket by
  /// ticket, and of a midnight of Paris that is an hour or two, not the rest of the day.
  private static func edge(nearest end: Instant, _ grain: TallyGrain) -> Instant {
    guard end <= .latest else { return TalliedFigures.end }
    let bucket = grain.bucket(of: end)
    let (before, after) = (grain.start(of: bucket), grain.start(of: bucket + 1))
    return end - before <= after - end || after > .latest ? before : after
  }

  /// What counts whenever it was.
  func ofAllTime(by dimension: TallyDimension, _ condition: TallyCondition) throws -> Sums {
    var sums: Sums = [:]
    try TallyStore.sums(
      dimension, condition, over: [TallyStore.Stretch(grain: .ever, buckets: 0..<1)], in: look.transaction
    ) { figure, value, amount in sums[Number(figure: figure, value: value), default: 0] += amount }
    for (records, times) in [(former, -1), (waiting, 1)] {
      for record in records {
        for part in [.tickets, condition] {
          record.factsOfAllTime(under: part) {
            sums[Number(figure: $0, value: record.value(dimension)), default: 0] += times
          }
        }
      }
    }
    return sums.filter { $0.value != 0 }
  }

  /// The stretches, longest first, that make up all time before an instant, but for what lies in no whole one.
  static func stretches(until end: Instant, _ finest: TallyGrain) -> [TallyStore.Stretch] {
    guard end <= .latest else { return [.init(grain: .year, buckets: 0..<10_000)] }
    let year = TallyGrain.year.bucket(of: end)
    var stretches = [TallyStore.Stretch(grain: .year, buckets: 0..<max(year, 0))]
    var start = TallyGrain.year.start(of: year)
    for grain in [TallyGrain.month, .day, .hour] where grain.rawValue >= finest.rawValue {
      let (first, last) = (grain.bucket(of: start), grain.bucket(of: end))
      stretches.append(TallyStore.Stretch(grain: grain, buckets: first..<last))
      start = grain.start(of: last)
    }
    return stretches.filter { !$0.buckets.isEmpty }
  }

  private func add(
    _ record: TallyRecord, _ times: Int, to sums: inout Sums, _ dimension: TallyDimension,
    _ condition: TallyCondition, _ takes: (Instant) -> Bool
  ) {
    func count(_ figure: TallyFigure, _ at: Instant) {
      guard takes(at) else { return }
      var value = record.value(dimension)
      if dimension == .gap {
        guard figure == .lateClosingByTimer || figure == .lateThereByTimer else { return }
        value = record.gap.map(String.init)
      }
      sums[Number(figure: figure, value: value), default: 0] += times
    }
    record.facts(under: .tickets, count)
    if condition != .tickets { record.facts(under: condition, count) }
  }

  /// The tallied tickets of which anything counts within a stretch.
  private func tallied(within time: Range<Instant>) throws -> [TallyRecord] {
    if let records = windows[time] { return records }
    let records = try TallySource.present.tallied(within: time, in: look)
    windows[time] = records
    return records
  }

  /// Whether a clock of an objective is among what the reader sees.
  func knows(objective: String) throws -> Bool {
    let all = try before(TalliedFigures.end, by: .whole, .objective(objective))
    return [TallyFigure.coveredOpened, .noTargetOpened].contains { all[Number(figure: $0)] ?? 0 > 0 }
  }
}

extension TalliedFigures.Number {
  init(figure: TallyFigure) { self.init(figure: figure, value: nil) }
}

extension ComplianceDimension {
  var tallied: TallyDimension {
    switch self {
    case .priority: .priority
    case .category: .category
    case .service: .service
    case .team: .team
    case .agreement: .agreement
    case .month: .whole
    }
  }
}

extension TallyFigure {
  /// Whether it counts clocks that have not ended.
  var isOpen: Bool { self == .running || self == .paused || self == .neverDue }
}

extension ComplianceClocks {
  /// Whether the period is all time.
  var isUnbounded: Bool { from <= .earliest && to > .latest && takesEarlier }
}

extension TalliedFigures {
  /// As `ComplianceStore.count` and `coverage`, of each value of a dimension.
  func groups(of clocks: ComplianceClocks, by dimension: TallyDimension) throws -> [String?: ComplianceGroup] {
    var groups: [String?: ComplianceGroup] = [:]
    func change(_ name: String?, _ body: (inout ComplianceGroup) -> Void) {
      body(&groups[name, default: ComplianceGroup(by: name)])
    }
    for (number, amount) in try before(clocks.to, by: dimension, clocks.tallied) {
      change(number.value) { group in
        switch number.figure {
        case .opened: group.coverage.whole += amount
        case .coveredOpened: group.coverage.part += amount
        case .noTargetOpened: group.noTarget += amount
        case .undecidedOpened: group.undecided += amount
        default: if let state = number.figure.state { group.tally.add(state, amount) }
        }
      }
    }
    for (number, amount) in try before(clocks.from, by: dimension, clocks.tallied) {
      change(number.value) { group in
        switch number.figure {
        case .closed: group.coverage.whole -= amount
        case .coveredClosed: group.coverage.part -= amount
        case .noTargetClosed: group.noTarget -= amount
        case .undecidedClosed: group.undecided -= amount
        default:
          if let state = number.figure.state, !(number.figure.isOpen && clocks.takesEarlier) {
            group.tally.add(state, -amount)
          }
        }
      }
    }
    return groups.filter { $0.value.tally != ComplianceTally() || $0.value.coverage.whole + $0.value.undecided > 0 }
  }

  /// How many clocks are in a state, or tickets have such verdicts, as `ComplianceStore` counts them, in all groups or in
  /// those of some values.
  func count(_ state: TallyFigure, of clocks: ComplianceClocks, by dimension: TallyDimension, in values: Set<String?>?)
    throws -> Int
  {
    func sum(_ sums: Sums) -> Int {
      sums.reduce(0) { sum, one in
        one.key.figure == state && values.map { $0.contains(one.key.value) } ?? true ? sum + one.value : sum
      }
    }
    let all = sum(try before(clocks.to, by: dimension, clocks.tallied))
    guard !(state.isOpen && clocks.takesEarlier) else { return all }
    return all - sum(try before(clocks.from, by: dimension, clocks.tallied))
  }

  /// A number of tickets, whenever it was, in all groups or in those of some values.
  func countOfAllTime(
    _ figure: TallyFigure, of clocks: ComplianceClocks, by dimension: TallyDimension, in values: Set<String?>?
  ) throws -> Int {
    try ofAllTime(by: dimension, clocks.tallied).reduce(0) { sum, one in
      one.key.figure == figure && values.map { $0.contains(one.key.value) } ?? true ? sum + one.value : sum
    }
  }

  /// As `ComplianceStore.recorded` and `mixed`.
  func recorded(
    of clocks: ComplianceClocks, by dimension: TallyDimension, into groups: inout [String?: ComplianceGroup]
  ) throws {
    for (sums, times) in [
      (try before(clocks.to, by: dimension, clocks.tallied), 1),
      (try before(clocks.from, by: dimension, clocks.tallied), -1),
    ] {
      for (number, amount) in sums {
        func change(_ body: (inout ComplianceGroup, Int) -> Void) {
          body(&groups[number.value, default: ComplianceGroup(by: number.value)], times * amount)
        }
        switch number.figure {
        case .recordedMet: change { $0.recorded.met += $1 }
        case .recordedMissed: change { $0.recorded.missed += $1 }
        case .recordedMetClosed: change { $0.recorded.met -= $1 }
        case .recordedMissedClosed: change { $0.recorded.missed -= $1 }
        case .metMet: change { $0.confusion.metMet += $1 }
        case .metMissed: change { $0.confusion.metMissed += $1 }
        case .missedMet: change { $0.confusion.missedMet += $1 }
        case .missedMissed: change { $0.confusion.missedMissed += $1 }
        default: break
        }
      }
    }
    // What was taken off again has left a group of nothing.
    groups = groups.filter { $0.value != ComplianceGroup(by: $0.key) }
  }

  /// As `ComplianceStore.closure`.
  func closure(_ clocks: ComplianceClocks) throws -> ClosureEvidence {
    func within(_ dimension: TallyDimension) throws -> Sums {
      let earlier = try before(clocks.from, by: dimension, clocks.tallied)
      return try before(clocks.to, by: dimension, clocks.tallied).merging(earlier.mapValues(-)) { $0 + $1 }
    }
    let whole = try within(.whole)
    func count(_ figure: TallyFigure) -> Int { whole[Number(figure: figure)] ?? 0 }
    var evidence = ClosureEvidence()
    evidence.breachedAtClosing = count(.breachedAtClosing)
    (evidence.resolvedInTime, evidence.resolvedInTimeClosedByTimer) = (count(.lateClosing), count(.lateClosingByTimer))
    (evidence.missedMetClosedLate, evidence.missedMetClosedByTimer) = (count(.lateThere), count(.lateThereByTimer))
    let byTimer: TallyFigure =
      count(.lateClosingByTimer) >= count(.lateThereByTimer) ? .lateClosingByTimer : .lateThereByTimer
    guard count(byTimer) > 0 else { return evidence }
    let gaps = try within(.gap).compactMap { number, amount in
      number.figure == byTimer && amount > 0 ? number.value.flatMap { Int64($0) }.map { ($0, amount) } : nil
    }
    evidence.typicalGap = gaps.max { ($0.1, -$0.0) < ($1.1, -$1.0) }.map { .days($0.0) }
    return evidence
  }

  /// As `ComplianceStore.span`.
  func span(_ clocks: ComplianceClocks) throws -> ClosedRange<Instant>? {
    var (first, last): (Instant?, Instant?)
    func take(_ record: TallyRecord, within time: Range<Instant>? = nil) {
      record.facts(under: clocks.tallied) { figure, at in
        guard figure.state != nil, at < clocks.to, at >= clocks.from || figure.isOpen && clocks.takesEarlier,
          time.map({ $0.contains(at) }) ?? true
        else { return }
        (first, last) = (min(first ?? at, at), max(last ?? at, at))
      }
    }
    for record in waiting { take(record) }
    // Of what began before the period, that suffices.
    if clocks.takesEarlier {
      for (number, amount) in try before(clocks.from, by: .whole, clocks.tallied)
      where number.figure.isOpen && amount > 0 {
        first = min(first ?? .earliest, .earliest)
        last = last ?? .earliest
      }
    }
    let beyond = clocks.to > .latest ? TalliedFigures.end : clocks.to
    let hours = TallyGrain.hour.bucket(of: clocks.from)..<TallyGrain.hour.bucket(of: beyond) + 1
    for isLast in [false, true] {
      var rest = hours
      while !rest.isEmpty,
        let hour = try TallyStore.hour(clocks.tallied, within: rest, last: isLast, in: look.transaction)
      {
        let time = TallyGrain.hour.start(of: hour)..<TallyGrain.hour.start(of: hour + 1)
        let found = (first, last)
        // What is known already lies as far out.
        if !isLast, let first, first < time.lowerBound { break }
        if isLast, let last, last >= time.upperBound { break }
        for record in try tallied(within: time) { take(record, within: time) }
        let isFound = found != (first, last) || (isLast ? last.map(time.contains) : first.map(time.contains)) ?? false
        if isFound { break }
        rest = isLast ? rest.lowerBound..<hour : hour + 1..<rest.upperBound
      }
    }
    guard let first, let last else { return nil }
    let lower = max(first, clocks.from)
    return lower...max(lower, last)
  }
}
