/// Looks for the opening hours that leave the fewest cases unexplained: first on a wide grid, then around the best.
struct HoursSearch {
  /// Clock times in minutes that cases speak for, such as those at which many are due.
  var hints: [Int] = []
  /// Shapes of the grid that are looked at closer.
  var kept = 12
  /// Cases unexplained under a shape; fewer are better.
  let misses: (HoursShape) -> Int
  /// The same of fewer cases, for the grid.
  let roughMisses: (HoursShape) -> Int

  private static let weeks: [[Bool]] = [
    HoursShape.workWeek, HoursShape.wholeWeek, [true, true, true, true, true, true, false],
    [true, true, true, true, false, false, true],
  ]

  func best() -> (shape: HoursShape, misses: Int) {
    var rated = grid.map { (shape: $0, misses: roughMisses($0)) }
    rated.sort { ($0.misses, $0.shape.complexity) < ($1.misses, $1.shape.complexity) }
    var best = (shape: HoursShape.aroundTheClock, misses: misses(.aroundTheClock))
    var seen: Set<HoursShape> = []
    for candidate in apart(rated.map(\.shape)) {
      var here = (shape: candidate, misses: misses(candidate))
      for step in [30, 15, 5] { here = climbed(from: here, by: step, &seen) }
      if (here.misses, here.shape.complexity) < (best.misses, best.shape.complexity) { best = here }
    }
    best = withOwnDays(best)
    return climbed(from: best, by: 1, &seen)
  }

  /// The first of these that are no neighbours of each other.
  private func apart(_ shapes: [HoursShape]) -> [HoursShape] {
    var apart: [HoursShape] = []
    for shape in shapes where apart.count < kept {
      let isNear = apart.contains { other in
        other.days == shape.days && abs(other.start - shape.start) <= 60 && abs(other.end - shape.end) <= 60
      }
      if !isNear { apart.append(shape) }
    }
    return apart
  }

  private var grid: [HoursShape] {
    let times = Set(stride(from: 0, through: 1440, by: 60)).union(hints).sorted()
    var shapes = [HoursShape.aroundTheClock]
    for days in HoursSearch.weeks {
      for start in times where start < 1440 {
        for end in times
        where end > start && end - start >= HoursShape.shortest && !(start == 0 && end == 1440 && days[6]) {
          shapes.append(HoursShape(days: days, start: start, end: end))
        }
        for end in stride(from: 60, to: start, by: 120) {
          shapes.append(HoursShape(days: days, start: start, end: end + 1440))
        }
      }
    }
    return shapes
  }

  /// Moves one thing at a time for as long as it leaves fewer unexplained, or as many by plainer hours.
  private func climbed(
    from begin: (shape: HoursShape, misses: Int), by step: Int, _ seen: inout Set<HoursShape>
  ) -> (shape: HoursShape, misses: Int) {
    var best = begin
    var hasMoved = true
    while hasMoved {
      hasMoved = false
      for shape in neighbours(best.shape, step) where shape.isSound && seen.insert(shape).inserted {
        let found = misses(shape)
        if (found, shape.complexity) < (best.misses, best.shape.complexity) {
          best = (shape, found)
          hasMoved = true
        }
      }
    }
    return best
  }

  private func neighbours(_ shape: HoursShape, _ step: Int) -> [HoursShape] {
    func changed(_ change: (inout HoursShape) -> Void) -> HoursShape {
      var shape = shape
      change(&shape)
      return shape
    }
    var shapes: [HoursShape] = []
    for by in [-step, step] {
      shapes.append(changed { $0.start += by })
      shapes.append(changed { $0.end += by })
      shapes.append(
        changed {
          $0.start += by
          $0.end += by
        })
      if let rest = shape.rest {
        shapes.append(changed { $0.rest = rest.lowerBound..<max(rest.lowerBound + 1, rest.upperBound + by) })
        shapes.append(changed { $0.rest = min(rest.lowerBound + by, rest.upperBound - 1)..<rest.upperBound })
      }
    }
    guard step >= 30 else { return shapes }
    for day in 0..<7 { shapes.append(changed { $0.days[day].toggle() }) }
    if shape.rest != nil {
      shapes.append(changed { $0.rest = nil })
    } else {
      for start in stride(from: 660, through: 840, by: 30) {
        for length in [30, 60, 90, 120] { shapes.append(changed { $0.rest = start..<start + length }) }
      }
    }
    return shapes
  }

  /// Gives a day hours of its own where that explains clearly more.
  private func withOwnDays(_ begin: (shape: HoursShape, misses: Int)) -> (shape: HoursShape, misses: Int) {
    var best = begin
    let margin = max(3, begin.misses / 20)
    for day in 0..<7 {
      guard let window = best.shape.window(day) else { continue }
      for start in stride(from: window.lowerBound - 120, through: window.lowerBound + 120, by: 30) {
        for end in stride(from: window.upperBound - 240, through: window.upperBound + 120, by: 30) where start < end {
          var shape = best.shape
          shape.own[day] = start..<end
          guard start..<end != window, shape.isSound else { continue }
          let found = misses(shape)
          if found + margin <= best.misses { best = (shape, found) }
        }
      }
    }
    return best
  }
}
