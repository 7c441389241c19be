import Core
import Kernel
import Organisation
import PeopleUseCases
import Storage

/// What rows of a table would do; nothing is written.
public struct PlanLines: Query {
  public var subject: ImportSubject
  public var lines: [ImportLine]

  /// As of `ImportLines`.
  public var takesTickets: Bool

  public init(_ subject: ImportSubject, _ lines: [ImportLine], takesTickets: Bool = false) {
    (self.subject, self.lines, self.takesTickets) = (subject, lines, takesTickets)
  }

  public func answer(from look: Look) throws -> [ImportOutcome] {
    try look.requireImporting(subject)
    return try lines.map { try look.outcome(of: $0, subject, takesTickets: takesTickets) }
  }
}

extension Look {
  /// Who brings in people may add them and say where they belong.
  func requireImporting(_ subject: ImportSubject) throws {
    try principal.require(.manageStructure)
    if subject == .people || subject == .structure(.team) { try principal.require(.managePeople) }
  }

  func outcome(of line: ImportLine, _ subject: ImportSubject, takesTickets: Bool) throws -> ImportOutcome {
    if !line.faults.isEmpty { return ImportOutcome(line, .refused, faults: line.faults) }
    switch subject {
    case .people:
      let plan = try personPlan(line, takesTickets: takesTickets)
      let mail = plan.changes.first { $0.column == "email" }?.after ?? ""
      let others = try mail.isEmpty ? [] : people(withMail: mail, but: line.key)
      var outcome = ImportOutcome(
        line, verdict(plan.isNew, plan.changes, plan.faults), changes: plan.changes, faults: plan.faults,
        notes: others.isEmpty
          ? [] : ["the mail address is that of \(others.joined(separator: ", ")) too: all are written to in one box"])
      outcome.isToSignIn = outcome.verdict == .new && plan.draft.isActive
      return outcome
    case .structure(let kind):
      let plan = try structurePlan(line, kind)
      return ImportOutcome(
        line, verdict(plan.isNew, plan.changes, plan.faults), changes: plan.changes, faults: plan.faults)
    }
  }

  private func verdict(
    _ isNew: Bool, _ changes: [ImportOutcome.Change], _ faults: [FieldFault]
  ) -> ImportOutcome.Verdict {
    !faults.isEmpty ? .refused : isNew ? .new : changes.isEmpty ? .unchanged : .changed
  }
}

/// What a row makes of somebody.
struct PersonLinePlan {
  var draft: PersonDraft
  var profile: ProfileDraft
  var isNew: Bool
  /// Whether anything of the account itself differs, and of the rest.
  var changesAccount = false
  var changesProfile = false
  var changes: [ImportOutcome.Change] = []
  var faults: [FieldFault] = []
}

extension Look {
  func personPlan(_ line: ImportLine, takesTickets: Bool) throws -> PersonLinePlan {
    let old = try PeopleStore.person(named: line.key, in: transaction)
    var draft =
      old.map {
        PersonDraft(
          name: $0.name, displayName: $0.displayName, email: $0.email, role: $0.role, organisation: $0.organisation,
          teams: $0.teams, isActive: $0.isActive, reach: $0.reach)
      } ?? PersonDraft(name: line.key, displayName: line.cells["display name"] ?? "", role: .requester)
    var faults: [FieldFault] = []
    if let erased = old, erased.isErased { faults.append(FieldFault("name", "was erased")) }
    if let said = line.cells["display name"] { draft.displayName = said }
    if let said = line.cells["email"] { draft.email = said.isEmpty ? nil : said }
    if let said = line.cells["organisation"] { draft.organisation = said.isEmpty ? nil : said }
    if let said = line.cells["role"], !said.isEmpty {
      if let role = Role(rawValue: said.lowercased()), role != .system {
        draft.role = role
      } else {
        let known = Role.allCases.filter { $0 != .system }.map(\.rawValue).joined(separator: ", ")
        faults.append(FieldFault("role", "\(said) is none of \(known)"))
      }
    }
    if let said = line.cells["teams"] { draft.teams = try keys(.team, said).sorted() }
    do {
      if let said = try line.truth("active") { draft.isActive = said }
    } catch {
      if case .invalid(let found) = error { faults += found }
    }
    var profile = ProfileDraft(
      site: try line.cells["site"].map { try keys(.site, $0).joined(separator: ",") },
      languages: line.cells["languages"].map(LanguageTag.split))
    if let said = line.cells["skills"] {
      let read = SkillHeld.read(said, at: "skills")
      faults += read.faults
      if read.faults.isEmpty { profile.skills = read.skills }
    }
    let found =
      old == nil
      ? try CheckPeople([draft], takesTickets: takesTickets).answer(from: self)
        .map { FieldFault(String($0.path.drop { $0 != "." }.dropFirst()), $0.message) }
      : try CheckPerson(draft).answer(from: self)
    faults += found.map { FieldFault(column(of: $0), $0.message) }
    let kept = try old.flatMap { try ProfileStore.profile(of: $0.id, in: transaction) }
    let (planned, more) = try plan(profile, kept)
    faults += more
    var plan = PersonLinePlan(draft: draft, profile: profile, isNew: old == nil, faults: faults)
    let before = old.map { ($0.displayName, $0.email, $0.role.rawValue, $0.organisation, $0.teams, $0.isActive) }
    let account: [(String, String, String)] = [
      ("display name", before?.0 ?? "", draft.displayName), ("email", before?.1 ?? "", draft.email ?? ""),
      ("role", before?.2 ?? "", draft.role.rawValue), ("organisation", before?.3 ?? "", draft.organisation ?? ""),
      ("teams", (before?.4 ?? []).sorted().joined(separator: ", "), Set(draft.teams).sorted().joined(separator: ", ")),
      ("active", before.map { $0.5 ? "yes" : "no" } ?? "", draft.isActive ? "yes" : "no"),
    ]
    let was = kept ?? PersonProfile()
    let rest: [(String, String, String)] = [
      ("site", was.site ?? "", planned.site ?? ""),
      ("languages", was.languages.joined(separator: ", "), planned.languages.joined(separator: ", ")),
      (
        "skills", was.skills.map(\.text).joined(separator: ", "), planned.skills.map(\.text).joined(separator: ", ")
      ),
    ]
    plan.changesAccount = account.contains { $0.1 != $0.2 }
    plan.changesProfile = rest.contains { $0.1 != $0.2 }
    plan.changes = (account + rest).filter { $0.1 != $0.2 }.map(ImportOutcome.Change.init)
    return plan
  }

  /// The column of a file that a fault of a person is about.
  private func column(of fault: FieldFault) -> String {
    fault.path == "displayName" ? "display name" : fault.path.hasPrefix("teams[") ? "teams" : fault.path
  }
}

/// What a row makes of a record.
struct StructureLinePlan {
  var draft: StructureDraft
  var isNew: Bool
  var changes: [ImportOutcome.Change] = []
  var faults: [FieldFault] = []
}

extension Look {
  func structurePlan(_ line: ImportLine, _ kind: StructureKind) throws -> StructureLinePlan {
    let old = try StructureStore.row(StructureRecord.id(kind, line.key), in: transaction)
    let called = try old?.name ?? (kind == .team ? StructureStore.teamName(line.key, in: transaction) : nil)
    var draft = StructureDraft(kind, line.key)
    var faults: [FieldFault] = []
    if let name = line.cells["name"], !name.isEmpty {
      draft.name = name
    } else if called == nil {
      draft.name = line.key
    }
    do {
      draft.isActive = try line.truth("active")
    } catch {
      if case .invalid(let found) = error { faults += found }
    }
    for field in kind.fields {
      guard let cell = line.cells[field.key] else { continue }
      draft.values[field.key] = field.values(of: cell)
    }
    let plan = try plan(draft, old)
    faults += plan.faults
    let isNew = old == nil && called == nil
    var changes: [ImportOutcome.Change] = []
    func note(_ column: String, _ before: String, _ after: String) {
      if before != after { changes.append(.init(column, before, after)) }
    }
    note("name", called ?? "", draft.name ?? called ?? "")
    let (was, next) = (try old.map { try shown($0) }, try shown(plan.row, name: draft.name ?? called ?? line.key))
    for field in kind.fields {
      note(
        field.key, (was?.values[field.key] ?? []).joined(separator: ", "),
        (next.values[field.key] ?? []).joined(separator: ", "))
    }
    if kind.retires { note("active", was.map { $0.isActive ? "yes" : "no" } ?? "", next.isActive ? "yes" : "no") }
    return StructureLinePlan(draft: draft, isNew: isNew, changes: changes, faults: faults)
  }
}
