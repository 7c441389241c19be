import Kernel

/// People and teams as somebody pastes them out of a spreadsheet: a line each, with commas, semicolons or tabs between.
public enum PeopleLines {
  /// Somebody as a line describes them. What is left out is empty.
  public struct Person: Hashable, Sendable {
    /// Counted from 1; of a quoted cell that goes over several lines, the first.
    public var line: Int
    /// Whether a quote begins in the line that nothing ends; then nothing of it is read.
    public var isOpen = false
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
      guard let cells else {
        return Person(line: line, isOpen: true, display: "", name: "", email: "", role: "", teams: [])
      }
      func cell(_ index: Int) -> String { cells.indices.contains(index) ? cells[index] : "" }
      let teams = cells.dropFirst(4).flatMap { $0.split(whereSeparator: { "+/|".contains($0) }) }
        .map(\.trimmed).filter { !$0.isEmpty }
        .map { $0.contains(" ") ? words($0).joined(separator: "-") : $0 }
      return Person(
        line: line, display: cell(0), name: cell(1).isEmpty ? signInName(cell(0)) : cell(1).lowercased(),
        email: cell(2), role: cell(3).lowercased(), teams: teams)
    }
  }

  /// The teams of a text: the name, and the key where it is not made of the name.
  public static func teams(_ text: String) -> [Team] {
    cells(text, heads: ["name", "team"]).map { line, cells in
      guard let cells else { return Team(line: line, key: "", name: "") }
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

  /// The cells of each line that has any; nil where a quote is open.
  private static func cells(_ text: String, heads: Set<String>) -> [(line: Int, cells: [String]?)] {
    let lines = records(text)
    guard let first = lines.first else { return [] }
    let counts = delimiters.map { delimiter in (delimiter, first.text.count { $0 == delimiter }) }
    let delimiter = counts.max { $0.1 < $1.1 }.flatMap { $0.1 > 0 ? $0.0 : nil } ?? ","
    let rows = lines.map { ($0.line, isOpen($0.text) ? nil : split($0.text, by: delimiter)) }
      .filter { $0.1?.contains { !$0.isEmpty } ?? true }
    let isHead = heads.contains(rows.first?.1?.first?.lowercased() ?? "")
    return isHead ? Array(rows.dropFirst()) : rows
  }

  /// Lines that are not blank; those that a quoted cell goes over are one, with blanks for their ends.
  private static func records(_ text: String) -> [(line: Int, text: String)] {
    let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }.map { String($0) }
    var found: [(line: Int, text: String)] = []
    var index = 0
    while index < lines.count {
      var (last, record) = (index, lines[index])
      while isOpen(record), last + 1 < lines.count {
        last += 1
        record += " " + lines[last]
      }
      // Nothing ends it: the lines stand for themselves.
      if isOpen(record) { (last, record) = (index, lines[index]) }
      if !record.allSatisfy(\.isWhitespace) { found.append((line: index + 1, text: record)) }
      index = last + 1
    }
    return found
  }

  private static func isOpen(_ text: String) -> Bool { !text.count { $0 == "\"" }.isMultiple(of: 2) }

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
        cells.append(cell.trimmed)
        cell = ""
      } else {
        cell.append(character)
      }
    }
    return cells + [cell.trimmed]
  }
}
