import BusinessTime
import Kernel

extension Alignment {
  /// For each stage the largest target, in whole seconds up to its own, with which the route becomes feasible by it
  /// alone; nil where there is none, and for stages in days or before one in local days.
  ///
  /// No target is tried. For an opening, the last end with which the promise is kept is carried back through the
  /// stages behind the one in question: the last instant at which it may end. What its calendar supplies from its
  /// beginning to there is the most that it may take, and the least of that over all openings is the answer.
  func largestTargets(
    of route: Route, _ line: RouteLine, _ promise: PromiseLine, _ runs: [Range<Int64>], _ budget: inout StepBudget
  ) throws(MainstayError) -> [Duration?] {
    var search = LargestTargets(route, line, promise)
    try walk(runs, steps: 4 * line.stages.count, &budget) { minute, longest in
      search.isOver ? longest : search.take(minute, longest)
    }
    return search.answers
  }
}

/// The search for the largest targets, opening by opening.
private struct LargestTargets {
  private let line: RouteLine
  private let promise: PromiseLine
  /// Milliseconds that each stage may take for every opening so far; nil: none mends it, or it is not asked about.
  private var largest: [Int64?]
  /// By when each step must have ended, and what each stage may take until then, for the opening in hand.
  private var allowed: [StraightValue]
  private var supplied: [(amount: Int64, slope: Int64)]

  init(_ route: Alignment.Route, _ line: RouteLine, _ promise: PromiseLine) {
    (self.line, self.promise) = (line, promise)
    let lastLocal = route.steps.lastIndex { step in
      step.contains { if case .localDays = $0.target { true } else { false } }
    }
    largest = []
    for (number, step) in route.steps.enumerated() {
      let isBeforeLocal = lastLocal.map { number < $0 } ?? false
      for stage in step { largest.append(stage.isInDays || isBeforeLocal ? nil : stage.length?.milliseconds) }
    }
    allowed = Array(repeating: StraightValue(value: 0, slope: 0, room: 0), count: line.steps.count)
    supplied = Array(repeating: (0, 0), count: line.stages.count)
  }

  var isOver: Bool { largest.allSatisfy { $0 == nil } }

  var answers: [Duration?] { largest.map { $0.map { Duration(milliseconds: $0 / 1000 * 1000) } } }

  /// Takes the openings from `minute` on for which everything runs straight; returns how many they are.
  mutating func take(_ minute: Int64, _ longest: Int64) -> Int64 {
    let opened = minute * minuteLength
    let pass = line.pass(opened)
    var room = pass.room
    allowed[line.steps.count - 1] = promise.lastEnd(opened)
    var number = line.steps.count - 1
    while true {
      let end = allowed[number]
      room = min(room, end.room)
      for index in line.steps[number] where largest[index] != nil {
        guard number <= pass.reached, let goesOn = supply(of: index, step: number) else {
          largest[index] = nil
          continue
        }
        room = min(room, goesOn)
      }
      guard number > 0, largest[..<line.steps[number].lowerBound].contains(where: { $0 != nil }) else { break }
      guard let before = lastStart(of: number, opened) else {
        for index in 0..<line.steps[number].lowerBound { largest[index] = nil }
        break
      }
      number -= 1
      allowed[number] = before
    }
    let count = Alignment.minutes(room, longest)
    // What runs straight is least at one of its ends.
    for shift in [0, (count - 1) * minuteLength] {
      lower(to: shift, steps: number...line.steps.count - 1, pass.reached)
    }
    return count
  }

  /// The last instant at which a step may begin to end as `allowed`; nil where even the opening is too late.
  private func lastStart(of number: Int, _ opened: Int64) -> StraightValue? {
    let end = allowed[number]
    var result: StraightValue?
    for index in line.steps[number] {
      guard case .open(let hours, let amount) = line.stages[index],
        let start = hours.lastStart(endingBy: end.value, counting: amount, notBefore: opened)?.moved(by: end.slope)
      else { return nil }
      result = result.map { StraightValue.earlier($0, start) } ?? start
    }
    return result
  }

  /// Notes what a stage's calendar supplies between its beginning and its allowed end; returns how far that runs
  /// straight, nil where it begins too late for any target.
  private mutating func supply(of index: Int, step: Int) -> Int64? {
    let (start, end) = (line.starts[step], allowed[step])
    guard case .open(let hours, _) = line.stages[index], start.value <= end.value else { return nil }
    let supply = hours.supply(from: start.value, to: end.value)
    supplied[index] = (supply.amount, supply.slope(start.slope, end.slope))
    return supply.room(start.slope, end.slope)
  }

  private mutating func lower(to shift: Int64, steps: ClosedRange<Int>, _ reached: Int) {
    for number in steps where number <= reached {
      let end = allowed[number].value(after: shift)
      let begins = line.starts[number].value(after: shift) <= end
      for index in line.steps[number] {
        guard let most = largest[index] else { continue }
        let othersEnd = line.steps[number].allSatisfy { other in
          other == index || line.ends[other].map { $0.value(after: shift) <= end } ?? false
        }
        largest[index] =
          begins && othersEnd ? min(most, supplied[index].amount + supplied[index].slope * shift) : nil
      }
    }
  }
}
