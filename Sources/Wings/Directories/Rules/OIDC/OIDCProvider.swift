import Kernel

/// What a provider publishes of itself (OpenID Connect Discovery 1.0, section 3), as far as it is used.
public struct OIDCProvider: Hashable, Sendable {
  public var issuer: String
  public var authorization: String
  public var token: String
  public var keys: String
  /// Where it says more of who has just signed in; nil where it does not.
  public var userInfo: String?
  /// Whether it takes the client's secret in the body alone, and not as basic authentication, which is the usual way.
  public var wantsSecretInBody: Bool

  public init(
    issuer: String, authorization: String, token: String, keys: String, userInfo: String? = nil,
    wantsSecretInBody: Bool = false
  ) {
    self.userInfo = userInfo
    (self.issuer, self.authorization, self.token, self.keys) = (issuer, authorization, token, keys)
    self.wantsSecretInBody = wantsSecretInBody
  }

  /// Where it publishes that.
  public static func address(of issuer: String) -> String {
    (issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer) + "/.well-known/openid-configuration"
  }

  /// - Parameter issuer: As the administrator wrote it: a document that names another one is not believed.
  /// - Throws: `untrusted`.
  public init(_ document: JSON, of issuer: String) throws(OIDCFault) {
    guard let named = document["issuer"]?.stringValue, named == issuer else {
      throw .untrusted("what the provider publishes names another issuer than \(issuer)")
    }
    func address(_ key: String) throws(OIDCFault) -> String {
      guard let text = document[key]?.stringValue, OIDCProvider.isSafe(text, of: issuer) else {
        throw .untrusted("what the provider publishes has no \(key) with an https address")
      }
      return text
    }
    let ways = document["token_endpoint_auth_methods_supported"]?.arrayValue ?? ["client_secret_basic"]
    self.init(
      issuer: issuer, authorization: try address("authorization_endpoint"), token: try address("token_endpoint"),
      keys: try address("jwks_uri"),
      userInfo: document["userinfo_endpoint"] == nil ? nil : try address("userinfo_endpoint"),
      wantsSecretInBody: !ways.contains("client_secret_basic") && ways.contains("client_secret_post"))
    // What is said of a thing that is needed must have it; what is not said is assumed (section 3).
    func offers(_ key: String, _ value: String) -> Bool {
      document[key]?.arrayValue.map { $0.contains(.string(value)) } ?? true
    }
    guard offers("response_types_supported", "code") else {
      throw .untrusted("the provider does not offer the authorisation code")
    }
    guard offers("code_challenge_methods_supported", "S256") else {
      throw .untrusted("the provider does not offer PKCE with S256")
    }
  }

  /// https, or http on loopback of an issuer that is there itself.
  private static func isSafe(_ text: String, of issuer: String) -> Bool {
    guard text.utf8.count <= 2000, text.utf8.allSatisfy({ (0x21...0x7e).contains($0) }), !text.contains("#") else {
      return false
    }
    if text.hasPrefix("https://") { return true }
    let base = text.split(separator: "?", maxSplits: 1).first.map(String.init) ?? ""
    return issuer.hasPrefix("http://") && OIDCSettings.fault(inIssuer: base) == nil
  }

  /// The address at which somebody signs in there.
  public func signInAddress(
    _ settings: OIDCSettings, redirect: String, state: String, nonce: String, challenge: String
  ) -> String {
    let parameters = [
      ("response_type", "code"), ("client_id", settings.clientID), ("redirect_uri", redirect),
      ("scope", settings.scope), ("state", state), ("nonce", nonce), ("code_challenge", challenge),
      ("code_challenge_method", "S256"),
    ]
    let query = parameters.map { "\($0.0)=\(PercentCoding.encode($0.1))" }.joined(separator: "&")
    return authorization + (authorization.contains("?") ? "&" : "?") + query
  }
}
