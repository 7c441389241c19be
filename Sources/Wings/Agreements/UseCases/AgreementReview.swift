import Agreements
import Core
import Kernel

/// What a wing on which agreements do not stand has to say of an agreement that is to be applied.
public struct AgreementReview: Sendable, AppPart {
  public static let absent: [AgreementReview] = []

  /// Words that it names and no ticket can have, a sentence each.
  var unknownWords: @Sendable (AgreementTerms, Look) throws -> [String]
  /// Why nobody applies drafts by themselves; nil where they may.
  var needsApproval: @Sendable (Look) throws -> String?
  /// How many things stand in the newest version of an agreement, by its key, that are hardly meant.
  var findings: @Sendable (String, Look) throws -> Int
  /// Clocks of tickets opened since an instant that an agreement would cover.
  var clocks: @Sendable (AgreementTerms, _ since: Instant, Look) throws -> CoveredClocks
  /// What is proposed that would make versions of agreements.
  var proposed: @Sendable (Look) throws -> [ProposedAgreement]
  /// Where versions of an agreement or of a calendar come from, by their numbers.
  var origins: @Sendable (PlannedChange.Subject, _ key: String, Look) throws -> [Int: VersionOrigin]
  /// What else goes by a calendar, and from when it goes by a new version, a sentence each.
  var byCalendar: @Sendable (_ key: String, Look) throws -> [String]
  /// What else is under way about an agreement, by its key, and comes to nothing once it changes, a sentence each.
  var overtaken: @Sendable (_ key: String, Look) throws -> [String]

  public init(
    unknownWords: @escaping @Sendable (AgreementTerms, Look) throws -> [String] = { _, _ in [] },
    needsApproval: @escaping @Sendable (Look) throws -> String? = { _ in nil },
    clocks: @escaping @Sendable (AgreementTerms, _ since: Instant, Look) throws -> CoveredClocks = { _, _, _ in
      CoveredClocks()
    },
    origins: @escaping @Sendable (PlannedChange.Subject, _ key: String, Look) throws -> [Int: VersionOrigin] = {
      _, _, _ in [:]
    },
    findings: @escaping @Sendable (String, Look) throws -> Int = { _, _ in 0 },
    byCalendar: @escaping @Sendable (_ key: String, Look) throws -> [String] = { _, _ in [] },
    overtaken: @escaping @Sendable (_ key: String, Look) throws -> [String] = { _, _ in [] },
    proposed: @escaping @Sendable (Look) throws -> [ProposedAgreement] = { _ in [] }
  ) {
    self.proposed = proposed
    (self.unknownWords, self.needsApproval, self.findings) = (unknownWords, needsApproval, findings)
    (self.clocks, self.origins, self.byCalendar) = (clocks, origins, byCalendar)
    self.overtaken = overtaken
  }
}

/// How many things stand in the newest version of an agreement that are hardly meant.
public struct CountAgreementFindings: Query {
  public var key: String
  public init(_ key: String) { self.key = key }

  public func answer(from look: Look) throws -> Int {
    try look.principal.require(.seeAgreements)
    return try look.app.parts[AgreementReview.self].reduce(0) { try $0 + $1.findings(key, look) }
  }
}

/// Clocks of tickets that an agreement would cover.
public struct CoveredClocks: Hashable, Sendable {
  public var running: Int
  /// Those that have ended.
  public var past: Int
  /// Whether there are more, which were not counted.
  public var isMore: Bool

  public init(running: Int = 0, past: Int = 0, isMore: Bool = false) {
    (self.running, self.past, self.isMore) = (running, past, isMore)
  }
}

/// Where a version comes from that somebody proposed and somebody else approved.
public struct VersionOrigin: Hashable, Sendable {
  public var title: String
  /// Sign-in names, and what they are called.
  public var proposer: String
  public var approver: String
  public var people: [String: String]
  public var approvedAt: Instant
  /// The page of what was proposed.
  public var path: String
  /// What both sides signed before; nil where it was negotiated with nobody.
  public var signed: SignedOffer?

  public init(
    title: String, proposer: String, approver: String, people: [String: String], approvedAt: Instant, path: String,
    signed: SignedOffer? = nil
  ) {
    (self.title, self.proposer, self.approver, self.people) = (title, proposer, approver, people)
    (self.approvedAt, self.path, self.signed) = (approvedAt, path, signed)
  }
}

/// What both sides signed of what became a version.
public struct SignedOffer: Hashable, Sendable {
  public struct Signature: Hashable, Sendable {
    /// What who signed is called, as it stood then.
    public var name: String
    public var isOurs: Bool
    public var at: Instant
    public init(name: String, isOurs: Bool, at: Instant) { (self.name, self.isOurs, self.at) = (name, isOurs, at) }
  }

  /// `OFR-7`.
  public var name: String
  /// Its page.
  public var path: String
  /// SHA-256 of the text that both signed.
  public var hash: String
  public var signatures: [Signature]

  public init(name: String, path: String, hash: String, signatures: [Signature]) {
    (self.name, self.path, self.hash, self.signatures) = (name, path, hash, signatures)
  }
}

/// Where the versions of an agreement come from that others approved, by their numbers.
public struct VersionOrigins: Query {
  public var subject: PlannedChange.Subject
  public var key: String
  public init(of subject: PlannedChange.Subject, _ key: String) { (self.subject, self.key) = (subject, key) }

  public func answer(from look: Look) throws -> [Int: VersionOrigin] {
    try look.principal.require(.seeAgreements)
    return try look.app.parts[AgreementReview.self].reduce(into: [:]) { found, review in
      found.merge(try review.origins(subject, key, look)) { first, _ in first }
    }
  }
}

/// Why nobody applies drafts by themselves here; nil where they may.
public struct NeededApproval: Query {
  public init() {}

  public func answer(from look: Look) throws -> String? {
    try look.principal.require(.seeAgreements)
    return try look.app.parts[AgreementReview.self].lazy.compactMap { try $0.needsApproval(look) }.first
  }
}

extension Work {
  /// Makes others who apply agreements wait until this transaction ends.
  package func lockApplying() throws { try AgreementStore.lockApplying(in: transaction) }
}

extension Look {
  func unknownWords(in terms: AgreementTerms) throws -> [String] {
    try app.parts[AgreementReview.self].flatMap { try $0.unknownWords(terms, self) }
  }

  /// What goes by a calendar beside agreements, a sentence each.
  func othersByCalendar(_ key: String) throws -> [String] {
    try app.parts[AgreementReview.self].flatMap { try $0.byCalendar(key, self) }
  }

  /// What comes to nothing once an agreement changes, a sentence each.
  func overtaken(byChangeOf key: String) throws -> [String] {
    try app.parts[AgreementReview.self].flatMap { try $0.overtaken(key, self) }
  }

  /// What is taken for granted of when an agreement begins, a sentence each.
  ///
  /// - Parameters:
  ///   - old: What its newest version says; nil of a new one.
  ///   - isProposed: Whether somebody else approves it first.
  func assumptions(
    _ terms: AgreementTerms, replacing old: AgreementTerms?, isNew: Bool, isProposed: Bool
  ) throws -> [String] {
    let signed = terms.particulars.signatories.map(\.name)
    let kept =
      !isNew && !signed.isEmpty && old?.particulars.signatories == terms.particulars.signatories
      ? [
        "It names those who signed as the version before does (\(signed.joined(separator: ", "))), and does not know "
          + "whether they have signed this text."
      ] : []
    return try kept + assumptionsOfTime(terms, replacing: old, isNew: isNew, isProposed: isProposed)
  }

  private func assumptionsOfTime(
    _ terms: AgreementTerms, replacing old: AgreementTerms?, isNew: Bool, isProposed: Bool
  ) throws -> [String] {
    guard let begins = terms.validFrom else {
      if !isNew { return [] }
      return [
        isProposed
          ? "It names no first day (validFrom): it is taken to begin when it is approved."
          : "It names no first day (validFrom): it is taken to be in force from the beginning, also for tickets of the "
            + "past that are brought in later."
      ]
    }
    guard begins < now, begins != old?.validFrom else { return [] }
    guard isNew else {
      return [
        "Its first day (validFrom, \(begins.rfc3339)) lies in the past. A later version never reaches back: it holds for "
          + "tickets opened once it is in force."
      ]
    }
    let clocks = try app.parts[AgreementReview.self].reduce(into: CoveredClocks()) { sum, review in
      let one = try review.clocks(terms, begins, self)
      (sum.running, sum.past, sum.isMore) = (sum.running + one.running, sum.past + one.past, sum.isMore || one.isMore)
    }
    return [
      "Its first day (validFrom, \(begins.rfc3339)) lies in the past. Tickets that it covers were opened since then, with "
        + "\(clocks.isMore ? "at least " : "")\(clocks.running) running and \(clocks.past) past clocks. They keep the "
        + "agreement under which they were opened; tickets of that time that are brought in later come under this one."
    ]
  }

  /// Refuses drafts that somebody else has to approve first.
  func requireNoApproval() throws {
    for review in app.parts[AgreementReview.self] {
      if let reason = try review.needsApproval(self) {
        throw MainstayError.conflict(code: "approval-needed", message: reason)
      }
    }
  }

  /// What the newest versions of agreements say, by key, as far as they can be read.
  package func newestTerms() throws -> [AgreementTerms] {
    let stored = try AgreementStore.readableAgreements(in: transaction)
    return NewestVersions(stored.rows, stored.unreadable, key: \.key, version: \.version).rows
      .sorted { $0.key < $1.key }.compactMap { try? AgreementTerms(json: $0.value.body) }
  }
}
