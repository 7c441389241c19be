import HTTPTypes
import Kernel

/// Finds the route of a method and a path. Literal segments win over places.
struct RouteTree: Sendable {
  /// Two routes with the same method and path.
  struct Ambiguous: Error, CustomStringConvertible {
    var description: String
  }

  enum Match: Sendable {
    /// The route's number, and the values of its places in their order.
    case route(Int, [String])
    /// The path is known, the method is not; these are allowed.
    case otherMethods([HTTPRequest.Method])
    case nothing
    /// An escape in the path is broken.
    case malformed
  }

  private struct Node: Sendable {
    var children: [String: Int] = [:]
    var place: Int?
    var routes: [(method: HTTPRequest.Method, route: Int)] = []
  }

  private var nodes = [Node()]

  init(_ routes: [Route]) throws(Ambiguous) {
    for (number, route) in routes.enumerated() {
      var at = 0
      for segment in route.path.segments {
        switch segment {
        case .literal(let text): at = child(of: at, text)
        case .capture: at = place(of: at)
        }
      }
      guard !nodes[at].routes.contains(where: { $0.method == route.method }) else {
        throw Ambiguous(description: "two routes for \(route.method) \(route.path)")
      }
      nodes[at].routes.append((route.method, number))
    }
  }

  private mutating func child(of node: Int, _ text: String) -> Int {
    if let known = nodes[node].children[text] { return known }
    nodes.append(Node())
    nodes[node].children[text] = nodes.count - 1
    return nodes.count - 1
  }

  private mutating func place(of node: Int) -> Int {
    if let known = nodes[node].place { return known }
    nodes.append(Node())
    nodes[node].place = nodes.count - 1
    return nodes.count - 1
  }

  func match(_ method: HTTPRequest.Method, _ path: Substring) -> Match {
    var segments: [String] = []
    for part in path.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
      guard let text = PercentCoding.decode(part) else { return .malformed }
      segments.append(text)
    }
    if segments == [""] { segments = [] }
    var captured: [String] = []
    guard let found = walk(0, segments[...], &captured) else { return .nothing }
    let routes = nodes[found].routes
    if let exact = routes.first(where: { $0.method == method }) { return .route(exact.route, captured) }
    if method == .head, let get = routes.first(where: { $0.method == .get }) { return .route(get.route, captured) }
    var allowed = routes.map(\.method)
    if allowed.contains(.get) { allowed.append(.head) }
    return .otherMethods(allowed.sorted { $0.rawValue < $1.rawValue })
  }

  private func walk(_ node: Int, _ rest: ArraySlice<String>, _ captured: inout [String]) -> Int? {
    guard let first = rest.first else { return nodes[node].routes.isEmpty ? nil : node }
    if let next = nodes[node].children[first], let found = walk(next, rest.dropFirst(), &captured) { return found }
    guard let next = nodes[node].place, !first.isEmpty else { return nil }
    captured.append(first)
    if let found = walk(next, rest.dropFirst(), &captured) { return found }
    captured.removeLast()
    return nil
  }
}
