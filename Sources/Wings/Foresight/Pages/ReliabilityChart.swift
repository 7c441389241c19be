import Components
import Foresight
import Kernel
import Markup

/// What was said against what was seen, by tenth of the probability: on the line of equals all is well.
struct ReliabilityChart {
  private let tenths: [MissAssessment.Tenth]

  init(_ tenths: [MissAssessment.Tenth]) { self.tenths = tenths.filter { $0.moments > 0 } }

  func write(_ html: HTML) {
    guard !tenths.isEmpty else { return }
    html.chart(
      "Said and seen", id: "reliability",
      reading:
        "Across: how likely a miss was said to be, by tenths. Up: how many of these clocks missed. On the dashed line as many "
        + "missed as was said; above it more did. The larger a dot, the more moments it stands for."
    ) {
      html.element(
        "svg",
        [
          .class("attain-chart"), Attribute("width", "100%"), .number("height", ReliabilityChart.height), .role("img"),
          .aria("label", words),
        ]
      ) { draw(html) }
    } table: {
      html.details(.class("more")) {
        html.summary("The same as a table")
        html.table(
          "Said and seen by tenths",
          columns: [
            Column("Said"), Column("Moments", number: true), Column("Said on average", number: true),
            Column("Missed", number: true),
          ], stacks: true
        ) {
          for tenth in tenths {
            html.tr {
              html.th(ReliabilityChart.range(tenth), .scope("row"))
              html.td(Words.grouped(tenth.moments), .class("num"), .data("label", "Moments"))
              html.td(Words.percent(tenth.predicted), .class("num"), .data("label", "Said on average"))
              html.td(Words.percent(tenth.seen), .class("num"), .data("label", "Missed"))
            }
          }
        }
      }
    }
  }

  private static func range(_ tenth: MissAssessment.Tenth) -> String {
    let from = Int((tenth.from * 100).rounded())
    return "\(from) to \(from + 10) %"
  }

  private var words: String {
    "Said and seen. "
      + tenths.map { "Said \(Words.percent($0.predicted)), seen \(Words.percent($0.seen))" }.joined(separator: "; ")
  }

  private static let height = 260.0
  private static let left = 9.0
  private static let foot = 26.0
  private static let top = 12.0

  private func x(_ share: Double) -> String {
    HTML.decimal(ReliabilityChart.left + (98 - ReliabilityChart.left) * share) + "%"
  }
  private func y(_ share: Double) -> Double {
    let foot = ReliabilityChart.height - ReliabilityChart.foot
    return foot - (foot - ReliabilityChart.top) * share
  }

  private func draw(_ html: HTML) {
    for level in [0, 25, 50, 75, 100] {
      let share = Double(level) / 100
      line(html, 0, share, 1, share, "grid-line")
      let label = level == 100 ? Words.percent(1) : String(level)
      html.element(
        "text",
        [
          Attribute("x", HTML.decimal(ReliabilityChart.left - 1) + "%"), .number("y", y(share) + 4), .class("axis"),
          .ariaHidden,
        ]
      ) { html.text(label) }
      html.element(
        "text",
        [
          Attribute("x", x(share)), .number("y", ReliabilityChart.height - 6), .ariaHidden,
          .when(level == 100, .class("axis")),
        ]
      ) { html.text(label) }
    }
    line(html, 0, 0, 1, 1, "curve-mark tried")
    for (one, next) in zip(tenths, tenths.dropFirst()) {
      line(html, one.predicted, one.seen, next.predicted, next.seen, "curve-line")
    }
    let most = Double(tenths.map(\.moments).max() ?? 1)
    for tenth in tenths {
      html.element(
        "circle",
        [
          Attribute("cx", x(tenth.predicted)), .number("cy", y(tenth.seen)),
          .number("r", 3 + 5 * (Double(tenth.moments) / most).squareRoot()), .class("meter-fill"),
        ]
      ) {}
    }
  }

  private func line(_ html: HTML, _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ look: String) {
    html.element(
      "line",
      [
        Attribute("x1", x(x1)), Attribute("x2", x(x2)), .number("y1", y(y1)), .number("y2", y(y2)), .class(look),
      ])
  }
}
