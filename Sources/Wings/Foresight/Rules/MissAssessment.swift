import Forecasting
import Kernel

/// How good foresight was on clocks that it was not learnt from, beside what is known without it.
public struct MissAssessment: Sendable {
  /// The probability from which on an alarm is raised.
  public static let alarmLevel = 0.5

  /// Squared error and logarithmic loss, means over the moments.
  public struct Loss: Hashable, Sendable {
    /// Source: Brier (1950), for an event that happens or not.
    public var brier: Double
    public var log: Double
  }

  /// One minus the Brier score over that of a yardstick, and its standard error with the tickets as clusters.
  public struct Skill: Hashable, Sendable {
    public var value: Double
    public var error: Double
  }

  /// One tenth of the probabilities.
  public struct Tenth: Hashable, Sendable {
    public var from: Double
    public var moments: Int
    public var predicted: Double
    public var seen: Double

    public init(from: Double, moments: Int, predicted: Double, seen: Double) {
      (self.from, self.moments, self.predicted, self.seen) = (from, moments, predicted, seen)
    }
  }

  public struct Row: Hashable, Sendable {
    public var objective: Int
    public var point: ClockMoment.Point
    public var moments: Int
    public var missed: Int
    public var predicted: Double
    /// Of clocks learnt from, at the same point.
    public var baseRate: Double
    public var brier: Double
    public var baseBrier: Double
  }

  /// Held-back clocks and alarms about them.
  public struct Alarms: Hashable, Sendable {
    /// Clocks that missed, and of these the ones whose miss was foreseen.
    public var missed = 0
    public var foreseen = 0
    /// Clocks that did not miss, and of these the ones with an alarm.
    public var met = 0
    public var falseAlarms = 0
    /// From the first alarm to the miss, ascending.
    public var lead: [Duration] = []
  }

  public var moments = 0
  public var clocks = Tally()
  /// Moments of objectives with too little history.
  public var silent = 0
  public var loss: Loss?
  /// Of the base rate of the same objective at the same point, as it was known, and as it turned out to be.
  public var base: Loss?
  public var hindsight: Loss?
  public var skill: Skill?
  public var hindsightSkill: Skill?
  /// How often a clock that missed ranks before one that did not: by the probability, and by the share used.
  public var ranking: Double?
  public var usedShareRanking: Double?
  public var tenths: [Tenth] = []
  public var rows: [Row] = []
  public var alarms = Alarms()

  public init(_ trial: MissTrial) {
    let said = trial.asked.compactMap { asked in asked.foresight.map { (asked: asked, said: $0.probability) } }
    silent = trial.asked.count - said.count
    moments = said.count
    guard !said.isEmpty else { return }
    let known = BaseRates(trial.lessons.joined().map { ($0.moment, $0.isMissed) })
    let later = BaseRates(said.map { ($0.asked.moment, $0.asked.isMissed) })
    let scored = said.map { one in
      Scored(
        asked: one.asked, said: one.said, base: known.rate(of: one.asked.moment, least: BaseRates.least),
        hindsight: later.rate(of: one.asked.moment, least: 1))
    }
    loss = MissAssessment.loss(scored, \.said)
    base = MissAssessment.loss(scored, \.base)
    hindsight = MissAssessment.loss(scored, \.hindsight)
    skill = MissAssessment.skill(scored, \.base)
    hindsightSkill = MissAssessment.skill(scored, \.hindsight)
    ranking = MissAssessment.ranking(scored.map { ($0.said, $0.isMissed) })
    usedShareRanking = MissAssessment.ranking(scored.map { ($0.asked.moment[.usedShare], $0.isMissed) })
    tenths = MissAssessment.tenths(scored)
    rows = MissAssessment.rows(scored)
    takeAlarms(scored)
  }

  struct Scored {
    var asked: MissTrial.Asked
    var said: Double
    var base: Double
    var hindsight: Double
    var isMissed: Bool { asked.isMissed }

    func squared(_ share: Double) -> Double { (share - (isMissed ? 1 : 0)) * (share - (isMissed ? 1 : 0)) }
  }

  private static func loss(_ scored: [Scored], _ share: KeyPath<Scored, Double>) -> Loss {
    var loss = Loss(brier: 0, log: 0)
    for one in scored {
      let said = one[keyPath: share]
      loss.brier += one.squared(said)
      // A yardstick may be as sure as 0 or 1; what it then is wrong about would cost without end.
      loss.log -= Real.log(max(1e-6, one.isMissed ? said : 1 - said))
    }
    return Loss(brier: loss.brier / Double(scored.count), log: loss.log / Double(scored.count))
  }

  /// The error is that of a ratio of sums over clusters, to first order (Cochran 1977, section 6.4).
  static func skill(_ scored: [Scored], _ yardstick: KeyPath<Scored, Double>) -> Skill? {
    var (mine, theirs): ([Int: Double], [Int: Double]) = ([:], [:])
    for one in scored {
      mine[one.asked.moment.ticket, default: 0] += one.squared(one.said)
      theirs[one.asked.moment.ticket, default: 0] += one.squared(one[keyPath: yardstick])
    }
    let whole = theirs.keys.sorted().reduce(0) { $0 + (theirs[$1] ?? 0) }
    let tickets = Double(theirs.count)
    guard whole > 0, tickets > 1 else { return nil }
    let ratio = mine.keys.sorted().reduce(0) { $0 + (mine[$1] ?? 0) } / whole
    let squares = theirs.keys.sorted().reduce(0.0) { sum, ticket in
      let rest = (mine[ticket] ?? 0) - ratio * (theirs[ticket] ?? 0)
      return sum + rest * rest
    }
    return Skill(value: 1 - ratio, error: (tickets / (tickets - 1) * squares).squareRoot() / whole)
  }

  /// The area under the curve of hits against false alarms, by ranks (Mann and Whitney 1947), equals counting half; nil
  /// where all ended alike.
  static func ranking(_ seen: [(value: Double, isMissed: Bool)]) -> Double? {
    let sorted = seen.sorted { $0.value < $1.value }
    let missed = Double(sorted.count { $0.isMissed })
    let met = Double(sorted.count) - missed
    guard missed > 0, met > 0 else { return nil }
    var (first, ranks) = (0, 0.0)
    while first < sorted.count {
      var next = first
      while next < sorted.count, sorted[next].value == sorted[first].value { next += 1 }
      let rank = Double(first + next + 1) / 2
      ranks += rank * Double(sorted[first..<next].count { $0.isMissed })
      first = next
    }
    return (ranks - missed * (missed + 1) / 2) / (missed * met)
  }

  private static func tenths(_ scored: [Scored]) -> [Tenth] {
    (0..<10).map { place in
      let inside = scored.filter { min(9, Int($0.said * 10)) == place }
      let count = Double(max(1, inside.count))
      return Tenth(
        from: Double(place) / 10, moments: inside.count, predicted: inside.reduce(0) { $0 + $1.said } / count,
        seen: Double(inside.count { $0.isMissed }) / count)
    }
  }

  private static func rows(_ scored: [Scored]) -> [Row] {
    Dictionary(grouping: scored) { BaseRates.Place($0.asked.moment) }.map { place, inside in
      let count = Double(inside.count)
      return Row(
        objective: place.objective, point: place.point, moments: inside.count, missed: inside.count { $0.isMissed },
        predicted: inside.reduce(0) { $0 + $1.said } / count, baseRate: inside.first?.base ?? 0,
        brier: inside.reduce(0) { $0 + $1.squared($1.said) } / count,
        baseBrier: inside.reduce(0) { $0 + $1.squared($1.base) } / count)
    }.sorted { ($0.objective, $0.point.order) < ($1.objective, $1.point.order) }
  }

  private mutating func takeAlarms(_ scored: [Scored]) {
    var first: [ClockKey: Instant] = [:]
    var ends: [ClockKey: Instant?] = [:]
    for one in scored {
      let key = one.asked.moment.clock
      if ends.updateValue(one.asked.missedAt, forKey: key) == nil { clocks.add(one.isMissed) }
      if one.said >= MissAssessment.alarmLevel, first[key] == nil { first[key] = one.asked.moment.at }
    }
    for (key, missedAt) in ends {
      if let missedAt {
        alarms.missed += 1
        if let at = first[key], at < missedAt {
          alarms.foreseen += 1
          alarms.lead.append(missedAt - at)
        }
      } else {
        alarms.met += 1
        if first[key] != nil { alarms.falseAlarms += 1 }
      }
    }
    alarms.lead.sort()
  }
}

extension MissAssessment.Alarms {
  /// The lead that so many of a hundred foreseen misses had at least, by nearest rank; nil where none was foreseen.
  public func lead(ofPercent percent: Int) -> Duration? {
    guard !lead.isEmpty else { return nil }
    let rank = max(1, (lead.count * (100 - percent) + 99) / 100)
    return lead[min(lead.count, rank) - 1]
  }
}

extension ClockMoment.Point {
  var order: Int {
    switch self {
    case .used(let percent): percent
    case .change(let from): 100 + from
    }
  }
}
