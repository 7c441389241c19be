import Kernel

/// People and teams as somebody pastes them out of a spreadsheet: a line each, with commas, semicolons or tabs between.
public enum PeopleLines {
  /// Somebody as a line describes them. What is left out is empty.
  public struct Person: Hashable, Sendable {
    /// Counted from 1.
    public var line: Int
    public var display: String
    public var name: String
    public var email: String
    /// As it was typed.
    public var role: String
    public var teams: [String]
  }

  public struct Team: Hashable, Sendable {
    public var line: Int
    public var key: String
    public var name: String
  }

  /// Characters that may stand between cells; the one that the first line has most of is taken.
  private static let delimiters: [Character] = ["\t", ";", ","]

  /// The people of a text: name, sign-in name, mail address, role, teams. A first line that names the columns is passed
  /// over. A sign-in name that is left out is made of the name. Teams have `+`, `/` or `|` between; where every further
  /// cell of a line is one, those are teams too. A team is called by its key, or by the name of which the key was made.
  public static func people(_ text: String) -> [Person] {
    cells(text, heads: ["name", "display name", "full name"]).map { line, cells in
      func cell(_ index: Int) -> String { cells.indices.contains(index) ? cells[index] : "" }
      let teams = cells.dropFirst(4).flatMap { $0.split(whereSeparator: { "+/|".contains($0) }) }
        .map { trimmed(String($0)) }.filter { !$0.isEmpty }
        .map { $0.contains(" ") ? words($0).joined(separator: "-") : $0 }
      return Person(
        line: line, display: cell(0), name: cell(1).isEmpty ? signInName(cell(0)) : cell(1).lowercased(),
        email: cell(2), role: cell(3).lowercased(), teams: teams)
    }
  }

  /// The teams of a text: the name, and the key where it is not made of the name.
  public static func teams(_ text: String) -> [Team] {
    cells(text, heads: ["name", "team"]).map { line, cells in
      let name = cells.first ?? ""
      let key = cells.count > 1 && !cells[1].isEmpty ? cells[1] : words(name).joined(separator: "-")
      return Team(line: line, key: key, name: name)
    }
  }

  /// `Ayşe Öz` is `ayse.oz`.
  static func signInName(_ display: String) -> String { words(display).joined(separator: ".") }

  /// Words in small letters of the alphabet and digits; marks over letters are left out.
  private static func words(_ text: String) -> [String] {
    let plain = text.lowercased().map { character -> Character in
      if let plain = letters[character] { return plain }
      guard !character.isASCII, let base = character.unicodeScalars.first.flatMap(base) else { return character }
      return base
    }
    return plain.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }.map { String($0) }
  }

  /// Letters that are no other letter with a mark.
  private static let letters: [Character: Character] = [
    "\u{131}": "i", "\u{df}": "s", "\u{f8}": "o", "\u{142}": "l", "\u{111}": "d", "\u{e6}": "a",
  ]
  private static let vowels: [(base: Character, letters: String)] = [
    ("a", "àáâãäåāăą"), ("c", "çćĉċč"), ("d", "ďđ"), ("e", "èéêëēĕėęě"), ("g", "ĝğġģ"), ("i", "ìíîïĩīĭį"),
    ("l", "ĺļľ"), ("n", "ñńņň"), ("o", "òóôõöōŏő"), ("r", "ŕŗř"), ("s", "śŝşšș"), ("t", "ţťț"), ("u", "ùúûüũūŭůűų"),
    ("y", "ýÿŷ"), ("z", "źżž"),
  ]

  private static func base(_ scalar: Unicode.Scalar) -> Character? {
    vowels.first { $0.letters.unicodeScalars.contains(scalar) }?.base
  }

  private static func cells(_ text: String, heads: Set<String>) -> [(line: Int, cells: [String])] {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
      .map { (line: $0.offset + 1, text: String($0.element)) }
      .filter { !$0.text.allSatisfy(\.isWhitespace) }
    guard let first = lines.first else { return [] }
    let counts = delimiters.map { delimiter in (delimiter, first.text.count { $0 == delimiter }) }
    let delimiter = counts.max { $0.1 < $1.1 }.flatMap { $0.1 > 0 ? $0.0 : nil } ?? ","
    let rows = lines.map { ($0.line, split($0.text, by: delimiter)) }
    let isHead = heads.contains(rows[0].1.first?.lowercased() ?? "")
    return isHead ? Array(rows.dropFirst()) : rows
  }

  /// The cells of a line, quoted ones too (RFC 4180).
  private static func split(_ line: String, by delimiter: Character) -> [String] {
    var cells: [String] = []
    var cell = ""
    var isQuoted = false
    var rest = line[...]
    while let character = rest.popFirst() {
      if character == "\"" {
        if isQuoted, rest.first == "\"" {
          cell.append(character)
          rest.removeFirst()
        } else {
          isQuoted.toggle()
        }
      } else if character == delimiter, !isQuoted {
        cells.append(trimmed(cell))
        cell = ""
      } else {
        cell.append(character)
      }
    }
    return cells + [trimmed(cell)]
  }

  private static func trimmed(_ text: String) -> String {
    var rest = text[...]
    while rest.first?.isWhitespace == true { rest.removeFirst() }
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return String(rest)
  }
}
