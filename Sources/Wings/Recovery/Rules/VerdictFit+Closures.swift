import Kernel

extension VerdictFit {
  /// Leaves out each reason that need not pause, and takes in each that must.
  func withFewestPauses(_ begin: Candidate, _ groups: [[Int]]) -> Candidate {
    var best = begin
    let hours = line(best.shape)
    for reason in all.reasons.indices {
      let isIn = best.spells.pauses.contains(reason)
      let spells = spells(
        best.spells.stop, isIn ? best.spells.pauses.filter { $0 != reason } : best.spells.pauses + [reason])
      let found = misses(hours, groups, spells)
      if isIn ? found <= best.misses : found + VerdictFit.gain <= best.misses { best = (best.shape, found, spells) }
    }
    return best
  }

  /// Dates whose closing explains more.
  func closures(_ shape: HoursShape, _ groups: [[Int]], _ spells: Spells) -> Set<Int> {
    var closed: Set<Int> = []
    guard days.count <= 4000, shape != .aroundTheClock else { return closed }
    // Only classes with errors can gain.
    var open = line(shape)
    let wrong = groups.filter { misses(open, [$0], spells) > 0 }
    var best = misses(open, wrong, spells)
    while best >= 3, closed.count < 60 {
      let scores = gains(of: days, open, wrong, spells)
      guard let day = scores.max(by: { ($0.value, -$0.key) < ($1.value, -$1.key) }), day.value >= 3 else { break }
      let line = OpenLine(shape, days: days, closed: closed.union([day.key]))
      let found = misses(line, wrong, spells)
      guard found + 3 <= best else { break }
      closed.insert(day.key)
      (best, open) = (found, line)
    }
    return closed
  }

  /// How many errors fewer the closing of each date leaves, targets kept.
  private func gains(of days: Range<Int>, _ line: OpenLine, _ groups: [[Int]], _ spells: Spells) -> [Int: Int] {
    var gains: [Int: Int] = [:]
    for cases in groups {
      var packed = packed(cases, line, spells)
      let threshold = Threshold(&packed)
      for place in cases {
        let used = used(place, line, spells)
        let isMet = used <= threshold.from
        guard !isMet, let to = threshold.to, used >= to else { continue }
        let isRight = all.cases[place].met == false
        for spell in spells.first[place]..<spells.first[place + 1] {
          let (from, end) = (spells.from[spell], spells.to[spell])
          guard end - from < 400 * OpenLine.day else { continue }
          for day in wallDay(from)...wallDay(end) {
            let less = line.open(ofDay: day, from, end)
            if less > 0, used - less <= threshold.from { gains[day, default: 0] += isRight ? -1 : 1 }
          }
        }
      }
    }
    return gains
  }

  /// Beginnings and ends of the hours that explain as much as those taken.
  func openHours(_ shape: HoursShape, _ misses: Int, _ groups: [[Int]], _ spells: Spells) -> [String] {
    guard shape != .aroundTheClock else { return [] }
    func reach(_ step: Int, _ change: (inout HoursShape, Int) -> Void) -> Int {
      var by = 0
      while abs(by) < 120 {
        var other = shape
        change(&other, by + step)
        guard other.isSound, self.misses(line(other), groups, spells) <= misses else { break }
        by += step
      }
      return by
    }
    func text(_ minutes: Int) -> String {
      let (hour, minute) = (minutes / 60 % 24, minutes % 60)
      return (hour < 10 ? "0\(hour)" : "\(hour)") + ":" + (minute < 10 ? "0\(minute)" : "\(minute)")
    }
    var notes: [String] = []
    let (early, late) = (reach(-5) { $0.start += $1 }, reach(5) { $0.start += $1 })
    if early != late {
      notes.append(
        "Hours that begin anywhere from \(text(shape.start + early)) to \(text(shape.start + late)) explain as many "
          + "verdicts as \(text(shape.start)).")
    }
    let (sooner, later) = (reach(-5) { $0.end += $1 }, reach(5) { $0.end += $1 })
    if sooner != later {
      notes.append(
        "Hours that end anywhere from \(text(shape.end + sooner)) to \(text(shape.end + later)) explain as many "
          + "verdicts as \(text(shape.end)).")
    }
    return notes
  }
}
