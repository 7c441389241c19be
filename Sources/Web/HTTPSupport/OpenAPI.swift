import Core
import HTTPTypes
import Kernel

/// The OpenAPI 3.1 document of the endpoints: the same bytes for the same endpoints, in any order.
public struct OpenAPI: Sendable {
  public var title: String
  public var version: String
  public var description: String
  /// Sentences by feature.
  public var features: [String: String]
  /// Requests that the product makes of others, by name, as the document's `webhooks` has them.
  public var webhooks: [String: JSON]

  public init(
    title: String, version: String, description: String, features: [String: String] = [:],
    webhooks: [String: JSON] = [:]
  ) {
    (self.title, self.version, self.description, self.features) = (title, version, description, features)
    self.webhooks = webhooks
  }

  public func document(_ endpoints: [Endpoint]) -> JSON {
    var schemas: [String: JSON] = [:]
    _ = OpenAPI.problem.document(&schemas)
    var paths: [String: JSON] = [:]
    for endpoint in endpoints {
      let path = (Endpoint.base + endpoint.path).description
      var item = paths[path]?.objectValue ?? [:]
      item[endpoint.method.rawValue.lowercased()] = operation(endpoint, &schemas)
      paths[path] = .object(item)
    }
    let tags = Set(endpoints.map(\.feature)).sorted()
    var document: [String: JSON] = [
      "openapi": "3.1.0",
      "info": [
        "title": .string(title), "version": .string(version), "description": .string(description),
      ],
      "servers": [["url": "/"]],
      "tags": .array(
        tags.map { .members(["name": .string($0), "description": .text(features[$0])]) }),
      "paths": .object(paths),
      "components": [
        "schemas": .object(schemas),
        "securitySchemes": [
          "token": [
            "type": "http", "scheme": "bearer", "description": "An API token, made on the page of one's account.",
          ]
        ],
        "responses": .object(
          Dictionary(uniqueKeysWithValues: OpenAPI.problems.map { ($0.name, OpenAPI.response($0.description)) })),
      ],
    ]
    if !webhooks.isEmpty { document["webhooks"] = .object(webhooks) }
    return .object(document)
  }

  private func operation(_ endpoint: Endpoint, _ schemas: inout [String: JSON]) -> JSON {
    var operation: [String: JSON] = [
      "operationId": .string(endpoint.id), "summary": .string(endpoint.summary),
      "tags": [.string(endpoint.feature)],
    ]
    var words = endpoint.description
    switch endpoint.access {
    case .anyone: operation["security"] = []
    case .signedIn: operation["security"] = [["token": []]]
    case .permission(let permission):
      operation["security"] = [["token": []]]
      operation["x-permission"] = .string(permission.name)
      words += (words.isEmpty ? "" : " ") + "Needs the permission `\(permission.name)`."
    }
    if !words.isEmpty { operation["description"] = .string(words) }
    if !endpoint.parameters.isEmpty {
      operation["parameters"] = .array(endpoint.parameters.map { $0.document(&schemas) })
    }
    if let body = endpoint.body {
      operation["requestBody"] = [
        "required": true, "content": ["application/json": ["schema": body.document(&schemas)]],
      ]
    }
    if !endpoint.media.isEmpty {
      // A schema would have to describe the bytes; none says that any may come.
      let content = endpoint.media.map { ($0, JSON.object([:])) }
      operation["requestBody"] = [
        "required": true, "content": .object(Dictionary(content) { first, _ in first }),
      ]
    }
    var responses: [String: JSON] = [:]
    for response in endpoint.responses { responses[String(response.status.code)] = response.document(&schemas) }
    for problem in OpenAPI.problems where problem.applies(endpoint) {
      responses[problem.status] = ["$ref": .string("#/components/responses/" + problem.name)]
    }
    operation["responses"] = .object(responses)
    return .object(operation)
  }
}

extension Endpoint.Parameter {
  fileprivate func document(_ schemas: inout [String: JSON]) -> JSON {
    var object: [String: JSON] = [
      "name": .string(name), "in": .string(place.rawValue), "required": .bool(isRequired),
      "schema": schema.document(&schemas), "description": .string(description),
    ]
    if place == .query, schema.isList {
      object["style"] = "form"
      object["explode"] = false
    }
    return .object(object)
  }
}

extension JSONSchema {
  fileprivate var isList: Bool {
    switch self {
    case .array: true
    case .described(let schema, _, _), .named(_, let schema), .nullable(let schema): schema.isList
    default: false
    }
  }
}

extension Endpoint.Response {
  fileprivate func document(_ schemas: inout [String: JSON]) -> JSON {
    var object: [String: JSON] = ["description": .string(description)]
    if let schema {
      object["content"] = .object([type: ["schema": schema.document(&schemas)]])
    }
    if hasVersion {
      object["headers"] = [
        "ETag": ["description": "The version of the record, for If-Match.", "schema": ["type": "string"]]
      ]
    }
    return .object(object)
  }
}
