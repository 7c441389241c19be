import HTTPTypes
import Kernel
import TestHTTP
import Testing
@testable import HTTPSupport

@Suite("Who may come in", .timeLimit(.minutes(10)))
struct AccessTests {
  let site: TestSite
  init() throws { site = try TestSite(SiteTests.routes) }

  private func cookie(_ role: String, _ more: HTTPFields = [:]) -> HTTPFields {
    var fields = more
    fields[.cookie] = "other=1; mainstay=session-\(role)"
    return fields
  }
  private static let formType = "application/x-www-form-urlencoded"

  @Test("a session and a token name their person")
  func known() async throws {
    #expect(try await site.ask(.get, "/", cookie("lead")).text == "<p>lead")
    #expect(try await site.ask(.get, "/api/v1/who", .agent).text == "\"agent\"")
    #expect(try await site.ask(.get, "/api/v1/who", [.authorization: "Basic x"]).status == .unauthorized)
    #expect(try await site.ask(.get, "/api/v1/who", [.authorization: "Bearer no"]).status == .unauthorized)
    #expect(try await site.ask(.get, "/", cookie("nobody")).status == .seeOther)
  }

  /// The form token of the session `session-agent`.
  private func token() async throws -> String {
    let shown = try TestSite([
      Route.page("/", .signedIn, feature: "Home") { .text($0.csrfToken ?? "none") }
    ])
    return try await shown.ask(.get, "/", cookie("agent")).text
  }

  @Test("a form needs the token of its session")
  func csrf() async throws {
    let token = try await token()
    let typed = cookie("agent", [.contentType: AccessTests.formType])
    let good = try await site.ask(.post, "/send", typed, body: "word=a%0D%0Ab+c&csrf=" + token)
    #expect(good.status == .ok)
    #expect(good.text == "a\nb c")
    #expect(try await site.ask(.post, "/send", typed, body: "word=x").status == .forbidden)
    #expect(try await site.ask(.post, "/send", typed, body: "word=x&csrf=" + token.dropLast()).status == .forbidden)
    let lead = cookie("lead", [.contentType: AccessTests.formType])
    #expect(try await site.ask(.post, "/send", lead, body: "word=x&csrf=" + token).status == .forbidden)
    let header = cookie("agent", [.csrfToken: token])
    #expect(try await site.ask(.post, "/api/v1/who", header).status == .noContent)
    #expect(try await site.ask(.post, "/api/v1/who", cookie("agent")).status == .forbidden)
    #expect(try await site.ask(.post, "/api/v1/who", .agent).status == .noContent)
  }

  @Test(
    "a form of another site is refused, signed in or not",
    arguments: [
      ([.fetchSite: "cross-site"], 403), ([.fetchSite: "same-site"], 403), ([.fetchSite: "same-origin"], 303),
      ([.origin: "https://evil.example"], 403), ([.origin: "http://localhost"], 303), ([:], 303),
      ([.origin: "null"], 403),
    ] as [(HTTPFields, Int)])
  func crossSite(headers: HTTPFields, status: Int) async throws {
    #expect(try await site.ask(.post, "/sign-in", headers, body: "").status.code == status)
  }

  @Test("a token that may only read cannot write")
  func readOnly() async throws {
    let reading: HTTPFields = [.authorization: "Bearer reading-admin"]
    #expect(try await site.ask(.get, "/api/v1/who", reading).status == .ok)
    #expect(try await site.ask(.post, "/api/v1/who", reading).status == .forbidden)
  }

  @Test("guessing tokens is slowed down")
  func guessing() async throws {
    var limits = HTTPLimits()
    limits.tokenGuesses = 3
    let site = try TestSite(SiteTests.routes, limits: limits)
    for _ in 0..<3 {
      #expect(try await site.ask(.get, "/api/v1/who", [.authorization: "Bearer guess"]).status == .unauthorized)
    }
    let answer = try await site.ask(.get, "/api/v1/who", [.authorization: "Bearer guess"])
    #expect(answer.status == .tooManyRequests)
    #expect(answer.headers[.retryAfter] == "20")
    #expect(try await site.ask(.get, "/api/v1/who", .agent).status == .ok)
  }

  @Test("changes are limited by person and by program, reading is not")
  func changes() async throws {
    var limits = HTTPLimits()
    (limits.changes.requester, limits.changes.staff, limits.changes.token) = (2, 3, 4)
    let site = try TestSite(SiteTests.routes, limits: limits)
    let token = try await token()
    func form(_ role: String) -> HTTPFields { cookie(role, [.contentType: AccessTests.formType]) }
    func sent(_ role: String, _ times: Int) async throws -> [Int] {
      var statuses: [Int] = []
      for _ in 0..<times {
        let body = "word=x&csrf=form-session-\(role)"
        statuses.append(try await site.ask(.post, "/send", form(role), body: body).status.code)
      }
      return statuses
    }
    #expect(token == "form-session-agent")
    #expect(try await sent("requester", 3) == [200, 200, 429])
    let refused = try await site.ask(
      .post, "/send", form("requester"), body: "word=x&csrf=form-session-requester")
    #expect(refused.headers[.retryAfter] == "30" && refused.text.contains("Nothing was changed by it. Wait 30 s"))
    #expect(refused.text.contains("At most 2 changes are taken in 60 s (changes by one requester)"))
    let requester: HTTPFields = [.authorization: "Bearer token-requester"]
    #expect(try await site.ask(.post, "/api/v1/who", requester).status == .tooManyRequests, "a token gives no more")
    #expect(try await site.ask(.get, "/", cookie("requester")).status == .ok)
    for _ in 0..<4 { #expect(try await site.ask(.post, "/api/v1/who", .agent).status == .noContent) }
    let tooMany = try await site.ask(.post, "/api/v1/who", .agent)
    #expect(tooMany.status == .tooManyRequests && tooMany.json["code"] == "rate" && tooMany.json["limit"] == 4)
    #expect(tooMany.json["name"] == "changes by one token")
  }

  @Test("what is refused changes nothing and counts as none; whoever has none left may still end what they have")
  func notCounted() async throws {
    var limits = HTTPLimits()
    limits.changes.requester = 1
    let routes = [
      Route.form("/refused", .signedIn, feature: "Test") { _ in throw MainstayError.field("word", "is none") },
      Route.form("/sent", .signedIn, feature: "Test") { _ in .seeOther("/") },
      Route.form("/left", .signedIn, feature: "Test") { _ in .seeOther("/") }.endingAccess,
    ]
    let site = try TestSite(routes, limits: limits)
    func send(_ path: String) async throws -> Int {
      try await site.ask(
        .post, path, cookie("requester", [.contentType: AccessTests.formType]), body: "csrf=form-session-requester"
      ).status.code
    }
    for _ in 0..<3 { #expect(try await send("/refused") == 422) }
    #expect(try await send("/sent") == 303)
    #expect(try await send("/sent") == 429)
    for _ in 0..<3 { #expect(try await send("/left") == 303) }
  }

  @Test("a limit refills with time and forgets the oldest keys")
  func limits() throws {
    let limit = RateLimit("sign-in", limit: 2, window: .seconds(10), keys: 3)
    let start = TestSite.now
    try limit.count("a", at: start)
    try limit.count("a", at: start)
    #expect(throws: Problem.self) { try limit.count("a", at: start + .seconds(4)) }
    try limit.count("a", at: start + .seconds(5))
    #expect(throws: Problem.self) { try limit.check("a", at: start + .seconds(5)) }
    limit.clear("a")
    try limit.check("a", at: start + .seconds(5))
    for key in ["b", "c", "d", "e"] { try limit.count(key, at: start + .seconds(6)) }
    #expect(throws: Problem.self) {
      for _ in 0..<3 { try limit.count("e", at: start + .seconds(6)) }
    }
  }

  @Test("guessing a name from many places waits, and a known device passes by")
  func guessingFromEverywhere() throws {
    let (limits, now) = (SignInLimits(), TestSite.now)
    func attempt(_ name: String, _ address: String, device: String? = nil) -> SignInLimits.Attempt {
      .init(name: name, remote: address, knownDevice: device)
    }
    // Ten from each address, as often as there are addresses.
    for number in 0..<300 { try limits.count(attempt("admin", "198.51.100.\(number / 10)"), at: now) }
    let refusal = #expect(throws: Problem.self) { try limits.count(attempt("Admin", "203.0.113.7"), at: now) }
    #expect(refusal?.code == "wait" && refusal?.headers[.retryAfter] == "300")
    try limits.count(attempt("admin", "203.0.113.7", device: "known"), at: now)
    try limits.count(attempt("agent", "203.0.113.7"), at: now)
    for _ in 0..<9 { try limits.count(attempt("admin", "203.0.113.7", device: "known"), at: now) }
    #expect(throws: Problem.self) { try limits.count(attempt("admin", "203.0.113.7", device: "known"), at: now) }
    // Names that nobody can have cost a place by address alone.
    for _ in 0..<49 { try limits.count(attempt(String(repeating: "x", count: 61), "203.0.113.7"), at: now) }
    #expect(throws: Problem.self) { try limits.count(attempt("x", "203.0.113.7"), at: now) }
    // A right password gives back what it took.
    let right = attempt("lead", "192.0.2.1")
    for _ in 0..<1000 {
      try limits.count(right, at: now)
      limits.succeeded(right)
    }
  }

  @Test(
    "however many guess a name, the right person on a new device waits once, and a network that guesses waits longer",
    arguments: [300, 3000])
  func rightPersonComesIn(guesses: Int) throws {
    let (limits, now) = (SignInLimits(), TestSite.now)
    func attempt(_ address: String) -> SignInLimits.Attempt { .init(name: "admin", remote: address) }
    func guess(_ number: Int, at instant: Instant) -> Bool {
      (try? limits.count(attempt("10.\(number / 250).\(number % 250).1"), at: instant)) != nil
    }
    #expect((0..<guesses).count { guess($0, at: now) } == 300)
    // By the minute: what gets through where. The budget of the name gives five a minute to whoever is first.
    var entered: Instant?
    var tries = 0
    for minute in 0...120 {
      let instant = now + .minutes(Int64(minute))
      for number in 0..<20 { _ = guess(number, at: instant) }
      if entered == nil, (try? limits.count(attempt("203.0.113.7"), at: instant)) != nil { entered = instant }
      if (try? limits.count(attempt("192.0.2.\(minute)"), at: instant)) != nil { tries += 1 }
    }
    #expect(entered == now + .minutes(5))
    // One network of 256 addresses: after 5, 10, 20, 40 minutes and so on.
    #expect(tries == 4)
  }

  @Test("those who waited longest ago are forgotten first")
  func waitsAreBounded() {
    let (waits, now) = (GrowingWait("x", first: .minutes(5), longest: .hours(1), keys: 100), TestSite.now)
    for number in 0..<1000 { _ = waits.take("\(number)", at: now + .seconds(Int64(number))) }
    #expect((90...100).contains(waits.keysHeld))
    #expect(waits.take("999", at: now + .seconds(1299)) == nil)
    #expect(waits.take("0", at: now + .seconds(1299)) == .minutes(5))
  }

  @Test("a limit keeps no long key and forgets the buckets that are full again")
  func idleBuckets() throws {
    let limit = RateLimit("sign-in", limit: 2, window: .seconds(10), keys: 1000)
    for _ in 0..<3 { try limit.count("u1e" + String(repeating: "\u{301}", count: 100_000), at: TestSite.now) }
    #expect(limit.keysHeld == 0)
    for number in 0..<900 { try limit.count("old \(number)", at: TestSite.now) }
    let later = TestSite.now + .seconds(10)
    for number in 0..<400 { try limit.count("new \(number)", at: later) }
    #expect((400...512).contains(limit.keysHeld))
  }

  @Test(
    "an IPv6 subscriber is one address, and IPv4 is itself however it is written",
    arguments: [
      ("192.0.2.1", "192.0.2.1"), ("::ffff:192.0.2.1", "192.0.2.1"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
      ("2001:DB8:1:2::9", "2001:db8:1:2::/64"), ("2001:db8::9", "2001:db8:0:0::/64"), ("::1", "0:0:0:0::/64"),
      ("fe80::1%eth0", "fe80:0:0:0::/64"), ("local", "local"),
      ("198.51.100.8:40000", "198.51.100.8"), ("[2001:db8:1:2::9]:443", "2001:db8:1:2::/64"),
      ("[2001:db8:1:2::9]", "2001:db8:1:2::/64"), ("[::ffff:192.0.2.1]:80", "192.0.2.1"),
      ("::ffff:c000:201", "192.0.2.1"), ("64:ff9b::192.0.2.1", "64:ff9b:0:0::/64"), ("unknown", "unknown"),
      ("_hidden", "_hidden"), ("[", "["), ("", ""),
    ])
  func addresses(written: String, key: String) {
    #expect(SignInLimits.address(of: written) == key)
  }

  @Test("a limit goes on refilling after the clock was put back")
  func clockPutBack() throws {
    let limit = RateLimit("sign-in", limit: 1, window: .seconds(10))
    try limit.count("a", at: TestSite.now)
    let before = TestSite.now - .days(5)
    #expect(throws: Problem.self) { try limit.count("a", at: before) }
    try limit.count("a", at: before + .seconds(10))
  }

  @Test("a wait begins anew after the clock was put back")
  func waitPutBack() {
    let waits = GrowingWait("x", first: .minutes(5), longest: .hours(1))
    #expect(waits.take("a", at: TestSite.now) == .minutes(5))
    #expect(waits.take("a", at: TestSite.now - .seconds(5)) == .seconds(305))
    let before = TestSite.now - .days(5)
    #expect(waits.take("a", at: before) == .minutes(5))
    #expect(waits.take("a", at: before + .minutes(5)) == nil)
  }

  @Test("base64 for addresses keeps every byte and refuses other spellings")
  func base64() {
    for count in 0..<20 {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 37 + 200) }
      #expect(Base64URL.decode(Base64URL.encode(bytes)) == bytes)
    }
    #expect(Base64URL.decode("AB") == nil)
    #expect(Base64URL.decode("A+==") == nil)
    #expect(Base64URL.decode("A") == nil)
  }
}
