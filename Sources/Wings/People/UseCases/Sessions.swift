import Core
import Journal
import Kernel
import Storage

/// A browser's sign-in, as its person sees it.
public struct Session: Hashable, Sendable {
  public var id: RecordID
  public var createdAt: Instant
  /// The last request, to the minute.
  public var usedAt: Instant
  public var expiresAt: Instant
  /// The address that it was begun from.
  public var address: String
  /// The browser and its system, as it said: `Firefox on Linux`.
  public var device: String
}

/// Where somebody signs in from, as far as the edge can tell.
public struct Visitor: Hashable, Sendable {
  public var address: String
  public var device: String
  /// The secret of a device on which somebody has signed in before.
  public var deviceSecret: String?

  public init(address: String, device: String, deviceSecret: String? = nil) {
    self.address = address.prefix(utf8Bytes: Visitor.bytes)
    self.device = device.prefix(utf8Bytes: Visitor.bytes)
    self.deviceSecret = deviceSecret
  }

  private static let bytes = 64
  public static let unknown = Visitor(address: "unknown", device: "unknown")
}

extension Look {
  /// Asks again, in what goes on for longer than a request, whether its person may still do it. Whoever signs out
  /// leaves what they began to go on; a deactivation, another role and the end of the token end it. The command line,
  /// which reads the database itself, is not asked.
  func requirePerson(_ permission: Permission) throws {
    let person: Person?
    switch principal.credential {
    case nil: return
    case .session: person = try PeopleStore.holder(named: principal.name, in: transaction)
    case .token(let token): person = try TokenStore.owner(of: token.id, at: now, in: transaction)
    }
    guard let person, person.id == principal.id, person.isActive else {
      throw MainstayError.forbidden(permission: permission.name)
    }
    try person.principal(at: now, app.features).require(permission)
  }
}

/// Notes that a session is in use, so that it does not end for idleness.
public struct TouchSession: Command {
  public var session: RecordID
  public init(_ session: RecordID) { self.session = session }

  public func perform(in work: Work) throws {
    try work.principal.require(.openTickets)
    guard work.principal.credential == .session(session) else {
      throw MainstayError.notFound(kind: "session", id: session.text)
    }
    try SessionStore.touch(session, at: work.now, in: work.transaction)
    try GrantStore.noteUse(by: work.principal.id, at: work.now, in: work.transaction)
  }
}

/// A person's sessions, the last used first; one's own where no name is given.
public struct ListSessions: Query {
  public var person: String?
  public init(of person: String? = nil) { self.person = person }

  public func answer(from look: Look) throws -> [Session] {
    let owner = try look.owner(of: person)
    return try SessionStore.sessions(
      of: owner, within: SessionTimes(at: look.now, idle: look.app.sessionIdle), in: look.transaction)
  }
}

/// Ends one session at once: one's own, or anybody's where one manages people.
public struct EndSession: Command {
  public var session: RecordID
  public init(_ session: RecordID) { self.session = session }

  public func perform(in work: Work) throws {
    try work.principal.require(.ownTokens)
    guard let owner = try SessionStore.person(of: session, in: work.transaction),
      owner == work.principal.id || work.principal.may(.managePeople)
    else { throw MainstayError.notFound(kind: "session", id: session.text) }
    try work.look.requireCovers(owner)
    try SessionStore.end(session, in: work.transaction)
    try work.record(
      [Happening(kind: "person.session-ended", at: work.now, payload: ["session": .string(session.text)])],
      on: "person/\(owner)")
  }
}

/// Ends all sessions of a person; of one's own all but the one that asks. Answers how many.
public struct EndSessions: Command {
  public var person: String?
  public init(of person: String? = nil) { self.person = person }

  public func perform(in work: Work) throws -> Int {
    let owner = try work.look.owner(of: person)
    var kept: RecordID?
    if owner == work.principal.id, case .session(let own) = work.principal.credential { kept = own }
    let count = try SessionStore.endSessions(of: owner, but: kept, in: work.transaction)
    // Whoever wants everybody out wants no way in left open either.
    try SignInLinkStore.delete(of: owner, in: work.transaction)
    try PendingSignInStore.delete(of: owner, in: work.transaction)
    guard count > 0 else { return 0 }
    try work.record(
      [Happening(kind: "person.sessions-ended", at: work.now, payload: ["count": .integer(Int64(count))])],
      on: "person/\(owner)")
    return count
  }
}

extension Look {
  /// The person of this name, oneself where nil; another's where one manages people and may all that they may.
  func owner(of name: String?) throws -> RecordID {
    try principal.require(.ownTokens)
    guard let name, name != principal.name else { return principal.id }
    try principal.require(.managePeople)
    guard let person = try PeopleStore.person(named: name, in: transaction) else {
      throw MainstayError.notFound(kind: "person", id: name)
    }
    try requireCovers(person.id)
    return person.id
  }

  /// Asks, before others' access is given or taken, for somebody who is signed in and has typed the own password
  /// within `PeopleLimits.proof` (OWASP ASVS 7.5.1). The command line, which reads the database itself, is not asked.
  package func requireFreshProof() throws {
    switch principal.credential {
    case nil: return
    case .token: throw MainstayError.sessionNeeded
    case .session(let session):
      // One that lies as far ahead was given before the clock was put back.
      guard let provedAt = try SessionStore.provedAt(session, in: transaction), now - provedAt <= PeopleLimits.proof,
        provedAt - now <= PeopleLimits.proof
      else {
        throw MainstayError.conflict(
          code: "proof-needed",
          message: "Type your own password again first; that holds for "
            + "\(PeopleLimits.proof.milliseconds / 60_000) minutes.")
      }
    }
  }
}

extension MainstayError {
  /// What a token is answered that would give others access, or prove a password for it.
  static let sessionNeeded = MainstayError.conflict(
    code: "session-needed",
    message: "Giving others access (passwords, roles, tokens in their name, managers and administrators) takes "
      + "somebody who is signed in; a token cannot.")
}

/// Whether the asker must type the own password again before changing others' access.
public struct NeedsProof: Query {
  public init() {}

  public func answer(from look: Look) throws -> Bool {
    if !look.principal.may(.manageAccess) { try look.principal.require(.managePeople) }
    do {
      try look.requireFreshProof()
      return false
    } catch MainstayError.conflict {
      return true
    }
  }
}

/// Whether this device is known for a name, so that others' wrong passwords do not hold it up.
public struct IsKnownDevice: Query {
  public var name: String
  public var secret: String
  public init(name: String, secret: String) { (self.name, self.secret) = (name, secret) }

  public func answer(from look: Look) throws -> Bool {
    try look.principal.require(.managePeople)
    guard TextBounds.signInName.fault(in: name) == nil else { return false }
    return try DeviceStore.isKnown(
      sha256Hex(secret.utf8), name: name.lowercased(), usedAfter: look.now - PeopleLimits.device, in: look.transaction)
  }
}

/// Forgets sessions that have ended, sign-ins whose code did not come, devices that nobody used for long, and old counts
/// of refused sign-ins.
public struct ForgetOldSessions: Command {
  public init() {}
  public func perform(in work: Work) throws -> Int {
    try work.principal.require(.runEngine)
    try DeviceStore.forget(usedBefore: work.now - PeopleLimits.device, in: work.transaction)
    try PendingSignInStore.deleteEnded(before: work.now, in: work.transaction)
    try RefusedSignInStore.forget(
      before: RefusedSignIns.day(of: work.now - PeopleLimits.refusals), in: work.transaction)
    return try SessionStore.forgetEnded(
      outside: SessionTimes(at: work.now, idle: work.app.sessionIdle), in: work.transaction)
  }
}
