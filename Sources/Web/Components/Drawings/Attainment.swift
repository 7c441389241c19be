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

  /// On which side of the goal it lies, as far as chance lets one say.
  enum Side { case above, below, unclear }

  /// Nil without a goal, and where nothing has ended.
  var side: Side? {
    guard let goal, share != nil else { return nil }
    return low >= goal ? .above : high < goal ? .below : .unclear
  }

  /// The side in words.
  public var verdict: String? {
    guard let goal else { return nil }
    return switch side {
    case .above: "kept: \(Words.percent(goal)) promised"
    case .below: "not kept: \(Words.percent(goal)) promised"
    case .unclear:
      // Counts decide whether it was kept; the interval says how much that tells of what is to come.
      (share ?? 0) >= goal
        ? "kept, by too few to tell it from luck: \(Words.percent(goal)) promised"
        : "not kept, by too few to tell it from bad luck: \(Words.percent(goal)) promised"
    case nil: nil
    }
  }

  /// `82.4 % (81.1 to 83.6)`.
  public var words: String {
    guard let share else { return "nothing ended" }
    return
      "\(Words.percent(share)), between \(Words.percent(low)) and \(Words.percent(high)) with 95\(Words.thin)% confidence"
  }
}

extension HTML {
  /// A bar from 0 to 100 percent: attained, the interval as a whisker, the goal as a line.
  public func attainment(_ attainment: Attainment) {
    guard let share = attainment.share else { return span("nothing ended", .class("soft")) }
    let words = [attainment.words, attainment.verdict].compactMap { $0 }.joined(separator: "; ")
    svg(width: 200, height: 18, label: words, .class("attain"), Attribute("preserveAspectRatio", "none")) {
      rect(x: 0, y: 5, width: 200, height: 8, .class("attain-track"))
      // Colour says a side of the goal, and nothing where there is none or chance could put it on either.
      let look =
        switch attainment.side {
        case .above: "attain-fill good"
        case .below: "attain-fill bad"
        case .unclear: "attain-fill unclear"
        case nil: "attain-fill"
        }
      rect(x: 0, y: 5, width: 200 * share, height: 8, .class(look))
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
