import HTTPTypes

/// The headers that every answer carries, errors too (OWASP ASVS 3.4).
struct SecurityHeaders: Sendable {
  private static let page =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    + "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
  /// A worker is held to the policy of its own file; ours opens the stream of changes and nothing else.
  private static let script =
    "default-src 'none'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
  private static let data = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

  var strictTransport: Bool

  func add(to headers: inout HTTPFields) {
    let type = headers[.contentType] ?? ""
    headers[.contentSecurityPolicy] =
      type.hasPrefix("text/html")
      ? SecurityHeaders.page : type.hasPrefix("text/javascript") ? SecurityHeaders.script : SecurityHeaders.data
    headers[.xContentTypeOptions] = "nosniff"
    // For browsers and scanners that do not know frame-ancestors.
    headers[.xFrameOptions] = "DENY"
    headers[.referrerPolicy] = "same-origin"
    headers[.crossOriginOpener] = "same-origin"
    headers[.crossOriginResource] = "same-origin"
    headers[.permissionsPolicy] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
    if strictTransport { headers[.strictTransportSecurity] = "max-age=31536000; includeSubDomains" }
    if headers[.cacheControl] == nil { headers[.cacheControl] = "no-store" }
  }
}

extension HTTPField.Name {
  static let xFrameOptions = HTTPField.Name("X-Frame-Options")!
  static let referrerPolicy = HTTPField.Name("Referrer-Policy")!
  static let crossOriginOpener = HTTPField.Name("Cross-Origin-Opener-Policy")!
  static let crossOriginResource = HTTPField.Name("Cross-Origin-Resource-Policy")!
  static let permissionsPolicy = HTTPField.Name("Permissions-Policy")!
}
