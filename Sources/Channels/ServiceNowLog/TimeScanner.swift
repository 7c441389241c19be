/// Reads the parts of a date and time.
struct TimeScanner {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var at = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  var isAtEnd: Bool { at == bytes.count }

  mutating func number(_ longest: Int) -> (value: Int, digits: Int)? {
    var value = 0
    let start = at
    while at < bytes.count, at - start < longest, bytes[at] >= 48, bytes[at] <= 57 {
      value = value * 10 + Int(bytes[at] - 48)
      at += 1
    }
    return at > start ? (value, at - start) : nil
  }

  mutating func byte() -> UInt8? {
    guard at < bytes.count else { return nil }
    defer { at += 1 }
    return bytes[at]
  }

  @discardableResult
  mutating func take(_ byte: UInt8) -> Bool {
    guard at < bytes.count, bytes[at] == byte else { return false }
    at += 1
    return true
  }

  /// Blanks, the unbreakable and the narrow one that some write before AM and PM included.
  @discardableResult
  mutating func blanks() -> Bool {
    let start = at
    while at < bytes.count {
      if bytes[at] == 32 {
        at += 1
      } else if bytes[at] == 0xc2, at + 1 < bytes.count, bytes[at + 1] == 0xa0 {
        at += 2
      } else if bytes[at] == 0xe2, at + 2 < bytes.count, bytes[at + 1] == 0x80, bytes[at + 2] == 0xaf {
        at += 3
      } else {
        break
      }
    }
    return at > start
  }

  /// What stands between the parts of a date whose month is a name: `/`, `-`, `.`, `,`, blanks, `de`.
  @discardableResult
  mutating func gap() -> Bool {
    let start = at
    if at < bytes.count, bytes[at] == UInt8(ascii: "/") || bytes[at] == UInt8(ascii: "-") {
      at += 1
      return true
    }
    if !take(UInt8(ascii: ".")) { take(UInt8(ascii: ",")) }
    // `20.mar.-2025`, as some languages shorten months.
    if take(UInt8(ascii: "-")) || take(UInt8(ascii: "/")) { return true }
    guard blanks() else { return at > start }
    let word = at
    if take(UInt8(ascii: "d")), take(UInt8(ascii: "e")), blanks() { return true }
    at = word
    return true
  }

  /// The name of a month, in full or shortened, in the languages of `MonthNames`.
  mutating func month() -> Int? {
    guard let (word, end) = word(), let month = MonthNames.month(word) else { return nil }
    at = end
    return month
  }

  /// Passes over the name of a day of the week and what follows it.
  mutating func weekday() {
    guard let (word, end) = word(), MonthNames.isWeekday(word) else { return }
    at = end
    if !take(UInt8(ascii: ".")) { take(UInt8(ascii: ",")) }
    blanks()
  }

  /// The letters from here on, and where they end; nil where there are none, or too many for a month.
  private func word() -> (UnsafeBufferPointer<UInt8>, Int)? {
    var end = at
    while end < bytes.count, end - at <= MonthNames.longest, TimeScanner.isLetter(bytes[end]) { end += 1 }
    guard end - at >= 2, end - at <= MonthNames.longest else { return nil }
    return (UnsafeBufferPointer(rebasing: bytes[at..<end]), end)
  }

  /// Bytes of letters beyond ASCII are letters too, but for the unbreakable blanks.
  private static func isLetter(_ byte: UInt8) -> Bool {
    (65...90).contains(byte) || (97...122).contains(byte) || (byte >= 0x80 && byte != 0xc2 && byte != 0xe2)
  }

  mutating func time() -> (millisecond: Int, offset: Int?, saysHalf: Bool)? {
    guard var (hour, _) = number(2), let mark = byte(), mark == UInt8(ascii: ":") || mark == UInt8(ascii: "."),
      case let (minute, 2)? = number(2), hour < 24, minute < 60
    else { return nil }
    var (second, thousandths) = (0, 0)
    if take(mark) {
      guard case let (given, 2)? = number(2), given < 60 else { return nil }
      second = given
      if take(UInt8(ascii: ".")) || take(UInt8(ascii: ",")) {
        guard let (fraction, digits) = number(9) else { return nil }
        thousandths = TimeScanner.thousandths(fraction, digits)
      }
    }
    let end = at
    blanks()
    let half = half()
    if let half {
      guard (1...12).contains(hour) else { return nil }
      hour = hour % 12 + (half ? 12 : 0)
    } else {
      at = end
    }
    return (((hour * 60 + minute) * 60 + second) * 1000 + thousandths, offset(), half != nil)
  }

  private static func thousandths(_ fraction: Int, _ digits: Int) -> Int {
    var (value, digits) = (fraction, digits)
    while digits > 3 {
      value /= 10
      digits -= 1
    }
    while digits < 3 {
      value *= 10
      digits += 1
    }
    return value
  }

  /// AM, pm, a.m., `p. m.`: whether it is the second half of the day.
  private mutating func half() -> Bool? {
    guard at + 1 < bytes.count else { return nil }
    let start = at
    let letter = bytes[at] | 0x20
    guard letter == UInt8(ascii: "a") || letter == UInt8(ascii: "p") else { return nil }
    at += 1
    let isDotted = take(UInt8(ascii: "."))
    if isDotted { blanks() }
    guard at < bytes.count, bytes[at] | 0x20 == UInt8(ascii: "m") else {
      at = start
      return nil
    }
    at += 1
    if isDotted { take(UInt8(ascii: ".")) }
    return letter == UInt8(ascii: "p")
  }

  /// `Z`, `UTC`, `GMT`, `+01:00`, `+0100` or `+01`; nil where there is none.
  private mutating func offset() -> Int? {
    let start = at
    blanks()
    if take(UInt8(ascii: "Z")) { return 0 }
    if take(UInt8(ascii: "U")) || take(UInt8(ascii: "G")) {
      if (take(UInt8(ascii: "T")) && take(UInt8(ascii: "C"))) || (take(UInt8(ascii: "M")) && take(UInt8(ascii: "T"))) {
        return 0
      }
      at = start
      return nil
    }
    let isWest = at < bytes.count && bytes[at] == UInt8(ascii: "-")
    guard take(UInt8(ascii: "+")) || take(UInt8(ascii: "-")), case let (hours, 2)? = number(2), hours < 19 else {
      at = start
      return nil
    }
    var minutes = 0
    if take(UInt8(ascii: ":")) || (at < bytes.count && (48...57).contains(bytes[at])) {
      guard case let (given, 2)? = number(2), given < 60 else {
        at = start
        return nil
      }
      minutes = given
    }
    return (isWest ? -1 : 1) * (hours * 60 + minutes) * 60
  }
}
