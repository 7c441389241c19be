import Core
import Kernel
import Organisation
import PeopleUseCases
import Storage

/// What is to be said of somebody. What is nil stays.
public struct ProfileDraft: Hashable, Sendable {
  /// The key of a site; an empty text takes it away.
  public var site: String?
  public var languages: [String]?
  public var skills: [SkillHeld]?

  public init(site: String? = nil, languages: [String]? = nil, skills: [SkillHeld]? = nil) {
    (self.site, self.languages, self.skills) = (site, languages, skills)
  }

  var isEmpty: Bool { site == nil && languages == nil && skills == nil }
}

/// Says where somebody belongs, which languages they speak, and what they can.
public struct ChangeProfile: Command {
  /// The sign-in name.
  public var name: String
  public var draft: ProfileDraft
  /// The version that the change was decided on; nil takes any.
  public var expecting: Int?

  public init(of name: String, _ draft: ProfileDraft, expecting: Int? = nil) {
    (self.name, self.draft, self.expecting) = (name, draft, expecting)
  }

  /// - Throws: `notFound`, `forbidden`, `stale`, `invalid` with all faults.
  public func perform(in work: Work) throws -> PersonProfile {
    // Who may say where people belong may say what they can, too.
    if draft.site != nil || draft.languages != nil || !work.principal.may(.manageStructure) {
      try work.principal.require(draft.site == nil && draft.languages == nil ? .assessSkills : .manageStructure)
    }
    guard let person = try PeopleStore.person(named: name, lock: true, in: work.transaction) else {
      throw MainstayError.notFound(kind: "person", id: name)
    }
    if person.isErased {
      throw MainstayError.conflict(code: "erased", message: "\(name) was erased: nothing more is kept of them.")
    }
    let old = try ProfileStore.profile(of: person.id, in: work.transaction)
    if let expecting, expecting != old?.version ?? 0 {
      throw MainstayError.stale(kind: "profile", id: name, yours: expecting, current: old?.version ?? 0)
    }
    let (profile, faults) = try work.look.plan(draft, old)
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    guard profile != old ?? PersonProfile() else { return profile }
    var next = profile
    next.version += 1
    try ProfileStore.save(next, of: person.id, in: work.transaction)
    try work.record(
      [Happening(kind: ProfileProjection.changed, at: work.now, payload: next.journaled)],
      on: ProfileProjection.prefix + person.id.text)
    return next
  }
}

extension Look {
  /// What a draft makes of a profile, and what is wrong with it; nothing is written.
  func plan(_ draft: ProfileDraft, _ old: PersonProfile?) throws -> (profile: PersonProfile, faults: [FieldFault]) {
    var (profile, faults) = (old ?? PersonProfile(), [FieldFault]())
    if let site = draft.site {
      profile.site = site.isEmpty ? nil : site
      if !site.isEmpty, site != old?.site { faults += try missing(.site, site, "site") }
    }
    if let languages = draft.languages {
      profile.languages = languages
      faults += languages.compactMap { LanguageTag.fault(in: $0).map { FieldFault("languages", $0) } }
      if Set(languages).count < languages.count { faults.append(FieldFault("languages", "names one twice")) }
      if languages.count > ProfileLimits.languages {
        faults.append(FieldFault("languages", "may have at most \(ProfileLimits.languages) entries"))
      }
    }
    if let skills = draft.skills {
      profile.skills = skills.sorted { $0.skill < $1.skill }
      if Set(skills.map(\.skill)).count < skills.count { faults.append(FieldFault("skills", "names one twice")) }
      if skills.count > ProfileLimits.skills {
        faults.append(FieldFault("skills", "may have at most \(ProfileLimits.skills) entries"))
      } else {
        let had = Set(old?.skills.map(\.skill) ?? [])
        for held in skills where !had.contains(held.skill) { faults += try missing(.skill, held.skill, "skills") }
      }
    }
    return (profile, faults)
  }

  private func missing(_ kind: StructureKind, _ key: String, _ path: String) throws -> [FieldFault] {
    switch try StructureStore.isThere(kind, key, in: transaction) {
    case true?: []
    case false?: [FieldFault(path, "the \(kind.rawValue) \(key) is not in use any more")]
    case nil: [FieldFault(path, "there is no \(kind.rawValue) \(key); add it first")]
    }
  }
}
