import Core
import Journal
import Kernel
import Storage

/// A key with which a program acts as its person.
public struct APIToken: Hashable, Sendable {
  /// What a token is good for, always within what its person may.
  public enum Scope: String, CaseIterable, Sendable { case read, write }

  public var id: RecordID
  public var person: RecordID
  public var label: String
  public var scopes: Set<Scope>
  public var createdAt: Instant
  public var expiresAt: Instant
  public var revokedAt: Instant?
  /// When it was last used, to `PeopleLimits.tokenUse`; nil where it was not, as far as is known.
  public var lastUsedAt: Instant?
  /// Whether its uses are kept: a token that has none was never used.
  public var isUseKept = true
  /// The token that made it; it ends with that.
  public var parent: RecordID?
  /// Who stands behind it: who made it, or made the token that did. Nil where it was made on the server itself, by the
  /// command line, or before makers were kept. One that acts for somebody else ends with its maker's standing.
  public var maker: Maker?

  /// The maker of a token.
  public struct Maker: Hashable, Sendable {
    public var id: RecordID
    /// Sign-in name.
    public var name: String
  }
}

/// A new token with its secret, which is shown only now.
public struct NewToken: Hashable, Sendable {
  public var token: APIToken
  public var secret: String
}

/// Makes a token for oneself, or for another where one manages people, is signed in and has proved the own password. A
/// token makes others only for its own person and within its own scopes and life, and they end with it.
public struct CreateToken: Command {
  public var person: String?
  public var label: String
  public var scopes: Set<APIToken.Scope>
  public var validFor: Duration

  public init(person: String? = nil, label: String, scopes: Set<APIToken.Scope>, validFor: Duration) {
    (self.person, self.label, self.scopes, self.validFor) = (person, label, scopes, validFor)
  }

  public func perform(in work: Work) throws -> NewToken {
    try work.principal.require(.ownTokens)
    let name = person ?? work.principal.name
    if name != work.principal.name {
      try work.principal.require(.managePeople)
      // One that acts for another holds as long as its maker is an administrator.
      guard work.principal.role.has(.managePeople) else {
        throw MainstayError.forbidden(permission: Permission.managePeople.name)
      }
      try work.look.requireFreshProof()
    }
    var parent: RecordID?
    var maker =
      work.principal.role == .system
      ? nil : APIToken.Maker(id: work.principal.id, name: work.principal.name)
    var expiresAt = work.now + validFor
    if case .token(let own) = work.principal.credential {
      if scopes.contains(.read), !own.mayRead { throw MainstayError.forbidden(permission: "token scope read") }
      if scopes.contains(.write), !own.mayWrite { throw MainstayError.forbidden(permission: "token scope write") }
      (parent, expiresAt) = (own.id, min(expiresAt, own.endsAt))
      maker = try TokenStore.token(id: own.id, in: work.transaction)?.maker ?? maker
    }
    var faults = TextBounds.label.faults(in: label, at: "label")
    if scopes.isEmpty { faults.append(FieldFault("scopes", "name at least one")) }
    if validFor <= .zero || validFor > PeopleLimits.longestToken {
      faults.append(
        FieldFault(
          "validFor", "must be positive and at most \(PeopleLimits.longestToken.milliseconds / 86_400_000) days"))
    }
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    guard let owner = try PeopleStore.person(named: name, in: work.transaction), owner.isActive else {
      throw MainstayError.notFound(kind: "person", id: name)
    }
    try work.look.requireCovers(owner.id)
    let live = try TokenStore.tokens(of: owner.id, in: work.transaction).filter {
      $0.revokedAt == nil && $0.expiresAt > work.now
    }
    guard live.count < PeopleLimits.tokensOfPerson else {
      throw MainstayError.limit(name: "tokens of a person", limit: PeopleLimits.tokensOfPerson)
    }
    let secret = "mst_" + hexadecimal(work.app.ids.secret(bytes: 32))
    let token = APIToken(
      id: work.newID(), person: owner.id, label: label, scopes: scopes, createdAt: work.now,
      expiresAt: expiresAt, revokedAt: nil, parent: parent, maker: maker)
    try TokenStore.insert(token, digest: sha256Hex(secret.utf8), in: work.transaction)
    try work.record(
      [
        Happening(
          kind: "person.token-created", at: work.now,
          payload: .members([
            "token": .string(token.id.text), "holder": .string(owner.name), "maker": .text(maker?.name),
            SideRecord.member: work.coverSide(.token, token.id),
          ]))
      ],
      on: "person/\(owner.id)")
    return NewToken(token: token, secret: secret)
  }
}

/// Revokes a token at once, with all that were made by it.
public struct RevokeToken: Command {
  public var id: RecordID
  public init(_ id: RecordID) { self.id = id }

  public func perform(in work: Work) throws {
    guard let token = try TokenStore.token(id: id, in: work.transaction),
      token.person == work.principal.id || work.principal.may(.managePeople)
    else { throw MainstayError.notFound(kind: "token", id: id.text) }
    try work.look.requireCovers(token.person)
    let counts = try TokenStore.revoke(id, at: work.now, in: work.transaction)
    guard !counts.isEmpty else { return }
    try work.record(
      [
        Happening(
          kind: "person.token-revoked", at: work.now,
          payload: ["token": .string(id.text), "count": .integer(Int64(counts[token.person] ?? 0))])
      ], on: "person/\(token.person)")
    try work.recordRevocations(counts.filter { $0.key != token.person })
  }
}

/// Notes that a token was used; at most one write in `PeopleLimits.tokenUse`, whatever its program does.
public struct NoteTokenUse: Command {
  public var id: RecordID
  public init(_ id: RecordID) { self.id = id }

  public func perform(in work: Work) throws {
    try work.principal.require(.runEngine)
    try TokenStore.noteUse(of: id, at: work.now, in: work.transaction)
    guard let token = try TokenStore.token(id: id, in: work.transaction) else { return }
    try GrantStore.noteUse(by: token.person, at: work.now, in: work.transaction)
  }
}

/// A person's tokens, those that are good first, then newest first; one's own where no name is given.
public struct ListTokens: Query {
  public var person: String?
  public init(of person: String? = nil) { self.person = person }

  public func answer(from look: Look) throws -> [APIToken] {
    try look.principal.require(.ownTokens)
    let name = person ?? look.principal.name
    if name != look.principal.name { try look.principal.require(.managePeople) }
    guard let owner = try PeopleStore.person(named: name, in: look.transaction) else {
      throw MainstayError.notFound(kind: "person", id: name)
    }
    try look.requireCovers(owner.id)
    return try TokenStore.tokens(of: owner.id, in: look.transaction)
  }
}

/// Who a token belongs to; nil where it has expired or was revoked.
public struct IdentityOfToken: Query {
  public static let asksOnce = true

  public var secret: String
  public init(secret: String) { self.secret = secret }

  public func answer(from look: Look) throws -> Identity? {
    try look.principal.require(.managePeople)
    guard
      let (person, token) = try TokenStore.bearer(
        ofToken: sha256Hex(secret.utf8), at: look.now, in: look.transaction), person.isActive
    else { return nil }
    var principal = person.principal(at: look.now, look.app.features)
    principal.credential = .token(
      TokenCredential(
        id: token.id, mayRead: token.scopes.contains(.read), mayWrite: token.scopes.contains(.write),
        endsAt: token.expiresAt))
    return Identity(
      principal: principal, person: person, csrf: nil, scopes: token.scopes, endsAt: token.expiresAt,
      unnotedToken: token.lastUsedAt.map { look.now - $0 < PeopleLimits.tokenUse } ?? false ? nil : token.id)
  }
}
