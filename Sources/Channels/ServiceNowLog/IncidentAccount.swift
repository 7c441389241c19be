import ImportUseCases
import Kernel
import Tickets
import TicketsUseCases

/// What a log says of one incident, told from its birth or on from what is known of it.
public struct IncidentAccount: ImportedAccount {
  /// In order.
  let rows: [IncidentRow]

  private let mapping: TicketMapping?

  init(_ rows: [IncidentRow], by mapping: TicketMapping? = nil) {
    (self.rows, self.mapping) = (IncidentHistory.ordered(rows), mapping)
  }

  public var history: ImportedHistory? { IncidentHistory.history(of: rows, by: mapping) }

  public var through: ImportMark { ImportMark(rows.last?.updatedAt ?? .earliest, count: rows.last?.count ?? 0) }

  public func later(than known: KnownHistory) -> LaterHistory {
    var later = LaterHistory(through: max(known.through, through))
    guard let first = rows.first else { return later }
    func contradict(_ row: IncidentRow, _ reason: String) {
      later.contradictions.append(ImportFault(line: row.line, number: row.number, reason: reason))
    }
    // Where updates alone are dated, a later export may begin with a later one.
    let mayBeginLater = mapping?.hasOpening == false && first.openedAt > known.ticket.openedAt
    guard first.openedAt == known.ticket.openedAt || mayBeginLater else {
      contradict(
        first, "was opened at \(first.openedAt.rfc3339) here, and at \(known.ticket.openedAt.rfc3339) as it is known")
      return later
    }
    let split = rows.firstIndex { ImportMark($0.updatedAt, count: $0.count) > known.through } ?? rows.count
    for (row, ticket) in known.standing(at: rows[..<split]) {
      if let reason = row.contradiction(to: ticket, isLast: row.line == rows[..<split].last?.line) {
        contradict(row, "\(reason), unlike what is known of that time")
      }
    }
    let newer = Array(rows[split...])
    guard later.contradictions.isEmpty, let next = newer.first, let last = newer.last else { return later }
    if let event = known.events.last, next.updatedAt < event.at {
      contradict(next, "comes before what happened here at \(event.at.rfc3339) and cannot be added any more")
      return later
    }
    var telling = Telling(
      newer, continuing: known.row(reopenCount: rows[..<split].last?.reopenCount),
      since: max(known.through.at, known.events.last?.at ?? known.ticket.openedAt))
    for row in newer where telling.state != .cancelled { telling.take(row) }
    if telling.state == .cancelled, let row = newer.first(where: { $0.state.map { $0 != .cancelled } ?? false }),
      known.ticket.state.isFinal
    {
      contradict(row, "goes on with a ticket that is \(known.ticket.state.rawValue)")
      return later
    }
    if telling.hasVerdict(mapping), let met = last.madeSLA, met != known.ticket.recordedMet {
      telling.add(
        .verdictRecorded(source: mapping?.source ?? IncidentHistory.source, met: met), at: telling.now, last)
    }
    later.steps = telling.steps
    return later
  }
}

extension KnownHistory {
  /// How the ticket stands, as a row of the log would say it.
  fileprivate func row(reopenCount: Int?) -> IncidentRow {
    let reopened = events.count { if case .reopened = $0.event { true } else { false } }
    return IncidentRow(
      number: ticket.number, state: ticket.incidentState, count: through.count, updatedAt: through.at,
      openedAt: ticket.openedAt, reopenCount: reopenCount ?? reopened, group: ticket.team, assignee: ticket.assignee,
      attributes: IncidentColumns.attributes.map { ticket.attributes[$0.name] })
  }

  /// The last of these rows at each instant, with the ticket as it stood then.
  fileprivate func standing(at rows: ArraySlice<IncidentRow>) -> [(IncidentRow, Ticket)] {
    var standing: [(IncidentRow, Ticket)] = []
    var ticket = Ticket(id: self.ticket.id)
    var rest = events.prefix { $0.at <= through.at }[...]
    var count = Int.min
    for (place, row) in zip(rows.indices, rows) {
      // A row that was written late by its count may say what is no longer so.
      defer { count = max(count, row.count) }
      let at = max(row.updatedAt, self.ticket.openedAt)
      while let event = rest.first, event.at <= at {
        ticket.apply(event.event, at: event.at)
        rest.removeFirst()
      }
      let isLastOfInstant = place + 1 == rows.endIndex || rows[place + 1].updatedAt > at
      if isLastOfInstant, row.count >= count { standing.append((row, ticket)) }
    }
    return standing
  }
}

extension Ticket {
  fileprivate var incidentState: IncidentState {
    switch state {
    case .open: holds.first.map(IncidentState.waiting) ?? .working
    case .resolved: .resolved
    case .closed: .closed
    case .cancelled, .merged: .cancelled
    }
  }
}

extension IncidentRow {
  /// What a row says that is not so of the ticket at its time; nil where it all is.
  fileprivate func contradiction(to ticket: Ticket, isLast: Bool) -> String? {
    for (place, value) in attributes.enumerated() {
      let name = IncidentColumns.attributes[place].name
      if let value, let known = ticket.attributes[name], known != value {
        return "\(name) is \(value) and not \(known)"
      }
    }
    if let group, let known = ticket.team, group != known { return "the group is \(group) and not \(known)" }
    if let assignee, let known = ticket.assignee, assignee != known {
      return "the owner is \(assignee) and not \(known)"
    }
    // A resolution has an instant of its own, and one that is unknown counts from the closing.
    guard isLast, let state, state != .resolved, ticket.incidentState != .resolved else { return nil }
    return state == ticket.incidentState
      ? nil : "the state is \(state.words) and not \(ticket.incidentState.words)"
  }
}

extension IncidentState {
  fileprivate var words: String {
    switch self {
    case .working: "open"
    case .waiting(let reason): reason
    case .resolved: "resolved"
    case .closed: "closed"
    case .cancelled: "cancelled"
    }
  }
}
