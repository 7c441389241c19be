import Core
import Kernel
import Services

/// Corrects a record: a new event, after which everything rests on what it says now. What was said before stays in the
/// journal.
public struct CorrectOutage: Command {
  public var number: Int
  public var draft: OutageDraft
  /// Why; what is restated names it.
  public var reason: String
  /// The version that the change was decided on; nil takes any.
  public var expecting: Int?

  public init(_ number: Int, _ draft: OutageDraft, because reason: String, expecting: Int? = nil) {
    (self.number, self.draft, self.reason, self.expecting) = (number, draft, reason, expecting)
  }

  /// - Throws: `invalid` with all faults, `notFound`, `stale`, `conflict` of one that was withdrawn.
  public func perform(in work: Work) throws -> OutageChange {
    try work.principal.require(.recordOutages)
    let old = try work.standing(number, expecting: expecting)
    var new = old
    if let service = draft.service, service != old.service {
      throw MainstayError.field(
        "service", "stays \(old.service): withdraw this record and make one of the other service")
    }
    if let from = draft.from { new.from = from }
    if let to = draft.to { new.to = to }
    if let state = draft.state { new.state = state }
    if let cause = draft.cause { new.cause = cause }
    if let source = draft.source { new.source = source }
    if let evidence = draft.evidence { new.evidence = evidence.isEmpty ? nil : evidence }
    var faults = TextBounds.line(1...300).faults(in: reason, at: "reason")
    if let ticket = draft.ticket {
      if !ticket.isEmpty {
        if ticket != work.look.ticketNumber(of: old) { faults += try work.look.link(ticket, to: &new) }
      } else if old.ticket == nil || work.look.ticketNumber(of: old) != nil {
        // Whoever does not see the ticket takes nothing away by leaving its field empty.
        new.ticket = nil
      }
    }
    if !new.saysTheSame(as: old) { (new.toldAt, new.toldBy) = (work.now, work.principal.mark) }
    // Who approved it saw all that it said, and what it rested on.
    if !new.isSameToApprove(as: old) { (new.approvedAt, new.approvedBy) = (nil, nil) }
    faults += new.faults(at: work.now)
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    guard new != old else { return OutageChange(outage: old) }
    return try work.write(
      new, after: old, ServiceEntry.corrected, as: "was corrected", because: reason, waits: .correct)
  }
}

/// Takes a record back: it counts for nothing from then on, and can still be read.
public struct WithdrawOutage: Command {
  public var number: Int
  public var reason: String
  public var expecting: Int?

  public init(_ number: Int, because reason: String, expecting: Int? = nil) {
    (self.number, self.reason, self.expecting) = (number, reason, expecting)
  }

  public func perform(in work: Work) throws -> OutageChange {
    try work.principal.require(.recordOutages)
    let old = try work.standing(number, expecting: expecting)
    let faults = TextBounds.line(1...300).faults(in: reason, at: "reason")
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    var new = old
    new.isWithdrawn = true
    return try work.write(
      new, after: old, ServiceEntry.withdrawn, as: "was withdrawn", because: reason, waits: .withdraw)
  }
}

/// Agrees that a time is left out: a second person's word, where it was not announced in time or is no maintenance.
public struct ApproveOutage: Command {
  public var number: Int
  public var expecting: Int?

  public init(_ number: Int, expecting: Int? = nil) { (self.number, self.expecting) = (number, expecting) }

  /// - Throws: `conflict` where it is nothing that is left out, is approved already, or is the principal's own.
  public func perform(in work: Work) throws -> OutageChange {
    try work.principal.require(.promiseAvailability)
    let old = try work.standing(number, expecting: expecting)
    guard old.state == .excluded else {
      throw MainstayError.conflict(
        code: "nothing-to-approve", message: "\(old.name) leaves nothing out; only that is approved.")
    }
    guard old.approvedAt == nil else {
      throw MainstayError.conflict(code: "approved-already", message: "\(old.name) is approved already.")
    }
    let teller = try OutageStore.tellings(of: old.id, in: work.transaction).last?.by
    guard old.toldBy != work.principal.mark, teller != PersonMark.token(work.principal.mark) else {
      throw MainstayError.conflict(
        code: "own-record", message: "You told of \(old.name) as it stands; somebody else has to approve it.")
    }
    if let obstacle = ServiceChange.obstacle(toWordOf: work.principal) {
      throw MainstayError.conflict(code: obstacle.code, message: obstacle.message)
    }
    var new = old
    (new.approvedAt, new.approvedBy) = (work.now, work.principal.mark)
    return try work.write(new, after: old, ServiceEntry.approved, as: "was approved", because: nil)
  }
}

extension Work {
  /// A record that stands, under the lock of all that is written of services.
  fileprivate func standing(_ number: Int, expecting: Int?) throws -> Outage {
    try OutageStore.lock(in: transaction)
    guard let found = try OutageStore.outage(numbered: number, in: transaction) else {
      throw MainstayError.notFound(kind: "outage", id: Outage.name(number))
    }
    if let expecting, expecting != found.version {
      throw MainstayError.stale(kind: "outage", id: found.name, yours: expecting, current: found.version)
    }
    guard !found.isWithdrawn else {
      throw MainstayError.conflict(code: "withdrawn", message: "\(found.name) was withdrawn; record a new one instead.")
    }
    return found
  }

  /// Writes a record that was changed, or files the change.
  ///
  /// - Parameter kind: What waits for a second person where it would make a stated period better; nil where it is such a
  ///   person's word itself.
  fileprivate func write(
    _ outage: Outage, after old: Outage, _ entry: String, as words: String, because reason: String?,
    waits kind: ServiceChange.Kind? = nil
  ) throws -> OutageChange {
    var new = outage
    try statePeriods(of: new.service, PromiseStore.line(of: new.service, in: transaction))
    if let kind, let waiting = try waiting(kind, new, after: old, because: reason ?? "") {
      return OutageChange(outage: old, waiting: waiting)
    }
    new.version += 1
    try OutageStore.save(new, in: transaction)
    try note(new, entry, because: reason)
    let because = "\(new.name) \(words)" + (reason.map { ": \($0)" } ?? "")
    let unapproved = try look.unapproved(new)
    if new.approvedAt != nil, old.approvedAt == nil {
      try tell(.outageApproved, of: new)
    } else if !unapproved.isEmpty, !new.isSameToApprove(as: old) {
      try tell(.outageWaiting, of: new)
    }
    return OutageChange(
      outage: new, restated: try restate(new.service, around: [old, new], because: because), unapproved: unapproved)
  }
}
