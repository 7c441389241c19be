import Kernel

/// Writes JSON values as YAML that `YAMLText` reads back: block mappings with keys in a given order, lists of plain
/// values on one line.
struct YAMLWriter {
  private(set) var text = ""

  mutating func comment(_ words: String, indent: Int = 0) {
    let pad = String(repeating: " ", count: indent)
    // A comment ends with its line.
    for line in words.split(whereSeparator: \.isNewline) { text += "\(pad)# \(line)\n" }
  }

  mutating func line(_ line: String, indent: Int = 0) { text += String(repeating: " ", count: indent) + line + "\n" }

  /// The members of a mapping, those of `first` before the others.
  mutating func members(_ object: [String: JSON], first: [String] = [], indent: Int) {
    let others = object.keys.filter { !first.contains($0) }.sorted()
    for key in first.filter({ object[$0] != nil }) + others {
      guard let value = object[key] else { continue }
      switch value {
      case .object(let inner) where !inner.isEmpty:
        line("\(YAMLWriter.plain(key)):", indent: indent)
        members(inner, first: key == "weekly" ? YAMLWriter.days : [], indent: indent + 2)
      case .array(let rows) where rows.contains(where: { $0.objectValue != nil }):
        line("\(YAMLWriter.plain(key)):", indent: indent)
        for row in rows { line("- \(YAMLWriter.flow(row))", indent: indent + 2) }
      default: line("\(YAMLWriter.plain(key)): \(YAMLWriter.flow(value))", indent: indent)
      }
    }
  }

  private static let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

  /// On one line.
  static func flow(_ value: JSON) -> String {
    switch value {
    case .string(let text): plain(text)
    case .array(let rows): "[" + rows.map(flow).joined(separator: ", ") + "]"
    case .object(let members):
      "{" + members.keys.sorted().map { "\(plain($0)): \(flow(members[$0] ?? .null))" }.joined(separator: ", ") + "}"
    default: value.canonical
    }
  }

  /// A text without quotes where it can be nothing else.
  static func plain(_ text: String) -> String {
    let isPlain =
      text.utf8.allSatisfy { byte in
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == UInt8(ascii: "-")
          || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "/") || byte == UInt8(ascii: ".")
      } && text.utf8.first.map { (65...90).contains($0) || (97...122).contains($0) } ?? false
    let words = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
    return isPlain && !words.contains(text.lowercased()) ? text : JSON.string(text).canonical
  }
}
