import BusinessTime
import CLibICal
import Kernel

/// RFC 5545 recurrence rules, expanded by libical.
public struct ICalendarRecurrences: RecurrenceExpander {
  /// Occurrences that libical looks at for one call at most, those before `start` included.
  public static let maximumSteps = 200_000

  /// libical looks for occurrences no farther than the year 2582.
  private static let lastDate = CivilDate(daysSince1970: 223_890)

  public init() {}

  public func fault(of rule: String, start: CivilDate) -> String? {
    if let fault = faultOfText(rule) { return fault }
    return LibICal.use { faultInside(rule, start: start) }
  }

  private func faultOfText(_ rule: String) -> String? {
    guard rule.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
      return "has characters that no rule has; write it like FREQ=YEARLY;BYMONTH=11;BYDAY=4TH"
    }
    let parts = RuleText(rule)
    guard let parts, let frequency = parts["FREQ"] else {
      return "is no recurrence rule; write it like FREQ=YEARLY;BYMONTH=11;BYDAY=4TH"
    }
    if let repeated = parts.repeated { return "names \(repeated) twice" }
    if let unknown = parts.keys.first(where: { !RuleText.known.contains($0) }) {
      return "has an unknown part \(unknown)"
    }
    guard ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"].contains(frequency) else {
      return "recurs \(frequency.lowercased()); closures recur daily, weekly, monthly or yearly"
    }
    if let part = ["BYHOUR", "BYMINUTE", "BYSECOND"].first(where: { parts[$0] != nil }) {
      return "has \(part); say the time of day beside the rule"
    }
    if parts["COUNT"] != nil, parts["UNTIL"] != nil { return "has both COUNT and UNTIL" }
    if let count = parts["COUNT"], Int(count).map({ $0 > 0 }) != true { return "has a COUNT that is not above zero" }
    if let interval = parts["INTERVAL"], Int(interval).map({ (1...9999).contains($0) }) != true {
      return "has an INTERVAL that is not from 1 to 9999"
    }
    if let until = parts["UNTIL"], RuleText.date(basic: until) == nil {
      return "has an UNTIL that is not a date like 20251231"
    }
    return nil
  }

  public func dates(of rule: String, start: CivilDate, through end: CivilDate, limit: Int) -> RecurrenceDates {
    guard faultOfText(rule) == nil else { return RecurrenceDates([], isComplete: true) }
    return LibICal.use { expand(rule, start: start, through: end, limit: limit) }
  }

  /// `fault` for callers inside `LibICal.use`. Asks for a first date, too: a rule that has none is a mistake.
  func faultInside(_ rule: String, start: CivilDate) -> String? {
    if let fault = faultOfText(rule) { return fault }
    guard clibical_frequency(rule) != ICAL_NO_RECURRENCE else { return "is no recurrence rule of RFC 5545" }
    let first = expand(rule, start: start, through: ICalendarRecurrences.lastDate, limit: 1)
    return first.dates.isEmpty ? "names no date" : nil
  }

  /// `dates` of a rule without fault, for callers inside `LibICal.use`.
  func expand(_ rule: String, start: CivilDate, through end: CivilDate, limit: Int) -> RecurrenceDates {
    guard let iterator = clibical_dates(rule, Int32(start.year), Int32(start.month), Int32(start.day)) else {
      return RecurrenceDates([], isComplete: true)
    }
    defer { icalrecur_iterator_free(iterator) }
    var dates: [CivilDate] = []
    for _ in 0..<ICalendarRecurrences.maximumSteps {
      let next = icalrecur_iterator_next(iterator)
      guard icaltime_is_null_time(next) == 0 else { return RecurrenceDates(dates, isComplete: true) }
      guard let date = CivilDate(year: Int(next.year), month: Int(next.month), day: Int(next.day)), date <= end
      else { return RecurrenceDates(dates, isComplete: false) }
      if date >= start, dates.last.map({ $0 < date }) != false {
        guard dates.count < limit else { return RecurrenceDates(dates, isComplete: false) }
        dates.append(date)
      }
    }
    return RecurrenceDates(dates, isComplete: false)
  }
}

/// The parts of a recurrence rule by name, upper case.
struct RuleText {
  static let known: Set<String> = [
    "FREQ", "UNTIL", "COUNT", "INTERVAL", "BYSECOND", "BYMINUTE", "BYHOUR", "BYDAY", "BYMONTHDAY", "BYYEARDAY",
    "BYWEEKNO", "BYMONTH", "BYSETPOS", "WKST",
  ]

  private(set) var parts: [(name: String, value: String)] = []

  /// Nil where a part has no name or no value.
  init?(_ text: some StringProtocol) {
    for part in text.uppercased().split(separator: ";") {
      guard let equals = part.firstIndex(of: "="), equals > part.startIndex, part.index(after: equals) < part.endIndex
      else { return nil }
      parts.append((String(part[..<equals]), String(part[part.index(after: equals)...])))
    }
  }

  var keys: [String] { parts.map(\.name) }
  var repeated: String? { keys.enumerated().first { keys[..<$0].contains($1) }?.element }
  var text: String { parts.map { "\($0.name)=\($0.value)" }.joined(separator: ";") }

  subscript(name: String) -> String? {
    get { parts.first { $0.name == name }?.value }
    set {
      parts.removeAll { $0.name == name }
      if let newValue { parts.append((name, newValue)) }
    }
  }

  /// The date of `20251231`, or of `20251231T120000Z` (without its time).
  static func date(basic text: String) -> CivilDate? {
    let bytes = Array(text.utf8.prefix(17))
    guard bytes.count == 8 || (bytes.count >= 15 && bytes[8] == UInt8(ascii: "T")),
      bytes[0..<8].allSatisfy({ $0 >= 48 && $0 <= 57 })
    else { return nil }
    let digits = bytes[0..<8].map { Int($0) - 48 }
    func value(_ range: Range<Int>) -> Int { digits[range].reduce(0) { $0 * 10 + $1 } }
    return CivilDate(year: value(0..<4), month: value(4..<6), day: value(6..<8))
  }

  /// `20251231`.
  static func basic(_ date: CivilDate) -> String { date.iso8601.filter { $0 != "-" } }
}
