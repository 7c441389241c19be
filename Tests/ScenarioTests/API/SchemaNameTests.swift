import HTTPSupport
import Kernel
import MainstayServer
import Testing

@Suite("Schemas of the API's document", .timeLimit(.minutes(10)))
struct SchemaNameTests {
  @Test("one name is one schema, whatever wing it comes from")
  func names() async throws {
    try await APIDesk.open { desk in
      let document = OpenAPI(title: "T", version: "1", description: "")
      var found: [String: (schema: JSON, of: String)] = [:]
      for endpoint in desk.api.endpoints {
        for (name, schema) in document.document([endpoint])["components"]?["schemas"]?.objectValue ?? [:] {
          let first = found[name] ?? (schema, endpoint.id)
          #expect(first.schema == schema, "\(name) is another schema at \(endpoint.id) than at \(first.of)")
          found[name] = first
        }
      }
      #expect(found.count > 50)
    }
  }
}
