import Kernel

/// How this installation is reached.
public struct HTTPSettings: Sendable {
  /// Cookies are marked `Secure` and get the `__Host-` prefix: under TLS, or wherever the server is
  /// not bound to loopback.
  public var secureCookies: Bool
  /// The public address is https, so browsers are told to insist on it.
  public var strictTransport: Bool
  /// A reverse proxy stands in front and sets `X-Forwarded-For`; without this those headers are ignored.
  public var behindProxy: Bool
  public var limits: HTTPLimits
  /// Where people reach it; nil takes the word of each request for that.
  let publicAddress: PublicAddress?

  /// A proxy is said to stand in front, or must, as TLS ends before the product: no address counts as local then.
  var isBehindSomething: Bool { behindProxy || strictTransport }

  /// - Parameter publicURL: Scheme, host and perhaps a port; requests for another host are refused then.
  public init(
    secureCookies: Bool, strictTransport: Bool = false, behindProxy: Bool = false, publicURL: String? = nil,
    limits: HTTPLimits = .init()
  ) {
    self.secureCookies = secureCookies
    self.strictTransport = strictTransport
    self.behindProxy = behindProxy
    self.limits = limits
    publicAddress = publicURL.map(PublicAddress.init)
  }
}
