import Agreements
import Kernel

/// What a desk's tickets are told apart by, and the values that there are, for people to choose from.
public struct KnownConditions: Hashable, Sendable {
  /// An attribute of tickets.
  public struct Attribute: Hashable, Sendable {
    public var key: String
    /// What people call it: `customer`.
    public var label: String
    public init(_ key: String, _ label: String) { (self.key, self.label) = (key, label) }
  }

  /// A value that an attribute can have.
  public struct Value: Hashable, Sendable {
    public var attribute: String
    public var key: String
    public var label: String
    public init(_ attribute: String, _ key: String, _ label: String? = nil) {
      (self.attribute, self.key, self.label) = (attribute, key, label ?? key)
    }
  }

  /// In the order in which they are offered.
  public private(set) var attributes: [Attribute]
  public private(set) var values: [Value]

  /// - Parameter values: What of them is there twice counts once, as it was named first.
  public init(_ attributes: [Attribute], _ values: [Value]) {
    (self.attributes, self.values) = (attributes, [])
    for value in values { add(value) }
  }

  /// With what an agreement asks for, so that nothing of it is lost.
  public mutating func add(_ value: Value) {
    if !attributes.contains(where: { $0.key == value.attribute }) {
      attributes.append(Attribute(value.attribute, value.attribute))
    }
    if !values.contains(where: { $0.attribute == value.attribute && $0.key == value.key }) { values.append(value) }
  }

  public mutating func add(_ terms: some Sequence<Condition>) {
    for condition in terms { for value in condition.values { add(Value(condition.attribute, value)) } }
  }

  /// The key of the attribute that a text names: its key, or what people call it.
  func attribute(_ text: String) -> String {
    if attributes.contains(where: { $0.key == text }) { return text }
    return attributes.first { $0.label.lowercased() == text.lowercased() }?.key ?? text
  }

  /// The key of a value that a text names, where it is one that there is; else the text, which may be one to come.
  func value(_ text: String, of attribute: String) -> String {
    let own = values.filter { $0.attribute == attribute }
    if own.contains(where: { $0.key == text }) { return text }
    let named = own.filter { $0.label.lowercased() == text.lowercased() || $0.key.lowercased() == text.lowercased() }
    return named.count == 1 ? named[0].key : text
  }

  /// The attribute of which alone a text is a value; nil where none has it, or several have.
  func attribute(with text: String) -> String? {
    let found = Set(
      values.filter { [$0.key.lowercased(), $0.label.lowercased()].contains(text.lowercased()) }.map(\.attribute))
    return found.count == 1 ? found.first : nil
  }
}

extension String {
  /// Whether a line of a form can hold it: browsers take the ends of lines out of what they send.
  var isOneLine: Bool { !unicodeScalars.contains { $0.properties.generalCategory == .control } }
}

/// Conditions as a line that people read and write: `priority is P1 or P2; service is mail`. An empty line means any
/// ticket. A value with a word or mark of the line in it stands in quotes.
public enum ConditionText {
  public struct Unclear: Error, Hashable, Sendable { public var message: String }

  /// Characters that are looked at.
  public static let longest = 1000

  public static func text(_ conditions: [Condition]) -> String {
    conditions.map { "\($0.attribute) is \($0.values.map(quoted).joined(separator: " or "))" }.joined(separator: "; ")
  }

  /// Reads `priority is P1 or P2`, `priority: P1, P2`, and `P1` alone where one attribute has it.
  public static func read(_ text: String, _ known: KnownConditions) throws(Unclear) -> [Condition] {
    guard text.unicodeScalars.count <= longest else { throw Unclear(message: "is too long") }
    var conditions: [Condition] = []
    for part in split(text, at: [";"]) {
      let condition = try condition(part, known)
      guard !conditions.contains(where: { $0.attribute == condition.attribute }) else {
        throw Unclear(message: "says twice what \(condition.attribute) is; write its values with or between them")
      }
      conditions.append(condition)
    }
    return conditions.sorted { $0.attribute < $1.attribute }
  }

  private static func condition(_ part: String, _ known: KnownConditions) throws(Unclear) -> Condition {
    for separator in [" is ", " = ", ": ", "="] {
      let sides = split(part, at: [separator])
      guard sides.count == 2, !sides[0].hasPrefix("\"") else { continue }
      let attribute = known.attribute(sides[0])
      return try Condition(attribute, anyOf: values(sides[1]).map { known.value($0, of: attribute) })
    }
    let named = try values(part)
    let attributes = Set(named.map { known.attribute(with: $0) })
    guard attributes.count == 1, let attribute = attributes.first ?? nil else {
      throw Unclear(message: "does not say of what; write it like priority is P1, or choose one that is offered")
    }
    return Condition(attribute, anyOf: named.map { known.value($0, of: attribute) })
  }

  private static func values(_ text: String) throws(Unclear) -> [String] {
    var values: [String] = []
    for word in split(text, at: [" or ", ","]) {
      let value =
        word.count >= 2 && word.hasPrefix("\"") && word.hasSuffix("\"") ? String(word.dropFirst().dropLast()) : word
      guard !value.isEmpty, !value.contains("\"") else {
        throw Unclear(message: "has a quotation mark that stands alone")
      }
      guard !values.contains(value) else { throw Unclear(message: "names \(value) twice") }
      values.append(value)
    }
    guard !values.isEmpty else { throw Unclear(message: "says no value; write it like priority is P1 or P2") }
    return values
  }

  private static func quoted(_ value: String) -> String {
    let isPlain =
      value.trimmed == value && split(value, at: [" or ", ",", ";", " is ", " = ", ": ", "="]) == [value]
      && !value.contains("\"")
    return isPlain ? value : "\"\(value)\""
  }

  /// The parts between separators that stand outside of quotes, without blanks around them; empty ones are left out.
  private static func split(_ text: String, at separators: [String]) -> [String] {
    var parts = [""]
    var isQuoted = false
    var rest = text[...]
    while let first = rest.first {
      if first == "\"" { isQuoted.toggle() }
      if !isQuoted, let found = separators.first(where: { rest.hasPrefix($0) }) {
        parts.append("")
        rest = rest.dropFirst(found.count)
      } else {
        parts[parts.count - 1].append(first)
        rest = rest.dropFirst()
      }
    }
    return parts.map(\.trimmed).filter { !$0.isEmpty }
  }
}
