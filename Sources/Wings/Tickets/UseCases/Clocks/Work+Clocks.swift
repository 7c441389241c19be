import Agreements
import AgreementsUseCases
import Core
import Journal
import Kernel
import Storage
import Tickets

extension TicketFile {
  /// The history as the clock engine sees it.
  package var clockEvents: [ClockEvent] {
    history.compactMap { entry in entry.event.clockEvent.map { ClockEvent(entry.at, $0) } }
  }

  /// The clocks of this ticket under the agreement version that it was opened with.
  package func evaluator(_ version: AgreementVersion) throws -> ClockEvaluator {
    try requireUnderstood()
    return ClockEvaluator(
      plan: version.plan(for: ticket.measure),
      exclusions: version.terms.exclusions + exclusions, events: clockEvents)
  }

  /// As above, by a plan of the same agreement that asks its clocks for other thresholds.
  package func evaluator(_ version: AgreementVersion, plan: ClockPlan) throws -> ClockEvaluator {
    try requireUnderstood()
    return ClockEvaluator(
      plan: plan, exclusions: version.terms.exclusions + exclusions, events: clockEvents)
  }

  /// The clocks as they stand at `asOf`, as rows, and what the ticket's own row carries of them.
  func clocks(_ version: AgreementVersion, asOf: Instant) throws -> (rows: [ClockRow], summary: ClockSummary) {
    let evaluator = try evaluator(version)
    return clocks(evaluator.report(asOf: asOf).clocks, evaluator, asOf: asOf)
  }

  package func clocks(
    _ readings: [ClockReading], _ evaluator: ClockEvaluator, asOf: Instant
  ) -> (rows: [ClockRow], summary: ClockSummary) {
    let rows = readings.compactMap { ClockRow($0, of: ticket.id, asOf: asOf) }
    let open = rows.filter(\.isOpen)
    return (
      rows,
      ClockSummary(
        due: open.compactMap(\.due).min(), isBreached: open.contains { $0.state == .breached },
        wake: evaluator.nextInstant(after: asOf))
    )
  }

  /// The rungs and breaches among readings, by instant.
  package func passed(_ readings: [ClockReading], recordedAt: Instant) -> [(RungFired, ClockReading)] {
    var passed: [(RungFired, ClockReading)] = []
    for reading in readings {
      var rungs = reading.thresholds
      if let breachedAt = reading.breachedAt { rungs.append(FiredRung(at: breachedAt, rung: RungFired.breach)) }
      for rung in rungs {
        let fired = RungFired(
          ticket: ticket.id, clock: reading.clock, cycle: reading.cycle, rung: rung.rung, at: rung.at,
          recordedAt: recordedAt)
        passed.append((fired, reading))
      }
    }
    return passed.sorted { ($0.0.at, $0.0.clock, $0.0.cycle) < ($1.0.at, $1.0.clock, $1.0.cycle) }
  }
}

extension Work {
  /// Brings a ticket's clock rows up to date with its history, records the rungs and breaches that
  /// have come to pass at their own instants, each once, and where `tells`, queues their notices.
  package func refreshClocks(of file: TicketFile, isNew: Bool = false, tells: Bool = true) throws -> ClockSummary {
    try file.requireUnderstood()
    if !isNew { try TalliedTickets.leave(file.ticket.id, in: transaction) }
    guard let id = file.ticket.agreement else { return ClockSummary(withoutClocks: file.ticket) }
    let version = try app.agreements.required(id, in: transaction)
    let evaluator = try file.evaluator(version)
    // Under a wall clock that was set back, what is recorded already has still happened.
    let asOf = max(now, file.history.last?.at ?? now)
    let readings = evaluator.verdicts(asOf: asOf)
    var clocks = file.clocks(readings, evaluator, asOf: asOf)
    clocks.summary.showsToRequester = try save(clocks.rows, of: file.ticket.id, isNew: isNew)
    try fire(readings, of: file, isNew: isNew, tells: tells)
    if tells { for listener in app.parts[ClockListener.self] { try listener.refreshed(file.ticket, version, self) } }
    return clocks.summary
  }

  /// Whether what requesters are shown has changed.
  private func save(_ rows: [ClockRow], of ticket: RecordID, isNew: Bool) throws -> Bool {
    guard !isNew else {
      try ClockStore.save(rows, in: transaction)
      return true
    }
    let old: [ClockRow]
    do {
      old = try ClockStore.all(of: ticket, in: transaction)
    } catch MainstayError.unreadable {
      // A cache that cannot be read is computed anew; nobody's word is lost with it.
      try ClockStore.deleteAll(of: ticket, in: transaction)
      try ClockStore.save(rows, in: transaction)
      return true
    }
    try ClockStore.save(rows.filter { !old.contains($0) }, in: transaction)
    // A withdrawn answer or an exclusion can take a cycle away.
    for row in old where !rows.contains(where: { $0.name == row.name && $0.cycle == row.cycle }) {
      try ClockStore.delete(row, in: transaction)
    }
    return RequesterView.verdicts(old) != RequesterView.verdicts(rows)
  }

  private func fire(_ readings: [ClockReading], of file: TicketFile, isNew: Bool, tells: Bool) throws {
    let ticket = file.ticket
    let passed = file.passed(readings, recordedAt: now)
    guard !passed.isEmpty else { return }
    let known = isNew ? [] : try ClockStore.fired(of: ticket.id, in: transaction)
    let news = try passed.filter { fired, _ in
      let isKnown = known.contains {
        $0.clock == fired.clock && $0.cycle == fired.cycle && $0.rung == fired.rung
      }
      return try !isKnown && ClockStore.fire(fired, in: transaction)
    }
    guard !news.isEmpty else { return }
    try record(news.map(\.0.happening), on: TicketFile.stream(of: ticket.id))
    if tells { try tell(news, of: ticket) }
  }

  private func tell(_ news: [(RungFired, ClockReading)], of ticket: Ticket) throws {
    for (fired, reading) in news {
      try tell(
        fired.notice, about: TicketFile.stream(of: ticket.id), at: fired.at,
        toPeopleAlone: ticket.confidentialityClass != nil
      ) {
        fired.facts(of: reading, on: ticket)
      }
    }
  }
}
