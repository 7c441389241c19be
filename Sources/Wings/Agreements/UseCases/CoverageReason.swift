import Kernel

/// What a scope asks of a ticket, and what the ticket has instead.
public struct ScopeMiss: Hashable, Sendable {
  public var attribute: String
  /// One of these is asked for.
  public var wanted: [String]
  /// Nil where the ticket does not have the attribute.
  public var found: String?

  public init(_ attribute: String, wanted: [String], found: String?) {
    (self.attribute, self.wanted, self.found) = (attribute, wanted, found)
  }
}

/// Why an agreement covers a ticket, or does not.
public enum CoverageReason: Hashable, Sendable {
  /// Its scope fits, and no other goes before it.
  case applies
  /// Its scope fits too, but that of another names more attributes of a ticket.
  case lessSpecific(than: String)
  /// Its scope fits too and names as many, but another comes first by key.
  case behind(String)
  /// Its scope asks for something else.
  case outOfScope([ScopeMiss])
  /// It was in force later only, from this instant on.
  case notYet(Instant)
  /// It was over since this instant.
  case over(Instant)
}

/// An agreement as it stood at an instant.
package struct CoverageCandidate {
  package var terms: AgreementTerms
  /// From when this version counts; the earliest of all where none did yet.
  package var effectiveFrom: Instant

  package init(_ terms: AgreementTerms, effectiveFrom: Instant) {
    (self.terms, self.effectiveFrom) = (terms, effectiveFrom)
  }
}

extension [CoverageCandidate] {
  /// Why each of these covers a ticket, or does not, in their order: by the rule by which agreements are chosen.
  ///
  /// - Parameter attributes: What the ticket had when it was opened, its kind among them.
  package func reasons(for attributes: [String: String], openedAt: Instant) -> [CoverageReason] {
    let apart = map { $0.reasonApart(for: attributes, openedAt: openedAt) }
    let fitting = zip(self, apart).filter { $0.1 == nil }.map(\.0.terms)
    let best = fitting.min { $0.goesBefore($1) }
    return zip(self, apart).map { candidate, reason in
      if let reason { return reason }
      guard let best, best.key != candidate.terms.key else { return .applies }
      return best.scope.count > candidate.terms.scope.count ? .lessSpecific(than: best.key) : .behind(best.key)
    }
  }
}

extension CoverageCandidate {
  /// Why it does not cover the ticket, whatever others do; nil where it could.
  fileprivate func reasonApart(for attributes: [String: String], openedAt: Instant) -> CoverageReason? {
    let begins = Swift.max(effectiveFrom, terms.validFrom ?? effectiveFrom)
    if openedAt < begins { return .notYet(begins) }
    if let end = terms.end, openedAt >= end { return .over(end) }
    let misses = terms.scope.sorted { $0.key < $1.key }.compactMap { name, wanted -> ScopeMiss? in
      let found = attributes[name]
      return found.map(wanted.contains) == true ? nil : ScopeMiss(name, wanted: wanted, found: found)
    }
    return misses.isEmpty ? nil : .outOfScope(misses)
  }
}

extension CoverageReason {
  /// Stable, for programs.
  public var name: String {
    switch self {
    case .applies: "applies"
    case .lessSpecific: "lessSpecific"
    case .behind: "behind"
    case .outOfScope: "outOfScope"
    case .notYet: "notYet"
    case .over: "over"
    }
  }
}
