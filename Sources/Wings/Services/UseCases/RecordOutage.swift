import Core
import Kernel
import Services
import TicketsUseCases

/// What is to be said of a service's time. What is nil stays as it is, of a new record as it usually is.
public struct OutageDraft: Hashable, Sendable {
  public var service: String?
  public var from: Instant?
  /// Nil inside: it goes on.
  public var to: Instant??
  public var state: OutageState?
  public var cause: OutageCause?
  public var source: String?
  /// Empty: none.
  public var evidence: String?
  /// The number of a ticket; empty: none.
  public var ticket: String?

  public init(
    service: String? = nil, from: Instant? = nil, to: Instant?? = nil, state: OutageState? = nil,
    cause: OutageCause? = nil, source: String? = nil, evidence: String? = nil, ticket: String? = nil
  ) {
    (self.service, self.from, self.to, self.state) = (service, from, to, state)
    (self.cause, self.source, self.evidence, self.ticket) = (cause, source, evidence, ticket)
  }
}

/// A record as it is after a change, and the periods that were stated again because of it.
public struct OutageChange: Sendable {
  /// Where the change waits: as it stands all the same, and of a new one as it would be, without a number.
  public var outage: Outage
  public var restated: [AvailabilityStatement] = []
  /// The change, where it waits for a second person because it would make a stated period better.
  public var waiting: ServiceChange?
  /// What of a time that is to be left out is not until somebody approves it, by periods.
  public var unapproved: [UnapprovedTime] = []
}

/// Records how a service was, or that it is down.
public struct RecordOutage: Command {
  public var draft: OutageDraft
  /// Whether the service may be one of which nothing is known yet: a name that was typed wrong would be another service.
  public var isNewService: Bool

  public init(_ draft: OutageDraft, isNewService: Bool = false) {
    (self.draft, self.isNewService) = (draft, isNewService)
  }

  /// - Throws: `invalid` with all faults, `limit`.
  public func perform(in work: Work) throws -> OutageChange {
    try work.principal.require(.recordOutages)
    try OutageStore.lock(in: work.transaction)
    let plan = try work.look.plan(draft, isNewService: isNewService)
    guard plan.faults.isEmpty, let planned = plan.outage else { throw MainstayError.invalid(plan.faults) }
    if let same = plan.same { throw MainstayError.field("from", "\(same.name) says the same already") }
    try work.statePeriods(of: planned.service, PromiseStore.line(of: planned.service, in: work.transaction))
    let reason = planned.evidence.map { String($0.prefix(300)) } ?? "recorded late"
    if let waiting = try work.waiting(.record, planned, after: nil, because: reason) {
      return OutageChange(outage: planned, waiting: waiting)
    }
    let outage = try work.tell(planned)
    let unapproved = try work.look.unapproved(outage)
    if !unapproved.isEmpty { try work.tell(.outageWaiting, of: outage) }
    return OutageChange(
      outage: outage,
      restated: try work.restate(outage.service, around: [outage], because: "\(outage.name) was recorded"),
      unapproved: unapproved)
  }
}

extension Work {
  /// Writes a planned record under the next number. Periods that had ended before are stated first, as they were known;
  /// the caller restates those that it moves.
  ///
  /// - Parameter change: The change that waited, of which it comes.
  func tell(
    _ planned: Outage, after change: ServiceChange? = nil, called name: String? = nil
  ) throws -> Outage {
    var outage = planned
    outage.id = newID()
    outage.number = try OutageStore.nextNumber(in: transaction)
    try statePeriods(of: outage.service, PromiseStore.line(of: outage.service, in: transaction))
    try OutageStore.save(outage, in: transaction)
    try note(outage, ServiceEntry.recorded, after: change, called: name)
    return outage
  }
}

/// What a draft of a new record comes to.
struct OutagePlan {
  /// Nil where something is missing. Without id and number.
  var outage: Outage?
  /// One that says the same of the same time.
  var same: Outage?
  var faults: [FieldFault] = []
}

extension Look {
  /// What of a record waits for somebody's approval before it is left out.
  func unapproved(_ outage: Outage) throws -> [UnapprovedTime] {
    guard outage.state == .excluded, !outage.isWithdrawn else { return [] }
    return try questions(of: outage, PromiseStore.line(of: outage.service, in: transaction))
      .compactMap { $0.unapproved(outage) }
  }

  /// What a draft makes of a new record, and what is wrong with it; nothing is written.
  func plan(_ draft: OutageDraft, isNewService: Bool) throws -> OutagePlan {
    var plan = OutagePlan()
    if draft.service ?? "" == "" { plan.faults.append(FieldFault("service", "is missing")) }
    if draft.from == nil { plan.faults.append(FieldFault("from", "is missing: since when")) }
    guard let service = draft.service, !service.isEmpty, let from = draft.from else { return plan }
    let state = draft.state ?? .down
    var outage = Outage(
      id: RecordID(""), number: 0, service: service, from: from, to: draft.to ?? nil, state: state,
      cause: draft.cause ?? (state == .excluded ? .maintenance : .fault), source: draft.source ?? Outage.byHand,
      evidence: draft.evidence.flatMap { $0.isEmpty ? nil : $0 }, toldAt: now, toldBy: principal.mark)
    plan.faults += outage.faults(at: now)
    if let number = draft.ticket, !number.isEmpty { plan.faults += try link(number, to: &outage) }
    if plan.faults.allSatisfy({ $0.path != "service" }), try !OutageStore.isThere(service, in: transaction) {
      if !isNewService {
        plan.faults.append(
          FieldFault(
            "service", "\(service) is no service that is known here; say that it is a new one, or mend the name"))
      } else if try PromiseStore.count(in: transaction) >= ServiceLimits.services {
        throw MainstayError.limit(name: "services", limit: ServiceLimits.services)
      }
    }
    plan.outage = outage
    if plan.faults.isEmpty {
      plan.same = try OutageStore.beginning(service, at: outage.from, in: transaction)
        .first { $0.saysTheSame(as: outage) }
    }
    return plan
  }

  /// Links the record with a ticket that the principal sees; nothing is told of others.
  func link(_ number: String, to outage: inout Outage) throws -> [FieldFault] {
    if let id = try TicketStore.id(ofNumber: number, in: transaction),
      (try? GlanceTicket(id).answer(from: self)) != nil
    {
      outage.ticket = id
      return []
    }
    return [FieldFault("ticket", "there is no ticket \(number), or you may not see it")]
  }

  /// The number of a record's ticket, where the principal sees that.
  func ticketNumber(of outage: Outage) -> String? { ticketNumber(outage.ticket) }

  func ticketNumber(_ ticket: RecordID?) -> String? {
    ticket.flatMap { try? GlanceTicket($0).answer(from: self).number }
  }
}
