/// The number of an incident as a cell holds it, without what people cannot see.
enum IncidentNumber {
  /// Blanks of every kind are plain ones, none stands around the number, and letters without width are left out; nil
  /// where the bytes are no UTF-8.
  static func text(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
    guard let text = String(validating: UnsafeBufferPointer(rebasing: bytes.trimmed), as: UTF8.self) else { return nil }
    guard text.utf8.contains(where: { $0 >= 0x80 }) else { return text }
    var plain = String.UnicodeScalarView()
    for scalar in text.unicodeScalars where !scalar.hasNoWidth {
      plain.append(scalar.properties.isWhitespace ? " " : scalar)
    }
    return String(plain)
  }

  /// A number of another tool without what spreadsheets are told it by, and without blanks between its thousands.
  static func plain(_ text: String) -> String {
    let text = TicketMapping.unwrapped(text)
    let parts = text.split(separator: " ", omittingEmptySubsequences: false)
    let isGrouped =
      parts.count > 1 && (1...3).contains(parts[0].utf8.count) && parts.dropFirst().allSatisfy { $0.utf8.count == 3 }
      && parts.allSatisfy { $0.utf8.allSatisfy { (48...57).contains($0) } }
    return isGrouped ? parts.joined() : text
  }

  /// What a spreadsheet made of a number, in words that follow the column's name; nil of a number as it was.
  static func mangling(_ text: String) -> String? {
    if text.hasPrefix("=") { return "is a formula of a spreadsheet, not the number alone" }
    if text.hasPrefix("'") { return "begins with the apostrophe of a spreadsheet; export the column anew" }
    return isRounded(text) ? "was rounded by a spreadsheet; export the column as text" : nil
  }

  /// `1.23E+05`
  private static func isRounded(_ text: String) -> Bool {
    var rest = text.utf8[...]
    func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
    let whole = rest.prefix(while: isDigit)
    rest = rest.dropFirst(whole.count)
    if let mark = rest.first, mark == UInt8(ascii: ".") || mark == UInt8(ascii: ",") {
      rest = rest.dropFirst().drop(while: isDigit)
    }
    guard !whole.isEmpty, let letter = rest.popFirst(), letter | 0x20 == UInt8(ascii: "e"), let sign = rest.popFirst(),
      sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-")
    else { return false }
    return !rest.isEmpty && rest.allSatisfy(isDigit)
  }
}

extension Unicode.Scalar {
  /// Letters that nobody sees: blanks without width, joiners, marks of direction, byte order marks.
  fileprivate var hasNoWidth: Bool { properties.generalCategory == .format }

  fileprivate var isUnseen: Bool { hasNoWidth || properties.isWhitespace }
}

extension UnsafeBufferPointer<UInt8> {
  /// Without the blanks around, the unbreakable ones and those without width included.
  var trimmed: Slice<UnsafeBufferPointer<UInt8>> {
    var (start, end) = (startIndex, endIndex)
    while start < end {
      if self[start] == 32 || self[start] == 9 {
        start += 1
      } else if self[start] >= 0x80, let width = unseen(at: start, until: end) {
        start += width
      } else {
        break
      }
    }
    while end > start {
      if self[end - 1] == 32 || self[end - 1] == 9 {
        end -= 1
      } else if self[end - 1] >= 0x80, let width = (2...3).first(where: { isUnseen(before: end, $0, since: start) }) {
        end -= width
      } else {
        break
      }
    }
    return self[start..<end]
  }

  private func isUnseen(before end: Int, _ width: Int, since start: Int) -> Bool {
    end - width >= start && unseen(at: end - width, until: end) == width
  }

  /// The bytes of an unseen letter of UTF-8 that begins here; nil where none does.
  private func unseen(at start: Int, until end: Int) -> Int? {
    let width = self[start] & 0xe0 == 0xc0 ? 2 : self[start] & 0xf0 == 0xe0 ? 3 : 0
    guard width > 0, start + width <= end,
      let letter = String(validating: UnsafeBufferPointer(rebasing: self[start..<start + width]), as: UTF8.self)
    else { return nil }
    return letter.unicodeScalars.first?.isUnseen == true ? width : nil
  }
}
