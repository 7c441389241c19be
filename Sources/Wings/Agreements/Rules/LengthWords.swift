import Kernel

/// Lengths of open time as people type them.
public enum LengthText {
  /// Units of days, hours and minutes by the words for them.
  private static let days: Set = ["d", "day", "days"]
  private static let minutes: [String: Int64] = [
    "h": 60, "hr": 60, "hour": 60, "hours": 60, "min": 1, "mins": 1, "m": 1, "minute": 1, "minutes": 1,
  ]

  /// Reads `30 min`, `4h`, `1 h 30 min`, `2 days`, and what agreement files write, `PT4H`; nil for anything else, a
  /// number without a unit and a length of nothing too.
  public static func read(_ text: String) -> ISO8601Duration? {
    if text.first == "P" || text.first == "p" {
      return (try? ISO8601Duration(parsing: text.uppercased())).flatMap(positive)
    }
    var rest = text[...]
    var length = ISO8601Duration(time: .zero)
    var count = 0
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      guard (1...6).contains(digits.utf8.count), let number = Int64(digits) else { return nil }
      rest = rest.dropFirst(digits.count).drop(while: \.isWhitespace)
      let unit = rest.prefix { $0.isLetter }.lowercased()
      rest = rest.drop { $0.isLetter }.drop(while: \.isWhitespace)
      if days.contains(unit), count == 0 {
        length.days = number
      } else if let scale = minutes[unit] {
        length.time = length.time + .minutes(number * scale)
      } else {
        return nil
      }
      count += 1
      guard count <= 3 else { return nil }
    }
    return positive(length)
  }

  private static func positive(_ length: ISO8601Duration) -> ISO8601Duration? {
    length.days > 0 || length.time > .zero ? length : nil
  }
}

/// Lengths of targets as people type them: what `LengthText` reads, and `30 calendar days`.
public enum TargetText {
  private static let local = [" calendar days", " calendar day", " local days", " local day"]

  /// Nil for what is no length.
  public static func read(_ text: String) -> TargetLength? {
    for suffix in local where text.lowercased().hasSuffix(suffix) {
      guard let days = Int64(text.dropLast(suffix.count)), (1...999_999).contains(days) else { return nil }
      return .localDays(days)
    }
    return LengthText.read(text).map(TargetLength.open)
  }

  /// The words that are read as this; ISO 8601 where there are none.
  public static func text(_ length: TargetLength) -> String {
    switch length {
    case .localDays(let days): "\(days) calendar \(days == 1 ? "day" : "days")"
    case .open(let duration): text(duration)
    }
  }

  /// A length on the clock, to be read in a sentence: `120 h`.
  public static func text(_ length: Duration) -> String {
    length == .zero ? "0 min" : text(ISO8601Duration(time: length))
  }

  /// `1 d 2 h 30 min`.
  public static func text(_ length: ISO8601Duration) -> String {
    let minutes = length.time.milliseconds / 60_000
    let parts = [(length.days, "d"), (minutes / 60, "h"), (minutes % 60, "min")].filter { $0.0 > 0 }
    let words = parts.map { "\($0.0) \($0.1)" }.joined(separator: " ")
    return LengthText.read(words) == length ? words : length.iso8601
  }
}

/// Thresholds as people type them: `75%`, `1 h before`, `30 min after`, `1 h before by the wall clock`; and what
/// agreement files write.
public enum RungText {
  private static let wall = " by the wall clock"

  /// Nil for what is none.
  public static func read(_ text: String) -> Rung? {
    var rest = text.trimmed
    if rest.hasSuffix("%") { return try? Rung(parsing: rest.filter { !$0.isWhitespace }) }
    if let rung = try? Rung(parsing: rest) { return rung }
    let isWall = rest.hasSuffix(wall)
    if isWall { rest = String(rest.dropLast(wall.count)) }
    for (words, sign) in [("before", "-"), ("after", "+")] where rest.hasSuffix(" " + words) {
      guard let length = LengthText.read(String(rest.dropLast(words.count + 1))) else { return nil }
      return try? Rung(parsing: sign + length.iso8601 + (isWall ? " wall" : ""))
    }
    return nil
  }

  /// The words that are read as this; the rung as its file has it where there are none.
  public static func text(_ rung: Rung) -> String {
    let words: String
    switch rung.position {
    case .share: words = rung.text
    case .consumed(let length, let after): words = TargetText.text(length) + (after ? " after" : " before")
    case .wall(let length, let after): words = TargetText.text(length) + (after ? " after" : " before") + wall
    }
    return read(words) == rung ? words : rung.text
  }
}
