import HTTPSupport
import HTTPTypes
import Kernel
import Synchronization
import TestHTTP

/// A site with a still clock and one session and one token for each role: `session-agent`, `token-agent`.
struct TestSite {
  static let now = Instant(seconds: 1_750_000_000)
  var site: Site

  init(
    _ routes: [Route], limits: HTTPLimits = .init(), files: PublicFiles? = nil, secure: Bool = false,
    behindProxy: Bool = false, publicURL: String? = nil
  ) throws {
    site = try Site(
      routes: routes,
      settings: HTTPSettings(
        secureCookies: secure, strictTransport: secure, behindProxy: behindProxy, publicURL: publicURL,
        limits: limits),
      authenticator: RoleAuthenticator(), clock: StillClock(), ids: CountingIDs(), files: files)
  }

  func ask(
    _ method: HTTPRequest.Method, _ uri: String, _ headers: HTTPFields = [:], body: String? = nil,
    host: String = "localhost"
  ) async throws -> TestResponse {
    try await site.ask(method, uri, headers, body: body, host: host)
  }
}

struct StillClock: Kernel.Clock {
  func now() -> Instant { TestSite.now }
}

final class CountingIDs: IDSource {
  private let count = Atomic<Int>(0)
  func next(at now: Instant) -> RecordID { RecordID("id-\(count.add(1, ordering: .relaxed).newValue)") }
  func secret(bytes: Int) -> [UInt8] { Array(repeating: 7, count: bytes) }
}

struct RoleAuthenticator: Authenticator {
  func caller(session: String) async throws -> Caller? {
    caller(session, after: "session-").map {
      Caller(principal: $0, proof: .session(session, formToken: "form-" + session))
    }
  }
  func caller(token: String) async throws -> Caller? {
    if let principal = caller(token, after: "reading-") {
      return Caller(principal: principal, proof: .token("t"), mayWrite: false)
    }
    return caller(token, after: "token-").map { Caller(principal: $0, proof: .token("t")) }
  }
  private func caller(_ text: String, after prefix: String) -> Principal? {
    guard text.hasPrefix(prefix), let role = Role(rawValue: String(text.dropFirst(prefix.count))) else { return nil }
    return Principal(id: RecordID("p"), name: role.rawValue, role: role)
  }
}

extension TestResponse {
  var json: JSON { (try? JSON(parsing: text)) ?? .null }
  var faultPaths: [String] {
    json["faults"]?.arrayValue?.compactMap { $0["path"]?.stringValue } ?? []
  }
}

extension HTTPFields {
  static let agent: HTTPFields = [.authorization: "Bearer token-agent"]
  static let agentJSON: HTTPFields = [.authorization: "Bearer token-agent", .contentType: "application/json"]
}
