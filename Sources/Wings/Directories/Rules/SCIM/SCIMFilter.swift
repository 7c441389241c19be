import Kernel

/// A question about resources (RFC 7644, section 3.4.2.2).
public indirect enum SCIMFilter: Hashable, Sendable {
  public enum Comparison: String, CaseIterable, Hashable, Sendable { case eq, ne, co, sw, ew, gt, ge, lt, le }

  /// An attribute with a part of it: `emails.value`. Names in small letters.
  public struct Path: Hashable, Sendable {
    public var attribute: String
    public var part: String?
  }

  case compare(Path, Comparison, JSON)
  case present(Path)
  /// An element of a list for which the filter inside holds.
  case element(String, SCIMFilter)
  case and(SCIMFilter, SCIMFilter)
  case or(SCIMFilter, SCIMFilter)
  case not(SCIMFilter)

  /// Characters that a filter may have.
  public static let longest = 2000
  /// Parentheses inside one another.
  static let deepest = 20

  /// - Throws: `invalidFilter` with what cannot be read.
  public init(_ text: String, of schema: SCIMSchema) throws(SCIMFault) {
    guard text.utf8.count <= SCIMFilter.longest else {
      throw .invalidFilter("A filter may have at most \(SCIMFilter.longest) characters.")
    }
    var reader = SCIMFilterReader(text, schema: schema)
    self = try reader.whole()
  }

  /// Of a filter for one value of one attribute: that value. What an index finds.
  public func value(of attribute: String) -> String? {
    guard case .compare(let path, .eq, let value) = self, path.part == nil,
      path.attribute == attribute.lowercased()
    else { return nil }
    return value.stringValue
  }
}

extension SCIMFilter {
  /// Whether it holds for a resource.
  public func holds(for resource: JSON) -> Bool {
    switch self {
    case .and(let one, let other): one.holds(for: resource) && other.holds(for: resource)
    case .or(let one, let other): one.holds(for: resource) || other.holds(for: resource)
    case .not(let filter): !filter.holds(for: resource)
    case .present(let path): !SCIMFilter.values(path, of: resource).isEmpty
    case .element(let attribute, let filter):
      (SCIMFilter.member(attribute, of: resource)?.arrayValue ?? []).contains { filter.holds(for: $0) }
    case .compare(let path, let comparison, let wanted):
      SCIMFilter.holds(comparison, SCIMFilter.values(path, of: resource), wanted)
    }
  }

  private static func member(_ name: String, of object: JSON) -> JSON? {
    object.objectValue?.first { $0.key.lowercased() == name }?.value
  }

  /// The values of an attribute; of a complex one without a part its `value`.
  private static func values(_ path: Path, of resource: JSON) -> [JSON] {
    guard let found = member(path.attribute, of: resource), found != .null else { return [] }
    let elements = found.arrayValue ?? [found]
    return elements.compactMap { element in
      guard element.objectValue != nil else { return path.part == nil ? element : nil }
      return member(path.part ?? "value", of: element)
    }
  }

  private static func holds(_ comparison: Comparison, _ values: [JSON], _ wanted: JSON) -> Bool {
    if wanted == .null { return comparison == .eq ? values.isEmpty : !values.isEmpty }
    if comparison == .ne { return !holds(.eq, values, wanted) }
    return values.contains { value in
      if let flag = value.boolValue {
        return comparison == .eq && (wanted.boolValue ?? (wanted.stringValue?.lowercased() == "true")) == flag
      }
      guard let text = value.stringValue?.lowercased(), let other = wanted.stringValue?.lowercased() else {
        return comparison == .eq && value == wanted
      }
      return switch comparison {
      case .eq: text == other
      case .ne: text != other
      case .co: text.contains(other)
      case .sw: text.hasPrefix(other)
      case .ew: text.hasSuffix(other)
      case .gt: text > other
      case .ge: text >= other
      case .lt: text < other
      case .le: text <= other
      }
    }
  }
}

/// Reads a filter, or the path of a patch, from the left.
struct SCIMFilterReader {
  private var rest: Substring
  private let schema: SCIMSchema
  private var depth = 0
  /// Inside brackets, names are parts of this attribute.
  private var inside: SCIMAttribute?

  init(_ text: String, schema: SCIMSchema) { (rest, self.schema) = (text[...], schema) }

  mutating func whole() throws(SCIMFault) -> SCIMFilter {
    let filter = try either()
    skip()
    guard rest.isEmpty else { throw .invalidFilter("The filter cannot be read from \"\(rest.prefix(40))\" on.") }
    return filter
  }

  private mutating func either() throws(SCIMFault) -> SCIMFilter {
    var filter = try both()
    while takeWord("or") { filter = .or(filter, try both()) }
    return filter
  }

  private mutating func both() throws(SCIMFault) -> SCIMFilter {
    var filter = try one()
    while takeWord("and") { filter = .and(filter, try one()) }
    return filter
  }

  private mutating func one() throws(SCIMFault) -> SCIMFilter {
    depth += 1
    defer { depth -= 1 }
    guard depth <= SCIMFilter.deepest else { throw .invalidFilter("The filter has too many parentheses.") }
    if takeWord("not") {
      guard take("(") else { throw .invalidFilter("Behind not comes a parenthesis.") }
      return .not(try inParentheses())
    }
    if take("(") { return try inParentheses() }
    let name = try self.name()
    if inside == nil, take("[") {
      guard let attribute = schema.attribute(name), attribute.isMulti else {
        throw .invalidFilter("\(name) is no list here.")
      }
      inside = attribute
      let filter = try either()
      inside = nil
      guard take("]") else { throw .invalidFilter("A bracket is not closed.") }
      return .element(attribute.name.lowercased(), filter)
    }
    let path = try path(name)
    if takeWord("pr") { return .present(path) }
    guard let comparison = SCIMFilter.Comparison.allCases.first(where: { takeWord($0.rawValue) }) else {
      throw .invalidFilter("Behind \(name) comes one of eq, ne, co, sw, ew, gt, ge, lt, le, pr.")
    }
    return .compare(path, comparison, try value())
  }

  private mutating func inParentheses() throws(SCIMFault) -> SCIMFilter {
    let filter = try either()
    guard take(")") else { throw .invalidFilter("A parenthesis is not closed.") }
    return filter
  }

  private func path(_ name: String) throws(SCIMFault) -> SCIMFilter.Path {
    let parts = name.split(separator: ".", maxSplits: 1).map { $0.lowercased() }
    let part = parts.count > 1 ? parts[1] : nil
    if let inside {
      guard part == nil, inside.part(name) != nil else { throw .invalidFilter("\(inside.name) has no part \(name).") }
      return SCIMFilter.Path(attribute: parts[0], part: nil)
    }
    if ["id", "meta", "schemas"].contains(parts[0]) { return SCIMFilter.Path(attribute: parts[0], part: part) }
    guard let attribute = schema.attribute(parts[0]) else { throw .invalidFilter("There is no attribute \(name).") }
    if let part, attribute.part(part) == nil { throw .invalidFilter("\(attribute.name) has no part \(part).") }
    return SCIMFilter.Path(attribute: parts[0], part: part)
  }

  private mutating func name() throws(SCIMFault) -> String {
    skip()
    let name = rest.prefix { $0.isLetter || $0.isNumber || "$-_.:".contains($0) }
    guard !name.isEmpty else { throw .invalidFilter("An attribute is missing before \"\(rest.prefix(40))\".") }
    rest = rest.dropFirst(name.count)
    return schema.plain(String(name))
  }

  private mutating func value() throws(SCIMFault) -> JSON {
    skip()
    for (word, value) in [("true", JSON.bool(true)), ("false", .bool(false)), ("null", .null)] where takeWord(word) {
      return value
    }
    guard rest.first == "\"" else { throw .invalidFilter("A value is missing before \"\(rest.prefix(40))\".") }
    var end = rest.index(after: rest.startIndex)
    while end < rest.endIndex, rest[end] != "\"" {
      if rest[end] == "\\" { end = rest.index(after: end) }
      guard end < rest.endIndex else { break }
      end = rest.index(after: end)
    }
    guard end < rest.endIndex, let value = try? JSON(parsing: String(rest[...end])) else {
      throw .invalidFilter("A text is not closed, or is no JSON.")
    }
    rest = rest[rest.index(after: end)...]
    return value
  }

  private mutating func skip() { rest = rest.drop { $0 == " " } }

  private mutating func take(_ sign: Character) -> Bool {
    skip()
    guard rest.first == sign else { return false }
    rest.removeFirst()
    return true
  }

  private mutating func takeWord(_ word: String) -> Bool {
    skip()
    guard rest.prefix(word.count).lowercased() == word else { return false }
    let behind = rest.dropFirst(word.count)
    guard behind.first.map({ !$0.isLetter && !$0.isNumber }) ?? true else { return false }
    rest = behind
    return true
  }
}
