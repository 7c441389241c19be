import Core
import Journal
import Kernel
import Services

/// How a wing above that decides about stated figures reaches the records that these rest on: what is written is the same
/// as of a change that a second person approved.
extension Look {
  /// What was stated last of a period of a service; nil where nothing was.
  package func latestStatement(of service: String, _ period: ServicePeriod) throws -> AvailabilityStatement? {
    try PromiseStore.latestStatements(of: service, in: transaction).first { $0.period == period }
  }

  /// Records that say anything of a period of a service, by number.
  package func outages(of service: String, _ period: ServicePeriod) throws -> [Outage] {
    let line = try PromiseStore.line(of: service, in: transaction)
    let latest = try latestStatement(of: service, period)
    guard let asked = try question(of: service, line, period, as: latest) else { return [] }
    return asked.question.outages.filter { $0.touches(asked.question.from, asked.question.to) }
  }

  /// A record that stands; nil where it does not, or there is none.
  package func standingOutage(_ number: Int) throws -> Outage? {
    try OutageStore.outage(numbered: number, in: transaction).flatMap { $0.isWithdrawn ? nil : $0 }
  }

  /// Who told of a record as it stands, approved it, or told of it before: ids of people, or names of parts of the product.
  package func tellers(ofOutage number: Int) throws -> Set<String> {
    guard let outage = try OutageStore.outage(numbered: number, in: transaction) else { return [] }
    let told = try OutageStore.tellings(of: outage.id, in: transaction).map {
      PersonToken.id($0.by) ?? $0.by
    }
    return Set(told + [outage.toldBy] + [outage.approvedBy].compactMap { $0 })
  }

  /// The figures of stated periods that a change would move once it is decided; nil where the record is another than when
  /// it was asked for, or is gone.
  package func moves(deciding change: ServiceChange) throws -> [FigureMove]? {
    let old = try change.outage.flatMap { try OutageStore.outage(numbered: $0, in: transaction) }
    guard change.outage == nil || (old?.version == change.seen && old?.isWithdrawn == false) else { return nil }
    return try figureMoves(change.decided(after: old, at: now, by: change.askedBy), after: old)
  }

  /// What is wrong with the record that a change would make, by the names of its fields.
  package func faults(of change: ServiceChange) throws -> [FieldFault] {
    guard change.kind != .withdraw else { return [] }
    let old = try change.outage.flatMap { try OutageStore.outage(numbered: $0, in: transaction) }
    return try change.outage(after: old).faults(at: now)
  }
}

extension Work {
  /// Makes others who write of services wait until this transaction ends, and states what has ended and was not stated yet.
  package func lockServices(stating service: String) throws {
    try OutageStore.lock(in: transaction)
    try statePeriods(of: service, PromiseStore.line(of: service, in: transaction))
  }

  /// Makes the change of a record that was decided elsewhere, under the lock, and states again what it moves. What is left
  /// out by it is approved by whoever decides.
  ///
  /// - Parameter name: By what name the decision is known: `DSP-7`.
  package func make(_ change: ServiceChange, decidedAs name: String) throws -> [AvailabilityStatement] {
    let old = try change.outage.flatMap { try OutageStore.outage(numbered: $0, in: transaction) }
    var new = try change.decided(after: old, at: now, by: principal.mark)
    guard let old else {
      new = try tell(new, after: change, called: name)
      return try restate(new.service, around: [new], because: "\(new.name) was recorded (\(name), decided)")
    }
    new.version += 1
    try OutageStore.save(new, in: transaction)
    let isGone = change.kind == .withdraw
    try note(
      new, isGone ? ServiceEntry.withdrawn : ServiceEntry.corrected, because: change.reason, after: change,
      called: name)
    return try restate(
      new.service, around: [old, new],
      because: "\(new.name) was \(isGone ? "withdrawn" : "corrected") (\(name), decided)")
  }
}

extension ServiceChange {
  /// The record as it would be once the change is decided: what is left out is approved by that.
  fileprivate func decided(after old: Outage?, at now: Instant, by mark: String) throws -> Outage {
    var new = try outage(after: old)
    if new.state == .excluded, kind != .withdraw { (new.approvedAt, new.approvedBy) = (now, mark) }
    return new
  }
}
