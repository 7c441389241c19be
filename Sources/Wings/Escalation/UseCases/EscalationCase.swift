import Agreements
import AgreementsUseCases
import BusinessTime
import Core
import DutyUseCases
import Escalation
import Kernel
import Storage
import Tickets
import TicketsUseCases

/// A ticket as its ladders see it: what its clocks say, when it stood still, and what the ladders have done.
struct EscalationCase {
  let file: TicketFile
  let version: AgreementVersion
  let look: Look
  /// The instant that is looked at: not before the last event, be the wall clock set back.
  let asOf: Instant
  var runs: [RunRow]
  var firings: [FiringRow]

  /// Nil of a ticket that no agreement covers, or of which nobody can tell yet.
  init?(_ file: TicketFile, in look: Look) throws {
    guard let id = file.ticket.agreement, file.ticket.undecided == nil else { return nil }
    (self.file, self.look) = (file, look)
    version = try look.app.agreements.required(id, in: look.transaction)
    asOf = max(look.now, file.history.last?.at ?? look.now)
    runs = try RunStore.runs(of: file.ticket.id, in: look.transaction)
    firings = try RunStore.firings(of: file.ticket.id, in: look.transaction)
  }

  var subject: LadderSubject {
    let ticket = file.ticket
    return LadderSubject(
      ticket: ticket.id, number: ticket.number, requester: ticket.requester, assignee: ticket.assignee,
      team: ticket.team, attributes: ticket.attributes)
  }

  /// When the ticket was on hold or excluded, and will be as far as is known.
  func standstills(_ exclusions: [Agreements.Exclusion]) -> [Range<Instant>] {
    var (found, since) = ([Range<Instant>](), Instant?.none)
    var ticket = Ticket(id: file.ticket.id)
    for one in file.history {
      ticket.apply(one.event, at: one.at)
      if ticket.isHeld, ticket.state == .open {
        since = since ?? one.at
      } else if let begin = since {
        if begin < one.at { found.append(begin..<one.at) }
        since = nil
      }
    }
    if let since { found.append(since..<Instant.latest) }
    return found + exclusions.filter { $0.from < $0.to }.map { $0.from..<$0.to }
  }

  /// Since when a ladder is for the ticket without a break: from its beginning, or from a change of its attributes on;
  /// nil where it is not now.
  func since(_ ladder: Ladder) -> Instant? {
    guard ladder.isFor(file.ticket.attributes) else { return nil }
    guard !ladder.when.isEmpty else { return .earliest }
    var (ticket, since, wasFor) = (Ticket(id: file.ticket.id), Instant.earliest, true)
    for (place, one) in file.history.enumerated() {
      ticket.apply(one.event, at: one.at)
      let isFor = ladder.isFor(ticket.attributes)
      // What is set in the second of the opening, as the desk sorts a ticket, is as if it had been opened so.
      if place > 0, isFor, !wasFor { since = one.at }
      wasFor = isFor
    }
    return since
  }

  /// The ticket's clocks, asked for the rungs of a version of a ladder.
  func clocks(_ key: String, version number: Int) throws -> LadderClocks {
    let ladder = try look.app.ladders.ladder(key, version: number, in: look.transaction)
    let plan = try look.app.ladders.plan(version, file.ticket.measure, ladder, key, version: number)
    let evaluator = try file.evaluator(version, plan: plan)
    return LadderClocks(
      ladder: ladder, since: since(ladder), standstills: standstills(evaluator.exclusions),
      readings: evaluator.verdicts(asOf: asOf), ahead: evaluator.verdicts(asOf: asOf + EscalationWork.ahead))
  }

  /// A run with what it has done so far; nil where its clock's cycle is no more.
  func run(_ key: RunKey, on clocks: LadderClocks) -> (run: LadderRun, reading: ClockReading)? {
    guard let reading = clocks.reading(key) else { return nil }
    let run = LadderRun(
      clocks.ladder, firings: firings.filter { $0.run == key }.map(\.firing), standstills: clocks.standstills,
      since: clocks.since ?? .latest, stoppedAt: reading.stoppedAt)
    return (run, reading)
  }
}

/// The clocks of a ticket with the rungs of one ladder in the place of their thresholds, as the one engine computes them.
struct LadderClocks {
  let ladder: Ladder
  /// Since when the ladder is for the ticket without a break; nil where it is not now.
  let since: Instant?
  let standstills: [Range<Instant>]
  let readings: [ClockReading]
  /// As they stand much later, if nothing happens.
  let ahead: [ClockReading]

  func reading(_ key: RunKey) -> ClockReading? {
    readings.first { $0.clock == key.clock && $0.cycle == key.cycle && $0.startedAt != nil }
  }

  /// When the rungs' moments are, those ahead as things stand.
  func moments(_ key: RunKey, _ reading: ClockReading) -> [Int: Instant] {
    var moments = ladder.moments(reading)
    guard reading.isOpen, let later = ahead.first(where: { $0.clock == key.clock && $0.cycle == key.cycle }) else {
      return moments
    }
    moments.merge(ladder.moments(later)) { known, _ in known }
    return moments
  }
}

extension Look {
  /// Whether the hours of a window are open at an instant, by the newest version of its calendar.
  func opening(_ window: LadderWindow, at instant: Instant) throws -> LadderOpening {
    guard
      let newest = try AgreementStore.calendars(key: window.calendar, in: transaction).max(by: {
        $0.version < $1.version
      }),
      let calendar = try app.agreements.calendar(window.calendar, version: newest.version, in: transaction)
    else { return .never }
    if calendar.isOpen(at: instant) { return .open }
    return calendar.nextChange(after: instant).map { .closed(until: $0) } ?? .never
  }

  /// An instant as the desk reads it: `Sunday, 25 October, 02:30 (Europe/Berlin)`.
  func deskTime(_ instant: Instant) -> String {
    let name = app.board.card.timeZone ?? "UTC"
    guard let zone = try? app.parts.dutyZones.rules(for: name) else { return instant.rfc3339 }
    let local = zone.local(instant)
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let months = [
      "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
      "December",
    ]
    return "\(local.date.day) \(months[local.date.month - 1]), \(two(local.secondOfDay / 3600)):"
      + "\(two(local.secondOfDay / 60 % 60)) (\(name))"
  }

  /// What stands in the places of a rung's words.
  func values(_ subject: LadderSubject, clock: String, moment: LadderMoment, due: Instant?, ladder: String)
    -> [String: String]
  {
    var values = ["number": subject.number, "clock": clock, "moment": moment.text, "ladder": ladder]
    values["due"] = due.map { deskTime($0) } ?? "at no time that is known"
    (values["priority"], values["service"]) = (subject.attributes["priority"], subject.attributes["service"])
    (values["team"], values["assignee"]) = (subject.team ?? "no team", subject.assignee ?? "nobody")
    return values
  }
}
