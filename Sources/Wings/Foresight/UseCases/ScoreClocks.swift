import Agreements
import AgreementsUseCases
import Core
import Foresight
import Kernel
import Tickets
import TicketsUseCases

extension App {
  /// Says anew how likely each running clock misses, by the newest model: portion by portion, each read on a snapshot of
  /// its own and written where something else is said.
  ///
  /// - Returns: How many clocks something else is said of.
  func scoreClocks(as principal: Principal) async throws -> Int {
    guard let kept = try await ask(NewestModel(), as: principal) else { return 0 }
    var changed = try await run(ForgetEndedClocks(), as: principal)
    let load = try await ask(OpenLoad(), as: principal)
    var after: RecordID?
    repeat {
      try Task.checkCancellation()
      let portion = try await ask(RunningPortion(after: after), as: principal)
      let news = try await parts[ForesightPart.self].threads.run {
        ClockScores(kept, load).news(of: portion.tickets, before: portion.before, at: portion.now)
      }
      if !news.isEmpty { try await run(KeepForeseen(clocks: news), as: principal) }
      changed += news.count
      after = portion.next
    } while after != nil
    return changed
  }
}

/// The newest model with all of its groups; nil before anything was learnt.
struct NewestModel: Query {
  func answer(from look: Look) throws -> KeptModel? {
    try look.principal.require(.runEngine)
    return try ForesightStore.newest(in: look.transaction).flatMap {
      try ForesightStore.whole($0, in: look.transaction)
    }
  }
}

/// Open tickets of each team, and of all.
struct OpenLoad: Query {
  static var asksOnce: Bool { true }

  struct Load: Sendable {
    var teams: [String: Int] = [:]
    var all = 0
  }

  func answer(from look: Look) throws -> Load {
    try look.principal.require(.runEngine)
    let (teams, all) = try ForesightStore.load(in: look.transaction)
    return Load(teams: teams, all: all)
  }
}

/// Some of the tickets with running clocks, and what was said of these before.
struct RunningPortion: Query {
  struct Portion: Sendable {
    var tickets: [(told: ToldTicket, version: AgreementVersion)] = []
    var before: [ForeseenClock] = []
    var now: Instant
    /// Where the next portion begins; nil at the end.
    var next: RecordID?
  }

  var after: RecordID?

  func answer(from look: Look) throws -> Portion {
    try look.principal.require(.runEngine)
    let those = try ForesightStore.running(after: after, limit: ForesightLimits.portion, in: look.transaction)
    var portion = Portion(now: look.now, next: those.count == ForesightLimits.portion ? those.last?.id : nil)
    let told = try ForesightStore.told(those.map(\.id), in: look.transaction).tickets
    for (id, agreement) in those {
      guard let ticket = told[id], let agreement,
        let version = try? look.app.agreements.required(agreement, in: look.transaction)
      else { continue }
      portion.tickets.append((ticket, version))
    }
    portion.before = try ForeseenClockStore.rows(of: those.map(\.id), in: look.transaction)
    return portion
  }
}

/// Asks one model about running clocks. Pure: what it is asked about was read before.
struct ClockScores {
  private let kept: KeptModel
  private let load: OpenLoad.Load
  private var numbers: [String: [String: Int]] = [:]
  /// What the clocks of a group have in common, as it was put into words once.
  private var words: [Group: [String]] = [:]

  private struct Group: Hashable {
    var objective: Int
    var group: Int
  }

  init(_ kept: KeptModel, _ load: OpenLoad.Load) { (self.kept, self.load) = (kept, load) }

  /// What is said of these tickets' clocks, where it is not what was said before.
  func news(
    of tickets: [(told: ToldTicket, version: AgreementVersion)], before: [ForeseenClock], at: Instant
  ) -> [ForeseenClock] {
    var scores = self
    let known = Dictionary(grouping: before, by: \.ticket)
    return tickets.flatMap { told, version in
      scores.foreseen(told, version, at: at).filter { clock in
        known[clock.ticket]?.of(clock.ticket, clock.name, clock.cycle).map { !$0.says(clock) } ?? true
      }
    }
  }

  mutating func foreseen(_ told: ToldTicket, _ version: AgreementVersion, at: Instant) -> [ForeseenClock] {
    guard let record = told.record else { return [] }
    return foreseen(record, told.readings(version, asOf: at), of: told.ticket.id, agreement: version.key, at: at)
  }

  mutating func foreseen(
    _ record: TicketRecord, _ readings: [ClockReading], of ticket: RecordID, agreement: String, at: Instant
  ) -> [ForeseenClock] {
    let numbers = numbers(of: agreement)
    let team = record.updates.last?.team.map { load.teams[$0] ?? 0 } ?? 0
    let moments = ClockMoment.now(
      record, readings, numbers: numbers, at: at, load: (team, load.all), lexicon: kept.learnt.lexicon)
    var found: [ForeseenClock] = []
    for moment in moments { found.append(foreseen(moment, of: ticket, at: at)) }
    // An objective that was never learnt from, of a new agreement, is silent too.
    for reading in readings where numbers[reading.clock] == nil && reading.target != nil {
      guard reading.state == .running || reading.state == .paused else { continue }
      found.append(
        silent(
          ticket, reading.clock, reading.cycle, Tally(), "no past ticket had a clock of this promise", at))
    }
    return found
  }

  private mutating func foreseen(_ moment: ClockMoment, of ticket: RecordID, at: Instant) -> ForeseenClock {
    let objective = kept.learnt.objectives[moment.objective]
    guard objective.silence == nil, let model = objective.model else {
      return silent(
        ticket, objective.name, moment.cycle, objective.learnt,
        objective.silence ?? "its model cannot be read; learn again", at)
    }
    let said = model.foresight(of: moment)
    let group = Group(objective: moment.objective, group: said.group)
    let because =
      words[group] ?? model.traits(of: said.group).map { $0.words(kept.learnt.lexicon.slots) }
    words[group] = because
    return ForeseenClock(
      ticket: ticket, name: objective.name, cycle: moment.cycle,
      chance: Int((said.probability * ForeseenClock.whole).rounded()), similar: said.similar.clocks,
      missed: said.similar.missed, because: because, model: kept.number, at: at)
  }

  private func silent(
    _ ticket: RecordID, _ name: String, _ cycle: Int, _ learnt: Tally, _ why: String, _ at: Instant
  ) -> ForeseenClock {
    ForeseenClock(
      ticket: ticket, name: name, cycle: cycle, chance: nil, similar: learnt.clocks, missed: learnt.missed,
      because: [why], model: kept.number, at: at)
  }

  private mutating func numbers(of agreement: String) -> [String: Int] {
    if let known = numbers[agreement] { return known }
    let found = kept.learnt.numbers(of: agreement)
    numbers[agreement] = found
    return found
  }
}

/// Writes what is said of some clocks from now on.
struct KeepForeseen: Command {
  var clocks: [ForeseenClock]

  func perform(in work: Work) throws {
    try work.principal.require(.runEngine)
    try ForeseenClockStore.save(clocks, in: work.transaction)
  }
}

/// Takes away what was said of clocks that have ended; how many those were.
struct ForgetEndedClocks: Command {
  func perform(in work: Work) throws -> Int {
    try work.principal.require(.runEngine)
    return try ForeseenClockStore.forgetEnded(in: work.transaction)
  }
}
