import Agreements
import Core
import Kernel
import Storage

/// Every version of every agreement, to find out which covers a ticket without asking the database for each. One that
/// cannot be read stands in the way of those tickets alone that were opened while it was in force.
package struct AgreementsInForce {
  private struct Place {
    var id: RecordID
    var key: String
    var effectiveFrom: Instant
    /// Nil where it cannot be read.
    var version: AgreementVersion?
  }

  /// By key, newest last within a key.
  private let places: [Place]

  /// - Parameter without: agreements that are left out, by key.
  package init(in look: Look, without keys: Set<String> = []) throws {
    var places: [Place] = []
    for (id, key, effectiveFrom) in try AgreementStore.versionPlaces(in: look.transaction) where !keys.contains(key) {
      var place = Place(id: id, key: key, effectiveFrom: effectiveFrom)
      do {
        place.version = try look.app.agreements.version(id, in: look.transaction)
      } catch is MainstayError {
        place.version = nil
      } catch StorageError.column {
        place.version = nil
      }
      places.append(place)
    }
    self.places = places
  }

  /// - Parameters:
  ///   - versions: All that there are.
  ///   - without: agreements that are left out, by key.
  package init(_ versions: [AgreementVersion], without keys: Set<String> = []) {
    places = versions.filter { !keys.contains($0.key) }
      .sorted { ($0.key, $0.version) < ($1.key, $1.version) }
      .map { Place(id: $0.id, key: $0.key, effectiveFrom: $0.effectiveFrom, version: $0) }
  }

  /// What each agreement is called by its newest version that can be read, by key.
  package var names: [String: String] {
    Dictionary(
      places.compactMap { place in place.version.map { (place.key, $0.terms.agreement.name) } },
      uniquingKeysWith: { $1 })
  }

  /// The agreement of each version, by its key.
  package var keys: [RecordID: String] {
    Dictionary(places.map { ($0.id, $0.key) }, uniquingKeysWith: { first, _ in first })
  }

  /// Of each agreement the version that holds for tickets opened at `instant`, by key; one that cannot be read by its
  /// key alone. An agreement that is over by then, or has not begun, is left out.
  package func versions(at instant: Instant) -> (versions: [AgreementVersion], unreadable: [String]) {
    let effective = effective(at: instant)
    let holding = effective.compactMap(\.version).filter { version in
      version.terms.validFrom.map { $0 <= instant } ?? true && version.terms.end.map { instant < $0 } ?? true
    }
    return (holding, effective.filter { $0.version == nil }.map(\.key))
  }

  private func effective(at instant: Instant) -> [Place] {
    places.enumerated().filter { place, one in
      one.effectiveFrom <= instant
        && !places[(place + 1)...].contains { $0.key == one.key && $0.effectiveFrom <= instant }
    }.map(\.element)
  }

  /// The version in force at `openedAt` that covers the ticket, by the one rule that decides it.
  ///
  /// - Throws: `MainstayError.unavailable` where one that was in force then cannot be read.
  package func version(covering attributes: [String: String], at openedAt: Instant) throws -> AgreementVersion? {
    let effective = effective(at: openedAt)
    if let broken = effective.first(where: { $0.version == nil }) {
      throw MainstayError.unavailable(reason: "the agreement \(broken.key) that was in force then cannot be read")
    }
    return AgreementVersion.covering(attributes, at: openedAt, among: effective.compactMap(\.version))
  }
}
