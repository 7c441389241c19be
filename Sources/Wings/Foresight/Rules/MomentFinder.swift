import Agreements
import BusinessTime
import Kernel

/// Finds the moments at which the clocks of an agreement are looked at, and what became of these clocks.
public struct MomentFinder: Sendable {
  /// Percent of a target at which its clock is looked at.
  public static let percents = [25, 50, 75]

  private let plan: ClockPlan
  private let exclusions: [Exclusion]
  private let numbers: [String: Int]
  private let points: [String: Int]

  /// - Parameters:
  ///   - first: the number of its first objective, where several agreements are looked at.
  ///   - exclusions: approved ones; those that lie ahead are known facts too.
  /// - Throws: `MainstayError.invalid` where the agreement is faulty or names a calendar that is not there.
  public init(
    _ agreement: Agreement, calendars: [String: BusinessCalendar], exclusions: [Exclusion] = [], first: Int = 0
  ) throws(MainstayError) {
    try self.init(
      agreement, calendars: calendars, exclusions: exclusions,
      numbers: Dictionary(
        agreement.objectives.enumerated().map { ($0.element.name, first + $0.offset) },
        uniquingKeysWith: { one, _ in one }))
  }

  /// - Parameter numbers: the number of each objective by its name, where versions of an agreement share them.
  /// - Throws: as above.
  public init(
    _ agreement: Agreement, calendars: [String: BusinessCalendar], exclusions: [Exclusion], numbers: [String: Int]
  ) throws(MainstayError) {
    var watched = agreement
    var points: [String: Int] = [:]
    var rungs: [Rung] = []
    for percent in MomentFinder.percents {
      guard let rung = try? Rung(parsing: "\(percent)%") else { continue }
      points[rung.text] = percent
      rungs.append(rung)
    }
    for place in watched.objectives.indices { watched.objectives[place].thresholds = rungs }
    plan = try ClockPlan(watched, calendars: calendars)
    self.exclusions = exclusions
    self.points = points
    self.numbers = numbers
  }

  /// The moments of a ticket's running clocks, in order: at each change that was recorded, and at shares of the target.
  /// Each is told from the updates recorded by then alone.
  ///
  /// - Parameters:
  ///   - ticket: the record's place among all.
  ///   - end: up to which instant the record goes.
  public func moments(
    of record: TicketRecord, ticket: Int, load: DeskLoad, lexicon: inout Lexicon, until end: Instant
  ) -> [ClockMoment] {
    let end = min(end, record.toldUntil ?? end)
    let clocks = ClockEvaluator(plan: plan, exclusions: exclusions, events: record.recordedEvents)
    var moments: [ClockMoment] = []
    var past = RecordedPast()
    for (place, update) in record.updates.enumerated() where update.at <= end {
      past.take(update)
      let next = place + 1 < record.updates.count ? record.updates[place + 1].at : nil
      guard next != update.at else { continue }
      func add(_ reading: ClockReading, at: Instant, percent: Int?) {
        guard let used = reading.usedWhileOpen, let objective = numbers[reading.clock] else { return }
        let point = percent.map(ClockMoment.Point.used) ?? .change(usedShare: used)
        let team = update.team.map { load.open(with: $0, at: at) } ?? 0
        moments.append(
          ClockMoment(
            ticket: ticket, objective: objective, cycle: reading.cycle, at: at, point: point, due: reading.due,
            numbers: past.numbers(of: reading, used: used, at: at, load: (team, load.open(with: nil, at: at))),
            words: lexicon.words(of: update)))
      }
      for reading in clocks.verdicts(asOf: update.at) { add(reading, at: update.at, percent: nil) }
      let last = min(end, next.map { $0 - .milliseconds(1) } ?? end)
      guard last > update.at else { continue }
      for reading in clocks.verdicts(asOf: last) {
        for fired in reading.thresholds where fired.at > update.at && fired.at <= last {
          let standing = clocks.verdicts(asOf: fired.at)
          guard let same = standing.first(where: { $0.clock == reading.clock && $0.cycle == reading.cycle }) else {
            continue
          }
          add(same, at: fired.at, percent: points[fired.rung])
        }
      }
    }
    return moments.sorted { $0.at < $1.at }
  }

  /// Which clocks were decided at an instant as far as was recorded by then: true where the target was missed.
  public func decided(_ record: TicketRecord, ticket: Int, by instant: Instant) -> [ClockKey: Bool] {
    decided(record.recordedEvents, ticket, asOf: instant).mapValues { $0 != nil }
  }

  /// What became of the clocks in the end, by the whole story: when the target was missed, nil inside where it was met.
  public func outcomes(_ record: TicketRecord, ticket: Int, asOf: Instant) -> [ClockKey: Instant?] {
    decided(record.story, ticket, asOf: asOf)
  }

  private func decided(_ events: [ClockEvent], _ ticket: Int, asOf: Instant) -> [ClockKey: Instant?] {
    var found: [ClockKey: Instant?] = [:]
    let clocks = ClockEvaluator(plan: plan, exclusions: exclusions, events: events)
    for reading in clocks.verdicts(asOf: asOf) {
      guard let objective = numbers[reading.clock] else { continue }
      let key = ClockKey(ticket: ticket, objective: objective, cycle: reading.cycle)
      switch reading.state {
      case .met: found[key] = .some(nil)
      case .breached: found[key] = .some(reading.breachedAt ?? asOf)
      case .running, .paused, .cancelled, .idle, .neverDue, .noTarget: break
      }
    }
    return found
  }
}

extension ClockMoment {
  /// The running clocks of a ticket as they stand now, told from all that is recorded of it: what foresight is asked
  /// about. Clocks of objectives without a number are left out.
  ///
  /// - Parameters:
  ///   - readings: its clocks as they stand at the instant.
  ///   - numbers: the number of each objective of its agreement, by name.
  ///   - load: open tickets of its team and of all.
  ///   - lexicon: the words that were learnt; others are words that nothing is known of.
  public static func now(
    _ record: TicketRecord, _ readings: [ClockReading], numbers: [String: Int], at: Instant,
    load: (team: Int, all: Int),
    lexicon: Lexicon
  ) -> [ClockMoment] {
    guard let update = record.updates.last else { return [] }
    var past = RecordedPast()
    for update in record.updates { past.take(update) }
    let words = lexicon.knownWords(of: update)
    return readings.compactMap { reading in
      guard let used = reading.usedWhileOpen, let objective = numbers[reading.clock] else { return nil }
      return ClockMoment(
        ticket: 0, objective: objective, cycle: reading.cycle, at: at, point: .change(usedShare: used),
        due: reading.due,
        numbers: past.numbers(of: reading, used: used, at: at, load: load), words: words)
    }
  }
}

extension ClockReading {
  /// The share of its target that a clock has used which can still miss it; nil of all others.
  fileprivate var usedWhileOpen: Double? {
    guard let target, target > .zero, state == .running || state == .paused else { return nil }
    return Double(elapsed.milliseconds) / Double(target.milliseconds)
  }
}

extension ClockMoment.Point {
  fileprivate static func change(usedShare used: Double) -> Self { .change(from: min(3, Int(used * 4)) * 25) }
}

/// What a ticket has gone through up to an update.
private struct RecordedPast {
  private var last: TicketRecord.Update?
  private var stateSince = Instant.earliest
  private var (updates, handovers, holds) = (0, 0, 0)

  mutating func take(_ update: TicketRecord.Update) {
    updates += 1
    if let last, last.team != update.team { handovers += 1 }
    if last?.state != update.state {
      stateSince = update.at
      if case .waiting = update.state { holds += 1 }
    }
    last = update
  }

  func numbers(of reading: ClockReading, used: Double, at: Instant, load: (team: Int, all: Int)) -> [Double] {
    func seconds(_ length: Duration?) -> Double { Double(length?.milliseconds ?? 0) / 1000 }
    return ClockMoment.Measure.allCases.map { measure in
      switch measure {
      case .usedShare: used
      case .left: seconds(reading.remaining)
      case .untilDue: seconds(reading.due.map { $0 - at })
      case .age: seconds(reading.startedAt.map { at - $0 })
      case .inState: seconds(at - stateSince)
      case .quiet: seconds(last.map { at - $0.at })
      case .updates: Double(updates)
      case .handovers: Double(handovers)
      case .reopenings: Double(last?.reopenings ?? 0)
      case .holds: Double(holds)
      case .teamLoad: Double(load.team)
      case .load: Double(load.all)
      }
    }
  }
}
