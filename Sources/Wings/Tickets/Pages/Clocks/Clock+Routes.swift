import Agreements
import AgreementsPages
import AgreementsUseCases
import BusinessTime
import Components
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import Markup
import Tickets
import TicketsUseCases

extension Pages {
  var clocks: [Route] {
    [
      .page("/tickets/{ticket}/clocks/{clock}/{cycle}", .permission(.seeAgreements), feature: "Clocks") { call in
        let key = TicketKey(call.place("ticket"))
        let asOf = try Pages.asOf(call)
        let (name, cycle) = (call.place("clock"), call.place("cycle"))
        guard let number = Int(cycle),
          let explained = try await app.explainClocks(key, asOf: asOf, as: call.principal),
          let page = ClockPage(explained, clock: name, cycle: number, now: call.now)
        else { throw MainstayError.notFound(kind: "clock", id: "\(key)/\(name)/\(cycle)") }
        var shown = page
        if explained.exclusions.count > explained.agreement.terms.exclusions.count {
          let effects = try await app.ticketExclusions(key, asOf: asOf, as: call.principal)
          shown.undone = effects.map { ExclusionFigure($0) }
        }
        let contested = try await app.ask(ListContests(of: [explained.ticket.id]), as: call.principal)
        shown.take(contested, of: explained.ticket, name, number)
        return answer(shown, call)
      }
    ]
  }
}

extension Pages {
  /// The instant as of which clocks are asked for; nil: now.
  private static func asOf(_ call: Call) throws -> Instant? {
    guard let text = try call.asked("asOf") else { return nil }
    guard let instant = try? Instant(parsing: text) else {
      throw MainstayError.field("asOf", "is no instant like 2025-06-02T09:00:00Z")
    }
    return instant
  }
}

extension ClockFigure {
  /// With the open hours up to its deadline, as the agreement's calendar has them.
  init(_ reading: ClockReading, under version: AgreementVersion, now: Instant, path: String? = nil) {
    self.init(reading, path: path)
    guard state == .running, let due, due > now,
      let objective = version.terms.agreement.objectives.first(where: { $0.name == reading.clock }),
      let calendar = version.calendars[objective.calendar]
    else { return }
    // Of local days every hour counts.
    if case .localDays = reading.targets.last?.length { return }
    let windows = calendar.windows(from: now, to: due, limit: ClockFigure.mostAhead + 1)
    if windows.count <= ClockFigure.mostAhead, windows != [now..<due] { openAhead = windows }
  }
}

extension ClockPage {
  /// Nil where the ticket has no such clock.
  init?(_ explained: ClockExplanation, clock name: String, cycle: Int, now: Instant) {
    let readings = explained.evaluation.clocks
    guard let reading = readings.first(where: { $0.clock == name && $0.cycle == cycle }) else { return nil }
    let number = explained.ticket.number
    let ticketPath = "/tickets/" + Address.encoded(number)
    var events: [Int: Event] = [:]
    let named = reading.segments.compactMap(\.because.event) + reading.targets.flatMap { $0.met.compactMap(\.event) }
    for index in Set(named) where explained.events.indices.contains(index) {
      let event = explained.events[index]
      events[index] = Event(TimelineWords.did(event.event), path: "\(ticketPath)#e\(event.sequence)")
    }
    self.init(
      number: number, subject: explained.ticket.title,
      clock: ClockFigure(reading, under: explained.agreement, now: now),
      siblings: readings.map {
        ClockFigure($0, under: explained.agreement, now: now, path: Pages.path(of: $0, number))
      },
      origin: Origin(explained.agreement, reading, events), thresholds: reading.thresholds,
      shares: reading.shares, standstills: reading.standstills, events: events,
      withdrawals: ClockPage.withdrawals(of: reading, explained.events, ticketPath))
  }

  /// The entries that made private what had counted for a clock.
  private static func withdrawals(
    of reading: ClockReading, _ events: [TimedTicketEvent], _ ticketPath: String
  ) -> [Event] {
    let answers = Set(reading.segments.flatMap(\.because.withdrawn))
    return events.compactMap { entry in
      guard case .answerWithdrawn(let id) = entry.event, answers.contains(id.text) else { return nil }
      return Event("when it was made private", path: "\(ticketPath)#e\(entry.sequence)")
    }
  }
}

extension ClockPage.Origin {
  /// - Parameter events: what the reading names, by index.
  init(_ version: AgreementVersion, _ reading: ClockReading, _ events: [Int: ClockPage.Event]) {
    let agreement = version.terms.agreement
    let path = "/agreements/\(Address.encoded(version.key))?version=\(version.version)"
    self.init(agreement: (name: "\(agreement.name), version \(version.version)", path: path))
    reasons = reading.targets.map { choice in
      ClockPage.Reason(
        since: choice.since, target: choice.length.map(Words.length), words: AgreementWords.reason(choice),
        events: choice.met.compactMap { $0.event.flatMap { events[$0] } }.uniqued())
    }
    guard let objective = agreement.objectives.first(where: { $0.name == reading.clock }) else { return }
    pauseReasons = agreement.pauseReasons(of: objective)
    if let number = version.calendarVersions[objective.calendar] {
      calendar = (
        name: "\(objective.calendar), version \(number)",
        path: "/calendars/\(Address.encoded(objective.calendar))?version=\(number)"
      )
    }
    zone = version.calendars[objective.calendar]?.definition.timeZone
    if objective.metric == .resolution || objective.metric == .fulfilment {
      stopAt = AgreementWords.stop(objective.stopAt)
      reopen = AgreementWords.reopen(objective.reopen, isBreached: reading.state == .breached)
    }
  }
}

extension [ClockPage.Event] {
  /// Each once, in the order of first appearance: one event may set what several conditions ask for.
  fileprivate func uniqued() -> [ClockPage.Event] {
    var seen: Set<ClockPage.Event> = []
    return filter { seen.insert($0).inserted }
  }
}

extension ClockPage {
  /// Takes what is contested of this clock, and where it can be.
  fileprivate mutating func take(
    _ found: ListContests.Answer, of ticket: TicketRow, _ clock: String, _ cycle: Int
  ) {
    contests = found.contests.filter { $0.subject == .clock(ticket: ticket.id, name: clock, cycle: cycle) }
    guard let opening = found.opening, !contests.contains(where: \.isOpen),
      self.clock.state == .met || self.clock.state == .breached
    else { return }
    contesting = Address.path(opening, ["ticket": ticket.number, "clock": clock, "cycle": String(cycle)])
  }
}
