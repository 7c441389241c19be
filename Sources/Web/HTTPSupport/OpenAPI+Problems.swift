import HTTPTypes
import Kernel

extension OpenAPI {
  /// The shape of every problem document (RFC 9457).
  static let problem = JSONSchema.named(
    "Problem",
    .object([
      .init("type", .string.says("A URN that names the kind of problem.")),
      .init("code", .string.says("Stable, for programs.", example: "invalid")),
      .init("title", .string), .init("status", .integer(400...599)), .init("detail", .string),
      .init("instance", .string.says("Names the request; the log has it.")),
      .optional("faults", .list(.object([.init("path", .string), .init("message", .string)]))),
      .optional("kind", .string), .optional("id", .string), .optional("yours", .count),
      .optional("current", .count), .optional("permission", .string), .optional("name", .string),
      .optional("limit", .count),
    ]))

  struct Kind: Sendable {
    var status: String
    var name: String
    var description: String
    var applies: @Sendable (Endpoint) -> Bool
  }

  static func response(_ description: String) -> JSON {
    [
      "description": .string(description),
      "content": ["application/problem+json": ["schema": ["$ref": "#/components/schemas/Problem"]]],
    ]
  }

  /// Which problems an endpoint may answer with.
  static let problems: [Kind] = [
    Kind(status: "400", name: "BadRequest", description: "The request cannot be read.") { _ in true },
    Kind(status: "401", name: "Unauthenticated", description: "No valid token or session, or a wrong password.") {
      $0.access != .anyone || $0.beforeSignIn
    },
    Kind(status: "403", name: "Forbidden", description: "The caller may not do this.") { $0.access != .anyone },
    Kind(status: "404", name: "NotFound", description: "There is none, or not for the caller.") {
      !$0.parameters.isEmpty || $0.body != nil
    },
    Kind(status: "408", name: "SlowBody", description: "The body did not arrive in time.") { $0.method != .get },
    Kind(status: "409", name: "Conflict", description: "The state of the record does not allow it.") {
      // What only another node can show is told by it too.
      $0.method != .get || $0.id == "showVerification"
    },
    Kind(status: "412", name: "Stale", description: "The record has changed meanwhile.") {
      $0.parameters.contains { $0.name == "If-Match" }
    },
    Kind(status: "413", name: "TooLarge", description: "The body is too large.") { $0.method != .get },
    Kind(status: "415", name: "MediaType", description: "Another kind of body is needed.") {
      $0.body != nil || !$0.media.isEmpty
    },
    Kind(status: "422", name: "Invalid", description: "Faulty input; each fault names its field.") { _ in true },
    Kind(status: "429", name: "TooMany", description: "Too many tries; wait as Retry-After says.") { _ in true },
    Kind(status: "500", name: "Internal", description: "Something failed on our side.") { _ in true },
    Kind(status: "503", name: "Unavailable", description: "Busy; try again as Retry-After says.") { _ in true },
  ]
}
