/// On which lines the keys of a YAML file stand that is written in blocks, a key a line.
struct KeyLines {
  private var lines: [String: Int] = [:]

  init(_ text: [UInt8]) {
    var open: [(indent: Int, path: String)] = []
    for (place, line) in text.split(separator: 0x0a, omittingEmptySubsequences: false).enumerated() {
      let indent = line.prefix { $0 == 0x20 }.count
      let rest = String(decoding: line.dropFirst(indent), as: UTF8.self)
      guard !rest.hasPrefix("#"), !rest.hasPrefix("-"), let key = KeyLines.key(rest) else { continue }
      while let last = open.last, last.indent >= indent { open.removeLast() }
      let path = open.last.map { $0.path + "." + key } ?? key
      open.append((indent, path))
      if lines[path] == nil { lines[path] = place + 1 }
    }
  }

  /// The key before a colon, without its quotes.
  private static func key(_ text: String) -> String? {
    if let quote = text.first, quote == "\"" || quote == "'" {
      let rest = text.dropFirst()
      return rest.firstIndex(of: quote).map { String(rest[..<$0]) }
    }
    var key = ""
    for (place, letter) in text.enumerated() {
      let next = text.dropFirst(place + 1).first
      if letter == ":", next.map({ $0.isWhitespace }) ?? true { return key }
      key.append(letter)
      if key.utf8.count > 200 { return nil }
    }
    return nil
  }

  /// The line of a key, or of the nearest one that it stands below; nil of none.
  func line(of path: String) -> Int? {
    var path = path[...]
    while !path.isEmpty {
      if let line = lines[String(path)] { return line }
      guard let end = path.lastIndex(where: { $0 == "." || $0 == "[" }) else { return nil }
      path = path[..<end]
    }
    return nil
  }
}
