import HTTPTypes
import Kernel

/// Refuses requests that another site made a browser send (OWASP ASVS 3.5).
enum CrossSite {
  /// What the browser says of requests that its user began on this site, or by the address bar.
  static let own: Set<String> = ["same-origin", "none"]

  /// The name of the form field that carries the token.
  static let field = "csrf"

  static func isUnsafe(_ method: HTTPRequest.Method) -> Bool {
    method != .get && method != .head && method != .options
  }

  /// The browser's own word on where a request comes from, where it gives one.
  static func checkOrigin(_ call: Call, host: String?) throws(Problem) {
    if let site = call.headers[.fetchSite] {
      guard own.contains(site) else {
        throw .crossSite("The browser says that the request comes from another site (\(site.prefix(utf8Bytes: 20))).")
      }
      return
    }
    guard let origin = call.headers[.origin], let host else { return }
    if let address = call.settings.publicAddress {
      guard origin.lowercased() == address.origin else { throw .crossSite("Its origin is not this site.") }
      return
    }
    let authority = origin.split(separator: "/", omittingEmptySubsequences: false).dropFirst(2).first
    guard let authority, authority.lowercased() == host.lowercased() else {
      throw .crossSite("Its origin is not this site.")
    }
  }

  /// A request with a session that changes something must carry the session's token.
  static func checkToken(_ call: Call) throws {
    guard let expected = call.csrfToken else { return }
    var sent = call.headers[.csrfToken]
    if sent == nil, call.mediaType == "application/x-www-form-urlencoded" { sent = try call.form()[field] }
    if sent == nil, call.mediaType == Call.multipart { sent = try call.guardField(field) }
    guard let sent, equal(sent, expected) else {
      throw Problem.crossSite(
        "The form token is missing or belongs to an ended session. Load the page again, then repeat.")
    }
  }

  /// Compares without telling by its time where texts differ.
  static func equal(_ a: String, _ b: String) -> Bool {
    let (a, b) = (Array(a.utf8), Array(b.utf8))
    guard a.count == b.count else { return false }
    return zip(a, b).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }
}

extension Call {
  /// The address that the sender of a form reaches this site by, such as `https://desk.example.org`; nil where the
  /// browser does not say it. That it is this site was checked before.
  public var ownOrigin: String? {
    guard let origin = headers[.origin], origin.hasPrefix("http://") || origin.hasPrefix("https://") else { return nil }
    return origin
  }

  /// The address by which people reach this site, for others who send them back here: the public one where it is set,
  /// else the host that was asked; nil where nothing names it.
  public var siteAddress: String? {
    if let address = settings.publicAddress { return address.origin }
    return authority.map { (settings.secureCookies ? "https://" : "http://") + $0 }
  }

  /// The browser says that another site led here.
  public var comesFromElsewhere: Bool { headers[.fetchSite].map { !CrossSite.own.contains($0) } ?? false }
}
