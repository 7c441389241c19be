import Agreements
import Foresight
import ImportUseCases
import Kernel
import Tickets

extension IncidentAccount {
  /// The incident as its rows left it one after the other, and its story; nil without rows.
  ///
  /// A row says what it says from the instant of its update on. What the tool writes on every row with its value at the
  /// end (when it was resolved and closed, by which code, whether it kept its own promise) is looked at by the story
  /// alone.
  public var record: TicketRecord? {
    guard let history, let first = rows.first,
      let opened = TicketEvent.opened(history.opening).clockEvent
    else { return nil }
    let story = history.steps.compactMap { step in step.event.clockEvent.map { ClockEvent(step.at, $0) } }
    return TicketRecord(
      number: first.number, openedAt: first.openedAt, updates: updates,
      story: [ClockEvent(first.openedAt, opened)] + story)
  }

  private var updates: [TicketRecord.Update] {
    var updates: [TicketRecord.Update] = []
    var known = TicketRecord.Update(
      at: .earliest, attributes: ["source": IncidentHistory.source, "kind": TicketKind.incident.rawValue])
    var count = Int.min
    for row in rows {
      let next = row.state.map(TicketRecord.State.init) ?? known.state
      // A row that is older by its count than one before it cannot take an end back.
      if known.state.isEnd, !next.isEnd, row.count < count, row.reopenCount <= known.reopenings { continue }
      known.at = max(known.at, row.updatedAt)
      if known.state != .closed || next != .resolved { known.state = next }
      for (place, value) in row.attributes.enumerated() {
        let name = IncidentColumns.attributes[place].name
        if let value, known.attributes[name] != value { known.attributes[name] = value }
      }
      // A new group begins without somebody who has it.
      if let group = row.group, group != known.team { (known.team, known.assignee) = (group, nil) }
      known.assignee = row.assignee ?? known.assignee
      (known.reopenings, count) = (max(known.reopenings, row.reopenCount), row.count)
      updates.append(known)
      if known.state == .cancelled { break }
    }
    return updates
  }
}

extension TicketRecord.State {
  fileprivate init(_ state: IncidentState) {
    self =
      switch state {
      case .working: .working
      case .waiting(let reason): .waiting(reason)
      case .resolved: .resolved
      case .closed: .closed
      case .cancelled: .cancelled
      }
  }
}
