extension Unicode.Scalar {
  /// Whether it shows nothing and changes what a reader takes the text for: it turns the reading direction, breaks a
  /// line in some programs, or hides in a word. Joiners, which Persian and emoji need, and selectors of variants are
  /// none of them.
  public var isHidden: Bool {
    if value < 0xad { return isControl && value != 0x9 && value != 0xa && value != 0xd }
    if value == 0x200c || value == 0x200d { return false }
    if endsLine || (0xfff9...0xfffb).contains(value) { return true }
    return properties.isDefaultIgnorableCodePoint && !properties.isVariationSelector
  }
}

extension String {
  /// The text with what is hidden in it written out as JSON and most languages write it: `pay \u202egnp.exe`. For
  /// people to read; files and programs get the text as it is.
  public var revealed: String {
    // All that is hidden but control characters lies beyond ASCII, and most texts do not.
    guard utf8.contains(where: { $0 >= 0x7f || $0 < 0x20 }), unicodeScalars.contains(where: \.isHidden) else {
      return self
    }
    var out = ""
    for scalar in unicodeScalars {
      guard scalar.isHidden else {
        out.unicodeScalars.append(scalar)
        continue
      }
      for unit in String(scalar).utf16 {
        let digits = String(unit, radix: 16)
        out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }
    }
    return out
  }
}
