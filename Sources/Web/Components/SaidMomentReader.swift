import Kernel

/// Reads one text word by word.
struct SaidMomentReader {
  private typealias Unclear = SaidMoment.Unclear

  private var words: [String]
  private let now: Instant
  private let zone: ReaderZone
  private let today: CivilDate
  /// How it could be written instead.
  private let example: String

  init(_ text: String, now: Instant, zone: ReaderZone, isAhead: Bool = false) {
    (self.now, self.zone, today) = (now, zone, zone.local(now).date)
    example = isAhead ? Self.exampleAhead : Self.example
    var plain = text.lowercased()
    // `2026-11-28T14:00` is a day and a time.
    if let mark = plain.firstIndex(of: "t"), plain[..<mark].allSatisfy({ $0.isNumber || $0 == "-" }),
      mark != plain.startIndex
    {
      plain.replaceSubrange(mark...mark, with: " ")
    }
    words = plain.split { $0.isWhitespace || $0 == "," }.map(String.init)
  }

  static let example = "like today 14:00, yesterday 9:30, 28 Nov 14:00 or 2 h ago"
  static let exampleAhead = "like today 14:00, tomorrow 9:30, 28 Nov 14:00 or in 2 h"

  mutating func moment() throws(SaidMoment.Unclear) -> SaidMoment {
    guard !words.isEmpty else { throw Unclear(message: "is a day and a time, " + example) }
    if words == ["now"] { return SaidMoment(now) }
    if let length = try distance() { return SaidMoment(now + length) }
    var (date, second): (CivilDate?, Int?) = (nil, nil)
    let (turn, offset) = (takeTurn(), takeOffset())
    while !words.isEmpty {
      if date == nil, let found = try day() {
        date = found
      } else if second == nil, let found = time() {
        second = found
      } else {
        throw Unclear(
          message: "has \u{201c}\(words[0].prefix(20))\u{201d}, which is not understood; write it \(example)")
      }
    }
    guard let second else { throw Unclear(message: "says the day and not the time; write it \(example)") }
    guard let offset else { return try moment(of: date ?? today, second, turn) }
    return SaidMoment(Instant(seconds: Int64((date ?? today).daysSince1970) * 86_400 + Int64(second - offset)))
  }

  /// Takes an offset as pages write it behind a time, `(UTC+2)`; its seconds. With one a time means one instant, whatever
  /// zone it is read in.
  private mutating func takeOffset() -> Int? {
    guard var word = words.last else { return nil }
    if word.hasPrefix("("), word.hasSuffix(")") { word = String(word.dropFirst().dropLast()) }
    guard word.hasPrefix("utc") else { return nil }
    var rest = word.dropFirst(3)
    var seconds = 0
    if let sign = rest.popFirst() {
      let parts = rest.split(separator: ":", omittingEmptySubsequences: false)
      guard ["+", "-", "\u{2212}"].contains(sign), (1...2).contains(parts.count),
        parts.allSatisfy({ (1...2).contains($0.utf8.count) && $0.utf8.allSatisfy { (48...57).contains($0) } }),
        let hours = Int(parts[0]), hours <= 18, let minutes = parts.count == 2 ? Int(parts[1]) : 0, minutes < 60
      else { return nil }
      seconds = (hours * 3600 + minutes * 60) * (sign == "+" ? 1 : -1)
    }
    words.removeLast()
    return seconds
  }

  private func moment(of date: CivilDate, _ second: Int, _ turn: SaidMoment.Turn?) throws(Unclear) -> SaidMoment {
    let found = zone.instants(of: date, second: second)
    guard let first = found.first, let last = found.last else {
      throw Unclear(
        message: "never comes on \(Words.date(date)) in \(zone.name): clocks go forward over it; name a time before or "
          + "after")
    }
    guard found.count > 1 else {
      guard turn == nil else {
        throw Unclear(message: "comes once on \(Words.date(date)); leave \u{201c}\(turn?.rawValue ?? "")\u{201d} out")
      }
      return SaidMoment(first)
    }
    return turn == .second ? SaidMoment(last, turn: .second) : SaidMoment(first, turn: .first)
  }

  private mutating func takeTurn() -> SaidMoment.Turn? {
    guard let last = words.last, let turn = SaidMoment.Turn(rawValue: last) else { return nil }
    words.removeLast()
    return turn
  }
}

// Distances from now.
extension SaidMomentReader {
  private static let units: [String: Int64] = [
    "min": 1, "mins": 1, "minute": 1, "minutes": 1, "m": 1, "h": 60, "hr": 60, "hour": 60, "hours": 60, "d": 1440,
    "day": 1440, "days": 1440,
  ]

  /// Minutes of ten years.
  private static let farthest: Int64 = 5_256_000

  /// `in 2 h 30 min`, `2 days ago`; nil where it is no distance. A day here is 24 hours.
  private func distance() throws(SaidMoment.Unclear) -> Duration? {
    let isAhead = words[0] == "in"
    guard isAhead || words.last == "ago" else { return nil }
    var rest = isAhead ? words.dropFirst() : words.dropLast()
    var minutes: Int64 = 0
    while let word = rest.popFirst() {
      let digits = word.prefix { $0.isASCII && $0.isNumber }
      var unit = String(word.dropFirst(digits.count))
      if unit.isEmpty { unit = rest.popFirst() ?? "" }
      guard (1...6).contains(digits.utf8.count), let number = Int64(digits), let size = Self.units[unit] else {
        throw SaidMoment.Unclear(message: "is no length of time; write it like in 30 min, 2 h ago or 1 d 4 h ago")
      }
      minutes += number * size
    }
    guard (1...Self.farthest).contains(minutes) else {
      throw SaidMoment.Unclear(message: "is more than ten years away, or no time at all")
    }
    return .minutes(isAhead ? minutes : -minutes)
  }
}

// Days.
extension SaidMomentReader {
  /// A text that is a day and nothing else.
  mutating func wholeDay() throws(SaidMoment.Unclear) -> CivilDate {
    let example = "write it like \(SaidDay.example), last Mon or 2026-11-01"
    guard !words.isEmpty else { throw SaidMoment.Unclear(message: "is a day; " + example) }
    guard let date = try day() else {
      throw SaidMoment.Unclear(
        message: "has \u{201c}\(words[0].prefix(20))\u{201d}, which is no day; " + example)
    }
    guard let rest = words.first else { return date }
    throw SaidMoment.Unclear(
      message: "has \u{201c}\(rest.prefix(20))\u{201d} behind the day, which is not understood; " + example)
  }

  /// Takes the words of a day; nil where the next is none.
  private mutating func day() throws(SaidMoment.Unclear) -> CivilDate? {
    let word = words[0]
    if let days = ["today": 0, "yesterday": -1, "tomorrow": 1][word] {
      words.removeFirst()
      return CivilDate(daysSince1970: today.daysSince1970 + days)
    }
    if word == "last" || word == "next" { return try weekday(isAhead: word == "next") }
    if let weekday = Self.index(of: word, in: Words.longWeekdays) {
      words.removeFirst()
      let name = Words.longWeekdays[weekday]
      guard !words.isEmpty, let date = try day() else {
        throw SaidMoment.Unclear(
          message: "could be one \(name) or another; write last \(name), next \(name) or the date")
      }
      guard date.weekday == weekday else {
        throw SaidMoment.Unclear(
          message: "says \(name), and \(Words.date(date)) is a \(Words.longWeekdays[date.weekday])")
      }
      return date
    }
    if let date = CivilDate(parsing: word) {
      words.removeFirst()
      return date
    }
    if word.contains("/") {
      throw SaidMoment.Unclear(
        message:
          "has \u{201c}\(word.prefix(20))\u{201d}, which some read as day and month and others as month and day; write it like 28 Nov 2026"
      )
    }
    if let date = try dotted(word) { return date }
    return try named()
  }

  private mutating func weekday(isAhead: Bool) throws(SaidMoment.Unclear) -> CivilDate {
    guard words.count > 1, let weekday = Self.index(of: words[1], in: Words.longWeekdays) else {
      throw SaidMoment.Unclear(
        message: "has \u{201c}\(words[0])\u{201d} without a day of the week, like \(words[0]) Mon 9:00")
    }
    words.removeFirst(2)
    // The nearest on that side; today's own is named today.
    let ahead = (weekday - today.weekday + 6) % 7 + 1
    let days = isAhead ? ahead : ahead == 7 ? -7 : ahead - 7
    return CivilDate(daysSince1970: today.daysSince1970 + days)
  }

  /// `28.11.2026`, `28.11.`: the day stands before the month wherever dots part them.
  private mutating func dotted(_ word: String) throws(SaidMoment.Unclear) -> CivilDate? {
    let parts = word.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, let day = Int(parts[0]), let month = Int(parts[1]) else { return nil }
    guard let year = parts[2].isEmpty ? today.year : Self.year(parts[2]),
      let date = CivilDate(year: year, month: month, day: day)
    else {
      throw SaidMoment.Unclear(
        message: "has \u{201c}\(word.prefix(20))\u{201d}, which is no date; write it like 28.11.2026")
    }
    words.removeFirst()
    return date
  }

  /// `28 Nov`, `28 November 2026`, `Nov 28`.
  private mutating func named() throws(SaidMoment.Unclear) -> CivilDate? {
    guard words.count > 1 else { return nil }
    let isDayFirst = Self.index(of: words[1], in: Words.longMonths) != nil
    guard let month = Self.index(of: words[isDayFirst ? 1 : 0], in: Words.longMonths),
      let day = Self.dayOfMonth(words[isDayFirst ? 0 : 1])
    else { return nil }
    let said = words[0] + " " + words[1]
    words.removeFirst(2)
    var year = today.year
    if let word = words.first, let number = Self.year(word[...]) {
      year = number
      words.removeFirst()
    }
    guard let date = CivilDate(year: year, month: month + 1, day: day) else {
      throw SaidMoment.Unclear(message: "has \u{201c}\(said)\u{201d}, which \(year) does not have")
    }
    return date
  }

  /// `28`, `1st`.
  private static func dayOfMonth(_ word: String) -> Int? {
    let digits = word.prefix { $0.isASCII && $0.isNumber }
    guard (1...2).contains(digits.count), ["", "st", "nd", "rd", "th"].contains(word.dropFirst(digits.count)) else {
      return nil
    }
    return Int(digits)
  }

  private static func year(_ word: Substring) -> Int? {
    word.utf8.count == 4 && word.utf8.allSatisfy { (48...57).contains($0) } ? Int(word) : nil
  }

  /// The place of a name that is written in full or by at least its first three letters.
  private static func index(of word: String, in names: [String]) -> Int? {
    let word = word.hasSuffix(".") ? String(word.dropLast()) : word
    guard word.count >= 3 else { return nil }
    return names.firstIndex { $0.lowercased().hasPrefix(word) }
  }
}

// Times of day.
extension SaidMomentReader {
  /// Takes the words of a time of day, seconds after midnight; nil where the next is none.
  private mutating func time() -> Int? {
    if words[0] == "at", words.count > 1 { words.removeFirst() }
    if words[0] == "noon" {
      words.removeFirst()
      return 43_200
    }
    var word = words[0]
    var half: String?
    for name in ["am", "pm"] where word.hasSuffix(name) && word.count > 2 {
      (half, word) = (name, String(word.dropLast(2)))
    }
    let isApart = half == nil && words.count > 1 && ["am", "pm"].contains(words[1])
    if isApart { half = words[1] }
    let parts = word.split(separator: ":", omittingEmptySubsequences: false)
    guard (1...3).contains(parts.count), (1...2).contains(parts[0].utf8.count),
      parts.dropFirst().allSatisfy({ $0.utf8.count == 2 }),
      parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } })
    else { return nil }
    let numbers = parts.compactMap { Int($0) } + [0, 0]
    var hour = numbers[0]
    if let half {
      guard (1...12).contains(hour) else { return nil }
      hour = hour % 12 + (half == "pm" ? 12 : 0)
    }
    guard hour < 24, numbers[1] < 60, numbers[2] < 60 else { return nil }
    words.removeFirst(isApart ? 2 : 1)
    return hour * 3600 + numbers[1] * 60 + numbers[2]
  }
}
