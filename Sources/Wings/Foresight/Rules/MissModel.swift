import Kernel

/// How likely running clocks of one objective miss, from how similar ones went on from the same point.
public struct MissModel: Sendable {
  /// Changes with each way of reckoning that may give other probabilities from the same past.
  public static let version = 1

  /// What it takes to say anything.
  public enum Least {
    /// Different clocks that are decided.
    public static let clocks = 200
    /// And of these that missed, and that did not.
    public static let each = 30
  }

  /// A probability with what it rests on.
  public struct Foresight: Hashable, Sendable {
    /// That the clock misses, inside 0...1.
    public var probability: Double
    /// Of so many similar clocks so many missed.
    public var similar: Tally
    /// Which group of similar clocks.
    public var group: Int
  }

  /// A clock at a moment, and how it ended.
  public struct Lesson: Sendable {
    public var moment: ClockMoment
    public var isMissed: Bool

    public init(_ moment: ClockMoment, isMissed: Bool) { (self.moment, self.isMissed) = (moment, isMissed) }
  }

  /// The share of clocks that are kept back, the latest ones, until the probabilities are calibrated.
  private static let keptBack = 4

  let groups: SimilarClocks
  let features: MomentFeatures
  let calibration: Calibration
  /// Clocks learnt from.
  public let learnt: Tally

  /// Learns from moments of clocks that are decided; nil where they are too few.
  public init?(_ lessons: [Lesson]) {
    let past = Past(lessons)
    learnt = past.tally
    guard learnt.clocks >= Least.clocks, min(learnt.missed, learnt.clocks - learnt.missed) >= Least.each else {
      return nil
    }
    let (earlier, later) = past.split(lessons, keepingBack: MissModel.keptBack)
    let trial = MissModel.grown(earlier)
    calibration = Calibration(
      later.map { lesson in
        (trial.groups.nodes[trial.groups.group(of: trial.features.values(of: lesson.moment))].share, lesson.isMissed)
      })
    (groups, features) = MissModel.grown(lessons)
  }

  init(groups: SimilarClocks, features: MomentFeatures, calibration: Calibration, learnt: Tally) {
    (self.groups, self.features, self.calibration, self.learnt) = (groups, features, calibration, learnt)
  }

  private static func grown(_ lessons: [Lesson]) -> (groups: SimilarClocks, features: MomentFeatures) {
    let features = MomentFeatures(lessons)
    let rows = lessons.map { features.values(of: $0.moment) }
    let columns = (0..<(rows.first?.count ?? 0)).map { column in rows.map { $0[column] } }
    let past = Past(lessons)
    return (SimilarClocks(columns: columns, clocks: past.clocks, missed: past.missed), features)
  }

  public func foresight(of moment: ClockMoment) -> Foresight {
    let group = groups.group(of: features.values(of: moment))
    let node = groups.nodes[group]
    return Foresight(probability: calibration.probability(node.share), similar: node.tally, group: group)
  }
}

/// Lessons by the clocks that they are of.
private struct Past {
  /// The clock of each lesson, numbered from 0 in the order of their first moments.
  private(set) var clocks: [Int] = []
  /// By clock.
  private(set) var missed: [Bool] = []
  private var begun: [Instant] = []

  init(_ lessons: [MissModel.Lesson]) {
    var places: [ClockKey: Int] = [:]
    for lesson in lessons {
      let key = lesson.moment.clock
      if let place = places[key] {
        clocks.append(place)
        begun[place] = min(begun[place], lesson.moment.at)
        continue
      }
      places[key] = missed.count
      clocks.append(missed.count)
      missed.append(lesson.isMissed)
      begun.append(lesson.moment.at)
    }
  }

  var tally: Tally { Tally(clocks: missed.count, missed: missed.count { $0 }) }

  /// The lessons of the clocks that began last, one in `part`, apart from those before.
  func split(
    _ lessons: [MissModel.Lesson], keepingBack part: Int
  ) -> (earlier: [MissModel.Lesson], later: [MissModel.Lesson]) {
    let order = begun.sorted()
    guard let from = order.isEmpty ? nil : order[order.count - order.count / part - 1] else { return (lessons, []) }
    var (earlier, later): ([MissModel.Lesson], [MissModel.Lesson]) = ([], [])
    for (lesson, clock) in zip(lessons, clocks) {
      if begun[clock] <= from { earlier.append(lesson) } else { later.append(lesson) }
    }
    return (earlier, later)
  }
}
