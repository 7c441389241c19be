import Cryptography
import Kernel

/// What a provider says of somebody who has just signed in there (OpenID Connect Core 1.0, section 2), believed.
public struct IDToken: Hashable, Sendable {
  public var issuer: String
  /// Who it is there, for ever.
  public var subject: String
  /// All that it says.
  public var said: JSON

  /// What has to be right for a token to be believed.
  public struct Expectation: Sendable {
    public var issuer: String
    public var clientID: String
    public var nonce: String
    public var now: Instant

    public init(issuer: String, clientID: String, nonce: String, now: Instant) {
      (self.issuer, self.clientID, self.nonce, self.now) = (issuer, clientID, nonce, now)
    }
  }

  /// How far the clocks of the provider and of this node may lie apart.
  public static let skew = Duration.minutes(2)
  /// Bytes of a token.
  public static let longest = 32_768
  /// Signatures that are believed. `none`, and those with a secret that both know, are not among them.
  static let algorithms: Set = ["RS256", "ES256"]

  /// Reads a token and holds it against what was expected (section 3.1.3.7).
  ///
  /// - Throws: `untrusted` with the reason, `unknownKey` where all is right but that none of the keys has signed it.
  public init(_ text: String, keys: ProviderKeys, expecting: Expectation) throws(OIDCFault) {
    guard text.utf8.count <= IDToken.longest else { throw .untrusted("its token is too long") }
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, let header = IDToken.json(parts[0]), let said = IDToken.json(parts[1]),
      let signature = Base64URLText.bytes(parts[2])
    else { throw .untrusted("its token is no signed token") }
    guard let algorithm = header["alg"]?.stringValue, IDToken.algorithms.contains(algorithm) else {
      throw .untrusted("its token is not signed with RS256 or ES256")
    }
    guard header["crit"] == nil else { throw .untrusted("its token asks for what is not understood here") }
    let isSigned = keys.verify(
      signature, over: Array("\(parts[0]).\(parts[1])".utf8), algorithm: algorithm, id: header["kid"]?.stringValue)
    guard isSigned else { throw .unknownKey }
    try IDToken.check(said, expecting)
    (issuer, subject, self.said) = (expecting.issuer, said["sub"]?.stringValue ?? "", said)
  }

  private static func json(_ part: Substring) -> JSON? {
    Base64URLText.bytes(part).flatMap { String(validating: $0, as: UTF8.self) }.flatMap { try? JSON(parsing: $0) }
  }

  private static func check(_ said: JSON, _ expecting: Expectation) throws(OIDCFault) {
    guard said["iss"]?.stringValue == expecting.issuer else { throw .untrusted("its token is of another issuer") }
    let audience = said["aud"]?.stringValue.map { [$0] } ?? said["aud"]?.arrayValue?.compactMap(\.stringValue) ?? []
    guard audience.contains(expecting.clientID) else { throw .untrusted("its token is for another client") }
    let party = said["azp"]?.stringValue
    guard party == nil ? audience.count == 1 : party == expecting.clientID else {
      throw .untrusted("its token was made for another client")
    }
    guard let expires = instant(said["exp"]), expires + skew > expecting.now else {
      throw .untrusted("its token has expired; are the clocks right?")
    }
    guard let issued = instant(said["iat"]), issued <= expecting.now + skew else {
      throw .untrusted("its token is of the future; are the clocks right?")
    }
    if said["nbf"] != nil {
      guard let begins = instant(said["nbf"]), begins <= expecting.now + skew else {
        throw .untrusted("its token holds only later; are the clocks right?")
      }
    }
    guard isSameInConstantTime(Array((said["nonce"]?.stringValue ?? "").utf8), Array(expecting.nonce.utf8)) else {
      throw .untrusted("its token answers another sign-in")
    }
    guard let subject = said["sub"]?.stringValue, (1...255).contains(subject.utf8.count) else {
      throw .untrusted("its token does not say who it is")
    }
  }

  /// Seconds since 1970, with or without a fraction.
  private static func instant(_ value: JSON?) -> Instant? {
    switch value {
    case .integer(let seconds)? where (0...253_402_300_799).contains(seconds): Instant(seconds: seconds)
    case .decimal(let text)?:
      text.split(separator: ".").first.flatMap { Int64($0) }
        .flatMap { (0...253_402_300_799).contains($0) ? Instant(seconds: $0) : nil }
    default: nil
    }
  }

  /// Takes in what the provider says beside the token (section 5.3.2). What the token says itself stays.
  ///
  /// - Throws: `untrusted` where it is about somebody else.
  public mutating func add(_ userInfo: JSON) throws(OIDCFault) {
    guard userInfo["sub"]?.stringValue == subject else {
      throw .untrusted("what the provider says of the person is about another one")
    }
    let more = (userInfo.objectValue ?? [:]).merging(said.objectValue ?? [:]) { $1 }
    guard JSON.object(more).canonicalBytes.count <= IDToken.longest else {
      throw .untrusted("the provider says too much of the person")
    }
    said = .object(more)
  }

  /// What a rule decides by: texts and lists of texts; truths as `true` and `false`, numbers as they are written.
  public var claims: Claims {
    var claims: Claims = [:]
    for (key, value) in said.objectValue ?? [:] {
      let values = (value.arrayValue ?? [value]).compactMap { value -> String? in
        switch value {
        case .string(let text): text
        case .bool(let flag): flag ? "true" : "false"
        case .integer(let number): String(number)
        default: nil
        }
      }
      if !values.isEmpty { claims[key] = Array(values.prefix(1000)) }
    }
    return claims
  }
}

/// A secret of one sign-in, and what is told of it beforehand (RFC 7636).
public enum PKCE {
  /// The verifier: 43 characters of 32 bytes.
  public static func verifier(_ bytes: [UInt8]) -> String { Base64URLText.text(bytes) }

  /// Its SHA-256.
  public static func challenge(of verifier: String) -> String { Base64URLText.text(SHA256.hash(verifier.utf8)) }
}
