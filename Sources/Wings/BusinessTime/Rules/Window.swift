/// Opening hours between two clock times, minute-exact: `08:00-12:00`, `21:00-02:00`, `00:00-24:00`.
///
/// A window whose end is not after its start crosses midnight and belongs to the date it begins on.
public struct Window: Hashable, Sendable {
  /// Minutes after midnight, 0...1439.
  public let start: Int
  /// Minutes after midnight, 0...1440; below `start` it is a clock time of the next date.
  public let end: Int

  /// The whole local date.
  public static let wholeDay = Window(uncheckedStart: 0, end: 1440)

  private init(uncheckedStart start: Int, end: Int) {
    self.start = start
    self.end = end
  }

  /// Nil where a time is out of range or both are the same.
  public init?(start: Int, end: Int) {
    guard (0...1439).contains(start), (0...1440).contains(end), start != end else { return nil }
    self.init(uncheckedStart: start, end: end)
  }

  public var crossesMidnight: Bool { end < start }

  /// The end in minutes after the midnight that begins the window's own date: above 1440 when it crosses.
  public var endFromOwnMidnight: Int { crossesMidnight ? end + 1440 : end }

  /// `21:00-02:00`.
  public var text: String { "\(clockText(start))-\(clockText(end))" }

  /// What is wrong with a text that is not a window.
  public struct Malformed: Error, Hashable, Sendable { public var reason: String }

  /// Reads what people type into forms: as below, and each time as `ClockText` has it, `8:00-18` as `08:00-18:00`.
  public init(typed text: some StringProtocol) throws(Malformed) {
    let parts = text.prefix(20).split(separator: "-", omittingEmptySubsequences: false).map { part in
      String(part).split(whereSeparator: \.isWhitespace).joined()
    }
    let read = parts.map { ClockText.minutes($0).map(ClockText.text) ?? $0 }.joined(separator: "-")
    try self.init(parsing: read)
  }

  /// Reads `HH:MM-HH:MM`.
  public init(parsing text: some StringProtocol) throws(Malformed) {
    let bytes = Array(text.utf8.prefix(12))
    guard bytes.count == 11, bytes[5] == UInt8(ascii: "-"), let start = minutes(bytes[0..<5]),
      let end = minutes(bytes[6..<11])
    else { throw Malformed(reason: "write it like 08:00-12:00") }
    guard start < 1440 else { throw Malformed(reason: "it begins at 24:00; begin at 00:00 of the next day") }
    guard start != end else {
      throw Malformed(reason: "it begins and ends at the same time; the whole day is 00:00-24:00")
    }
    self.init(uncheckedStart: start, end: end)
  }
}

private func clockText(_ minutes: Int) -> String {
  func two(_ n: Int) -> String { n < 10 ? "0\(n)" : "\(n)" }
  return "\(two(minutes / 60)):\(two(minutes % 60))"
}

/// `HH:MM` up to 24:00 in minutes.
private func minutes(_ bytes: ArraySlice<UInt8>) -> Int? {
  let digits = bytes.map { Int($0) - 48 }
  guard digits.count == 5, digits[2] == 10, (0...9).contains(digits[0]), (0...9).contains(digits[1]),
    (0...5).contains(digits[3]), (0...9).contains(digits[4])
  else { return nil }
  let total = (digits[0] * 10 + digits[1]) * 60 + digits[3] * 10 + digits[4]
  return total <= 1440 ? total : nil
}
