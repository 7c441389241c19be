import Core
import Kernel
import Tickets

/// What became of the ticket into which another was merged: all that the other's requester is told of it, whoever's it
/// is.
public struct MergedOutcome: Hashable, Sendable {
  public var state: TicketState
  /// When it came to stand so, where that is kept.
  public var at: Instant?

  public init(state: TicketState, at: Instant?) { (self.state, self.at) = (state, at) }
}

extension Look {
  /// How many merges in a row are followed.
  private static let mostMerges = 100

  /// What became of the ticket that `survivor` names, or of the one into which that was merged in turn: of a merged
  /// ticket, what became of it. Nil where it is not there.
  func outcome(of survivor: RecordID) throws -> MergedOutcome? {
    var next = survivor
    for _ in 0..<Look.mostMerges {
      guard let (row, mergedInto) = try TicketStore.standing(next, in: transaction) else { return nil }
      guard let mergedInto else {
        return MergedOutcome(state: row.state, at: row.state == .open ? nil : row.closedAt ?? row.resolvedAt)
      }
      next = mergedInto
    }
    return nil
  }
}

extension Work {
  /// Tells of what became of a ticket on behalf of those that were merged into it, and into them, and brings the open
  /// pages of their requesters up to date.
  func tellMerged(_ events: [TicketEvent], of file: TicketFile, at: Instant) throws {
    let outcomes = events.compactMap(\.outcome)
    let endsElsewhere = events.contains { if case .merged = $0 { true } else { false } }
    guard !outcomes.isEmpty || endsElsewhere,
      file.history.contains(where: { if case .absorbed = $0.event { true } else { false } })
    else { return }
    let merged = try TicketStore.merged(into: file.ticket.id, limit: TicketLimits.events, in: transaction)
    for row in merged.rows {
      for outcome in outcomes {
        try TicketEvent.tellOutcome(outcome, of: row, mergedInto: file.ticket, at: at, in: self)
      }
      try announce(row.id)
    }
  }
}

extension TicketEvent {
  /// The state into which it brings a ticket for good or for now, as those hear it who wait for an outcome; nil where
  /// it brings it into none.
  fileprivate var outcome: TicketState? {
    switch self {
    case .resolved: .resolved
    case .reopened: .open
    case .closed: .closed
    case .cancelled: .cancelled
    default: nil
    }
  }
}
