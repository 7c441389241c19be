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
  static func open(_ body: @Sendable (PageDesk) async throws -> Void) async throws {
    for engine in TestEngine.available {
      try await withTestApp(on: engine) { test in
        try await test.applyAgreement()
        try await body(PageDesk(test))
      }
    }
  }

  private init(_ test: TestApp) throws {
    self.test = test
    let pages = Pages(app: test.app, signIns: SignInLimits(), zones: SystemZones())
    site = try Site(
      routes: pages.routes, settings: HTTPSettings(secureCookies: false), authenticator: NamedSessions(test: test),
      clock: test.clock, ids: test.app.ids, errorPage: pages.errorPage)
  }

  func get(_ path: String, as name: String) async throws -> (status: Int, html: String, location: String?) {
    try await ask(.get, path, [.cookie: "mainstay=session-\(name)"], nil)
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
  ) async throws -> (status: Int, html: String, location: String?) {
    try await post(path, fields.map { ($0.key, $0.value) }, as: name)
  }

  func post(
    _ path: String, _ fields: [(String, String)], as name: String
  ) async throws -> (status: Int, html: String, location: String?) {
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
  ) async throws -> (status: Int, html: String, location: String?) {
    let reply = try await site.ask(method, path, headers, body: body)
    return (reply.status.code, reply.text, reply.headers[.location])
  }
}

private struct NamedSessions: Authenticator {
  var test: TestApp

  func caller(session: String) async throws -> Caller? {
    guard session.hasPrefix("session-") else { return nil }
    let principal = test.person(String(session.dropFirst("session-".count)))
    return Caller(principal: principal, proof: .session(session, formToken: "form-" + session))
  }
  func caller(token: String) async throws -> Caller? { nil }
}
