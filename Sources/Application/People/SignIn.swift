import Governance
import Kernel
import People
import Storage

/// A session as the browser gets it. The token is shown once and kept only as a digest.
public struct SignedIn: Hashable, Sendable {
  public var token: String
  public var csrf: String
  public var person: Person
  public var expiresAt: Instant
}

/// Who a session or token belongs to.
public struct Identity: Hashable, Sendable {
  public var principal: Principal
  public var person: Person
  /// Of a session: must come back with each form.
  public var csrf: String?
  /// Of a token: nil for sessions, which may do all that their person may.
  public var scopes: Set<APIToken.Scope>?
  /// Of a token: when it expires.
  public var endsAt: Instant?
}

extension App {
  /// Signs a person in. A wrong name and a wrong password are the same error and take the same time.
  public func signIn(name: String, password: String) async throws -> SignedIn {
    let name = name.lowercased()
    let asker = Principal.system("sign-in")
    let hash = try await ask(PasswordHashOf(name: name), as: asker)
    let isRight = try await passwords.verify(password, against: hash ?? App.nobodysHash)
    guard isRight, hash != nil else {
      throw MainstayError.field("password", "The name or the password is wrong.")
    }
    return try await run(StartSession(name: name), as: asker)
  }

  /// Argon2id of a secret that nobody has, so that unknown names cost as much as known ones.
  private static let nobodysHash =
    "$argon2id$v=19$m=19456,t=2,p=1$bWFpbnN0YXktbm9ib2R5IQ$5cYF2b8l3mKUyW9qkzqk3l2nCMVq6n0kzcYk1dU2b8k"

  /// Sets a password of at least `PeopleLimits.shortestPassword` characters and ends the person's sessions.
  public func setPassword(of name: String, to password: String, as principal: Principal) async throws {
    let faults = passwordFaults(password)
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    let hash = try await passwords.hash(password)
    try await run(SetPasswordHash(name: name, hash: hash), as: principal)
  }

  /// Gives several people one password with one hash: only for a demo, where everybody knows it.
  public func setPasswords(of names: [String], to password: String, as principal: Principal) async throws {
    let hash = try await passwords.hash(password)
    for name in names { try await run(SetPasswordHash(name: name, hash: hash), as: principal) }
  }

  /// Makes the first administrator by a one-time link. Throws `forbidden` where the link is not good any more.
  public func setUp(link: String, name: String, displayName: String, password: String) async throws -> Person {
    let faults = passwordFaults(password)
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    let hash = try await passwords.hash(password)
    return try await run(
      MakeFirstAdmin(link: link, name: name, displayName: displayName, hash: hash), as: .system("set-up"))
  }
}

func passwordFaults(_ password: String) -> [FieldFault] {
  if password.count < PeopleLimits.shortestPassword {
    return [FieldFault("password", "needs at least \(PeopleLimits.shortestPassword) characters")]
  }
  return password.count > PeopleLimits.longestPassword
    ? [FieldFault("password", "may have at most \(PeopleLimits.longestPassword) characters")] : []
}

private struct PasswordHashOf: Query {
  var name: String
  func answer(from look: Look) throws -> String? { try PeopleStore.passwordHash(of: name, in: look.transaction) }
}

private struct StartSession: Command {
  var name: String

  func perform(in work: Work) throws -> SignedIn {
    guard let person = try PeopleStore.person(named: name, in: work.transaction), person.isActive else {
      throw MainstayError.field("password", "The name or the password is wrong.")
    }
    let token = hexadecimal(work.app.ids.secret(bytes: 32))
    let csrf = hexadecimal(work.app.ids.secret(bytes: 32))
    let expires = work.now + PeopleLimits.session
    try SessionStore.insert(
      session: sha256Hex(token.utf8), person: person.id, csrf: csrf, at: work.now, expires: expires,
      in: work.transaction)
    try work.record(
      [Happening(kind: "person.signed-in", at: work.now, payload: ["name": .string(name)])], on: "person/\(person.id)")
    return SignedIn(token: token, csrf: csrf, person: person, expiresAt: expires)
  }
}

private struct SetPasswordHash: Command {
  var name: String
  var hash: String

  func perform(in work: Work) throws {
    if work.principal.name != name { try work.principal.require(.managePeople) }
    guard let person = try PeopleStore.person(named: name, in: work.transaction) else {
      throw MainstayError.notFound(kind: "person", id: name)
    }
    try PeopleStore.setPassword(hash, of: person.id, in: work.transaction)
    try SessionStore.endSessions(of: person.id, in: work.transaction)
    try work.record(
      [Happening(kind: "person.password-set", at: work.now, payload: .object([:]))], on: "person/\(person.id)")
  }
}

/// Ends a session.
public struct SignOut: Command {
  public var token: String
  public init(token: String) { self.token = token }

  public func perform(in work: Work) throws {
    let digest = sha256Hex(token.utf8)
    let bearer = try SessionStore.bearer(ofSession: digest, at: work.now, in: work.transaction)
    try SessionStore.end(session: digest, in: work.transaction)
    if let (person, _) = bearer { try work.announceStanding(of: person.id) }
  }
}

/// Who a session belongs to; nil where it has ended or its person was deactivated.
public struct IdentityOfSession: Query {
  public var token: String
  public init(token: String) { self.token = token }

  public func answer(from look: Look) throws -> Identity? {
    guard
      let (person, csrf) = try SessionStore.bearer(
        ofSession: sha256Hex(token.utf8), at: look.now, in: look.transaction), person.isActive
    else { return nil }
    return Identity(principal: person.principal, person: person, csrf: csrf, scopes: nil)
  }
}
