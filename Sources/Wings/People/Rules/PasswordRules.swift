import Kernel

/// Passwords that everybody tries first, and the words that they are made of.
public protocol CommonPasswords: Sendable {
  /// Whether `password`, in small letters, is among them; of words without digits and signs also shorter ones.
  /// - Throws: `unavailable` where the list cannot be read: then nothing is accepted.
  func contains(_ password: String) throws -> Bool
}

/// What makes a password easy to guess, whatever its length (OWASP ASVS 6.2.4, 6.2.11).
public enum PasswordRules {
  /// Letters and digits that must be left once names are taken out.
  static let leftBesideNames = 8
  /// A name of fewer letters is not looked for: it stands in other words by chance.
  static let shortestName = 3
  /// Of a hundred steps from one character to the next, how many may go along a row or stay.
  static let mostNeighbours = 75

  /// Why a password is refused, as a sentence about it; nil where it is not.
  /// - Parameters:
  ///   - names: What its person, organisation and mail address are called.
  ///   - common: Passwords that everybody tries first.
  public static func fault(in password: String, of names: [String], common: any CommonPasswords) throws -> String? {
    let plain = password.lowercased()
    let letters = Array(plain.unicodeScalars.filter { !$0.properties.isWhitespace })
    if Set(letters).count < 4 { return "has too few different characters" }
    if repeats(letters) { return "is a short piece again and again" }
    if isSequence(letters) { return "goes along the keyboard, the alphabet or the digits" }
    if isName(plain, names) {
      return "is little more than a name: yours, your organisation's or the product's"
    }
    let joined = String(String.UnicodeScalarView(letters))
    if try common.contains(plain) || common.contains(joined) { return "is one that everybody tries first" }
    if try isDecoratedWord(letters, common) {
      return "is one word that everybody tries, with a year, digits or signs beside it; take several words instead"
    }
    return nil
  }

  /// What people write for letters: at most so many of them at either end of a word count as its letters.
  private static let substitutes: [Unicode.Scalar: Unicode.Scalar] = [
    "@": "a", "4": "a", "0": "o", "1": "i", "3": "e", "5": "s", "$": "s", "7": "t",
  ]
  private static let substitutesAtEnds = 2
  /// Characters that must stand beside a common word, those apart that go along a row or stay.
  private static let leftBesideWord = 8

  /// Whether it is one common word, however its letters are written, and little beside it but digits and signs.
  private static func isDecoratedWord(_ letters: [Unicode.Scalar], _ common: any CommonPasswords) throws -> Bool {
    guard let first = letters.firstIndex(where: \.properties.isAlphabetic),
      let last = letters.lastIndex(where: \.properties.isAlphabetic)
    else { return false }
    for start in max(0, first - substitutesAtEnds)...first {
      for end in last...min(letters.count - 1, last + substitutesAtEnds) {
        guard letters[start..<first].allSatisfy({ substitutes[$0] != nil }),
          end == last || letters[(last + 1)...end].allSatisfy({ substitutes[$0] != nil })
        else { continue }
        guard worth(letters[..<start]) + worth(letters[(end + 1)...]) < leftBesideWord else { continue }
        for one: Unicode.Scalar in ["i", "l"] {
          let word = letters[start...end].map { $0 == "1" ? one : substitutes[$0] ?? $0 }
          if try common.contains(String(String.UnicodeScalarView(word))) { return true }
        }
      }
    }
    return false
  }

  /// How many characters one would have to guess: those that do not follow from the one before.
  private static func worth(_ letters: ArraySlice<Unicode.Scalar>) -> Int {
    guard !letters.isEmpty else { return 0 }
    return 1 + zip(letters, letters.dropFirst()).count { $0 != $1 && !steps.contains([$0, $1]) }
  }

  /// Whether it is a piece shorter than half of it, over and over, and the piece alone would be too short.
  private static func repeats(_ letters: [Unicode.Scalar]) -> Bool {
    for length in 1..<max(2, letters.count / 2 + 1) where length < TextBounds.password.length.lowerBound {
      if letters.indices.dropFirst(length).allSatisfy({ letters[$0] == letters[$0 - length] }) { return true }
    }
    return false
  }

  /// Rows that fingers and heads go along.
  private static let rows = [
    "abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "yxcvbnm",
    "azertyuiop", "qsdfghjklm", "wxcvbn", "1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm", "qazwsxedcrfvtgb",
  ].map { Array($0.unicodeScalars) }

  private static let steps: Set<[Unicode.Scalar]> = Set(
    rows.flatMap { row in zip(row, row.dropFirst()).flatMap { [[$0, $1], [$1, $0]] } })

  private static func isSequence(_ letters: [Unicode.Scalar]) -> Bool {
    guard letters.count > 1 else { return true }
    let along = zip(letters, letters.dropFirst()).count { $0 == $1 || steps.contains([$0, $1]) }
    return along * 100 > mostNeighbours * (letters.count - 1)
  }

  private static func isName(_ password: String, _ names: [String]) -> Bool {
    var parts = Set(["mainstay"])
    for name in names {
      // Of a mail address what stands before the @.
      let whole = (name.split(separator: "@").first.map(String.init) ?? name).lowercased()
      let words = whole.split { !$0.isLetter && !$0.isNumber }.map(String.init)
      parts.formUnion(words)
      parts.insert(words.joined())
    }
    var rest = password.filter { $0.isLetter || $0.isNumber }
    let before = rest.count
    for part in parts.filter({ $0.count >= shortestName }).sorted(by: { ($0.count, $0) > ($1.count, $1) }) {
      rest = rest.split(separator: part, omittingEmptySubsequences: true).joined(separator: "")
    }
    return rest.count < before && rest.count < leftBesideNames
  }
}
