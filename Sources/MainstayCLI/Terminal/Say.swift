import Kernel

/// Where words go: results to standard output, everything else to standard error. What cannot be written is told by
/// the command's status.
///
/// Words may come from the database, so characters that a terminal obeys are written as escapes, in tables and in JSON
/// alike: there is no other way from a command to a terminal.
enum Say {
  static func result(_ text: String) { StandardStream.output.put(text.harmless + "\n") }

  static func result(_ value: JSON) { result(value.canonical) }

  static func aside(_ text: String) { StandardStream.error.put(text.harmless + "\n") }
}

extension String {
  /// The text with everything that moves the cursor, colours, reorders or hides in escapes as JSON writes them, which
  /// a JSON text may hold as well; line breaks and tabs stay.
  var harmless: String { escaped { $0 != "\n" && $0 != "\t" && $0.isObeyed } }

  /// As `harmless`, on one line: for a value that came from elsewhere within a line of ours.
  var oneLine: String { escaped(\.isObeyed) }

  private func escaped(_ isEscaped: (Unicode.Scalar) -> Bool) -> String {
    guard unicodeScalars.contains(where: isEscaped) else { return self }
    var out = ""
    for scalar in unicodeScalars {
      if isEscaped(scalar) {
        let hex = String(scalar.value, radix: 16)
        out += "\\u" + String(repeating: "0", count: max(0, 4 - hex.count)) + hex
      } else {
        out.unicodeScalars.append(scalar)
      }
    }
    return out
  }
}

extension Unicode.Scalar {
  /// Whether terminals obey it instead of showing it: control characters, line and paragraph separators, and the
  /// controls of writing direction (Unicode Standard Annex 9).
  fileprivate var isObeyed: Bool {
    switch value {
    case 0x061c, 0x200e, 0x200f, 0x2028...0x202e, 0x2066...0x2069, 0xfeff: true
    default: isControl
    }
  }
}
