import Kernel

/// A day of every year: `12-24`. 29 February is not one.
public struct MonthDay: Hashable, Comparable, Sendable {
  public let month: Int
  public let day: Int

  /// Nil for a day that some year lacks.
  public init?(month: Int, day: Int) {
    guard CivilDate(year: 2001, month: month, day: day) != nil else { return nil }
    self.month = month
    self.day = day
  }

  /// Reads `MM-DD`; nil for anything else and for `02-29`.
  public init?(parsing text: some StringProtocol) {
    guard text.utf8.count == 5, let date = CivilDate(parsing: "2001-" + text) else { return nil }
    self.init(month: date.month, day: date.day)
  }

  /// `12-24`.
  public var text: String { (month < 10 ? "0\(month)" : "\(month)") + (day < 10 ? "-0\(day)" : "-\(day)") }

  public static func < (a: MonthDay, b: MonthDay) -> Bool { (a.month, a.day) < (b.month, b.day) }
}
