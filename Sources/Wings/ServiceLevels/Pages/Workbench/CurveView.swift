import Agreements
import Components
import Kernel
import Markup
import ServiceLevels
import ServiceLevelsUseCases

/// What the parts of the workbench share, and its drawing.
enum CurveView {
  static func number(_ html: HTML, _ label: String, _ number: Int?) {
    html.td(number.map { Words.grouped($0) } ?? "\u{2013}", .class("num"), .data("label", label))
  }

  /// Columns of what clocks come to, as `cells` fills them.
  static func columns(_ first: String, ended: Bool) -> [Column] {
    [
      Column(first), Column("Met", number: true), Column("Breached", number: true),
      Column("Still running", number: true),
    ] + (ended ? [Column("Cancelled", number: true)] : []) + [
      Column("Compliance", number: true), Column("95 % interval"),
    ]
  }

  /// - Parameter ended: Whether clocks that something else ended have a column, as they do where there are any.
  static func cells(_ html: HTML, _ tally: ComplianceTally, ended: Bool) {
    number(html, "Met", tally.met)
    number(html, "Breached", tally.breached)
    number(html, "Still running", tally.running)
    if ended { number(html, "Cancelled", tally.cancelled) }
    html.td(tally.compliance.percentText() ?? "\u{2013}", .class("num"), .data("label", "Compliance"))
    html.td(interval(tally) ?? "\u{2013}", .data("label", "95 % interval"))
  }

  static func interval(_ tally: ComplianceTally) -> String? {
    tally.compliance.interval.map { "\(Words.percent($0.low)) to \(Words.percent($0.high))" }
  }

  /// `12 of 14, 60.1 % to 96.0 %`.
  static func under(_ tally: ComplianceTally) -> String {
    guard let interval = interval(tally) else { return "nothing decided" }
    return "\(Words.grouped(tally.met)) of \(Words.grouped(tally.met + tally.breached)), \(interval)"
  }

  static func words(_ change: RuleChange) -> String {
    var parts: [String] = []
    if let calendar = change.calendar { parts.append("hours \(Words.plain(calendar))") }
    if let reasons = change.pauseReasons {
      parts.append(reasons.isEmpty ? "nothing pauses" : "paused by " + reasons.joined(separator: ", "))
    }
    if let stop = change.stopAt { parts.append(stop == .closed ? "stops at closing" : "stops at resolution") }
    switch change.reopen {
    case .continue: parts.append("reopened: goes on with what was left")
    case .restart: parts.append("reopened: starts anew")
    case .keepFirst: parts.append("reopened: the first verdict stands")
    case .countAll: parts.append("reopened: all time counts")
    case nil: break
    }
    return parts.joined(separator: "; ")
  }

  /// Compliance against the target: a stair that is exact at each of its points, with marks at the targets.
  static func chart(_ html: HTML, _ report: CurveReport) {
    let points = report.points
    guard points.count > 1, let plot = Plot(report) else { return }
    let ended = points.contains { $0.tally.cancelled > 0 }
    html.chart(
      "Compliance against the target", id: "curve",
      reading:
        "Across: the target, in open time up to \(Words.exact(plot.end)). Up: the share of decided clocks that would "
        + "have met it. Upright lines mark the promised target, drawn through, and those to try, dashed; longer ones are in the table."
    ) {
      html.element(
        "svg",
        [
          .class("attain-chart curve-chart"), Attribute("width", "100%"), .number("height", Plot.height), .role("img"),
          .aria("label", plot.words),
        ]
      ) { plot.draw(html) }
    } table: {
      html.details(.class("more")) {
        html.summary("The same as a table")
        html.table(
          "Compliance against the target", columns: columns("Target", ended: ended), stacks: true
        ) {
          for point in points {
            html.tr {
              html.th(Words.exact(point.target), .scope("row"))
              cells(html, point.tally, ended: ended)
            }
          }
        }
      }
    }
  }

  /// Where things of the drawing lie: across in percent of its width, down in px.
  private struct Plot {
    static let height = 240.0
    private static let left = 9.0
    /// Marks that have room for words; of more, the promised one alone has them.
    private static let worded = 6
    private static let foot = 26.0

    let points: [WholeCurve.Point]
    let columns: [CurveReport.Column]
    /// The target at the right end.
    let end: Duration

    init?(_ report: CurveReport) {
      let marked = report.columns.map(\.target).max() ?? .zero
      // A few that took very long would press all others against the left edge.
      let usual = report.tightest.first?.met?.target ?? report.points.last?.target ?? .zero
      let end = Duration(
        milliseconds: max(marked.milliseconds / 4 * 5, min(usual.milliseconds, marked.milliseconds * 3)))
      guard end > .zero else { return nil }
      (points, columns, self.end) = (report.points, report.columns, end)
    }

    var words: String {
      columns.map { "\(Words.length(.open($0.length))): \($0.tally.compliance.percentText() ?? "nothing decided")" }
        .joined(separator: "; ")
    }

    /// Marks with words, from left to right: a line of words each, so that none covers another.
    private var labelled: [Int] {
      let all = columns.count <= Plot.worded ? Array(columns.indices) : [0]
      return all.sorted { (columns[$0].target, $0) < (columns[$1].target, $1) }
    }
    private var top: Double { 6 + 14 * Double(labelled.count) }

    /// Between two words of the axis: round, in hours of open time, as no day of 24 h has anything to do with it.
    private var step: Duration {
      let minutes: [Int64] = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1200, 3000, 6000, 12_000, 30_000, 60_000]
      let wanted = end.milliseconds / 4
      return Duration.minutes(minutes.first { $0 * 60_000 >= wanted } ?? wanted / 60_000 + 1)
    }

    private func x(_ target: Duration) -> Double {
      Plot.left + (100 - Plot.left) * min(1, Double(target.milliseconds) / Double(end.milliseconds))
    }
    private func y(_ share: Double) -> Double { Plot.height - Plot.foot - (Plot.height - Plot.foot - top) * share }
    private func percent(_ number: Double) -> String { HTML.decimal(number) + "%" }

    private func line(_ html: HTML, _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ look: String) {
      html.element(
        "line",
        [
          Attribute("x1", percent(x1)), Attribute("x2", percent(x2)), .number("y1", y1), .number("y2", y2),
          .class(look),
        ])
    }

    func draw(_ html: HTML) {
      for level in [0, 25, 50, 75, 100] {
        let height = y(Double(level) / 100)
        line(html, Plot.left, height, 100, height, "grid-line")
        html.element(
          "text", [Attribute("x", percent(Plot.left - 1)), .number("y", height + 4), .class("axis"), .ariaHidden]
        ) { html.text(level == 100 ? Words.percent(1) : String(level)) }
      }
      var target = Duration.zero
      while target <= end {
        html.element(
          "text",
          [
            Attribute("x", percent(x(target))), .number("y", Plot.height - 6), .ariaHidden,
            .when(x(target) > 94, .class("axis")),
          ]
        ) { html.text(target == .zero ? "0" : Words.exact(target)) }
        target = target + step
      }
      stairs(html)
      for (index, column) in columns.enumerated() { mark(html, column, index) }
    }

    private func stairs(_ html: HTML) {
      var (at, share) = (Plot.left, 0.0)
      for point in points where point.target <= end {
        let (next, height) = (x(point.target), point.tally.compliance.fraction ?? share)
        line(html, at, y(share), next, y(share), "curve-line")
        line(html, next, y(share), next, y(height), "curve-line")
        (at, share) = (next, height)
      }
      line(html, at, y(share), 100, y(share), "curve-line")
    }

    private func mark(_ html: HTML, _ column: CurveReport.Column, _ index: Int) {
      let place = x(column.target)
      line(html, place, top, place, y(0), index == 0 ? "curve-mark" : "curve-mark tried")
      guard let order = labelled.firstIndex(of: index) else { return }
      html.element(
        "text",
        [
          Attribute("x", percent(place)), .number("y", 12 + 14 * Double(order)),
          .class(place > 80 ? "value axis" : place < 25 ? "value first" : "value"), .ariaHidden,
        ]
      ) {
        html.text(Words.length(.open(column.length)))
        html.text(column.tally.compliance.percentText().map { " \u{b7} \($0)" } ?? "")
      }
    }
  }
}
