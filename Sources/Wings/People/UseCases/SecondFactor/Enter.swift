import Core
import Journal
import Kernel
import Storage

/// What comes of a right password, or of whatever else shows who somebody is.
public enum Entrance: Hashable, Sendable {
  case signedIn(SignedIn)
  /// A code of their second factor is asked for.
  case codeNeeded(PendingSignIn)
  /// Their role needs a second factor, and they have none: it is set up first.
  case setUpNeeded(PendingSignIn)
}

/// A sign-in that waits for its second factor.
public struct PendingSignIn: Hashable, Sendable {
  /// Comes back with the code; kept only as its digest.
  public var secret: String
  /// The sign-in name.
  public var name: String
  public var displayName: String
  public var expiresAt: Instant
}

/// Lets somebody in whose password, or what stands for it, was right: at once, or once the second factor is shown.
package struct Enter: Command {
  var name: String
  var means: SignInMeans
  var visitor: Visitor

  package init(name: String, by means: SignInMeans, from visitor: Visitor) {
    (self.name, self.means, self.visitor) = (name, means, visitor)
  }

  package func perform(in work: Work) throws -> Entrance {
    try work.principal.require(.managePeople)
    guard let person = try PeopleStore.person(named: name, in: work.transaction), person.isActive else {
      throw MainstayError.field("password", "The name or the password is wrong.")
    }
    let hasFactor = try SecondFactorStore.exists(of: person.id, in: work.transaction)
    guard try hasFactor || SecondFactorStore.isRequired(of: person.id, at: work.now, in: work.transaction) else {
      return .signedIn(try work.beginSession(of: person, by: means, factor: nil, from: visitor))
    }
    let pending = PendingSignIn(
      secret: hexadecimal(work.app.ids.secret(bytes: 32)), name: person.name, displayName: person.displayName,
      expiresAt: work.now + PeopleLimits.pendingSignIn)
    try PendingSignInStore.insert(
      sha256Hex(pending.secret.utf8), of: person.id, by: means, at: work.now, in: work.transaction)
    return hasFactor ? .codeNeeded(pending) : .setUpNeeded(pending)
  }
}

/// Whose sign-in waits for a code; nil where none does any more.
public struct PendingSignInOwner: Query {
  public var secret: String
  public init(_ secret: String) { self.secret = secret }

  public func answer(from look: Look) throws -> PendingSignIn? {
    try look.principal.require(.managePeople)
    guard let (_, person) = try look.pendingSignIn(secret) else { return nil }
    // When it ends is no matter here.
    return PendingSignIn(
      secret: secret, name: person.name, displayName: person.displayName,
      expiresAt: look.now + PeopleLimits.pendingSignIn)
  }
}

extension Look {
  /// - Parameter lock: Whether others who lock it wait until this transaction ends.
  func pendingSignIn(_ secret: String, lock: Bool = false) throws -> (PendingSignInStore.Stored, Person)? {
    guard secret.utf8.count <= 128,
      let pending = try PendingSignInStore.pending(sha256Hex(secret.utf8), at: now, lock: lock, in: transaction),
      pending.tries < PeopleLimits.codesOfSignIn,
      let name = try PeopleStore.name(of: pending.person, in: transaction),
      let person = try PeopleStore.person(named: name, in: transaction), person.isActive
    else { return nil }
    return (pending, person)
  }
}

/// Ends a sign-in that waits for a code. What is wrong is in the answer and not thrown: the try is kept.
struct FinishSignIn: Command {
  var secret: String
  var code: String
  var visitor: Visitor

  enum Answer: Hashable, Sendable {
    case signedIn(SignedIn)
    case refused(CodeOutcome)
    case over
  }

  func perform(in work: Work) throws -> Answer {
    try work.principal.require(.managePeople)
    guard let (pending, person) = try work.look.pendingSignIn(secret, lock: true) else { return .over }
    let digest = sha256Hex(secret.utf8)
    let outcome = try work.check(code, of: person)
    guard case .good(let factor) = outcome else {
      try PendingSignInStore.countTry(digest, in: work.transaction)
      if outcome == .wrong { try work.noteRefusedCode(of: person, by: pending.means, from: visitor) }
      return .refused(outcome)
    }
    guard try PendingSignInStore.delete(digest, in: work.transaction) else { return .over }
    return .signedIn(try work.beginSession(of: person, by: pending.means, factor: factor, from: visitor))
  }
}

extension Work {
  /// Begins a session, and says so in the journal and in the person's history.
  func beginSession(
    of person: Person, by means: SignInMeans, factor: SignInFactor?, from visitor: Visitor
  ) throws -> SignedIn {
    let ids = app.ids
    let (token, csrf) = (hexadecimal(ids.secret(bytes: 32)), hexadecimal(ids.secret(bytes: 32)))
    let session = Session(
      id: newID(), createdAt: now, usedAt: now, expiresAt: now + PeopleLimits.session, address: visitor.address,
      device: visitor.device)
    try SessionStore.endOldest(of: person.id, leaving: PeopleLimits.sessionsOfPerson - 1, in: transaction)
    try SessionStore.insert(
      session, digest: sha256Hex(token.utf8), person: person.id, csrf: csrf, secondFactor: factor != nil,
      in: transaction)
    // A secret that a browser made up is not taken over: only what the product handed out is kept.
    var device = hexadecimal(ids.secret(bytes: 32))
    if let known = visitor.deviceSecret, try DeviceStore.exists(sha256Hex(known.utf8), in: transaction) {
      device = known
    }
    try DeviceStore.keep(
      sha256Hex(device.utf8), of: person.id, at: now, most: PeopleLimits.devicesOfPerson, in: transaction)
    try keepSignIn(of: person, by: means, factor: factor, isGood: true, from: visitor)
    try record(
      [
        Happening(
          kind: "person.signed-in", at: now,
          payload: .members(["means": .string(means.rawValue), "factor": .text(factor?.rawValue)]))
      ], on: "person/\(person.id)")
    try GrantStore.noteUse(by: person.id, at: now, in: transaction)
    return SignedIn(token: token, csrf: csrf, person: person, expiresAt: session.expiresAt, device: device)
  }

  /// Counts a wrong code among the refused sign-ins and keeps it in the person's history.
  func noteRefusedCode(of person: Person, by means: SignInMeans, from visitor: Visitor) throws {
    try RefusedSignInStore.count(
      person.name, day: RefusedSignIns.day(of: now), at: now, address: visitor.address, in: transaction)
    try keepSignIn(of: person, by: means, factor: .code, isGood: false, from: visitor)
  }

  private func keepSignIn(
    of person: Person, by means: SignInMeans, factor: SignInFactor?, isGood: Bool, from visitor: Visitor
  ) throws {
    try SignInHistoryStore.insert(
      PastSignIn(
        id: newID(), at: now, means: means, factor: factor, isGood: isGood, address: visitor.address,
        device: visitor.device), of: person.id, in: transaction)
  }
}

extension App {
  private static let entrance = Principal.system("sign-in")

  /// Ends a sign-in that waits for a code.
  ///
  /// - Throws: `invalid` at `code` where it is wrong, `conflict("sign-in-over")` where the password has to be typed anew.
  public func finishSignIn(_ secret: String, code: String, from visitor: Visitor = .unknown) async throws -> SignedIn {
    switch try await run(FinishSignIn(secret: secret, code: code, visitor: visitor), as: App.entrance) {
    case .signedIn(let signedIn): return signedIn
    case .over: throw MainstayError.signInOver
    case .refused(let outcome):
      try outcome.requireGood()
      throw MainstayError.signInOver
    }
  }

  /// Sets a second factor up on the way in, where the role needs one.
  ///
  /// - Returns: The session, and recovery codes, which are shown this once.
  /// - Throws: `invalid` at `code` where it is not of the offer, `conflict("sign-in-over")` where the password has to be
  ///   typed anew.
  public func setUpAtSignIn(
    _ secret: String, offer: String, code: String, from visitor: Visitor = .unknown
  ) async throws -> (SignedIn, codes: [String]) {
    let answer = try await run(
      SetUpAtSignIn(secret: secret, offer: offer, code: code, visitor: visitor), as: App.entrance)
    return (answer.signedIn, answer.codes)
  }
}

extension MainstayError {
  /// A sign-in that waited for a code, and waits no more.
  public static let signInOver = MainstayError.conflict(
    code: "sign-in-over",
    message: "This sign-in took too long, or too many codes were wrong. Sign in again with name and password.")
}
