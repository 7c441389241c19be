import Agreements
import AgreementsUseCases
import BusinessTime
import Core
import DutyUseCases
import Journal
import Kernel
import Organisation
import PeopleUseCases
import Storage

/// What is to be said of a record. What is left out stays as it is; a field with no value is emptied.
public struct StructureDraft: Hashable, Sendable {
  public var kind: StructureKind
  public var key: String
  public var name: String?
  /// Values by the keys of fields; people by their sign-in names.
  public var values: [String: [String]]
  public var isActive: Bool?

  public init(
    _ kind: StructureKind, _ key: String, name: String? = nil, values: [String: [String]] = [:], isActive: Bool? = nil
  ) {
    (self.kind, self.key, self.name, self.values, self.isActive) = (kind, key, name, values, isActive)
  }
}

/// Bounds of the structure.
public enum StructureLimits {
  /// Records of one kind.
  public static let most = 10_000
}

/// Makes a record of the structure, or changes it. A team that is not there yet is added.
public struct SaveStructure: Command {
  public var draft: StructureDraft
  /// The version that the change was decided on; nil takes any, 0 only one that is not there.
  public var expecting: Int?

  public init(_ draft: StructureDraft, expecting: Int? = nil) { (self.draft, self.expecting) = (draft, expecting) }

  /// - Throws: `invalid` with all faults, `stale`, `limit`.
  public func perform(in work: Work) throws -> StructureRecord {
    try work.principal.require(.manageStructure)
    let kind = draft.kind
    let id = StructureRecord.id(kind, draft.key)
    var old = try StructureStore.row(id, lock: true, in: work.transaction)
    if old == nil {
      // Another may be adding the same one; who comes second changes it.
      try StructureStore.lockAdding(in: work.transaction)
      old = try StructureStore.row(id, lock: true, in: work.transaction)
    }
    if let expecting, expecting != old?.version ?? 0 {
      throw MainstayError.stale(kind: kind.rawValue, id: draft.key, yours: expecting, current: old?.version ?? 0)
    }
    let plan = try work.look.plan(draft, old)
    if !plan.faults.isEmpty { throw MainstayError.invalid(plan.faults) }
    if kind == .team { try work.nameTeam(draft) }
    guard plan.row != old else { return try work.look.shown(plan.row) }
    if old == nil {
      guard try StructureStore.count(kind, in: work.transaction) < StructureLimits.most else {
        throw MainstayError.limit(name: kind.many, limit: StructureLimits.most)
      }
    }
    var row = plan.row
    let desk = row.links["desk"]?.first
    let changesDesk = kind == .team && desk != old?.links["desk"]?.first
    if changesDesk, let desk { try work.look.requireMayServe(row.key, at: desk) }
    row.version += 1
    try StructureStore.save(row, in: work.transaction)
    try work.note(row)
    // Who holds grants for a desk sees more or less from now on.
    if changesDesk { try work.announceStandingOfAll() }
    return try work.look.shown(row)
  }
}

extension Work {
  /// Journals a record as it stands now.
  func note(_ row: StructureRow) throws {
    let people = try NameStore.people(ids: Set(row.kind.people.flatMap { row.links[$0] ?? [] }), in: transaction)
    try record(
      [Happening(kind: StructureEntry.saved, at: now, payload: row.journaled { people[$0]?.name ?? $0 })],
      on: StructureProjection.prefix + row.id)
  }

  fileprivate func nameTeam(_ draft: StructureDraft) throws {
    let known = try StructureStore.teamName(draft.key, in: transaction)
    if known == nil {
      _ = try AddTeam(key: draft.key, name: draft.name ?? draft.key).perform(in: self)
    } else if let name = draft.name, name != known {
      _ = try RenameTeam(key: draft.key, name: name).perform(in: self)
    }
  }
}

extension StructureKind {
  /// The fields in which people stand.
  var people: [String] { fields.filter { $0.shape == .person }.map(\.key) }
}

/// A record as a draft would make it.
struct StructurePlan {
  var row: StructureRow
  var faults: [FieldFault] = []
}

extension Look {
  /// What a draft makes of a record, and what is wrong with it; nothing is written.
  func plan(_ draft: StructureDraft, _ old: StructureRow?) throws -> StructurePlan {
    let kind = draft.kind
    var plan = StructurePlan(
      row: old ?? StructureRow(kind, draft.key, name: kind == .team ? nil : draft.name ?? draft.key, at: now))
    // Teams have keys of before, which their own rule bounds.
    plan.faults += kind == .team ? nameFaults(draft.key, "key") : StructureKind.keyFaults(draft.key)
    if let name = draft.name {
      plan.faults += TextBounds.label.faults(in: name, at: "name")
      if kind != .team { plan.row.name = name }
    }
    if let isActive = draft.isActive {
      if isActive || kind.retires {
        plan.row.isActive = isActive
      } else {
        plan.faults.append(FieldFault("active", "cannot be no: teams stay"))
      }
    }
    for key in draft.values.keys.sorted() where kind.field(key) == nil {
      plan.faults.append(
        FieldFault(
          key, "is nothing that a \(kind.rawValue) has; it has \(kind.fields.map(\.key).joined(separator: ", "))"))
    }
    for field in kind.fields {
      guard let values = draft.values[field.key] else { continue }
      let outside = field.faults(values)
      guard outside.isEmpty else {
        plan.faults += outside
        continue
      }
      try take(values, as: field, old, into: &plan)
    }
    if kind == .team, let lead = plan.row.links["lead"], lead == plan.row.links["deputy"] {
      plan.faults.append(FieldFault("deputy", "is the lead already; name somebody else, or nobody"))
    }
    return plan
  }

  private func take(
    _ values: [String], as field: StructureField, _ old: StructureRow?, into plan: inout StructurePlan
  ) throws {
    guard field.isLink else {
      let faults = try values.compactMap { try fault(in: $0, of: field) }
      plan.faults += faults
      plan.row.facts[field.key] = values.isEmpty ? nil : values
      return
    }
    var targets: [String] = []
    for value in try field.target.map({ target in try values.flatMap { try keys(target, $0) } }) ?? values {
      if let target = field.target {
        switch try StructureStore.isThere(target, value, in: transaction) {
        case true?: targets.append(value)
        // What names a record that was retired since may go on naming it.
        case false? where old?.links[field.key]?.contains(value) == true: targets.append(value)
        case false?: plan.faults.append(FieldFault(field.key, "the \(target.rawValue) \(value) is not in use any more"))
        case nil: plan.faults.append(FieldFault(field.key, "there is no \(target.rawValue) \(value); add it first"))
        }
      } else if let person = try PeopleStore.person(named: value, in: transaction) {
        let isKept = old?.links[field.key] == [person.id.text]
        if !isKept, !person.isActive {
          plan.faults.append(FieldFault(field.key, "\(value) may not sign in any more"))
        } else if !isKept, plan.row.kind == .team, !person.teams.contains(plan.row.key) {
          plan.faults.append(
            FieldFault(field.key, "\(value) is no member of the team \(plan.row.key); put them into it first"))
        }
        targets.append(person.id.text)
      } else {
        plan.faults.append(FieldFault(field.key, "nobody signs in as \(value)"))
      }
    }
    plan.row.links[field.key] = targets.isEmpty ? nil : targets.sorted()
  }

  /// Whether a value names something that there is.
  private func fault(in value: String, of field: StructureField) throws -> FieldFault? {
    switch field.shape {
    case .zone:
      do {
        _ = try app.parts.dutyZones.rules(for: value)
        return nil
      } catch {
        return FieldFault(field.key, "\(value) is no time zone that is known here, like Europe/Paris")
      }
    case .calendar:
      return try AgreementStore.calendars(key: value, in: transaction).isEmpty
        ? FieldFault(field.key, "there is no calendar \(value); add it under Calendars first") : nil
    default: return nil
    }
  }

  /// A record as people see it.
  func shown(_ row: StructureRow, name: String? = nil) throws -> StructureRecord {
    let people = try NameStore.people(ids: Set(row.kind.people.flatMap { row.links[$0] ?? [] }), in: transaction)
    return try shown(row, name: name, people)
  }

  func shown(
    _ row: StructureRow, name: String?, _ people: [String: (name: String, title: String)]
  ) throws -> StructureRecord {
    var values = row.facts
    for (field, targets) in row.links {
      let isPerson = row.kind.field(field)?.shape == .person
      values[field] = isPerson ? targets.map { people[$0]?.name ?? $0 } : targets
    }
    let called = try name ?? row.name ?? StructureStore.teamName(row.key, in: transaction)
    return StructureRecord(
      kind: row.kind, key: row.key, name: called ?? row.key, values: values, isActive: row.isActive,
      version: row.version)
  }
}
