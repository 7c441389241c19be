import Agreements
import AgreementsUseCases
import BusinessTime
import Core
import Kernel
import ServiceLevels
import TicketsUseCases

/// Counts periods of the measured objectives of one agreement.
struct MeasureCounter {
  private let history: AgreementHistory
  private let asOf: Instant
  private let sight: TicketSight
  private var histories = MeasureHistories()
  /// Tickets that were looked at, and those of the last period.
  private(set) var lookedAt = 0
  private(set) var lastLookedAt = 0

  init(_ history: AgreementHistory, asOf: Instant, seen sight: TicketSight) {
    (self.history, self.asOf, self.sight) = (history, asOf, sight)
  }

  /// What cannot be read of the tickets that were looked at, a line each.
  var unreadable: [String] { histories.unreadable.values.sorted() }

  /// One thing that a period counts, and the ticket that it is about.
  struct Found {
    var ticket: RecordID
    var placed: PlacedItem
  }

  /// The period that is asked for, or the one that runs.
  ///
  /// - Throws: `invalid` where it has not begun, or is none of the objective's.
  func period(asked: MeasurePeriod?, of objective: MeasuredObjective, in zone: ZoneRules) throws -> MeasurePeriod {
    guard let asked else { return MeasurePeriod(objective.period, of: asOf, in: zone) }
    guard asked.kind == objective.period else {
      let example = MeasurePeriod(objective.period, of: asOf, in: zone).text
      throw MainstayError.field("period", "is a \(objective.period.rawValue) of \(objective.name), like \(example)")
    }
    guard asked.range(in: zone).lowerBound <= asOf else {
      throw MainstayError.field("period", "has not begun: \(asked.text) lies ahead")
    }
    return asked
  }

  /// All that a period counts, and the instants at which it counts.
  mutating func items(
    _ period: MeasurePeriod, of objective: MeasuredObjective, asOf: Instant? = nil, in look: Look
  ) throws -> (found: [Found], samples: Int) {
    let isAgain = asOf != nil
    let asOf = asOf ?? self.asOf
    let versions = history.inForce(period, objective, asOf: asOf)
    guard let newest = versions.last else { return ([], objective.kind.unit == .share ? 1 : 0) }
    var tickets: Set<RecordID> = []
    var samples = 1
    for version in versions {
      var span = version.frame.period
      if case .open(let at) = objective.kind.source {
        let instants = at(version.frame)
        if version.version == newest.version { samples = instants.count }
        guard let first = instants.first, let last = instants.last else { continue }
        span = first..<(last + .milliseconds(1))
      }
      tickets.formUnion(
        try MeasureStore.tickets(
          objective.kind.source, in: span, under: history.versions.map(\.id), seen: sight, in: look.transaction))
    }
    let sorted = tickets.sorted()
    try histories.read(sorted, in: look)
    if !isAgain { (lookedAt, lastLookedAt) = (lookedAt + sorted.count, sorted.count) }
    let found = sorted.flatMap { ticket -> [Found] in
      histories.course(of: ticket, asOf: asOf)?.placed(by: versions).map { Found(ticket: ticket, placed: $0) } ?? []
    }
    return (found, samples)
  }

  mutating func period(
    _ period: MeasurePeriod, of objective: MeasuredObjective, in look: Look
  ) throws -> MeasuredPeriod {
    let (found, samples) = try items(period, of: objective, in: look)
    let versions = history.inForce(period, objective, asOf: asOf)
    let range =
      versions.last?.frame.period ?? period.range(in: history.versions.last?.zone(of: objective) ?? .utc)
    var told = MeasuredPeriod(
      period: period, from: range.lowerBound, to: range.upperBound, asOf: asOf, kind: objective.kind,
      count: MeasureCount(), targets: [], samples: samples, settlesAt: nil,
      versions: Set(found.map(\.placed.version)).sorted(), atEnd: nil)
    told.add(found, objective)
    if !told.isRunning {
      let then = try items(period, of: objective, asOf: range.upperBound - .milliseconds(1), in: look)
      if !then.found.isEmpty {
        told.atEnd = then.found.reduce(into: MeasureCount()) { $0.add($1.placed.item) }
      }
    }
    return told
  }
}

extension MeasuredPeriod {
  /// Adds up what it counts, by the targets that each is held to; all of the objective's targets are told of, so that one
  /// that nothing fell to is seen to have none.
  fileprivate mutating func add(_ found: [MeasureCounter.Found], _ objective: MeasuredObjective) {
    var counts: [MeasureTarget?: MeasureCount] = [:]
    var order: [MeasureTarget?] = objective.targets.map(Optional.some)
    for one in found {
      count.add(one.placed.item)
      counts[one.placed.target, default: MeasureCount()].add(one.placed.item)
      if !order.contains(one.placed.target) { order.append(one.placed.target) }
      if let settles = one.placed.item.settlesAt { settlesAt = max(settlesAt ?? settles, settles) }
    }
    // What no row fits stands last.
    order = order.filter { $0 != nil } + order.filter { $0 == nil }
    targets = order.map { target in
      let count = counts[target] ?? MeasureCount()
      return MeasuredTarget(
        target: target, count: count,
        verdict: MeasureVerdict(count, target?.level, aim: objective.kind.aim, samples: samples))
    }
  }
}
