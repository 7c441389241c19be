/// What SCIM refuses (RFC 7644, section 3.12).
public enum SCIMFault: Error, Hashable, Sendable {
  case invalidSyntax(String)
  case invalidFilter(String)
  case invalidPath(String)
  case invalidValue(String)
  case noTarget(String)
  case mutability(String)
  case uniqueness(String)
  case tooMany(String)
  case notFound(String)
  case stale(String)
  case notImplemented(String)

  /// The status of the answer.
  public var status: Int {
    switch self {
    case .uniqueness: 409
    case .notFound: 404
    case .stale: 412
    case .notImplemented: 501
    default: 400
    }
  }

  /// The detail error keyword, where there is one.
  public var scimType: String? {
    switch self {
    case .invalidSyntax: "invalidSyntax"
    case .invalidFilter: "invalidFilter"
    case .invalidPath: "invalidPath"
    case .invalidValue: "invalidValue"
    case .noTarget: "noTarget"
    case .mutability: "mutability"
    case .uniqueness: "uniqueness"
    case .tooMany: "tooMany"
    case .notFound, .stale, .notImplemented: nil
    }
  }

  public var detail: String {
    switch self {
    case .invalidSyntax(let text), .invalidFilter(let text), .invalidPath(let text), .invalidValue(let text),
      .noTarget(let text), .mutability(let text), .uniqueness(let text), .tooMany(let text), .notFound(let text),
      .stale(let text), .notImplemented(let text):
      text
    }
  }
}
