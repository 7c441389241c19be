import Agreements
import AgreementsUseCases
import BusinessTime
import Core
import Kernel
import PeopleUseCases
import Proposals
import ServiceLevelsUseCases
import Storage
import TicketsUseCases

/// Proposals, the newest first.
public struct ListProposals: Query {
  /// Where a page ends: the next begins after it.
  public struct Position: Hashable, Sendable {
    public var createdAt: Instant
    public var id: RecordID
    public init(createdAt: Instant, id: RecordID) { (self.createdAt, self.id) = (createdAt, id) }
  }

  /// Those that wait, or those that are decided; nil: both.
  public var open: Bool?
  public var after: Position?
  public var limit: Int

  public init(open: Bool? = nil, after: Position? = nil, limit: Int = PageLimits.usual) {
    (self.open, self.after, self.limit) = (open, after, limit)
  }

  public struct Answer: Hashable, Sendable {
    public var proposals: [Proposal]
    /// Nil on the last page.
    public var next: Position?
    /// Display names by sign-in names.
    public var people: [String: String]
    /// What stands here and cannot be read, a line each.
    public var unreadable: [String]
    /// Those that wait, on all pages.
    public var waiting: Int
  }

  public func answer(from look: Look) throws -> Answer {
    try look.principal.require(.seeAgreements)
    let limit = PageLimits.clamp(limit)
    let found = try ProposalStore.list(open: open, after: after, limit: limit + 1, in: look.transaction)
    var proposals = found.rows
    let hasMore = proposals.count + found.unreadable.count > limit
    if hasMore, !proposals.isEmpty { proposals.removeLast() }
    return Answer(
      proposals: proposals,
      next: hasMore ? proposals.last.map { Position(createdAt: $0.createdAt, id: $0.id) } : nil,
      people: try NameStore.people(named: Set(proposals.flatMap(\.people)), in: look.transaction),
      unreadable: found.unreadable, waiting: try ProposalStore.countOpen(in: look.transaction))
  }
}

extension ListProposals.Position: CursorPosition {
  public var members: JSON { ["at": .integer(createdAt.milliseconds), "id": .string(id.text)] }

  public init?(members: JSON) {
    guard let at = members["at"]?.integerValue, let id = members["id"]?.stringValue else { return nil }
    self.init(createdAt: Instant(milliseconds: at), id: RecordID(id))
  }
}

/// A proposal with what it would do now, to be decided about.
public struct ProposalLook: Sendable {
  public var proposal: Proposal
  /// What its files say.
  public var drafts: AgreementDrafts
  /// What approving it would change now; empty of one that is decided, and where `faults` say why it cannot be applied.
  public var changes: [PlannedChange]
  /// What of it could not be applied now.
  public var faults: [FieldFault]
  /// What would be hardly meant by it, and what it mends; nil of one that is decided or could not be applied.
  public var findings: FindingsOfDrafts.Answer?
  /// Why the asker cannot approve it, and cannot refuse it, and cannot revise or withdraw it; nil where they can.
  public var toApprove: ProposalObstacle?
  public var toRefuse: ProposalObstacle?
  public var toRevise: ProposalObstacle?
  /// Tickets that are open now under an agreement that it changes, of those that the asker sees, by its key. They keep
  /// the version under which they were opened.
  public var openTickets: [String: Int]
  /// The versions that are newest now of what it changes, by key.
  public var present: [String: AgreementVersion]
  /// Display names by sign-in names.
  public var people: [String: String]
  /// The versions that its approval made, where it was approved.
  public var made: [MadeVersion] = []
}

/// A version that an approval made.
public struct MadeVersion: Hashable, Sendable {
  public var subject: PlannedChange.Subject
  public var key: String
  public var version: Int
  /// How it differs from the one before, as files have it.
  public var differences: [JSONDifference]
  /// Of an agreement, the version and the one before, ready to be read; nil where one cannot be.
  public var present: AgreementVersion?
  public var before: AgreementVersion?

  public static func == (a: MadeVersion, b: MadeVersion) -> Bool {
    (a.subject, a.key, a.version) == (b.subject, b.key, b.version)
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(key)
    hasher.combine(version)
  }

  public var json: JSON {
    ["subject": .string(subject.rawValue), "key": .string(key), "version": .integer(Int64(version))]
  }
}

extension Look {
  /// The versions that an approval made: it made them at its own instant, in the name of who approved.
  fileprivate func versions(madeBy proposal: Proposal) throws -> [MadeVersion] {
    guard proposal.state == .applied, let decision = proposal.decision else { return [] }
    return try ProposalStore.versions(madeAt: decision.at, by: decision.by, in: transaction).map { made in
      let differences: [JSONDifference]
      switch made.subject {
      case .agreement:
        differences =
          made.version == 1
          ? [] : try AgreementDifference(key: made.key, from: made.version - 1, to: made.version).answer(from: self)
      case .calendar:
        differences =
          made.version == 1
          ? [] : try CalendarDifference(key: made.key, from: made.version - 1, to: made.version).answer(from: self)
      }
      var one = MadeVersion(subject: made.subject, key: made.key, version: made.version, differences: differences)
      if made.subject == .agreement {
        let versions = try AgreementVersions(key: made.key).answer(from: self)
        one.present = versions.first { $0.version == made.version }
        one.before = versions.first { $0.version == made.version - 1 }
      }
      return one
    }
  }

  /// Where versions come from that were approved, by their numbers.
  func origins(of subject: PlannedChange.Subject, _ key: String) throws -> [Int: VersionOrigin] {
    let found = try ProposalStore.origins(of: subject, key, in: transaction)
    let people = try NameStore.people(named: Set(found.values.flatMap(\.people)), in: transaction)
    let signed = try signatures(of: Set(found.values.map(\.id.text)))
    return found.mapValues { proposal in
      VersionOrigin(
        title: proposal.title, proposer: proposal.proposer, approver: proposal.decision?.by ?? "", people: people,
        approvedAt: proposal.decision?.at ?? proposal.revisedAt,
        path: "/agreement-proposals/" + proposal.id.text, signed: signed[proposal.id.text])
    }
  }
}

/// Shows a proposal with what it would do now.
public struct ShowProposal: Query {
  public var id: RecordID
  public init(_ id: RecordID) { self.id = id }

  /// - Throws: `notFound`.
  public func answer(from look: Look) throws -> ProposalLook {
    try look.principal.require(.seeAgreements)
    guard let row = try ProposalStore.row(id, in: look.transaction) else {
      throw MainstayError.notFound(kind: "proposal", id: id.text)
    }
    let proposal = row.proposal
    var faults: [FieldFault] = []
    var changes: [PlannedChange] = []
    if proposal.state == .open {
      do {
        changes = try look.plan(row.drafts, asProposed: true)
      } catch MainstayError.invalid(let found) {
        faults = found
      }
    }
    let keys = changes.filter { $0.isChange && $0.subject == .agreement }.map(\.key)
    let newest = try keys.isEmpty ? [] : AgreementVersions().answer(from: look).filter { keys.contains($0.key) }
    var answer = ProposalLook(
      proposal: proposal, drafts: row.drafts, changes: changes, faults: faults,
      findings: changes.isEmpty ? nil : try look.findings(of: row.drafts),
      toApprove: try proposal.obstacle(toApprovalBy: look.principal, present: faults.isEmpty ? changes.digest : nil)
        ?? (proposal.state == .open ? look.negotiation(of: proposal.id, row.drafts) : nil),
      toRefuse: proposal.obstacle(toDecisionBy: look.principal),
      toRevise: proposal.obstacle(toChangeBy: look.principal),
      openTickets: try look.openTickets(under: keys),
      present: Dictionary(newest.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first }),
      people: try NameStore.people(named: Set(proposal.people), in: look.transaction))
    answer.made = try look.versions(madeBy: proposal)
    return answer
  }
}

extension Look {
  fileprivate func openTickets(under keys: [String]) throws -> [String: Int] {
    guard principal.may(.seeCompliance) else { return [:] }
    return try ProposalStore.openTickets(under: keys, seen: principal.sight(of: .seeCompliance), in: transaction)
  }
}

extension Proposal {
  var people: [String] { [proposer] + (decision.map { [$0.by] } ?? []) }
}

/// The file that says what an agreement and its calendars are now, to begin a change with.
public struct PresentAgreementFile: Query {
  public var key: String
  public init(_ key: String) { self.key = key }

  /// - Throws: `notFound`.
  public func answer(from look: Look) throws -> String {
    try look.principal.require(.seeAgreements)
    guard let terms = try look.newestTerms().first(where: { $0.key == key }) else {
      throw MainstayError.notFound(kind: "agreement", id: key)
    }
    let named = Set(terms.agreement.objectives.map(\.calendar))
    var calendars: [String: CalendarDefinition] = [:]
    // The newest version of each comes first.
    for version in try CalendarVersions().answer(from: look)
    where named.contains(version.key) && calendars[version.key] == nil {
      calendars[version.key] = version.definition
    }
    return AgreementDrafts(calendars: calendars, agreements: [terms]).fileText
  }
}
