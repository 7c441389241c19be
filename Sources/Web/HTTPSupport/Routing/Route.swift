import Core
import HTTPTypes
import Kernel

/// Who may call a route. Whether a caller with a name may do the thing is decided by the use case; the permission stands
/// here for the documentation, for the test of each route with each role, and to be asked for before a body is read.
public enum Access: Hashable, Sendable {
  /// No sign-in is asked for.
  case anyone
  /// Any person or program with a valid session or token.
  case signedIn
  /// As `signedIn`, and the use case asks for this permission.
  case permission(Permission)
}

/// One address of the product as a value: the site is made of these and of nothing else.
public struct Route: Sendable {
  /// How its errors look and what stands in for a missing sign-in.
  public enum Kind: Hashable, Sendable {
    /// JSON for programs: problem documents, 401.
    case api
    /// HTML for people: an error page, a redirect to the sign-in page.
    case page
    /// Bytes of a file, or text for a machine: a short text.
    case plain
  }

  public typealias Handler = @Sendable (Call) async throws -> Answer

  public var method: HTTPRequest.Method
  public var path: PathTemplate
  public var kind: Kind
  public var access: Access
  /// The feature's folder name, as in `Tickets`.
  public var feature: String
  /// Bytes that a body may have; nil means the general limit.
  public var bodyBytes: Int?
  /// Accepts a form without a token, because nobody is signed in yet; the origin is still checked.
  public var beforeSignIn: Bool
  public var handler: Handler
  /// The parameters of its query, where others are refused: of a list or a file, one that is not understood would show
  /// something else than was asked for. Nil where none is looked for.
  public var asks: [String]?
  /// Takes no place among the requests, so that it is answered however many there are: what watches the product.
  public var isApart = false
  /// Ends what somebody may do: signing out, sessions, tokens, a password. It is taken however many changes came before,
  /// so that a program that runs away keeps nobody from stopping it.
  public var endsAccess = false
  /// What the documentation says about it, for routes of the API.
  public var endpoint: Endpoint?

  public init(
    _ method: HTTPRequest.Method, _ path: PathTemplate, kind: Kind, access: Access, feature: String,
    bodyBytes: Int? = nil, beforeSignIn: Bool = false, endpoint: Endpoint? = nil, handler: @escaping Handler
  ) {
    self.method = method
    self.path = path
    self.kind = kind
    self.access = access
    self.feature = feature
    self.bodyBytes = bodyBytes
    self.beforeSignIn = beforeSignIn
    self.endpoint = endpoint
    self.handler = handler
    endsAccess = endpoint?.endsAccess ?? false
  }

  /// The same, as one that ends what somebody may do.
  public var endingAccess: Route {
    var route = self
    route.endsAccess = true
    return route
  }

  /// A page that is read.
  ///
  /// - Parameter asks: The parameters of its query, where others are refused.
  public static func page(
    _ path: PathTemplate, _ access: Access, feature: String, asks: [String]? = nil, handler: @escaping Handler
  ) -> Route {
    var route = Route(.get, path, kind: .page, access: access, feature: feature, handler: handler)
    route.asks = asks
    return route
  }

  /// A form that is sent.
  ///
  /// - Parameter bodyBytes: What it may have with its files; the general limit where nil.
  public static func form(
    _ path: PathTemplate, _ access: Access, feature: String, bodyBytes: Int? = nil, beforeSignIn: Bool = false,
    handler: @escaping Handler
  ) -> Route {
    Route(
      .post, path, kind: .page, access: access, feature: feature, bodyBytes: bodyBytes, beforeSignIn: beforeSignIn,
      handler: handler)
  }
}
