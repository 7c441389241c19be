import AgreementsUseCases
import Core
import Kernel
import Tickets

/// What a wing that stands on tickets has to do when clocks of one were brought up to date, in the same transaction: as
/// the ticket changed, or a clock came to something by itself. It is asked of every change of every ticket, so that it
/// has to be short. What was imported as it is, without anybody being told, is not asked about.
public struct ClockListener: Sendable, AppPart {
  public static let absent: [ClockListener] = []

  package var refreshed: @Sendable (_ ticket: Ticket, _ version: AgreementVersion, _ work: Work) throws -> Void

  package init(
    refreshed: @escaping @Sendable (_ ticket: Ticket, _ version: AgreementVersion, _ work: Work) throws -> Void
  ) { self.refreshed = refreshed }
}
