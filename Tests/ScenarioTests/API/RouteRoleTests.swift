import Core
import HTTPSupport
import HTTPTypes
import Kernel
import MainstayServer
import Testing

@Suite("Each route with each role", .timeLimit(.minutes(10)))
struct RouteRoleTests {
  /// Where a use case asks for more than the route says, depending on whose record it is.
  private static let stricter: [String: Set<Role>] = [
    "cancelTicket": [.agent], "setPassword": [.requester, .agent, .lead, .manager],
    "showAccess": [.requester, .agent, .lead],
  ]

  private func places(_ endpoint: Endpoint, _ ticket: String) -> [String: String] {
    var places: [String: String] = [:]
    for parameter in endpoint.parameters where parameter.place == .path {
      places[parameter.name] =
        parameter.name == "ticket" ? ticket : parameter.schema.example.stringValue ?? "x"
    }
    return places
  }

  /// An event stream does not end by itself, so it is tried only where it is refused.
  private func isStream(_ endpoint: Endpoint) -> Bool {
    endpoint.responses.contains { $0.type == "text/event-stream" }
  }

  @Test("a role without the permission is refused, one with it is not", arguments: APIDesk.roles)
  func permissions(role: Role) async throws {
    try await APIDesk.open { desk in
      for endpoint in desk.api.endpoints {
        var query = ""
        for parameter in endpoint.parameters where parameter.place == .query && parameter.isRequired {
          let example = parameter.schema.example
          query += "\(parameter.name)=\(example.stringValue ?? example.canonical)&"
        }
        guard case .permission(let permission) = endpoint.access else { continue }
        let may = role.has(permission)
        if may, isStream(endpoint) { continue }
        // Only where it is asked about: a requester makes no more than so many changes a minute.
        let isOfTicket = endpoint.parameters.contains { $0.place == .path && $0.name == "ticket" }
        let ticket = isOfTicket ? try await desk.openTicket() : ""
        let reply = try await desk.call(
          endpoint.id, places(endpoint, ticket), endpoint.body?.smallestExample, as: role, query: query)
        if may, RouteRoleTests.stricter[endpoint.id]?.contains(role) != true {
          #expect(reply.status != 403 && reply.status != 401, "\(endpoint.id) as \(role.rawValue): \(reply.text)")
        } else {
          #expect(reply.status == 403, "\(endpoint.id) as \(role.rawValue): \(reply.status) \(reply.text)")
        }
      }
    }
  }

  @Test("nobody gets in without a token but where anyone may")
  func anonymous() async throws {
    try await APIDesk.open { desk in
      for endpoint in desk.api.endpoints where endpoint.access != .anyone {
        let reply = try await desk.call(
          endpoint.id, places(endpoint, "INC-1"), endpoint.body?.smallestExample, as: nil)
        #expect(reply.status == 401, "\(endpoint.id)")
      }
    }
  }

  @Test("operations have names of their own and every route below the API is one")
  func listed() async throws {
    try await APIDesk.open { desk in
      let ids = desk.api.endpoints.map(\.id)
      #expect(Set(ids).count == ids.count)
      let unlisted = desk.api.routes.filter { $0.endpoint == nil }.map(\.path.description)
      #expect(unlisted == ["/api/v1/openapi.json"])
    }
  }

  @Test("the document says of each of its parts what it is about")
  func described() async throws {
    try await APIDesk.open { desk in
      for tag in try #require(desk.api.document["tags"]?.arrayValue) {
        let about = tag["description"]?.stringValue
        #expect(about?.isEmpty == false, "\(tag)")
      }
    }
  }
}
