import Core
import Journal
import Kernel
import Storage

/// A link by which somebody chooses their own password and signs in. Its secret is shown once.
public struct SignInLink: Hashable, Sendable {
  /// What stands in the address.
  public var secret: String
  /// Whose it is: the sign-in name.
  public var person: String
  public var displayName: String
  public var expiresAt: Instant

  /// What the stream of its person says of it.
  static let made = "person.link-made"
}

/// Makes a link that works once, within `PeopleLimits.signInLink`, for somebody to choose a password with; a link made
/// for them before ends. Their present password, where there is one, holds until the link is used.
public struct MakeSignInLink: Command {
  /// The sign-in name.
  public var name: String
  public init(for name: String) { self.name = name }

  /// - Throws: `notFound`, `conflict` where they may not sign in, or where the own password has to be typed first.
  public func perform(in work: Work) throws -> SignInLink {
    try work.principal.require(.managePeople)
    try work.look.requireFreshProof()
    guard let person = try PeopleStore.person(named: name, in: work.transaction) else {
      throw MainstayError.notFound(kind: "person", id: name)
    }
    try work.look.requireNotErased(person.id)
    try work.look.requireCovers(person.id)
    return try work.makeSignInLink(for: person)
  }
}

/// Makes links for several people at once, all or none, as `MakeSignInLink` does for one. Who chose a password already
/// keeps it until the link is used.
public struct MakeSignInLinks: Command {
  /// Sign-in names, at most `most`.
  public var names: [String]
  public init(for names: [String]) { self.names = names }

  /// Links of one command.
  public static let most = 2000

  /// - Throws: As `MakeSignInLink`, of the first for whom none can be made; `invalid` for none and too many.
  public func perform(in work: Work) throws -> [SignInLink] {
    try work.principal.require(.managePeople)
    var seen: Set<String> = []
    let names = names.filter { seen.insert($0).inserted }
    guard !names.isEmpty else { throw MainstayError.field("names", "is missing; name at least one person") }
    guard names.count <= MakeSignInLinks.most else {
      throw MainstayError.field("names", "has more than \(MakeSignInLinks.most) entries; make links in portions")
    }
    return try names.map { try MakeSignInLink(for: $0).perform(in: work) }
  }
}

/// Whose a link is that still works; nil for any other.
public struct SignInLinkOwner: Query {
  public var secret: String
  public init(_ secret: String) { self.secret = secret }

  public func answer(from look: Look) throws -> Person? {
    try look.principal.require(.managePeople)
    let owner = try SignInLinkStore.owner(of: sha256Hex(secret.utf8), at: look.now, in: look.transaction)
    return try owner.flatMap { try look.isLinkCovered(of: $0) ? $0 : nil }
  }
}

extension App {
  /// Sets the password of whoever holds a link, and uses it up. Their sessions, devices and tokens end, as with any
  /// password that an administrator sets.
  ///
  /// - Throws: `forbidden` where the link is not good any more, `invalid` for a password that may not be chosen.
  public func usePasswordLink(_ secret: String, password: String) async throws -> Person {
    let asker = Principal.system("sign-in-link")
    guard let person = try await ask(SignInLinkOwner(secret), as: asker) else {
      throw MainstayError.forbidden(permission: UseSignInLink.needed)
    }
    let faults = try passwordFaults(
      password, of: [person.name, person.displayName, person.organisation, person.email])
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    let hash = try await passwords.hash(password)
    return try await run(UseSignInLink(secret: secret, hash: hash), as: asker)
  }
}

struct UseSignInLink: Command {
  var secret: String
  var hash: String

  static let needed = "sign-in link"

  func perform(in work: Work) throws -> Person {
    try work.principal.require(.managePeople)
    guard let person = try SignInLinkStore.use(sha256Hex(secret.utf8), at: work.now, in: work.transaction),
      try work.look.isLinkCovered(of: person)
    else {
      throw MainstayError.forbidden(permission: UseSignInLink.needed)
    }
    try PeopleStore.setPassword(hash, of: person.id, in: work.transaction)
    try work.record(
      [
        Happening(
          kind: "person.password-set", at: work.now,
          payload: [SideRecord.member: work.coverSide(.person, person.id)])
      ], on: "person/\(person.id)")
    try work.endAccess(of: person.id, andTokens: true)
    return person
  }
}

extension Look {
  /// Whether who made the latest link of somebody could make it now: they may still sign in and manage people, and may all
  /// that its person may. The command line lacks nothing.
  fileprivate func isLinkCovered(of person: Person) throws -> Bool {
    guard let actor = try SignInLinkStore.maker(ofLinkOf: person.id, in: transaction),
      let id = PersonToken.id(actor)
    else { return true }
    guard id != person.id.text else { return true }
    guard let maker = try PeopleStore.holder(RecordID(id), in: transaction), maker.isActive,
      let owner = try PeopleStore.holder(person.id, in: transaction)
    else { return false }
    let rights = LastingRights(of: maker, coming: false, in: self)
    return maker.principal(at: now, app.features).may(.managePeople)
      && rights.lacking(beside: LastingRights(of: owner, coming: true, in: self)) == nil
  }
}

extension Work {
  func makeSignInLink(for person: Person) throws -> SignInLink {
    guard person.isActive else {
      throw MainstayError.conflict(
        code: "person-inactive", message: "\(person.displayName) may not sign in; let them first.")
    }
    let link = SignInLink(
      secret: hexadecimal(app.ids.secret(bytes: 24)), person: person.name, displayName: person.displayName,
      expiresAt: now + PeopleLimits.signInLink)
    try SignInLinkStore.delete(of: person.id, in: transaction)
    // Nobody gets in by a digest: the secret is as long as it.
    let digest = sha256Hex(link.secret.utf8)
    try SignInLinkStore.insert(digest, of: person.id, expires: link.expiresAt, in: transaction)
    let payload: JSON = [
      ExpectedLink.digestMember: .string(digest), ExpectedLink.expiryMember: .integer(link.expiresAt.milliseconds),
    ]
    try record([Happening(kind: SignInLink.made, at: now, payload: payload)], on: "person/\(person.id)")
    return link
  }
}
