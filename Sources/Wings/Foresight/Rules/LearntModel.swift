import Kernel

/// What was learnt at an instant of the desk's own past: a model an objective, and how good these were on tickets that
/// they were not learnt from.
public struct LearntModel: Sendable {
  /// One objective of an agreement, all versions together.
  public struct Objective: Sendable {
    /// The agreement's key.
    public var agreement: String
    public var name: String
    /// Decided clocks learnt from.
    public var learnt: Tally
    /// Nil where there is too little history, and where the groups were not read.
    public var model: MissModel?
    /// Held-back moments, and the mean squared error on them of what was said and of the base rate.
    public var asked: Asked?

    public init(agreement: String, name: String, learnt: Tally, model: MissModel? = nil, asked: Asked? = nil) {
      (self.agreement, self.name, self.learnt, self.model) = (agreement, name, learnt, model)
      self.asked = asked
    }

    /// Why nothing is said of its clocks, in words; nil where something is.
    public var silence: String? {
      let met = learnt.clocks - learnt.missed
      if learnt.clocks < MissModel.Least.clocks {
        return "\(learnt.clocks) of its clocks are decided, and \(MissModel.Least.clocks) are needed"
      }
      if learnt.missed < MissModel.Least.each {
        return "\(learnt.missed) of \(learnt.clocks) decided clocks missed, and \(MissModel.Least.each) are needed"
      }
      if met < MissModel.Least.each {
        return "\(met) of \(learnt.clocks) decided clocks did not miss, and \(MissModel.Least.each) are needed"
      }
      guard let asked else { return "there are too few to try it on any that it was not learnt from" }
      // What the share that misses anyway says as well is no foresight.
      return asked.skill.map { $0 > 0 } ?? false
        ? nil : "on the latest tickets it was no better than the share that misses anyway"
    }
  }

  public struct Asked: Hashable, Sendable {
    public var moments: Int
    public var missed: Int
    public var brier: Double
    public var baseBrier: Double

    public init(moments: Int, missed: Int, brier: Double, baseBrier: Double) {
      (self.moments, self.missed, self.brier, self.baseBrier) = (moments, missed, brier, baseBrier)
    }

    /// One minus the error over that of the base rate; nil where the base rate has none.
    public var skill: Double? { baseBrier > 0 ? 1 - brier / baseBrier : nil }
  }

  /// How good foresight was on the latest tickets, learnt from those before them alone.
  public struct Trial: Hashable, Sendable {
    /// Tickets opened at or after it were held back.
    public var from: Instant
    public var tickets: Int
    /// Clocks asked about, and of these missed.
    public var clocks: Tally
    public var asked: Asked
    /// The standard error of the skill, with tickets as clusters; nil where it cannot be told.
    public var skillError: Double?
    /// How often a clock that missed ranks before one that did not.
    public var ranking: Double?
    /// Moments of objectives with too little history before.
    public var silent: Int
    public var tenths: [MissAssessment.Tenth]
  }

  /// The way of reckoning, as `MissModel.version`.
  public var way: Int
  public var learntAt: Instant
  /// Openings of the first and the last ticket learnt from; nil of none.
  public var span: (first: Instant, last: Instant)?
  public var tickets: Int
  public var moments: Int
  /// Tickets that could not be read, and those of which time was left out afterwards, which nobody knew before.
  public var unreadable: Int
  public var leftOut: Int
  /// Further tickets, opened before those that it was learnt from.
  public var older: Int
  /// The journal's last sealed checkpoint; nil where nothing was sealed yet.
  public var checkpoint: Int?
  public var lexicon: Lexicon
  public var objectives: [Objective]
  /// Nil where nothing could be asked.
  public var trial: Trial?

  public init(
    way: Int = MissModel.version, learntAt: Instant, span: (first: Instant, last: Instant)? = nil, tickets: Int,
    moments: Int, unreadable: Int = 0, leftOut: Int = 0, older: Int = 0, checkpoint: Int? = nil, lexicon: Lexicon,
    objectives: [Objective], trial: Trial? = nil
  ) {
    (self.way, self.learntAt, self.span, self.tickets, self.moments) = (way, learntAt, span, tickets, moments)
    (self.unreadable, self.leftOut, self.older, self.checkpoint) = (unreadable, leftOut, older, checkpoint)
    (self.lexicon, self.objectives, self.trial) = (lexicon, objectives, trial)
  }

  /// Numbers of the objectives of one agreement, by name.
  public func numbers(of agreement: String) -> [String: Int] {
    var numbers: [String: Int] = [:]
    for (number, objective) in objectives.enumerated() where objective.agreement == agreement {
      numbers[objective.name] = number
    }
    return numbers
  }
}

extension LearntModel {
  /// The last part of the tickets that have ended is held back from the trial: one in so many.
  private static let heldBack = 4

  /// Learns from tickets, and tries what would have been learnt without the latest of them on those.
  ///
  /// - Parameters:
  ///   - objectives: by their numbers, the agreement's key and the name.
  ///   - asOf: up to when the records go.
  public static func learn(
    _ cases: [MissTrial.Case], finders: [MomentFinder], objectives: [(agreement: String, name: String)], asOf: Instant
  ) -> LearntModel {
    let openings = cases.map(\.record.openedAt).sorted()
    // Nothing is held back: all that is decided by now is learnt from.
    let whole = MissTrial(cases, finders: finders, objectives: objectives.count, from: asOf, end: asOf)
    var learnt = LearntModel(
      learntAt: asOf, span: openings.first.flatMap { first in openings.last.map { (first, $0) } },
      tickets: whole.learnt.tickets, moments: whole.learnt.moments, lexicon: whole.lexicon,
      objectives: objectives.enumerated().map { number, name in
        Objective(
          agreement: name.agreement, name: name.name, learnt: whole.tally(of: number), model: whole.models[number])
      })
    // Of those that have ended: a desk with many open tickets has decided nothing about its latest.
    let ended = cases.filter { $0.record.updates.last?.state.isEnd ?? false }.map(\.record.openedAt).sorted()
    guard ended.count >= heldBack, whole.models.contains(where: { $0 != nil }) else { return learnt }
    let from = ended[ended.count - ended.count / heldBack]
    let trial = MissTrial(cases, finders: finders, objectives: objectives.count, from: from, end: asOf)
    let found = MissAssessment(trial)
    guard let loss = found.loss, let base = found.base else { return learnt }
    learnt.trial = Trial(
      from: from, tickets: trial.askedTickets, clocks: found.clocks,
      asked: Asked(
        moments: found.moments, missed: found.rows.reduce(0) { $0 + $1.missed }, brier: loss.brier,
        baseBrier: base.brier),
      skillError: found.skill?.error, ranking: found.ranking, silent: found.silent, tenths: found.tenths)
    for number in learnt.objectives.indices {
      let rows = found.rows.filter { $0.objective == number }
      let moments = rows.reduce(0) { $0 + $1.moments }
      guard moments > 0 else { continue }
      func mean(_ value: KeyPath<MissAssessment.Row, Double>) -> Double {
        rows.reduce(0) { $0 + $1[keyPath: value] * Double($1.moments) } / Double(moments)
      }
      learnt.objectives[number].asked = Asked(
        moments: moments, missed: rows.reduce(0) { $0 + $1.missed }, brier: mean(\.brier), baseBrier: mean(\.baseBrier))
    }
    return learnt
  }
}
