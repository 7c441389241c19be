import Kernel
import Tickets

/// Every version of every agreement, to find out which covers a ticket without asking the database for each.
struct AgreementsInForce {
  /// By key, newest last within a key.
  private let versions: [AgreementVersion]

  /// - Parameter without: agreements that are left out, by key.
  init(in look: Look, without keys: Set<String> = []) throws {
    let ids = try AgreementStore.versionIDs(in: look.transaction)
    versions = try ids.compactMap { try look.app.agreements.version($0, in: look.transaction) }
      .filter { !keys.contains($0.key) }
  }

  /// The version in force at `openedAt` that covers the ticket, by the one rule that decides it.
  func agreement(for opening: TicketEvent.Opening, at openedAt: Instant) -> AgreementVersion? {
    let effective = versions.enumerated().filter { place, version in
      version.effectiveFrom <= openedAt
        && !versions[(place + 1)...].contains { $0.key == version.key && $0.effectiveFrom <= openedAt }
    }
    return AgreementVersion.covering(opening, at: openedAt, among: effective.map(\.element))
  }
}
