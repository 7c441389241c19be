/// Past clocks sorted into groups of similar ones by a tree of questions, each group with its counts.
///
/// Grown from the top by the question that tells misses and hits apart best, as CART does (Breiman, Friedman, Olshen and
/// Stone 1984, Gini impurity), until a group would have too few clocks or no question tells more than chance would.
struct SimilarClocks: Sendable {
  enum Rule {
    /// Different clocks of a group; a question that would leave fewer is not asked.
    static let clocks = 60
    /// Questions on the way to a group.
    static let questions = 14
    /// What a question must save of squared errors, summed over the moments: below it lies chance.
    static let gain = 4.0
    /// Values between which a number is asked about.
    static let cuts = 64
    /// The weight of the wider group in a narrower one's share, in clocks.
    static let widerWeight = 20.0
  }

  struct Node: Sendable {
    /// The column that is asked about; -1 for a group.
    var column = -1
    /// At most so much goes to `below`.
    var most = 0.0
    var below = 0
    var above = 0
    /// The group above; -1 for all.
    var wider = -1
    var tally = Tally()
    /// The share that missed, drawn towards the wider group's.
    var share = 0.0
  }

  private(set) var nodes: [Node] = []

  /// One that was grown before; the first node is that of all clocks.
  init(nodes: [Node]) { self.nodes = nodes }

  /// - Parameters:
  ///   - columns: of each feature the values, moment by moment.
  ///   - clocks: the clock of each moment, numbered from 0.
  ///   - missed: by clock.
  init(columns: [[Double]], clocks: [Int], missed: [Bool]) {
    var growth = Growth(columns: columns, clocks: clocks, missed: missed)
    nodes = growth.grown()
  }

  /// The group of a moment.
  func group(of values: [Double]) -> Int {
    var place = 0
    while nodes[place].column >= 0 {
      let node = nodes[place]
      place = values[node.column] <= node.most ? node.below : node.above
    }
    return place
  }

  /// The answers that lead to a group, the widest first.
  func answers(to group: Int) -> [(column: Int, most: Double, isAbove: Bool)] {
    var answers: [(column: Int, most: Double, isAbove: Bool)] = []
    var place = group
    while nodes[place].wider >= 0 {
      let wider = nodes[nodes[place].wider]
      answers.append((wider.column, wider.most, wider.above == place))
      place = nodes[place].wider
    }
    return answers.reversed()
  }
}

/// A tree while it grows.
private struct Growth {
  private typealias Rule = SimilarClocks.Rule
  /// Values between which each column is asked about, ascending.
  private let cuts: [[Double]]
  /// Of each column, the number of cuts below a moment's value.
  private let bins: [[UInt8]]
  private let clocks: [Int]
  private let missed: [Bool]
  /// Moments of a clock in the group that is looked at, and whose group that is.
  private var times: [Int32]

  init(columns: [[Double]], clocks: [Int], missed: [Bool]) {
    (self.clocks, self.missed) = (clocks, missed)
    times = [Int32](repeating: 0, count: missed.count)
    cuts = columns.map(Growth.cuts)
    bins = zip(columns, cuts).map { values, cuts in values.map { Growth.bin($0, cuts) } }
  }

  /// Between values at even ranks, so that each bin has about as many moments.
  private static func cuts(_ values: [Double]) -> [Double] {
    let sorted = values.sorted()
    var cuts: [Double] = []
    for step in 1..<Rule.cuts where !sorted.isEmpty {
      let place = step * sorted.count / Rule.cuts
      guard place > 0 else { continue }
      let cut = sorted[place - 1]
      if cut < sorted[sorted.count - 1], cut > cuts.last ?? -.infinity { cuts.append(cut) }
    }
    return cuts
  }

  private static func bin(_ value: Double, _ cuts: [Double]) -> UInt8 {
    var (low, high) = (0, cuts.count)
    while low < high {
      let middle = (low + high) / 2
      if cuts[middle] < value { low = middle + 1 } else { high = middle }
    }
    return UInt8(low)
  }

  mutating func grown() -> [SimilarClocks.Node] {
    var nodes = [SimilarClocks.Node()]
    nodes[0].tally = tally(clocks.indices)
    nodes[0].share = nodes[0].tally.share(towards: 0.5, weight: 2)
    var waiting: [(node: Int, moments: [Int], depth: Int)] = [(0, Array(clocks.indices), 0)]
    while let (node, moments, depth) = waiting.popLast() {
      guard depth < Rule.questions, let question = question(moments) else { continue }
      let below = moments.filter { bins[question.column][$0] <= question.bin }
      let above = moments.filter { bins[question.column][$0] > question.bin }
      (nodes[node].column, nodes[node].most) = (question.column, cuts[question.column][Int(question.bin)])
      (nodes[node].below, nodes[node].above) = (nodes.count, nodes.count + 1)
      for part in [below, above] {
        var next = SimilarClocks.Node()
        next.wider = node
        next.tally = tally(part)
        next.share = next.tally.share(towards: nodes[node].share, weight: Rule.widerWeight)
        waiting.append((nodes.count, part, depth + 1))
        nodes.append(next)
      }
    }
    return nodes
  }

  private mutating func tally(_ moments: some Sequence<Int>) -> Tally {
    var tally = Tally()
    for moment in moments {
      if times[clocks[moment]] == 0 { tally.add(missed[clocks[moment]]) }
      times[clocks[moment]] = 1
    }
    for moment in moments { times[clocks[moment]] = 0 }
    return tally
  }

  private struct Sums {
    var moments = 0.0
    var missed = 0.0
    /// Each moment by one over the number of its clock's: no more than there are different clocks.
    var clocks = 0.0

    static func + (a: Sums, b: Sums) -> Sums {
      Sums(moments: a.moments + b.moments, missed: a.missed + b.missed, clocks: a.clocks + b.clocks)
    }

    static func - (a: Sums, b: Sums) -> Sums {
      Sums(moments: a.moments - b.moments, missed: a.missed - b.missed, clocks: a.clocks - b.clocks)
    }

    var saved: Double { moments > 0 ? missed * missed / moments : 0 }
  }

  private mutating func question(_ moments: [Int]) -> (column: Int, bin: UInt8)? {
    for moment in moments { times[clocks[moment]] += 1 }
    let weights = moments.map { 1 / Double(times[clocks[$0]]) }
    for moment in moments { times[clocks[moment]] = 0 }
    let misses = moments.map { missed[clocks[$0]] ? 1.0 : 0 }
    var best: (column: Int, bin: UInt8, gain: Double)?
    for column in bins.indices where !cuts[column].isEmpty {
      var sums = [Sums](repeating: Sums(), count: cuts[column].count + 1)
      for (place, moment) in moments.enumerated() {
        let bin = Int(bins[column][moment])
        sums[bin].moments += 1
        sums[bin].missed += misses[place]
        sums[bin].clocks += weights[place]
      }
      let all = sums.reduce(Sums(), +)
      var below = Sums()
      for bin in cuts[column].indices {
        below = below + sums[bin]
        let above = all - below
        // The sum of parts of one is not quite one.
        guard min(below.clocks, above.clocks) >= Double(Rule.clocks) - 1e-6 else { continue }
        let gain = below.saved + above.saved - all.saved
        if gain > best?.gain ?? Rule.gain { best = (column, UInt8(bin), gain) }
      }
    }
    return best.map { ($0.column, $0.bin) }
  }
}
