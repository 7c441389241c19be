import Core
import Directories
import DirectoriesUseCases
import HTTPSupport
import HTTPTypes
import Kernel

/// SCIM 2.0 (RFC 7644) for directories that send people and groups here. It describes itself by its own discovery, so it
/// stands beside the API and not in its document.
struct SCIMRoutes {
  let app: App

  /// Bytes of a body: a group with all its members.
  private static let bodyBytes = 2 << 20

  var all: [Route] {
    [
      discovery("/scim/v2/ServiceProviderConfig") { _ in SCIM.config },
      discovery("/scim/v2/ResourceTypes") { _ in SCIMRoutes.list(SCIMSchema.all.map(\.resourceType)) },
      discovery("/scim/v2/ResourceTypes/{name}") { call throws(SCIMFault) in
        let name = call.place("name")
        guard let found = SCIMSchema.all.first(where: { $0.name == name }) else {
          throw SCIMFault.notFound("There is no resource type \(name.prefix(80)).")
        }
        return found.resourceType
      },
      discovery("/scim/v2/Schemas") { _ in SCIMRoutes.list(SCIMSchema.all.map(\.json)) },
      discovery("/scim/v2/Schemas/{id}") { call throws(SCIMFault) in
        let id = call.place("id")
        guard let found = SCIMSchema.all.first(where: { $0.id == id }) else {
          throw SCIMFault.notFound("There is no schema \(id.prefix(80)).")
        }
        return found.json
      },
      // Beside the route of any other name, which has no POST.
      route(.post, "/scim/v2/.search") { _, _ in
        throw SCIMFault.notImplemented("Search users and groups apart: each has a .search of its own.")
      },
      route(.get, "/scim/v2/{unknown}") { call, _ in
        throw SCIMFault.notFound("There is no resource type \(call.place("unknown").prefix(80)).")
      },
    ] + SCIMSchema.all.flatMap(resources)
  }

  private func resources(_ schema: SCIMSchema) -> [Route] {
    let (many, one): (PathTemplate, PathTemplate) =
      schema == .user ? ("/scim/v2/Users", "/scim/v2/Users" + "/{id}") : ("/scim/v2/Groups", "/scim/v2/Groups/{id}")
    return [
      route(.get, many) { call, directory in try await list(schema, SCIMRoutes.asked(call), directory) },
      route(.post, many + "/.search") { call, directory in
        try await list(schema, SCIMRoutes.asked(of: SCIMRoutes.body(call)), directory)
      },
      route(.post, many) { call, directory in
        let made = try await change(.create(try SCIMRoutes.body(call)), schema, call, directory)
        return SCIMRoutes.answer(made ?? .null, status: .created, call)
      },
      route(.get, one) { call, directory in
        let found = try await app.ask(
          ShowThroughSCIM(RecordID(call.place("id")), of: schema, by: directory.id), as: SCIMRoutes.asker)
        if let seen = call.headers[.ifNoneMatch], seen == found["meta"]?["version"]?.stringValue {
          return Answer(status: .notModified, headers: [.eTag: seen])
        }
        return SCIMRoutes.answer(found, call)
      },
      route(.put, one) { call, directory in
        let act = SCIMAct.replace(
          RecordID(call.place("id")), try SCIMRoutes.body(call), version: try SCIMRoutes.version(call))
        return SCIMRoutes.answer(try await change(act, schema, call, directory) ?? .null, call)
      },
      route(.patch, one) { call, directory in
        let patch = try SCIMPatch(SCIMRoutes.body(call))
        let act = SCIMAct.patch(RecordID(call.place("id")), patch, version: try SCIMRoutes.version(call))
        return SCIMRoutes.answer(try await change(act, schema, call, directory) ?? .null, call)
      },
      route(.delete, one) { call, directory in
        let act = SCIMAct.delete(RecordID(call.place("id")), version: try SCIMRoutes.version(call))
        _ = try await change(act, schema, call, directory)
        return .noContent
      },
    ]
  }

  private static let asker = Principal.system("directory")

  private func change(_ act: SCIMAct, _ schema: SCIMSchema, _ call: Call, _ directory: Directory) async throws -> JSON?
  {
    try await app.run(ChangeThroughSCIM(act, of: schema, by: directory.id), as: SCIMRoutes.asker)
  }

  private func list(
    _ schema: SCIMSchema, _ asked: [String: String], _ directory: Directory
  ) async throws -> Answer {
    func number(_ name: String, or usual: Int) throws -> Int {
      guard let text = asked[name] else { return usual }
      guard let number = Int(text) else { throw SCIMFault.invalidValue("\(name) must be a whole number.") }
      return number
    }
    let start = try max(1, number("startindex", or: 1))
    let filter = try asked["filter"].map { try SCIMFilter($0, of: schema) }
    let found = try await app.ask(
      ListThroughSCIM(
        of: schema, by: directory.id, filter: filter, startIndex: start,
        count: number("count", or: PageLimits.usual)), as: SCIMRoutes.asker)
    let shown = found.resources.map { SCIMRoutes.shown($0, asked) }
    return SCIMRoutes.answer(SCIMRoutes.list(shown, total: found.total, start: start))
  }

  /// The query, its names in small letters.
  private static func asked(_ call: Call) throws -> [String: String] {
    Dictionary(try call.queryPairs().map { ($0.name.lowercased(), $0.value) }, uniquingKeysWith: { first, _ in first })
  }

  /// What a body asks (RFC 7644, section 3.4.3), as a query would.
  private static func asked(of body: JSON) -> [String: String] {
    var asked: [String: String] = [:]
    for (key, value) in body.objectValue ?? [:] {
      let texts = value.arrayValue?.compactMap(\.stringValue)
      asked[key.lowercased()] =
        value.stringValue ?? value.integerValue.map { String($0) } ?? texts?.joined(separator: ",")
    }
    return asked
  }

  private static func shown(_ resource: JSON, _ asked: [String: String]) -> JSON {
    func names(_ key: String) -> [String]? {
      asked[key].map { $0.split(separator: ",").map { $0.filter { $0 != " " } } }
    }
    return SCIM.shown(resource, only: names("attributes"), but: names("excludedattributes") ?? [])
  }

  private static func list(_ resources: [JSON], total: Int? = nil, start: Int = 1) -> JSON {
    [
      "schemas": [.string(SCIM.listResponse)], "totalResults": .integer(Int64(total ?? resources.count)),
      "startIndex": .integer(Int64(start)), "itemsPerPage": .integer(Int64(resources.count)),
      "Resources": .array(resources),
    ]
  }

  private static func body(_ call: Call) throws -> JSON {
    guard ["application/scim+json", "application/json"].contains(call.mediaType) else {
      throw Problem.unsupportedMedia("application/scim+json")
    }
    guard let text = String(validating: call.bytes, as: UTF8.self) else {
      throw SCIMFault.invalidSyntax("The body is not UTF-8.")
    }
    do {
      return try JSON(parsing: text)
    } catch {
      throw SCIMFault.invalidSyntax("The body is no JSON: \(error.reason) at byte \(error.offset).")
    }
  }

  /// The version that the directory saw; nil where it does not say, or takes any.
  private static func version(_ call: Call) throws -> Int? {
    guard let text = call.headers[.ifMatch], text != "*" else { return nil }
    let plain = text.hasPrefix("W/") ? text.dropFirst(2) : text[...]
    guard let number = Int(plain.filter { $0 != "\"" }) else {
      throw SCIMFault.stale("If-Match is no version that was given here.")
    }
    return number
  }
}

extension SCIMRoutes {
  private func discovery(
    _ path: PathTemplate, _ document: @escaping @Sendable (Call) throws -> JSON
  ) -> Route {
    route(.get, path) { call, _ in
      // A filter would have to be understood, and none is (RFC 7644, section 4).
      if try SCIMRoutes.asked(call)["filter"] != nil {
        return SCIMRoutes.refusal(status: 403, type: nil, "What the service says of itself is not filtered.")
      }
      return SCIMRoutes.answer(try document(call))
    }
  }

  private func route(
    _ method: HTTPRequest.Method, _ path: PathTemplate,
    _ handler: @escaping @Sendable (Call, Directory) async throws -> Answer
  ) -> Route {
    Route(
      method, path, kind: .api, access: .anyone, feature: "Directories", bodyBytes: SCIMRoutes.bodyBytes
    ) { [app] call in
      do {
        guard let directory = try await SCIMRoutes.directory(call, app) else {
          var answer = SCIMRoutes.refusal(
            status: 401, type: nil, "The secret of a directory is needed as a bearer token, and this is none.")
          answer.headers[.wwwAuthenticate] = "Bearer realm=\"mainstay\""
          return answer
        }
        return try await handler(call, directory)
      } catch {
        return try SCIMRoutes.answer(error)
      }
    }
  }

  private static func directory(_ call: Call, _ app: App) async throws -> Directory? {
    let parts = call.headers[.authorization]?.split(separator: " ", maxSplits: 1) ?? []
    guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
    return try await app.ask(DirectoryOfSecret(String(parts[1])), as: asker)
  }

  private static func answer(_ resource: JSON, status: HTTPResponse.Status = .ok, _ call: Call) -> Answer {
    var answer = answer(shown(resource, (try? asked(call)) ?? [:]), status: status)
    answer.headers[.eTag] = resource["meta"]?["version"]?.stringValue
    if status == .created { answer.headers[.location] = resource["meta"]?["location"]?.stringValue }
    return answer
  }

  private static func answer(_ value: JSON, status: HTTPResponse.Status = .ok) -> Answer {
    .bytes(value.canonicalBytes, type: "application/scim+json", status: status)
  }

  /// - Throws: What is no refusal of a request.
  private static func answer(_ error: any Error) throws -> Answer {
    switch error {
    case let fault as SCIMFault: refusal(status: fault.status, type: fault.scimType, fault.detail)
    case MainstayError.invalid(let faults):
      refusal(
        status: 400, type: "invalidValue", faults.map { "\($0.path) \($0.message)." }.joined(separator: " "))
    case MainstayError.conflict("name-taken", let message): refusal(status: 409, type: "uniqueness", message)
    case MainstayError.conflict(_, let message): refusal(status: 409, type: nil, message)
    case MainstayError.limit(let name, let limit): refusal(status: 400, type: "tooMany", "\(name): at most \(limit).")
    case MainstayError.notFound(let kind, let id): refusal(status: 404, type: nil, "There is no \(kind) \(id).")
    default: throw error
    }
  }

  private static func refusal(status: Int, type: String?, _ detail: String) -> Answer {
    answer(
      .members([
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "status": .string(String(status)),
        "scimType": .text(type), "detail": .string(detail),
      ]), status: HTTPResponse.Status(code: status))
  }
}
