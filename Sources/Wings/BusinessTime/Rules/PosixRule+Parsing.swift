extension PosixRule {
  /// Reads `CET-1CEST,M3.5.0,M10.5.0/3`; nil for anything else.
  init?(parsing bytes: ArraySlice<UInt8>) {
    var reader = PosixReader(rest: bytes)
    guard reader.name(), let standard = reader.time(hours: 24) else { return nil }
    self.standard = -standard
    guard !reader.rest.isEmpty else { return }
    guard reader.name() else { return nil }
    var offset = self.standard + 3600
    if let next = reader.rest.first, next != UInt8(ascii: ",") {
      guard let explicit = reader.time(hours: 24) else { return nil }
      offset = -explicit
    }
    guard let begins = reader.change(), let ends = reader.change(), reader.rest.isEmpty else { return nil }
    summer = (offset, begins, ends)
  }
}

private struct PosixReader {
  var rest: ArraySlice<UInt8>

  mutating func take(_ byte: Character) -> Bool {
    guard let first = rest.first, first == byte.asciiValue else { return false }
    rest.removeFirst()
    return true
  }

  mutating func name() -> Bool {
    if take("<") {
      guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else { return false }
      rest = rest[(end + 1)...]
      return true
    }
    let letters = rest.prefix { ($0 | 0x20) >= UInt8(ascii: "a") && ($0 | 0x20) <= UInt8(ascii: "z") }
    rest = rest.dropFirst(letters.count)
    return letters.count >= 3
  }

  mutating func number(_ range: ClosedRange<Int>) -> Int? {
    var value = 0
    var digits = 0
    while let byte = rest.first, byte >= 48, byte <= 57, digits < 4 {
      value = value * 10 + Int(byte - 48)
      digits += 1
      rest.removeFirst()
    }
    return digits > 0 && range.contains(value) ? value : nil
  }

  /// `[+-]hh[:mm[:ss]]` in seconds.
  mutating func time(hours limit: Int) -> Int? {
    let negative = take("-")
    if !negative { _ = take("+") }
    guard let hours = number(0...limit) else { return nil }
    var seconds = hours * 3600
    if take(":") {
      guard let minutes = number(0...59) else { return nil }
      seconds += minutes * 60
      if take(":") {
        guard let rest = number(0...59) else { return nil }
        seconds += rest
      }
    }
    return negative ? -seconds : seconds
  }

  /// `,M3.5.0/2`, `,J60` or `,59`.
  mutating func change() -> PosixRule.Change? {
    guard take(",") else { return nil }
    let day: PosixRule.Change.Day
    if take("M") {
      guard let month = number(1...12), take("."), let week = number(1...5), take("."), let weekday = number(0...6)
      else { return nil }
      day = .month(month, week: week, weekday: weekday)
    } else if take("J") {
      guard let n = number(1...365) else { return nil }
      day = .julian(n)
    } else {
      guard let n = number(0...365) else { return nil }
      day = .ordinal(n)
    }
    guard take("/") else { return .init(day: day, time: 7200) }
    return time(hours: 167).map { .init(day: day, time: $0) }
  }
}
