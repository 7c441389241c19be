import Agreements
import BusinessTime
import Core
import Journal
import Kernel
import Storage

/// Calendars and agreements as they are to be from now on, each under its key.
public struct AgreementDrafts: Hashable, Sendable {
  public var calendars: [String: CalendarDefinition]
  public var agreements: [AgreementTerms]

  public init(calendars: [String: CalendarDefinition] = [:], agreements: [AgreementTerms] = []) {
    (self.calendars, self.agreements) = (calendars, agreements)
  }
}

/// What applying drafts does to one calendar or agreement.
public struct PlannedChange: Hashable, Sendable {
  public enum Subject: String, Sendable { case calendar, agreement }
  public var subject: Subject
  public var key: String
  /// nil where there is none yet.
  public var oldVersion: Int?
  /// Equal to `oldVersion` where nothing changes.
  public var newVersion: Int
  public var differences: [JSONDifference]
  /// Why nobody can say what changes: the version that there is cannot be read.
  public var unreadable: String?
  /// Words that it names and no ticket of this desk can have, a sentence each.
  public var unknownWords: [String] = []
  var body: JSON
  var effectiveFrom: Instant?

  public var isChange: Bool { oldVersion != newVersion }
}

/// Says what `ApplyAgreements` would do, without doing it.
public struct PlanAgreements: Query {
  public var drafts: AgreementDrafts
  public init(_ drafts: AgreementDrafts) { self.drafts = drafts }

  public func answer(from look: Look) throws -> [PlannedChange] {
    try look.principal.require(.changeAgreements)
    return try look.plan(drafts)
  }
}

/// Makes new versions of the calendars and agreements that differ from their newest version. What
/// is unchanged stays; agreements that name a changed calendar get a version that names its new one.
/// Versions never move the clocks of tickets that are open already.
public struct ApplyAgreements: Command {
  public var drafts: AgreementDrafts
  public init(_ drafts: AgreementDrafts) { self.drafts = drafts }

  public func perform(in work: Work) throws -> [PlannedChange] {
    try work.principal.require(.changeAgreements)
    try AgreementStore.lockApplying(in: work.transaction)
    let plan = try work.look.plan(drafts)
    for change in plan where change.isChange {
      let payload = try write(change, in: work)
      try work.record(
        [Happening(kind: "\(change.subject.rawValue).version-applied", at: work.now, payload: payload)],
        on: "\(change.subject.rawValue)/\(change.key)")
    }
    if plan.contains(where: \.isChange) { try work.announce("agreements") }
    return plan
  }

  /// Writes the row of a version; what the journal keeps of it, which is all of it.
  private func write(_ change: PlannedChange, in work: Work) throws -> JSON {
    switch change.subject {
    case .calendar:
      try AgreementStore.insert(
        AgreementStore.CalendarRow(
          key: change.key, version: change.newVersion, body: change.body, appliedAt: work.now,
          appliedBy: work.principal.name), in: work.transaction)
      return ["version": .integer(Int64(change.newVersion)), "body": change.body]
    case .agreement:
      let (id, effectiveFrom) = (work.newID(), change.effectiveFrom ?? work.now)
      try AgreementStore.insert(
        AgreementStore.AgreementRow(
          id: id, key: change.key, version: change.newVersion, body: change.body, effectiveFrom: effectiveFrom,
          appliedAt: work.now, appliedBy: work.principal.name),
        in: work.transaction)
      return [
        "version": .integer(Int64(change.newVersion)), "body": change.body, "id": .string(id.text),
        "effectiveFrom": .integer(effectiveFrom.milliseconds),
      ]
    }
  }
}

extension Look {
  package func plan(_ drafts: AgreementDrafts) throws -> [PlannedChange] {
    var faults = drafts.calendars.sorted { $0.key < $1.key }.flatMap { key, definition in
      nameFaults(key, "calendars") + app.agreements.calendarSource.faults(definition, at: "calendars.\(key)")
    }
    let calendars = try planCalendars(drafts)
    for terms in drafts.agreements {
      faults += nameFaults(terms.key, "agreements")
      faults += terms.agreement.faults(workingDays: calendars.workingDays).map {
        FieldFault("agreements.\(terms.key).\($0.path)", $0.message)
      }
    }
    if Set(drafts.agreements.map(\.key)).count < drafts.agreements.count {
      faults.append(FieldFault("agreements", "two agreements have the same key"))
    }
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    return try calendars.changes + planAgreements(drafts, calendarVersions: calendars.versions)
  }

  private func planCalendars(
    _ drafts: AgreementDrafts
  ) throws -> (changes: [PlannedChange], versions: [String: Int], workingDays: [String: Duration?]) {
    let stored = try AgreementStore.readableCalendars(in: transaction)
    let newest = NewestVersions(stored.rows, stored.unreadable, key: \.key, version: \.version)
    var changes: [PlannedChange] = []
    for (key, definition) in drafts.calendars.sorted(by: { $0.key < $1.key }) {
      let old = newest.rows[key]
      let body = definition.json
      changes.append(
        PlannedChange(
          subject: .calendar, key: key, oldVersion: newest.numbers[key],
          newVersion: newest.numbers[key].map { old?.body == body ? $0 : $0 + 1 } ?? 1,
          differences: old?.body.differences(to: body) ?? [], unreadable: newest.unreadable[key]?.words, body: body))
    }
    var versions = newest.numbers
    for change in changes { versions[change.key] = change.newVersion }
    // One that cannot be read can be named by no new agreement until it is applied anew.
    let definitions = newest.rows.compactMapValues { try? CalendarDefinition(json: $0.body) }
      .merging(drafts.calendars) { $1 }
    return (changes, versions, definitions.mapValues(\.workingDay))
  }

  private func planAgreements(_ drafts: AgreementDrafts, calendarVersions: [String: Int]) throws -> [PlannedChange] {
    let stored = try AgreementStore.readableAgreements(in: transaction)
    let newest = NewestVersions(stored.rows, stored.unreadable, key: \.key, version: \.version)
    var terms = drafts.agreements
    let named = Set(terms.map(\.key))
    for row in newest.rows.values.sorted(by: { $0.key < $1.key }) where !named.contains(row.key) {
      // What cannot be read stays as it is, and stands in nobody's way.
      if let known = try? AgreementTerms(json: row.body) { terms.append(known) }
    }
    var faults: [FieldFault] = []
    var changes: [PlannedChange] = []
    for terms in terms {
      var pins: [String: Int] = [:]
      for (index, objective) in terms.agreement.objectives.enumerated() {
        if let version = calendarVersions[objective.calendar] {
          pins[objective.calendar] = version
        } else {
          faults.append(
            FieldFault(
              "agreements.\(terms.key).objectives[\(index)].calendar", "there is no calendar \(objective.calendar)"))
        }
      }
      let body = terms.json(calendars: pins)
      let old = newest.rows[terms.key]
      let number = newest.numbers[terms.key]
      if let old, old.body == body, !named.contains(terms.key) { continue }
      var change = PlannedChange(
        subject: .agreement, key: terms.key, oldVersion: number,
        newVersion: number.map { old?.body == body ? $0 : $0 + 1 } ?? 1,
        differences: old?.body.differences(to: body) ?? [], unreadable: newest.unreadable[terms.key]?.words,
        body: body, effectiveFrom: effectiveFrom(terms, replaces: number != nil))
      if named.contains(terms.key) { change.unknownWords = try unknownWords(in: terms) }
      changes.append(change)
    }
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    return changes
  }

  /// A first version covers what its validity covers, the past included: nothing was promised
  /// before. A later one never reaches back behind the moment at which it was applied.
  private func effectiveFrom(_ terms: AgreementTerms, replaces: Bool) -> Instant {
    replaces ? max(now, terms.validFrom ?? now) : terms.validFrom ?? .earliest
  }
}
