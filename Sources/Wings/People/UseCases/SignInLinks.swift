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
    return try work.makeSignInLink(for: person)
  }
}

/// Whose a link is that still works; nil for any other.
public struct SignInLinkOwner: Query {
  public var secret: String
  public init(_ secret: String) { self.secret = secret }

  public func answer(from look: Look) throws -> Person? {
    try look.principal.require(.managePeople)
    return try SignInLinkStore.owner(of: sha256Hex(secret.utf8), at: look.now, in: look.transaction)
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
    guard let person = try SignInLinkStore.use(sha256Hex(secret.utf8), at: work.now, in: work.transaction) else {
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
    try SignInLinkStore.insert(
      sha256Hex(link.secret.utf8), of: person.id, expires: link.expiresAt, in: transaction)
    try record([Happening(kind: "person.link-made", at: now, payload: .object([:]))], on: "person/\(person.id)")
    return link
  }
}
