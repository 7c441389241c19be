import Directories
import Kernel
import Testing

/// Tokens made by another implementation (OpenSSL through Python's cryptography), and what is done to them.
@Suite("Tokens of providers", .timeLimit(.minutes(10)))
struct IDTokenTests {
  private static let now = Instant(seconds: 1_800_000_000)

  private static func expectation(
    issuer: String = "https://login.example", client: String = "desk", nonce: String = "n-1", now: Instant = now
  ) -> IDToken.Expectation { IDToken.Expectation(issuer: issuer, clientID: client, nonce: nonce, now: now) }

  private func fault(_ token: String, _ keys: JSON = IDTokenSamples.keys, _ expecting: IDToken.Expectation)
    -> OIDCFault?
  {
    do {
      _ = try IDToken(token, keys: ProviderKeys(keys), expecting: expecting)
      return nil
    } catch {
      return error
    }
  }

  @Test("of RS256 and ES256 are believed, and say who it is", arguments: [IDTokenSamples.rsa, IDTokenSamples.ec])
  func good(_ text: String) throws {
    let token = try IDToken(text, keys: ProviderKeys(IDTokenSamples.keys), expecting: Self.expectation())
    var more = token
    try more.add(["sub": "u-1", "nickname": "K", "name": "Another"])
    #expect(more.claims["nickname"] == ["K"] && more.claims["name"] == ["Kim Berg"])
    #expect(throws: OIDCFault.self) { try more.add(["sub": "u-2", "groups": ["admins"]]) }
    #expect(throws: OIDCFault.self) { try more.add(["groups": ["admins"]]) }
    #expect(token.subject == "u-1" && token.issuer == "https://login.example")
    #expect(token.claims["groups"] == ["it-desk", "staff"] && token.claims["email_verified"] == ["true"])
  }

  @Test("of another issuer, client, sign-in or time are not believed")
  func unexpected() {
    for (expecting, word) in [
      (Self.expectation(issuer: "https://login.example/"), "issuer"), (Self.expectation(client: "other"), "client"),
      (Self.expectation(nonce: "n-2"), "another sign-in"), (Self.expectation(nonce: ""), "another sign-in"),
      (Self.expectation(now: Self.now + .minutes(13)), "expired"),
      (Self.expectation(now: Self.now + .days(1)), "expired"),
      (Self.expectation(now: Self.now - .minutes(3)), "future"),
    ] {
      let found = fault(IDTokenSamples.rsa, expecting)
      #expect(found?.words.contains(word) == true, "\(word): \(String(describing: found))")
    }
    // Within the skew of clocks it is.
    for now in [Self.now + .minutes(11), Self.now - .seconds(90)] {
      #expect(fault(IDTokenSamples.rsa, IDTokenSamples.keys, Self.expectation(now: now)) == nil)
    }
  }

  private func fault(_ token: String, _ expecting: IDToken.Expectation) -> OIDCFault? {
    fault(token, IDTokenSamples.keys, expecting)
  }

  @Test("that are signed otherwise, or were changed, are not believed")
  func forged() {
    let expecting = Self.expectation()
    for (name, token) in IDTokenSamples.forged {
      #expect(fault(token, expecting) != nil, "\(name)")
    }
    let parts = IDTokenSamples.rsa.split(separator: ".").map(String.init)
    let others = IDTokenSamples.ec.split(separator: ".").map(String.init)
    for token in [
      "", "..", "a.b", parts[0] + "." + parts[1] + ".",
      others[0] + "." + parts[1] + "." + parts[2], IDTokenSamples.rsa + "=", IDTokenSamples.rsa + ".x",
      parts[0] + "." + parts[1] + "." + String(parts[2].reversed()), String(repeating: "a", count: 40_000),
    ] {
      #expect(fault(token, expecting) != nil, "\(token.prefix(30))")
    }
    // A key of another kind under the same name, one too short, and none.
    #expect(fault(IDTokenSamples.rsa, IDTokenSamples.swappedKeys, expecting) == .unknownKey)
    #expect(fault(IDTokenSamples.short, IDTokenSamples.shortKeys, expecting) == .unknownKey)
    #expect(fault(IDTokenSamples.rsa, ["keys": []], expecting) != nil)
    #expect(fault(IDTokenSamples.rsa, [:], expecting) != nil)
  }

  @Test("come from a provider that publishes itself as what it is")
  func discovery() throws {
    let issuer = "https://login.example/realm"
    let good: [String: JSON] = [
      "issuer": .string(issuer), "authorization_endpoint": "https://login.example/auth?x=1",
      "token_endpoint": "https://login.example/token", "jwks_uri": "https://keys.example/jwks",
    ]
    let provider = try OIDCProvider(.object(good), of: issuer)
    #expect(OIDCProvider.address(of: issuer) == issuer + "/.well-known/openid-configuration")
    let address = provider.signInAddress(
      OIDCSettings(issuer: issuer, clientID: "desk & co"), redirect: "https://desk.example/r", state: "s", nonce: "n",
      challenge: "c")
    #expect(
      address == "https://login.example/auth?x=1&response_type=code&client_id=desk%20%26%20co"
        + "&redirect_uri=https%3A%2F%2Fdesk.example%2Fr&scope=openid%20profile%20email&state=s&nonce=n&code_challenge=c"
        + "&code_challenge_method=S256")
    for (key, value) in [
      ("issuer", "https://evil.example"), ("token_endpoint", "http://login.example/token"), ("jwks_uri", "file:///etc"),
      ("authorization_endpoint", "javascript:alert(1)"), ("response_types_supported", ["id_token"]),
      ("code_challenge_methods_supported", ["plain"]),
    ] as [(String, JSON)] {
      #expect(throws: OIDCFault.self, "\(key)") {
        try OIDCProvider(.object(good.merging([key: value]) { $1 }), of: issuer)
      }
    }
  }

  /// RFC 7636, appendix B.
  @Test("answer a challenge as RFC 7636 has it")
  func challenge() {
    #expect(
      PKCE.challenge(of: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    )
    #expect(PKCE.verifier([UInt8](repeating: 255, count: 32)).utf8.count == 43)
  }

  @Test(
    "of an issuer that is reached safely",
    arguments: [
      ("https://login.example", true), ("https://login.example/a/b", true), ("http://127.0.0.1:5556/x", true),
      ("http://localhost", true), ("http://localhost.evil.example", false), ("http://login.example", false),
      ("https://", false), ("https://a@b.example", false), ("https://x?y", false), ("https://x#y", false), ("", false),
      ("javascript:x", false),
    ])
  func issuers(_ text: String, _ isGood: Bool) {
    let settings = try? OIDCSettings(["issuer": .string(text), "clientId": "x"])
    #expect((settings != nil) == isGood)
  }
}
