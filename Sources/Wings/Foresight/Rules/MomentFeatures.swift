/// A moment as numbers in columns: its measures, and for each word how often clocks with that word missed.
struct MomentFeatures: Sendable {
  /// The weight of all clocks in the share of those with one word, in clocks.
  private static let weight = 20.0

  /// By slot and word.
  let shares: [[Int32: Double]]
  /// Of all clocks; what is said of a word that was never learnt.
  let all: Double

  init(shares: [[Int32: Double]], all: Double) { (self.shares, self.all) = (shares, all) }

  init(_ lessons: [MissModel.Lesson]) {
    var whole: [ClockKey: Bool] = [:]
    for lesson in lessons { whole[lesson.moment.clock] = lesson.isMissed }
    let tally = Tally(clocks: whole.count, missed: whole.count { $0.value })
    let all = tally.share(towards: 0.5, weight: 2)
    let slots = lessons.first?.moment.words.count ?? 0
    shares = (0..<slots).map { slot in
      // A clock counts once for each word that it had.
      var seen: Set<Seen> = []
      var tallies: [Int32: Tally] = [:]
      for lesson in lessons {
        let word = lesson.moment.words[slot]
        guard seen.insert(Seen(clock: lesson.moment.clock, word: word)).inserted else { continue }
        tallies[word, default: Tally()].add(lesson.isMissed)
      }
      return tallies.mapValues { $0.share(towards: all, weight: MomentFeatures.weight) }
    }
    self.all = all
  }

  private struct Seen: Hashable {
    var clock: ClockKey
    var word: Int32
  }

  func values(of moment: ClockMoment) -> [Double] {
    var values = moment.numbers
    values.reserveCapacity(values.count + moment.words.count)
    for (slot, word) in moment.words.enumerated() { values.append(shares[slot][word] ?? all) }
    return values
  }
}
