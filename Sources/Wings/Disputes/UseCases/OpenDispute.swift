import Core
import Disputes
import Kernel
import Services
import ServicesUseCases
import TicketsUseCases

/// What somebody contests, and why.
public struct DisputeDraft: Hashable, Sendable {
  public enum About: Hashable, Sendable {
    /// The number or id of a ticket, an objective's name and a cycle.
    case clock(TicketKey, name: String, cycle: Int)
    /// A service and one of its stated periods: `2026-10`.
    case figure(service: String, period: String)
  }

  public var about: About
  public var correction: CorrectionDraft
  /// The first statement of the opening side.
  public var statement: String
  public var evidence: [DisputeEvidence]
  /// Where it was seen: `Dispute.position`; nil takes what stands now.
  public var position: Int64?

  public init(
    about: About, correction: CorrectionDraft, statement: String, evidence: [DisputeEvidence] = [],
    position: Int64? = nil
  ) {
    (self.about, self.correction, self.statement, self.evidence) = (about, correction, statement, evidence)
    self.position = position
  }
}

/// Contests the verdict of a clock, or a figure that was stated. Nothing is corrected by it.
public struct OpenDispute: Command {
  public var draft: DisputeDraft
  public init(_ draft: DisputeDraft) { self.draft = draft }

  /// - Throws: `notFound`, `forbidden`; `conflict` where the same is contested already; `invalid` with all faults, also
  ///   where there is no verdict yet and where the correction would change nothing about it; `limit`.
  public func perform(in work: Work) throws -> Dispute {
    try work.principal.require(.openDisputes)
    try DisputeStore.lock(in: work.transaction)
    let look = work.look
    let subject = try look.subject(draft.about)
    if case .figure(let service, _) = subject {
      try work.principal.require(.seeServices)
      try work.lockServices(stating: service)
    }
    // What is contested stays as it is seen until the dispute stands.
    if case .clock(let ticket, _, _) = subject { try work.lockTicket(ticket) }
    let contested = try look.contested(subject, by: .openDisputes)
    if let same = try DisputeStore.open(about: subject, in: work.transaction) {
      throw MainstayError.conflict(
        code: "contested-already",
        message: "\(same.name) contests the same already. Say there what you have to say, and add your evidence.")
    }
    guard try DisputeStore.countOpen(in: work.transaction) < Dispute.mostOpen else {
      throw MainstayError.limit(name: "open disputes", limit: Dispute.mostOpen)
    }
    let seen = try contested.contestable(subject)
    if let position = draft.position, position != contested.position {
      throw MainstayError.conflict(
        code: "changed-since-seen",
        message: "What you contest has changed since you looked at it. Look at it as it is now.")
    }
    let number = try DisputeStore.nextNumber(in: work.transaction)
    var (correction, faults) = try look.correction(draft.correction, of: subject, as: Dispute.name(number))
    faults += Dispute.textBounds.faults(in: draft.statement, at: "statement")
    faults += draft.evidence.faults
    guard let correction, faults.isEmpty else { throw MainstayError.invalid(faults) }
    guard let expected = try contested.effect(correction), expected.isChange else {
      throw MainstayError.field(
        draft.correction.place, "would change nothing about what you contest: it would still be \(seen.words)")
    }
    let dispute = Dispute(
      id: work.newID(), number: number, subject: subject, position: contested.position, seen: seen,
      correction: correction, expected: expected, openedAt: work.now, openedBy: work.principal.mark)
    try work.save(DisputeRow(dispute: dispute, salt: work.app.ids.secret(bytes: 16)), DisputeEntry.opened)
    try work.state(
      DisputeStatement(
        number: 1, side: .opening, text: draft.statement, evidence: draft.evidence, at: work.now,
        by: work.principal.mark), in: dispute.id)
    try work.tell(.opened, of: dispute)
    return dispute
  }
}

extension [DisputeEvidence] {
  /// All faults, by `evidence[0].link` and the like.
  var faults: [FieldFault] {
    guard count <= DisputeEvidence.most else {
      return [FieldFault("evidence", "may have at most \(DisputeEvidence.most) entries; give another statement")]
    }
    return enumerated().flatMap { $1.faults(at: "evidence[\($0)]") }
  }
}

extension CorrectionDraft {
  /// The field in which one says what is to be corrected.
  fileprivate var place: String {
    switch kind {
    case .leaveOut, .record: "from"
    case .countAgain: "entry"
    case .correct, .withdraw: "outage"
    }
  }
}

extension Contested {
  /// What is contested, where it has a verdict.
  ///
  /// - Throws: `notFound` where there is nothing; `invalid` where it has no verdict yet.
  func contestable(_ subject: Dispute.Subject) throws(MainstayError) -> ContestedValue {
    switch (present, subject) {
    case (nil, .clock(_, let name, let cycle)):
      throw .notFound(kind: "clock", id: "\(name), cycle \(cycle)")
    case (nil, .figure(let service, let period)):
      throw .field(
        "period", "nothing was stated of \(period.text) for \(service) yet; a figure that still moves is not contested")
    case (.clock(let verdict)?, _):
      guard verdict.isDecided else {
        throw .field(
          "clock",
          "has no verdict yet: it is \(ContestedValue.clock(verdict).words); what can be contested is met or breached")
      }
      return .clock(verdict)
    case (let value?, _): return value
    }
  }
}

extension Look {
  /// What a draft is about.
  ///
  /// - Throws: `notFound` where there is no such ticket for the principal, `invalid` at `period` where that is none.
  func subject(_ about: DisputeDraft.About) throws -> Dispute.Subject {
    switch about {
    case .clock(let key, let name, let cycle):
      return .clock(ticket: try ticketAtDesk(key), name: name, cycle: cycle)
    case .figure(let service, let text):
      guard let period = ServicePeriod(parsing: text) else {
        throw MainstayError.field("period", "is a month like 2026-11, a quarter like 2026-Q4 or a year like 2026")
      }
      return .figure(service: service, period: period)
    }
  }
}
