import Agreements
import AgreementsUseCases
import BusinessTime
import Core
import Journal
import Kernel
import ServiceLevelsUseCases
import Statements
import Tickets
import TicketsUseCases

/// Counts one ticket after the other.
extension StatementReckoning {
  mutating func close() throws {
    guard let ticket = open else { return }
    open = nil
    try ticket.file.requireUnderstood()
    guard !ticket.file.history.isEmpty else { return }
    if ticket.file.ticket.confidentialityClass != nil { hidden.insert(ticket.file.ticket.number) }
    if let waits = ticket.file.ticket.undecided {
      if applied.values.contains(where: { $0.id.text == waits.text }), try mayCount(ticket.file.ticket) {
        undecided += 1
      }
      return
    }
    guard let id = ticket.file.ticket.agreement, let found = applied.values.first(where: { $0.id.text == id.text })
    else { return }
    if let course = ticket.history?.course(asOf: asOf), measures?.add(course) == true,
      ticket.file.ticket.confidentialityClass != nil
    {
      measuredConfidential.append(ticket.file.ticket)
    }
    try count(ticket, version(found), number: found.number)
  }

  /// Whether a ticket was there in the month.
  mutating func mayCount(_ ticket: Ticket) throws -> Bool {
    guard isWhole else { return ticket.openedAt < month.latestBeginning }
    let period = try placed().period
    return ticket.openedAt < period.upperBound && ticket.closedAt.map { $0 >= period.lowerBound } ?? true
  }

  mutating func count(_ ticket: OpenTicket, _ version: AgreementVersion, number: Int) throws {
    let period = try placed().period
    guard ticket.file.ticket.openedAt < period.upperBound else { return }
    let evaluator = try ticket.file.evaluator(version)
    let readings = evaluator.verdicts(asOf: asOf)
    func outcome(_ clock: ClockReading) -> StatedOutcome? {
      StatedOutcome(
        clock.state, startedAt: clock.startedAt, stoppedAt: clock.stoppedAt, breachedAt: clock.breachedAt, in: period)
    }
    let isConfidential = ticket.file.ticket.confidentialityClass != nil
    var counted: [String: StatedOutcome] = [:]
    var hasBreach = false
    for clock in readings {
      guard let found = outcome(clock) else { continue }
      counted["\(clock.clock)\n\(clock.cycle)"] = found
      objectives[clock.clock, default: StatedObjective(clock.clock, clock.metric)].counts.add(found)
      if isConfidential { objectives[clock.clock]?.confidential.add(found) }
      if found == .breached { hasBreach = true }
    }
    let plain = ClockEvaluator(
      plan: version.plan(for: ticket.file.ticket.measure), exclusions: [], events: ticket.file.clockEvents)
    for clock in evaluator.exclusions.isEmpty ? readings : plain.verdicts(asOf: asOf) {
      guard let found = outcome(clock) else { continue }
      objectives[clock.clock, default: StatedObjective(clock.clock, clock.metric)].withoutExclusions.add(found)
      if found == .breached, counted["\(clock.clock)\n\(clock.cycle)"] != .breached {
        objectives[clock.clock]?.undone += 1
      }
    }
    guard !counted.isEmpty else { return }
    tickets += 1
    used.insert(number)
    guard !isConfidential else {
      confidential.append(ticket.file.ticket)
      return
    }
    let name = ticket.file.ticket.number
    if hasBreach {
      let late = evaluator.report(asOf: asOf).clocks.filter { outcome($0) == .breached }
      // Up to the end of the month: what ran on afterwards is told by that month, and does not change this one for ever.
      let then = isWhole ? evaluator.report(asOf: min(asOf, period.upperBound)).clocks : late
      for clock in late {
        let atItsEnd = then.first {
          $0.clock == clock.clock && $0.cycle == clock.cycle && $0.breachedAt == clock.breachedAt
        }
        breaches.append(StatedBreach(name, atItsEnd ?? clock))
      }
    }
    tellExclusions(of: ticket, name, in: period)
    tellDisputes(of: ticket.file.ticket.id, name)
  }

  mutating func tellExclusions(of ticket: OpenTicket, _ name: String, in period: Range<Instant>) {
    for (sequence, approval) in ticket.approvals.sorted(by: { $0.key < $1.key }) {
      guard let one = ticket.file.exclusion(standingAt: sequence) else { continue }
      // What is left out of a later month changes nothing of what this one came to.
      if isWhole, one.from >= period.upperBound { continue }
      exclusions.append(
        .members([
          "name": isWhole ? JSON.string("\(name), entry \(sequence)") : JSON?.none,
          "ticket": .string(name), "entry": .integer(sequence), "from": .string(one.from.rfc3339),
          "to": .string(one.to.rfc3339), "reason": .string(one.reason), "approvedBy": .string(approval.actor),
          "approvedAt": .string(approval.recordedAt.rfc3339),
        ]))
    }
  }

  mutating func tellDisputes(of id: RecordID, _ name: String) {
    for payload in disputes.values where payload["ticket"]?.stringValue == id.text && payload["state"] != "withdrawn" {
      guard let number = payload["number"]?.integerValue else { continue }
      let body = payload["body"] ?? [:]
      told.append(
        .members([
          "name": .string("DSP-\(number)"), "ticket": .string(name), "objective": payload["clock"],
          "cycle": payload["cycle"], "state": payload["state"], "openedAt": payload["openedAt"],
          "contested": body["seen"], "askedFor": body["expected"]?["after"], "outcome": body["result"]?["after"],
        ]))
    }
  }
}
