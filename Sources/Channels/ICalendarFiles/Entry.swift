import BusinessTime
import Kernel

/// One VEVENT, read out of the parser's tree.
struct Entry {
  var uid = ""
  var summary = ""
  var sequence = 0
  var stamp = ""
  var isCancelled = false
  var isTentative = false
  var isTransparent = false
  var start: EntryTime?
  var end: EntryTime?
  var duration: EntryDuration?
  /// The texts of RRULE and EXRULE.
  var rules: [String] = []
  var exceptionRules: [String] = []
  var additions: [EntryPeriod] = []
  var exceptions: [EntryTime] = []
  var recurrenceID: EntryTime?
  /// It has a RECURRENCE-ID, be it one that can be read or not.
  var isOverride = false
  /// The property of an exporter by which it lasts whole days, whatever times it writes; nil where none says so.
  var wholeDaysBy: String?
  /// Why it cannot be used, in words: something about it that is not read here and changes what it closes.
  var refusal: String?
  /// What could not be read, in words for the reviewer.
  var unread: [String] = []
}

/// A time as an entry writes it.
struct EntryTime: Hashable {
  enum Zone: Hashable {
    case utc
    case floating
    /// By the name that the entry gives.
    case named(String)
  }
  var date: CivilDate
  /// Nil: a date without time.
  var secondOfDay: Int?
  var zone: Zone

  /// `2025-06-02`, `2025-06-02 09:00` or `2025-06-02 09:00 UTC`.
  var words: String {
    guard let secondOfDay else { return date.iso8601 }
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let seconds = secondOfDay % 60 == 0 ? "" : ":" + two(secondOfDay % 60)
    return "\(date.iso8601) \(two(secondOfDay / 3600)):\(two(secondOfDay / 60 % 60))" + seconds
      + (zone == .utc ? " UTC" : "")
  }
}

/// An occurrence that an RDATE adds, with its own end where it is a PERIOD.
struct EntryPeriod: Hashable {
  enum End: Hashable {
    case time(EntryTime)
    case duration(EntryDuration)
  }
  var start: EntryTime
  var end: End?
}

/// A DURATION: days by the calendar and, after them, elapsed time (RFC 5545, 3.3.6).
struct EntryDuration: Hashable {
  var days: Int64
  var seconds: Int64

  /// Reads `P1D`, `PT24H`, `P1W` and the like; nil for anything else and for negative ones.
  init?(_ text: some StringProtocol) {
    guard let parsed = EntryDuration.read(Array(text.uppercased().utf8.prefix(40))) else { return nil }
    self = parsed
  }

  init(days: Int64, seconds: Int64) { (self.days, self.seconds) = (days, seconds) }

  private static func read(_ text: [UInt8]) -> EntryDuration? {
    var rest = text[...]
    if rest.first == UInt8(ascii: "+") { rest.removeFirst() }
    guard rest.popFirst() == UInt8(ascii: "P"), !rest.isEmpty else { return nil }
    var result = EntryDuration(days: 0, seconds: 0)
    var isTime = false
    var units = 0
    while let byte = rest.first {
      if byte == UInt8(ascii: "T") {
        guard !isTime else { return nil }
        isTime = true
        rest.removeFirst()
        continue
      }
      let digits = rest.prefix { (48...57).contains($0) }
      guard (1...9).contains(digits.count), let unit = rest.dropFirst(digits.count).first else { return nil }
      let number = digits.reduce(Int64(0)) { $0 * 10 + Int64($1) - 48 }
      switch (unit, isTime) {
      case (UInt8(ascii: "W"), false): result.days += number * 7
      case (UInt8(ascii: "D"), false): result.days += number
      case (UInt8(ascii: "H"), true): result.seconds += number * 3600
      case (UInt8(ascii: "M"), true): result.seconds += number * 60
      case (UInt8(ascii: "S"), true): result.seconds += number
      default: return nil
      }
      units += 1
      rest = rest.dropFirst(digits.count + 1)
    }
    return units > 0 ? result : nil
  }
}
