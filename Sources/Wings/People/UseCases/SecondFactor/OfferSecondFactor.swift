import Core
import Journal
import Kernel
import People
import Storage

/// Offers oneself a new secret for an authenticator app; nothing is kept before a code of it was typed.
public struct OfferSecondFactor: Query {
  /// The sealed secret of an offer of before, which is offered again.
  public var again: String?
  public init(again: String? = nil) { self.again = again }

  /// - Throws: `conflict` for a token, where there is a second factor already, and where nothing can be sealed.
  public func answer(from look: Look) throws -> SecondFactorOffer {
    let person = try look.ownSession()
    if try SecondFactorStore.exists(of: person.id, in: look.transaction) { throw MainstayError.secondFactorThere }
    var offer = try look.offer(person, again: again)
    do {
      try look.requireFreshProof()
    } catch MainstayError.conflict {
      offer.needsProof = true
    }
    return offer
  }
}

/// As `OfferSecondFactor`, for who signs in and needs one. Nil where the sign-in waits no more.
public struct OfferAtSignIn: Query {
  public var secret: String
  public var again: String?

  public init(_ secret: String, again: String? = nil) { (self.secret, self.again) = (secret, again) }

  public func answer(from look: Look) throws -> SecondFactorOffer? {
    try look.principal.require(.managePeople)
    guard let (_, person) = try look.pendingSignIn(secret),
      try !SecondFactorStore.exists(of: person.id, in: look.transaction)
    else { return nil }
    return try look.offer(person, again: again)
  }
}

/// What an offer holds until the first code comes.
struct OfferedSecret: Hashable, Sendable {
  var secret: [UInt8]
  var until: Instant
  /// The state that it was made for: once a second factor was set or taken away, it is good no more.
  var turn: Int64

  private static let mark = "second-factor-offer"
  /// How long there is to type the first code.
  static let life = Duration.minutes(30)

  var text: String { "\(OfferedSecret.mark) \(until.milliseconds) \(turn) \(hexadecimal(secret))" }

  init(secret: [UInt8], until: Instant, turn: Int64) {
    (self.secret, self.until, self.turn) = (secret, until, turn)
  }

  init?(_ text: String) {
    let parts = text.split(separator: " ")
    guard parts.count == 4, parts[0] == OfferedSecret.mark, let until = Int64(parts[1]), let turn = Int64(parts[2]),
      let secret = bytes(hexadecimal: String(parts[3])), secret.count == TOTP.secretLength
    else { return nil }
    (self.secret, self.until, self.turn) = (secret, Instant(milliseconds: until), turn)
  }
}

extension Look {
  /// Who asks, where that is no token: a token cannot change how its person signs in.
  func ownSession() throws -> Person {
    try principal.require(.ownTokens)
    if case .token = principal.credential {
      throw MainstayError.conflict(
        code: "session-needed", message: "A second factor is set up and changed by who is signed in; a token cannot.")
    }
    guard let person = try PeopleStore.person(named: principal.name, in: transaction), person.isActive else {
      throw MainstayError.notFound(kind: "person", id: principal.name)
    }
    return person
  }

  /// The key of somebody, where keys are sealed with one that lies outside the database.
  fileprivate func sealingKey(of person: Person) throws -> PersonKey {
    if let fault = try secretsStanding().fault {
      throw MainstayError.conflict(code: "no-secrets-key", message: fault)
    }
    guard let subject = try SubjectStore.subject(person.id, in: transaction), let stored = subject.key,
      stored.hasPrefix(SealedText.mark)
    else {
      throw MainstayError.conflict(
        code: "no-secrets-key",
        message: "The key of \(person.name) is not sealed yet, which the server does as it starts with a secrets key.")
    }
    return try app.key(stored, of: person.id)
  }

  fileprivate func offer(_ person: Person, again: String?) throws -> SecondFactorOffer {
    let key = try sealingKey(of: person)
    let fresh =
      try again.flatMap { try? offered($0, to: person) }
      ?? OfferedSecret(
        secret: app.ids.secret(bytes: TOTP.secretLength), until: now + OfferedSecret.life,
        turn: SecondFactorStore.turn(of: person.id, in: transaction))
    let address = TOTP.address(
      secret: fresh.secret, issuer: app.board.card.name ?? "Mainstay", account: person.name)
    return SecondFactorOffer(
      secret: Base32.text(fresh.secret), address: address, picture: app.parts.qrCodes?.squares(of: address),
      sealed: try key.seal(fresh.text, nonce: app.ids.secret(bytes: PersonKey.nonceLength)).text,
      expiresAt: fresh.until)
  }

  /// The secret of an offer that was made to somebody.
  /// - Throws: `invalid` at `offer` where it is of somebody else, has expired, was made before the last change of the
  ///   second factor, or is none.
  func offered(_ text: String, to person: Person) throws -> OfferedSecret {
    let key = try sealingKey(of: person)
    guard text.utf8.count <= 1000, let sealed = PersonalText(text),
      let found = key.open(sealed).flatMap(OfferedSecret.init),
      found.until > now, found.until <= now + OfferedSecret.life + PeopleLimits.clockDifference,
      found.turn == (try SecondFactorStore.turn(of: person.id, in: transaction))
    else { throw MainstayError.field("offer", "has expired, was used, or is not yours; begin again with a new one") }
    return found
  }

  /// The secret of a second factor.
  func secret(of factor: SecondFactorStore.Stored, _ person: Person) throws -> [UInt8] {
    guard let subject = try SubjectStore.subject(person.id, in: transaction), let stored = subject.key,
      let sealed = PersonalText(factor.secret), let opened = try app.key(stored, of: person.id).open(sealed),
      let text = opened.split(separator: " ").last, opened.hasPrefix(Work.factorMark),
      let secret = bytes(hexadecimal: String(text))
    else {
      throw MainstayError.unreadable(
        record: "second_factor \(person.id), secret", reason: "the person's key does not open it")
    }
    return secret
  }
}

extension Work {
  fileprivate static let factorMark = "second-factor "

  /// Keeps a second factor, a code of which was just typed, and journals it.
  ///
  /// - Returns: Recovery codes, which are shown this once.
  /// - Throws: `invalid` at `offer` and `code`.
  func setUp(_ text: String, code: String, of person: Person) throws -> [String] {
    if try SecondFactorStore.factor(of: person.id, lock: true, in: transaction) != nil {
      throw MainstayError.secondFactorThere
    }
    let offered = try look.offered(text, to: person)
    guard let digits = TOTP.typed(code), let step = try TOTP.match(digits, secret: offered.secret, at: now, after: nil)
    else {
      throw MainstayError.field(
        "code", "is not the one that the app shows now; see that the device's clock is right, and try the next one")
    }
    let key = try look.sealingKey(of: person)
    let sealed = try key.seal(
      Work.factorMark + hexadecimal(offered.secret), nonce: app.ids.secret(bytes: PersonKey.nonceLength))
    do {
      try SecondFactorStore.insert(
        .init(secret: sealed.text, setAt: now, lastStep: step, failures: 0), of: person.id, in: transaction)
    } catch StorageError.unique {
      throw MainstayError.secondFactorThere
    }
    try record(
      [
        Happening(
          kind: SecondFactorEntry.set, at: now,
          payload: [SideRecord.member: coverSide(.secondFactor, person.id)])
      ], on: "person/\(person.id)")
    return try newRecoveryCodes(of: person)
  }

  func newRecoveryCodes(of person: Person) throws -> [String] {
    let codes = (0..<RecoveryCode.count).map { _ in RecoveryCode.shown(app.ids.secret(bytes: RecoveryCode.length)) }
    try SecondFactorStore.keep(
      codes: codes.compactMap(RecoveryCode.typed).map { Work.digest($0, of: person) }, of: person.id, in: transaction)
    return codes
  }

  /// Bound to its person, so that the same code of two people is two digests.
  private static func digest(_ code: String, of person: Person) -> String {
    sha256Hex("mainstay recovery code\n\(person.id.text)\n\(code)".utf8)
  }

  /// Looks at a code that somebody typed; a right one is used up, a wrong one counted.
  func check(_ typed: String, of person: Person) throws -> CodeOutcome {
    guard let factor = try SecondFactorStore.factor(of: person.id, lock: true, in: transaction) else { return .none }
    if let code = RecoveryCode.typed(typed) {
      guard try SecondFactorStore.use(code: Work.digest(code, of: person), of: person.id, in: transaction) else {
        return .wrong
      }
      try SecondFactorStore.note(failures: 0, until: nil, of: person.id, in: transaction)
      let left = try SecondFactorStore.countCodes(of: person.id, in: transaction)
      try record(
        [Happening(kind: "person.recovery-code-used", at: now, payload: ["left": .integer(Int64(left))])],
        on: "person/\(person.id)")
      return .good(.recoveryCode)
    }
    // A wait that would end later than any that is made is of a clock that has been put back.
    if let until = factor.waitUntil, until > now, until <= now + CodeWait.after(.max) { return .waiting(until: until) }
    if let digits = TOTP.typed(typed),
      let step = try TOTP.match(
        digits, secret: look.secret(of: factor, person), at: now, after: factor.lastStep),
      try SecondFactorStore.take(step, of: person.id, in: transaction)
    {
      return .good(.code)
    }
    let failures = min(factor.failures + 1, 1_000_000)
    let wait = CodeWait.after(failures)
    try SecondFactorStore.note(
      failures: failures, until: wait > .zero ? now + wait : nil, of: person.id, in: transaction)
    return .wrong
  }
}

extension MainstayError {
  static let secondFactorThere = MainstayError.conflict(
    code: "second-factor-there",
    message: "There is a second factor already; take that one away first, with a code of it.")
}

/// What the streams of people say of second factors.
enum SecondFactorEntry {
  static let set = "person.second-factor-set"
  static let removed = "person.second-factor-removed"
  /// By somebody else.
  static let reset = "person.second-factor-reset"
}

/// Draws secrets for cameras.
enum QRCodesPart: AppPart {
  static let absent: (any QRDrawing)? = nil
}

extension AppParts {
  /// Draws secrets for cameras; without one, they are shown as text and link.
  public var qrCodes: (any QRDrawing)? {
    get { self[QRCodesPart.self] }
    set { self[QRCodesPart.self] = newValue }
  }
}
