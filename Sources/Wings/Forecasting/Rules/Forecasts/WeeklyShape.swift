/// Counts as the level of a week times the shape of the weeks: what a Monday at nine has beside other times.
///
/// Count ≈ level(week) · shape(weekday, slot). Both are found in turn, each from sums given the other, as in iterative
/// proportional fitting; for counts that scatter as Poisson's this is the most likely pair. Weeks are counted back from
/// the last day; older weeks teach the shape less, by half with each `halfLife`.
struct WeeklyShape {
  /// What is known, in the order of time, with its place in the week.
  struct Known {
    var day: Int
    var place: Int
    var count: Double
  }

  /// By weekday and slot, `weekday * slots + slot`; nil where nothing was ever known.
  private(set) var shape: [Double?]
  private let slots: Int

  /// Weeks that teach; older ones are forgotten, which bounds the work.
  static let weeks = 53
  /// By then the pair moves by less than the counts scatter by a hundredth.
  private static let rounds = 6

  /// - Parameters:
  ///   - known: not empty; those of the last 53 weeks up to `lastDay` count.
  ///   - halfLife: weeks after which a week teaches half as much.
  init(_ known: ArraySlice<Known>, lastDay: Int, slots: Int, halfLife: Double) {
    self.slots = slots
    let teaching = known.drop { lastDay - $0.day >= 7 * WeeklyShape.weeks }
    let weekCount = teaching.first.map { (lastDay - $0.day) / 7 + 1 } ?? 0
    let weights = (0..<weekCount).map { Real.exp(-Real.log(2) * Double($0) / halfLife) }
    var levels = [Double](repeating: 1, count: weekCount)
    var places = [Double](repeating: 0, count: 7 * slots)
    var isKnown = [Bool](repeating: false, count: 7 * slots)
    for row in teaching { isKnown[row.place] = true }
    for _ in 0..<WeeklyShape.rounds {
      var (counts, bases) = ([Double](repeating: 0, count: 7 * slots), [Double](repeating: 0, count: 7 * slots))
      for row in teaching {
        let week = (lastDay - row.day) / 7
        counts[row.place] += weights[week] * row.count
        bases[row.place] += weights[week] * levels[week]
      }
      for place in places.indices { places[place] = bases[place] > 0 ? counts[place] / bases[place] : 0 }
      var (ofWeek, expected) = ([Double](repeating: 0, count: weekCount), [Double](repeating: 0, count: weekCount))
      for row in teaching {
        let week = (lastDay - row.day) / 7
        ofWeek[week] += row.count
        expected[week] += places[row.place]
      }
      for week in levels.indices { levels[week] = expected[week] > 0 ? ofWeek[week] / expected[week] : 0 }
    }
    shape = places.indices.map { isKnown[$0] ? places[$0] : nil }
  }

  /// The shape with each weekday's slots smoothed by a line fitted about each, near slots first (Gaussian weights with
  /// `width` slots as their deviation); 0 leaves it as it is. What is not known stays so and teaches nothing.
  func smoothed(width: Double) -> WeeklyShape {
    guard width > 0 else { return self }
    let reach = Int((4 * width).rounded(.up))
    let weights = (0...reach).map { Real.exp(-Double($0 * $0) / (2 * width * width)) }
    var result = self
    for weekday in 0..<7 {
      let base = weekday * slots
      for slot in 0..<slots where shape[base + slot] != nil {
        var (s0, s1, s2, y0, y1) = (0.0, 0.0, 0.0, 0.0, 0.0)
        for other in max(0, slot - reach)...min(slots - 1, slot + reach) {
          guard let value = shape[base + other] else { continue }
          let distance = Double(other - slot)
          let weight = weights[abs(other - slot)]
          s0 += weight
          s1 += weight * distance
          s2 += weight * distance * distance
          y0 += weight * value
          y1 += weight * distance * value
        }
        let spread = s0 * s2 - s1 * s1
        // A single known slot has no line.
        result.shape[base + slot] = max(0, spread > 1e-12 * s0 * s0 ? (s2 * y0 - s1 * y1) / spread : y0 / s0)
      }
    }
    return result
  }

  /// The level of the time to come: all counts over what the shape makes of their places, with recent days first.
  /// - Parameter halfLife: weeks after which a day counts half.
  func level(_ known: ArraySlice<Known>, lastDay: Int, halfLife: Double) -> Double {
    var (counts, expected) = (0.0, 0.0)
    var (day, weight) = (Int.min, 0.0)
    for row in known.drop(while: { lastDay - $0.day >= 7 * WeeklyShape.weeks }) {
      if row.day != day {
        day = row.day
        weight = Real.exp(-Real.log(2) * Double(lastDay - day) / (7 * halfLife))
      }
      counts += weight * row.count
      expected += weight * (shape[row.place] ?? 0)
    }
    return expected > 0 ? counts / expected : 0
  }
}
