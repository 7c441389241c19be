import Kernel

/// Why a text is no date and time that can be read.
enum TimeComplaint {
  /// In words that follow the text: `has no time of day`; nil where nothing better can be said than how one looks.
  static func words(_ text: String) -> String? {
    let letters = Array(text.utf8)
    if let words = number(letters) { return words }
    if letters.allSatisfy({ $0 == UInt8(ascii: "#") }), !letters.isEmpty {
      return "was wider than its cell in a spreadsheet; make the column wider and save it anew"
    }
    if text.lowercased().hasSuffix(" ago") {
      return "says how long ago it was when the file was made; export points in time"
    }
    if isTime(text + " 00:00") { return "has no time of day" }
    if isTime(text.replacing(" 24:", with: " 00:")) { return "has an hour 24; midnight is 00:00 of the day after" }
    if hasShortYear(letters) { return "has a year of two digits, which may be a day as well; export it with four" }
    if let end = text.lastIndex(of: " "), isTime(String(text[..<end])) {
      let zone = text[text.index(after: end)...]
      if (2...5).contains(zone.count), zone.allSatisfy(\.isLetter) {
        return zone.lowercased() == "am" || zone.lowercased() == "pm"
          ? "has an hour that there is not with \(zone)"
          : "names its zone by letters, which different zones share; export offsets like +01:00, or no zone"
      }
    }
    return nil
  }

  private static func isTime(_ text: String) -> Bool {
    Array(text.utf8).withUnsafeBufferPointer { WrittenTime($0) != nil }
  }

  /// Seconds or milliseconds since 1970, or the days of a spreadsheet.
  private static func number(_ letters: [UInt8]) -> String? {
    let whole = letters.prefix { (48...57).contains($0) }
    let rest = letters.dropFirst(whole.count)
    let isFraction = rest.first.map { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ",") } ?? true
    guard isFraction, rest.dropFirst().allSatisfy({ (48...57).contains($0) }) else { return nil }
    switch whole.count {
    case 5: return "is a spreadsheet's number of a day; give its column a format of date and time and save it anew"
    case 9, 10: return "is a number of seconds since 1970; export times as dates"
    case 12,
      13 where rest.isEmpty:
      return "is a number of milliseconds since 1970; export times as dates"
    default: return nil
    }
  }

  /// Three numbers of one or two digits, and more behind them.
  private static func hasShortYear(_ letters: [UInt8]) -> Bool {
    var rest = letters[...]
    for place in 0..<3 {
      let digits = rest.prefix { (48...57).contains($0) }.count
      guard (1...2).contains(digits) else { return false }
      rest = rest.dropFirst(digits)
      guard place < 2 else { return rest.first.map { $0 == 32 || $0 == UInt8(ascii: ",") } ?? true }
      guard let mark = rest.popFirst(), [UInt8(ascii: "/"), UInt8(ascii: "-"), UInt8(ascii: ".")].contains(mark) else {
        return false
      }
    }
    return false
  }
}
