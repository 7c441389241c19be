import AgreementsUseCases
import Core
import Kernel
import PeopleUseCases
import Tickets
import TicketsUseCases

/// What one asks who may see and change it.
public struct AccessAnswer: Hashable, Sendable {
  /// What people call it: a ticket's number, an agreement's or a calendar's key.
  public var name: String
  /// Where it lay then, in the order in which people read it: team, desk, organisation, assignee, requester.
  public var lay: [(what: String, key: String)] { facts.map { ($0.what, $0.key) } }
  var facts: [Fact]
  public var holders: AccessHolders

  struct Fact: Hashable, Sendable {
    var what: String
    var key: String
  }
}

/// Who may see a ticket, work on it and end it, and by what: now, or at an instant of before, as the journal has it.
public struct WhoMayTicket: Query {
  public var ticket: TicketKey
  /// Nil: now.
  public var at: Instant?
  /// The sign-in name behind which the page begins.
  public var after: String?

  public init(_ ticket: TicketKey, at: Instant? = nil, after: String? = nil) {
    (self.ticket, self.at, self.after) = (ticket, at, after)
  }

  /// What is asked for of a ticket.
  ///
  /// - Parameter key: Its class.
  static func permissions(_ key: String?) -> [Permission] {
    [.seeAllTickets, .workTickets, .endTickets] + (key.map { [.readClass($0)] } ?? [])
  }

  /// - Throws: `notFound` where there is no such ticket for who asks; `invalid` at `at` of an instant to come, and of one
  ///   before there was the ticket.
  public func answer(from look: Look) throws -> AccessAnswer {
    try look.principal.require(.seeAccess)
    let file = try look.deskFile(ticket)
    var then = file.ticket
    if let at {
      try look.requirePast(at)
      then = Ticket(id: file.ticket.id)
      for event in file.history where event.at <= at { then.apply(event.event, at: event.at) }
      guard !then.number.isEmpty else {
        throw MainstayError.field("at", "lies before the ticket was opened, \(file.ticket.openedAt.rfc3339)")
      }
    }
    let place = AccessPlace(
      team: then.team, desk: try look.desk(of: then.team, at: at), organisation: then.organisation,
      requester: then.requester, assignee: then.assignee, ticketClass: then.confidentialityClass)
    let facts: [(String, String?)] = [
      ("team", then.team), ("desk", place.desk), ("organisation", then.organisation), ("assigned to", then.assignee),
      ("for", then.requester), ("class", then.confidentialityClass),
    ]
    return AccessAnswer(
      name: file.ticket.number, facts: facts.compactMap { what, key in key.map { .init(what: what, key: $0) } },
      holders: try look.holders(
        of: WhoMayTicket.permissions(then.confidentialityClass), on: place, at: at, after: after))
  }
}

/// Who may read an agreement or a calendar, and make a new version of it, and by what.
public struct WhoMayTerms: Query {
  public enum Kind: String, CaseIterable, Sendable { case agreement, calendar }

  public var kind: Kind
  public var key: String
  /// Nil: now.
  public var at: Instant?
  /// The sign-in name behind which the page begins.
  public var after: String?

  public init(_ kind: Kind, _ key: String, at: Instant? = nil, after: String? = nil) {
    (self.kind, self.key, self.at, self.after) = (kind, key, at, after)
  }

  /// What is asked for of an agreement or a calendar.
  public static let permissions: [Permission] = [.seeAgreements, .changeAgreements]

  /// - Throws: `notFound` where there is none of this key; `invalid` at `at` of an instant to come.
  public func answer(from look: Look) throws -> AccessAnswer {
    try look.principal.require(.seeAccess)
    switch kind {
    case .agreement: _ = try AgreementVersions(key: key).answer(from: look)
    case .calendar: _ = try CalendarVersions(key: key).answer(from: look)
    }
    return AccessAnswer(
      name: key, facts: [], holders: try look.holders(of: WhoMayTerms.permissions, on: nil, at: at, after: after))
  }
}
