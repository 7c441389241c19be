import Kernel
import Markup

extension HTML {
  /// A column a month, from 0 to 100 percent, with the interval as a whisker, the promised share as a line across, and its
  /// share written over it. Each column with a source is a link to it. A month in which nothing ended
  /// has a dash.
  public func attainmentChart(_ trend: TrendFigure) {
    let name = "Attainment by month. " + trend.words
    element(
      "svg",
      [
        .class("attain-chart"), Attribute("width", "100%"), .number("height", Plot.height), .role("group"),
        .aria("label", name),
      ]
    ) {
      for level in [0, 25, 50, 75, 100] {
        let y = Plot.y(Double(level) / 100)
        element(
          "line",
          [
            Attribute("x1", Plot.percent(Plot.left)), Attribute("x2", "100%"), .number("y1", y), .number("y2", y),
            .class("grid-line"),
          ])
        element(
          "text", [Attribute("x", Plot.percent(Plot.left - 1.5)), .number("y", y + 4), .class("axis"), .ariaHidden]
        ) {
          text(level == 100 ? "100\(Words.thin)%" : String(level))
        }
      }
      for (index, month) in trend.months.enumerated() {
        let place = Plot.Column(index, of: trend.months.count)
        if let source = month.source {
          a(.href(source.path), .aria("label", "\(month.words): \(source.words)")) { column(month, place) }
        } else {
          element("g", [.role("img"), .aria("label", month.words)]) { column(month, place) }
        }
        element("text", [Attribute("x", Plot.percent(place.middle)), .number("y", Plot.height - 6), .ariaHidden]) {
          text(String(month.name.prefix { $0 != " " }))
        }
      }
      goals(trend)
    }
  }

  private func column(_ month: TrendFigure.Month, _ place: Plot.Column) {
    element("title") { text(month.words) }
    let middle = Attribute("x", Plot.percent(place.middle))
    guard let share = month.attainment.share else {
      return element("text", [middle, .number("y", Plot.y(0) - 6), .class("value"), .ariaHidden]) { text("\u{2013}") }
    }
    let top = Plot.y(share)
    let look =
      switch month.attainment.side {
      case .above: "attain-fill good"
      case .below: "attain-fill bad"
      case .unclear: "attain-fill unclear"
      case nil: "attain-fill"
      }
    element(
      "rect",
      [
        Attribute("x", Plot.percent(place.left)), .number("y", top), Attribute("width", Plot.percent(place.width)),
        .number("height", max(1, Plot.y(0) - top)), .class(look),
      ])
    let (low, high) = (Plot.y(month.attainment.low), Plot.y(month.attainment.high))
    element(
      "line",
      [
        Attribute("x1", Plot.percent(place.middle)), Attribute("x2", Plot.percent(place.middle)), .number("y1", high),
        .number("y2", low), .class("attain-interval"),
      ])
    for y in [low, high] {
      element(
        "line",
        [
          Attribute("x1", Plot.percent(place.middle - 0.8)), Attribute("x2", Plot.percent(place.middle + 0.8)),
          .number("y1", y), .number("y2", y), .class("attain-interval"),
        ])
    }
    element("text", [middle, .number("y", high - 6), .class("value"), .ariaHidden]) { text(Words.percent(share)) }
  }

  /// The promised share, over the months that have the same.
  private func goals(_ trend: TrendFigure) {
    for (index, month) in trend.months.enumerated() {
      guard let goal = month.attainment.goal else { continue }
      let place = Plot.Column(index, of: trend.months.count)
      element(
        "line",
        [
          Attribute("x1", Plot.percent(place.from)), Attribute("x2", Plot.percent(place.to)),
          .number("y1", Plot.y(goal)),
          .number("y2", Plot.y(goal)), .class("attain-goal"),
        ])
    }
  }
}

/// Where things of the drawing lie: across in percent of its width, down in px.
private enum Plot {
  static let height = 200.0
  /// Percent that the axis takes.
  static let left = 13.0
  private static let top = 26.0
  private static let foot = 24.0

  static func y(_ share: Double) -> Double { height - foot - (height - foot - top) * share }
  static func percent(_ number: Double) -> String { HTML.decimal(number) + "%" }

  struct Column {
    var from: Double
    var to: Double
    var left: Double { from + (to - from) * 0.2 }
    var width: Double { (to - from) * 0.6 }
    var middle: Double { (from + to) / 2 }

    init(_ index: Int, of count: Int) {
      let step = (100 - Plot.left) / Double(max(1, count))
      from = Plot.left + step * Double(index)
      to = from + step
    }
  }
}
