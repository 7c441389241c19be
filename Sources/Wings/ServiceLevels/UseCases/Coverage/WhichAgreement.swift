import Agreements
import AgreementsUseCases
import BusinessTime
import Core
import Kernel
import Tickets
import TicketsUseCases

/// Which agreement applies to a ticket, one that there is or one that is made up, and why none of the others does.
public struct WhichAgreement: Query {
  public enum Subject: Hashable, Sendable {
    case ticket(TicketKey)
    /// - Parameters:
    ///   - attributes: As a ticket has them when it is opened.
    ///   - kind: The key of its kind.
    ///   - openedAt: Nil: now.
    case madeUp(attributes: [String: String], kind: String, openedAt: Instant?)
  }

  public var subject: Subject
  public init(_ subject: Subject) { self.subject = subject }

  /// - Throws: `notFound` and `forbidden` as for the ticket, `invalid` naming `kind` where there is no such kind.
  public func answer(from look: Look) throws -> CoverageAnswer {
    try look.principal.require(.seeAgreements)
    let asked = try asked(of: look)
    let versions = try AgreementVersions().answer(from: look)
    let broken = try UnreadableVersions(.agreement).answer(from: look)
    let standing = Dictionary(grouping: versions, by: \.key).sorted { $0.key < $1.key }.compactMap {
      counting($0.value, at: asked.openedAt)
    }
    let reasons = standing.map { CoverageCandidate($0.terms, effectiveFrom: $0.effectiveFrom) }
      .reasons(for: asked.attributes.merging(["kind": asked.kind]) { _, kind in kind }, openedAt: asked.openedAt)
    var answer = CoverageAnswer(
      openedAt: asked.openedAt, attributes: asked.attributes, kind: asked.kind, number: asked.number,
      agreements: zip(standing, reasons).map { version, reason in
        CoverageAnswer.Agreement(
          key: version.key, name: version.terms.agreement.name, version: version.version, reason: reason)
      },
      recorded: versions.first { $0.id == asked.version }.map {
        CoverageAnswer.Recorded(key: $0.key, version: $0.version)
      },
      unreadable: broken.map(\.words))
    if let place = reasons.firstIndex(of: .applies) {
      answer.clocks = try clocks(standing[place], asked)
    }
    return answer
  }

  private struct Asked {
    var attributes: [String: String]
    var kind: String
    var measure: TicketMeasure
    var openedAt: Instant
    var number: String?
    /// Under which its clocks run.
    var version: RecordID?
  }

  private func asked(of look: Look) throws -> Asked {
    switch subject {
    case .ticket(let key):
      let file = try look.deskFile(key)
      guard case .opened(let opening)? = file.history.first?.event else {
        throw MainstayError.notFound(kind: "ticket", id: key.text)
      }
      return Asked(
        attributes: opening.attributes, kind: opening.kind.rawValue,
        measure: opening.measure ?? opening.kind.usualMeasure, openedAt: file.ticket.openedAt,
        number: file.ticket.number, version: file.ticket.agreement)
    case .madeUp(let attributes, let kind, let openedAt):
      let kinds = try ListWords(.kind).answer(from: look).words
      guard let word = kinds.first(where: { $0.key == kind }) else {
        let known = kinds.map(\.key).joined(separator: ", ")
        throw MainstayError.field("kind", "is none of \(known)")
      }
      return Asked(
        attributes: attributes, kind: kind, measure: word.measure ?? .resolution, openedAt: openedAt ?? look.now)
    }
  }

  /// The version that counts at an instant; the first of all where none did yet.
  private func counting(_ versions: [AgreementVersion], at instant: Instant) -> AgreementVersion? {
    let ordered = versions.sorted { $0.version < $1.version }
    return ordered.last { $0.effectiveFrom <= instant } ?? ordered.first
  }

  /// What it promises the ticket, had nothing happened to it since it was opened.
  private func clocks(_ version: AgreementVersion, _ asked: Asked) throws -> [CoverageAnswer.Clock] {
    let plan = version.plan(for: asked.measure)
    let opened = ClockEvent(
      asked.openedAt,
      .opened(
        attributes: asked.attributes.merging(["kind": asked.kind]) { given, _ in given }, team: nil, assignee: nil))
    let evaluation = ClockEvaluator(plan: plan, exclusions: version.terms.exclusions, events: [opened])
      .report(asOf: asked.openedAt)
    return evaluation.clocks.filter { $0.startedAt != nil }.map { clock in
      let choice = clock.targets.last
      return CoverageAnswer.Clock(
        objective: clock.clock, length: choice?.length,
        met: (choice?.met ?? []).map {
          ScopeMiss($0.condition.attribute, wanted: $0.condition.values, found: $0.value)
        },
        passedOver: choice?.passedOver ?? 0, due: clock.due)
    }
  }
}

/// What `WhichAgreement` finds.
public struct CoverageAnswer: Hashable, Sendable {
  public struct Agreement: Hashable, Sendable {
    public var key: String
    public var name: String
    /// The version that counted when the ticket was opened; the first where none did yet.
    public var version: Int
    public var reason: CoverageReason
  }

  public struct Recorded: Hashable, Sendable {
    public var key: String
    public var version: Int
    init(key: String, version: Int) { (self.key, self.version) = (key, version) }
  }

  /// An objective of the agreement that applies, as it begins at the opening.
  public struct Clock: Hashable, Sendable {
    public var objective: String
    /// Nil where no row of its targets fits.
    public var length: TargetLength?
    /// What the row asks, and what the ticket has.
    public var met: [ScopeMiss]
    /// Rows that stand before it and do not fit.
    public var passedOver: Int
    /// Had nothing happened since; nil where it is never due.
    public var due: Instant?
  }

  public var openedAt: Instant
  public var attributes: [String: String]
  public var kind: String
  /// Of a ticket that there is.
  public var number: String?
  /// All agreements, by key.
  public var agreements: [Agreement]
  /// The version under which the clocks of a ticket that there is run, as it was found when it was opened; nil: none.
  public var recorded: Recorded?
  /// Of the one that applies; empty where none does.
  public var clocks: [Clock] = []
  /// Versions that cannot be read, a line each: what they would say is not known.
  public var unreadable: [String]

  public var applying: Agreement? { agreements.first { $0.reason == .applies } }

  /// Whether a ticket that there is runs under something else than what is found now: something was applied since, with
  /// effect for the past, which moves no clock.
  public var isOtherwiseRecorded: Bool {
    number != nil && recorded != applying.map { Recorded(key: $0.key, version: $0.version) }
  }
}
