import Core
import Kernel
import People
import Storage

extension Feature {
  public static let people = Feature(
    "People", permissions: [.seePeople, .managePeople, .ownTokens, .seeAccess, .manageAccess],
    migrations: PeopleMigrations.all + AccessMigrations.all + SecondFactorMigrations.all,
    projections: [
      PersonProjection.self, TeamProjection.self, RoleProjection.self, PersonGrantProjection.self,
      TeamGrantProjection.self, SecondFactorRuleProjection.self,
    ], personal: [PersonRecords.self],
    subjects: [
      StreamNaming(PersonProjection.prefix, .seePeople) { ids, transaction in
        try NameStore.people(ids, in: transaction).mapValues { StreamSubject(title: $0.title, detail: $0.name) }
      },
      StreamNaming(PersonGrantProjection.prefix, .seePeople) { ids, transaction in
        try NameStore.people(ids, in: transaction).mapValues { StreamSubject(title: $0.title, detail: $0.name) }
      },
    ],
    expiring: [
      Expiring("sessions") { try ForgetOldSessions().perform(in: $0) },
      Expiring("signInHistory") { work in
        try SignInHistoryStore.forget(
          before: work.now - PeopleLimits.signInHistory, limit: Retention.batch, in: work.transaction)
      },
      Expiring("setupLinks") { work in
        try SetupLinkStore.deleteEnded(before: work.now, limit: Retention.batch, in: work.transaction)
      },
      Expiring("signInLinks") { work in
        try SignInLinkStore.deleteEnded(before: work.now, limit: Retention.batch, in: work.transaction)
      },
      Expiring("tokens") { try $0.deleteEndedTokens() },
    ],
    standing: { look, permission in try look.requirePerson(permission) },
    holdsNothing: { try PeopleStore.isEmpty(in: $0) },
    restored: { try SessionStore.forgetAll(in: $0) })
}

extension Permission {
  public static let seePeople = Permission("people.see", from: .agent, "see people", holds: .anyScope)
  public static let managePeople = Permission("people.manage", from: .admin, "add and change people")
  public static let ownTokens = Permission(
    "tokens.own", from: .requester, "make tokens for programs", holds: .anyScope)
}

/// Hashes passwords.
enum PasswordsPart: AppPart {
  static var absent: any PasswordHasher { NoPasswords() }
}

/// What nobody may choose as a password.
enum CommonPasswordsPart: AppPart {
  static var absent: any CommonPasswords { NoPasswords() }
}

/// Stands where nobody has said how passwords are kept.
private struct NoPasswords: PasswordHasher, CommonPasswords {
  private var refusal: MainstayError { .unavailable(reason: "This process cannot work with passwords.") }
  func hash(_ password: String) async throws -> String { throw refusal }
  func verify(_ password: String, against hash: String) async throws -> Bool { throw refusal }
  func contains(_ password: String) throws -> Bool { throw refusal }
}

/// A session that is not used for this long has ended.
enum SessionIdlePart: AppPart {
  static let absent = PeopleLimits.idle
}

extension AppParts {
  public var passwords: any PasswordHasher {
    get { self[PasswordsPart.self] }
    set { self[PasswordsPart.self] = newValue }
  }
  /// What nobody may choose as a password.
  public var commonPasswords: any CommonPasswords {
    get { self[CommonPasswordsPart.self] }
    set { self[CommonPasswordsPart.self] = newValue }
  }
  /// A session that is not used for this long has ended.
  public var sessionIdle: Duration {
    get { self[SessionIdlePart.self] }
    set { self[SessionIdlePart.self] = newValue }
  }
}

extension App {
  var passwords: any PasswordHasher { parts.passwords }
  var commonPasswords: any CommonPasswords { parts.commonPasswords }
  /// A session that is not used for this long has ended.
  public var sessionIdle: Duration { parts.sessionIdle }
}
