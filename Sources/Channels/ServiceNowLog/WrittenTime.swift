import ImportUseCases
import Kernel

/// A date and time as a file writes it, before it is decided whether the day or the month stands first.
package struct WrittenTime: Hashable {
  /// How a file writes its dates; one that mixes them is not to be trusted with the odd ones.
  package enum Form: Int, CaseIterable, Sendable {
    /// 2025-03-20, 2025/03/20 or 2025.03.20
    case yearFirst
    /// 20-Mar-2025
    case named
    /// 20/3/2025 or 3/20/2025
    case slashes
    /// 20-3-2025 or 3-20-2025
    case dashes
    /// 20.3.2025 or 3.20.2025
    case dots

    /// Whether the order of day and month is in question.
    package var isNumeric: Bool { self == .slashes || self == .dashes || self == .dots }

    package var words: String {
      switch self {
      case .yearFirst: "year first (2025-03-20)"
      case .named: "months by name (20-Mar-2025)"
      case .slashes: "with slashes"
      case .dashes: "with dashes"
      case .dots: "with dots"
      }
    }
  }

  package var form: Form
  package var year: Int
  /// Of numeric forms the two numbers as they stand; of the others month and day.
  package var first: Int
  package var second: Int
  package var millisecondOfDay: Int
  /// Seconds east of UTC, where the text says so.
  package var offset: Int?

  /// Nil where the bytes are no date and time. Blanks around them do not count.
  package init?(_ bytes: UnsafeBufferPointer<UInt8>) {
    var scan = Scanner(bytes)
    scan.blanks()
    guard let (start, digits) = scan.number(4) else { return nil }
    guard let separator = scan.byte(), let form = WrittenTime.form(separator) else { return nil }
    if digits == 4 {
      guard let (month, _) = scan.number(2), scan.take(separator), let (day, _) = scan.number(2) else { return nil }
      (self.form, year, first, second) = (.yearFirst, start, month, day)
    } else if digits <= 2 {
      if let month = scan.month() {
        guard scan.take(separator), let (year, digits) = scan.number(4), digits == 4 || digits == 2 else { return nil }
        (self.form, self.year, first, second) = (.named, digits == 2 ? 2000 + year : year, month, start)
      } else {
        guard let (other, _) = scan.number(2), scan.take(separator), let (year, digits) = scan.number(4), digits == 4
        else { return nil }
        (self.form, self.year, first, second) = (form, year, start, other)
      }
    } else {
      return nil
    }
    let isISO = self.form == .yearFirst
    let comma = scan.take(UInt8(ascii: ","))
    guard scan.blanks() || (isISO && !comma && scan.take(UInt8(ascii: "T"))),
      let time = scan.time(withOffset: isISO)
    else { return nil }
    (millisecondOfDay, offset) = (time.millisecond, time.offset)
    scan.blanks()
    guard scan.isAtEnd, isDate else { return nil }
  }

  /// Whether there is such a date in at least one order.
  private var isDate: Bool {
    if form.isNumeric { return date(.dayFirst) != nil || date(.monthFirst) != nil }
    return CivilDate(year: year, month: first, day: second) != nil
  }

  /// The order that this date alone proves.
  package var provenOrder: DateOrderProof {
    guard form.isNumeric, first != second else { return .none }
    switch (date(.dayFirst), date(.monthFirst)) {
    case (_?, nil): return .dayFirst
    case (nil, _?): return .monthFirst
    default: return .open
    }
  }

  /// Nil where there is no such date in this order.
  package func date(_ order: DateOrder) -> CivilDate? {
    guard form.isNumeric, order == .dayFirst else { return CivilDate(year: year, month: first, day: second) }
    return CivilDate(year: year, month: second, day: first)
  }

  private static func form(_ separator: UInt8) -> Form? {
    switch separator {
    case UInt8(ascii: "/"): .slashes
    case UInt8(ascii: "-"): .dashes
    case UInt8(ascii: "."): .dots
    default: nil
    }
  }
}

/// What one date says about the order of day and month.
package enum DateOrderProof { case none, open, dayFirst, monthFirst }

/// Reads the parts of a date and time.
private struct Scanner {
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

  /// The English name of a month, in full or its first three letters.
  mutating func month() -> Int? {
    var word: [UInt8] = []
    var end = at
    while end < bytes.count, word.count < 10, isLetter(bytes[end]) {
      word.append(bytes[end] | 0x20)
      end += 1
    }
    guard word.count >= 3 else { return nil }
    for (place, name) in Scanner.months.enumerated() where name == word || (word.count == 3 && name.starts(with: word))
    {
      at = end
      return place + 1
    }
    return nil
  }

  private static let months: [[UInt8]] = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
  ].map { Array($0.utf8) }

  private func isLetter(_ byte: UInt8) -> Bool { (65...90).contains(byte) || (97...122).contains(byte) }

  mutating func time(withOffset: Bool) -> (millisecond: Int, offset: Int?)? {
    let colon = UInt8(ascii: ":")
    guard var (hour, _) = number(2), take(colon), case let (minute, 2)? = number(2), hour < 24, minute < 60 else {
      return nil
    }
    var (second, thousandths) = (0, 0)
    if take(colon) {
      guard case let (given, 2)? = number(2), given < 60 else { return nil }
      second = given
      if take(UInt8(ascii: ".")) || take(UInt8(ascii: ",")) {
        guard let (fraction, digits) = number(9) else { return nil }
        thousandths = Scanner.thousandths(fraction, digits)
      }
    }
    let end = at
    blanks()
    if let isAfternoon = half() {
      guard (1...12).contains(hour) else { return nil }
      hour = hour % 12 + (isAfternoon ? 12 : 0)
      return (((hour * 60 + minute) * 60 + second) * 1000 + thousandths, nil)
    }
    at = end
    let offset = withOffset ? offset() : nil
    return (((hour * 60 + minute) * 60 + second) * 1000 + thousandths, offset)
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

  /// AM, pm, a.m.: whether it is the second half of the day.
  private mutating func half() -> Bool? {
    guard at + 1 < bytes.count else { return nil }
    let letter = bytes[at] | 0x20
    guard letter == UInt8(ascii: "a") || letter == UInt8(ascii: "p") else { return nil }
    var end = at + 1
    let isDotted = bytes[end] == UInt8(ascii: ".")
    if isDotted { end += 1 }
    guard end < bytes.count, bytes[end] | 0x20 == UInt8(ascii: "m") else { return nil }
    end += 1
    if isDotted, end < bytes.count, bytes[end] == UInt8(ascii: ".") { end += 1 }
    at = end
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
    if take(UInt8(ascii: ":")) || !isAtEnd {
      guard case let (given, 2)? = number(2), given < 60 else {
        at = start
        return nil
      }
      minutes = given
    }
    return (isWest ? -1 : 1) * (hours * 60 + minutes) * 60
  }
}
