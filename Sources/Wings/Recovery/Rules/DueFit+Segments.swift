import Kernel

extension DueFit {
  /// By what a target is measured.
  enum Measure: Hashable {
    /// No target at all.
    case none
    /// Open time between the two, in milliseconds, by hours at that place.
    case open(Int, target: Int64)
    case localDays(Int64)
    /// Milliseconds by the clock, whatever the hours.
    case elapsed(target: Int64)

    /// Of two that explain as many the first is taken.
    var rank: Int {
      switch self {
      case .open: 0
      case .localDays: 1
      case .elapsed: 2
      case .none: 3
      }
    }
  }

  /// A rule of one class for some time.
  struct Segment {
    var values: [String]
    var measure: Measure
    var cases: [Int]
    /// Those that it explains.
    var fitting: [Int]
    /// Those that have no due time, as the rule says.
    var explained: Int
    /// Openings from here on, before there; nil at the ends.
    var from: Instant?
    var to: Instant?
    /// Other measures that explain as many.
    var others: [Measure]
  }

  /// Which case each measure explains.
  private struct Hits {
    private let flags: [Bool]
    private let width: Int

    init(_ flags: [Bool], width: Int) { (self.flags, self.width) = (flags, width) }

    subscript(place: Int, measure: Int) -> Bool { flags[place * width + measure] }
  }

  /// Cases that a change of rule must explain to be one.
  static let change = 4
  private static let mostMeasures = 30

  /// The rules of every class, one after the other in time.
  func segmented() -> [Segment] { tree.roots.flatMap { segmented($0, under: nil) } }

  private func segmented(_ node: ClassTree.Node, under parent: [Segment]?) -> [Segment] {
    let own = path(of: node)
    var segments: [Segment] = []
    var holding = parent
    // A finer class has rules of its own only where these explain clearly more than the wider one's.
    let isNeeded = parent.map { parent in
      own.count { $0.measure != .none } == own.count
        && inherited(node, parent) + DueFit.change * own.count <= own.reduce(0) { $0 + $1.explained }
    }
    if isNeeded ?? true {
      segments = own
      holding = own
    }
    return segments + node.children.flatMap { segmented($0, under: holding) }
  }

  private func inherited(_ node: ClassTree.Node, _ segments: [Segment]) -> Int {
    node.cases.count { place in
      let opened = all.cases[place].opened
      return segments.contains { segment in
        segment.from.map { $0 <= opened } ?? true && segment.to.map { opened < $0 } ?? true
          && fits(place, segment.measure)
      }
    }
  }

  /// The open time that a case took; nil where it is due outside the hours.
  func openTime(_ place: Int, _ hours: Hours) -> Int64? {
    guard let one = timed[place] else { return nil }
    let line = hours.lines[hours.version(at: all.cases[place].opened)]
    return line.isOpen(near: one.due, within: within) ? line.open(one.opened, one.due) : nil
  }

  func fits(_ place: Int, _ measure: Measure) -> Bool {
    switch measure {
    case .none: return all.cases[place].due == nil
    case .open(let hours, let target):
      return openTime(place, self.hours[hours]).map { abs($0 - target) <= within } ?? false
    case .localDays(let days): return timed[place]?.localDays == days
    case .elapsed(let target): return timed[place].map { abs($0.elapsed - target) <= within } ?? false
    }
  }

  private func measures(of cases: [Int]) -> [Measure] {
    var measures: [Measure] = []
    for (place, hours) in hours.enumerated() {
      let day = Int64(hours.shape.commonDay) * 60_000
      for target in Mode.targets(cases.compactMap { openTime($0, hours) }, within: within, day: day, most: 8) {
        measures.append(.open(place, target: target))
      }
    }
    var days: [Int64: Int] = [:]
    for place in cases { if let count = timed[place]?.localDays { days[count, default: 0] += 1 } }
    for (count, _) in days.sorted(by: { ($0.value, $1.key) > ($1.value, $0.key) }).prefix(8) {
      measures.append(.localDays(count))
    }
    for target in Mode.targets(cases.compactMap { timed[$0]?.elapsed }, within: within, day: 0, most: 4) {
      measures.append(.elapsed(target: target))
    }
    if cases.contains(where: { all.cases[$0].due == nil }) { measures.append(.none) }
    return Array(measures.prefix(DueFit.mostMeasures))
  }

  /// The cheapest way through a class's cases: a miss costs one, a change of rule `change`.
  private func path(of node: ClassTree.Node) -> [Segment] {
    let cases = node.cases
    let measures = measures(of: cases)
    guard !measures.isEmpty else { return [] }
    let hits = Hits(cases.flatMap { place in measures.map { fits(place, $0) } }, width: measures.count)
    let counts = measures.indices.map { measure in cases.indices.count { hits[$0, measure] } }
    let order = measures.indices.sorted { one, other in
      (-counts[one], measures[one].rank, one) < (-counts[other], measures[other].rank, other)
    }
    var costs = [Int](repeating: 0, count: measures.count)
    // From which measure the cheapest way came, for each case and measure.
    var came: [UInt8] = []
    came.reserveCapacity(cases.count * measures.count)
    for place in cases.indices {
      let cheapest = order.min { costs[$0] < costs[$1] } ?? 0
      let change = costs[cheapest] + DueFit.change
      for measure in measures.indices {
        came.append(UInt8(costs[measure] <= change ? measure : cheapest))
        costs[measure] = min(costs[measure], change) + (hits[place, measure] ? 0 : 1)
      }
    }
    var at = order.min { costs[$0] < costs[$1] } ?? 0
    var path = [Int](repeating: 0, count: cases.count)
    for place in cases.indices.reversed() {
      path[place] = at
      at = Int(came[place * measures.count + at])
    }
    var segments: [Segment] = []
    var first = 0
    for place in 1...cases.count where place == cases.count || path[place] != path[first] {
      segments.append(segment(node, first..<place, path[first], measures, hits))
      first = place
    }
    for place in segments.indices.dropFirst() {
      let change = changeInstant(
        after: all.cases[segments[place - 1].cases.last ?? 0].opened, before: all.cases[segments[place].cases[0]].opened
      )
      (segments[place - 1].to, segments[place].from) = (change, change)
    }
    return segments
  }

  private func segment(
    _ node: ClassTree.Node, _ range: Range<Int>, _ chosen: Int, _ measures: [Measure], _ hits: Hits
  ) -> Segment {
    let cases = Array(node.cases[range])
    let fitting = range.filter { hits[$0, chosen] }.map { node.cases[$0] }
    let others = measures.indices.filter { other in
      other != chosen && measures[other] != .none && range.count { hits[$0, other] } == fitting.count
    }
    return Segment(
      values: node.values, measure: measures[chosen], cases: cases, fitting: fitting, explained: fitting.count,
      others: others.map { measures[$0] })
  }

  /// The midnight between two openings where there is one, else the later of them.
  private func changeInstant(after: Instant, before: Instant) -> Instant {
    let midnight = all.zone.midnight(wallDay(all.zone.wall(before)))
    return after < midnight && midnight <= before ? midnight : before
  }
}
