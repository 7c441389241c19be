/// How often clocks of an objective missed that were at the same point: what is known without foresight.
struct BaseRates {
  struct Place: Hashable {
    var objective: Int
    var point: ClockMoment.Point

    init(_ moment: ClockMoment) { (objective, point) = (moment.objective, moment.point) }
  }

  /// Moments at one point; with fewer the rate is that of the objective.
  static let least = 20

  private var points: [Place: Tally] = [:]
  private var objectives: [Int: Tally] = [:]

  init(_ seen: [(moment: ClockMoment, isMissed: Bool)]) {
    for one in seen {
      points[Place(one.moment), default: Tally()].add(one.isMissed)
      objectives[one.moment.objective, default: Tally()].add(one.isMissed)
    }
  }

  func rate(of moment: ClockMoment, least: Int) -> Double {
    let wide = objectives[moment.objective] ?? Tally()
    guard let tally = points[Place(moment)], tally.clocks >= least else {
      return wide.clocks == 0 ? 0.5 : Double(wide.missed) / Double(wide.clocks)
    }
    return Double(tally.missed) / Double(tally.clocks)
  }
}
