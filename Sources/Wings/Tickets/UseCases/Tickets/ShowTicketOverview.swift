import Agreements
import AgreementsUseCases
import Core
import Kernel
import PeopleUseCases
import Storage
import Tickets

/// All that a ticket's page at the desk shows, as it stands at one instant.
public struct TicketOverview: Sendable {
  public var detail: TicketDetail
  /// Nil where no agreement covers it, where it can only be read, and for who may not see agreements.
  public var clocks: ClockCase?
  /// What has been left out of its clocks; `App.measure` says what each changed. Nil where nothing is explained.
  public var exclusions: ExclusionsCase?
  public var teams: [Team]
  /// Who can be given work; empty for who may not see people.
  public var staff: [Person]
  public var words: [Word]
}

/// A ticket on one snapshot, in one turn at the database and with its history folded once: itself, its clocks with
/// their reasons, its exclusions, and to whom it can be given. Clocks are evaluated from it afterwards.
public struct ShowTicketOverview: Query {
  public var ticket: ShowTicket

  public init(_ ticket: ShowTicket) { self.ticket = ticket }

  public func answer(from look: Look) throws -> TicketOverview {
    try look.transaction.readAhead { rehearsal in
      _ = try others(Look(rehearsal, app: look.app, principal: look.principal, now: look.now))
    }
    let (detail, file, words) = try ticket.read(from: look)
    let isExplained =
      detail.isWhole && detail.readOnly == nil && detail.clockFault == nil && look.principal.may(.seeAgreements)
    let (teams, staff) = try others(look)
    return TicketOverview(
      detail: detail,
      clocks: isExplained ? try ExplainClocks.answer(file, detail.row, asOf: look.now, from: look) : nil,
      exclusions: isExplained ? try exclusions(detail.history, file, look) : nil,
      teams: teams, staff: staff,
      words: try ListWords().told(words, to: look.principal).words)
  }

  /// To whom it can be given.
  private func others(_ look: Look) throws -> ([Team], [Person]) {
    (try TeamsToChoose().answer(from: look), look.principal.may(.seePeople) ? try ListStaff().answer(from: look) : [])
  }

  private func exclusions(
    _ history: [TicketDetail.HistoryEntry], _ file: TicketFile, _ look: Look
  ) throws -> ExclusionsCase {
    let applied = history.compactMap { entry -> AppliedExclusion? in
      guard let exclusion = file.exclusion(at: entry.sequence) else { return nil }
      return AppliedExclusion(
        exclusion: exclusion, approver: entry.actor, recordedAt: entry.recordedAt, sequence: entry.sequence,
        effects: [])
    }
    return ExclusionsCase(file: file, version: try look.version(of: file), asOf: look.now, applied: applied)
  }
}
