import Kernel

extension RecurrenceRule {
  /// What is wrong with a rule, in words that follow "the rule".
  public struct Malformed: Error, Hashable, Sendable {
    public var reason: String
    init(_ reason: String) { self.reason = reason }
  }

  private static let example = "write it like FREQ=YEARLY;BYMONTH=11;BYDAY=4TH"

  /// Reads the value of an RRULE. Parts that RFC 5545 does not allow together are refused by name.
  public init(parsing text: some StringProtocol) throws(Malformed) {
    guard text.utf8.count <= Limit.length else { throw Malformed("is longer than \(Limit.length) characters") }
    guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
      throw Malformed("has characters that no rule has; " + RecurrenceRule.example)
    }
    var parts: [String: String] = [:]
    for part in text.uppercased().split(separator: ";") {
      guard let equals = part.firstIndex(of: "="), equals > part.startIndex, part.index(after: equals) < part.endIndex
      else { throw Malformed("is no recurrence rule; " + RecurrenceRule.example) }
      let name = String(part[..<equals])
      guard parts.updateValue(String(part[part.index(after: equals)...]), forKey: name) == nil else {
        throw Malformed("names \(name) twice")
      }
    }
    guard let name = parts.removeValue(forKey: "FREQ") else {
      throw Malformed("is no recurrence rule; " + RecurrenceRule.example)
    }
    guard let frequency = Frequency.allCases.first(where: { $0.text == name }) else {
      throw Malformed("has an unknown FREQ \(name.prefix(20))")
    }
    self.init(frequency)
    // In the order of names, so that the same rule has the same first fault.
    for (name, value) in parts.sorted(by: { $0.key < $1.key }) { try set(name, value) }
    try checkTogether()
  }

  private mutating func set(_ name: String, _ value: String) throws(Malformed) {
    switch name {
    case "INTERVAL":
      let most = frequency >= .daily ? Limit.interval : Limit.shortInterval
      guard let number = RecurrenceRule.natural(value), (1...most).contains(number) else {
        throw Malformed("has an INTERVAL that is not from 1 to \(most)")
      }
      interval = number
    case "COUNT":
      guard let number = RecurrenceRule.natural(value), (1...Limit.count).contains(number) else {
        throw Malformed("has a COUNT that is not from 1 to \(Limit.count)")
      }
      count = number
    case "UNTIL":
      guard let until = Until(basic: value) else {
        throw Malformed("has an UNTIL that is not a date like 20251231 or 20251231T120000Z")
      }
      self.until = until
    case "WKST":
      guard let weekday = RecurrenceRule.weekdays.firstIndex(of: value) else {
        throw Malformed("has a WKST that is not a weekday like MO")
      }
      weekStart = weekday
    case "BYDAY": days = try RecurrenceRule.days(value)
    case "BYMONTH": months = try RecurrenceRule.list(name, value, 1...12)
    case "BYWEEKNO": weekNumbers = try RecurrenceRule.list(name, value, 1...53, signed: true)
    case "BYYEARDAY": yearDays = try RecurrenceRule.list(name, value, 1...366, signed: true)
    case "BYMONTHDAY": monthDays = try RecurrenceRule.list(name, value, 1...31, signed: true)
    case "BYSETPOS": setPositions = try RecurrenceRule.list(name, value, 1...366, signed: true)
    case "BYHOUR": hours = try RecurrenceRule.list(name, value, 0...23)
    case "BYMINUTE": minutes = try RecurrenceRule.list(name, value, 0...59)
    case "BYSECOND":
      // A leap second is the second before it where there are none (3.3.12).
      seconds = RecurrenceRule.sorted(try RecurrenceRule.list(name, value, 0...60).map { min($0, 59) })
    default: throw Malformed("has an unknown part \(name.prefix(20))")
    }
  }

  /// What stands in the table of 3.3.10 as not applicable, and its sentences with MUST NOT.
  private func checkTogether() throws(Malformed) {
    let recurs = "recurs \(frequency.text.lowercased())"
    if count != nil, until != nil { throw Malformed("has both COUNT and UNTIL") }
    if !weekNumbers.isEmpty, frequency != .yearly {
      throw Malformed("\(recurs) and has BYWEEKNO, which stands in yearly rules")
    }
    if !yearDays.isEmpty, [.daily, .weekly, .monthly].contains(frequency) {
      throw Malformed("\(recurs) and has BYYEARDAY, which stands in yearly rules")
    }
    if !monthDays.isEmpty, frequency == .weekly {
      throw Malformed("\(recurs) and has BYMONTHDAY, which no weekly rule has")
    }
    if days.contains(where: { $0.ordinal != 0 }) {
      guard frequency >= .monthly else {
        throw Malformed("\(recurs) and counts weekdays in BYDAY, which monthly and yearly rules do")
      }
      guard weekNumbers.isEmpty else { throw Malformed("counts weekdays in BYDAY beside BYWEEKNO") }
    }
    if !setPositions.isEmpty,
      [months, weekNumbers, yearDays, monthDays, hours, minutes, seconds].allSatisfy(\.isEmpty), days.isEmpty
    {
      throw Malformed("has BYSETPOS without another BY part to choose from")
    }
  }

  private static func natural(_ text: some StringProtocol) -> Int? {
    guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
    return Int(text)
  }

  private static func list(
    _ name: String, _ text: String, _ range: ClosedRange<Int>, signed: Bool = false
  ) throws(Malformed) -> [Int] {
    let sign = signed ? " or -\(max(1, range.lowerBound)) to -\(range.upperBound)" : ""
    let fault = Malformed("has a \(name) that is not from \(range.lowerBound) to \(range.upperBound)\(sign)")
    var values: [Int] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let isSigned = part.first == "-" || part.first == "+"
      guard signed || !isSigned, let size = natural(isSigned ? part.dropFirst() : part), range.contains(size) else {
        throw fault
      }
      values.append(part.first == "-" ? -size : size)
    }
    guard values.count <= Limit.values else { throw Malformed("has more than \(Limit.values) values in \(name)") }
    return sorted(values)
  }

  private static func sorted(_ values: [Int]) -> [Int] { Set(values).sorted() }

  private static func days(_ text: String) throws(Malformed) -> [Day] {
    var days: [Day] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let digits = part.dropLast(2)
      let isSigned = digits.first == "-" || digits.first == "+"
      let ordinal = digits.isEmpty ? 0 : natural(isSigned ? digits.dropFirst() : digits)
      guard let weekday = weekdays.firstIndex(of: String(part.suffix(2))), let ordinal,
        digits.isEmpty || (1...53).contains(ordinal)
      else { throw Malformed("has a BYDAY that is not a weekday like MO, 2MO or -1MO") }
      let day = Day(weekday, ordinal: digits.first == "-" ? -ordinal : ordinal)
      if !days.contains(day) { days.append(day) }
    }
    guard days.count <= Limit.values else { throw Malformed("has more than \(Limit.values) values in BYDAY") }
    return days
  }
}

extension RecurrenceRule.Until {
  /// Reads `20251231`, `20251231T120000` or `20251231T120000Z`; nil for anything else and for what does not exist.
  public init?(basic text: some StringProtocol) {
    guard let moment = BasicMoment(text) else { return nil }
    switch (moment.secondOfDay, moment.isUTC) {
    case (nil, _): self = .date(moment.date)
    case (let second?, false): self = .clock(moment.date, secondOfDay: second)
    case (let second?, true):
      self = .utc(Instant(seconds: Int64(moment.date.daysSince1970) * 86_400 + Int64(second)))
    }
  }
}

/// A DATE or DATE-TIME of RFC 5545, in its basic form: `20251231`, `20251231T120000`, `20251231T120000Z`.
public struct BasicMoment: Hashable, Sendable {
  public var date: CivilDate
  /// Nil: a date without time. 23:59:60 is taken as 23:59:59 (3.3.12).
  public var secondOfDay: Int?
  public var isUTC: Bool

  /// Nil for anything else, and for dates and times that do not exist.
  public init?(_ text: some StringProtocol) {
    let bytes = Array(text.utf8.prefix(17))
    func value(_ range: Range<Int>) -> Int? {
      var result = 0
      for byte in bytes[range] {
        guard (48...57).contains(byte) else { return nil }
        result = result * 10 + Int(byte) - 48
      }
      return result
    }
    guard [8, 15, 16].contains(bytes.count), let year = value(0..<4), let month = value(4..<6), let day = value(6..<8),
      let date = CivilDate(year: year, month: month, day: day)
    else { return nil }
    self.date = date
    isUTC = bytes.count == 16
    guard bytes.count > 8 else { return }
    guard bytes[8] == UInt8(ascii: "T"), !isUTC || bytes[15] == UInt8(ascii: "Z"), let hour = value(9..<11),
      let minute = value(11..<13), let second = value(13..<15), hour < 24, minute < 60, second <= 60
    else { return nil }
    secondOfDay = hour * 3600 + minute * 60 + min(second, 59)
  }
}
