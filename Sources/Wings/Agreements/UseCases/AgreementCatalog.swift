import Agreements
import BusinessTime
import Kernel
import Storage
import Synchronization

/// Makes a calendar that can be computed with: knows the zone rules and recurrences of this machine.
public protocol CalendarSource: Sendable {
  /// Throws `MainstayError.invalid` naming `timeZone` where the zone is unknown here.
  func calendar(_ definition: CalendarDefinition) throws -> BusinessCalendar
  /// Everything that is wrong with a definition, by its path from `prefix`.
  func faults(_ definition: CalendarDefinition, at prefix: String) -> [FieldFault]
}

/// A version of an agreement, ready to evaluate with.
public final class AgreementVersion: Sendable {
  public let id: RecordID
  public let key: String
  public let version: Int
  public let terms: AgreementTerms
  /// The calendar versions that it names.
  public let calendarVersions: [String: Int]
  public let calendars: [String: BusinessCalendar]
  public let effectiveFrom: Instant
  public let appliedAt: Instant
  /// By whom, as they were called when it was read; `signed` calls them anew.
  public let appliedBy: String
  private let plans: TicketPlans

  init(_ row: AgreementStore.AgreementRow, calendars: [String: BusinessCalendar]) throws {
    (id, key, version) = (row.id, row.key, row.version)
    terms = try AgreementTerms(json: row.body)
    calendarVersions = try AgreementTerms.calendars(in: row.body)
    self.calendars = calendars
    (effectiveFrom, appliedAt, appliedBy) = (row.effectiveFrom, row.appliedAt, row.appliedBy)
    plans = try TicketPlans(terms.agreement, calendars: calendars)
  }

  /// A version as the journal alone tells it, for whoever has no database.
  ///
  /// - Parameters:
  ///   - body: Its canonical form, as it was applied.
  ///   - calendars: The calendars that it names, by their keys.
  /// - Throws: `invalid` where that cannot be read.
  package convenience init(
    _ key: String, version: Int, id: RecordID, body: JSON, effectiveFrom: Instant, appliedAt: Instant, by actor: String,
    calendars: [String: BusinessCalendar]
  ) throws {
    try self.init(
      AgreementStore.AgreementRow(
        id: id, key: key, version: version, body: body, effectiveFrom: effectiveFrom, appliedAt: appliedAt,
        appliedBy: actor), calendars: calendars)
  }

  private init(_ other: AgreementVersion, by name: String) {
    (id, key, version, terms) = (other.id, other.key, other.version, other.terms)
    (calendarVersions, calendars, plans) = (other.calendarVersions, other.calendars, other.plans)
    (effectiveFrom, appliedAt, appliedBy) = (other.effectiveFrom, other.appliedAt, name)
  }

  /// The same, applied by somebody who is called so at present: who was erased has another name since it was read.
  func signed(by name: String) -> AgreementVersion { name == appliedBy ? self : AgreementVersion(self, by: name) }

  /// As `TicketPlans` has it.
  public func plan(toFulfil: Bool) -> ClockPlan { plans.plan(toFulfil: toFulfil) }
}

/// What of an agreement applies to which kind of ticket.
package struct TicketPlans: Sendable {
  private let incidentPlan: ClockPlan
  private let requestPlan: ClockPlan

  package init(_ agreement: Agreement, calendars: [String: BusinessCalendar]) throws {
    incidentPlan = try TicketPlans.plan(agreement, without: .fulfilment, calendars)
    requestPlan = try TicketPlans.plan(agreement, without: .resolution, calendars)
  }

  /// Requests and their like are fulfilled, everything else is resolved: the other objective does not apply, but where
  /// an agreement knows nothing else, which then is meant for every ticket.
  package func plan(toFulfil: Bool) -> ClockPlan { toFulfil ? requestPlan : incidentPlan }

  private static func plan(
    _ agreement: Agreement, without metric: Metric, _ calendars: [String: BusinessCalendar]
  ) throws -> ClockPlan {
    var agreement = agreement
    let others = agreement.objectives.filter { $0.metric != metric }
    if !others.isEmpty { agreement.objectives = others }
    return try ClockPlan(agreement, calendars: calendars)
  }
}

/// Compiled versions by id. Versions never change, so what is cached is never stale, but for what their makers
/// are called.
package final class AgreementCatalog: Sendable {
  private let source: any CalendarSource
  private let versions = Mutex<[RecordID: AgreementVersion]>([:])
  private let calendars = Mutex<[String: BusinessCalendar]>([:])

  init(calendars source: any CalendarSource) { self.source = source }

  package var calendarSource: any CalendarSource { source }

  /// Forgets what was compiled in a transaction that is taken back: its numbers are given again, for something else.
  package func forget() {
    versions.withLock { $0 = [:] }
    calendars.withLock { $0 = [:] }
  }

  /// A version that a ticket names.
  ///
  /// - Throws: `unreadable` where it is not there, or cannot be read.
  package func required(_ id: RecordID, in tx: any Transaction) throws -> AgreementVersion {
    if let version = try version(id, in: tx) { return version }
    throw MainstayError.unreadable(record: "agreement_version \(id)", reason: "a ticket names it, and it is not there")
  }

  /// A version by its number; nil where there is none such.
  ///
  /// - Throws: as `version`.
  package func version(_ number: Int, of key: String, in tx: any Transaction) throws -> AgreementVersion? {
    try AgreementStore.id(of: number, of: key, in: tx).flatMap { try version($0, in: tx) }
  }

  /// - Throws: `unreadable` where the version, or a calendar of it, cannot be read.
  package func version(_ id: RecordID, in tx: any Transaction) throws -> AgreementVersion? {
    if let known = versions.withLock({ $0[id] }) { return known }
    guard let row = try AgreementStore.agreement(id, in: tx) else { return nil }
    let made = try naming("agreement \(row.key), version \(row.version), agreement_version \(id), body") {
      var compiled: [String: BusinessCalendar] = [:]
      for (key, version) in try AgreementTerms.calendars(in: row.body) {
        compiled[key] = try calendar(key, version: version, in: tx)
      }
      return try AgreementVersion(row, calendars: compiled)
    }
    versions.withLock { $0[id] = made }
    return made
  }

  /// What a version promises and to whom, though it may not be possible to compute by it; nil where that cannot be read.
  package func terms(_ id: RecordID, in tx: any Transaction) throws -> AgreementTerms? {
    do {
      return try AgreementStore.agreement(id, in: tx).map { try AgreementTerms(json: $0.body) }
    } catch is MainstayError {
      return nil
    }
  }

  package func calendar(_ key: String, version: Int, in tx: any Transaction) throws -> BusinessCalendar? {
    let name = "\(key)/\(version)"
    if let known = calendars.withLock({ $0[name] }) { return known }
    guard let body = try AgreementStore.calendarBody(key, version: version, in: tx) else { return nil }
    let made = try naming("calendar_version \(key), version \(version), body") {
      try source.calendar(CalendarDefinition(json: body))
    }
    calendars.withLock { $0[name] = made }
    return made
  }
}

/// Says which record it was that `body` could not make sense of: what was applied was checked, so that a fault is
/// damage, or the work of a newer version.
private func naming<T>(_ record: String, _ body: () throws -> T) throws -> T {
  do {
    return try body()
  } catch MainstayError.invalid(let faults) {
    let first = faults.first.map { $0.path.isEmpty ? $0.message : "\($0.path): \($0.message)" } ?? "it is faulty"
    throw MainstayError.unreadable(record: record, reason: first)
  }
}

extension AgreementVersion {
  /// Which of the versions in force covers a ticket opened with these attributes.
  package static func covering(
    _ attributes: [String: String], at openedAt: Instant, among inForce: [AgreementVersion]
  ) -> AgreementVersion? {
    inForce.filter { $0.terms.covers(attributes, at: openedAt) }.min { $0.terms.goesBefore($1.terms) }
  }
}
