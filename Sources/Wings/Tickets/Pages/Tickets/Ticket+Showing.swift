import Agreements
import AgreementsUseCases
import Components
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import Markup
import PeopleUseCases
import Tickets
import TicketsUseCases

/// Ends the making of a ticket's page for somebody who sees the ticket as its requester alone.
struct RequestersTicket: Error {
  var number: String
}

extension Pages {
  /// The model of a ticket's page, with the form that came back, if one did.
  func ticketPage(_ key: TicketKey, _ call: Call, attempted: TicketPage.Attempt? = nil) async throws -> TicketPage {
    let principal = try call.principal
    let since = live.position
    let before = try call.method == .get ? call.asked("before").map { RecordID($0) } : nil
    let overview = try await app.ask(ShowTicketOverview(ShowTicket(key, before: before)), as: principal)
    let (detail, explained) = (overview.detail, try await app.explain(overview.clocks))
    // It is for the reader and lies elsewhere at the desk: then they follow it as its requester.
    guard detail.isWhole else { throw RequestersTicket(number: detail.row.number) }
    let exclusions = if let read = overview.exclusions { try await app.measure(read) } else { [AppliedExclusion]() }
    let isUnderstood = detail.readOnly == nil
    let number = detail.row.number
    let path = "/tickets/" + Address.encoded(number)
    let brokenUntil =
      principal.readsBehindGlass(detail.ticket) ? principal.clearance.broken[detail.row.id] : nil
    // Who sees it behind a broken glass reads, and does nothing else.
    let mayAct = isUnderstood && brokenUntil == nil
    var page = TicketPage(
      ticket: TicketFacts(detail),
      clocks: explained.map { explained in
        explained.evaluation.clocks.map {
          var figure = ClockFigure($0, under: explained.agreement, now: call.now, path: Pages.path(of: $0, number))
          if figure.state == .running || figure.state == .paused {
            figure.foreseen = detail.foreseen.of(detail.row.id, figure.name, figure.cycle)
          }
          return figure
        }
      } ?? [],
      attribution: explained?.evaluation.attribution ?? [],
      timeline: Pages.timeline(detail, principal, for: reader(call)),
      show: try call.method == .get ? call.asked("show", oneOf: TimelineFilter.self) ?? .all : .all,
      acts: mayAct ? Pages.acts(detail.ticket, principal, hasAgreement: detail.agreement != nil) : [],
      choices: TicketChoices(
        overview.words, teams: overview.teams.map { Choice($0.key, $0.name) },
        people: overview.staff.map { Choice($0.name, $0.displayName) }),
      attempted: attempted,
      exclusions: exclusions.map { effect in
        var figure = ExclusionFigure(effect)
        figure.approver = detail.people.person(figure.approver).shown
        return figure
      }, readOnly: detail.readOnly,
      live: LivePart([.ticket(number)], since: since, path: call.method == .get ? call.address : path))
    page.clockFault = detail.clockFault
    page.brokenUntil = brokenUntil
    page.way = try await way(call, from: detail.row.id, call.method == .post ? call.form() : nil)
    page.earlier = detail.earlier.map { page.address(with: "before", $0) }
    page.latest = before == nil ? nil : page.address()
    return page
  }

  /// A ticket's line of time for this reader, who is offered to make private what they may.
  static func timeline(_ detail: TicketDetail, _ principal: Principal, for reader: Reader) -> [TimelineEntry] {
    detail.timeline { Moments.text($0, .day, for: reader) }.map { entry in
      var entry = entry
      if !principal.mayWithdraw(answerOf: entry.actor.signIn) { entry.answer = nil }
      return entry
    }
  }

  static func path(of clock: ClockReading, _ number: String) -> String {
    "/tickets/\(Address.encoded(number))/clocks/\(Address.encoded(clock.clock))/\(clock.cycle)"
  }

  /// What the ticket's state allows and this principal may, the likeliest first.
  static func acts(_ ticket: Ticket, _ principal: Principal, hasAgreement: Bool) -> [TicketAct] {
    // A time can be left out after the fact, whatever became of the ticket.
    let excluding: [TicketAct] = hasAgreement && principal.may(.changeAgreements) ? [.exclude] : []
    guard principal.sight(of: .workTickets).takesIn(ticket), !ticket.state.isFinal else { return excluding }
    var acts: [TicketAct] = [.reply, .note, .withdraw]
    if ticket.state == .open {
      if ticket.assignee != principal.name { acts.append(.take) }
      acts.append(.resolve)
      if ticket.isHeld { acts.append(.resume) }
      acts += [.hold, .assign, .change, .handOff]
      if ticket.vendors.contains(where: { !ticket.acknowledgedBy.contains($0) }) { acts.append(.acknowledge) }
      if !ticket.vendors.isEmpty { acts.append(.handBack) }
    } else {
      acts.append(.reopen)
      if ticket.state == .resolved { acts.append(.close) }
    }
    acts.append(.link)
    if principal.sight(of: .endTickets).takesIn(ticket) {
      acts.append(.merge)
      if ticket.state != .closed { acts.append(.cancel) }
    }
    return acts + excluding
  }
}

extension TicketFacts {
  init(_ detail: TicketDetail) {
    let (row, ticket) = (detail.row, detail.ticket)
    let shown: Set<String> = ["priority", Ticket.classAttribute]
    let reason = detail.history.reversed().lazy.compactMap { entry -> String? in
      guard case .changed(let set, let reason) = entry.event, set.keys.contains("priority") else { return nil }
      return reason
    }.first
    self.init(
      number: row.number, subject: detail.text.title, kind: row.kind, state: row.state, version: ticket.version,
      requester: detail.people.person(row.requester), priority: row.priority, priorityReason: reason, team: row.team,
      assignee: row.assignee.map(detail.people.person),
      holds: row.holds, vendors: row.vendors,
      attributes: ticket.attributes.filter { !shown.contains($0.key) }.sorted { $0.key < $1.key }
        .map { (name: $0.key, value: detail.labels.attribute($0.key, $0.value)) },
      agreement: detail.agreement.map { version in
        (
          name: "\(version.terms.agreement.name), version \(version.version)",
          path: "/agreements/\(Address.encoded(version.key))?version=\(version.version)"
        )
      }, openedAt: row.openedAt, mergedInto: detail.mergedInto?.number,
      relations: detail.links.map { ($0.relation, $0.ticket.number, $0.ticket.title) }, recordedMet: row.recordedMet,
      isReturned: row.returnedAt != nil)
    isUndecided = row.undecidedSince != nil
    labels = detail.labels
    confidentialityClass = row.confidentialityClass.map { ($0, detail.labels[.ticketClass, $0] ?? $0) }
    listed = TicketField.facts.map { ($0.label ?? $0.name, $0.value(row)) }
    absorbed = detail.absorbed.map { ($0.number, $0.title, detail.people.person($0.requester)) }
  }
}
