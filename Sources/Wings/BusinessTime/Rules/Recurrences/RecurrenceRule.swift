import Kernel

/// A recurrence rule of RFC 5545, 3.3.10, as it is written: `FREQ=YEARLY;BYMONTH=11;BYDAY=4TH`.
///
/// What it means from a first occurrence on is the work of `RecurrenceLine`.
public struct RecurrenceRule: Hashable, Sendable {
  /// From the shortest to the longest.
  public enum Frequency: Int, CaseIterable, Comparable, Sendable {
    case secondly, minutely, hourly, daily, weekly, monthly, yearly

    public static func < (a: Frequency, b: Frequency) -> Bool { a.rawValue < b.rawValue }
    var text: String { "\(self)".uppercased() }
  }

  /// A part of BYDAY: a weekday, or one counted in its month or year.
  public struct Day: Hashable, Sendable {
    /// 1 is the first, -1 the last; 0: every one.
    public var ordinal: Int
    /// 0 is Monday, 6 is Sunday.
    public var weekday: Int

    /// - Parameter weekday: 0 is Monday.
    public init(_ weekday: Int, ordinal: Int = 0) {
      (self.weekday, self.ordinal) = (weekday, ordinal)
    }
  }

  /// The last moment at which an occurrence may begin, as a rule writes it.
  public enum Until: Hashable, Sendable {
    case date(CivilDate)
    /// By the clock of the entry.
    case clock(CivilDate, secondOfDay: Int)
    case utc(Instant)
  }

  /// FREQ.
  public var frequency: Frequency
  /// INTERVAL: every so many periods.
  public var interval = 1
  /// COUNT, the first occurrence included; nil: without end, or up to `until`.
  public var count: Int?
  /// UNTIL.
  public var until: Until?
  /// BYMONTH, 1...12. This and the lists below are ascending, each value once; empty where the part is not there.
  public var months: [Int] = []
  /// BYWEEKNO; negative numbers count from the end, here and below.
  public var weekNumbers: [Int] = []
  /// BYYEARDAY.
  public var yearDays: [Int] = []
  /// BYMONTHDAY.
  public var monthDays: [Int] = []
  /// BYDAY, as written.
  public var days: [Day] = []
  /// BYHOUR.
  public var hours: [Int] = []
  /// BYMINUTE.
  public var minutes: [Int] = []
  /// BYSECOND, 0...59.
  public var seconds: [Int] = []
  /// BYSETPOS.
  public var setPositions: [Int] = []
  /// The day on which weeks begin (WKST); 0 is Monday.
  public var weekStart = 0

  /// Once each period, as at the first occurrence.
  public init(_ frequency: Frequency) { self.frequency = frequency }

  /// Bounds of rules and of what is done for one.
  public enum Limit {
    /// Bytes of a rule.
    public static let length = 4000
    /// Values of one part.
    public static let values = 400
    /// COUNT at most.
    public static let count = Int(Int32.max)
    /// INTERVAL at most of rules that recur daily or less often.
    public static let interval = 9999
    /// INTERVAL at most of rules that recur hourly or more often.
    public static let shortInterval = 1_000_000_000
    /// Days and times of day looked at to check the rules of one calendar.
    public static let checkingSteps = 100_000
    /// Days and times of day looked at to lay out one rule for one period: six centuries of days.
    public static let steps = 220_000
  }

  /// Whether its occurrences differ in nothing but their dates.
  public var isOfDates: Bool {
    frequency >= .daily && hours.isEmpty && minutes.isEmpty && seconds.isEmpty
  }

  static let weekdays = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]

  /// The rule as RFC 5545 writes it.
  public var text: String {
    var parts = ["FREQ=\(frequency.text)"]
    if interval != 1 { parts.append("INTERVAL=\(interval)") }
    if let count { parts.append("COUNT=\(count)") }
    if let until { parts.append("UNTIL=\(until.text)") }
    let lists = [
      ("BYMONTH", months), ("BYWEEKNO", weekNumbers), ("BYYEARDAY", yearDays), ("BYMONTHDAY", monthDays),
    ]
    for (name, values) in lists where !values.isEmpty { parts.append(RecurrenceRule.part(name, values)) }
    if !days.isEmpty {
      let texts = days.map { ($0.ordinal == 0 ? "" : "\($0.ordinal)") + RecurrenceRule.weekdays[$0.weekday] }
      parts.append("BYDAY=" + texts.joined(separator: ","))
    }
    for (name, values) in [
      ("BYHOUR", hours), ("BYMINUTE", minutes), ("BYSECOND", seconds), ("BYSETPOS", setPositions),
    ] where !values.isEmpty { parts.append(RecurrenceRule.part(name, values)) }
    if weekStart != 0 { parts.append("WKST=\(RecurrenceRule.weekdays[weekStart])") }
    return parts.joined(separator: ";")
  }

  private static func part(_ name: String, _ values: [Int]) -> String {
    name + "=" + values.map(String.init).joined(separator: ",")
  }
}

extension RecurrenceRule.Until {
  var text: String {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    func basic(_ date: CivilDate, _ second: Int) -> String {
      RecurrenceRule.Until.date(date).text + "T" + two(second / 3600) + two(second / 60 % 60) + two(second % 60)
    }
    switch self {
    case .date(let date): return date.iso8601.filter { $0 != "-" }
    case .clock(let date, let second): return basic(date, second)
    case .utc(let instant):
      let local = ZoneRules.utc.local(instant)
      return basic(local.date, local.secondOfDay) + "Z"
    }
  }

  /// The date that it names, without its time of day.
  var date: CivilDate {
    switch self {
    case .date(let date), .clock(let date, _): date
    case .utc(let instant): ZoneRules.utc.local(instant).date
    }
  }
}
