import Core
import Journal
import Kernel
import People
import Storage

/// A session as the browser gets it. The secrets are shown once and kept only as digests.
public struct SignedIn: Hashable, Sendable {
  public var token: String
  public var csrf: String
  public var person: Person
  public var expiresAt: Instant
  /// The secret by which this device is known from now on.
  public var device: String
}

/// Who a session or token belongs to.
public struct Identity: Hashable, Sendable {
  /// With its credential.
  public var principal: Principal
  public var person: Person
  /// Of a session: must come back with each form.
  public var csrf: String?
  /// Of a token: nil for sessions, which may do all that their person may.
  public var scopes: Set<APIToken.Scope>?
  /// Of a token: when it expires.
  public var endsAt: Instant?
  /// Of a token whose present use is still to be noted: its id.
  public var unnotedToken: RecordID?
  /// Of a session: its last use is so long ago that it should be noted again.
  public var wantsTouch = false
}

extension App {
  /// Signs a person in, with the code of a second factor where there is one.
  ///
  /// - Throws: As `enter` and `finishSignIn`; `conflict("second-factor-needed")` where a code is needed and none is given,
  ///   `conflict("second-factor-to-set-up")` where there is none yet and the role needs one.
  public func signIn(
    name: String, password: String, code: String? = nil, from visitor: Visitor = .unknown
  ) async throws -> SignedIn {
    switch try await enter(name: name, password: password, from: visitor) {
    case .signedIn(let signedIn): return signedIn
    case .setUpNeeded: throw MainstayError.secondFactorToSetUp
    case .codeNeeded(let pending):
      guard let code else { throw MainstayError.secondFactorNeeded }
      return try await finishSignIn(pending.secret, code: code, from: visitor)
    }
  }

  /// Looks at a name and a password, and lets in whose they are; a second factor is asked for afterwards. A wrong name
  /// and a wrong password are the same error and take the same time.
  public func enter(name: String, password: String, from visitor: Visitor = .unknown) async throws -> Entrance {
    // A name that is too long for anybody costs as much as any other, and is not carried further.
    let name = TextBounds.signInName.fault(in: name) == nil ? name.lowercased() : ""
    let asker = Principal.system("sign-in")
    let hash = try await ask(PasswordHashOf(name: name), as: asker)
    let isRight = try await passwords.verify(password, against: hash ?? App.nobodysHash)
    guard isRight, hash != nil else {
      for way in parts[PasswordWay.self] where !name.isEmpty {
        if let entrance = try await way.enter(self, name, password, visitor) { return entrance }
      }
      try await run(NoteRefusedSignIn(name: name, address: visitor.address), as: asker)
      throw MainstayError.field("password", "The name or the password is wrong.")
    }
    return try await run(Enter(name: name, by: .password, from: visitor), as: asker)
  }

  /// Argon2id of a secret that nobody has, so that unknown names cost as much as known ones.
  private static let nobodysHash =
    "$argon2id$v=19$m=19456,t=2,p=1$bWFpbnN0YXktbm9ib2R5IQ$5cYF2b8l3mKUyW9qkzqk3l2nCMVq6n0kzcYk1dU2b8k"

  /// Asks for the asker's own password once more, and notes in the session that it was right.
  /// - Throws: `invalid` at `current` where it is wrong; `conflict("session-needed")` of a token, in which nothing can
  ///   be noted.
  public func prove(_ password: String, as principal: Principal) async throws {
    if case .token = principal.credential { throw MainstayError.sessionNeeded }
    try await checkPassword(password, of: principal)
    if case .session(let session) = principal.credential {
      try await run(RenewProof(person: principal.id, session: session), as: .system("sign-in"))
    }
  }

  private func checkPassword(_ password: String, of principal: Principal) async throws {
    let asker = Principal.system("sign-in")
    let hash = try await ask(PasswordHashOf(name: principal.name), as: asker)
    guard try await passwords.verify(password, against: hash ?? App.nobodysHash), hash != nil else {
      throw MainstayError.field("current", "is not your present password")
    }
  }

  /// Sets a password within `TextBounds.password` that is not among the common ones, and ends the person's sessions
  /// and known devices; a known device on which one's own is changed stays known.
  ///
  /// One's own takes the present one. Another's takes somebody who manages people, is signed in and has proved the
  /// own password, and revokes the person's tokens.
  /// - Parameters:
  ///   - current: The present password, for one's own where there is one.
  ///   - revokingTokens: Whether to revoke one's own tokens too; those made in others' names are in any case.
  ///   - device: The secret of the device on which it is done.
  public func setPassword(
    of name: String, to password: String, current: String? = nil, revokingTokens: Bool = false,
    device: String? = nil, as principal: Principal
  ) async throws {
    let subject = try await ask(PasswordSubject(name: name), as: principal)
    let faults = try passwordFaults(password, of: subject.names)
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    if name == principal.name, subject.hasPassword {
      guard let current else { throw MainstayError.field("current", "your present password is needed too") }
      try await checkPassword(current, of: principal)
    }
    let hash = try await passwords.hash(password)
    try await run(
      SetPasswordHash(name: name, hash: hash, revokingTokens: revokingTokens, device: device), as: principal)
  }

  /// Gives several people one password with one hash: only for a demo, where everybody knows it.
  public func setPasswords(of names: [String], to password: String, as principal: Principal) async throws {
    let hash = try await passwords.hash(password)
    for name in names {
      try await run(SetPasswordHash(name: name, hash: hash, revokingTokens: true), as: principal)
    }
  }

  /// Reads the list of common passwords, so that a start can say what is wrong with it.
  ///
  /// - Throws: `unavailable` where there is no list that can be relied on.
  public func readCommonPasswords() throws { _ = try commonPasswords.contains("") }

  /// Makes the first administrator by a one-time link. Throws `forbidden` where the link is not good any more.
  public func setUp(link: String, name: String, displayName: String, password: String) async throws -> Person {
    let faults = try passwordFaults(password, of: [name, displayName])
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    let hash = try await passwords.hash(password)
    return try await run(
      MakeFirstAdmin(link: link, name: name, displayName: displayName, hash: hash), as: .system("set-up"))
  }

  /// Why `password` would be refused for somebody of these names.
  /// - Throws: `unavailable` where the list of common passwords cannot be read.
  public func passwordFaults(_ password: String, of names: [String?]) throws -> [FieldFault] {
    let faults = TextBounds.password.faults(in: password, at: "password")
    if !faults.isEmpty { return faults }
    return try PasswordRules.fault(in: password, of: names.compactMap { $0 }, common: commonPasswords)
      .map { [FieldFault("password", $0)] } ?? []
  }
}

private struct PasswordHashOf: Query {
  var name: String
  func answer(from look: Look) throws -> String? {
    try look.principal.require(.managePeople)
    return try PeopleStore.passwordHash(of: name, in: look.transaction)
  }
}

/// Whose password is to be set, and whether the asker may.
private struct PasswordSubject: Query {
  var name: String

  struct Found: Sendable {
    var names: [String?]
    var hasPassword: Bool
  }

  func answer(from look: Look) throws -> Found {
    if look.principal.name != name {
      try look.principal.require(.managePeople)
      try look.requireFreshProof()
    }
    guard let person = try PeopleStore.person(named: name, in: look.transaction) else {
      throw MainstayError.notFound(kind: "person", id: name)
    }
    try look.requireCovers(person.id)
    return Found(
      names: [person.name, person.displayName, person.organisation, person.email],
      hasPassword: try PeopleStore.passwordHash(of: name, in: look.transaction) != nil)
  }
}

private struct RenewProof: Command {
  var person: RecordID
  var session: RecordID

  func perform(in work: Work) throws {
    try work.principal.require(.managePeople)
    guard try SessionStore.person(of: session, in: work.transaction) == person else { return }
    try SessionStore.renewProof(session, at: work.now, in: work.transaction)
  }
}

private struct SetPasswordHash: Command {
  var name: String
  var hash: String
  var revokingTokens: Bool
  var device: String?

  func perform(in work: Work) throws {
    let isOwn = work.principal.name == name
    if !isOwn {
      try work.principal.require(.managePeople)
      try work.look.requireFreshProof()
    }
    guard let person = try PeopleStore.person(named: name, in: work.transaction) else {
      throw MainstayError.notFound(kind: "person", id: name)
    }
    try work.look.requireNotErased(person.id)
    if !isOwn { try work.look.requireCovers(person.id) }
    try PeopleStore.setPassword(hash, of: person.id, in: work.transaction)
    try work.record(
      [
        Happening(
          kind: "person.password-set", at: work.now,
          payload: [SideRecord.member: work.coverSide(.person, person.id)])
      ], on: "person/\(person.id)")
    try work.endAccess(
      of: person.id, andTokens: !isOwn || revokingTokens, keeping: isOwn ? device.map { sha256Hex($0.utf8) } : nil)
  }
}

extension Work {
  /// Ends the sessions of a person and the link to choose a password by, forgets the devices but the one with the digest
  /// `kept`, and revokes the tokens that the person made in others' names, where `andTokens` says so the person's own
  /// too, with all that were made by them.
  func endAccess(of person: RecordID, andTokens: Bool, keeping kept: String? = nil) throws {
    try SessionStore.endSessions(of: person, in: transaction)
    try PendingSignInStore.delete(of: person, in: transaction)
    try SignInLinkStore.delete(of: person, in: transaction)
    try DeviceStore.forget(of: person, but: kept, in: transaction)
    try recordRevocations(
      andTokens
        ? TokenStore.revokeAll(of: person, at: now, in: transaction)
        : TokenStore.revokeMade(by: person, at: now, in: transaction))
  }

  /// Journals on each person's stream how many of their tokens have just been revoked.
  func recordRevocations(_ counts: [RecordID: Int]) throws {
    for (person, count) in counts.sorted(by: { $0.key < $1.key }) {
      try record(
        [Happening(kind: "person.tokens-revoked", at: now, payload: ["count": .integer(Int64(count))])],
        on: "person/\(person)")
    }
  }
}

/// Ends a session.
public struct SignOut: Command {
  public var token: String
  public init(token: String) { self.token = token }

  public func perform(in work: Work) throws {
    guard let person = try SessionStore.end(session: sha256Hex(token.utf8), in: work.transaction) else { return }
    try work.record(
      [Happening(kind: "person.signed-out", at: work.now, payload: .object([:]))], on: "person/\(person)")
  }
}

extension MainstayError {
  public static let secondFactorNeeded = MainstayError.conflict(
    code: "second-factor-needed", message: "This account has a second factor: a code of it is needed too.")
  public static let secondFactorToSetUp = MainstayError.conflict(
    code: "second-factor-to-set-up",
    message: "This role needs a second factor, and this account has none yet: sign in on the page, which sets one up.")
}

/// Who a session belongs to; nil where it has ended or its person was deactivated, and where their role needs a second
/// factor and none was shown.
public struct IdentityOfSession: Query {
  public static let asksOnce = true

  public var token: String
  public init(token: String) { self.token = token }

  public func answer(from look: Look) throws -> Identity? {
    try look.principal.require(.managePeople)
    guard
      let bearer = try SessionStore.bearer(
        ofSession: sha256Hex(token.utf8), within: SessionTimes(at: look.now, idle: look.app.sessionIdle),
        in: look.transaction), bearer.person.isActive
    else { return nil }
    var principal = bearer.person.principal(at: look.now, look.app.features)
    principal.credential = .session(bearer.session)
    return Identity(
      principal: principal, person: bearer.person, csrf: bearer.csrf, scopes: nil,
      wantsTouch: look.now - bearer.usedAt >= PeopleLimits.touch)
  }
}
