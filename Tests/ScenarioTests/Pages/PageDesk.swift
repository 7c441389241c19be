import Components
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import MainstayServer
import SystemZones
import TestApp
import TestDatabases
import TestHTTP

/// The pages on a fresh database with a small company in it, asked as a browser asks them: everybody's session
/// is `session-` and their name.
struct PageDesk: Sendable {
  let test: TestApp
  private let site: Site

  /// Runs `body` with a desk on each engine there is.
  ///
  /// - Parameter channels: The ways to the outside; those of the test's app where nil.
  static func open(
    channels: [Channel]? = nil, _ body: @Sendable (PageDesk) async throws -> Void
  ) async throws {
    for engine in TestEngine.available {
      try await withTestApp(on: engine) { test in
        try await test.applyAgreement()
        try await body(PageDesk(test, channels ?? test.app.channels))
      }
    }
  }

  private init(_ test: TestApp, _ channels: [Channel]) throws {
    self.test = test
    let pages = Pages(app: test.app.with(channels: channels), signIns: SignInLimits(), zones: SystemZones())
    site = try Site(
      routes: pages.routes, settings: HTTPSettings(secureCookies: false), authenticator: NamedSessions(test: test),
      clock: test.clock, ids: test.app.ids, errorPage: pages.errorPage)
  }

  /// - Parameters:
  ///   - name: Whose session asks; nil where nobody has signed in.
  ///   - flash: The line about what was just done, as an answer before set it.
  func get(_ path: String, as name: String?, flash: String? = nil) async throws -> Reply {
    let line = flash.map { "; flash=" + PercentCoding.encode($0) } ?? ""
    var headers: HTTPFields = name.map { [.cookie: "mainstay=session-\($0)\(line)"] } ?? [:]
    headers[.accept] = "text/html"
    return try await ask(.get, path, headers, nil)
  }

  /// Asks as somebody who is nobody here, and has no cookie but this one.
  ///
  /// - Parameter fields: Of a form that is sent; a page is read where nil.
  func guest(_ path: String, _ fields: [(String, String)]? = nil, cookie: String? = nil) async throws -> Reply {
    var headers: HTTPFields = cookie.map { [.cookie: $0] } ?? [:]
    headers[.accept] = "text/html"
    guard let fields else { return try await ask(.get, path, headers, nil) }
    headers[.contentType] = "application/x-www-form-urlencoded"
    let body = fields.map { "\(PercentCoding.encode($0.0))=\(PercentCoding.encode($0.1))" }.joined(separator: "&")
    return try await ask(.post, path, headers, body)
  }

  struct Reply: Sendable {
    var status: Int
    var html: String
    var location: String?
    /// The line that the next page is to show, with how to take it back.
    var flash: String?
    /// Cookies that it sets, as `name=value`.
    var cookies: [String] = []
  }

  /// What a file is called that is sent.
  func fileName(_ path: String, as name: String) async throws -> String? {
    let reply = try await site.ask(.get, path, [.cookie: "mainstay=session-\(name)"], body: nil)
    let disposition = reply.headers[.contentDisposition] ?? ""
    return disposition.split(separator: "filename=\"").dropFirst().first.map { String($0.dropLast()) }
  }

  /// Sends a form with the token of the sender's session.
  func post(
    _ path: String, _ fields: KeyValuePairs<String, String>, as name: String
  ) async throws -> Reply {
    try await post(path, fields.map { ($0.key, $0.value) }, as: name)
  }

  func post(
    _ path: String, _ fields: [(String, String)], as name: String
  ) async throws -> Reply {
    let account = try await get("/account", as: name).html
    let token = account.split(separator: "name=\"csrf\" value=\"").dropFirst().first?.prefix { $0 != "\"" } ?? ""
    let body = (fields + [("csrf", String(token))])
      .map { "\(PercentCoding.encode($0))=\(PercentCoding.encode($1))" }.joined(separator: "&")
    return try await ask(
      .post, path,
      [.cookie: "mainstay=session-\(name)", .contentType: "application/x-www-form-urlencoded"], body)
  }

  /// The key of the forms of a page as it is rendered now.
  func formKey(of path: String, as name: String) async throws -> String {
    let html = try await get(path, as: name).html
    return String(html.split(separator: "name=\"once\" value=\"").dropFirst().first?.prefix { $0 != "\"" } ?? "")
  }

  private func ask(
    _ method: HTTPRequest.Method, _ path: String, _ headers: HTTPFields, _ body: String?
  ) async throws -> Reply {
    let reply = try await site.ask(method, path, headers, body: body)
    let cookies = reply.headers[values: .setCookie].filter { $0.hasPrefix("flash=") }
    let flash = cookies.last.flatMap { PercentCoding.decode($0.dropFirst("flash=".count).prefix { $0 != ";" }) }
    return Reply(
      status: reply.status.code, html: reply.text, location: reply.headers[.location], flash: flash,
      cookies: reply.headers[values: .setCookie].map { String($0.prefix { $0 != ";" }) })
  }
}

private struct NamedSessions: Authenticator {
  var test: TestApp

  func caller(session: String) async throws -> Caller? {
    guard session.hasPrefix("session-") else { return nil }
    let principal = try await test.holding(String(session.dropFirst("session-".count)))
    return Caller(principal: principal, proof: .session(session, formToken: "form-" + session))
  }
  func caller(token: String) async throws -> Caller? { nil }
}
