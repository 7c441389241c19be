import BusinessTime
import Kernel

extension Alignment {
  /// Answers the question, exactly: every figure is what asking each minute by itself would give.
  /// - Throws: `MainstayError.invalid` at `opened` where there is no opening at all, at `routes` where there are none or
  ///   the computation would need more than `Limit.steps`.
  public func report() throws(MainstayError) -> AlignmentReport { try report(within: Limit.steps) }

  /// As `report()`, within another number of steps.
  package func report(within steps: Int) throws(MainstayError) -> AlignmentReport {
    let runs = opened.runs
    guard !runs.isEmpty else {
      throw .field("opened", "has no whole minute" + (opened.during == nil ? "" : " inside the windows of during"))
    }
    guard !routes.isEmpty else { throw .field("routes", "has no route") }
    let promiseLine = try PromiseLine(promise, exclusions: exclusions)
    var budget = StepBudget(steps)
    var reports: [AlignmentReport.Route] = []
    var worst: (route: Int, measure: Int64)?
    for (index, route) in routes.enumerated() {
      let line = RouteLine(route)
      var tally = OpeningTally(limit: promiseLine.limit)
      try walk(runs, steps: line.stages.count, &budget) { minute, longest in
        let pass = line.pass(minute * minuteLength)
        guard let end = pass.end else {
          let count = Self.minutes(pass.room, longest)
          tally.neverEnds(minute, count)
          return count
        }
        let measure = promiseLine.measure(minute * minuteLength, end: end)
        let count = Self.minutes(min(pass.room, measure.room), longest)
        tally.ends(minute, count, measure)
        return count
      }
      if worst.map({ tally.worstMeasure > $0.measure }) ?? true { worst = (index, tally.worstMeasure) }
      reports.append(try report(on: route, tally, line, promiseLine, runs, &budget))
    }
    return AlignmentReport(
      promise: promise.name, routes: reports, worstRoute: routes[worst?.route ?? 0].name,
      expected: Self.expected(reports))
  }

  /// Calls `body` with the first minute of each stretch of openings and the most minutes that it may have; it returns
  /// how many it has.
  func walk(
    _ runs: [Range<Int64>], steps: Int, _ budget: inout StepBudget, _ body: (Int64, Int64) -> Int64
  ) throws(MainstayError) {
    for run in runs {
      var minute = run.lowerBound
      while minute < run.upperBound {
        try budget.spend(steps)
        minute += body(minute, run.upperBound - minute)
      }
    }
  }

  /// The minutes within `room` milliseconds of the first, that one included.
  static func minutes(_ room: Int64, _ longest: Int64) -> Int64 { min(longest, room / minuteLength + 1) }

  private func report(
    on route: Route, _ tally: OpeningTally, _ line: RouteLine, _ promiseLine: PromiseLine, _ runs: [Range<Int64>],
    _ budget: inout StepBudget
  ) throws(MainstayError) -> AlignmentReport.Route {
    var stages = route.stages.map { AlignmentReport.Stage(name: $0.name, target: $0.length) }
    var weakest: String?
    if tally.failing > 0 {
      let largest = try largestTargets(of: route, line, promiseLine, runs, &budget)
      for (index, target) in largest.enumerated() { stages[index].largest = target }
      var smallest: Duration?
      for stage in stages {
        guard let cut = stage.cut, smallest.map({ cut < $0 }) ?? true else { continue }
        (smallest, weakest) = (cut, stage.name)
      }
    }
    return AlignmentReport.Route(
      name: route.name, share: route.share, attained: Self.attained(route), candidates: tally.candidates,
      failing: tally.failing, first: tally.first.map(Self.instant), last: tally.last.map(Self.instant),
      neverEnds: tally.never.map(Self.instant), worst: worst(Self.instant(tally.worst), route, line, promiseLine),
      stages: stages, weakest: weakest)
  }

  private static func instant(_ minute: Int64) -> Instant { Instant(milliseconds: minute * minuteLength) }

  /// One opening with all that it passes through.
  private func worst(
    _ opened: Instant, _ route: Route, _ line: RouteLine, _ promiseLine: PromiseLine
  ) -> AlignmentReport.Worst {
    let pass = line.pass(opened.milliseconds)
    let end = pass.end?.value
    let reading = promiseLine.reading(opened.milliseconds, end: end)
    var passages: [AlignmentReport.Passage] = []
    for (number, step) in route.steps.enumerated() {
      for (place, stage) in step.enumerated() {
        var passage = AlignmentReport.Passage(name: stage.name)
        if number <= pass.reached {
          passage.from = Instant(milliseconds: line.starts[number].value)
          passage.to = line.ends[line.steps[number].lowerBound + place].map { Instant(milliseconds: $0.value) }
        }
        passages.append(passage)
      }
    }
    var slack: Duration?
    if let target = reading.target, let used = reading.used { slack = Duration(milliseconds: target - used) }
    return AlignmentReport.Worst(
      opened: opened, end: end.map { Instant(milliseconds: $0) }, due: reading.due.map { Instant(milliseconds: $0) },
      used: reading.used.map { Duration(milliseconds: $0) }, slack: slack, stages: passages)
  }

  private static func attained(_ route: Route) -> Double? {
    var product = 1.0
    for stage in route.stages {
      guard let attained = stage.attained else { return nil }
      product *= Double(attained.met) / Double(attained.of)
    }
    return product
  }

  private static func expected(_ routes: [AlignmentReport.Route]) -> Double? {
    var sum = 0.0
    for route in routes {
      guard let share = route.share, let attained = route.attained else { return nil }
      sum += share.approximate * attained
    }
    return sum
  }
}

/// Milliseconds of a minute: openings are whole minutes of UTC.
let minuteLength: Int64 = 60_000

extension Alignment.Stage {
  /// Its target in milliseconds of open time, working days multiplied out; nil for local days.
  var length: Duration? {
    if case .open(let duration) = target { duration.length(day: calendar.definition.workingDay ?? .zero) } else { nil }
  }

  /// Whether its target is written in days, which nobody would shorten to seconds.
  var isInDays: Bool { if case .open(let duration) = target { duration.days > 0 } else { true } }
}

extension Alignment.Openings {
  /// The openings as runs of whole minutes since 1970, in order.
  var runs: [Range<Int64>] {
    func firstMinute(_ instant: Instant) -> Int64 {
      let (minute, rest) = instant.milliseconds.quotientAndRemainder(dividingBy: minuteLength)
      return rest > 0 ? minute + 1 : minute
    }
    guard from < to else { return [] }
    guard let during else {
      let run = firstMinute(from)..<max(firstMinute(from), firstMinute(to))
      return run.isEmpty ? [] : [run]
    }
    var runs: [Range<Int64>] = []
    during.forEachWindow(from: from, to: to) { window in
      let first = firstMinute(window.lowerBound)
      if first < firstMinute(window.upperBound) { runs.append(first..<firstMinute(window.upperBound)) }
      return true
    }
    return runs
  }
}

/// The steps that one question may still take.
struct StepBudget {
  private let all: Int
  private var left: Int

  init(_ steps: Int) { (all, left) = (steps, steps) }

  mutating func spend(_ steps: Int) throws(MainstayError) {
    left -= steps
    if left < 0 {
      throw .field(
        "routes",
        "need more than \(all) steps: ask for fewer routes, a shorter time of opening, or calendars "
          + "with fewer windows a day")
    }
  }
}

/// What the openings of one route came to. Instants are minutes since 1970.
struct OpeningTally {
  /// What a measure must not be above.
  let limit: Int64
  private(set) var candidates = 0
  private(set) var failing = 0
  private(set) var first: Int64?
  private(set) var last: Int64?
  private(set) var never: Int64?
  private(set) var worst: Int64 = 0
  /// `Int64.max` for an opening from which a stage never ends.
  private(set) var worstMeasure = Int64.min

  init(limit: Int64) { self.limit = limit }

  mutating func neverEnds(_ minute: Int64, _ count: Int64) {
    candidates += Int(count)
    fail(minute, count)
    if never == nil { never = minute }
    note(Int64.max, at: minute)
  }

  /// `count` minutes from `minute` on, with a measure that runs straight over them.
  mutating func ends(_ minute: Int64, _ count: Int64, _ measure: PromiseLine.Measure) {
    candidates += Int(count)
    let rise = measure.slope * minuteLength
    let final = measure.value + rise * (count - 1)
    if rise > 0 { note(final, at: minute + count - 1) } else { note(measure.value, at: minute) }
    if measure.value > limit, final > limit { return fail(minute, count) }
    if measure.value > limit {
      // It falls: fails as long as value - i * minute > limit.
      fail(minute, (measure.value - limit - 1) / minuteLength + 1)
    } else if final > limit {
      let kept = (limit - measure.value) / minuteLength + 1
      fail(minute + kept, count - kept)
    }
  }

  private mutating func fail(_ minute: Int64, _ count: Int64) {
    failing += Int(count)
    if first == nil { first = minute }
    last = minute + count - 1
  }

  private mutating func note(_ measure: Int64, at minute: Int64) {
    if measure > worstMeasure { (worstMeasure, worst) = (measure, minute) }
  }
}
