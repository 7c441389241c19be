import Kernel
import Markup

/// A share of met clocks with what chance alone leaves open about it.
public struct Attainment: Hashable, Sendable {
  public var met: Int
  public var breached: Int
  /// Wilson 95 % interval, as shares of one.
  public var low: Double
  public var high: Double
  /// The compliance that is asked for, as a share of one.
  public var goal: Double?

  public init(met: Int, breached: Int, low: Double, high: Double, goal: Double? = nil) {
    (self.met, self.breached, self.low, self.high, self.goal) = (met, breached, low, high, goal)
  }

  public var total: Int { met + breached }
  /// Nil where nothing has ended.
  public var share: Double? { total == 0 ? nil : Double(met) / Double(total) }

  /// `82.4 % (81.1 to 83.6)`.
  public var words: String {
    guard let share else { return "nothing ended yet" }
    return
      "\(Words.percent(share)), between \(Words.percent(low)) and \(Words.percent(high)) with 95\(Words.thin)% confidence"
  }
}

extension HTML {
  /// A bar from 0 to 100 percent: attained, the interval as a whisker, the goal as a line.
  public func attainment(_ attainment: Attainment) {
    guard let share = attainment.share else { return span("nothing ended yet", .class("soft")) }
    svg(width: 200, height: 18, label: attainment.words, .class("attain"), Attribute("preserveAspectRatio", "none")) {
      rect(x: 0, y: 5, width: 200, height: 8, .class("attain-track"))
      let isShort = attainment.goal.map { share < $0 } ?? false
      rect(x: 0, y: 5, width: 200 * share, height: 8, .class(isShort ? "attain-fill bad" : "attain-fill"))
      let (low, high) = (200 * attainment.low, 200 * attainment.high)
      line(x1: low, y1: 9, x2: high, y2: 9, .class("attain-interval"))
      line(x1: low, y1: 5, x2: low, y2: 13, .class("attain-interval"))
      line(x1: high, y1: 5, x2: high, y2: 13, .class("attain-interval"))
      if let goal = attainment.goal {
        line(x1: 200 * goal, y1: 1, x2: 200 * goal, y2: 17, .class("attain-goal"))
      }
    }
  }
}
