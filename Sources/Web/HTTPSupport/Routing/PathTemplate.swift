import Kernel

/// A path with named places: `/tickets/{id}/holds`.
public struct PathTemplate: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
  public enum Segment: Hashable, Sendable {
    case literal(String)
    case capture(String)
  }

  public let segments: [Segment]

  public init(_ text: String) {
    segments = text.split(separator: "/").map { part in
      part.hasPrefix("{") && part.hasSuffix("}")
        ? .capture(String(part.dropFirst().dropLast())) : .literal(String(part))
    }
  }

  public init(stringLiteral text: String) { self.init(text) }

  private init(segments: [Segment]) { self.segments = segments }

  /// The names of its places, in their order.
  public var captures: [String] {
    segments.compactMap { if case .capture(let name) = $0 { name } else { nil } }
  }

  public var description: String {
    "/"
      + segments.map {
        switch $0 {
        case .literal(let text): text
        case .capture(let name): "{\(name)}"
        }
      }.joined(separator: "/")
  }

  public static func + (a: PathTemplate, b: PathTemplate) -> PathTemplate {
    PathTemplate(segments: a.segments + b.segments)
  }

  /// The path with each place filled in; places without a value stay as they are.
  public func filled(_ values: [String: String]) -> String {
    "/"
      + segments.map {
        switch $0 {
        case .literal(let text): text
        case .capture(let name): values[name].map(PercentCoding.encode) ?? "{\(name)}"
        }
      }.joined(separator: "/")
  }
}
