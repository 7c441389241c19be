import BusinessTime
import Kernel
import Markup

/// A week of opening hours, day below day.
public struct WeekFigure: Sendable {
  /// A window in minutes after the midnight that begins its day.
  public struct Stretch: Hashable, Sendable {
    public var from: Int
    /// Above 1440 where it goes on into the next day.
    public var to: Int
    public init(_ window: Window) { (from, to) = (window.start, window.endFromOwnMidnight) }
  }

  public var days: [Weekday: [Stretch]]
  public init(_ days: [Weekday: [Stretch]]) { self.days = days }

  /// The stretches of a day, with what of the night before goes on into it.
  public func stretches(of day: Weekday) -> [Stretch] {
    let all = Weekday.allCases
    guard let place = all.firstIndex(of: day) else { return [] }
    let before = days[all[(place + 6) % 7]] ?? []
    let rest = before.filter { $0.to > 1440 }.map { stretch in
      var rest = stretch
      (rest.from, rest.to) = (0, stretch.to - 1440)
      return rest
    }
    let own = (days[day] ?? []).map { stretch in
      var own = stretch
      own.to = min(1440, stretch.to)
      return own
    }
    return rest + own
  }
}

extension HTML {
  /// The week as a drawing. The hours stand beside it as text, so that readers of screens are told what it is alone.
  public func week(_ figure: WeekFigure) {
    let (left, hour, row) = (34.0, 24.0, 20.0)
    let open = Weekday.allCases.count { !figure.stretches(of: $0).isEmpty }
    svg(
      width: left + 24 * hour + 14, height: 7 * row + 18,
      label: "The week drawn: \(Words.count(open, "day", "days")) open. Its hours stand below.", .class("week-figure")
    ) {
      for mark in stride(from: 0, through: 24, by: 3) {
        let x = left + Double(mark) * hour
        line(x1: x, y1: 14, x2: x, y2: 14 + 7 * row, .class("week-line"))
        svgText(mark < 10 ? "0\(mark)" : "\(mark)", x: x, y: 9, .class("week-hour"))
      }
      for (index, day) in Weekday.allCases.enumerated() {
        let y = 14 + Double(index) * row
        svgText(Words.weekdays[index], x: 0, y: y + 14, .class("week-name"))
        rect(x: left, y: y + 3, width: 24 * hour, height: row - 6, .class("week-shut"))
        for stretch in figure.stretches(of: day) {
          rect(
            x: left + Double(stretch.from) * hour / 60, y: y + 3, width: Double(stretch.to - stretch.from) * hour / 60,
            height: row - 6, .class("day-open"))
        }
      }
    }
  }
}
