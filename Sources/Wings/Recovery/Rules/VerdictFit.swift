import Agreements
import BusinessTime
import Kernel

/// Finds hours, targets, what stops the clock and what pauses it from verdicts alone: the rule by which time used up
/// divides the met from the missed with the fewest errors.
struct VerdictFit {
  /// The rules found, in the shapes of the search.
  struct Found {
    var shape: HoursShape
    var closed: [Int]
    var stop: StopPoint
    /// Places of reasons.
    var pauses: [Int]
    var rows: [Row]
    var notes: [String]
  }

  /// The target of one class.
  struct Row {
    var values: [String]
    var isAroundTheClock: Bool
    var threshold: Threshold
    var cases: Int
    /// Verdicts that the other calendar contradicts.
    var otherMisses: Int
  }

  /// One way of counting: what each case used, in pieces of clock time.
  struct Spells {
    var stop: StopPoint
    var pauses: [Int]
    var first: [Int]
    var from: [Int64]
    var to: [Int64]
  }

  let all: RecordedCases
  private let course: RecoveryCourse
  private let tree: ClassTree
  /// Cases that have stopped and have a verdict, by their places.
  let judged: [Int]
  let days: Range<Int>
  /// Verdicts that a finer class must gain to have a target of its own.
  static let gain = 4
  /// Cases that the wide grid looks at, and the closer search.
  private static let roughCases = 6000
  private static let closeCases = 20_000

  init(_ all: RecordedCases, stops: [StopPoint], course: RecoveryCourse = RecoveryCourse()) {
    (self.all, self.course) = (all, course)
    judged = all.cases.indices.filter { place in
      all.cases[place].met != nil && stops.allSatisfy { all.cases[place].stop($0) != nil }
    }
    tree = ClassTree(all, cases: judged)
    var low = Int64.max
    var high = Int64.min
    for place in judged {
      low = min(low, all.zone.wall(all.cases[place].opened))
      for stop in stops { if let at = all.cases[place].stop(stop) { high = max(high, all.zone.wall(at)) } }
    }
    days = judged.isEmpty ? 0..<1 : wallDay(low) - 1..<max(wallDay(high), wallDay(low)) + 2
  }

  /// Nil where no case has stopped with a verdict.
  func found() -> Found? {
    guard !judged.isEmpty, !tree.roots.isEmpty else { return nil }
    let everything = tree.roots.map(\.cases)
    let clock = spells(all.stopPoints[0], [])
    let groups =
      judged.count <= VerdictFit.closeCases
      ? everything : everything.map { sample($0, clock, of: judged.count, most: VerdictFit.closeCases) }
    var best: Candidate?
    var way = 0
    for stop in all.stopPoints {
      for pauses in all.reasons.isEmpty ? [[]] : [[], Array(all.reasons.indices)] {
        let spells = spells(stop, pauses)
        way += 1
        course.enter(.hours(way))
        // Without any rule of hours this way of counting may be hopeless already.
        let plain = misses(line(HoursShape.aroundTheClock), groups, spells)
        if let best, plain > 20 * max(best.misses, 10), plain > judged.count / 10 { continue }
        let found = searched(groups, spells)
        if found.misses < best?.misses ?? .max { best = found }
      }
    }
    guard var best else { return nil }
    // Hours and pauses hide each other: what pauses is asked again by the hours found, and the hours by that.
    for _ in 0..<3 {
      let paused = withFewestPauses(best, groups)
      guard paused.spells.pauses != best.spells.pauses else { break }
      let found = searched(groups, paused.spells)
      best = found.misses < paused.misses ? found : paused
    }
    course.enter(.closures(1))
    let closed = closures(best.shape, groups, best.spells)
    let hours = OpenLine(best.shape, days: days, closed: closed)
    let wholeTime = OpenLine(.aroundTheClock, days: days)
    let rows = tree.roots.flatMap { self.rows($0, under: nil, hours, wholeTime, best.spells) }
    return Found(
      shape: best.shape, closed: closed.sorted(), stop: best.spells.stop, pauses: best.spells.pauses, rows: rows,
      notes: openHours(best.shape, best.misses, groups, best.spells))
  }

  /// Hours under one way of counting.
  typealias Candidate = (shape: HoursShape, misses: Int, spells: Spells)

  private func searched(_ groups: [[Int]], _ spells: Spells) -> Candidate {
    let total = groups.reduce(0) { $0 + $1.count }
    let rough = groups.map { sample($0, spells, of: total, most: VerdictFit.roughCases) }
    var search = HoursSearch(
      misses: { misses(line($0), groups, spells) }, roughMisses: { misses(line($0), rough, spells) })
    search.kept = 10
    let best = search.best()
    return (best.shape, best.misses, spells)
  }

  func line(_ shape: HoursShape) -> OpenLine { OpenLine(shape, days: days) }

  func spells(_ stop: StopPoint, _ pauses: [Int]) -> Spells {
    var spells = Spells(stop: stop, pauses: pauses, first: [0], from: [], to: [])
    spells.first.reserveCapacity(all.cases.count + 1)
    let isPause = Set(pauses)
    for one in all.cases {
      defer { spells.first.append(spells.from.count) }
      guard one.met != nil, let end = one.stop(stop) else { continue }
      var at = one.opened
      for hold in one.holds.sorted(by: { $0.from < $1.from }) where isPause.contains(hold.reason) && hold.to > at {
        if hold.from >= end { break }
        if hold.from > at {
          spells.from.append(all.zone.wall(at))
          spells.to.append(all.zone.wall(hold.from))
        }
        at = hold.to
      }
      if at < end {
        spells.from.append(all.zone.wall(at))
        spells.to.append(all.zone.wall(end))
      }
    }
    return spells
  }

  func used(_ place: Int, _ line: OpenLine, _ spells: Spells) -> Int64 {
    var used: Int64 = 0
    for spell in spells.first[place]..<spells.first[place + 1] {
      used += max(0, line.open(spells.from[spell], spells.to[spell]))
    }
    return used
  }

  func packed(_ cases: [Int], _ line: OpenLine, _ spells: Spells) -> [Int64] {
    cases.map { place in used(place, line, spells) << 1 | (all.cases[place].met == true ? 0 : 1) }
  }

  func misses(_ line: OpenLine, _ groups: [[Int]], _ spells: Spells) -> Int {
    guard course.tries() else { return groups.reduce(0) { $0 + $1.count } }
    return groups.reduce(0) { sum, cases in
      var packed = packed(cases, line, spells)
      return sum + Threshold.misses(&packed)
    }
  }

  /// Cases that can decide: those whose elapsed time met and missed ones share, evenly thinned out.
  private func sample(_ cases: [Int], _ spells: Spells, of total: Int, most: Int) -> [Int] {
    let clock = OpenLine(.aroundTheClock, days: days)
    let lengths = cases.map { used($0, clock, spells) }
    let met = zip(cases, lengths).filter { all.cases[$0.0].met == true }.map(\.1).sorted()
    let missed = zip(cases, lengths).filter { all.cases[$0.0].met == false }.map(\.1).sorted()
    guard !met.isEmpty, !missed.isEmpty else { return [] }
    // Without the odd ones, and with some room: hours squeeze and stretch.
    let (low, high) = (missed[missed.count / 100] * 3 / 5, met[met.count - 1 - met.count / 100] * 8 / 5)
    let mixed = zip(cases, lengths).filter { low <= $0.1 && $0.1 <= high }.map(\.0)
    // Each class keeps its share of what may be looked at, and is looked at as a whole where it is small.
    let kept = max(min(mixed.count, 300), most * cases.count / max(1, total))
    let share = max(1, (mixed.count + kept - 1) / kept)
    return mixed.enumerated().filter { $0.offset % share == 0 }.map(\.element)
  }

  private func rows(
    _ node: ClassTree.Node, under parent: Threshold?, _ line: OpenLine, _ clock: OpenLine, _ spells: Spells
  ) -> [Row] {
    var business = packed(node.cases, line, spells)
    var elapsed = packed(node.cases, clock, spells)
    let hours = Threshold(&business)
    let whole = Threshold(&elapsed)
    let isAroundTheClock = whole.misses + VerdictFit.gain <= hours.misses
    let own = isAroundTheClock ? whole : hours
    var rows: [Row] = []
    let inherited = parent.map { parent in
      business.reduce(0) { $0 + (($1 >> 1 <= parent.from) == ($1 & 1 == 0) ? 0 : 1) }
    }
    var holds = parent
    if inherited.map({ own.misses + VerdictFit.gain <= $0 }) ?? true {
      rows.append(
        Row(
          values: node.values, isAroundTheClock: isAroundTheClock, threshold: own, cases: node.cases.count,
          otherMisses: isAroundTheClock ? hours.misses : whole.misses))
      holds = isAroundTheClock ? nil : own
    }
    return rows + node.children.flatMap { self.rows($0, under: holds, line, clock, spells) }
  }
}
