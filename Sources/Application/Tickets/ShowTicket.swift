import Agreements
import Governance
import Kernel
import People
import Storage
import Tickets

/// One ticket with everything that its page shows.
public struct TicketDetail: Sendable {
  public var ticket: Ticket
  public var row: TicketRow
  public var text: TicketText
  /// What happened, in the order in which it was recorded; for requesters only what concerns them.
  public var history: [HistoryEntry]
  public var messages: [Message]
  public var clocks: [ClockRow]
  public var rungs: [RungFired]
  /// The agreement version that holds for it.
  public var agreement: AgreementVersion?
  public var links: [LinkedTicket]
  public var mergedInto: TicketRow?
  /// Why it can only be read here, in words: a newer version wrote of it. Nil where all is understood.
  public var readOnly: String?
  /// Display names of the people in its history by their sign-in names, of `PageLimits.most` at most.
  public var people: [String: String]

  public struct LinkedTicket: Hashable, Sendable {
    public var relation: TicketRelation
    public var ticket: TicketRow
  }

  public struct HistoryEntry: Hashable, Sendable {
    public var event: TicketEvent
    public var actor: String
    public var at: Instant
    public var recordedAt: Instant
    /// Its place in the ticket's journal stream.
    public var sequence: Int64
  }
}

/// Shows a ticket. Requesters see their own, without notes and inner changes.
public struct ShowTicket: Query {
  public static let mostMessages = 500

  public var key: TicketKey
  public init(_ key: TicketKey) { self.key = key }

  public func answer(from look: Look) throws -> TicketDetail {
    let id = try look.resolve(key)
    guard let row = try TicketStore.row(id, in: look.transaction), look.maySee(row.requester),
      let text = try TicketStore.text(of: id, in: look.transaction)
    else { throw MainstayError.notFound(kind: "ticket", id: key.text) }
    let isStaff = look.principal.may(.seeAllTickets)
    var file = TicketFile(ticket: Ticket(id: id))
    var history: [TicketDetail.HistoryEntry] = []
    try JournalStore.forEachEntry(of: TicketFile.stream(of: id), in: look.transaction) { stored in
      let entry = stored.entry
      let known = file.history.count
      try file.replay(entry.kind, entry.payload, at: entry.at, sequence: entry.sequence)
      guard file.history.count > known, let event = file.history.last?.event, isStaff || event.isForRequesters else {
        return
      }
      history.append(
        .init(event: event, actor: entry.actor, at: entry.at, recordedAt: entry.recordedAt, sequence: entry.sequence))
    }
    let people = Set(row.people + history.flatMap { [$0.actor] + $0.event.people })
    return TicketDetail(
      ticket: isStaff ? file.ticket : file.ticket.withoutLinks, row: row, text: text, history: history,
      messages: try MessageStore.all(
        of: id, publicOnly: !isStaff, limit: ShowTicket.mostMessages, in: look.transaction),
      clocks: try ClockStore.all(of: id, in: look.transaction),
      rungs: isStaff ? try ClockStore.fired(of: id, in: look.transaction) : [],
      agreement: try file.ticket.agreement.flatMap { try look.app.agreements.version($0, in: look.transaction) },
      links: try file.ticket.links.sorted { $0.ticket < $1.ticket }.compactMap { link in
        guard let other = try TicketStore.row(link.ticket, in: look.transaction), look.maySee(other.requester) else {
          return nil
        }
        return .init(relation: link.relation, ticket: other)
      },
      mergedInto: try file.ticket.mergedInto.flatMap { survivor in
        try TicketStore.row(survivor, in: look.transaction).flatMap { look.maySee($0.requester) ? $0 : nil }
      },
      readOnly: file.newer.map { "Of its entry \($0.sequence), \($0.why)." },
      people: try NameStore.people(named: people, in: look.transaction))
  }
}

extension TicketEvent {
  /// The sign-in names that it tells of.
  fileprivate var people: [String] {
    switch self {
    case .opened(let opening): [opening.requester]
    case .assigned(_, let assignee): assignee.map { [$0] } ?? []
    default: []
    }
  }

  /// Whether a requester reads of it: the steps of their ticket's life, not the desk's inner work.
  var isForRequesters: Bool {
    switch self {
    case .opened, .resolved, .reopened, .closed, .cancelled, .held, .resumed, .merged: true
    case .answered(_, _, let isPublic, _): isPublic
    default: false
    }
  }
}
