import Agreements
import AgreementsUseCases
import Core
import Disputes
import Kernel
import PeopleUseCases
import Services
import ServicesUseCases
import Storage
import Tickets
import TicketsUseCases

/// Disputes about what the principal sees, the newest first.
public struct ListDisputes: Query {
  /// Those that are open, or those that have ended; nil: both.
  public var isOpen: Bool?
  public var about: Dispute.Subject.Kind?
  /// Those that wait for the answering side, or for a decision. Lists do not look whether one was overtaken.
  public var waiting: Dispute.Waiting?
  /// The number of a ticket.
  public var ticket: String?
  public var service: String?
  /// Below this number.
  public var below: Int?
  public var limit: Int

  public init(
    open: Bool? = nil, about: Dispute.Subject.Kind? = nil, waiting: Dispute.Waiting? = nil, ticket: String? = nil,
    service: String? = nil, below: Int? = nil, limit: Int = PageLimits.usual
  ) {
    (isOpen, self.about, self.waiting, self.ticket, self.service) = (open, about, waiting, ticket, service)
    (self.below, self.limit) = (below, limit)
  }

  public struct Answer: Sendable {
    public var disputes: [DisputeShown]
    public var unreadable: [String]
    /// Below which the next page begins; nil on the last.
    public var next: Int?
    /// Those that are open, on all pages and whatever else is asked for.
    public var open: Int

    public init(disputes: [DisputeShown], unreadable: [String] = [], next: Int? = nil, open: Int = 0) {
      (self.disputes, self.unreadable, self.next, self.open) = (disputes, unreadable, next, open)
    }
  }

  public func answer(from look: Look) throws -> Answer {
    try look.principal.require(.seeDisputes)
    let limit = PageLimits.clamp(limit)
    let found = try DisputeStore.list(self, limit: limit + 1, by: look.principal, in: look.transaction)
    let rows = Array(found.rows.prefix(limit))
    return Answer(
      disputes: try look.shown(rows), unreadable: found.unreadable,
      next: found.rows.count > limit ? rows.last?.number : nil,
      open: try DisputeStore.countOpen(seenBy: look.principal, in: look.transaction))
  }
}

/// A dispute with what stands beside it.
public struct DisputeShown: Sendable {
  public var dispute: Dispute
  /// Display names by ids.
  public var people: [String: String] = [:]
  /// Of one about a clock.
  public var ticket: TicketRow?
  public var hasAnswer = false
  public var waiting: Dispute.Waiting?
  /// Of one alone, not in lists.
  public var statements: [DisputeStatement] = []
  /// What is contested as it stands now.
  public var present: ContestedValue?
  /// Why it cannot be upheld any more, as a sentence.
  public var overtaken: String?
  /// Why the principal does not decide about it; nil where they may.
  public var toDecide: DisputeObstacle?
  public var mayDecide = false
  /// The sides that the principal may speak for.
  public var sides: [Dispute.Side] = []
  public var mayWithdraw = false
  /// The time that should count again, of a correction that asks for that.
  public var exclusion: TicketEvent.Exclusion?
  /// The record that should be corrected or withdrawn, as it stands.
  public var outage: Outage?
  /// The part that a decision could uphold, and what would come of it.
  public var part: (correction: Correction, effect: CorrectionEffect?)?

  public init(_ dispute: Dispute) { self.dispute = dispute }

  /// What somebody is called, or a part of the product.
  public func name(_ mark: String) -> String {
    people[mark] ?? (mark.hasPrefix("system:") ? String(mark.dropFirst("system:".count)) : "somebody")
  }
}

/// One dispute: what is contested and what stands now, what both sides said, and how it was decided.
public struct ShowDispute: Query {
  public var number: Int
  /// A part of the time that is asked for, to see what would come of upholding it alone.
  public var part: Range<Instant>?

  public init(_ number: Int, part: Range<Instant>? = nil) { (self.number, self.part) = (number, part) }

  /// - Throws: `notFound`, also of one about what the principal does not see; `invalid` of a part that is none.
  public func answer(from look: Look) throws -> DisputeShown {
    try look.principal.require(.seeDisputes)
    guard let dispute = try DisputeStore.row(numbered: number, in: look.transaction)?.dispute,
      try look.sees(dispute.subject), var shown = try look.shown([dispute]).first
    else { throw MainstayError.notFound(kind: "dispute", id: Dispute.name(number)) }
    let mark = look.principal.mark
    shown.statements = try DisputeStore.statements(of: dispute.id, in: look.transaction)
    let parties = try look.parties(dispute, shown.statements)
    let marks = Set([dispute.openedBy, dispute.decidedBy ?? ""] + shown.statements.map(\.by))
    shown.people = try NameStore.people(ids: marks, in: look.transaction).mapValues(\.title)
    try look.fill(&shown, part)
    shown.waiting = dispute.waiting(hasAnswer: parties.hasAnswer, isOvertaken: shown.overtaken != nil)
    func may(_ permission: Permission) -> Bool {
      (try? look.requireReach(permission, of: dispute.subject)) != nil
    }
    if may(.decideDisputes) {
      shown.toDecide = dispute.obstacle(toDecisionBy: look.principal, mark: mark, parties)
      shown.mayDecide = shown.toDecide == nil
    }
    if dispute.state == .open, may(.stateInDisputes) {
      let own = mark == dispute.openedBy ? .opening : parties.spoke[mark]
      shown.sides = own.map { [$0] } ?? [.answering, .opening]
    }
    shown.mayWithdraw = look.principal.may(.openDisputes) && dispute.obstacle(toWithdrawalBy: mark) == nil
    return shown
  }
}

/// What can be contested about something, as the form for it shows it.
public struct ShowContestable: Query {
  public var about: DisputeDraft.About
  public init(_ about: DisputeDraft.About) { self.about = about }

  public struct Answer: Sendable {
    public var subject: Dispute.Subject
    public var ticket: TicketRow?
    public var present: ContestedValue
    public var position: Int64
    /// Times that entries of the ticket left out, which could count again.
    public var exclusions: [(entry: Int64, exclusion: TicketEvent.Exclusion)] = []
    /// Clauses of the agreement, where it names any.
    public var clauses: [String] = []
    /// Records of the period.
    public var outages: [Outage] = []
    /// Who contests it already.
    public var open: String?

    public init(subject: Dispute.Subject, ticket: TicketRow? = nil, present: ContestedValue, position: Int64) {
      (self.subject, self.ticket, self.present, self.position) = (subject, ticket, present, position)
    }
  }

  /// - Throws: `notFound`, `forbidden`, `invalid` where there is nothing to contest yet.
  public func answer(from look: Look) throws -> Answer {
    try look.principal.require(.openDisputes)
    let subject = try look.subject(about)
    let contested = try look.contested(subject, by: .openDisputes)
    var answer = Answer(
      subject: subject, present: try contested.contestable(subject), position: contested.position)
    switch subject {
    case .clock(let ticket, _, _):
      let clocks = try look.correctableClocks(TicketKey(ticket), by: .openDisputes)
      answer.ticket = clocks.row
      answer.exclusions = clocks.exclusions
      answer.clauses = clocks.version.terms.clauses
    case .figure(let service, let period): answer.outages = try look.outages(of: service, period)
    }
    answer.open = try DisputeStore.open(about: subject, in: look.transaction)?.name
    return answer
  }
}

extension Look {
  fileprivate func shown(_ disputes: [Dispute]) throws -> [DisputeShown] {
    let people = try NameStore.people(
      ids: Set(disputes.flatMap { [$0.openedBy, $0.decidedBy ?? ""] }), in: transaction)
    let tickets = try seenTickets(
      Set(
        disputes.compactMap { dispute in
          if case .clock(let ticket, _, _) = dispute.subject { ticket } else { nil }
        }))
    let answered = try DisputeStore.answered(among: Set(disputes.map(\.id.text)), in: transaction)
    return disputes.map { dispute in
      var shown = DisputeShown(dispute)
      shown.people = people.mapValues(\.title)
      if case .clock(let ticket, _, _) = dispute.subject { shown.ticket = tickets[ticket] }
      shown.hasAnswer = answered.contains(dispute.id.text)
      shown.waiting = dispute.waiting(hasAnswer: shown.hasAnswer, isOvertaken: false)
      return shown
    }
  }

  /// What stands now, and what would come of a decision.
  fileprivate func fill(_ shown: inout DisputeShown, _ part: Range<Instant>?) throws {
    let dispute = shown.dispute
    var contested: Contested?
    do {
      contested = try self.contested(
        dispute.subject, by: dispute.subject.kind == .clock ? .seeAllTickets : .seeDisputes)
    } catch MainstayError.conflict {
      // No agreement covers the ticket any more.
    }
    shown.present = contested?.present
    if let contested {
      shown.overtaken = try dispute.overtaking(in: contested)
    } else if dispute.state == .open {
      shown.overtaken = dispute.overtaking(present: nil, effect: nil)
    }
    switch (dispute.correction, dispute.subject) {
    case (.countAgain(let entry, _), .clock(let ticket, _, _)):
      shown.exclusion = try exclusion(ofEntry: entry, of: ticket)
    case (.records(let change), _): shown.outage = try change.outage.flatMap { try standingOutage($0) }
    default: break
    }
    if let part, dispute.state == .open, shown.overtaken == nil, let contested {
      let correction = try dispute.correction.part(from: part.lowerBound, to: part.upperBound)
      shown.part = (correction, try contested.effect(correction))
    }
  }

  /// Disputes beside what they are about.
  func contests(ofTickets ids: Set<RecordID>) throws -> [Contest] {
    guard principal.may(.seeDisputes) else { return [] }
    let seen = try seenTickets(ids)
    let found = try DisputeStore.about(
      tickets: Set(seen.keys), limit: DisputeLimits.beside * max(seen.count, 1), in: transaction)
    return try contests(found)
  }

  func contests(of service: String, _ period: String) throws -> [Contest] {
    guard principal.may(.seeDisputes), principal.may(.seeServices) else { return [] }
    return try contests(DisputeStore.about(service, period, limit: DisputeLimits.beside, in: transaction))
  }

  private func contests(_ disputes: [Dispute]) throws -> [Contest] {
    let answered = try DisputeStore.answered(among: Set(disputes.map(\.id.text)), in: transaction)
    return disputes.map { dispute in
      let subject: Contest.Subject =
        switch dispute.subject {
        case .clock(let ticket, let name, let cycle): .clock(ticket: ticket, name: name, cycle: cycle)
        case .figure(let service, let period): .period(service: service, period.text)
        }
      var words = dispute.state.words
      if let result = dispute.result {
        words += ": it was \(result.before.words), and is \(result.afterWords)"
      } else if let waiting = dispute.waiting(hasAnswer: answered.contains(dispute.id.text), isOvertaken: false) {
        words = waiting.words
      }
      return Contest(
        subject, name: dispute.name, path: "/disputes/\(dispute.name)", words: words, isOpen: dispute.state == .open)
    }
  }
}
