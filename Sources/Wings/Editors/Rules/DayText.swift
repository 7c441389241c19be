import BusinessTime
import Kernel

/// Days of a calendar as people type them.
public enum DayText {
  /// A day of one year, or of every year.
  public enum Day: Hashable, Sendable {
    case date(CivilDate)
    case everyYear(MonthDay)
  }

  private static let months = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
  ]
  private static let longMonths = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
  ]

  /// Reads `24 Dec 2026`, `24 December 2026`, `2026-12-24`, `24.12.2026`, and without a year `24 Dec`, `12-24`,
  /// `24.12.`; nil for anything else, such as `4/3/2026`, which could be two days.
  public static func read(_ text: String) -> Day? {
    let text = text.trimmed
    if let date = CivilDate(parsing: text) { return .date(date) }
    if let day = MonthDay(parsing: text) { return .everyYear(day) }
    let dotted = text.split(separator: ".", omittingEmptySubsequences: true).map(\.trimmed)
    if text.contains("."), (2...3).contains(dotted.count), let day = Int(dotted[0]), let month = Int(dotted[1]) {
      return made(day, month, dotted.count == 3 ? dotted[2] : nil)
    }
    let words = text.lowercased().split(whereSeparator: { $0.isWhitespace || $0 == "," }).map(String.init)
    guard (2...3).contains(words.count), let number = Int(words[0].last == "." ? words[0].dropLast() : words[0][...])
    else { return nil }
    guard let month = months.firstIndex(of: words[1]) ?? longMonths.firstIndex(of: words[1]) else { return nil }
    return made(number, month + 1, words.count == 3 ? words[2] : nil)
  }

  private static func made(_ day: Int, _ month: Int, _ year: String?) -> Day? {
    guard let year else { return MonthDay(month: month, day: day).map(Day.everyYear) }
    guard year.utf8.count == 4, let number = Int(year) else { return nil }
    return CivilDate(year: number, month: month, day: day).map(Day.date)
  }

  /// `24 Dec 2026`.
  public static func text(_ date: CivilDate) -> String {
    let words = "\(date.day) \(capital(date.month)) \(date.year)"
    return read(words) == .date(date) ? words : date.iso8601
  }

  /// `24 Dec`.
  public static func text(_ day: MonthDay) -> String { "\(day.day) \(capital(day.month))" }

  private static func capital(_ month: Int) -> String {
    months[month - 1].prefix(1).uppercased() + months[month - 1].dropFirst()
  }
}
