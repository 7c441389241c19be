import Core
import Directories
import Journal
import Kernel
import PeopleUseCases
import Storage

/// A directory as an administrator describes one.
public struct DirectoryDraft: Hashable, Sendable {
  public var label: String
  public var settings: DirectorySettings
  public var rule: AdmissionRule
  public var isActive: Bool
  /// The client secret of a provider, or the password by which an LDAP server is asked; nil leaves the one there is.
  public var secret: String?

  public init(
    label: String, settings: DirectorySettings, rule: AdmissionRule, isActive: Bool = true, secret: String? = nil
  ) {
    (self.label, self.settings, self.rule, self.isActive, self.secret) = (label, settings, rule, isActive, secret)
  }

  func faults(in look: Look, isNew: Bool) throws -> [FieldFault] {
    var faults = TextBounds.label.faults(in: label, at: "label")
    for (index, grant) in rule.grants.enumerated() {
      for (place, team) in grant.teams.enumerated() where try !PeopleStore.teamExists(team, in: look.transaction) {
        faults.append(FieldFault("grants[\(index)].teams[\(place)]", "there is no team \(team); add it first"))
      }
    }
    if let secret, settings.kind != .scim {
      faults += TextBounds.line(1...500).faults(in: secret, at: "secret")
    }
    if isNew, secret == nil, settings.kind == .ldap {
      faults.append(FieldFault("secret", "is needed: the password of \"bindDn\""))
    }
    return faults
  }
}

/// Adds a directory.
public struct AddDirectory: Command {
  public var draft: DirectoryDraft
  public init(_ draft: DirectoryDraft) { self.draft = draft }

  /// Of a directory that sends people here, its secret, which is shown this once.
  public struct Answer: Hashable, Sendable {
    public var directory: Directory
    public var secret: String?
  }

  /// - Throws: `invalid`, `limit`, `conflict` for a proof that is too old and where there is no key to seal with.
  public func perform(in work: Work) throws -> Answer {
    try work.principal.require(.manageDirectories)
    try work.look.requireFreshProof()
    let faults = try draft.faults(in: work.look, isNew: true)
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    guard try DirectoryStore.all(in: work.transaction).count < Directory.most else {
      throw MainstayError.limit(name: "directories", limit: Directory.most)
    }
    try work.look.requireMayJoin(draft.rule.decidedTeams)
    var directory = Directory(
      id: work.newID(), label: draft.label, settings: draft.settings, rule: draft.rule, isActive: draft.isActive,
      createdAt: work.now, version: 1, secret: "", salt: [])
    let shown = try work.keep(draft.secret ?? "", of: &directory)
    try DirectoryStore.insert(directory, in: work.transaction)
    try work.note(directory, "directory.added")
    return Answer(directory: directory.withoutSecret, secret: shown)
  }
}

/// Changes a directory as a whole; its kind stays.
public struct ChangeDirectory: Command {
  public var id: RecordID
  public var draft: DirectoryDraft
  public var expecting: Int?

  public init(_ id: RecordID, _ draft: DirectoryDraft, expecting: Int? = nil) {
    (self.id, self.draft, self.expecting) = (id, draft, expecting)
  }

  public func perform(in work: Work) throws -> Directory {
    try work.principal.require(.manageDirectories)
    try work.look.requireFreshProof()
    var directory = try work.directory(id)
    if let expecting, expecting != directory.version {
      throw MainstayError.stale(kind: "directory", id: id.text, yours: expecting, current: directory.version)
    }
    guard draft.settings.kind == directory.kind else { throw MainstayError.field("kind", "of a directory stays") }
    let faults = try draft.faults(in: work.look, isNew: false)
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    // A rule that stays is its maker's: whoever turns the directory off need not hold what it gives.
    if draft.rule != directory.rule { try work.look.requireMayJoin(draft.rule.decidedTeams) }
    (directory.label, directory.settings, directory.rule) = (draft.label, draft.settings, draft.rule)
    (directory.isActive, directory.version) = (draft.isActive, directory.version + 1)
    if let secret = draft.secret, directory.kind != .scim { _ = try work.keep(secret, of: &directory) }
    try DirectoryStore.update(directory, in: work.transaction)
    try work.note(directory, "directory.changed")
    return directory.withoutSecret
  }
}

/// Gives a directory that sends people here another secret; the one before is good no more.
public struct RotateDirectorySecret: Command {
  public var id: RecordID
  public init(_ id: RecordID) { self.id = id }

  /// - Returns: The secret, which is shown this once.
  public func perform(in work: Work) throws -> String {
    try work.principal.require(.manageDirectories)
    try work.look.requireFreshProof()
    var directory = try work.directory(id)
    guard directory.kind == .scim else {
      throw MainstayError.conflict(
        code: "secret-of-another",
        message: "The secret of \(directory.label) is the directory's; change it there and here.")
    }
    directory.version += 1
    let shown = try work.keep("", of: &directory) ?? ""
    try DirectoryStore.update(directory, in: work.transaction)
    try work.note(directory, "directory.secret-rotated")
    return shown
  }
}

/// Takes a directory away. Its people stay as they are, and by hand from then on.
public struct RemoveDirectory: Command {
  public var id: RecordID
  public init(_ id: RecordID) { self.id = id }

  public func perform(in work: Work) throws {
    try work.principal.require(.manageDirectories)
    try work.look.requireFreshProof()
    let directory = try work.directory(id)
    for group in try DirectoryGroupStore.groups(of: id, from: 0, limit: DirectoryGroup.most, in: work.transaction) {
      try DirectoryGroupStore.delete(group.id, in: work.transaction)
      try work.record(
        [Happening(kind: DirectoryEntry.groupRemoved, at: work.now, payload: .object([:]))],
        on: DirectoryGroup.streamPrefix + group.id.text)
    }
    guard try DirectoryAccountStore.count(of: id, in: work.transaction) <= RemoveDirectory.most else {
      throw MainstayError.limit(name: "people of a directory that is taken away", limit: RemoveDirectory.most)
    }
    for account in try DirectoryAccountStore.accounts(
      of: id, from: 0, limit: RemoveDirectory.most, in: work.transaction)
    {
      try work.remove(account)
    }
    try ProviderSignInStore.delete(of: id, in: work.transaction)
    try DirectoryStore.delete(id, in: work.transaction)
    try work.note(directory, "directory.removed")
    try work.mend(DirectoryTrouble.item(id, directory.label))
  }

  /// People that one that is taken away may have.
  public static let most = 10_000
}

/// All directories, without their secrets, with how many people each knows.
public struct ListDirectories: Query {
  public init() {}

  public struct Line: Hashable, Sendable {
    public var directory: Directory
    public var people: Int
    public var groups: Int
  }

  public func answer(from look: Look) throws -> [Line] {
    try look.principal.require(.manageDirectories)
    return try DirectoryStore.all(in: look.transaction).map { directory in
      Line(
        directory: directory.withoutSecret,
        people: try DirectoryAccountStore.count(of: directory.id, in: look.transaction),
        groups: try DirectoryGroupStore.count(of: directory.id, in: look.transaction))
    }
  }
}

/// One directory, without its secret.
public struct ShowDirectory: Query {
  public var id: RecordID
  public init(_ id: RecordID) { self.id = id }

  public func answer(from look: Look) throws -> Directory {
    try look.principal.require(.manageDirectories)
    guard let directory = try DirectoryStore.directory(id, in: look.transaction) else {
      throw MainstayError.notFound(kind: "directory", id: id.text)
    }
    return directory.withoutSecret
  }
}

/// What would happen to somebody with these claims, without anything happening: how an administrator tries a rule.
public struct TryAdmission: Query {
  public var rule: AdmissionRule
  public var claims: Claims

  public init(_ rule: AdmissionRule, on claims: Claims) { (self.rule, self.claims) = (rule, claims) }

  /// Claims, and values of each.
  public static let most = 200

  /// - Throws: `invalid` at `claims`.
  public func answer(from look: Look) throws -> Admission {
    try look.principal.require(.manageDirectories)
    guard claims.count <= TryAdmission.most, claims.values.allSatisfy({ $0.count <= TryAdmission.most }) else {
      throw MainstayError.field("claims", "may have at most \(TryAdmission.most), with as many values each")
    }
    var admission = rule.admission(of: claims)
    guard let found = admission.found else { return admission }
    if let person = try PeopleStore.person(named: found.name, in: look.transaction) {
      if try !DirectoryAccountStore.accounts(of: person.id, in: look.transaction).isEmpty {
        admission.reasons.append("\(found.name) is an account that a directory has; it is brought up to date.")
      } else if rule.adopts, try look.isAdoptable(person) {
        admission.reasons.append("\(found.name) is an account here, which is taken over.")
      } else {
        admission.reasons.append(
          "Not let in: there is an account \(found.name) here, "
            + (rule.adopts
              ? "and those of managers, of administrators and of who holds grants are not taken over."
              : "and none is taken over."))
        admission.found = nil
      }
    } else if rule.creates {
      admission.reasons.append("There is no account \(found.name) yet; it is made.")
    } else {
      admission.reasons.append("Not let in: there is no account \(found.name), and none is made.")
      admission.found = nil
    }
    return admission
  }
}

extension Work {
  func directory(_ id: RecordID) throws -> Directory {
    guard let directory = try DirectoryStore.directory(id, lock: true, in: transaction) else {
      throw MainstayError.notFound(kind: "directory", id: id.text)
    }
    return directory
  }

  /// Keeps a secret: of a directory that sends people here the digest of a new one, of others the one there is, sealed.
  ///
  /// - Returns: A new one, which is shown this once.
  func keep(_ secret: String, of directory: inout Directory) throws -> String? {
    directory.salt = app.ids.secret(bytes: 16)
    if directory.kind == .scim {
      let made = Directory.secretMark + hexadecimal(app.ids.secret(bytes: 32))
      directory.secret = sha256Hex(made.utf8)
      return made
    }
    guard let key = try sealingKey() else {
      throw MainstayError.conflict(
        code: "no-secrets-key", message: try look.secretsStanding().fault ?? "This node has no secrets key.")
    }
    directory.secret = try key.seal(
      secret, for: directory.context, nonce: app.ids.secret(bytes: SecretsKey.nonceLength)
    ).text
    return nil
  }

  func note(_ directory: Directory, _ kind: String) throws {
    try record([Happening(kind: kind, at: now, payload: directory.journaled)], on: directory.context)
  }
}
