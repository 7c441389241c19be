import Agreements
import Kernel
import Markup

extension HTML {
  /// Whose time it was: one bar whose parts add up to the whole, and its numbers as a table.
  public func attribution(_ shares: [HolderShare]) {
    let total = shares.reduce(Duration.zero) { $0 + $1.time }
    guard total > .zero else { return p("No time has passed yet.", .class("soft")) }
    let parts = shares.enumerated().map { index, share in
      (share: share, look: HTML.look(of: share.holder, index))
    }
    element(
      "svg",
      [
        .class("drawing"), Attribute("width", "100%"), .number("height", 18), .role("img"),
        .aria("label", "Whose time it was; the table below has the numbers"),
      ]
    ) {
      var left = 0.0
      for part in parts {
        let width = percent(part.share.time, of: total)
        element(
          "rect",
          [
            Attribute("x", HTML.decimal(left) + "%"), Attribute("width", HTML.decimal(max(width - 0.25, 0.1)) + "%"),
            .number("y", 2), .number("height", 14),
          ] + part.look
        ) { element("title") { text(ClockWords.holder(part.share.holder)) } }
        left += width
      }
    }
    table(
      "Whose time the whole ticket was",
      columns: [Column("Holder"), Column("Time", number: true), Column("Share", number: true)]
    ) {
      for part in parts {
        tr {
          th(.scope("row")) {
            span(.class("chips")) {
              svg(width: 10, height: 10, label: nil, .class("icon")) {
                element("rect", [.number("width", 10), .number("height", 10)] + part.look)
              }
              text(ClockWords.holder(part.share.holder))
            }
          }
          td(Words.length(part.share.time, days: false), .class("num"))
          td(Words.percent(percent(part.share.time, of: total) / 100), .class("num"))
        }
      }
    }
  }

  /// Closed hours and times that were left out look as they do in the drawing of a clock; holders differ by colour.
  private static func look(of holder: Holder, _ index: Int) -> [Attribute] {
    switch holder {
    case .closed: [.class("part-closed")]
    case .exclusion: excludedLook
    case .vendor, .requester, .hold, .team, .unassigned: [.class("part-\(index % 6)")]
    }
  }

  private func percent(_ part: Duration, of total: Duration) -> Double {
    100 * Double(part.milliseconds) / Double(max(1, total.milliseconds))
  }
}
