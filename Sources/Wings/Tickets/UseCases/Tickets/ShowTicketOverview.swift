import Agreements
import Kernel
import People
import Tickets

/// All that a ticket's page at the desk shows, as it stands at one instant.
public struct TicketOverview: Sendable {
  public var detail: TicketDetail
  /// Nil where no agreement covers it, where it can only be read, and for who may not see agreements.
  public var clocks: ClockCase?
  /// What has been left out of its clocks, in the order of approval.
  public var exclusions: [AppliedExclusion]
  public var teams: [Team]
  /// Who can be given work; empty for who may not see people.
  public var staff: [Person]
  public var words: [Word]
}

/// A ticket on one snapshot, in one turn at the database and with its history folded once: itself, its clocks with
/// their reasons, its exclusions, and to whom it can be given.
public struct ShowTicketOverview: Query {
  public var ticket: ShowTicket

  public init(_ ticket: ShowTicket) { self.ticket = ticket }

  public func answer(from look: Look) throws -> TicketOverview {
    let (detail, file) = try ticket.read(from: look)
    let isExplained = detail.readOnly == nil && detail.clockFault == nil && look.principal.may(.seeAgreements)
    return TicketOverview(
      detail: detail,
      clocks: isExplained ? try ExplainClocks.answer(file, detail.row, asOf: look.now, from: look) : nil,
      exclusions: isExplained ? try exclusions(detail.history, file, look) : [],
      teams: try ListTeams().answer(from: look),
      staff: look.principal.may(.seePeople) ? try ListStaff().answer(from: look) : [],
      words: try ListWords().answer(from: look))
  }

  private func exclusions(
    _ history: [TicketDetail.HistoryEntry], _ file: TicketFile, _ look: Look
  ) throws -> [AppliedExclusion] {
    try history.compactMap { entry in
      guard let exclusion = file.exclusion(at: entry.sequence) else { return nil }
      return AppliedExclusion(
        exclusion: exclusion, approver: entry.actor, recordedAt: entry.recordedAt, sequence: entry.sequence,
        effects: try look.effects(of: entry.sequence, in: file).filter(\.isChange))
    }
  }
}
