import Components

/// Stretches ahead, in words.
enum DutyAhead {
  /// `4 weeks`, `a year`.
  static func words(_ days: Int) -> String {
    switch days {
    case 91: "3 months"
    case 182: "6 months"
    case 366: "a year"
    case let days where days.isMultiple(of: 7): Words.count(days / 7, "week", "weeks")
    default: Words.count(days, "day", "days")
    }
  }
}
