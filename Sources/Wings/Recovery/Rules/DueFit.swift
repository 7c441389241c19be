import BusinessTime
import Kernel

/// Finds hours, closed dates and targets from recorded due times.
struct DueFit {
  /// Hours that were found, with the dates that they are closed on and since when the tool knew of each.
  struct Hours {
    var shape: HoursShape
    /// The dates, each with the opening from which on due times know of it; nil: always.
    var closed: [Int: Instant?] = [:]
    /// Openings at which dates became known, in order.
    var changes: [Instant] = []
    /// Between which openings each change lies, where cases tell no better.
    var changeRanges: [ClosedRange<Instant>] = []
    /// The hours of each version, one more than there are changes.
    var lines: [OpenLine] = []

    func closed(in version: Int) -> [Int] {
      let start: Instant = version == 0 ? .earliest : changes[version - 1]
      return closed.filter { $0.value.map { $0 <= start } ?? true }.map(\.key).sorted()
    }

    func version(at opened: Instant) -> Int { changes.prefix { $0 <= opened }.count }
  }

  /// A case with the clock times that the search reckons with.
  struct Timed {
    var opened: Int64
    var due: Int64
    var elapsed: Int64
    /// Local dates between opening and due time, where both have the same clock time.
    var localDays: Int64?
  }

  let all: RecordedCases
  /// How far a due time may be off, in milliseconds.
  let within: Int64
  private let course: RecoveryCourse
  /// Cases with a due time that a rule could give, by their places; nil otherwise.
  let timed: [Timed?]
  let tree: ClassTree
  let days: Range<Int>
  var hours: [Hours] = []
  var segments: [Segment] = []

  /// Hours that are looked for.
  private static let mostHours = 4
  /// Cases that the search of hours looks at, and those of one class.
  private static let sampled = 4000
  private static let sampledOfClass = 250

  init(_ all: RecordedCases, within: Duration, course: RecoveryCourse = RecoveryCourse()) {
    (self.all, self.course) = (all, course)
    self.within = within.milliseconds
    var timed: [Timed?] = []
    timed.reserveCapacity(all.cases.count)
    var (low, high) = (Int64.max, Int64.min)
    for one in all.cases {
      guard let due = one.due, due > one.opened, due - one.opened <= RecordedCases.Limit.due else {
        timed.append(nil)
        continue
      }
      var time = Timed(
        opened: all.zone.wall(one.opened), due: all.zone.wall(due), elapsed: (due - one.opened).milliseconds)
      let dates = (time.due - time.opened + OpenLine.day / 2) / OpenLine.day
      if dates > 0, abs(time.due - time.opened - dates * OpenLine.day) <= within.milliseconds { time.localDays = dates }
      (low, high) = (min(low, time.opened), max(high, time.due))
      timed.append(time)
    }
    self.timed = timed
    days = low <= high ? wallDay(low) - 1..<wallDay(high) + 3 : 0..<1
    tree = ClassTree(all, cases: Array(all.cases.indices))
  }

  /// Finds everything.
  mutating func run() {
    segments = segmented()
    while hours.count < DueFit.mostHours, !course.isStopped {
      let (groups, count) = unexplained()
      guard count >= 20 || (hours.isEmpty && count > 0) else { break }
      let sample = sampled(groups)
      course.enter(.hours(hours.count + 1))
      guard let shape = searched(sample) else { break }
      course.enter(.closures(hours.count + 1))
      var found = Hours(shape: shape)
      found.lines = [OpenLine(shape, days: days)]
      hours.append(found)
      let before = explained
      var lost = segments
      segments = segmented()
      // At first by what most of each class took: a month of holidays looks like a change of its target.
      for isFirst in [true, false] {
        findClosures(of: hours.count - 1, among: groups, byRules: !isFirst)
        segments = segmented()
      }
      dropIdleClosures(of: hours.count - 1)
      if explained < before + max(1, count / 10) {
        swap(&segments, &lost)
        hours.removeLast()
        break
      }
    }
  }

  private var explained: Int { segments.reduce(0) { $0 + $1.explained } }

  /// Cases that no rule explains yet, of classes of which many are so; those of one class together.
  private func unexplained() -> (groups: [[Int]], count: Int) {
    var isExplained = [Bool](repeating: false, count: all.cases.count)
    for segment in segments { for place in segment.fitting { isExplained[place] = true } }
    var groups: [[Int]] = []
    func visit(_ node: ClassTree.Node) {
      guard node.children.isEmpty else { return node.children.forEach(visit) }
      let due = node.cases.filter { timed[$0] != nil }
      let open = due.filter { !isExplained[$0] }
      if open.count * 10 > due.count { groups.append(hours.isEmpty ? due : open) }
    }
    tree.roots.forEach(visit)
    return (groups, groups.reduce(0) { $0 + $1.count })
  }

  private func sampled(_ groups: [[Int]]) -> [[Int]] {
    var sample: [[Int]] = []
    var count = 0
    for group in groups.sorted(by: { ($0.count, $1[0]) > ($1.count, $0[0]) }) where count < DueFit.sampled {
      let share = max(1, (group.count + DueFit.sampledOfClass - 1) / DueFit.sampledOfClass)
      let some = group.enumerated().filter { $0.offset % share == 0 }.map(\.element)
      sample.append(some)
      count += some.count
    }
    return sample
  }

  /// The hours by which most cases of each class took the same open time.
  private func searched(_ sample: [[Int]]) -> HoursShape? {
    let cases = sample.map { $0.compactMap { timed[$0] } }
    var counts: [Int: Int] = [:]
    for one in cases.joined() {
      counts[Int((one.due % OpenLine.day + OpenLine.day) % OpenLine.day / 60_000), default: 0] += 1
    }
    let total = cases.reduce(0) { $0 + $1.count }
    let hints = counts.filter { $0.value * 50 >= total && $0.value > 2 && $0.key % 5 == 0 }.map(\.key)
    // Hours are told apart by minutes, whatever due times may be off.
    let exact = min(within, Mode.exact)
    func misses(_ shape: HoursShape, _ groups: [[Timed]]) -> Int {
      guard course.tries() else { return total }
      let line = OpenLine(shape, days: days)
      var misses = 0
      var values: [Int64] = []
      for group in groups {
        values.removeAll(keepingCapacity: true)
        for one in group where line.isOpen(near: one.due, within: exact) {
          values.append(line.open(one.opened, one.due))
        }
        misses += group.count - Mode.most(&values, within: exact).count
      }
      return misses
    }
    let rough = cases.map { group in
      group.enumerated().filter { $0.offset % (total > 1500 ? 4 : 1) == 0 }.map(\.element)
    }
    var search = HoursSearch(misses: { misses($0, cases) }, roughMisses: { misses($0, rough) })
    search.hints = hints
    let best = search.best()
    return best.shape == .aroundTheClock || best.misses == total ? nil : best.shape
  }
}

/// The value that most have, give or take.
enum Mode {
  /// Values that tell targets apart, in milliseconds either way, whatever due times may be off.
  static let exact: Int64 = 30_000

  /// - Parameter values: sorted here.
  static func most(_ values: inout [Int64], within: Int64) -> (low: Int64, high: Int64, count: Int) {
    values.sort()
    var best = (low: Int64(0), high: Int64(0), count: 0)
    var first = 0
    for last in values.indices {
      while values[last] - values[first] > 2 * within { first += 1 }
      if last - first + 1 > best.count { best = (values[first], values[last], last - first + 1) }
    }
    return best
  }

  /// The roundest targets about which most values lie, the commonest first; what is near enough to one is explained
  /// by it.
  static func targets(_ values: [Int64], within: Int64, day: Int64, most limit: Int) -> [Int64] {
    var rest = values
    var targets: [Int64] = []
    let least = values.count < 4 ? 1 : max(2, values.count / 200)
    let about = min(within, exact)
    while targets.count < limit, !rest.isEmpty {
      let mode = most(&rest, within: about)
      guard mode.count >= least else { break }
      let target = RoundLength.roundest(max(1, mode.low - about), max(1, mode.high + about), day: day)
      if mode.low > 0 { targets.append(target) }
      rest.removeAll { abs($0 - target) <= max(within, about) || mode.low <= $0 && $0 <= mode.high }
    }
    return targets
  }
}
