import BusinessTime
import Kernel

/// When a stage that was begun at some instant ends.
enum StageEnd {
  case ends(StraightValue)
  /// Never, and so for the milliseconds named by which its beginning moves on.
  case never(room: Int64)
}

/// A stage ready to be asked for many beginnings.
enum StageLine {
  /// Milliseconds of open time.
  case open(CountedLine, Int64)
  case localDays(ZoneRules, Int64)

  init(_ stage: Alignment.Stage) {
    switch stage.target {
    case .open(let duration):
      let day = stage.calendar.definition.workingDay ?? .zero
      self = .open(CountedLine(stage.calendar), duration.length(day: day)?.milliseconds ?? Int64.max)
    case .localDays(let days): self = .localDays(stage.calendar.zone, days)
    }
  }

  func end(from start: Int64) -> StageEnd {
    switch self {
    case .open(let line, let amount):
      // What is not supplied from here on is not supplied from later on either.
      return line.end(from: start, counting: amount).map(StageEnd.ends) ?? .never(room: Int64.max)
    case .localDays(let zone, let days):
      let step = zone.localDay(after: days, from: start)
      guard let end = step.instant else { return .never(room: step.room) }
      return .ends(StraightValue(value: end, slope: step.stands ? 0 : 1, room: step.room))
    }
  }
}

/// A route ready to be asked for many openings. For one thread.
final class RouteLine {
  let stages: [StageLine]
  /// The stages of each step.
  let steps: [Range<Int>]
  /// When each step began and each stage ended, for the opening asked last; only the steps up to the one that it
  /// reached are of it.
  private(set) var starts: [StraightValue]
  private(set) var ends: [StraightValue?]

  init(_ route: Alignment.Route) {
    stages = route.stages.map(StageLine.init)
    var steps: [Range<Int>] = []
    for step in route.steps {
      let begin = steps.last?.upperBound ?? 0
      steps.append(begin..<begin + step.count)
    }
    self.steps = steps
    starts = Array(repeating: StraightValue(value: 0, slope: 0, room: 0), count: steps.count)
    ends = Array(repeating: nil, count: stages.count)
  }

  /// The end of an opening, how far it goes on straight, and the last step that it reached; no end where a stage of
  /// that step never ends.
  func pass(_ opened: Int64) -> (end: StraightValue?, room: Int64, reached: Int) {
    var at = StraightValue(value: opened, slope: 1, room: Int64.max)
    var room = Int64.max
    for (number, step) in steps.enumerated() {
      starts[number] = at
      var last: StraightValue?
      var endsAtAll = true
      for index in step {
        switch stages[index].end(from: at.value) {
        case .ends(let end):
          let moved = end.moved(by: at.slope)
          ends[index] = moved
          last = last.map { StraightValue.later($0, moved) } ?? moved
        case .never(let goesOn):
          ends[index] = nil
          endsAtAll = false
          if at.slope == 1 { room = min(room, goesOn) }
        }
      }
      if let last { room = min(room, last.room) }
      guard endsAtAll, let last else { return (nil, room, number) }
      at = last
    }
    return (at, room, steps.count - 1)
  }
}

/// A promise ready to be held against the ends of many openings. For one thread.
final class PromiseLine {
  /// How an end does against the promise: above `limit` it fails, and more is worse.
  struct Measure {
    var value: Int64
    var slope: Int64
    var room: Int64
  }

  private enum Target {
    case open(Int64)
    case localDays(ZoneRules, Int64)
  }

  private let target: Target
  /// What the promise counts: open time less exclusions; for local days all time less exclusions.
  private let line: CountedLine

  /// What a measure must not be above.
  var limit: Int64 { if case .open(let amount) = target { amount } else { 0 } }

  init(_ promise: Alignment.Promise, exclusions: [Exclusion]) throws(MainstayError) {
    switch promise.target {
    case .open(let duration):
      let day = promise.calendar.definition.workingDay ?? .zero
      target = .open(duration.length(day: day)?.milliseconds ?? Int64.max)
      line = CountedLine(promise.calendar, less: exclusions)
    case .localDays(let days):
      target = .localDays(promise.calendar.zone, days)
      line = CountedLine(try BusinessCalendar(.aroundTheClock(timeZone: "UTC"), zone: .utc), less: exclusions)
    }
  }

  func measure(_ opened: Int64, end: StraightValue) -> Measure {
    if case .localDays = target {
      let (due, room) = localDue(opened)
      // Never due is kept by any end, and better than every deadline.
      guard let due else { return Measure(value: Int64.min / 4, slope: 0, room: room) }
      return Measure(value: end.value - due.value, slope: end.slope - due.slope, room: room)
    }
    let supply = line.supply(from: opened, to: end.value)
    return Measure(value: supply.amount, slope: supply.slope(1, end.slope), room: supply.room(1, end.slope))
  }

  /// The last end with which the promise is kept.
  func lastEnd(_ opened: Int64) -> StraightValue {
    switch target {
    case .open(let amount): return line.lastEnd(from: opened, counting: amount)
    case .localDays:
      let (due, room) = localDue(opened)
      return due ?? StraightValue(value: Instant.latest.milliseconds, slope: 0, room: room)
    }
  }

  /// The deadline of one opening, the time used by an end, and the target as a length; a deadline of nil is never.
  func reading(_ opened: Int64, end: Int64?) -> (due: Int64?, used: Int64?, target: Int64?) {
    let used = end.map { line.counted(from: opened, to: $0) }
    switch target {
    case .open(let amount): return (line.end(from: opened, counting: amount)?.value, used, amount)
    case .localDays(let zone, let days):
      return (localDue(opened).due?.value, used, zone.localDay(after: days, from: opened).instant.map { $0 - opened })
    }
  }

  /// The deadline in local days, which an exclusion moves as a pause does; nil: never.
  private func localDue(_ opened: Int64) -> (due: StraightValue?, room: Int64) {
    guard case .localDays(let zone, let days) = target else { return (nil, 0) }
    let step = zone.localDay(after: days, from: opened)
    guard let bare = step.instant else { return (nil, step.room) }
    let start = line.state(at: opened)
    guard let due = line.end(from: opened, counting: bare - opened)?.value else { return (nil, 0) }
    let slope: Int64 = (start.counts ? 1 : 0) + (step.stands ? 0 : 1) - 1
    var room = min(step.room, start.room)
    if slope == 1 { room = min(room, line.state(at: due - 1).room - 1) }
    // Opened within an exclusion and due in a gap of the clock it would move back; each minute is asked by itself.
    if slope < 0 { room = 0 }
    return (StraightValue(value: due, slope: max(0, slope), room: room), room)
  }
}
