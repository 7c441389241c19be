import HTTPSupport
import HTTPTypes
import Kernel
import TestHTTP
import Testing
import TicketsUseCases

@Suite("Endpoints", .timeLimit(.minutes(10)))
struct EndpointTests {
  static let endpoint = Endpoint(
    .post, "/things/{key}", feature: "Things", id: "makeThing", "Makes a thing", access: .permission(.workTickets),
    parameters: [
      .path("key", .key, "Its key"), .query("limit", .integer(1...5), "How many"),
      .query("fields", .list(.oneOf(["a", "b"]), 0...3), "Which"), .query("dry", .boolean, "Only check"),
      .ifMatch,
    ],
    body: .object([.init("name", .line(1...5))]),
    responses: [.init(.ok, "The thing", .any)],
    handler: { call in
      .json([
        "key": .string(call.place("key")), "limit": .integer(Int64(call.integer("limit") ?? -1)),
        "fields": .array((call.list("fields") ?? []).map(JSON.string)), "dry": .bool(call.flag("dry") ?? false),
        "body": call.body, "seen": .integer(Int64(try call.seenVersion() ?? 0)),
      ])
    })

  let site: TestSite
  init() throws { site = try TestSite([EndpointTests.endpoint.route]) }

  private func post(_ path: String, _ body: String?, _ headers: HTTPFields = .agentJSON) async throws -> TestResponse {
    try await site.ask(.post, "/api/v1/things/" + path, headers, body: body)
  }

  @Test("a handler receives what was validated")
  func good() async throws {
    let answer = try await post(
      "net?limit=3&fields=a,b&dry=true", #"{"name":"x"}"#,
      [.authorization: "Bearer token-agent", .contentType: "application/json; charset=utf-8", .ifMatch: "\"7\""])
    #expect(answer.status == .ok)
    #expect(
      answer.text == #"{"body":{"name":"x"},"dry":true,"fields":["a","b"],"key":"net","limit":3,"seen":7}"#)
  }

  @Test("faults of parameters and body come in one answer")
  func allFaults() async throws {
    let answer = try await post("net?limit=9&fields=a,c&what=1&dry=maybe", #"{"name":"toolong","x":1}"#)
    #expect(answer.status == .unprocessableContent)
    #expect(answer.headers[.contentType] == "application/problem+json")
    #expect(answer.json["code"] == "invalid")
    #expect(answer.faultPaths == ["limit", "fields[1]", "dry", "what", "name", "x"])
  }

  @Test(
    "what cannot be read is said as such",
    arguments: [
      ("net", "{", "application/json", 400, "json"), ("net", "{}", "text/plain", 415, "media-type"),
      ("net", nil, "application/json", 400, "json"), ("Net", "{}", "application/json", 404, "not-found"),
      ("net?a=%zz", "{}", "application/json", 422, "invalid"), ("n%ff", "{}", "application/json", 400, "path"),
      ("net", #"{"name":"x","name":"y"}"#, "application/json", 400, "json"),
      ("net?limit=1&limit=2", #"{"name":"x"}"#, "application/json", 422, "invalid"),
    ] as [(String, String?, String, Int, String)])
  func unreadable(path: String, body: String?, type: String, status: Int, code: String) async throws {
    let answer = try await post(path, body, [.authorization: "Bearer token-agent", .contentType: type])
    #expect(answer.status.code == status)
    #expect(answer.json["code"]?.stringValue == code)
  }

  @Test("a deep or long body is refused")
  func bounds() async throws {
    let deep = String(repeating: "[", count: 100) + String(repeating: "]", count: 100)
    #expect(try await post("net", deep).status == .badRequest)
    var limits = HTTPLimits()
    limits.bodyBytes = 10
    let narrow = try TestSite([EndpointTests.endpoint.route], limits: limits)
    let answer = try await narrow.ask(.post, "/api/v1/things/net", .agentJSON, body: #"{"name":"xx"}"#)
    #expect(answer.status == .contentTooLarge)
    #expect(answer.json["limit"] == 10)
  }

  @Test("the document is the same bytes for the same endpoints in any order")
  func deterministic() throws {
    let other = Endpoint(
      .get, "/things", feature: "Things", id: "listThings", "Lists", access: .signedIn,
      responses: [.init(.ok, "All", .named("Things", .list(.named("Thing", .object([.init("a", .string)])))))],
      handler: { _ in .noContent })
    let api = OpenAPI(title: "T", version: "1", description: "")
    let one = api.document([EndpointTests.endpoint, other]).canonical
    #expect(one == api.document([other, EndpointTests.endpoint]).canonical)
    let document = try JSON(parsing: one)
    #expect(document["openapi"] == "3.1.0")
    let operation = document["paths"]?["/api/v1/things/{key}"]?["post"]
    #expect(operation?["x-permission"] == "tickets.work")
    #expect(operation?["responses"]?["412"]?["$ref"] == "#/components/responses/Stale")
    #expect(document["components"]?["schemas"]?["Thing"]?["type"] == "object")
  }
}
