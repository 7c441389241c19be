import Kernel
import Yams

/// Parses a text whose mappings may repeat keys. The parser gives up at the first mapping that does; to name
/// every repeated key by its path, each is renamed in the text and the text parsed again.
struct RepeatedKeys {
  private var scalars: [Unicode.Scalar]
  private let standIn: String
  /// Stand-ins in the parsed tree and the keys that they replaced.
  private(set) var originals: [String: String] = [:]

  init(_ text: String) {
    scalars = Array(text.unicodeScalars)
    var standIn = "repeated"
    while text.contains(standIn) { standIn += "x" }
    self.standIn = standIn
  }

  mutating func parse(log: FaultLog) -> Node? {
    // A large file is parsed fewer times, so that the work stays bounded by its size.
    let attempts = max(2, min(YAMLLimit.repeatedKeys, YAMLLimit.parsedAgain / max(1, scalars.count)))
    for _ in 0..<attempts {
      var text = String.UnicodeScalarView()
      text.append(contentsOf: scalars)
      do {
        let parser = try Parser(yaml: String(text), resolver: .basic, encoding: .utf8)
        guard let root = try parser.singleRoot() else {
          log.add("", "the file is empty")
          return nil
        }
        return root
      } catch let error as YamlError {
        if case .duplicatedKeysInMapping(let keys, let context) = error, let key = keys.first {
          guard !areTooMany(keys, line: context.mark.line, column: context.mark.column, log) else { return nil }
          if rename(key, line: context.mark.line, column: context.mark.column) { continue }
          log.add("", "the key \(Field.shown(key)) stands twice in one mapping, first in line \(context.mark.line)")
        } else {
          log.add("", "the file is not YAML: " + error.oneLine)
        }
        return nil
      } catch {
        log.add("", "the file is not YAML")
        return nil
      }
    }
    for key in Set(originals.values).sorted() { log.add("", "the key \(Field.shown(key)) stands twice in one mapping") }
    log.add("", "there are more repeated keys; mend these first")
    return nil
  }

  /// Whether more keys are repeated than are looked for; then those that are known are named, and the text is not
  /// parsed again for each.
  private func areTooMany(_ keys: [String], line: Int, column: Int, _ log: FaultLog) -> Bool {
    let most = YAMLLimit.repeatedKeys
    if keys.count > most {
      for key in keys.prefix(most) { log.add("", "the key \(Field.shown(key)) stands twice in one mapping") }
      log.add("", "there are more repeated keys; mend these first")
      return true
    }
    let times = siblings(keys[0], line: line, column: column)
    guard times > most else { return false }
    log.add(
      "", "the key \(Field.shown(keys[0])) stands more than \(most) times in one mapping, first in line \(line)")
    return true
  }

  /// How often a key stands at the beginning of lines with the indentation of its first one, as far as their mapping
  /// reaches.
  private func siblings(_ key: String, line: Int, column: Int) -> Int {
    guard let start = position(line: line, column: column), start >= column - 1 else { return 0 }
    let name = Array(key.unicodeScalars)
    let indentation = column - 1
    guard scalars[(start - indentation)..<start].allSatisfy({ $0 == " " }) else { return 0 }
    var count = 0
    var index = start - indentation
    while index < scalars.count {
      var at = index
      while at < scalars.count, scalars[at] == " " { at += 1 }
      let isBlank = at == scalars.count || "\r\n#".unicodeScalars.contains(scalars[at])
      guard isBlank || at - index >= indentation else { break }
      if at - index == indentation, scalars[at...].starts(with: name), at + name.count < scalars.count,
        scalars[at + name.count] == ":"
      {
        count += 1
      }
      while at < scalars.count, scalars[at] != "\n" { at += 1 }
      index = at + 1
    }
    return count
  }

  /// Puts a stand-in where the key is written; false where the place does not hold the key as expected.
  private mutating func rename(_ key: String, line: Int, column: Int) -> Bool {
    guard let start = position(line: line, column: column), start < scalars.count else { return false }
    let end: Int
    switch scalars[start] {
    case "'", "\"":
      guard let closing = closingQuote(from: start) else { return false }
      end = closing + 1
    default:
      end = start + key.unicodeScalars.count
      guard end <= scalars.count, scalars[start..<end].elementsEqual(key.unicodeScalars) else { return false }
    }
    let name = standIn + String(originals.count)
    originals[name] = key
    scalars.replaceSubrange(start..<end, with: name.unicodeScalars)
    return true
  }

  private func position(line: Int, column: Int) -> Int? {
    var index = 0
    var current = 1
    while current < line {
      guard index < scalars.count else { return nil }
      switch scalars[index] {
      case "\r":
        if index + 1 < scalars.count, scalars[index + 1] == "\n" { index += 1 }
        current += 1
      case "\n", "\u{85}", "\u{2028}", "\u{2029}": current += 1
      default: break
      }
      index += 1
    }
    return index + column - 1
  }

  private func closingQuote(from start: Int) -> Int? {
    let quote = scalars[start]
    var index = start + 1
    while index < scalars.count {
      if scalars[index] == "\\", quote == "\"" {
        index += 1
      } else if scalars[index] == quote {
        guard quote == "'", index + 1 < scalars.count, scalars[index + 1] == "'" else { return index }
        index += 1
      }
      index += 1
    }
    return nil
  }
}

extension YamlError {
  /// What is wrong and where, without the text around it.
  var oneLine: String {
    switch self {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      "\(problem) (line \(mark.line), column \(mark.column))"
    case .reader(let problem, _, _, _): problem
    default: "it cannot be read"
    }
  }
}
