import Kernel

/// What somebody is found by: what they are called, from each word of it on, in small letters. A word that is looked for
/// is the beginning of one of these.
enum PersonWords {
  /// Unicode scalars that are kept of each.
  static let length = 60
  /// Behind these begins a word.
  static let separators: [Character] = [" ", ".", "-", "_", "@", "'"]

  /// Of sign-in name, name, mail address and keys of teams.
  static func all(of person: Person) -> Set<String> {
    Set(([person.name, person.displayName] + (person.email.map { [$0] } ?? []) + person.teams).flatMap(tails))
  }

  /// `anna lee`, `lee` of `Anna Lee`.
  static func tails(of text: String) -> [String] {
    let scalars = Array(text.lowercased().unicodeScalars)
    func separates(_ place: Int) -> Bool { separators.contains { $0.unicodeScalars.first == scalars[place] } }
    return scalars.indices.filter { !separates($0) && ($0 == 0 || separates($0 - 1)) }.map { start in
      var tail = String.UnicodeScalarView()
      tail.append(contentsOf: scalars[start..<min(start + length, scalars.count)])
      return String(tail)
    }
  }
}
