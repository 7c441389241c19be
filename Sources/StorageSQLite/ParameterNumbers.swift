/// Our parameters are `$1`, `$2`, ... as in PostgreSQL. SQLite takes these for names and numbers them
/// by first appearance; its numbered form is `?1`.
enum ParameterNumbers {
  /// `sql` with each `$n` as `?n`, except within quotes, comments and names.
  static func rewritten(_ sql: String) -> String {
    let text = Array(sql.utf8)
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var index = 0
    while index < text.count {
      let end = endOfLiteral(text, index)
      if end > index {
        result += text[index..<end]
        index = end
        continue
      }
      let isParameter =
        text[index] == UInt8(ascii: "$") && index + 1 < text.count && isDigit(text[index + 1])
        && !(index > 0 && isNamePart(text[index - 1]))
      result.append(isParameter ? UInt8(ascii: "?") : text[index])
      index += 1
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// Where the quoted text or comment that begins at `start` ends; `start` when none begins there.
  private static func endOfLiteral(_ text: [UInt8], _ start: Int) -> Int {
    let next = start + 1 < text.count ? text[start + 1] : 0
    switch text[start] {
    // A doubled quote ends one literal and begins another, which comes to the same.
    case UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "`"):
      return (text[(start + 1)...].firstIndex(of: text[start]) ?? text.count - 1) + 1
    case UInt8(ascii: "-") where next == UInt8(ascii: "-"):
      return text[start...].firstIndex(of: UInt8(ascii: "\n")) ?? text.count
    case UInt8(ascii: "/") where next == UInt8(ascii: "*"):
      var end = start + 2
      while end + 1 < text.count, !(text[end] == UInt8(ascii: "*") && text[end + 1] == UInt8(ascii: "/")) { end += 1 }
      return min(end + 2, text.count)
    default: return start
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  private static func isNamePart(_ byte: UInt8) -> Bool {
    isDigit(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x5F || byte >= 0x80
      || byte == 0x24
  }
}
