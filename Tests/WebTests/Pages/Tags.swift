/// The start tags of a page as our own writer makes them: attribute values always stand in quotes.
struct Tags {
  private(set) var names: [String] = []
  private(set) var attributes: [(name: String, value: String)] = []
  /// The first element that is closed out of order, or never.
  private(set) var fault: String?

  private static let void: Set<String> = ["br", "hr", "input", "meta", "link", "col", "img", "wbr"]

  init(_ html: String) {
    var open: [String] = []
    for piece in html.split(separator: "<").dropFirst() where !piece.hasPrefix("!") {
      let tag = piece.prefix { $0 != ">" }
      if tag.hasPrefix("/") {
        let name = String(tag.dropFirst())
        if open.popLast() != name, fault == nil { fault = "</\(name)>" }
        continue
      }
      let name = String(tag.prefix { $0 != " " })
      names.append(name)
      if !Tags.void.contains(name) { open.append(name) }
      read(tag.dropFirst(name.count))
    }
    if fault == nil { fault = open.last }
  }

  private mutating func read(_ text: Substring) {
    var rest = text
    while let start = rest.firstIndex(where: { $0 != " " }) {
      rest = rest[start...]
      let name = String(rest.prefix { $0 != "=" && $0 != " " })
      rest = rest.dropFirst(name.count)
      var value = ""
      if rest.hasPrefix("=\"") {
        value = String(rest.dropFirst(2).prefix { $0 != "\"" })
        rest = rest.dropFirst(value.count + 3)
      }
      attributes.append((name, value))
    }
  }

  func count(_ name: String) -> Int { names.count { $0 == name } }
  func values(of name: String) -> [String] { attributes.filter { $0.name == name }.map(\.value) }
  var attributeNames: [String] { attributes.map(\.name) }
}
