import Kernel

/// How a file writes its times, as a Unicode date pattern says it: `MM/dd/yyyy hh:mm:ss a`, `dd.MM.yy HH:mm`,
/// `yyyy-MM-dd'T'HH:mm:ssX`.
public struct TimePattern: Hashable, Sendable {
  private enum Part: Hashable {
    case year(Int), month, monthName, day, hour, hourOfHalf, minute, second, fraction(Int), half, offset
    case text([UInt8])
  }

  /// A time as its text says it.
  public struct Reading: Hashable, Sendable {
    public var date: CivilDate
    public var millisecondOfDay: Int
    /// Seconds east of UTC, where the text says so.
    public var offset: Int?
  }

  /// What is wrong with a pattern.
  public struct Malformed: Error, Hashable, Sendable {
    public var reason: String
    public init(reason: String) { self.reason = reason }
  }

  private let parts: [Part]

  /// Letters of a pattern.
  public static let longest = 60

  /// Reads a pattern.
  public init(parsing pattern: String) throws(Malformed) {
    guard pattern.utf8.count <= TimePattern.longest else {
      throw Malformed(reason: "is longer than \(TimePattern.longest) bytes")
    }
    var parts: [Part] = []
    var rest = Array(pattern.utf8)[...]
    while let letter = rest.first {
      if letter == UInt8(ascii: "'") {
        rest = rest.dropFirst()
        guard let end = rest.firstIndex(of: letter) else { throw Malformed(reason: "has a quote that is not closed") }
        parts.append(.text(rest.startIndex == end ? [letter] : Array(rest[..<end])))
        rest = rest[(end + 1)...]
        continue
      }
      let run = rest.prefix { $0 == letter }.count
      rest = rest.dropFirst(run)
      guard (65...90).contains(letter) || (97...122).contains(letter) else {
        parts.append(.text([UInt8](repeating: letter, count: run)))
        continue
      }
      parts.append(try TimePattern.part(letter, run))
    }
    func has(_ wanted: (Part) -> Bool) -> Bool { parts.contains(where: wanted) }
    guard has({ if case .year = $0 { true } else { false } }), has({ $0 == .month || $0 == .monthName }),
      has({ $0 == .day }), has({ $0 == .minute })
    else { throw Malformed(reason: "must have a year (yyyy), a month (MM), a day (dd), an hour (HH) and minutes (mm)") }
    guard has({ $0 == .hour }) || (has({ $0 == .hourOfHalf }) && has({ $0 == .half })) else {
      throw Malformed(reason: "must have HH for an hour from 0 to 23, or hh with a for AM and PM")
    }
    self.parts = parts
  }

  private static func part(_ letter: UInt8, _ run: Int) throws(Malformed) -> Part {
    switch (UnicodeScalar(letter), run) {
    case ("y", 4), ("u", 4), ("y", 1): return .year(4)
    case ("y", 2): return .year(2)
    case ("M", 1...2): return .month
    case ("M", 3): return .monthName
    case ("d", 1...2): return .day
    case ("H", 1...2): return .hour
    case ("h", 1...2): return .hourOfHalf
    case ("m", 1...2): return .minute
    case ("s", 1...2): return .second
    case ("S", 1...9): return .fraction(run)
    case ("a", 1): return .half
    case ("X", 1...3), ("x", 1...3), ("Z", 1): return .offset
    default:
      throw Malformed(
        reason:
          "has \(String(repeating: Character(UnicodeScalar(letter)), count: run)), which is none of yyyy yy MM MMM "
          + "dd HH hh mm ss SSS a X; put words in single quotes")
    }
  }

  /// Nil where the bytes are no time of this form.
  public func reading(_ bytes: UnsafeBufferPointer<UInt8>) -> Reading? {
    var scan = Scan(bytes: bytes)
    var (year, month, day, hour, minute, second, thousandth) = (0, 1, 1, 0, 0, 0, 0)
    var isAfternoon: Bool?
    var offset: Int?
    for (place, part) in parts.enumerated() {
      // Numbers that stand together are told apart by their widths.
      let isTight = place + 1 < parts.count && TimePattern.isNumber(parts[place + 1])
      switch part {
      case .year(let digits):
        guard let value = scan.number(from: digits, to: digits) else { return nil }
        year = digits == 2 ? 2000 + value : value
      case .month: guard scan.take(&month, isTight, 1...12) else { return nil }
      case .monthName:
        guard let value = scan.month() else { return nil }
        month = value
      case .day: guard scan.take(&day, isTight, 1...31) else { return nil }
      case .hour: guard scan.take(&hour, isTight, 0...23) else { return nil }
      case .hourOfHalf: guard scan.take(&hour, isTight, 1...12) else { return nil }
      case .minute: guard scan.take(&minute, isTight, 0...59) else { return nil }
      case .second: guard scan.take(&second, isTight, 0...59) else { return nil }
      case .fraction(let digits):
        guard let value = scan.number(from: digits, to: digits) else { return nil }
        thousandth = value
        for _ in digits..<max(3, digits) { thousandth *= 10 }
        for _ in min(3, digits)..<digits { thousandth /= 10 }
      case .half:
        guard let value = scan.half() else { return nil }
        isAfternoon = value
      case .offset:
        guard let value = scan.offset() else { return nil }
        offset = value
      case .text(let text): guard scan.take(text) else { return nil }
      }
    }
    guard scan.isAtEnd, let date = CivilDate(year: year, month: month, day: day) else { return nil }
    if let isAfternoon {
      guard (1...12).contains(hour) else { return nil }
      hour = hour % 12 + (isAfternoon ? 12 : 0)
    }
    return Reading(
      date: date, millisecondOfDay: ((hour * 60 + minute) * 60 + second) * 1000 + thousandth, offset: offset)
  }

  private static func isNumber(_ part: Part) -> Bool {
    switch part {
    case .year, .month, .day, .hour, .hourOfHalf, .minute, .second, .fraction: true
    case .monthName, .half, .offset, .text: false
    }
  }
}

/// Goes through the letters of a time.
private struct Scan {
  let bytes: UnsafeBufferPointer<UInt8>
  var at = 0

  var isAtEnd: Bool { at == bytes.count }

  mutating func number(from least: Int, to most: Int) -> Int? {
    var value = 0
    let start = at
    while at < bytes.count, at - start < most, (48...57).contains(bytes[at]) {
      value = value * 10 + Int(bytes[at] - 48)
      at += 1
    }
    return at - start >= least ? value : nil
  }

  mutating func take(_ value: inout Int, _ isTight: Bool, _ allowed: ClosedRange<Int>) -> Bool {
    guard let read = number(from: isTight ? 2 : 1, to: 2), allowed.contains(read) else { return false }
    value = read
    return true
  }

  mutating func take(_ text: [UInt8]) -> Bool {
    guard bytes.count - at >= text.count, zip(bytes[at...], text).allSatisfy({ $0 == $1 }) else { return false }
    at += text.count
    return true
  }

  mutating func half() -> Bool? {
    guard bytes.count - at >= 2, bytes[at + 1] | 0x20 == UInt8(ascii: "m") else { return nil }
    let letter = bytes[at] | 0x20
    guard letter == UInt8(ascii: "a") || letter == UInt8(ascii: "p") else { return nil }
    at += 2
    return letter == UInt8(ascii: "p")
  }

  mutating func month() -> Int? {
    let names = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    guard bytes.count - at >= 3 else { return nil }
    let word = bytes[at..<at + 3].map { $0 | 0x20 }
    guard let place = names.firstIndex(where: { Array($0.utf8) == word }) else { return nil }
    at += 3
    return place + 1
  }

  /// `Z`, `+01:00`, `+0100` or `+01`.
  mutating func offset() -> Int? {
    guard at < bytes.count else { return nil }
    let sign = bytes[at]
    at += 1
    if sign == UInt8(ascii: "Z") { return 0 }
    guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), let hours = number(from: 2, to: 2), hours < 19 else {
      return nil
    }
    var minutes = 0
    if at < bytes.count, bytes[at] == UInt8(ascii: ":") { at += 1 }
    if !isAtEnd {
      guard let given = number(from: 2, to: 2), given < 60 else { return nil }
      minutes = given
    }
    return (sign == UInt8(ascii: "-") ? -1 : 1) * (hours * 60 + minutes) * 60
  }
}
