import Kernel

/// Lengths, dates and counts in words: the one place that knows how they are written.
public enum Words {
  static let thin = "\u{202f}"

  /// The two largest units of a length: `3 d 4 h`, `2 h 10 min`, `45 s`; sign dropped.
  /// - Parameter days: whether 24 hours are a day; not for open time, where a day is a calendar's affair.
  public static func length(_ length: Duration, days: Bool = true) -> String {
    let total = length.milliseconds.magnitude
    if total == 0 { return "0\(thin)min" }
    if total < 1000 { return "under 1\(thin)s" }
    var rest = total
    var parts = 0
    var out = ByteWriter()
    for (size, unit) in units[(days ? 0 : 1)...] {
      let count = rest / size
      rest %= size
      if count == 0, parts > 0 { break }
      if count == 0 { continue }
      if parts > 0 { out.append(UInt8(ascii: " ")) }
      out.append(grouped(Int(count)))
      out.append(thin)
      out.append(unit)
      parts += 1
      if parts == 2 { break }
    }
    return out.text
  }

  private static let units: [(size: UInt64, unit: String)] = [
    (86_400_000, "d"), (3_600_000, "h"), (60_000, "min"), (1000, "s"),
  ]

  /// A distance from now: the two largest units down to minutes, as the pages' script ticks them.
  public static func distance(_ length: Duration) -> String {
    let minutes = Int64(length.milliseconds.magnitude / 60_000)
    return self.length(.minutes(minutes))
  }

  /// A length to the last unit that is not zero, for explanations: `4 h 0 min 12.5 s` is exact.
  public static func exact(_ length: Duration) -> String {
    let total = length.milliseconds.magnitude
    let (hours, minutes, rest) = (total / 3_600_000, total / 60_000 % 60, total % 60_000)
    var parts: [String] = []
    if hours > 0 { parts.append("\(grouped(Int(hours)))\(thin)h") }
    if minutes > 0 { parts.append("\(minutes)\(thin)min") }
    if rest > 0 { parts.append("\(Duration(milliseconds: Int64(rest)).secondsText)\(thin)s") }
    if parts.isEmpty { return "0\(thin)min" }
    return (length.milliseconds < 0 ? "\u{2212}" : "") + parts.joined(separator: " ")
  }

  /// `1 ticket`, `3 tickets`.
  public static func count(_ number: Int, _ one: String, _ many: String) -> String {
    "\(grouped(number)) \(number == 1 ? one : many)"
  }

  /// A count that ends at a bound: `more than 1,000` where it got to 1,001.
  public static func bounded(_ number: Int, _ bound: Int) -> String {
    number >= bound ? "more than \(grouped(bound - 1))" : grouped(number)
  }

  /// Digits in groups of three: `14,886`.
  public static func grouped(_ number: Int) -> String { Numerals.grouped(number, minus: "\u{2212}") }

  /// A share of one as a percentage with one decimal: `82.4 %`. It never rounds up to 100.
  public static func percent(_ share: Double) -> String {
    Numerals.percent(share).map { $0 + "\(thin)%" } ?? "\u{2013}"
  }

  package static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
  static let longMonths = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
  ]
  package static let longWeekdays = [
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
  ]
  package static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

  /// `2 Jun 2025`.
  public static func date(_ date: CivilDate) -> String {
    var out = ByteWriter()
    write(date, namesYear: true, into: &out)
    return out.text
  }

  static func write(_ date: CivilDate, namesYear: Bool, into out: inout ByteWriter) {
    out.append(decimal: Int64(date.day))
    out.append(UInt8(ascii: " "))
    out.append(months[date.month - 1])
    guard namesYear else { return }
    out.append(UInt8(ascii: " "))
    out.append(decimal: Int64(date.year))
  }

  static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  /// `09:00`; where it is asked for, with seconds that are not zero.
  package static func time(_ moment: LocalMoment, seconds: Bool = false) -> String {
    var out = ByteWriter()
    write(moment, seconds: seconds, into: &out)
    return out.text
  }

  static func write(_ moment: LocalMoment, seconds: Bool, into out: inout ByteWriter) {
    out.append(twoDigits: moment.hour)
    out.append(UInt8(ascii: ":"))
    out.append(twoDigits: moment.minute)
    guard seconds, moment.second > 0 else { return }
    out.append(UInt8(ascii: ":"))
    out.append(twoDigits: moment.second)
  }

  /// `UTC+2`, `UTC−3:30`, `UTC`.
  public static func offset(_ seconds: Int) -> String {
    guard seconds != 0 else { return "UTC" }
    let minutes = abs(seconds) / 60
    return "UTC\(seconds < 0 ? "\u{2212}" : "+")\(minutes / 60)" + (minutes % 60 > 0 ? ":\(two(minutes % 60))" : "")
  }

  /// A key of the field as words: `awaiting-requester` is `awaiting requester`.
  public static func plain(_ key: String) -> String {
    let (dash, underscore) = (UInt8(ascii: "-"), UInt8(ascii: "_"))
    guard key.utf8.contains(where: { $0 == dash || $0 == underscore }) else { return key }
    return String(decoding: key.utf8.map { $0 == dash || $0 == underscore ? 0x20 : $0 }, as: UTF8.self)
  }

  /// A key of the field as words that begin a line: `Caused by`.
  public static func capital(_ key: String) -> String {
    let words = plain(key)
    return words.prefix(1).uppercased() + words.dropFirst()
  }
}
