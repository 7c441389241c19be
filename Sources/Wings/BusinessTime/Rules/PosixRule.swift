import Kernel

/// The footer of a TZif file: a POSIX TZ string with the extensions of RFC 9636 (hours from -167 to 167).
struct PosixRule: Hashable {
  struct Change: Hashable {
    enum Day: Hashable {
      /// 1...365, 29 February never counted.
      case julian(Int)
      /// 0...365, 29 February counted.
      case ordinal(Int)
      /// The `week`th (5: last) `weekday` (0: Sunday) of `month`.
      case month(Int, week: Int, weekday: Int)
    }
    var day: Day
    /// Seconds after local midnight by the offset in force before.
    var time: Int
  }

  var standard: Int
  var summer: (offset: Int, begins: Change, ends: Change)?

  static func == (a: PosixRule, b: PosixRule) -> Bool {
    a.standard == b.standard && a.summer?.offset == b.summer?.offset
      && a.summer?.begins == b.summer?.begins && a.summer?.ends == b.summer?.ends
  }
  func hash(into hasher: inout Hasher) { hasher.combine(standard) }

  /// The changes of one year by their instants in seconds, each with the offset that it brings in.
  func changes(in year: Int) -> [(at: Int64, offset: Int)] {
    guard let summer else { return [] }
    return [
      (Int64(summer.begins.day.number(in: year)) * 86_400 + Int64(summer.begins.time - standard), summer.offset),
      (Int64(summer.ends.day.number(in: year)) * 86_400 + Int64(summer.ends.time - summer.offset), standard),
    ]
  }
}

extension PosixRule.Change.Day {
  /// Days since 1970-01-01.
  func number(in year: Int) -> Int {
    let newYear = dayNumber(year, 1, 1)
    switch self {
    case .ordinal(let n): return newYear + n
    case .julian(let n): return newYear + n - 1 + (CivilDate.isLeap(year) && n >= 60 ? 1 : 0)
    case .month(let month, let week, let weekday):
      let first = dayNumber(year, month, 1)
      // 1970-01-01 was a Thursday, 4 when Sunday is 0.
      let firstWeekday = ((first + 4) % 7 + 7) % 7
      let day = (weekday - firstWeekday + 7) % 7 + (week - 1) * 7
      return first + (day < CivilDate.days(inMonth: month, of: year) ? day : day - 7)
    }
  }
}
