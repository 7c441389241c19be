import BusinessTime

/// Opening hours of a week as the search varies them: one window for all open days, perhaps with a break, and days
/// that have one of their own. Minutes count from the midnight that begins the day; beyond 1440 is the night after.
struct HoursShape: Hashable {
  /// Whether each day is open, Monday first.
  var days: [Bool]
  var start: Int
  var end: Int
  /// A break within the window.
  var rest: Range<Int>?
  /// Days with a window of their own.
  var own: [Int: Range<Int>] = [:]

  /// Minutes of a day below which hours explain by chance.
  static let shortest = 60
  static let wholeWeek = [Bool](repeating: true, count: 7)
  static let workWeek = [true, true, true, true, true, false, false]
  static let aroundTheClock = HoursShape(days: wholeWeek, start: 0, end: 1440)

  func window(_ day: Int) -> Range<Int>? {
    guard days[day] else { return nil }
    return own[day] ?? start..<end
  }

  /// Whether the minutes make windows that a calendar can have.
  var isSound: Bool {
    func isSound(_ window: Range<Int>) -> Bool {
      (0..<1440).contains(window.lowerBound) && window.count >= HoursShape.shortest && window.count <= 1440
    }
    guard start < end, days.contains(true), (0..<7).allSatisfy({ window($0).map(isSound) ?? true }) else {
      return false
    }
    return rest.map { start < $0.lowerBound && $0.upperBound < end && !$0.isEmpty && end <= 1440 } ?? true
  }

  /// How much is said beyond one window of the work week; of two that fit equally the plainer is taken.
  var complexity: Int {
    own.count * 4 + (rest == nil ? 0 : 3) + (days == HoursShape.workWeek || days == HoursShape.wholeWeek ? 0 : 2)
      + (end > 1440 ? 2 : 0) + (start % 60 == 0 ? 0 : start % 30 == 0 ? 1 : 2)
      + (end % 60 == 0 ? 0 : end % 30 == 0 ? 1 : 2)
  }

  /// Open minutes of each date, Monday first, nights divided at midnight.
  var pieces: [[Range<Int>]] {
    var pieces = [[Range<Int>]](repeating: [], count: 7)
    for day in 0..<7 {
      guard let window = window(day) else { continue }
      var parts = [window]
      if let rest, window.lowerBound < rest.lowerBound, rest.upperBound < window.upperBound {
        parts = [window.lowerBound..<rest.lowerBound, rest.upperBound..<window.upperBound]
      }
      for part in parts {
        if part.lowerBound < 1440 { pieces[day].append(part.lowerBound..<min(1440, part.upperBound)) }
        if part.upperBound > 1440 {
          pieces[(day + 1) % 7].append(max(0, part.lowerBound - 1440)..<part.upperBound - 1440)
        }
      }
    }
    return pieces.map { HoursShape.merged($0) }
  }

  private static func merged(_ parts: [Range<Int>]) -> [Range<Int>] {
    var merged: [Range<Int>] = []
    for part in parts.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = merged.last, part.lowerBound <= last.upperBound {
        merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, part.upperBound)
      } else {
        merged.append(part)
      }
    }
    return merged
  }

  /// The windows of calendar files.
  var weekly: [Weekday: [Window]] {
    var weekly: [Weekday: [Window]] = [:]
    for (day, weekday) in Weekday.allCases.enumerated() {
      guard let window = window(day) else { continue }
      var parts = [window]
      if let rest, window.lowerBound < rest.lowerBound, rest.upperBound < window.upperBound {
        parts = [window.lowerBound..<rest.lowerBound, rest.upperBound..<window.upperBound]
      }
      weekly[weekday] = parts.compactMap { part in
        part == 0..<1440
          ? .wholeDay
          : Window(start: part.lowerBound, end: part.upperBound > 1440 ? part.upperBound - 1440 : part.upperBound)
      }
    }
    return weekly
  }

  /// The length of most open days, in minutes.
  var commonDay: Int {
    var counts: [Int: Int] = [:]
    for day in 0..<7 { if let window = window(day) { counts[window.count - (rest?.count ?? 0), default: 0] += 1 } }
    return counts.max { ($0.value, -$0.key) < ($1.value, -$1.key) }?.key ?? 0
  }
}
