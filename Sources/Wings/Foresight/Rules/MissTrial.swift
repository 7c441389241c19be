import Kernel

/// Foresight tried on the past: learnt from tickets opened before an instant, as far as was known then, and asked about
/// the clocks of those opened since.
public struct MissTrial: Sendable {
  /// A ticket whose agreement is known.
  public struct Case: Sendable {
    public var record: TicketRecord
    /// The finder of its agreement's moments: its place among the trial's.
    public var finder: Int

    public init(_ record: TicketRecord, finder: Int) { (self.record, self.finder) = (record, finder) }
  }

  /// A held-back clock at a moment, with what was said of it and how it ended.
  public struct Asked: Sendable {
    public var moment: ClockMoment
    /// Nil where there was too little history to say anything.
    public var foresight: MissModel.Foresight?
    /// When it missed; nil where it did not.
    public var missedAt: Instant?
    public var isMissed: Bool { missedAt != nil }
  }

  /// What was learnt from, and what not.
  public struct Learnt: Hashable, Sendable {
    public var tickets = 0
    public var moments = 0
    public var tally = Tally()
    /// Moments whose deadline had not come by then, and those that a hold or another target left undecided.
    public var notDue = 0
    public var undecided = 0
  }

  public private(set) var learnt = Learnt()
  /// By objective; nil where there is too little history.
  public private(set) var models: [MissModel?] = []
  public private(set) var lexicon: Lexicon
  /// Tickets opened since.
  public private(set) var askedTickets = 0
  /// In the order of tickets and moments; clocks that were not decided in the end are left out.
  public private(set) var asked: [Asked] = []
  /// Moments of clocks that were not decided in the end: they ran on, were cancelled, or were counted otherwise.
  public private(set) var openEnds = 0
  /// Lessons of each objective, for the yardsticks.
  public private(set) var lessons: [[MissModel.Lesson]]

  /// - Parameters:
  ///   - objectives: how many there are in all agreements.
  ///   - finders: one an agreement.
  ///   - from: tickets opened at or after it are held back.
  ///   - end: up to which instant the records go.
  public init(_ cases: [Case], finders: [MomentFinder], objectives: Int, from: Instant, end: Instant) {
    let records = cases.map(\.record)
    let load = DeskLoad(records)
    lexicon = Lexicon(attributes: Set(records.flatMap { $0.updates.flatMap(\.attributes.keys) }))
    lessons = Array(repeating: [], count: objectives)
    var held: [(moments: [ClockMoment], ends: [ClockKey: Instant?])] = []
    for (ticket, one) in cases.enumerated() {
      let finder = finders[one.finder]
      let moments = finder.moments(of: one.record, ticket: ticket, load: load, lexicon: &lexicon, until: end)
      if one.record.openedAt < from {
        learn(moments, finder.decided(one.record, ticket: ticket, by: from), from: from)
      } else {
        askedTickets += 1
        held.append((moments, finder.outcomes(one.record, ticket: ticket, asOf: end)))
      }
    }
    models = lessons.map { MissModel($0) }
    for (moments, ends) in held {
      for moment in moments {
        guard let missedAt = ends[moment.clock] else {
          openEnds += 1
          continue
        }
        asked.append(
          Asked(moment: moment, foresight: models[moment.objective]?.foresight(of: moment), missedAt: missedAt))
      }
    }
    learnt.moments = lessons.reduce(0) { $0 + $1.count }
    for lessons in lessons {
      var clocks: [ClockKey: Bool] = [:]
      for lesson in lessons { clocks[lesson.moment.clock] = lesson.isMissed }
      for isMissed in clocks.values { learnt.tally.add(isMissed) }
    }
  }

  /// Clocks learnt from, of one objective: also of one with too few for a model.
  public func tally(of objective: Int) -> Tally {
    var clocks: [ClockKey: Bool] = [:]
    for lesson in lessons[objective] { clocks[lesson.moment.clock] = lesson.isMissed }
    return Tally(clocks: clocks.count, missed: clocks.count { $0.value })
  }

  /// Takes the moments whose end was known by then whatever it would be: those whose deadline had passed. Of the others
  /// only those are known that ended early, and to learn from these alone would flatter.
  private mutating func learn(_ moments: [ClockMoment], _ decided: [ClockKey: Bool], from: Instant) {
    learnt.tickets += 1
    for moment in moments where moment.at < from {
      guard let due = moment.due, due < from else {
        learnt.notDue += 1
        continue
      }
      if let isMissed = decided[moment.clock] {
        lessons[moment.objective].append(MissModel.Lesson(moment, isMissed: isMissed))
      } else {
        learnt.undecided += 1
      }
    }
  }
}
