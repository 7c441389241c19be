import Kernel

/// The address at which people reach the desk, as its operator set it: what a `Host` or `Origin` header is held
/// against, so that nobody is led by a name that another chose.
struct PublicAddress: Sendable {
  /// Scheme, host and a port that is not the scheme's own, in small letters: what a browser sends as `Origin`.
  let origin: String
  private let host: Substring

  /// - Parameter url: Scheme, host and perhaps a port, such as `https://desk.example.org`.
  init(_ url: String) {
    let text = url.lowercased()
    let usual = text.hasPrefix("https://") ? ":443" : ":80"
    let origin = text.hasSuffix(usual) ? String(text.dropLast(usual.count)) : text
    self.origin = origin
    host = PublicAddress.name(origin.firstRange(of: "://").map { origin[$0.upperBound...] } ?? origin[...])
  }

  /// Whether a `Host` header names this host. The port is no matter: proxies leave it out or put their own.
  func isNamed(by header: String) -> Bool { PublicAddress.name(header.lowercased()[...]) == host }

  /// The host without its port, and without the dot that may end a whole name.
  private static func name(_ authority: Substring) -> Substring {
    let colon = authority.lastIndex(of: ":")
    let isPort = colon.map { !authority[$0...].contains("]") } ?? false
    let host = isPort ? authority[..<(colon ?? authority.endIndex)] : authority
    return host.hasSuffix(".") ? host.dropLast() : host
  }
}
