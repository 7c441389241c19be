import People

/// The places of the product, as the rail lists them.
public enum Place: String, CaseIterable, Sendable {
  case queue, newTicket, myTickets
  case compliance, exclusions, agreements, calendars
  case journal, outbox, webhooks, engine, people, words, account

  public var path: String {
    switch self {
    case .queue: "/queue"
    case .newTicket: "/tickets/new"
    case .myTickets: "/my/tickets"
    case .compliance: "/compliance"
    case .exclusions: "/exclusions"
    case .agreements: "/agreements"
    case .calendars: "/calendars"
    case .journal: "/journal"
    case .outbox: "/outbox"
    case .webhooks: "/outbox/webhooks"
    case .engine: "/engine"
    case .people: "/people"
    case .words: "/words"
    case .account: "/account"
    }
  }

  public var title: String {
    switch self {
    case .queue: "Queue"
    case .newTicket: "New ticket"
    case .myTickets: "My tickets"
    case .compliance: "Compliance"
    case .exclusions: "Exclusions"
    case .agreements: "Agreements"
    case .calendars: "Calendars"
    case .journal: "Journal"
    case .outbox: "Outbox"
    case .webhooks: "Webhooks"
    case .engine: "Engine"
    case .people: "People"
    case .words: "Words of the desk"
    case .account: "My account"
    }
  }

  var icon: Icon {
    switch self {
    case .queue: .inbox
    case .newTicket: .plus
    case .myTickets: .list
    case .compliance: .graph
    case .exclusions: .hourglass
    case .agreements: .agreement
    case .calendars: .calendar
    case .journal: .journal
    case .outbox: .send
    case .webhooks: .link
    case .engine: .activity
    case .people: .people
    case .words: .note
    case .account: .me
    }
  }

  /// The key after `g` that goes there.
  public var key: String {
    switch self {
    case .queue: "q"
    case .newTicket: "n"
    case .myTickets: "m"
    case .compliance: "c"
    case .exclusions: "x"
    case .agreements: "a"
    case .calendars: "k"
    case .journal: "j"
    case .outbox: "o"
    case .webhooks: "w"
    case .engine: "e"
    case .people: "p"
    case .words: "d"
    case .account: "i"
    }
  }

  /// What a person must be allowed to do for this place to be of use.
  public var permission: Permission {
    switch self {
    case .queue: .workTickets
    case .newTicket, .myTickets: .openTickets
    case .compliance, .exclusions: .seeCompliance
    case .agreements, .calendars: .seeAgreements
    case .journal: .seeJournal
    case .outbox, .webhooks: .seeOutbox
    case .engine: .seeHealth
    case .people: .seePeople
    case .words: .manageWords
    case .account: .ownTokens
    }
  }

  /// The rail's groups. What the reader may not use is left out, and so is a group without places.
  static let groups: [(title: String, places: [Place])] = [
    ("Work", [.queue, .newTicket, .myTickets]),
    ("Service levels", [.compliance, .exclusions, .agreements, .calendars]),
    ("Running it", [.journal, .outbox, .webhooks, .engine, .people, .words]),
  ]

  static func groups(for reader: Reader) -> [(title: String, places: [Place])] {
    groups.compactMap { group in
      let usable = group.places.filter { reader.may($0.permission) }
      return usable.isEmpty ? nil : (group.title, usable)
    }
  }
}
