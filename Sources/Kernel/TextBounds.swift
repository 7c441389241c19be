/// How long a text may be and what it may hold: the one place that pages, API, importer and command line ask.
///
/// Lengths are bounded in Unicode scalars, as JSON Schema counts, and in bytes of UTF-8. Characters as readers see
/// them bound nothing: one letter may carry a million combining marks.
public struct TextBounds: Hashable, Sendable {
  public enum Shape: Hashable, Sendable {
    /// One line: no control characters, and no marks that turn the reading direction of what follows.
    case line
    /// What people know somebody or something by: as a line, with nothing hidden in it, so that no two names look alike
    /// that are not.
    case name
    /// What files, filters and programs call something by: letters of ASCII, digits and hyphens, no hyphen first.
    case key
    /// Several lines: line ends and tabs too.
    case prose
  }

  /// Unicode scalars.
  public var length: ClosedRange<Int>
  /// Bytes of UTF-8.
  public var bytes: Int
  public var shape: Shape

  public static func line(_ length: ClosedRange<Int>, bytes: Int? = nil) -> TextBounds {
    TextBounds(length: length, bytes: bytes ?? 4 * length.upperBound, shape: .line)
  }

  public static func prose(_ length: ClosedRange<Int>, bytes: Int? = nil) -> TextBounds {
    TextBounds(length: length, bytes: bytes ?? 4 * length.upperBound, shape: .prose)
  }

  public static func name(_ length: ClosedRange<Int>) -> TextBounds {
    TextBounds(length: length, bytes: 4 * length.upperBound, shape: .name)
  }

  /// Marks over one letter: the bound of Unicode's stream-safe text (UAX 15, section 13).
  public static let marksInARow = 30

  /// Why `text` is not within these bounds, as a sentence about it; nil where it is. Reads no more of the
  /// text than the bounds allow.
  public func fault(in text: String) -> String? {
    if text.utf8.count > bytes { return tooLong }
    if shape == .key { return keyFault(in: text) }
    var (count, marks, isBlank) = (0, 0, true)
    for scalar in text.unicodeScalars {
      count += 1
      if count > length.upperBound { return tooLong }
      if scalar.isControl {
        guard scalar == "\n" || scalar == "\r" || scalar == "\t" else { return "may not contain control characters" }
        if shape != .prose { return "must be one line without tabs" }
      }
      if shape != .prose, scalar.endsLine { return "must be one line without tabs" }
      if shape != .prose, scalar.turnsDirection { return "may not contain marks that turn the reading direction" }
      if shape == .name, scalar.isHidden {
        return "may not contain characters that nobody sees (\(String(scalar).revealed)); type it anew"
      }
      if scalar.value >= 0x300 {
        marks = scalar.isMark ? marks + 1 : 0
        if marks > TextBounds.marksInARow {
          return "may have at most \(TextBounds.marksInARow) marks over one letter"
        }
      } else {
        marks = 0
      }
      if isBlank, !scalar.isInvisible { isBlank = false }
    }
    if isBlank { return length.lowerBound == 0 ? nil : "must not be empty" }
    return count < length.lowerBound ? "needs at least \(length.lowerBound) characters" : nil
  }

  private func keyFault(in text: String) -> String? {
    if text.isEmpty { return "must not be empty" }
    let isKey = text.utf8.enumerated().allSatisfy { place, byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
      case UInt8(ascii: "-"): place > 0
      default: false
      }
    }
    return isKey ? nil : "has letters from A to Z, digits and hyphens only, like awaiting-parts; its name may be any"
  }

  /// The same as faults of the field at `path`: none or one.
  public func faults(in text: String, at path: String) -> [FieldFault] {
    fault(in: text).map { [FieldFault(path, $0)] } ?? []
  }

  private var tooLong: String { "may have at most \(length.upperBound) characters" }
}

extension TextBounds {
  /// Of a ticket.
  public static let title = line(1...300)
  /// Of a description or a message; a message is never empty.
  public static let description = prose(0...100_000, bytes: 400_000)
  public static let message = prose(1...100_000, bytes: 400_000)
  /// Of a priority, a category, a reason, a vendor, an attribute and the like, and of what they are called by.
  public static let name = line(1...100)
  /// Of a word of the desk.
  public static let key = TextBounds(length: 1...100, bytes: 100, shape: .key)
  /// What people call a token, a webhook, a team, a file.
  public static let label = name(1...100)
  /// What an exclusion rests on.
  public static let evidence = prose(1...1000)
  public static let displayName = name(1...100)
  /// RFC 5321, section 4.5.3.1.3, without the angle brackets.
  public static let mailAddress = line(3...254, bytes: 254)
  /// Letters, digits, dot, dash and underscore, so a byte each.
  public static let signInName = line(1...60, bytes: 60)
  public static let password = prose(12...200)
  /// The box above a list.
  public static let filter = line(0...500)
  /// A small cookie, before it is encoded: what headers can carry with room for others.
  public static let cookie = line(0...300, bytes: 900)
}

extension String {
  /// The longest beginning of whole scalars that has at most `bytes` bytes of UTF-8. Takes time by `bytes`,
  /// not by the length of the text.
  public func prefix(utf8Bytes bytes: Int) -> String {
    guard utf8.count > bytes else { return self }
    var end = utf8.index(utf8.startIndex, offsetBy: max(0, bytes))
    while end > utf8.startIndex, utf8[end] & 0xc0 == 0x80 { end = utf8.index(before: end) }
    return String(decoding: utf8[..<end], as: UTF8.self)
  }
}

extension Unicode.Scalar {
  /// U+2028 and U+2029, which end a line in scripts and some programs.
  var endsLine: Bool { value == 0x2028 || value == 0x2029 }

  /// The explicit embeddings, overrides and isolates (UAX 9, section 2): in a title they would turn what stands
  /// beside it. The implicit marks that right-to-left writing needs (U+200E, U+200F, U+061C) are none of them.
  public var turnsDirection: Bool { (0x202a...0x202e).contains(value) || (0x2066...0x2069).contains(value) }

  /// Shows nothing by itself: blanks, what Unicode says to ignore where it cannot be shown (zero-width blanks and
  /// joiners, fillers, tags), and the empty Braille pattern.
  public var isInvisible: Bool {
    properties.isWhitespace || properties.isDefaultIgnorableCodePoint || value == 0x2800
  }

  var isMark: Bool {
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark: true
    default: false
    }
  }
}
