import Agreements
import Kernel
import Yams

/// Bounds on a YAML file; each fault that they cause names its limit.
public enum YAMLLimit {
  public static let bytes = 4 << 20
  public static let depth = 24
  /// Values after every alias is replaced by what it stands for.
  public static let values = 400_000
  /// The same of a file that asks a question, which may hold a year of intervals.
  public static let questionBytes = 16 << 20
  public static let questionValues = 1_200_000
  /// Repeated keys that are looked for in one file.
  public static let repeatedKeys = 40
  /// Characters that are parsed again altogether to find them.
  static let parsedAgain = 1_000_000
}

/// Reads YAML into JSON values: plain scalars stay as they are written, save for whole numbers, true, false and
/// null, so that `12-24`, dates and `09:00-17:00` are texts.
struct YAMLText {
  /// What one kind of file may hold, and how its numbers are read.
  struct Form {
    var bytes: Int
    var values: Int
    /// The member in which plain scalars like `99.5` are numbers, so that they differ from `"99.5"`.
    var numbersBelow: String?

    /// Calendars, agreements and scenarios.
    static let agreements = Form(bytes: YAMLLimit.bytes, values: YAMLLimit.values, numbersBelow: nil)
    /// Questions and the answers that they expect.
    static let questions = Form(
      bytes: YAMLLimit.questionBytes, values: YAMLLimit.questionValues, numbersBelow: "expect")
  }

  /// Bytes to the value, or nil with the reason logged.
  static func read(_ bytes: some Collection<UInt8>, as form: Form = .agreements, log: FaultLog) -> JSON? {
    guard bytes.count <= form.bytes else {
      log.add("", "the file is longer than \(form.bytes) bytes")
      return nil
    }
    guard var text = String(validating: bytes, as: UTF8.self) else {
      log.add("", "the file is not text in UTF-8")
      return nil
    }
    if text.unicodeScalars.first == "\u{feff}" { text.unicodeScalars.removeFirst() }
    guard !mayHideWork(Array(text.utf8)) else {
      log.add("", "the file has aliases beside keys that are lists, mappings or aliases; write them out")
      return nil
    }
    var repeats = RepeatedKeys(text)
    guard let root = repeats.parse(log: log) else { return nil }
    var conversion = Conversion(form, repeated: repeats.originals, log: log)
    return conversion.json(root, path: "", depth: 0)
  }

  /// Whether keys that are no plain texts may contain aliases: comparing such keys can take forever, so a file
  /// that may have both is not parsed. Errs on the side of caution.
  static func mayHideWork(_ bytes: [UInt8]) -> Bool {
    func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d }
    func isName(_ byte: UInt8) -> Bool {
      switch byte {
      case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, UInt8(ascii: "_"), UInt8(ascii: "-"): true
      default: false
      }
    }
    func colonFollows(_ start: Int) -> Bool {
      var index = start
      while index < bytes.count, isSpace(bytes[index]) { index += 1 }
      return index < bytes.count && bytes[index] == UInt8(ascii: ":")
    }
    var hasAlias = false
    var hasOddKey = false
    for (index, byte) in bytes.enumerated() {
      switch byte {
      case UInt8(ascii: "*"):
        var end = index + 1
        while end < bytes.count, isName(bytes[end]) { end += 1 }
        guard end > index + 1 else { continue }
        hasAlias = true
        if colonFollows(end) { hasOddKey = true }
      case UInt8(ascii: "]"), UInt8(ascii: "}"):
        if colonFollows(index + 1) { hasOddKey = true }
      case UInt8(ascii: "?"):
        let opens = index == 0 || isSpace(bytes[index - 1]) || "[{,-".utf8.contains(bytes[index - 1])
        if opens, index + 1 == bytes.count || isSpace(bytes[index + 1]) { hasOddKey = true }
      default: break
      }
      if hasAlias, hasOddKey { return true }
    }
    return false
  }
}

/// Walks the parsed tree within the bounds.
private struct Conversion {
  let form: YAMLText.Form
  /// Stand-ins for repeated keys and what they stand for.
  let repeated: [String: String]
  let log: FaultLog
  private var values = 0

  init(_ form: YAMLText.Form, repeated: [String: String], log: FaultLog) {
    (self.form, self.repeated, self.log) = (form, repeated, log)
  }

  mutating func json(_ node: Node, path: String, depth: Int) -> JSON? {
    values += 1
    guard values <= form.values else {
      if values == form.values + 1 { log.add("", "the file has more than \(form.values) values") }
      return nil
    }
    guard depth <= YAMLLimit.depth else {
      log.add(path, "is nested deeper than \(YAMLLimit.depth) levels")
      return nil
    }
    guard hasPlainTag(node, path: path) else { return nil }
    switch node {
    case .scalar(let scalar): return scalar.style == .plain ? plain(scalar.string, path) : .string(scalar.string)
    case .sequence(let sequence):
      var elements: [JSON] = []
      for (index, element) in sequence.enumerated() {
        guard let value = json(element, path: "\(path)[\(index)]", depth: depth + 1) else { return nil }
        elements.append(value)
      }
      return .array(elements)
    case .mapping(let mapping):
      var members: [String: JSON] = [:]
      for (key, value) in mapping {
        guard case .scalar(let scalar) = key else {
          log.add(path, "has a key that is not a text")
          continue
        }
        guard hasPlainTag(key, path: path) else { return nil }
        if let original = repeated[scalar.string] {
          log.add(child(path, original), "stands here twice")
          continue
        }
        guard let value = json(value, path: child(path, scalar.string), depth: depth + 1) else { return nil }
        members[scalar.string] = value
      }
      return .object(members)
    case .alias:
      log.add(path, "is an alias of nothing")
      return nil
    }
  }

  /// Whether a value has no type of its own (`!!python/object`, `!!int`), which would not be followed here.
  private func hasPlainTag(_ node: Node, path: String) -> Bool {
    let (tag, plain) =
      switch node {
      case .scalar(let scalar): (scalar.tag.rawValue, "str")
      case .sequence(let sequence): (sequence.tag.rawValue, "seq")
      case .mapping(let mapping): (mapping.tag.rawValue, "map")
      case .alias: ("", "")
      }
    if ["", "!", Conversion.tags + plain].contains(tag) { return true }
    let words = tag.replacing(Conversion.tags, with: "!!").prefix(60)
    log.add(path, "has the tag \(words); tags are not followed, write the plain value")
    return false
  }

  private static let tags = "tag:yaml.org,2002:"

  private func child(_ path: String, _ key: String) -> String { Field(.null, path: path, log: log).path(of: key) }

  private func plain(_ text: String, _ path: String) -> JSON {
    switch text {
    case "", "~", "null", "Null", "NULL": return .null
    case "true", "True", "TRUE": return .bool(true)
    case "false", "False", "FALSE": return .bool(false)
    default:
      if text.utf8.count <= 18, let number = Int64(text), String(number) == text { return .integer(number) }
      // As JSON writes numbers; what YAML has besides (.5, 1_000, .inf) stays a text.
      if let below = form.numbersBelow, path.hasPrefix(below), let first = text.utf8.first,
        first == 0x2d || (0x30...0x39).contains(first), let number = try? JSON(parsing: text)
      {
        return number
      }
      return .string(text)
    }
  }
}
