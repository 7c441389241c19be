import HTTPTypes
import Kernel
import TestHTTP
import Testing
@testable import HTTPSupport

@Suite("The site around its routes", .timeLimit(.minutes(10)))
struct SiteTests {
  static func failing(_ error: any Error & Sendable) -> Route {
    Route(.get, "/api/v1/fail", kind: .api, access: .anyone, feature: "Test") { _ in throw error }
  }
  struct Unforeseen: Error {}

  static let routes = [
    Route.page("/", .signedIn, feature: "Home") { call in .html("<p>\(try call.principal.name)".utf8) },
    Route.page("/open", .anyone, feature: "Home") { _ in .html("<p>open".utf8) },
    Route.page("/a/{x}/c", .anyone, feature: "Home") { .text("place " + $0.place("x")) },
    Route.page("/a/b/c", .anyone, feature: "Home") { _ in .text("literal") },
    Route.form("/send", .signedIn, feature: "Home") { .text(try $0.form()["word"] ?? "") },
    Route.form("/a/{x}/answer", .signedIn, feature: "Home") { _ in .text("answered") },
    Route.form("/sign-in", .anyone, feature: "Home", beforeSignIn: true) { call in
      Answer.seeOther("/").header(.setCookie, SessionCookie.write("session-lead", maxAge: 3600, call.settings))
    },
    Route(.get, "/api/v1/who", kind: .api, access: .signedIn, feature: "Home") { call in
      call.unlessSeen(.json(.string(try call.principal.name), version: 4))
    },
    Route(.post, "/api/v1/who", kind: .api, access: .signedIn, feature: "Home") { _ in .noContent },
  ]
  let site: TestSite
  init() throws { site = try TestSite(SiteTests.routes) }

  @Test("a database server that is away is told without its address and its words, and when to try again")
  func away() async throws {
    let internals = MainstayError.away(internals: "connection to server at \"10.1.2.3\", user \"mainstay\" failed")
    let routes = [
      SiteTests.failing(internals), Route.page("/fail", .anyone, feature: "Test") { _ in throw internals },
      Route(.get, "/plain", kind: .plain, access: .anyone, feature: "Test") { _ in throw internals },
    ]
    for path in ["/api/v1/fail", "/fail", "/plain"] {
      let answer = try await TestSite(routes).ask(.get, path, [.accept: "text/html"])
      #expect(answer.status == .serviceUnavailable && answer.headers[.retryAfter] != nil)
      #expect(answer.text.contains(MainstayError.awayWords), "\(path)")
      #expect(!answer.text.contains("10.1.2.3") && !answer.text.contains("user"), "\(path)")
    }
  }

  @Test(
    "errors have one map",
    arguments: [
      (MainstayError.invalid([.init("a", "x"), .init("b", "y")]), 422, "invalid"),
      (.notFound(kind: "ticket", id: "INC-1"), 404, "not-found"), (.forbidden(permission: "x.y"), 403, "forbidden"),
      (.conflict(code: "already-resolved", message: "m"), 409, "already-resolved"),
      (.stale(kind: "ticket", id: "INC-1", yours: 1, current: 3), 412, "stale"),
      (.limit(name: "labels", limit: 9), 422, "limit"), (.unavailable(reason: "disk"), 503, "unavailable"),
    ])
  func map(error: MainstayError, status: Int, code: String) async throws {
    let answer = try await TestSite([SiteTests.failing(error)]).ask(.get, "/api/v1/fail")
    #expect(answer.status.code == status)
    #expect(answer.headers[.contentType] == "application/problem+json")
    #expect(answer.json["code"]?.stringValue == code)
    #expect(answer.json["type"]?.stringValue == "urn:mainstay:problem:" + code)
    #expect(answer.json["status"]?.integerValue == Int64(status))
    #expect((answer.headers[.retryAfter] != nil) == (status == 503))
  }

  @Test("what nobody foresaw is a 500 that tells its request and nothing else")
  func unforeseen() async throws {
    let answer = try await TestSite([SiteTests.failing(Unforeseen())]).ask(.get, "/api/v1/fail")
    #expect(answer.status == .internalServerError)
    #expect(!answer.text.contains("Unforeseen"))
    #expect(answer.json["instance"]?.stringValue == "urn:mainstay:request:" + (answer.headers[.requestID] ?? "?"))
  }

  @Test(
    "every answer carries the security headers",
    arguments: ["/", "/open", "/nowhere", "/api/v1/who", "/api/v1/nowhere", "/api/v1/%zz"])
  func headers(path: String) async throws {
    let answer = try await site.ask(.get, path)
    let policy = answer.headers[.contentSecurityPolicy] ?? ""
    #expect(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"))
    #expect(answer.headers[.xContentTypeOptions] == "nosniff")
    #expect(answer.headers[.strictTransportSecurity] == nil)
    #expect(answer.headers[.requestID] != nil)
    #expect(answer.headers[.cacheControl] == "no-store")
  }

  @Test("under TLS browsers are told to insist on it and cookies are bound to the host")
  func secure() async throws {
    let answer = try await TestSite(SiteTests.routes, secure: true).ask(.post, "/sign-in", body: "")
    #expect(answer.headers[.strictTransportSecurity] != nil)
    let cookie = answer.headers[.setCookie] ?? ""
    #expect(cookie.hasPrefix("__Host-mainstay=session-lead; Path=/;"))
    #expect(cookie.contains("HttpOnly") && cookie.contains("Secure") && cookie.contains("SameSite=Lax"))
  }

  @Test(
    "methods and paths",
    arguments: [
      (.get, "/a/b/c", 200, "literal"), (.get, "/a/x%20y/c", 200, "place x y"), (.get, "/a//c", 404, nil),
      (.head, "/open", 200, ""), (.put, "/open", 405, nil), (.options, "/open", 204, ""), (.get, "/open/", 404, nil),
    ] as [(HTTPRequest.Method, String, Int, String?)])
  func methods(method: HTTPRequest.Method, path: String, status: Int, text: String?) async throws {
    let answer = try await site.ask(method, path)
    #expect(answer.status.code == status)
    if let text { #expect(answer.text == text) }
    if status == 405 || method == .options { #expect(answer.headers[.allow] == "GET, HEAD") }
    if method == .head { #expect(answer.headers[.contentLength] == "7") }
  }

  @Test(
    "points in time are written as HTTP has them (RFC 9110, section 5.6.7)",
    arguments: [
      (784_111_777_999, "Sun, 06 Nov 1994 08:49:37 GMT"), (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
      (-1, "Wed, 31 Dec 1969 23:59:59 GMT"), (951_782_400_000, "Tue, 29 Feb 2000 00:00:00 GMT"),
    ])
  func dates(milliseconds: Int64, text: String) {
    #expect(HTTPDate.text(Instant(milliseconds: milliseconds)) == text)
  }

  @Test("two routes for one method and path are refused at start")
  func ambiguous() {
    #expect(throws: (any Error).self) { try TestSite([SiteTests.routes[0], SiteTests.routes[0]]) }
  }

  @Test("a page sends to the sign-in and back, the API says 401")
  func unauthenticated() async throws {
    #expect(try await site.ask(.get, "/").headers[.location] == "/sign-in")
    let answer = try await site.ask(.get, "/api/v1/who")
    #expect(answer.status == .unauthorized)
    #expect(answer.headers[.wwwAuthenticate]?.hasPrefix("Bearer") == true)
  }

  @Test(
    "a form that was not taken leads back to the page that it stood on, where that is of this site",
    arguments: [
      ("http://localhost/a/b/c?show=all", "next=%2Fa%2Fb%2Fc%3Fshow%3Dall&unsaved=yes"),
      ("https://elsewhere.example/a", "unsaved=yes"), ("http://localhost.elsewhere.example/a", "unsaved=yes"),
    ])
  func unsaved(referer: String, query: String) async throws {
    let answer = try await site.ask(.post, "/send", [.referer: referer], body: "word=x")
    #expect(answer.status == .seeOther && answer.headers[.location] == "/sign-in?" + query)
  }

  @Test("an answer that was not taken is called that", arguments: ["/a/b/answer", "/a/b/answer?x=/send"])
  func unsavedAnswer(path: String) async throws {
    let answer = try await site.ask(.post, path, [.referer: "http://localhost/a/b/c"], body: "text=x")
    #expect(answer.headers[.location] == "/sign-in?next=%2Fa%2Fb%2Fc&unsaved=answer")
  }

  @Test("versions are entity tags")
  func tags() async throws {
    let first = try await site.ask(.get, "/api/v1/who", .agent)
    #expect(first.headers[.eTag] == "\"4\"")
    var again = HTTPFields.agent
    again[.ifNoneMatch] = "W/\"4\""
    #expect(try await site.ask(.get, "/api/v1/who", again).status == .notModified)
  }

  @Test("an address that is too long is 414, one more request than allowed is 503")
  func overload() async throws {
    let long = try await site.ask(.get, "/" + String(repeating: "a", count: 9000))
    #expect(long.status == .uriTooLong)
    var limits = HTTPLimits()
    limits.requestsAtOnce = 0
    let busy = try await TestSite(SiteTests.routes, limits: limits).ask(.get, "/open")
    #expect(busy.status == .serviceUnavailable)
    #expect(busy.headers[.retryAfter] == "2")
    // What watches the product is answered however many ask.
    let health = HealthRoutes.routes(ready: { [] }, metrics: nil)
    #expect(try await TestSite(health, limits: limits).ask(.get, "/health/live").status == .ok)
    #expect(try await TestSite(health, limits: limits).ask(.get, "/health/ready").status == .ok)
  }

  @Test("unfinished bodies are bounded by sender and in bytes, and give back what they held")
  func bodies() throws {
    var limits = HTTPLimits()
    (limits.bodiesOfSender, limits.bodyBytesAtOnce) = (2, 100)
    let bodies = Bodies(limits)
    var held = [try bodies.enter("a"), try bodies.enter("a")]
    #expect(throws: Problem.self) { try bodies.enter("a") }
    held.append(try bodies.enter("b"))
    try held[0].grow(by: 60)
    #expect(throws: Problem.self) { try held[2].grow(by: 50) }
    held.removeFirst()
    held.append(try bodies.enter("a"))
    try held[1].grow(by: 100)
  }

  @Test("an answer that takes too long is given up")
  func slow() async throws {
    var limits = HTTPLimits()
    limits.requestTime = .milliseconds(1)
    let route = Route(.get, "/api/v1/slow", kind: .api, access: .anyone, feature: "Test") { _ in
      try await Task.sleep(for: .seconds(3600))
      return .noContent
    }
    #expect(try await TestSite([route], limits: limits).ask(.get, "/api/v1/slow").status == .serviceUnavailable)
  }
}
