import BusinessTime
import Kernel

extension DueFit {
  /// What cases say of one date, in the order of their openings: true where its closing explains the case, false where
  /// it would contradict it.
  private typealias Votes = [(opened: Instant, isClosed: Bool)]

  /// Dates of a span that are looked at; longer ones say too little of each.
  private static let span = 250

  /// Spans that closed dates are looked for in first.
  private static let shortSpan = 24 * OpenLine.day

  /// Finds the dates on which hours are closed, and since when their tool knew of each.
  mutating func findClosures(of place: Int, among groups: [[Int]], byRules: Bool) {
    let shape = hours[place].shape
    let plain = OpenLine(shape, days: days)
    var found = byRules ? hours[place].closed : [:]
    var ranges: [Int: ClosedRange<Instant>] = [:]
    var targets = targets(of: place, plain, groups, byRules: byRules)
    // What was found by rougher targets must still hold by these.
    for day in found.keys.sorted() {
      found[day] = nil
      let votes = votes(plain, shape, found, targets, only: day)[day] ?? []
      guard let (_, since) = DueFit.verdict(votes, mayBeLate: byRules, of: targets.count) else { continue }
      found[day] = .some(since?.upperBound)
      ranges[day] = since
    }
    for _ in 0..<12 {
      let taken = round(plain, shape, found, targets, mayBeLate: byRules)
      if taken.isEmpty { break }
      for (day, since) in taken {
        found[day] = .some(since?.upperBound)
        ranges[day] = since
      }
      if !byRules {
        targets = self.targets(
          of: place, OpenLine(shape, days: days, closed: Set(found.keys)), groups, byRules: false)
      }
    }
    (hours[place].changes, hours[place].changeRanges) = DueFit.joined(Array(ranges.values))
    for (day, range) in ranges {
      let change = hours[place].changes.indices.first { range.contains(hours[place].changes[$0]) }
      found[day] = .some(change.map { hours[place].changes[$0] } ?? range.upperBound)
    }
    hours[place].closed = found
    layLines(of: place)
  }

  /// Opens each date again that the rules do without: they explain as much then, with as few changes.
  mutating func dropIdleClosures(of place: Int) {
    for day in hours[place].closed.keys.sorted() {
      let (before, worth) = (hours[place], self.worth)
      hours[place].closed[day] = nil
      layLines(of: place)
      let kept = segments
      segments = segmented()
      if self.worth < worth { (hours[place], segments) = (before, kept) }
    }
  }

  /// Cases explained, less what changes of rules cost.
  private var worth: Int { segments.reduce(0) { $0 + $1.explained - DueFit.change } }

  private mutating func layLines(of place: Int) {
    let (changes, days, shape) = (hours[place].changes, days, hours[place].shape)
    hours[place].lines = (0...changes.count).map { version in
      OpenLine(shape, days: days, closed: Set(hours[place].closed(in: version)))
    }
  }

  /// The target of each case by what is known so far: that of its rule, or before there are any the least that many of
  /// its class took about that time, since closed dates only add to it.
  private func targets(
    of place: Int, _ line: OpenLine, _ groups: [[Int]], byRules: Bool
  ) -> [(case: Int, target: Int64)] {
    guard byRules else {
      let targets = groups.flatMap { leastTargets(line, $0, hours[place]) }
      // A long span holds closed dates whenever it begins, so that its target cannot be seen yet.
      let short = targets.filter { timed[$0.case].map { $0.due - $0.opened <= DueFit.shortSpan } ?? false }
      return short.count >= 100 || short.count * 5 >= targets.count ? short : targets
    }
    // A date that became known late looks like a target that changed by a day or a few and then back: such a stretch
    // is asked with the target that its class has otherwise.
    var counts: [[String]: [Int64: Int]] = [:]
    for segment in segments {
      guard case .open(let hours, let target) = segment.measure, hours == place else { continue }
      counts[segment.values, default: [:]][target, default: 0] += segment.cases.count
    }
    let usual = counts.compactMapValues { targets in targets.max { ($0.value, $1.key) < ($1.value, $0.key) } }
    let few = Int64(hours[place].shape.commonDay) * 60_000 * 3
    return segments.flatMap { segment -> [(case: Int, target: Int64)] in
      guard case .open(let hours, var target) = segment.measure, hours == place else { return [] }
      if let usual = usual[segment.values], usual.value > 2 * segment.cases.count, abs(usual.key - target) <= few {
        target = usual.key
      }
      return segment.cases.filter { timed[$0] != nil }.map { ($0, target) }
    }
  }

  private func leastTargets(_ line: OpenLine, _ cases: [Int], _ hours: Hours) -> [(case: Int, target: Int64)] {
    let values = cases.map { one in timed[one].map { line.open($0.opened, $0.due) } ?? 0 }
    let day = Int64(hours.shape.commonDay) * 60_000
    let targets = Mode.targets(values, within: Mode.exact, day: day, most: 12).sorted()
    guard !targets.isEmpty else { return [] }
    let nearest = values.map { value in targets.firstIndex { abs($0 - value) <= 2 * Mode.exact } }
    var counts = [Int](repeating: 0, count: targets.count)
    var (first, last) = (0, 0)
    var found: [(case: Int, target: Int64)] = []
    for one in cases {
      let opened = all.cases[one].opened
      while last < cases.count, all.cases[cases[last]].opened <= opened + DueFit.about {
        if let target = nearest[last] { counts[target] += 1 }
        last += 1
      }
      while all.cases[cases[first]].opened < opened - DueFit.about {
        if let target = nearest[first] { counts[target] -= 1 }
        first += 1
      }
      let many = max(2, counts.reduce(0, +) / 10)
      if let target = counts.firstIndex(where: { $0 >= many }) { found.append((one, targets[target])) }
    }
    return found
  }

  /// How far around an opening its class's targets are looked at.
  private static let about = Duration.days(21)

  /// What every case says of each date, or of one, with those found so far.
  private func votes(
    _ plain: OpenLine, _ shape: HoursShape, _ found: [Int: Instant?], _ targets: [(case: Int, target: Int64)],
    only: Int? = nil
  ) -> [Int: Votes] {
    let longest = Int64(shape.commonDay) * 60_000 * 4
    var votes: [Int: Votes] = [:]
    for (place, target) in targets {
      guard let one = timed[place] else { continue }
      let (first, last) = (wallDay(one.opened), wallDay(one.due))
      guard last - first <= DueFit.span, only.map({ first <= $0 && $0 <= last }) ?? true else { continue }
      let opened = all.cases[place].opened
      var rest = plain.open(one.opened, one.due) - target
      for day in first...last {
        if let since = found[day], since.map({ $0 <= opened }) ?? true {
          rest -= plain.open(ofDay: day, one.opened, one.due)
        }
      }
      guard rest >= -within, rest <= longest else { continue }
      for day in (only ?? first)...(only ?? last) where found[day] == nil {
        let open = plain.open(ofDay: day, one.opened, one.due)
        guard open > within else { continue }
        if rest <= within {
          votes[day, default: []].append((opened, false))
        } else if rest - open >= -within {
          votes[day, default: []].append((opened, true))
        }
      }
    }
    return votes
  }

  /// The dates that most cases speak for, away from each other, with the openings between which they became known.
  private func round(
    _ plain: OpenLine, _ shape: HoursShape, _ found: [Int: Instant?], _ targets: [(case: Int, target: Int64)],
    mayBeLate: Bool
  ) -> [(day: Int, since: ClosedRange<Instant>?)] {
    let votes = votes(plain, shape, found, targets)
    var ranked: [(day: Int, gain: Int, isRepeated: Int, since: ClosedRange<Instant>?)] = []
    let holidays = Set(found.keys.flatMap { DueFit.feasts($0) })
    for (day, votes) in votes {
      guard let (gain, since) = DueFit.verdict(votes, mayBeLate: mayBeLate, of: targets.count) else { continue }
      ranked.append((day, gain, DueFit.feasts(day).contains(where: holidays.contains) ? 1 : 0, since))
    }
    // Of dates that every long span holds none is better than the other, but for one that another year is closed on, too.
    ranked.sort { ($0.gain + $0.gain / 10 * $0.isRepeated, $1.day) > ($1.gain + $1.gain / 10 * $1.isRepeated, $0.day) }
    var taken: [(day: Int, since: ClosedRange<Instant>?)] = []
    // Neighbours of a date share its cases; what they say by themselves shows once it is taken.
    for (place, one) in ranked.enumerated() where !ranked[..<place].contains(where: { abs($0.day - one.day) < 10 }) {
      taken.append((one.day, one.since))
    }
    return taken
  }

  /// What recurs every year on a date: its month and day, and its weekday's place in the month.
  private static func feasts(_ day: Int) -> [String] {
    let date = CivilDate(daysSince1970: day)
    let isLast = date.day + 7 > CivilDate.days(inMonth: date.month, of: date.year)
    return [
      "\(date.month)-\(date.day)",
      "\(date.month) \(date.weekday) \(isLast && date.month == 5 ? 5 : (date.day - 1) / 7)",
    ]
  }

  /// Whether votes speak for a closed date, by how many, and between which openings it became known.
  private static func verdict(
    _ unordered: Votes, mayBeLate: Bool, of voters: Int
  ) -> (gain: Int, since: ClosedRange<Instant>?)? {
    let votes = unordered.sorted { $0.opened < $1.opened }
    // The division by which most votes are right: false before it, true from it on.
    var right = votes.count { $0.isClosed }
    var best = (right: right, split: 0)
    for (place, vote) in votes.enumerated() {
      right += vote.isClosed ? -1 : 1
      if right > best.right { best = (right, place + 1) }
    }
    let before = votes[..<best.split]
    let open = before.count { !$0.isClosed }
    let isLate = mayBeLate && open >= 5 && open * 20 >= before.count * 17
    let after = isLate ? votes[best.split...] : votes[...]
    let closed = after.count { $0.isClosed }
    let gain = closed - (after.count - closed)
    // In many cases a few odd ones agree by chance.
    let least = max(3, voters / 4000)
    guard gain >= (isLate ? least + 2 : least), closed * 20 >= after.count * (isLate ? 17 : 14) else { return nil }
    guard isLate, let last = before.last, let first = after.first else { return (gain, nil) }
    return (gain, last.opened...first.opened)
  }

  /// The fewest openings such that each range holds one.
  private static func joined(_ ranges: [ClosedRange<Instant>]) -> ([Instant], [ClosedRange<Instant>]) {
    var joined: [ClosedRange<Instant>] = []
    for range in ranges.sorted(by: { $0.upperBound < $1.upperBound }) {
      if let last = joined.last, range.lowerBound < last.upperBound {
        joined[joined.count - 1] = max(last.lowerBound, range.lowerBound)...last.upperBound
      } else {
        joined.append(range)
      }
    }
    return (joined.map(\.upperBound), joined)
  }
}
