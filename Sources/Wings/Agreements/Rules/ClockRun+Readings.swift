import BusinessTime
import Kernel

extension ClockRun {
  /// What a finished run found, a row a cycle.
  func readings(asOf: Instant, exclusions: [Exclusion], names: [String]) -> [ClockReading] {
    var readings: [ClockReading] = []
    for index in machines.indices {
      let context = context(index)
      let book = machines[index].reported
      if book.cycles.isEmpty { readings.append(.idle(context.objective.objective)) }
      let names = SegmentNames(reasons: plan.reasons, names: names, exclusions: exclusions)
      let firings = Dictionary(grouping: book.firings, by: \.cycle)
      let spans = Dictionary(grouping: book.spans, by: \.cycle)
      let withdrawals = Dictionary(grouping: book.withdrawals, by: \.cycle)
      for cycle in book.cycles.indices {
        let number = Int32(cycle)
        var reading = book.reading(of: cycle, asOf: asOf.milliseconds, fired: firings[number] ?? [], context)
        if explains {
          reading.segments = book.segments(
            of: cycle, spans[number] ?? [], withdrawals: withdrawals[number] ?? [], context, names: names)
          reading.targets = book.targets(of: cycle, context)
        }
        readings.append(reading)
      }
    }
    return readings
  }

  /// The earliest next instant of any clock of a finished run.
  func nextInstant(after asOf: Instant) -> Instant? {
    var next = Int64.max
    for index in machines.indices where machines[index].settled == nil {
      next = min(next, machines[index].book.nextInstant(after: asOf.milliseconds, context(index)) ?? Int64.max)
    }
    return next == Int64.max ? nil : Instant(milliseconds: next)
  }
}

extension ClockReading {
  static func idle(_ objective: Objective) -> ClockReading {
    ClockReading(
      clock: objective.name, metric: objective.metric, cycle: 1, state: .idle, target: nil, elapsed: .zero,
      remaining: nil, startedAt: nil, due: nil, stoppedAt: nil, breachedAt: nil, overrun: nil, beyondHorizon: nil,
      thresholds: [], segments: [])
  }
}

extension ClockBook {
  /// The verdict on a cycle, without segments.
  func verdict(of index: Int, asOf: Int64, due: Int64, _ context: ClockContext) -> ClockState {
    let cycle = cycles[index]
    if cycle.isBreached { return .breached }
    if cycle.cancelled { return .cancelled }
    if !cycle.hasTarget { return .noTarget }
    if cycle.isStopped { return .met }
    if due == ClockLimit.none { return .neverDue }
    return isPaused || context.exclusions.covers(asOf) ? .paused : .running
  }

  /// The deadline as known at the cycle's mark; `ClockLimit.none`: none.
  func due(of index: Int, _ context: ClockContext) -> Int64 {
    instant(ofLevel: cycles[index].target, in: index, from: cycles[index].mark, context)
  }

  func reading(of index: Int, asOf: Int64, fired: [RungFiring], _ context: ClockContext) -> ClockReading {
    let cycle = cycles[index]
    let due = due(of: index, context)
    func instant(_ milliseconds: Int64) -> Instant? {
      milliseconds == ClockLimit.none ? nil : Instant(milliseconds: milliseconds)
    }
    let target = cycle.isMeasurable ? Duration(milliseconds: cycle.target) : nil
    let elapsed = Duration(milliseconds: cycle.consumed)
    let fired = fired.sorted { ($0.at, $0.rung) < ($1.at, $1.rung) }
    return ClockReading(
      clock: context.objective.objective.name, metric: context.objective.metric, cycle: index + 1,
      state: verdict(of: index, asOf: asOf, due: due, context), target: target, elapsed: elapsed,
      remaining: target.map { max(.zero, $0 - elapsed) }, startedAt: Instant(milliseconds: cycle.start),
      due: instant(due), stoppedAt: instant(cycle.stoppedAt), stoppedByTimer: cycle.stoppedByTimer,
      breachedAt: instant(cycle.breachedAt),
      overrun: cycle.isBreached ? target.map { elapsed - $0 } : nil,
      beyondHorizon: instant(due).flatMap { due in context.objective.calendar.horizonEnd.map { due >= $0 } },
      thresholds: fired.map {
        FiredRung(
          at: Instant(milliseconds: $0.at), rung: context.objective.objective.thresholds[Int($0.rung)].text)
      }, segments: [])
  }

  /// The next instant at which a cycle that ran to `asOf` changes its state or passes a rung by itself.
  func nextInstant(after asOf: Int64, _ context: ClockContext) -> Int64? {
    guard !isPaused else { return nil }
    var next = Int64.max
    func offer(_ instant: Int64) { if instant != ClockLimit.none, instant > asOf { next = min(next, instant) } }
    for index in running {
      let cycle = cycles[Int(index)]
      guard cycle.isMeasurable else { continue }
      func at(_ level: Int64) -> Int64 { instant(ofLevel: level, in: Int(index), from: asOf, context) }
      if !cycle.isBreached {
        offer(at(cycle.target + 1))
        if at(cycle.target) != ClockLimit.none { offer(context.exclusions.nextEdge(after: asOf) ?? ClockLimit.none) }
      }
      for (rung, planned) in context.objective.rungs.enumerated() where cycle.fired & (1 << UInt64(rung)) == 0 {
        if planned.isWall {
          let deadline = at(cycle.target)
          guard deadline != ClockLimit.none else { continue }
          offer(context.exclusions.firstOutside(at: max(asOf, deadline + planned.offset)))
        } else {
          offer(at(planned.level(of: cycle.target, isLocal: cycle.isLocal)))
        }
      }
    }
    return next == Int64.max ? nil : next
  }
}
