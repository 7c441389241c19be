import Kernel
import Markup

/// Attainment month by month.
public struct TrendFigure: Hashable, Sendable {
  public struct Month: Hashable, Sendable {
    /// `Mar 2026`.
    public var name: String
    public var attainment: Attainment
    /// Where its mark leads.
    public var source: ChartSource?
    public init(_ name: String, _ attainment: Attainment, source: ChartSource? = nil) {
      (self.name, self.attainment, self.source) = (name, attainment, source)
    }

    /// `Mar 2026 82.4 % of 17`.
    var words: String {
      attainment.share.map { "\(name) \(Words.percent($0)) of \(Words.grouped(attainment.total))" }
        ?? "\(name) nothing ended"
    }
  }

  /// Oldest first.
  public var months: [Month]
  public init(_ months: [Month]) { self.months = months }

  /// All of its numbers in a sentence.
  public var words: String { months.map(\.words).joined(separator: "; ") }
}

extension HTML {
  /// A column a month, from 0 to 100 percent: filled where the promised share was kept, hatched where it was not, grey
  /// where none is promised; the share is a line across. A month in which nothing ended has a foot alone.
  public func trend(_ trend: TrendFigure) {
    let (step, height) = (18.0, 30.0)
    svg(width: step * Double(trend.months.count), height: height, label: trend.words, .class("trend")) {
      for (index, month) in trend.months.enumerated() {
        let left = step * Double(index) + 2
        element("g") {
          element("title") { text(month.words) }
          rect(x: left, y: height - 1, width: step - 4, height: 1, .class("trend-foot"))
          if let share = month.attainment.share {
            let tall = max(1, (height - 2) * share)
            let look = month.attainment.goal.map { share < $0 ? "trend-short" : "trend-kept" } ?? "trend-plain"
            let isShort = look == "trend-short"
            rect(
              x: left, y: height - 1 - tall, width: step - 4, height: tall, .class(look),
              .when(isShort, Attribute("fill", "url(#hatch-bad)")))
          }
          if let goal = month.attainment.goal {
            let level = height - 1 - (height - 2) * goal
            line(x1: left - 2, y1: level, x2: left + step - 2, y2: level, .class("trend-goal"))
          }
        }
      }
    }
  }
}
