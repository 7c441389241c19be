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
  /// What of it can run and is hardly meant.
  public var remarks: [AgreementRemark] = []
  /// What is taken for granted of when it begins, and what that concerns, a sentence each.
  public var assumptions: [String] = []
  /// The version as it would be kept.
  package var body: JSON
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
  /// Whether others have approved it, where the desk wants that.
  private var isApproved = false
  public init(_ drafts: AgreementDrafts) { self.drafts = drafts }

  /// Drafts about which others have decided.
  package init(approved drafts: AgreementDrafts) { (self.drafts, isApproved) = (drafts, true) }

  /// - Throws: `invalid` with all faults, `conflict` where the desk wants somebody else to approve it first.
  public func perform(in work: Work) throws -> [PlannedChange] {
    // Whoever approves what others propose need not be one who may change agreements alone.
    if !isApproved { try work.principal.require(.changeAgreements) }
    try AgreementStore.lockApplying(in: work.transaction)
    if !isApproved { try work.look.requireNoApproval() }
    let plan = try work.look.plan(drafts, asProposed: isApproved)
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

/// The fault of a key that the page has on which such a thing is made, so that the thing's own could not be opened.
package func newKeyFaults(_ key: String, _ path: String) -> [FieldFault] {
  key == "new" ? [FieldFault(path, "new is the address of the page on which one is made; choose another key")] : []
}

/// The fault of a name that holds what nobody sees, or what turns the reading direction: it would look like another one.
/// Versions that are in force already can be read whatever they hold, so that this is asked of new ones.
private func lookalikeFaults(_ name: String?, _ path: String) -> [FieldFault] {
  guard let hidden = name?.unicodeScalars.first(where: { $0.isHidden || $0.turnsDirection || $0.isControl }) else {
    return []
  }
  return [FieldFault(path, "may not contain characters that nobody sees (\(String(hidden).revealed)); type it anew")]
}

extension Look {
  /// - Parameter isProposed: Whether somebody else approves them first: what names no first day begins then.
  package func plan(_ drafts: AgreementDrafts, asProposed isProposed: Bool = false) throws -> [PlannedChange] {
    var faults = drafts.calendars.sorted { $0.key < $1.key }.flatMap { key, definition in
      nameFaults(key, "calendars") + newKeyFaults(key, "calendars")
        + app.agreements.calendarSource.faults(definition, at: "calendars.\(key)")
        + definition.closures.enumerated().flatMap { place, closure in
          lookalikeFaults(closure.name, "calendars.\(key).closures[\(place)].name")
        }
    }
    let calendars = try planCalendars(drafts)
    for terms in drafts.agreements {
      let path = "agreements.\(terms.key)"
      faults += nameFaults(terms.key, "agreements") + newKeyFaults(terms.key, "agreements")
      faults += lookalikeFaults(terms.agreement.name, "\(path).name")
      for (place, objective) in terms.agreement.objectives.enumerated() {
        faults += lookalikeFaults(objective.name, "\(path).objectives[\(place)].name")
      }
      faults += terms.agreement.faults(workingDays: calendars.workingDays).map {
        FieldFault("\(path).\($0.path)", $0.message)
      }
      faults += terms.faultsBesidePromises(at: "agreements.\(terms.key)")
    }
    if Set(drafts.agreements.map(\.key)).count < drafts.agreements.count {
      faults.append(FieldFault("agreements", "two agreements have the same key"))
    }
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    return try calendars.changes + planAgreements(drafts, calendarVersions: calendars.versions, isProposed: isProposed)
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
      var change = PlannedChange(
        subject: .calendar, key: key, oldVersion: newest.numbers[key],
        newVersion: newest.numbers[key].map { old?.body == body ? $0 : $0 + 1 } ?? 1,
        differences: old?.body.differences(to: body) ?? [], unreadable: newest.unreadable[key]?.words, body: body)
      if change.isChange, change.oldVersion != nil { change.assumptions = try othersByCalendar(key) }
      changes.append(change)
    }
    var versions = newest.numbers
    for change in changes { versions[change.key] = change.newVersion }
    // One that cannot be read can be named by no new agreement until it is applied anew.
    let definitions = newest.rows.compactMapValues { try? CalendarDefinition(json: $0.body) }
      .merging(drafts.calendars) { $1 }
    return (changes, versions, definitions.mapValues(\.workingDay))
  }

  private func planAgreements(
    _ drafts: AgreementDrafts, calendarVersions: [String: Int], isProposed: Bool
  ) throws -> [PlannedChange] {
    let stored = try AgreementStore.readableAgreements(in: transaction)
    let newest = NewestVersions(stored.rows, stored.unreadable, key: \.key, version: \.version)
    var terms = drafts.agreements
    let named = Set(terms.map(\.key))
    for row in newest.rows.values.sorted(by: { $0.key < $1.key }) where !named.contains(row.key) {
      // What cannot be read stays as it is, and stands in nobody's way.
      // What has ended goes by the calendars that it had.
      if let known = try? AgreementTerms(json: row.body), known.end.map({ $0 > now }) ?? true { terms.append(known) }
    }
    var faults: [FieldFault] = []
    var changes: [PlannedChange] = []
    for terms in terms {
      var pins: [String: Int] = [:]
      let rests =
        terms.agreement.objectives.enumerated().map { ("objectives[\($0.offset)]", $0.element.calendar) }
        + terms.agreement.measures.enumerated().compactMap { index, measure in
          measure.calendar.map { ("measures[\(index)]", $0) }
        }
      for (path, calendar) in rests {
        if let version = calendarVersions[calendar] {
          pins[calendar] = version
        } else {
          faults.append(
            FieldFault("agreements.\(terms.key).\(path).calendar", "there is no calendar \(calendar)"))
        }
      }
      let body = terms.json(calendars: pins)
      let old = newest.rows[terms.key]
      let number = newest.numbers[terms.key]
      let before = named.contains(terms.key) ? old.flatMap { try? AgreementTerms(json: $0.body) } : terms
      if number != nil {
        faults += terms.endingFaults(after: before, now: now).map { member, words in
          FieldFault("agreements.\(terms.key).termination.\(member)", words)
        }
      }
      if let old, old.body == body, !named.contains(terms.key) { continue }
      var change = PlannedChange(
        subject: .agreement, key: terms.key, oldVersion: number,
        newVersion: number.map { old?.body == body ? $0 : $0 + 1 } ?? 1,
        differences: old?.body.differences(to: body) ?? [], unreadable: newest.unreadable[terms.key]?.words,
        body: body, effectiveFrom: effectiveFrom(terms, replaces: number != nil, isProposed: isProposed))
      if named.contains(terms.key) {
        change.unknownWords = try unknownWords(in: terms)
        change.remarks = terms.agreement.remarks
        if change.isChange {
          change.assumptions = try assumptions(
            terms, replacing: before, isNew: number == nil, isProposed: isProposed)
          change.assumptions += terms.endingWords(after: before, day: app.deskDay)
          // One that is new takes the place of nothing.
          if number != nil { change.assumptions += try overtaken(byChangeOf: terms.key) }
        }
      }
      changes.append(change)
    }
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    return changes
  }

  /// A first version covers what its validity covers, the past included: nothing was promised
  /// before. Where somebody else approves it, it covers nothing of before that unless it says so. A later one never
  /// reaches back behind the moment at which it was applied.
  private func effectiveFrom(_ terms: AgreementTerms, replaces: Bool, isProposed: Bool) -> Instant {
    replaces ? max(now, terms.validFrom ?? now) : terms.validFrom ?? (isProposed ? now : .earliest)
  }
}
