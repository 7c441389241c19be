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

  /// As `Look.agreement(for:at:)`: of the versions in force at `openedAt` the one whose scope names most
  /// attributes; among equals the first by key.
  func agreement(for opening: TicketEvent.Opening, at openedAt: Instant) -> AgreementVersion? {
    var best: AgreementVersion?
    var attributes: [String: String]?
    for (place, version) in versions.enumerated() where version.effectiveFrom <= openedAt {
      let isReplaced = versions[(place + 1)...].contains {
        $0.key == version.key && $0.effectiveFrom <= openedAt
      }
      if isReplaced { continue }
      let known = attributes ?? opening.attributes.merging(["kind": opening.kind.rawValue]) { _, kind in kind }
      attributes = known
      guard version.terms.covers(known, at: openedAt) else { continue }
      if version.terms.scope.count > best?.terms.scope.count ?? -1 { best = version }
    }
    return best
  }
}
