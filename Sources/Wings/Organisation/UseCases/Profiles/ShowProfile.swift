import AgreementsUseCases
import Core
import Kernel
import Organisation
import PeopleUseCases

/// Where somebody belongs, and what they can.
public struct ShowProfile: Query {
  /// The sign-in name.
  public var name: String
  public init(of name: String) { self.name = name }

  /// - Throws: `notFound`.
  public func answer(from look: Look) throws -> ProfileShown {
    try look.principal.require(.seeStructure)
    guard let person = try PeopleStore.person(named: name, in: look.transaction) else {
      throw MainstayError.notFound(kind: "person", id: name)
    }
    let profile = try ProfileStore.profile(of: person.id, in: look.transaction) ?? PersonProfile()
    var ids = Set(profile.skills.map { StructureRecord.id(.skill, $0.skill) })
    if let site = profile.site { ids.insert(StructureRecord.id(.site, site)) }
    if let key = person.organisation { ids.insert(StructureRecord.id(.organisation, key)) }
    ids.formUnion(person.teams.map { StructureRecord.id(.team, $0) })
    let names = try StructureStore.names(ids, in: look.transaction).mapValues(\.title)
    let leads = try StructureStore.naming(
      person.id.text, ["lead", "deputy"], kind: .team, limit: PeopleLimits.teamsOfPerson, in: look.transaction)
    return ProfileShown(
      person: person, profile: profile, names: names,
      leads: leads.compactMap { $0.key(behind: "team/") })
  }
}

/// Somebody with what is kept of them here.
public struct ProfileShown: Hashable, Sendable {
  public var person: Person
  public var profile: PersonProfile
  /// What records are called, by `kind/key`.
  public var names: [String: String]
  /// Keys of teams that they lead or stand in at.
  public var leads: [String]

  /// What a record is called; its key where there is none.
  public func name(_ kind: StructureKind, _ key: String) -> String { names[StructureRecord.id(kind, key)] ?? key }
}

/// A skill that somebody has, with what both are called.
public struct Certificate: Hashable, Sendable {
  /// Sign-in name.
  public var name: String
  public var displayName: String
  public var held: SkillHeld
  /// What the skill is called.
  public var skill: String
}

/// Certificates that end soon, or ended of late, the first first. Of people who cannot sign in any more, none.
public struct ListCertificates: Query {
  /// Days from today on.
  public var days: Int
  public init(days: Int = ListCertificates.usual) { self.days = days }

  public static let usual = 90
  public static let mostDays = 3660
  /// Those that ended so many days ago or less are among them.
  public static let past = 30
  public static let most = 1000

  public func answer(from look: Look) throws -> CertificateList {
    try look.principal.require(.seeStructure)
    guard (0...ListCertificates.mostDays).contains(days) else {
      throw MainstayError.field("days", "is a whole number from 0 to \(ListCertificates.mostDays)")
    }
    let today = look.app.deskDay(of: look.now)
    let found = try ProfileStore.ending(
      from: CivilDate(daysSince1970: today.daysSince1970 - ListCertificates.past),
      through: CivilDate(daysSince1970: today.daysSince1970 + days), limit: ListCertificates.most + 1,
      in: look.transaction)
    return CertificateList(
      items: Array(found.rows.prefix(ListCertificates.most)), today: today,
      hasMore: found.rows.count > ListCertificates.most, unreadable: found.unreadable)
  }
}

public struct CertificateList: Hashable, Sendable {
  public var items: [Certificate]
  /// In UTC.
  public var today: CivilDate
  /// Whether there are more than are listed.
  public var hasMore: Bool
  public var unreadable: [String]
}

/// People who have a skill, the best first.
public struct ListSkilled: Query {
  /// The key of the skill.
  public var skill: String
  public init(_ skill: String) { self.skill = skill }

  public static let most = 200

  public func answer(from look: Look) throws -> [Certificate] {
    try look.principal.require(.seeStructure)
    return try ProfileStore.people(with: skill, limit: ListSkilled.most, in: look.transaction).rows
  }
}
