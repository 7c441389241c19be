import Agreements
import Core
import Kernel
import Storage

/// An agreement that a proposal names.
public struct ProposedAgreement: Hashable, Sendable {
  public var key: String
  public var name: String
  public var kind: AgreementParticulars.Kind?
  /// What the proposal is about.
  public var title: String
  /// Whether it waits for a decision; else it was taken back or refused.
  public var isOpen: Bool
  /// The page of the proposal.
  public var path: String

  public init(
    key: String, name: String, kind: AgreementParticulars.Kind?, title: String, isOpen: Bool, path: String
  ) {
    (self.key, self.name, self.kind, self.title) = (key, name, kind, title)
    (self.isOpen, self.path) = (isOpen, path)
  }
}

/// Where an agreement stands in its life.
public struct AgreementStanding: Hashable, Sendable {
  public var key: String
  public var name: String
  public var life: AgreementLife
  /// The newest version; nil where there is only a proposal.
  public var version: Int?
  public var kind: AgreementParticulars.Kind?
  /// When it ends, or ended.
  public var end: Instant?
  public var termination: AgreementTermination?
  public var noticePeriod: NoticePeriod?
  public var reviewDate: CivilDate?
  /// A proposal that would change it, or make it: that which waits, or else the newest that is over.
  public var proposal: ProposedAgreement?

  public init(key: String, name: String, life: AgreementLife) {
    (self.key, self.name, self.life) = (key, name, life)
  }

  /// Whether others are to decide about a change of it.
  public var isNegotiated: Bool { proposal?.isOpen ?? false }

  /// Whether its review is due on a day: nobody reviews what is over.
  public func isReviewDue(on today: CivilDate) -> Bool {
    guard life == .inForce || life == .agreed, let reviewDate else { return false }
    var particulars = AgreementParticulars.none
    particulars.reviewDate = reviewDate
    return particulars.isReviewDue(on: today)
  }
}

/// Where agreements stand in their lives, by key: those that there are, and those that are only proposed.
public struct AgreementStandings: Query {
  /// All agreements where nil.
  public var key: String?
  public init(_ key: String? = nil) { self.key = key }

  public func answer(from look: Look) throws -> [AgreementStanding] {
    try look.principal.require(.seeAgreements)
    let stored = try AgreementStore.readableAgreements(key: key, in: look.transaction)
    let proposed = Dictionary(
      grouping: try look.app.parts[AgreementReview.self].flatMap { try $0.proposed(look) }
        .filter { key == nil || $0.key == key }, by: \.key)
    var versions: [String: [(row: AgreementStore.AgreementRow, terms: AgreementTerms)]] = [:]
    for row in stored.rows {
      // What cannot be read is named where versions are listed.
      if let terms = try? AgreementTerms(json: row.body) { versions[row.key, default: []].append((row, terms)) }
    }
    return Set(versions.keys).union(proposed.keys).sorted().compactMap { key in
      let (versions, proposals) = (versions[key] ?? [], proposed[key] ?? [])
      let proposal = proposals.first(where: \.isOpen) ?? proposals.first
      let life = AgreementLife.state(
        of: versions.map {
          AgreementLife.Version(
            effectiveFrom: $0.row.effectiveFrom, validFrom: $0.terms.validFrom, validTo: $0.terms.validTo,
            termination: $0.terms.termination)
        }, isProposed: proposal?.isOpen ?? false, wasProposed: proposal != nil, at: look.now)
      guard let life else { return nil }
      guard let newest = versions.last else {
        return proposal.map { one in
          var standing = AgreementStanding(key: key, name: one.name, life: life)
          (standing.kind, standing.proposal) = (one.kind, one)
          return standing
        }
      }
      var standing = AgreementStanding(key: key, name: newest.terms.agreement.name, life: life)
      (standing.version, standing.kind) = (newest.row.version, newest.terms.particulars.kind)
      (standing.end, standing.termination) = (newest.terms.end, newest.terms.termination)
      standing.noticePeriod = newest.terms.particulars.noticePeriod
      standing.reviewDate = newest.terms.particulars.reviewDate
      // One that is over is no part of the life of an agreement that there is.
      standing.proposal = proposal.flatMap { $0.isOpen ? $0 : nil }
      return standing
    }
  }
}

/// An agreement that was ended, and when that takes effect.
package struct EndedAgreement: Hashable, Sendable {
  package var key: String
  package var effective: Instant
}

extension Look {
  /// Agreements whose newest version says that they were ended, where that has taken effect.
  package func endedAgreements() throws -> [EndedAgreement] {
    try newestTerms().compactMap { terms in
      guard let end = terms.termination?.effective, end <= now else { return nil }
      return EndedAgreement(key: terms.key, effective: end)
    }
  }
}
