import Kernel

extension ClockBook {
  mutating func advanceAll(to instant: Int64, _ context: ClockContext) {
    for index in running { advance(Int(index), to: instant, context) }
  }

  /// Accounts for the time of a running cycle up to `instant`: what counted, when the target was
  /// reached and exceeded, which rungs were passed.
  mutating func advance(_ index: Int, to instant: Int64, _ context: ClockContext) {
    let mark = cycles[index].mark
    guard mark < instant else { return }
    cycles[index].mark = instant
    guard !context.exclusions.isEmpty else {
      pass(index, mark, instant, context)
      return
    }
    var at = mark
    var piece = context.exclusions.first(endingAfter: mark)
    while at < instant {
      guard piece < context.exclusions.pieces.count, context.exclusions.pieces[piece].from < instant else {
        pass(index, at, instant, context)
        return
      }
      let exclusion = context.exclusions.pieces[piece]
      if at < exclusion.from { pass(index, at, exclusion.from, context) }
      let end = min(exclusion.to, instant)
      note(index, max(at, exclusion.from), end, .excluded, context, exclusion: exclusion.index)
      at = end
      piece += 1
    }
  }

  /// A stretch outside exclusions.
  private mutating func pass(_ index: Int, _ from: Int64, _ to: Int64, _ context: ClockContext) {
    if isPaused {
      note(index, from, to, .held, context)
    } else {
      count(index, from, to, context)
      note(index, from, to, afterResolution ? .afterResolution : .counted, context)
    }
  }

  private mutating func count(_ index: Int, _ from: Int64, _ to: Int64, _ context: ClockContext) {
    if let last = runs.last, last.cycle == Int32(index), last.to == from {
      runs[runs.count - 1].to = to
    } else {
      runs.append(CountedRun(cycle: Int32(index), from: from, to: to))
    }
    let isLocal = cycles[index].isLocal
    let before = cycles[index].consumed
    let after = before + context.measure(isLocal, from, to)
    let target = cycles[index].target
    if cycles[index].isMeasurable {
      if context.objective.hasWallRungs { passWallRungs(index, from, to, context) }
      if after >= target {
        if cycles[index].reached == ClockLimit.none {
          cycles[index].reached = context.instant(isLocal, adding: target - before, to: from)
        }
        if after > target, !cycles[index].isBreached {
          cycles[index].breachedAt = max(cycles[index].reached, cycles[index].targetSetAt)
        }
      }
      let rungs = context.objective.rungs
      for rung in rungs.indices where !rungs[rung].isWall && cycles[index].fired & (1 << UInt64(rung)) == 0 {
        let level = rungs[rung].level(of: target, isLocal: isLocal)
        if after >= level { fire(rung, of: index, at: context.instant(isLocal, adding: level - before, to: from)) }
      }
    }
    cycles[index].consumed = after
  }

  /// Wall-clock rungs fire at the first instant outside pauses at or past their distance from the
  /// deadline as then known; called before the stretch is counted.
  private mutating func passWallRungs(_ index: Int, _ from: Int64, _ to: Int64, _ context: ClockContext) {
    let deadline = instant(ofLevel: cycles[index].target, in: index, from: from, context)
    guard deadline != ClockLimit.none else { return }
    for rung in context.objective.rungs.indices where context.objective.rungs[rung].isWall {
      let at = max(from, deadline + context.objective.rungs[rung].offset)
      if at < to { fire(rung, of: index, at: at) }
    }
  }

  private mutating func note(
    _ index: Int, _ from: Int64, _ to: Int64, _ kind: CycleSpan.Kind, _ context: ClockContext, exclusion: Int32 = -1
  ) {
    guard context.explains else { return }
    spans.append(
      CycleSpan(cycle: Int32(index), from: from, to: to, kind: kind, exclusion: exclusion, tenure: tenure))
  }

  /// The first instant at which `level` has been consumed if nothing but known exclusions pauses from
  /// `from` on, which is the cycle's mark; `ClockLimit.none`: never.
  func instant(ofLevel level: Int64, in index: Int, from: Int64, _ context: ClockContext) -> Int64 {
    let cycle = cycles[index]
    if level == cycle.target, cycle.reached != ClockLimit.none { return cycle.reached }
    guard level != ClockLimit.none, level != ClockLimit.never else { return ClockLimit.none }
    var rest = level - cycle.consumed
    var at = from
    if !context.exclusions.isEmpty {
      let pieces = context.exclusions.pieces
      for piece in context.exclusions.first(endingAfter: from)..<pieces.count {
        if at < pieces[piece].from {
          let part = context.measure(cycle.isLocal, at, pieces[piece].from)
          if part >= rest { break }
          rest -= part
        }
        at = pieces[piece].to
      }
    }
    return context.instant(cycle.isLocal, adding: rest, to: at)
  }

  /// The end of the account: the rungs of the wall clock that are reached at `instant` itself have fired.
  mutating func finish(at instant: Int64, _ context: ClockContext) {
    advanceAll(to: instant, context)
    guard context.objective.hasWallRungs, !isPaused, !context.exclusions.covers(instant) else { return }
    for index in running where cycles[Int(index)].isMeasurable {
      let deadline = self.instant(ofLevel: cycles[Int(index)].target, in: Int(index), from: instant, context)
      guard deadline != ClockLimit.none else { continue }
      for rung in context.objective.rungs.indices where context.objective.rungs[rung].isWall {
        if deadline + context.objective.rungs[rung].offset <= instant { fire(rung, of: Int(index), at: instant) }
      }
    }
  }
}
