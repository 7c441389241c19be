import Core
import Journal
import Kernel
import Storage

extension SideRecord {
  /// What codes are computed with; the sealed secret and since when.
  static let secondFactor = SideRecord(
    table: "second_factor", columns: [("secret", .text), ("set_at", .integer)], owner: "id")
}

/// How the second factor of somebody stands; oneself where no name is given.
public struct ShowSecondFactor: Query {
  public var person: String?
  public init(of person: String? = nil) { self.person = person }

  public func answer(from look: Look) throws -> SecondFactorStanding {
    let owner = try look.owner(of: person)
    guard let name = try PeopleStore.name(of: owner, in: look.transaction),
      let person = try PeopleStore.person(named: name, in: look.transaction)
    else { throw MainstayError.notFound(kind: "person", id: person ?? look.principal.name) }
    let factor = try SecondFactorStore.factor(of: owner, in: look.transaction)
    return SecondFactorStanding(
      factor: try factor.map {
        SecondFactor(setAt: $0.setAt, recoveryCodes: try SecondFactorStore.countCodes(of: owner, in: look.transaction))
      }, isRequired: try SecondFactorStore.isRequired(of: person.id, at: look.now, in: look.transaction))
  }
}

/// Sets up one's own second factor with a code of the secret that was offered. The session that asks is from then on one
/// in which it was shown; one's others end.
public struct SetUpSecondFactor: Command {
  /// As `SecondFactorOffer.sealed`.
  public var offer: String
  public var code: String

  public init(offer: String, code: String) { (self.offer, self.code) = (offer, code) }

  /// - Returns: Recovery codes, which are shown this once.
  /// - Throws: `invalid`, `conflict` for a token, for a proof that is too old, and where there is one already.
  public func perform(in work: Work) throws -> [String] {
    let person = try work.look.ownSession()
    try work.look.requireFreshProof()
    let codes = try work.setUp(offer, code: code, of: person)
    if case .session(let session) = work.principal.credential {
      try SessionStore.noteSecondFactor(session, in: work.transaction)
      try SessionStore.endSessions(of: person.id, but: session, in: work.transaction)
    }
    return codes
  }
}

struct SetUpAtSignIn: Command {
  var secret: String
  var offer: String
  var code: String
  var visitor: Visitor

  struct Answer: Hashable, Sendable {
    var signedIn: SignedIn
    var codes: [String]
  }

  func perform(in work: Work) throws -> Answer {
    try work.principal.require(.managePeople)
    guard let (pending, person) = try work.look.pendingSignIn(secret, lock: true) else {
      throw MainstayError.signInOver
    }
    let codes = try work.setUp(offer, code: code, of: person)
    guard try PendingSignInStore.delete(sha256Hex(secret.utf8), in: work.transaction) else {
      throw MainstayError.signInOver
    }
    try SessionStore.endSessions(of: person.id, in: work.transaction)
    return Answer(
      signedIn: try work.beginSession(of: person, by: pending.means, factor: .code, from: visitor), codes: codes)
  }
}

/// Puts new recovery codes in the place of one's own; what is wrong is in the answer, so that the try is kept.
struct RenewRecoveryCodes: Command {
  var code: String

  struct Answer: Hashable, Sendable {
    var outcome: CodeOutcome
    var codes: [String] = []
  }

  func perform(in work: Work) throws -> Answer {
    let person = try work.look.ownSession()
    let outcome = try work.check(code, of: person)
    guard case .good = outcome else { return Answer(outcome: outcome) }
    let codes = try work.newRecoveryCodes(of: person)
    try work.record(
      [Happening(kind: "person.recovery-codes-renewed", at: work.now, payload: .object([:]))],
      on: "person/\(person.id)")
    return Answer(outcome: outcome, codes: codes)
  }
}

/// Takes one's own second factor away; what is wrong with the code is in the answer, so that the try is kept.
struct RemoveSecondFactor: Command {
  var code: String

  func perform(in work: Work) throws -> CodeOutcome {
    let person = try work.look.ownSession()
    if try SecondFactorStore.isRequired(of: person.id, at: work.now, in: work.transaction) {
      throw MainstayError.conflict(
        code: "second-factor-required",
        message: "Your role may not sign in without a second factor, so it stays. Who manages people can take it away "
          + "where the device is lost; you then set up another one as you sign in.")
    }
    let outcome = try work.check(code, of: person)
    guard case .good = outcome else { return outcome }
    try work.removeFactor(of: person, SecondFactorEntry.removed)
    return outcome
  }
}

/// Takes another's second factor away, whose device is lost. Their sessions end; their password and tokens stay.
public struct ResetSecondFactor: Command {
  /// The sign-in name.
  public var name: String
  public init(of name: String) { self.name = name }

  /// - Throws: `notFound`; `conflict` for one's own, for a proof that is too old, of who may do more than the asker, and
  ///   where there is none.
  public func perform(in work: Work) throws {
    try work.principal.require(.managePeople)
    try work.look.requireFreshProof()
    guard let person = try PeopleStore.person(named: name, in: work.transaction) else {
      throw MainstayError.notFound(kind: "person", id: name)
    }
    guard person.id != work.principal.id else {
      throw MainstayError.conflict(
        code: "own-account", message: "Your own second factor you take away on the page My account, with a code of it.")
    }
    try work.look.requireCovers(person.id)
    guard try SecondFactorStore.exists(of: person.id, in: work.transaction) else {
      throw MainstayError.conflict(
        code: "no-second-factor", message: "\(person.displayName) has no second factor.")
    }
    try work.removeFactor(of: person, SecondFactorEntry.reset)
    try SessionStore.endSessions(of: person.id, in: work.transaction)
    try PendingSignInStore.delete(of: person.id, in: work.transaction)
  }
}

extension Work {
  fileprivate func removeFactor(of person: Person, _ kind: String) throws {
    try SecondFactorStore.delete(of: person.id, in: transaction)
    try record([Happening(kind: kind, at: now, payload: .object([:]))], on: "person/\(person.id)")
  }
}

extension App {
  /// New recovery codes in the place of one's own, which are shown this once.
  ///
  /// - Throws: `invalid` at `code` where it is wrong.
  public func renewRecoveryCodes(code: String, as principal: Principal) async throws -> [String] {
    let answer = try await run(RenewRecoveryCodes(code: code), as: principal)
    try answer.outcome.requireGood()
    return answer.codes
  }

  /// Takes one's own second factor away.
  ///
  /// - Throws: `invalid` at `code` where it is wrong, `conflict` where one's role needs one.
  public func removeSecondFactor(code: String, as principal: Principal) async throws {
    try await run(RemoveSecondFactor(code: code), as: principal).requireGood()
  }
}
