import Agreements
import AgreementsUseCases
import Core
import Escalation
import Kernel
import PeopleUseCases
import Reach
import ReachUseCases
import Storage
import Tickets
import TicketsUseCases

/// The engine's part that climbs ladders.
public enum EscalationWork {
  public static let module = "escalations"
  /// How far ahead the moments of rungs are looked for; what lies further is found by a look at its end.
  static let ahead = Duration.days(400)
  /// Noticed later than this after its moment, a message says so.
  static let late = Duration.minutes(1)

  static func item(_ ticket: RecordID) -> WorkItem { WorkItem(module, TicketFile.stream(of: ticket)) }
}

extension App {
  /// Looks at tickets on whose clocks a rung is due, or to which something happened: each in a transaction of its own, so
  /// that one which cannot be read holds up no other. Any number of nodes may do it at once.
  ///
  /// - Returns: How many were looked at.
  @discardableResult
  public func advanceEscalations(limit: Int, as principal: Principal) async throws -> Int {
    try await run(RenewLooks(), as: principal)
    let due = try await ask(DueLooks(limit: limit), as: principal)
    let failing = try await ask(DueFailures(module: EscalationWork.module, limit: limit), as: principal)
    let items =
      due.map { AdvanceEscalation(ticket: $0) }
      + failing.compactMap { $0.key(behind: "ticket/") }.map { AdvanceEscalation(ticket: RecordID($0), isAgain: true) }
    let outcomes = try await concurrently(items, atMost: database.dialect.writesAtOnce) { command in
      try await attempt(EscalationWork.item(command.ticket), again: command.isAgain, as: principal) {
        try await run(command, as: principal)
      }
    }
    return outcomes.count { $0 == true }
  }
}

/// Tickets that are due to be looked at, the longest overdue first, but for those that fail.
struct DueLooks: Query {
  var limit: Int

  func answer(from look: Look) throws -> [RecordID] {
    try look.principal.require(.runEngine)
    return try LookStore.due(by: look.now, limit: limit, in: look.transaction)
  }
}

/// The first instant, at most `limit`, at which a ticket's ladders are to be looked at; nil where none are until then.
public struct NextLook: Query {
  public var limit: Instant
  public init(by limit: Instant) { self.limit = limit }

  public func answer(from look: Look) throws -> Instant? {
    try look.principal.require(.runEngine)
    return try LookStore.oldest(before: limit + .milliseconds(1), in: look.transaction)
  }
}

/// Makes due what was to be looked at at an instant that the clock has been put back from.
struct RenewLooks: Command {
  func perform(in work: Work) throws {
    try work.principal.require(.runEngine)
    try LookStore.renew(at: work.now, in: work.transaction)
  }
}

/// Does all that ladders have to do on the clocks of one ticket by now, each thing once.
struct AdvanceEscalation: Command {
  var ticket: RecordID
  /// It has failed before: looked at in any case.
  var isAgain = false

  /// False where another node has done it meanwhile.
  func perform(in work: Work) throws -> Bool {
    try work.principal.require(.runEngine)
    let tx = work.transaction
    // What happens to the ticket waits for this, or is in what is read behind it.
    guard try JournalStore.head(of: TicketFile.stream(of: ticket), lock: true, in: tx) != nil else {
      throw MainstayError.notFound(kind: "journal stream", id: TicketFile.stream(of: ticket))
    }
    let isDue = try LookStore.isDue(ticket, by: work.now, in: tx)
    guard isDue || isAgain else { return false }
    guard let file = try TicketFile.load(ticket, in: tx), let case_ = try EscalationCase(file, in: work.look) else {
      try LookStore.remove(ticket, in: tx)
      return true
    }
    let climb = Climb(case_, work)
    try climb.perform()
    if let next = climb.next {
      try LookStore.set(ticket, at: min(next, work.now + EscalationWork.ahead), in: tx)
    } else {
      try LookStore.remove(ticket, in: tx)
    }
    return true
  }
}

/// One look at the ladders of one ticket.
private final class Climb {
  private var found: EscalationCase
  private let work: Work
  /// When to look again; nil where nothing is to come by itself.
  private(set) var next: Instant?
  private var happenings: [Happening] = []
  /// The ticket's clocks by ladder and version.
  private var known: [String: LadderClocks] = [:]
  /// Whom it was told, read once it is asked for.
  private var told: [TellingRow]?

  init(_ found: EscalationCase, _ work: Work) { (self.found, self.work) = (found, work) }

  func perform() throws {
    let readings = try found.file.evaluator(found.version).verdicts(asOf: found.asOf)
    let places = try work.app.ladders.places(work.look)
    for reading in readings {
      guard let startedAt = reading.startedAt else { continue }
      let own = found.runs.filter { $0.key.clock == reading.clock && $0.key.cycle == reading.cycle }
      for row in own where row.endedAt == nil || reading.isOpen { try climb(row, isNew: false) }
      for place in places.holding(at: startedAt) where !own.contains(where: { $0.key.ladder == place.key }) {
        let ladder = try work.app.ladders.ladder(place.key, version: place.version, in: work.transaction)
        guard ladder.isFor(agreement: found.version.key, objective: reading.clock), found.since(ladder) != nil else {
          continue
        }
        let key = RunKey(ticket: found.file.ticket.id, ladder: place.key, clock: reading.clock, cycle: reading.cycle)
        try climb(
          RunRow(key: key, version: place.version, startedAt: startedAt, seenAt: work.now), isNew: true)
      }
    }
    for row in found.runs where row.endedAt == nil {
      // A withdrawn answer can take a cycle away.
      guard !readings.contains(where: { $0.clock == row.key.clock && $0.cycle == row.key.cycle && $0.startedAt != nil })
      else { continue }
      try end(row, "the clock's cycle is no more")
    }
    guard !happenings.isEmpty else { return }
    try work.record(happenings, on: TicketFile.stream(of: found.file.ticket.id))
    try work.announce(found.file.ticket.id, inner: true)
  }

  private func climb(_ row: RunRow, isNew: Bool) throws {
    var row = row
    let name = "\(row.key.ladder)/\(row.version)"
    let clocks = try known[name] ?? found.clocks(row.key.ladder, version: row.version)
    known[name] = clocks
    guard let going = found.run(row.key, on: clocks) else { return }
    var run = going.run
    let reading = going.reading
    let (ladder, moments) = (clocks.ladder, clocks.moments(row.key, reading))
    if isNew {
      // What has stopped before anything came is not begun.
      guard reading.isOpen || !ladder.moments(reading).isEmpty, reading.state != .cancelled else { return }
      try save(row, "escalation.began")
    }
    if clocks.since == nil {
      if row.endedAt == nil { try end(row, "the ladder is not for the ticket any more") }
      return
    }
    if reading.state == .cancelled {
      if row.endedAt == nil { try end(row, "the clock was cancelled") }
      return
    }
    if row.endedAt != nil {
      guard reading.isOpen else { return }
      (row.endedAt, row.why) = (nil, nil)
      try save(row, "escalation.resumed")
    }
    for lost in try lost(of: row, run) {
      run.fail(lost.step, at: found.asOf, why: "not one of its messages arrived")
      if let firing = run.firing(lost.step) { try keep(firing, of: row, at: found.asOf) }
    }
    let changed = try run.advance(
      to: found.asOf, moments: moments, opening: { try work.look.opening($0, at: $1) },
      tell: { try tell($0, of: row, ladder, due: reading.due) })
    for firing in changed { try keep(firing, of: row, at: firing.dueAt) }
    if let stoppedAt = reading.stoppedAt {
      try end(row, reading.state == .met ? "the clock was met" : "the clock stopped past its target", at: stoppedAt)
      return
    }
    if let wake = run.wake(after: found.asOf, moments: moments) { next = min(next ?? wake, wake) }
    // A moment that lies further ahead than is looked is found by a look then; what stands still begins with an event.
    let isFar = ladder.rungs.indices.contains { place in
      ladder.rungs[place].moment != .afterTheOneBefore && moments[place] == nil
        && run.firing(LadderStep(rung: place)) == nil
    }
    if isFar, !run.isStanding(at: found.asOf), reading.state == .running || reading.state == .breached {
      let far = found.asOf + EscalationWork.ahead
      next = min(next ?? far, far)
    }
  }

  /// Firings of a run whose messages have all come to nothing, and which nobody has seen otherwise.
  private func lost(of row: RunRow, _ run: LadderRun) throws -> [LadderFiring] {
    let unproven = run.unproven
    guard !unproven.isEmpty else { return [] }
    let all = try told ?? RunStore.tellings(of: row.key.ticket, in: work.transaction)
    told = all
    let own = all.filter { $0.run == row.key && $0.message != nil }
    let standings = try work.look.told(own.compactMap(\.message))
    return unproven.filter { firing in
      let tellings = own.filter { $0.step == firing.step }
      return !tellings.isEmpty
        && tellings.allSatisfy { one in
          one.seenAt == nil && one.acknowledgedAt == nil
            && one.message.flatMap { standings[$0] }.map(\.state.isLost) ?? false
        }
    }
  }

  private func keep(_ firing: LadderFiring, of row: RunRow, at instant: Instant) throws {
    let kept = FiringRow(row.key, firing)
    found.firings.removeAll { $0.run == kept.run && $0.firing.step == firing.step }
    found.firings.append(kept)
    try work.transaction.save(kept)
    happenings.append(Happening(kind: "escalation.fired", at: instant, payload: kept.journaled))
  }

  /// Tells the people of a firing.
  private func tell(_ firing: LadderFiring, of row: RunRow, _ ladder: Ladder, due: Instant?) throws -> LadderTold {
    let rung = ladder.rungs[firing.step.rung]
    let subject = found.subject
    let crowd = try work.look.crowd(rung, subject, at: work.now)
    let isLate = firing.cause == .moment && work.now - firing.dueAt > EscalationWork.late && firing.opensAt == nil
    let words = rung.message(
      work.look.values(subject, clock: row.key.clock, moment: rung.moment, due: due, ladder: ladder.name),
      noticedLate: isLate && firing.state == .told ? work.look.deskTime(firing.dueAt) : nil,
      isAhead: due.map { work.now <= $0 } ?? true, cause: firing.cause)
    let urgency = try work.look.urgency(of: rung, subject)
    var (told, held, lost) = (0, 0, 0)
    for one in crowd.people {
      var telling = TellingRow(
        row.key, firing.step, person: one.person.id, audience: one.audience.text, at: work.now)
      if let obstacle = one.obstacle {
        telling.obstacle = obstacle
      } else {
        let sent = try send(
          one.person,
          DirectNews(
            kind: DirectNews.rung, reason: one.audience.reason, urgency: urgency,
            ticket: row.key.ticket, number: subject.number, words: words, happenedAt: firing.dueAt))
        telling.message = sent.message
        switch one.outlook {
        case _ where sent.isLost: lost += 1
        case .held: held += 1
        // What is gathered in a storm is decided about later.
        case .unwanted: lost += 1
        case .goesOut: told += 1
        }
      }
      try work.transaction.save(telling)
      happenings.append(Happening(kind: "escalation.told", at: work.now, payload: telling.journaled))
    }
    let isLost = told + held == 0 && lost > 0
    return LadderTold(told, held: held, why: isLost ? "not one of its messages could be sent" : crowd.why)
  }

  /// One message each, but in a storm one for all.
  private func send(_ person: Person, _ news: DirectNews) throws -> (message: RecordID, isLost: Bool) {
    guard try RunStore.isStormed(person.id, since: work.now - LadderLimit.storm, in: work.transaction) else {
      return try work.tell(person, news)
    }
    let message = try work.gather(person, news, for: LadderLimit.storm) { count in
      "\(count) more rungs of ladders came within a minute, the last on \(news.number). They stand under Escalations."
    }
    return (message, false)
  }

  private func save(_ row: RunRow, _ kind: String) throws {
    try work.transaction.save(row)
    happenings.append(Happening(kind: kind, at: found.asOf, payload: row.journaled))
  }

  private func end(_ row: RunRow, _ why: String, at instant: Instant? = nil) throws {
    var row = row
    (row.endedAt, row.why) = (instant ?? found.asOf, why)
    for var kept in found.firings where kept.run == row.key && kept.firing.state == .waiting {
      (kept.firing.state, kept.firing.opensAt, kept.firing.why) = (.lapsed, nil, why)
      try work.transaction.save(kept)
      happenings.append(Happening(kind: "escalation.fired", at: found.asOf, payload: kept.journaled))
    }
    try save(row, "escalation.ended")
  }
}
