import BusinessTime
import Kernel

/// One cycle of a clock.
struct ClockCycle: Sendable {
  var start: Int64
  /// The vendor whose cycle it is; -1: none.
  var key: Int32
  /// What the lookup of targets found when the target was last set.
  var found: FoundTarget
  /// Milliseconds; `ClockLimit.none` without a target, `.never` where none can be named.
  var target: Int64
  /// Whether time of earlier cycles of the same promise counts against its target (reopened with `continue`).
  var continues: Bool
  /// When the target was set: at the start, or at the change that breached or saved it.
  var targetSetAt: Int64
  /// Time counted up to `mark`.
  var consumed: Int64
  var mark: Int64
  /// The first instant at which consumed time reached the target; `ClockLimit.none`: not yet.
  var reached: Int64
  /// `ClockLimit.none`: not breached.
  var breachedAt: Int64
  /// `ClockLimit.none`: not stopped.
  var stoppedAt: Int64
  /// Ended by something else than what it measures, while still in time.
  var cancelled: Bool
  /// Ended by the desk's own timer.
  var stoppedByTimer: Bool
  /// Bits of the rungs that fired.
  var fired: UInt64

  var isBreached: Bool { breachedAt != ClockLimit.none }
  var isStopped: Bool { stoppedAt != ClockLimit.none }
  var isLocal: Bool { found.kind == .local }
  var hasTarget: Bool { target != ClockLimit.none }
  /// Whether the target is a number that consumed time can be compared with.
  var isMeasurable: Bool { target != ClockLimit.none && target != ClockLimit.never }
}

/// A stretch of a cycle in which time counted.
struct CountedRun: Sendable {
  var cycle: Int32
  var from: Int64
  var to: Int64
}

struct RungFiring: Sendable {
  var cycle: Int32
  var rung: Int32
  var at: Int64
}

/// A stretch of a cycle with one account of it, before it is cut at the hours of the calendar.
struct CycleSpan: Sendable {
  enum Kind: UInt8, Sendable { case counted, held, excluded, afterResolution }
  var cycle: Int32
  var from: Int64
  var to: Int64
  var kind: Kind
  /// The exclusion, where it is one.
  var exclusion: Int32
  var tenure: Tenure
}

/// A withdrawn answer on which a cycle depended.
struct Withdrawal: Sendable {
  var cycle: Int32
  var answer: Int32
  var at: Int64
}

/// The cycles of one objective on one ticket. Lists are flat and shared by all cycles, so that a book
/// that is used again for the next ticket allocates nothing.
struct ClockBook: Sendable {
  var cycles: ContiguousArray<ClockCycle> = []
  /// Cycles that have not stopped; more than one only where several vendors have the ticket.
  var running: ContiguousArray<Int32> = []
  var runs: ContiguousArray<CountedRun> = []
  var firings: ContiguousArray<RungFiring> = []
  var spans: ContiguousArray<CycleSpan> = []
  var withdrawals: ContiguousArray<Withdrawal> = []
  var lookups: ContiguousArray<TargetLookup> = []
  /// Whether a hold pauses this objective now.
  var isPaused = false
  /// Whether the ticket is resolved while this book goes on counting.
  var afterResolution = false
  /// The cycle with which the present promise began: the first, or the last that a change of target restarted.
  var promisedFrom = 0
  var tenure = Tenure()

  mutating func reset() {
    cycles.removeAll(keepingCapacity: true)
    running.removeAll(keepingCapacity: true)
    runs.removeAll(keepingCapacity: true)
    firings.removeAll(keepingCapacity: true)
    spans.removeAll(keepingCapacity: true)
    withdrawals.removeAll(keepingCapacity: true)
    lookups.removeAll(keepingCapacity: true)
    (isPaused, afterResolution, promisedFrom, tenure) = (false, false, 0, Tenure())
  }
}

/// What a book needs to know besides its own cycles.
struct ClockContext {
  let objective: PlannedObjective
  let exclusions: ExclusionLine
  /// Whether spans are kept for segments, and lookups for the reasons of targets.
  let explains: Bool

  /// Time that counts in `[from, to)`: all of it for local days, else what is open.
  @inline(__always)
  func measure(_ isLocal: Bool, _ from: Int64, _ to: Int64) -> Int64 {
    guard !isLocal else { return to - from }
    return objective.calendar.openTime(from: Instant(milliseconds: from), to: Instant(milliseconds: to)).milliseconds
  }

  /// The first instant at or after `from` at which `amount` has counted; `ClockLimit.none`: never.
  func instant(_ isLocal: Bool, adding amount: Int64, to from: Int64) -> Int64 {
    if amount <= 0 { return from }
    if amount > ClockLimit.longest { return ClockLimit.none }
    let end: Int64
    if isLocal {
      end = from + amount
    } else {
      guard
        let found = objective.calendar.instant(
          adding: Duration(milliseconds: amount), to: Instant(milliseconds: from))
      else { return ClockLimit.none }
      end = found.milliseconds
    }
    return end > Instant.latest.milliseconds ? ClockLimit.none : end
  }
}

extension ClockBook {
  /// Begins a cycle with the target that the ticket's attributes find now.
  mutating func start(
    at instant: Int64, key: Int32 = -1, for ticket: TicketState, continues: Bool = false, _ context: ClockContext
  ) {
    let index = cycles.count
    let found = context.objective.target(for: ticket.attributes)
    cycles.append(
      ClockCycle(
        start: instant, key: key, found: found, target: ClockLimit.none, continues: continues, targetSetAt: instant,
        consumed: 0, mark: instant, reached: ClockLimit.none, breachedAt: ClockLimit.none,
        stoppedAt: ClockLimit.none, cancelled: false, stoppedByTimer: false, fired: 0))
    running.append(Int32(index))
    setTarget(index, at: instant, context)
    noteLookup(index, at: instant, ticket, context)
  }

  /// Ends the running cycle at `position` of `running`. A rung reached at this very instant does not fire.
  mutating func stop(running position: Int, at instant: Int64, cancelled: Bool = false, _ context: ClockContext) {
    let index = Int(running[position])
    advance(index, to: instant, context)
    running.remove(at: position)
    cycles[index].stoppedAt = instant
    cycles[index].cancelled = cancelled && !cycles[index].isBreached
    // The cycle's own firings are among the last ones.
    var remaining = cycles[index].fired.nonzeroBitCount
    var place = firings.count - 1
    while remaining > 0, place >= 0 {
      if firings[place].cycle == Int32(index) {
        remaining -= 1
        if firings[place].at >= instant {
          cycles[index].fired &= ~(1 << UInt64(firings[place].rung))
          firings.remove(at: place)
        }
      }
      place -= 1
    }
  }

  mutating func stopAll(at instant: Int64, cancelled: Bool = false, _ context: ClockContext) {
    while !running.isEmpty { stop(running: 0, at: instant, cancelled: cancelled, context) }
  }

  /// A breached cycle goes on after a reopening.
  mutating func resume(_ index: Int, at instant: Int64) {
    cycles[index].stoppedAt = ClockLimit.none
    cycles[index].cancelled = false
    cycles[index].stoppedByTimer = false
    cycles[index].mark = instant
    running.append(Int32(index))
  }

  /// Looks at a running cycle with what the ticket's new attributes find (rule 12).
  mutating func retarget(running position: Int, at instant: Int64, for ticket: TicketState, _ context: ClockContext) {
    let index = Int(running[position])
    let found = context.objective.target(for: ticket.attributes)
    guard !found.isSameLength(as: cycles[index].found) else {
      guard !cycles[index].isBreached else { return }
      cycles[index].found = found
      return noteLookup(index, at: instant, ticket, context)
    }
    advance(index, to: instant, context)
    if context.objective.objective.onChange == .restart {
      let key = cycles[index].key
      stop(running: position, at: instant, cancelled: true, context)
      promisedFrom = cycles.count
      start(at: instant, key: key, for: ticket, context)
      return
    }
    // A breached cycle keeps the target that it breached.
    guard !cycles[index].isBreached else { return }
    let wasLocal = cycles[index].isLocal
    cycles[index].found = found
    if wasLocal != cycles[index].isLocal { cycles[index].consumed = counted(in: index, isLocal: !wasLocal, context) }
    setTarget(index, at: instant, context)
    noteLookup(index, at: instant, ticket, context)
  }

  /// Time counted so far in a cycle, by the measure of one kind of target.
  private func counted(in index: Int, isLocal: Bool, _ context: ClockContext) -> Int64 {
    var sum: Int64 = 0
    for run in runs where run.cycle == Int32(index) { sum += context.measure(isLocal, run.from, run.to) }
    return sum
  }

  private mutating func setTarget(_ index: Int, at instant: Int64, _ context: ClockContext) {
    let found = cycles[index].found
    var target = ClockLimit.none
    switch found.kind {
    case .none: break
    case .open: target = found.amount
    case .local:
      let start = Instant(milliseconds: cycles[index].start)
      let due = Int(exactly: found.amount).flatMap { context.objective.calendar.localDay(after: $0, from: start) }
      target = due.map { $0.milliseconds - cycles[index].start } ?? ClockLimit.never
    }
    if cycles[index].continues, target != ClockLimit.none, target != ClockLimit.never {
      for earlier in promisedFrom..<index {
        let isLocal = found.kind == .local
        target -=
          cycles[earlier].isLocal == isLocal
          ? cycles[earlier].consumed : counted(in: earlier, isLocal: isLocal, context)
      }
      target = max(0, target)
    }
    cycles[index].target = target
    cycles[index].targetSetAt = instant
    cycles[index].reached = ClockLimit.none
    guard cycles[index].isMeasurable else { return }
    if cycles[index].consumed >= target {
      cycles[index].reached = crossing(of: target, in: index, context)
      if cycles[index].consumed > target { cycles[index].breachedAt = instant }
    }
    for rung in context.objective.rungs.indices where !context.objective.rungs[rung].isWall {
      let level = context.objective.rungs[rung].level(of: target, isLocal: found.kind == .local)
      if cycles[index].consumed >= level { fire(rung, of: index, at: instant) }
    }
  }

  /// The first instant at which the time counted so far reached `level`.
  private func crossing(of level: Int64, in index: Int, _ context: ClockContext) -> Int64 {
    if level <= 0 { return cycles[index].start }
    let isLocal = cycles[index].isLocal
    var sum: Int64 = 0
    for run in runs where run.cycle == Int32(index) {
      let part = context.measure(isLocal, run.from, run.to)
      if sum + part >= level { return context.instant(isLocal, adding: level - sum, to: run.from) }
      sum += part
    }
    return cycles[index].mark
  }

  mutating func fire(_ rung: Int, of index: Int, at instant: Int64) {
    let bit: UInt64 = 1 << UInt64(rung)
    guard cycles[index].fired & bit == 0 else { return }
    cycles[index].fired |= bit
    firings.append(RungFiring(cycle: Int32(index), rung: Int32(rung), at: instant))
  }
}
