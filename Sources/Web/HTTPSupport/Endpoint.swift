import HTTPTypes
import Kernel

/// One operation of the API as a value: it registers its route, checks its input, documents itself and
/// is what the test of each route with each role goes through.
public struct Endpoint: Sendable {
  public var method: HTTPRequest.Method
  /// Below `/api/v1`.
  public var path: PathTemplate
  public var feature: String
  /// Unique, for program generators: `holdTicket`.
  public var id: String
  public var summary: String
  public var description: String
  public var access: Access
  public var parameters: [Parameter]
  /// The JSON body that it needs; nil where it takes none.
  public var body: JSONSchema?
  /// Where its body is a file: the media types that are taken.
  public var media: [String]
  public var responses: [Response]
  /// Bytes that its body may have; nil means the general limit.
  public var bodyBytes: Int?
  /// Needs no form token, because nobody is signed in yet.
  public var beforeSignIn: Bool
  /// As of `Route`.
  public var endsAccess = false
  public var handler: Route.Handler

  /// The same, as one that ends what somebody may do.
  public var endingAccess: Endpoint {
    var endpoint = self
    endpoint.endsAccess = true
    return endpoint
  }

  /// An answer that succeeds. Problems are documented by themselves.
  public struct Response: Sendable {
    public var status: HTTPResponse.Status
    public var description: String
    /// Nil for an answer without a body.
    public var schema: JSONSchema?
    public var type: String
    /// Carries the record's version as `ETag`.
    public var hasVersion: Bool

    public init(
      _ status: HTTPResponse.Status, _ description: String, _ schema: JSONSchema?, type: String = "application/json",
      hasVersion: Bool = false
    ) {
      self.status = status
      self.description = description
      self.schema = schema
      self.type = type
      self.hasVersion = hasVersion
    }

    /// The reader has this answer already.
    public static let notModified = Response(.notModified, "The reader has it", nil, hasVersion: true)
  }

  /// A named input beside the body.
  public struct Parameter: Sendable {
    public enum Place: String, Sendable { case path, query, header }
    public var name: String
    public var place: Place
    public var schema: JSONSchema
    public var isRequired: Bool
    public var description: String

    /// Part of the path.
    public static func path(_ name: String, _ schema: JSONSchema, _ description: String) -> Parameter {
      Parameter(name: name, place: .path, schema: schema, isRequired: true, description: description)
    }
    /// Part of the query; a list is written with commas.
    public static func query(
      _ name: String, _ schema: JSONSchema, _ description: String, required: Bool = false
    ) -> Parameter {
      Parameter(name: name, place: .query, schema: schema, isRequired: required, description: description)
    }
    public static func header(
      _ name: String, _ schema: JSONSchema, _ description: String, required: Bool = false
    ) -> Parameter {
      Parameter(name: name, place: .header, schema: schema, isRequired: required, description: description)
    }
    /// The version that the writer saw.
    public static let ifMatch = header(
      "If-Match",
      JSONSchema.line(1...1000).says("An ETag as it was read, like \"7\"; several with commas.", example: "*"),
      "The version of the record that the change was decided on; another one is answered 412.")
    /// Spares an answer that the reader has.
    public static let ifNoneMatch = header(
      // A header is bytes: beyond ASCII, what they mean is not agreed on.
      "If-None-Match",
      .shaped(TextPattern([.of("!"..."~", count: 1), .of(" "..."~", count: 0...999)]), 1...1000)
        .says("ETags as they were read.", example: "\"7\""),
      "What the reader has; the same answer again is 304.")
    /// Makes a repeated POST harmless.
    public static let idempotencyKey = header(
      "Idempotency-Key", .shaped(TextPattern([.of("!"..."~", count: 1...200)]), 1...200),
      "Any text unique to this request. A repeat with the same key and body gets the first answer again.")
  }

  public init(
    _ method: HTTPRequest.Method, _ path: PathTemplate, feature: String, id: String, _ summary: String,
    description: String = "", access: Access, parameters: [Parameter] = [], body: JSONSchema? = nil,
    media: [String] = [], bodyBytes: Int? = nil, responses: [Response], beforeSignIn: Bool = false,
    handler: @escaping Route.Handler
  ) {
    (self.method, self.path, self.feature, self.id) = (method, path, feature, id)
    (self.summary, self.description, self.access) = (summary, description, access)
    (self.parameters, self.body, self.media, self.bodyBytes) = (parameters, body, media, bodyBytes)
    (self.responses, self.beforeSignIn, self.handler) = (responses, beforeSignIn, handler)
  }

  public static let base: PathTemplate = "/api/v1"

  /// The route that checks the input and then calls the handler.
  public var route: Route {
    Route(
      method, Endpoint.base + path, kind: .api, access: access, feature: feature, bodyBytes: bodyBytes,
      beforeSignIn: beforeSignIn, endpoint: self, handler: { [self] call in try await handler(checked(call)) })
  }
}
